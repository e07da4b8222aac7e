"""What must hold of an answer, as the talks write it: `first`, `any`, `every`, `match` and so on.

Each check returns a sentence for a failure, or nothing.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from tests.evals.talk import Row, Said

Turn = Mapping[str, Any]
Failures = Iterator[str]

# Ways to say that something is not known.
UNKNOWN = re.compile(
    r"(?:do(?:es)?|is|are|has|have)(?: not|n't) (?:state|say|mention|give|list|known?|have)"
    r"|says? nothing|nothing (?:about|on)|not (?:stated|known|mentioned)|gives? no|no information"
    r"|states? no\b|cannot (?:tell|say|see)",
    re.I,
)


def failures(turn: Turn, said: Said, before: Sequence[Said]) -> list[str]:
    """Everything that does not hold of the answer to one turn."""
    found = [f"ended as {said.error}"] if said.error else []
    for name, check in _CHECKS.items():
        if name in turn:
            found += check(turn[name], said, before)
    return found


def _skus(said: Said) -> list[str]:
    return [card.sku for card in said.cards]


def _first(wanted: list[str], said: Said, _before: Sequence[Said]) -> Failures:
    if _skus(said)[:1] == [] or _skus(said)[0] not in wanted:
        yield f"first is {_skus(said)[:1]}, not of {wanted}"


def _any(wanted: list[str], said: Said, _before: Sequence[Said]) -> Failures:
    if not set(wanted) & set(_skus(said)):
        yield f"none of {wanted} in {_skus(said)}"


def _all(wanted: list[str], said: Said, _before: Sequence[Said]) -> Failures:
    if lacking := [sku for sku in wanted if sku not in _skus(said)]:
        yield f"lacks {lacking} in {_skus(said)}"


def _not(unwanted: list[str], said: Said, _before: Sequence[Said]) -> Failures:
    if shown := [sku for sku in unwanted if sku in _skus(said)]:
        yield f"shows {shown}"


def _top(wanted: Mapping[str, Any], said: Said, _before: Sequence[Said]) -> Failures:
    if not set(wanted["any"]) & set(_skus(said)[: wanted["n"]]):
        yield f"none of {wanted['any']} in the first {wanted['n']}: {_skus(said)}"


def _groups(wanted: list[list[str]], said: Said, _before: Sequence[Said]) -> Failures:
    for group in wanted:
        if not set(group) & set(_skus(said)):
            yield f"nothing of {group} in {_skus(said)}"


def _cards_min(least: int, said: Said, _before: Sequence[Said]) -> Failures:
    if len(said.cards) < least:
        yield f"{len(said.cards)} cards"


def _cards_max(most: int, said: Said, _before: Sequence[Said]) -> Failures:
    if len(said.cards) > most:
        yield f"{len(said.cards)} cards: {_skus(said)}"


def _no_cards(_wanted: bool, said: Said, _before: Sequence[Said]) -> Failures:
    if said.cards:
        yield f"cards where none should be: {_skus(said)}"


def _cheaper(wanted: Mapping[str, int], said: Said, before: Sequence[Said]) -> Failures:
    shown = before[wanted["turn"]].cards
    if not said.cards:
        yield "no cards"
    elif len(shown) > wanted["card"]:
        limit = shown[wanted["card"]].price
        yield from (
            f"{card.sku} costs {card.price}, not below {limit}"
            for card in said.cards
            if card.price >= limit
        )


def _match(wanted: str | list[str], said: Said, _before: Sequence[Said]) -> Failures:
    for pattern in [wanted] if isinstance(wanted, str) else wanted:
        if not re.search(pattern, _plain(said.reply), re.I | re.S):
            yield f"does not say /{pattern}/"


def _not_match(unwanted: str | list[str], said: Said, _before: Sequence[Said]) -> Failures:
    for pattern in [unwanted] if isinstance(unwanted, str) else unwanted:
        if re.search(pattern, _plain(said.reply), re.I | re.S):
            yield f"says /{pattern}/"


def _unknown(_wanted: bool, said: Said, _before: Sequence[Said]) -> Failures:
    if not UNKNOWN.search(_plain(said.reply)):
        yield "does not say that it is not known"


def _every(wanted: Mapping[str, Any], said: Said, _before: Sequence[Said]) -> Failures:
    if not said.cards:
        yield "no cards"
    for card in said.cards:
        wrong = [name for name, value in wanted.items() if not _KEPT[name](card, value)]
        if wrong:
            yield f"{card.sku} breaks {', '.join(wrong)}"


def _plain(reply: str) -> str:
    return reply.replace("\u2019", "'").replace("\u00a0", " ").replace("\u2212", "-")


def _has_attributes(card: Row, wanted: Mapping[str, Any]) -> bool:
    return all(_has_value(card.attributes.get(key), value) for key, value in wanted.items())


def _has_value(value: Any, wanted: Any) -> bool:
    values = [str(each) for each in value] if isinstance(value, list) else [str(value)]
    if isinstance(wanted, dict):
        return any(re.search(wanted["re"], each, re.I) for each in values)
    return str(wanted).lower() in [each.lower() for each in values]


def _says(pattern: str, text: str) -> bool:
    return bool(re.search(pattern, text, re.I))


_KEPT: dict[str, Callable[[Row, Any], bool]] = {
    "price_max": lambda card, value: card.price <= Decimal(str(value)),
    "price_below": lambda card, value: card.price < Decimal(str(value)),
    "price_min": lambda card, value: card.price >= Decimal(str(value)),
    "brand": lambda card, value: _says(value, card.brand),
    "not_brand": lambda card, value: not _says(value, card.brand),
    "cat": lambda card, value: _says(value, card.category),
    "not_cat": lambda card, value: not _says(value, card.category),
    "name": lambda card, value: _says(value, card.name),
    "not_name": lambda card, value: not _says(value, card.name),
    "attrs": _has_attributes,
}
_CHECKS: dict[str, Callable[[Any, Said, Sequence[Said]], Failures]] = {
    "first": _first,
    "any": _any,
    "all": _all,
    "not": _not,
    "top": _top,
    "groups": _groups,
    "every": _every,
    "cards_min": _cards_min,
    "cards_max": _cards_max,
    "no_cards": _no_cards,
    "cheaper": _cheaper,
    "match": _match,
    "not_match": _not_match,
    "unknown": _unknown,
}
NAMES = frozenset({"say", *_CHECKS})
