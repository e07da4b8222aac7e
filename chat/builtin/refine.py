"""The last search with other limits: "in red", "under 100", "and for children?", "any colour"."""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from chat.builtin.aspects import degree_in
from chat.builtin.function_words import any_of, begins_with, mapping, words
from chat.builtin.rivals import without_rivals
from chat.builtin.sayings import key_words
from chat.builtin.segment import without_lead
from chat.builtin.words import plain, stems, tokens, unwrapped
from shop.search.query import Constraint, read, without_phrase
from shop.search.vocabulary import Vocabulary, fold

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
_FIGURE = re.compile(r"\b(?:make (?:it|that)|say|go (?:up )?to|up to) (?=\d)", re.I)
_KEPT = {*ARGUMENTS.values(), "attributes", "not_words", "not_products"}
_INDIFFERENT = ("before", "after", "drops")
# In front of a phrase, so that what was wanted first stays the last word before a preposition.
_LINK = {"colour": "in ", "brand": "from "}
_BOUND = {"price_min": "over", "price_max": "under"}


def refined(
    text: str, last: Mapping[str, Any], shop: Vocabulary, *, is_wish: bool
) -> Search | None:
    """The words and arguments of the next search; None where `text` limits nothing.

    `is_wish`: what is no limit that search reads, such as "waterproof", is wished for as well.
    """
    tail = tail_of(text)
    if dropped := without_field(tail, last, shop):
        return dropped
    limits, left = _limits(tail, last, shop)
    if limits and not stems(unwrapped(left)):
        return merged(last, limits, shop, tail, adds=begins_with(text, "refine", "adds"))
    tail = " ".join(word for word in tail.split() if not degree_in(tokens(word)))
    added = unwrapped(tail, words("anything"))
    return _with_words(tail, added, last, limits, shop) if is_wish and stems(added) else None


def tail_of(text: str) -> str:
    """Without what goes on from the last search: "and in blue"."""
    said = plain(text)
    is_except = any_of("refine", "except").search(said)
    return (said if is_except else without_lead(said, "continues")).strip(" ?!.,")


def with_bound(text: str, last: Mapping[str, Any], shop: Vocabulary) -> str:
    """ "Make it 20", after a limit of the price, is another one."""
    was_bound = {"price_min", "price_max"} & last.keys() or any(
        item.field == "price" for item in read(str(last.get("words", "")), shop).constraints
    )
    return _FIGURE.sub("under ", text) if was_bound else text


def _limits(tail: str, last: Mapping[str, Any], shop: Vocabulary) -> tuple[list[Constraint], str]:
    """What search reads as limits, and the rest. What "2 people" limits depends on the thing that
    was asked for: a tent has room for them, a sofa has seats.
    """
    limits = [item for item in read(tail, shop).constraints if item.field != "category"]
    thing = read(str(last.get("words", "")), shop).words if limits else ""
    if thing:
        beside = {item.phrase: item for item in read(f"{thing} {tail}", shop).constraints}
        limits = [beside.get(item.phrase, item) for item in limits]
    for item in limits:
        tail = without_phrase(tail, item.phrase)
    return limits, tail


def _with_words(
    tail: str, added: str, last: Mapping[str, Any], limits: list[Constraint], shop: Vocabulary
) -> Search:
    """A quality goes in front, so that the thing itself stays the last word before a
    preposition.
    """
    for item in limits:
        added = without_phrase(added, item.phrase)
        tail = without_phrase(tail, item.phrase)
    found, args = merged(last, limits, shop)
    found, args = without_rivals(found, args, added, shop)
    is_behind = begins_with(tail, "refine", "prepositions")
    if any(item.field == "cheap" for item in read(found, shop).constraints):
        found = _without(found, ("cheap",), shop)
    if begins_with(tail, "refine", "persons"):
        tail, is_behind = f"who {tail.split(maxsplit=1)[-1]}", True
    if stems(found) <= stems(added):
        return unwrapped(added), args
    parts = [found, tail] if is_behind else [unwrapped(added), found]
    return " ".join(" ".join(parts).split()), args


def without_field(tail: str, last: Mapping[str, Any], shop: Vocabulary) -> Search | None:
    """ "Any colour" and "without red" take a limit back, where it is one."""
    field = _indifferent(tail)
    if field:
        args = _constraints(last)
        for name in _names_of(field):
            args.pop(ARGUMENTS.get(name, name), None)
        return _without(str(last.get("words", "")), (field, f"not_{field}"), shop), args
    match = any_of("indifferent", "drops").match(tail)
    phrase = fold(tail[match.end() :].strip()) if match else ""
    own = [item for item in _read_of(last, shop) if phrase in _names_for(item)]
    return without(own[0], last) if own and phrase else None


def _read_of(last: Mapping[str, Any], shop: Vocabulary) -> list[Constraint]:
    found = read(str(last.get("words", "")), shop).constraints
    return [item for item in found if item.field != "category"]


def _names_for(item: Constraint) -> set[str]:
    """How a limit may be called: "red", "in 42", "size 42", "size"."""
    keys = (value for value in item.changes.values() if isinstance(value, dict))
    named = {key_words(key) for each in keys for key in each}
    return {fold(each) for each in (item.phrase, item.label, item.field, *named)}


def _indifferent(tail: str) -> str:
    """The field of which somebody says that it does not matter."""
    fields = mapping("indifferent", "limits")
    said = tokens(tail)
    named = [fields[word] for word in (each.removesuffix("s") for each in said) if word in fields]
    is_said = any(any_of("indifferent", name).search(tail) for name in _INDIFFERENT)
    return str(named[0]) if len(named) == 1 and is_said else ""


def _names_of(field: str) -> Iterable[str]:
    return ("price_min", "price_max") if field == "price" else (f"{field}s",)


