"""A message that only adds to the last search, or changes it: "in red", "under 100", "and for
children?".
"""

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from chat.builtin.phrase import constraint
from chat.builtin.words import plain, stems, tokens, unwrapped
from shop.search.query import Constraint, without_phrase
from shop.search.query import read as read_all
from shop.search.vocabulary import Vocabulary, fold, singular

Search = tuple[str, dict[str, Any]]

# SearchQuery's fields to the arguments of search_products.
ARGUMENTS = {
    "price_min": "price_min",
    "price_max": "price_max",
    "brands": "brand",
    "colours": "colour",
    "category": "category",
    "in_stock": "in_stock",
}
_FIELDS = {
    "price",
    "rating",
    "stock",
    "brand",
    "colour",
    "not_brand",
    "not_colour",
    "not_attribute",
    "not_words",
    "category",
    "cheap",
}
# In front of a phrase, so that what was wanted first stays the last word before a preposition.
_LINK = {"colour": "in ", "brand": "from "}
_BOUND = {"price_min": "over", "price_max": "under"}
_CONTINUES = re.compile(
    r"^(?:(?:and|but|or|ok|also|only|just|now|maybe|rather|please|then|actually|no(?=,)|what "
    r"about|how about|show me|"
    r"(?:something|anything)(?! (?:but|except|other))|ones?|it|that|the same|"
    r"(?:do|have) you (?:have|got) (?:it|this one|that one|one|any|them)|is there one|(?:i "
    r")?(?:want|need) (?:it|one|them))"
    r"\b[ ,]*)+",
    re.I,
)
_PREPOSITION = re.compile(
    r"^(?:for|in|with|without|from|by|made|that|which|under|over|not|no|of|as|about|who)\b", re.I
)
_ONES = re.compile(r"\bones?\W*$", re.I)
_QUALITY = re.compile(r"(?:proof|less|able|ible|free|cancelling)$")
_QUALITIES = frozenset(
    (
        "warm warmer lightweight quiet compact powerful bright insulated wide tall small large "
        "big vegan foldable electric smart "
        "wool cotton leather wood wooden metal steel plastic glass linen ceramic"
    ).split()
)
_ANY_FIELD = re.compile(r"^(?:any|every|all|whatever) (brand|colou?r|price|budget)s?$", re.I)
_SHORT = 6
_PEOPLE = "men|women|kids|children|adults|boys|girls|babies|teenagers|beginners|seniors"
_WHOM = re.compile(rf"^(?:for )?({_PEOPLE})(?:'s)?$", re.I)
_FOR_WHOM = re.compile(rf"\b(?:for )?(?:{_PEOPLE})(?:'s)?(?![\w'])", re.I)


_LIKES = re.compile(
    r"^(?:s?he|they|my \w+) (?:really |also )*(?:likes?|loves?|enjoys?|(?:is|are) into) (?:to "
    r")?(.+?)\W*$",
    re.I,
)
_FOR_MY_CHILD = re.compile(
    r"^(?:it(?: i|'?)s |this is |that(?: i|'?)s )?for (?:my|our|a|the) (?:\w+ )?"
    r"(?:daughter|son|kid|child|children|kids|boy|girl|niece|nephew|grand(?:son|daughter|child)"
    r"|toddler|baby)\b"
    r"[\s,.]*(?:(?:and )?(?:who|s?he|they)(?: i|'?)s |aged? )?(?:(\d{1,2})(?: (?:years?(?: "
    r"old)?|yo|yrs?))?)?\W*$",
    re.I,
)


def refined(text: str, last: dict[str, Any], shop: Vocabulary) -> Search | None:
    """The words and arguments of the next search; None where `text` asks for something else."""
    said = plain(text)
    if child := _FOR_MY_CHILD.match(said):
        said = text = f"for kids, {child[1]} years old" if child[1] else "for kids"
    if likes := _LIKES.match(said):
        return _merged(last, f"who likes {likes[1]}", [], shop)
    begins = _CONTINUES.match(said)
    tail = (said[begins.end() :] if begins else said).strip(" ?!.,")
    added = unwrapped(tail)
    if dropped := _dropped(tail, last, shop):
        return dropped
    if whom := _WHOM.match(added):
        return _merged(last, f"for {whom[1]}", [], shop)
    if not added or singular(fold(added)) in shop.categories:
        return None
    phrases = [item for item in read_all(tail, shop).constraints if _refines(item)]
    left = tail
    for item in phrases:
        left = without_phrase(left, item.phrase)
    if phrases and not stems(unwrapped(left)):
        return _merged(
            last, "", phrases, shop, adds=bool(re.match(r"(?:and|but|also)\b", said, re.I))
        )
    is_preposition = bool(_PREPOSITION.match(tail)) and len(said.split()) <= _SHORT
    is_bare = all(_is_quality(word) for word in tokens(added)) and not text.rstrip().endswith("?")
    is_quality = (
        bool(_ONES.search(said))
        or is_bare
        or (bool(begins) and any(_is_quality(word) for word in tokens(added)))
    )
    return (
        _merged(last, tail if is_preposition else added, phrases, shop)
        if stems(added) and (is_preposition or is_quality)
        else None
    )


def _read(words: str, shop: Vocabulary) -> list[Constraint]:
    """What a search can be refined by. Of other qualities ("waterproof") it is a question as often
    as a wish.
    """
    return [item for item in read_all(words, shop).constraints if item.field in _FIELDS]


