"""Values of attributes as numbers: "1.2 l", "160-178 cm", for any key and any unit."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from chat.builtin.sayings import key_words
from chat.builtin.words import EMPTY
from shop.search.lexicon import UNITS

_NUMBER = r"[-−]?\d+(?:[.,]\d+)?"
_ONE = re.compile(
    rf"\s*(?P<low>{_NUMBER})\s*(?P<unit>[^\W\d_]+|°\s?C|%|\")?(?:\s+of\s+\d+)?\s*", re.I
)
_RANGE = re.compile(
    rf"\s*(?P<low>{_NUMBER})\s*(?P<first>[^\W\d_]+|°\s?C)?\s*(?:-|–|to|bis)\s*"
    rf"(?P<high>{_NUMBER})\s*(?P<unit>[^\W\d_]+|°\s?C|\")?\s*",
    re.I,
)
# What a question's number is of, where it is no unit of measurement.
_OTHER = {
    "lux": "light", "lm": "light", "°c": "temperature", "degree": "temperature",
    "degrees": "temperature", "celsius": "temperature", "bar": "pressure", "year": "age",
    "years": "age", "months": "age", "month": "age", "yr": "age", "yrs": "age",
    "inch": "inch", "inches": "inch",
    '"': "inch",
}  # fmt: skip
_MONTHS = {"month": 1 / 12, "months": 1 / 12}
# Of an attribute's name: what is more, or less, than it does not do.
_MOST = frozenset("max maximum up most load limit".split())
_LEAST = frozenset("min minimum least from".split())
_SAID = re.compile(
    rf"(?<![\w.,])(?P<minus>minus )?(?P<number>{_NUMBER})\s*-?\s*(?P<unit>[^\W\d_]+|°\s?c|\")?",
    re.I,
)
# How far a number without a unit may lie from a range to be about it.
_NEAR = 0.5


@dataclass(frozen=True)
class Span:
    """A value from `low` to `high` in the smallest unit of its dimension."""

    low: float
    high: float
    dimension: str = ""
    factor: float = 1.0

    def as_written(self) -> "Span":
        """In the unit that it was written in: "am I too tall at 165" says none."""
        return Span(self.low / self.factor, self.high / self.factor)


def span(value: Any) -> Span | None:
    """None where the value is no number, nor a number with a unit, nor a range."""
    if isinstance(value, list) and len(value) == 1:
        return span(value[0])
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Span(float(value), float(value))
    return _written(value) if isinstance(value, str) else None


def _written(value: str) -> Span | None:
    if match := _RANGE.fullmatch(value):
        unit = match["unit"] or ""
        first, last = _scale(match["first"] or unit), _scale(unit)
        ends = sorted((_number(match["low"]) * first[1], _number(match["high"]) * last[1]))
        return Span(ends[0], ends[1], last[0], last[1])
    if match := _ONE.fullmatch(value):
        dimension, factor = _scale(match["unit"] or "")
        number = _number(match["low"]) * factor
        return Span(number, number, dimension, factor)
    return None


def _number(written: str) -> float:
    return float(written.replace(",", ".").replace("−", "-"))


def _scale(unit: str) -> tuple[str, float]:
    """(dimension, how many of its smallest unit one of these is)."""
    unit = unit.lower().replace(" ", "")
    if unit in UNITS and unit not in ("in", "inch", "inches"):
        dimension, factor = UNITS[unit]
        return dimension, float(factor)
    return _OTHER.get(unit, ""), _MONTHS.get(unit, 1.0)


def said_numbers(text: str) -> Iterator[Span]:
    """The numbers of a question, with their units."""
    for match in _SAID.finditer(text):
        sign = "-" if match["minus"] else ""
        unit = match["unit"] or ""
        dimension, factor = _scale(unit)
        if unit and not dimension and unit.lower() not in EMPTY:
            continue  # it counts something else
        number = _number(sign + match["number"]) * factor
        yield Span(number, number, dimension, factor)


def verdict(text: str, attributes: Mapping[str, Any]) -> tuple[str, bool] | None:
    """(attribute, whether it allows what the question's number asks for); None where none is on it.

    A number without a unit is taken for the one range that it lies in or beside.
    """
    for asked in said_numbers(text):
        fits = [
            (key, found)
            for key, value in attributes.items()
            if (found := span(value)) and _is_on(asked, found, key)
        ]
        if asked.dimension:
            fits = [each for each in fits if each[1].dimension == asked.dimension]
        elif len(fits) > 1:
            fits = [each for each in fits if _allows(asked, *each[::-1])]
        if len(fits) == 1 or (fits and asked.dimension):
            key, found = fits[0]
            return key, _allows(asked, found, key)
    return None


def _is_on(asked: Span, found: Span, key: str) -> bool:
    is_limit = bool(_MOST.union(_LEAST).intersection(key_words(key).split()))
    if found.low == found.high and not (is_limit and asked.dimension):
        return False
    if asked.dimension:
        return found.dimension == asked.dimension
    written = found.as_written()
    return written.low * _NEAR <= asked.low <= written.high / _NEAR


def _allows(asked: Span, found: Span, key: str) -> bool:
    named = set(key_words(key).split())
    found = found if asked.dimension else found.as_written()
    if found.low != found.high:
        return found.low <= asked.low <= found.high
    return asked.low >= found.low if named & _LEAST else asked.low <= found.high
