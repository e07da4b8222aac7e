"""Brands, colours and attribute values as this shop writes them, wanted or not: "red", "not from
X", "with bluetooth", "slim fit".
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from shop.search.attribute_vocabulary import Meaning, key_words
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
    Changes,
    just_before,
    spans,
)
from shop.search.reading.sizes import sizes
from shop.search.stemming import uninflected
from shop.search.vocabulary import Vocabulary
from site_config.deadline import check_time

NEGATION = re.compile(rf"(?:{NOT}|(?<!\S)[{MINUS}])$", re.I | re.X)
# What carries a "not" on to the next name: "not red or black".
ALSO = re.compile(rf"\s*(?:,\s*)?(?:or|nor|and|/)\s+(?:{LINKS}\s+)*", re.I)
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
_NAMED = re.compile(r"\b(?:in|not|no|or|and|colou?r:?)\s+(?:the\s+colou?r\s+)?$", re.I)
_WORD = re.compile(r"[\s-]*([\w'’]+)")
_FOLLOWS = re.compile(r"[\s-]*(\w*)")
_LAST = re.compile(r"(?<![\w'’])([\w'’]+)[\s-]*$")
_BEGUN = re.compile(r"\b\w+[\s-]+$")
_BRAND = re.compile(r"\s+brand\b", re.I)
FREE = re.compile(r"[\s-]+free\b", re.I)
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
    values = shop.colours.get(words) or _of_stems(shop.colours, words, shop)
    is_named = _is_said_in_names(words, shop)
    if not is_named and not (values and _is_colour(words, text, start, end, shop)):
        return {}
    follows = _FOLLOWS.match(text, end)
    if is_named and follows and follows[1].lower() in PARTS | NO_COLOUR:
        return {}
    changes: Changes = {"colours": values} if values else {}
    return changes | ({"colour_words": (words,)} if is_named else {})


def _of_stems[T](known: Mapping[str, tuple[T, ...]], words: str, shop: Vocabulary) -> tuple[T, ...]:
    """What adjectives with an ending mean in the shop's language, which English has not."""
    return () if shop.is_english else known.get(uninflected(words), ())


def _is_said_in_names(words: str, shop: Vocabulary) -> bool:
    """Whether names have to be asked for a plain colour, since labels do not say it of all."""
    if words not in PLAIN or not shop.colours:
        return False
    is_stated = words in shop.colours and words not in shop.ordinary_colours
    return not is_stated or shop.has_unclear_colours


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
    said = text[start:end]
    if meaning := _named(said, shop):
        return Name(start, end, "attribute", said, {"attributes": {meaning.key: meaning.values}})
    meanings = shop.labels.meanings.get(squeezed(words)) or _of_stems(
        shop.labels.meanings, words, shop
    )
    if not meanings or words in CARE or _is_other(text, start, end, meanings[0]):
        return None
    wanted = _is_wanted(meanings[0], words, text, start)
    if not wanted and not (_is_negated(text, start, end) and _is_one(meanings)):
        return None
    changes = {"attributes": {meanings[0].key: _widened(meanings[0], shop)}}
    return Name(start, end, "attribute", said, changes, is_wanted=wanted)


def _is_negated(text: str, start: int, end: int) -> bool:
    return bool(
        just_before(NEGATION, text, start)
        or just_before(ALSO, text, start)
        or FREE.match(text, end)
    )


def _is_one(meanings: tuple[Meaning, ...]) -> bool:
    """Whether the words have one meaning here that can be ruled out."""
    return meanings[0].is_clear or (meanings[0].is_yes and len(meanings) == 1)


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
    is_with = bool(just_before(_WITH, text, start))
    if just_before(_FOR, text, start) and not is_with:
        return bool(name & AUDIENCES) and meaning.is_clear and _is_people(words)
    if meaning.is_sure:
        return True
    is_made = bool(name & MATERIALS) and bool(just_before(_MADE, text, start))
    return meaning.is_clear and (is_made or (meaning.is_yes and is_with))


def _is_people(words: str) -> bool:
    return singular(words) in {singular(each) for each in PEOPLE}


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
            if (
                squeezed(fold(" ".join(key_words(meaning.key)))) == squeezed(fold(name))
                and not meaning.is_yes
            ):
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