def _refines(item: Constraint) -> bool:
    """An amount is a wish; of other qualities ("waterproof") it is a question as often."""
    return item.field != "category" and (
        item.field in _FIELDS or bool(re.search(r"\d", item.phrase))
    )


def _is_quality(word: str) -> bool:
    return word in _QUALITIES or bool(_QUALITY.search(word))


def _dropped(added: str, last: dict[str, Any], shop: Vocabulary) -> Search | None:
    """ "Without red" and "any colour" take a constraint back, where it is one."""
    if named := _ANY_FIELD.match(added):
        field = {"color": "colour", "budget": "price"}.get(named[1].lower(), named[1].lower())
        words, args = without(field, last, shop)
        for item in _read(words, shop):
            if item.field.removeprefix("not_") == field:
                words = _linked_off(words, item)
        return words, args
    phrase = re.sub(r"^(?:without|no)\s+", "", added, flags=re.I)
    if phrase == added:
        return None
    label = next(
        (
            item.label
            for item in _read(str(last.get("words", "")), shop)
            if fold(item.phrase) == fold(phrase)
        ),
        None,
    )
    return without(label, last, shop) if label else None


def _merged(
    last: dict[str, Any],
    added: str,
    changed: list[Constraint],
    shop: Vocabulary,
    *,
    adds: bool = False,
) -> Search:
    """New constraints take the place of the old ones of their kind: "blue" after "red jacket under
    100".
    """
    words, args, kept = str(last.get("words", "")), _constraints(last), list[str]()
    fields = {name for item in changed for name in _fields(item)}
    for old in read_all(words, shop).constraints:
        if old.field != "category" and (_replaces(fields, old) or _clashes(changed, old.changes)):
            words = _linked_off(words, old)
            kept += [
                f"{_BOUND[name]} {value:f}"
                for name, value in old.changes.items()
                if name in _BOUND and name not in fields
            ]
    if added and (cheap := next((old for old in _read(words, shop) if old.field == "cheap"), None)):
        words = _linked_off(words, cheap)
    for name in set(ARGUMENTS):
        if (name in fields and not (adds and name.startswith("price_"))) or _clashes(
            changed, {name: _number(args.get(ARGUMENTS[name]))}
        ):
            args.pop(ARGUMENTS[name], None)
    phrases = [_linked(item) for item in changed if item.phrase not in added]
    phrases += [bound for bound in kept if not _clashes(changed, _read(bound, shop)[0].changes)]
    if _FOR_WHOM.search(added):
        words = _FOR_WHOM.sub(" ", words)
    # A quality goes in front, so that the thing itself stays the last word before a preposition.
    parts = [words, added] if _PREPOSITION.match(added) else [added, words]
    return " ".join(" ".join([*parts, *phrases]).split()), args


def _replaces(fields: set[str], old: Constraint) -> bool:
    """What is not wanted adds up: "not red", then "not blue"; of attributes, the same one is
    replaced.
    """
    return any(name in fields and not name.startswith("not_") for name in _fields(old))


def _fields(item: Constraint) -> set[str]:
    return {
        f"{name} {key}" if isinstance(value, dict) else name
        for name, value in item.changes.items()
        for key in (value if isinstance(value, dict) else [""])
    }


def _clashes(changed: list[Constraint], old: dict[str, Any]) -> bool:
    """Whether nothing could keep both: "over 100" after "under 100", "not red" after "red"."""
    new: dict[str, Any] = {name: value for item in changed for name, value in item.changes.items()}
    for low, high in (
        (new.get("price_min"), old.get("price_max")),
        (old.get("price_min"), new.get("price_max")),
    ):
        if low is not None and high is not None and low >= high:
            return True
    pairs = [(new.get(name), old.get(f"not_{name}")) for name in ("brands", "colours")]
    pairs += [(old.get(name), new.get(f"not_{name}")) for name in ("brands", "colours")]
    return any(
        set(wanted) <= set(other)
        for wanted, other in pairs
        if isinstance(wanted, tuple) and isinstance(other, tuple)
    )


def _number(value: Any) -> Decimal | None:
    try:
        return Decimal(str(value)) if value else None
    except InvalidOperation:
        return None


def _linked(item: Constraint) -> str:
    """Only what is wanted is linked: "in red", "from Halvarn", but "not red"."""
    link = _LINK.get(item.field, "")
    return (
        item.phrase
        if any(name.startswith("not_") for name in item.changes)
        else f"{link}{item.phrase}"
    )


# What relaxations call the arguments.
_OF_ARGUMENTS = {
    "price": ("price_min", "price_max"),
    "stock": ("in_stock",),
    "in stock": ("in_stock",),
}


def without(label: str, last: dict[str, Any], shop: Vocabulary) -> Search:
    """The last search less the constraint of that label, in English or as it was said to the
    visitor.
    """
    words, args = str(last.get("words", "")), _constraints(last)
    for item in _read(words, shop):
        if label in (item.label, constraint(item.label, item.kept)):
            return _linked_off(words, item), args
    label = next((each for each in _OF_ARGUMENTS if label == constraint(each)), label)
    for name in _OF_ARGUMENTS.get(label, (label,)):
        args.pop(name, None)
    return words, args


def _constraints(args: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in args.items() if name in ARGUMENTS.values() and value}


def _linked_off(words: str, item: Constraint) -> str:
    link = _LINK.get(item.field, "")
    link = link if link and f"{link}{item.phrase}" in words else ""
    return without_phrase(words, link + item.phrase)
