"""Brands, colours and attribute values as this shop writes them, wanted or not: "red", "not from
X", "with bluetooth", "slim fit".
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from shop.search.attribute_vocabulary import YES, Meaning, key_words
from shop.search.folding import fold, singular, squeezed
from shop.search.lexicon import (
    AUDIENCES,
    BASIC,
    BOUNDS,
    CARE,
    EVERYONE,
    FOR,
    FROM,
    IMITATIONS,
    LIKENESSES,
    LINKS,
    MATERIALS,
    NO_COLOUR,
    NOT,
    PARTS,
    PEOPLE,
    PLAIN,
)
from shop.search.reading.constraint import (
    MINUS,
    NOT_IT,
    WITHOUT_IT,
    Changes,
    Constraint,
    just_before,
    merged,
    spans,
)
from shop.search.reading.sizes import sizes
from shop.search.vocabulary import Vocabulary
from site_config.deadline import check_time

_NOT = re.compile(rf"(?:{NOT}|(?<!\S)[{MINUS}])$", re.I | re.X)
# What carries a "not" on to the next name: "not red or black".
_OR = re.compile(rf"\s*(?:,\s*)?(?:or|nor|and|/)\s+(?:{LINKS}\s+)*", re.I)
_FOR = re.compile(r"\b" + FOR, re.I)
_FROM = re.compile(FROM, re.I)
_MADE = re.compile(
    r"\b(?:(?:made|built|crafted|knitted|woven)\s+(?:out\s+)?(?:of|from|with|in)|in"
    r"|of)\s+(?:pure\s+|real\s+|genuine\s+|100\s?%\s+)?$",
    re.I,
)
_WITH = re.compile(
    r"\b(?:with|has|have|having|includes?|including|and)\s+(?:an?\s+|the\s+|built-in\s+)?$", re.I
)
_OTHERS = LIKENESSES | CARE | PARTS | BASIC | {"of"}
_END = frozenset(BOUNDS.split("|"))
_LACKS = re.compile(r"\b(?:without|w/o|no|free)\b", re.I)
_NAMED = re.compile(r"\b(?:in|not|no|or|and|colou?r:?)\s+(?:the\s+colou?r\s+)?$", re.I)
_WORD = re.compile(r"[\s-]*([\w'’]+)")
_FOLLOWS = re.compile(r"[\s-]*(\w*)")
_LAST = re.compile(r"(?<![\w'’])([\w'’]+)[\s-]*$")
_BEGUN = re.compile(r"\b\w+[\s-]+$")
_BRAND = re.compile(r"\s+brand\b", re.I)
_FREE = re.compile(r"[\s-]+free\b", re.I)
_COLOUR = re.compile(r"\s+colou?r", re.I)


@dataclass(frozen=True)
class Name:
    """What words of the text mean: `changes` where it is wanted."""

    start: int
    end: int
    field: str
    label: str
    changes: Changes
    is_wanted: bool = True
    stays: bool = True
    """Whether its words go on to rank."""
    is_explicit: bool = False
    """Whether the words leave no doubt: "size 42", "from X"."""


def read_names(text: str, shop: Vocabulary, found: list[Constraint]) -> tuple[str, str]:
    """The words that are left, and these without what was read. What is wanted stays in the first,
    since it still says what is meant; what is not wanted leaves both.
    """
    seen: set[str] = set()
    left, bare, done, begin, negated = "", "", 0, 0, False
    for name in names(text, shop):
        words = text[name.start : name.end]
        if negated and _is_carried(text[done : name.start], name, found[-1]):
            # One constraint for "not red or black": without its "not", the rest would be a wish.
            last = found[-1]
            changes = dict(last.changes)
            for field, value in _negated(name).items():
                changes[field] = merged(field, changes.get(field), value)
            found[-1] = replace(
                last.with_other(words), phrase=text[begin : name.end].strip(" ,"), changes=changes
            )
            done = name.end
            continue
        before = just_before(_NOT, text, name.start, done) or _is_free(text, name)
        if not before and not name.is_wanted:
            continue
        begin, negated = (
            before.start() if before and before.end() <= name.start else name.start,
            before is not None,
        )
        end = before.end() if before and before.end() > name.end else name.end
        if negated:
            changes = _negated(name)
            label = (
                WITHOUT_IT
                if before and name.field == "attribute" and _LACKS.search(before[0])
                else NOT_IT
            )
            found.append(
                Constraint(f"not_{name.field}", "", text[begin:end].strip(" ,"), changes).called(
                    label, value=words
                )
            )
        elif fold(words) not in seen:
            seen.add(fold(words))
            found.append(
                Constraint(
                    name.field,
                    name.label,
                    words.strip(),
                    name.changes,
                    is_hypothesis=not name.is_explicit,
                )
            )
        left += text[done:begin] + (words if name.stays and not negated else " ")
        bare += text[done:begin] + " "
        done = end
    return left + text[done:], bare + text[done:]


def _negated(name: Name) -> Changes:
    """What is not red may not be called red either."""
    also = {"colour_words": (fold(name.label),)} if name.field == "colour" else {}
    return {f"not_{field}": value for field, value in (name.changes | also).items()}


def _is_carried(between: str, name: Name, last: Constraint) -> bool:
    """Whether a "not" goes on: "not red or leather", "not red and blue", but not "not red and
    waterproof".
    """
    if not _OR.fullmatch(between):
        return False
    if re.search(r"\b(?:or|nor)\b", between, re.I) or last.field != f"not_{name.field}":
        return last.field == f"not_{name.field}" or not re.search(r"\band\b", between, re.I)
    before = last.changes.get("not_attributes", {})
    return name.field != "attribute" or before.keys() == name.changes["attributes"].keys()


def _is_free(text: str, name: Name) -> re.Match[str] | None:
    """ "Latex free"."""
    return _FREE.match(text, name.end) if name.field == "attribute" else None


def names(text: str, shop: Vocabulary) -> list[Name]:
    """In the order of the text; the longest name wins."""
    found: list[Name] = []
    taken: set[int] = set()

    def take(name: Name) -> None:
        if taken.isdisjoint(range(name.start, name.end)):
            found.append(name)
            taken.update(range(name.start, name.end))

    for start, end, label, key, values in sizes(text, shop.labels):
        changes = {"attributes": {key: values}}
        take(Name(start, end, "attribute", label, changes, stays=False, is_explicit=True))
    for words, start, end in spans(text):
        check_time()
        if taken.isdisjoint(range(start, end)) and (name := _name(text, words, start, end, shop)):
            take(name)
    return sorted(found, key=lambda name: name.start)


def _name(text: str, words: str, start: int, end: int, shop: Vocabulary) -> Name | None:
    brand = shop.brands.get(words)
    is_stated = bool(just_before(_FROM, text, start) or _BRAND.match(text, end))
    if brand and (words not in shop.ordinary or is_stated):
        # "Ink for X" is made by another one; "not for X" is not wanted either way.
        is_wanted = not just_before(_FOR, text, start)
        changes = {"brands": (brand,)}
        return Name(start, end, "brand", brand, changes, is_wanted, is_explicit=is_stated)
    if changes := _colour(text, words, start, end, shop):
        return Name(start, end, "colour", text[start:end], changes)
    return _attribute(text, words, start, end, shop)


def _colour(text: str, words: str, start: int, end: int, shop: Vocabulary) -> Changes:
    """Of a colour that names say more often than labels, the name counts too. One that no product
    has is a wish all the same.
    """
    values, is_plain = shop.colours.get(words, ()), words in PLAIN and bool(shop.colours)
    is_named = is_plain and (
        not values or words in shop.ordinary_colours or shop.has_unclear_colours
    )
    if not is_named and not (values and _is_colour(words, text, start, end, shop)):
        return {}
    follows = _FOLLOWS.match(text, end)
    if is_named and follows and follows[1].lower() in PARTS | NO_COLOUR:
        return {}
    return ({"colours": values} if values else {}) | (
        {"colour_words": (words,)} if is_named else {}
    )


def _is_colour(words: str, text: str, start: int, end: int, shop: Vocabulary) -> bool:
    """ "Natural" and "cream" are said of many things, and no "green tea" is green."""
    follows = _FOLLOWS.match(text, end)
    if follows and follows[1].lower() in PARTS:
        return False
    is_named = just_before(_NAMED, text, start)
    ends = not (follows and fold(follows[1]) not in _END and follows[1])
    if words == "cream" and ends and just_before(_BEGUN, text, start):
        return bool(is_named)  # "sun cream for children" is no colour
    return words not in shop.ordinary_colours or bool(is_named or _COLOUR.match(text, end))


def _attribute(text: str, words: str, start: int, end: int, shop: Vocabulary) -> Name | None:
    if meaning := _named(text[start:end], shop):
        return Name(
            start, end, "attribute", text[start:end], {"attributes": {meaning.key: meaning.values}}
        )
    meanings = shop.labels.meanings.get(squeezed(words), ())
    if not meanings or words in CARE:
        return None
    meaning = meanings[0]
    if _is_other(text, start, end, meaning):
        return None
    wanted = _is_wanted(meaning, words, text, start)
    is_negated = (
        just_before(_NOT, text, start) or just_before(_OR, text, start) or _FREE.match(text, end)
    )
    is_one = meaning.is_clear or (meaning.values == (YES,) and len(meanings) == 1)
    if not wanted and not (is_negated and is_one):
        return None
    return Name(
        start,
        end,
        "attribute",
        text[start:end],
        {"attributes": {meaning.key: _widened(meaning, shop)}},
        is_wanted=wanted,
    )


def _is_other(text: str, start: int, end: int, meaning: Meaning) -> bool:
    """Whether the words beside it say that something else is meant: "faux leather", "leather
    cleaner", "with glass shades".
    """
    before = just_before(_LAST, text, start)
    if before and fold(before[1]) in IMITATIONS:
        return True
    after = _WORD.match(text, end)
    follows = fold(after[1]) if after else ""
    is_part = (
        follows
        and follows not in _END
        and set(key_words(meaning.key)) & MATERIALS
        and just_before(_WITH, text, start)
    )
    return follows in _OTHERS or bool(is_part)


def _is_wanted(meaning: Meaning, words: str, text: str, start: int) -> bool:
    name = set(key_words(meaning.key))
    is_with = just_before(_WITH, text, start)
    if just_before(_FOR, text, start) and not is_with:
        return (
            bool(name & AUDIENCES)
            and meaning.is_clear
            and singular(words) in {singular(each) for each in PEOPLE}
        )
    if meaning.is_sure:
        return True
    is_made = name & MATERIALS and just_before(_MADE, text, start)
    explicit = (meaning.values == (YES,) and is_with) or is_made
    return bool(explicit) and meaning.is_clear


def _widened(meaning: Meaning, shop: Vocabulary) -> tuple[str, ...]:
    """For women is also what is for everyone."""
    if not set(key_words(meaning.key)) & AUDIENCES:
        return meaning.values
    everyone = [
        each
        for name in EVERYONE
        for each in shop.labels.meanings.get(squeezed(name), ())
        if each.key == meaning.key
    ]
    return tuple(
        dict.fromkeys((*meaning.values, *(value for each in everyone for value in each.values)))
    )


def _named(words: str, shop: Vocabulary) -> Meaning | None:
    """A value beside the name of its attribute: "slim fit", "material: wool"."""
    for value, name, is_after in _splits(words):
        for meaning in shop.labels.meanings.get(squeezed(fold(value)), ()):
            if squeezed(fold(" ".join(key_words(meaning.key)))) == squeezed(
                fold(name)
            ) and meaning.values != (YES,):
                return meaning if is_after or meaning.key not in shop.labels.kinds else None
    return None


def _splits(words: str) -> Iterator[tuple[str, str, bool]]:
    """(value, name of the attribute, whether a colon says so) in every way to split the words in
    two.
    """
    parts = words.split()
    for at in range(1, len(parts)):
        head, tail = " ".join(parts[:at]), " ".join(parts[at:])
        if head.endswith((":", "=")):
            yield tail, head, True
        else:
            yield head, tail, False
