"""Attributes whose values span numbers, for any key: "2-4", "8+", "up to 6 people", "ages 6-99"."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache

from shop.search.folding import fold, squeezed
from shop.search.lexicon import (
    AGES,
    HEADS,
    MONTHS,
    OPEN_ABOVE,
    OPEN_BELOW,
    SIZE_KEYS,
    SIZES,
    UNITS,
    UNLIMITED,
)

# Of what an attribute holds, the share that has to be spans, and the share of these that has to
# be open above for bare numbers to be ages: "3+", "12+".
SPANNING, AGED = 0.8, 0.5
# Of values with units, a smaller share is enough: some may say "2 x 15 kg".
MEASURED = 0.6
# Beside its numbers, a value has at most so many words.
MOST_WORDS = 4
# Bare numbers up to this may be numbers of people.
MOST_PEOPLE = 40
OF_PEOPLE, OF_AGE = "people", "age"

_NUMBER = r"\d{1,4}(?:[.,]\d+)?"
_VALUE = re.compile(
    rf"(?P<before>[^\d+]*)(?P<low>{_NUMBER})(?P<between>[^\d+]*?)"
    rf"(?:(?P<plus>\+)|(?:[-–—]|\bto\b|\bbis\b)\s*(?P<high>{_NUMBER}))?(?P<after>[^\d+]*)"
)
_DASH = "-–— "

# What says that an end is open counts nothing.
_ENDS = OPEN_ABOVE | {word for each in OPEN_BELOW for word in each.split()}

Ends = tuple[Decimal, Decimal]
LARGEST = Decimal(10**9)


@dataclass(frozen=True)
class Span:
    """`counts` says what is counted: OF_PEOPLE, OF_AGE (in years), or the dimension of a unit.
    `values` are in its smallest one, each with its two ends.
    """

    key: str
    counts: str
    names: frozenset[str]
    products: int
    values: Mapping[str, Ends] = field(default_factory=dict)
    is_stated: bool = True
    """Whether a word says what is counted; else the shape of the values does."""

    def holding(self, least: Decimal, most: Decimal) -> tuple[str, ...]:
        """Returns the values that reach from `least` to `most`."""
        return tuple(
            value for value, (low, high) in self.values.items() if low <= least and most <= high
        )

    @property
    def is_spread(self) -> bool:
        """Whether a value is more than one number."""
        return any(low != high for low, high in self.values.values())

    def within(self, least: Decimal | None, most: Decimal | None) -> tuple[str, ...]:
        """Returns the values that lie between these ends."""
        return tuple(
            value
            for value, (low, high) in self.values.items()
            if (least is None or low >= least) and (most is None or high <= most)
        )

    def reaching(self, least: Decimal) -> tuple[str, ...]:
        """Returns the values that reach up to `least` or beyond it."""
        return tuple(value for value, (_low, high) in self.values.items() if high >= least)


@dataclass(frozen=True)
class _Value:
    low: Decimal
    high: Decimal
    is_open: bool
    words: frozenset[str]
    unit: str
    is_unlimited: bool = False


def spans(labels: Iterable[tuple[str, str, int]]) -> tuple[Span, ...]:
    """Returns the attributes whose values are spans, each of at least one real one."""
    by_key: dict[str, list[tuple[str, int]]] = {}
    for key, value, products in labels:
        by_key.setdefault(key, []).append((value, products))
    return tuple(span for key, values in by_key.items() if (span := _span(key, values)) is not None)


def _values(held: Sequence[tuple[str, int]]) -> dict[str, _Value]:
    found = {value: _read(value) for value, _products in held}
    return {value: each for value, each in found.items() if each is not None}


def _span(key: str, held: Sequence[tuple[str, int]]) -> Span | None:
    read = _values(held)
    names = frozenset(squeezed(word) for word in fold(key.replace("_", " ")).split())
    if not _spans(held, read) or _is_size(names, read.values()):
        return None
    words = names.union(*(each.words for each in read.values()))
    stated = _stated(words, [*read.values()])
    span = Span(
        key=key,
        counts=stated or _shaped([*read.values()]),
        names=words,
        products=_total(held),
        values={value: (each.low, each.high) for value, each in read.items()},
        is_stated=bool(stated),
    )
    return span if span.counts else None


def _is_size(names: frozenset[str], read: Iterable[_Value]) -> bool:
    """Whether an attribute is a size of clothes or shoes, and no measure."""
    is_named = bool(names & SIZES) or names <= SIZE_KEYS
    return is_named and not all(each.unit for each in read)


def _spans(held: Sequence[tuple[str, int]], read: Mapping[str, _Value]) -> bool:
    """Whether enough of the values were read, and one is more than a number."""
    spanning = sum(products for value, products in held if value in read)
    is_measured = all(each.unit or each.is_unlimited for each in read.values())
    is_any = is_measured or _is_spread(read.values())
    return is_any and spanning >= (MEASURED if is_measured else SPANNING) * _total(held)


def _is_spread(read: Iterable[_Value]) -> bool:
    return any(each.low != each.high for each in read)


def _total(held: Sequence[tuple[str, int]]) -> int:
    return sum(products for _value, products in held)


def _stated(words: frozenset[str], values: Sequence[_Value]) -> str:
    """What the words of the attribute say that it counts; empty where they say nothing."""
    if _is_spread(values) and words & (AGES | MONTHS):
        return OF_AGE
    if _is_spread(values) and words & HEADS:
        return OF_PEOPLE
    dimensions = {UNITS[each.unit][0] if each.unit else "" for each in values if _is_limited(each)}
    return dimensions.pop() if len(dimensions) == 1 else ""


def _is_limited(value: _Value) -> bool:
    return not value.is_unlimited


def _shaped(values: Sequence[_Value]) -> str:
    """What bare numbers count, by their shape; empty where it is not clear."""
    if any(each.unit or each.words for each in values):
        return ""
    if sum(each.is_open for each in values) >= AGED * len(values):
        return OF_AGE
    is_small = all(each.low >= 1 and (each.is_open or each.high <= MOST_PEOPLE) for each in values)
    return OF_PEOPLE if is_small else ""


@lru_cache(maxsize=4096)
def _read(value: str) -> _Value | None:
    if fold(value) in UNLIMITED:
        return _Value(Decimal(0), LARGEST, True, frozenset(), "", is_unlimited=True)
    match = _VALUE.fullmatch(value.strip())
    return _measured_value(match) if match else None


def _measured_value(match: re.Match[str]) -> _Value | None:
    before, after = fold(match["before"]), fold(f"{match['between'].strip(_DASH)} {match['after']}")
    said = frozenset(squeezed(word) for word in f"{before} {after}".split())
    if len(said) > MOST_WORDS:
        return None
    unit = next((word for word in after.split() if word in UNITS), "")
    low, high = (
        _measured(digits, unit, is_in_months=bool(said & MONTHS))
        for digits in (match["low"], match["high"] or match["low"])
    )
    low, high = _opened(before if not match["high"] else "", match["plus"] or "", low, high)
    return _Value(low, high, high == LARGEST, said - _ENDS, unit)


def _opened(before: str, plus: str, low: Decimal, high: Decimal) -> Ends:
    """The ends of "up to 6", "from 6" and "6+"."""
    if before in OPEN_BELOW:
        return Decimal(0), high
    return low, LARGEST if plus or before in OPEN_ABOVE else high


def _measured(digits: str, unit: str, *, is_in_months: bool) -> Decimal:
    number = Decimal(digits.replace(",", "."))
    if is_in_months:
        return in_years(number)
    return number * UNITS[unit][1] if unit else number


def in_years(months: Decimal) -> Decimal:
    """Returns an age in years, as exactly as spans of ages are compared."""
    return (months / 12).quantize(Decimal("0.01"))