def rest_of(tail: str) -> str:
    """What is said besides that something does not matter."""
    if not _indifferent(tail):
        return ""
    for name in _INDIFFERENT:
        tail = any_of("indifferent", name).sub(" ", tail)
    fields = mapping("indifferent", "limits")
    return " ".join(word for word in tail.split() if word.strip(",.").lower() not in fields)


def without(item: Constraint, last: Mapping[str, Any]) -> Search:
    """The last search less one of its limits."""
    args = _constraints(last)
    for name in item.changes:
        args.pop(ARGUMENTS.get(name, name), None)
    return _linked_off(str(last.get("words", "")), item), args


# What relaxations call the arguments.
_OF_ARGUMENTS = {
    "price": ("price_min", "price_max"),
    "stock": ("in_stock",),
    "in stock": ("in_stock",),
}


def without_label(label: str, last: Mapping[str, Any], shop: Vocabulary) -> Search:
    """The last search less the limit of that label."""
    for item in read(str(last.get("words", "")), shop).constraints:
        if label == item.label:
            return without(item, last)
    args = _constraints(last)
    for name in _OF_ARGUMENTS.get(label, (label,)):
        args.pop(name, None)
    return str(last.get("words", "")), args


def _without(found: str, fields: Iterable[str], shop: Vocabulary) -> str:
    for item in read(found, shop).constraints:
        if item.field in fields:
            found = _linked_off(found, item)
    return found


def merged(
    last: Mapping[str, Any],
    limits: list[Constraint],
    shop: Vocabulary,
    tail: str = "",
    *,
    adds: bool = False,
) -> Search:
    """New limits take the place of the old ones of their kind: "blue" after "red jacket under
    100".
    """
    fields = {name for item in limits for name in _fields(item)}
    new = {name: value for item in limits for name, value in item.changes.items()}
    found, bounds = _without_old(str(last.get("words", "")), fields, new, shop)
    args = _args_without(last, fields - set(_BOUND) if adds else fields, new)
    parts = [found, *bounds]
    for item in limits:
        if _is_in_front(item, tail):
            parts.insert(0, item.phrase)
        else:
            parts.append(linked(item, tail))
    return " ".join(parts).strip(), args


def _args_without(
    last: Mapping[str, Any], fields: set[str], new: Mapping[str, Any]
) -> dict[str, Any]:
    """The arguments but those that new limits take the place of."""
    args = _constraints(last)
    for name, argument in ARGUMENTS.items():
        if name in fields or clashes(new, {name: _number(args.get(argument))}):
            args.pop(argument, None)
    return args


def _is_in_front(item: Constraint, tail: str) -> bool:
    return _is_quality(item) and linked(item, tail) == item.phrase


def _without_old(
    found: str, fields: set[str], new: Mapping[str, Any], shop: Vocabulary
) -> tuple[str, list[str]]:
    """The words without the limits that new ones take the place of, and what stays of these."""
    bounds: list[str] = []
    for old in read(found, shop).constraints:
        if old.field != "category" and (_replaces(fields, old) or clashes(new, old.changes)):
            found = _linked_off(found, old)
            bounds += _other_bounds(old, fields, new)
    return found, bounds


# What search calls limits of every shop; the others are of attributes.
_FIELDS = {"price", "rating", "stock", "brand", "colour", "category", "cheap", "for"}


def _is_quality(item: Constraint) -> bool:
    """ "Waterproof": it goes in front, so that the thing stays the last word before a "for"."""
    is_amount = any(char.isdigit() for char in item.phrase)
    is_behind = begins_with(item.phrase, "refine", "prepositions")
    return item.field.removeprefix("not_") not in _FIELDS and not is_amount and not is_behind


def _other_bounds(old: Constraint, fields: set[str], new: Mapping[str, Any]) -> list[str]:
    """Of a range, the end that stays: "between 20 and 50", then "up to 40"."""
    return [
        f"{_BOUND[name]} {value:f}"
        for name, value in old.changes.items()
        if name in _BOUND and name not in fields and not clashes(new, {name: value})
    ]


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


def clashes(new: Mapping[str, Any], old: Mapping[str, Any]) -> bool:
    """Whether nothing could keep both: "over 100" after "under 100", "not red" after "red"."""
    pairs = (
        (one.get(name), other.get(f"not_{name}"))
        for one, other in ((new, old), (old, new))
        for name in ("brands", "colours")
    )
    return (
        _crossed(new.get("price_min"), old.get("price_max"))
        or _crossed(old.get("price_min"), new.get("price_max"))
        or any(
            isinstance(wanted, tuple) and isinstance(other, tuple) and set(wanted) <= set(other)
            for wanted, other in pairs
        )
    )


def _crossed(low: Any, high: Any) -> bool:
    return low is not None and high is not None and low >= high


def _number(value: Any) -> Decimal | None:
    try:
        return Decimal(str(value)) if value else None
    except InvalidOperation:
        return None


def linked(item: Constraint, tail: str = "") -> str:
    """The phrase as it is read again: "from Halvarn", "in red", but "not red" alone."""
    before = tail.partition(item.phrase)[0].lower().split()[-1:]
    if before and before[0] in words("refine", "links") and not item.phrase[:1].isdigit():
        return f"{before[0]} {item.phrase}"
    link = "" if any(name.startswith("not_") for name in item.changes) else _LINK.get(item.field)
    return f"{link or ''}{item.phrase}"


def _constraints(args: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in args.items() if name in _KEPT and value}


def _linked_off(found: str, item: Constraint) -> str:
    link = _LINK.get(item.field, "")
    link = link if f"{link}{item.phrase}" in found else ""
    return without_phrase(found, link + item.phrase)
