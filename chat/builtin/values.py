"""Values of attributes and of questions as amounts: "1.2 l", "160-178 cm", "up to 75 kg", for any
key and any unit.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from math import isfinite
from typing import Any, Literal

from chat.builtin import function_words
from chat.builtin.qualities import comparatives, table, words
from chat.builtin.sayings import key_words
from shop.measurement_units import BY_ENDING, BY_NAME, TABLE
from shop.search.number_words import COUNTS

Relation = Literal["more", "less", "at"]
_NUMBER = r"[-−]?\d+(?:[.,]\d+)?"
_UNIT = r"[^\W\d_]+(?![\w/])|°\s?c?\b|°|%|\""
_AMOUNT = re.compile(
    rf"(?<![\w/.,-])(?P<low>{_NUMBER})(?:\s*-?(?P<unit>(?!to\b|bis\b){_UNIT}))?(?![\w/]|[.,]\d)"
    rf"(?:\s*(?:-|–|to\b|bis\b)\s*(?P<high>{_NUMBER})(?:\s*-?(?P<last>{_UNIT}))?(?![\w/]|[.,]\d))?",
    re.I,
)
_OPPOSITE: dict[Relation, Relation] = {"more": "less", "less": "more", "at": "at"}
_DENIED = frozenset(("not", "no"))
# How far two figures of the same may lie apart.
_NEAR = 0.02
# Of a length of text that is a value: beside its amount it says little else.
_MOST_WORDS = 3
_SHORTEST_UNIT = 3
_MARK = re.compile(r"[\d.,]+\s*(?:of|out of|/|von)\s*\d+", re.I)
AGE = "age"
_OLD = re.compile(r"\s*olds?\b", re.I)
# "120 x 150 cm" is as long as its longest side.
_SIDES = re.compile(
    rf"(?P<sides>{_NUMBER}(?:\s*(?:{_UNIT})?\s*[x×]\s*{_NUMBER})+)(?P<unit>.*)", re.I
)


@dataclass(frozen=True)
class Amount:
    """From `low` to `high` in the smallest unit of its dimension; `factor` is how many of these the
    unit that was written holds.
    """

    low: float
    high: float
    dimension: str = ""
    factor: float = 1.0
    relation: Relation = "at"
    is_strict: bool = False
    """Whether "more" and "less" leave out the figure itself: "over 500", not "at least 500"."""

    @property
    def is_range(self) -> bool:
        return self.low != self.high

    def as_written(self) -> "Amount":
        """In the unit that it was written in: "am I too tall at 165" says none."""
        return replace(self, low=self.low / self.factor, high=self.high / self.factor)

    def is_near(self, other: "Amount") -> bool:
        return abs(self.high - other.high) <= _NEAR * max(abs(self.high), abs(other.high))


@lru_cache(maxsize=1)
def _units() -> dict[str, tuple[str, float]]:
    """(dimension, how many of its smallest unit) by what people write."""
    symbols = {unit.symbol: unit for unit in TABLE}
    found = {unit.symbol.casefold(): (unit.dimension, float(unit.factor)) for unit in TABLE}
    found |= {name: (unit.dimension, float(unit.factor)) for name, unit in BY_NAME.items()}
    for name, (symbol, times) in table("units").items():
        unit = symbols[symbol]
        found[name] = (unit.dimension, float(unit.factor) * times)
    return found


def _scale(unit: str) -> tuple[str, float] | None:
    """None for a word that is no unit."""
    return _units().get(unit.casefold().replace(" ", "")) if unit else ("", 1.0)


def is_in_unit(measured: Amount, unit: str) -> bool:
    """Whether an amount was written in the unit of this name."""
    return bool(unit) and _scale(unit) == (measured.dimension, measured.factor)


def dimension_of(unit: str) -> str:
    """Empty for a word that is no unit."""
    return (_scale(unit) or ("", 0))[0]


def _float(written: str) -> float:
    return float(written.replace(",", ".").replace("−", "-"))


def amounts(text: str) -> Iterator[tuple[Amount, int, int]]:
    """Each amount of a text with its place; the word after a bare number is not its unit."""
    for match in _AMOUNT.finditer(text):
        last = _scale(match["last"] or match["unit"] or "")
        first = _scale(match["unit"] or match["last"] or "")
        end = match.end()
        if last is None or first is None:
            first = last = ("", 1.0)
            end = match.end("high" if match["high"] else "low")
        low = _float(match["low"]) * first[1]
        high = _float(match["high"] or match["low"]) * last[1]
        yield Amount(min(low, high), max(low, high), *last), match.start(), end


def amount(key: str, value: Any) -> Amount | None:
    """What a value of an attribute measures; None where it is no number, nor a range. The unit may
    stand in the key.
    """
    if isinstance(value, list) and len(value) == 1:
        return amount(key, value[0])
    if isinstance(value, int | float) and not isinstance(value, bool):
        measured: Amount | None = Amount(float(value), float(value))
    else:
        measured = _written(value) if isinstance(value, str) else None
    if measured is None:
        return None
    if words("of_age") & set(key_words(key).split()):
        return _in_years(measured)
    return measured if measured.dimension else _in_unit_of(key, measured)


def _in_unit_of(key: str, bare: Amount) -> Amount:
    """The unit is the last part of a key, however short, else a word of it: "hours_needed"."""
    parts = key.split("_")
    ending = BY_ENDING.get(parts[-1]) if len(parts) > 1 else None
    named = (BY_NAME[part] for part in parts if part in BY_NAME and len(part) >= _SHORTEST_UNIT)
    unit = ending or next(named, None)
    if unit is None:
        return bare
    factor = float(unit.factor)
    return Amount(bare.low * factor, bare.high * factor, unit.dimension, factor)


def _in_years(measured: Amount) -> Amount:
    """An age is compared with ages alone, and not with how long something takes."""
    if measured.dimension == "time":
        year = _units()["year"][1]
        measured = replace(measured, low=measured.low / year, high=measured.high / year)
    return replace(measured, dimension=AGE, factor=1.0)


@lru_cache(maxsize=4096)
def _written(value: str) -> Amount | None:
    value = _longest_side(value)
    found = next(amounts(value), None)
    if found is None:
        return None
    measured, start, end = found
    before, after = value[:start].lower().split(), value[end:].lower().split()
    is_bare = not measured.dimension and bool(before)
    if len(before + after) > _MOST_WORDS or (is_bare and {*before, *after} - words("bounds")):
        return None
    return _open_ended(measured, frozenset(before), is_open=value[end : end + 1] == "+")


def _longest_side(value: str) -> str:
    sides = _SIDES.fullmatch(value.strip())
    if not sides or not _scale(sides["unit"] or "?"):
        return value
    return f"{max(re.findall(_NUMBER, sides['sides']), key=_float)} {sides['unit']}"


def _open_ended(measured: Amount, before: frozenset[str], *, is_open: bool) -> Amount:
    """ "Up to 4", "from 8", "8+"."""
    if words("most") & before:
        return replace(measured, low=float("-inf"))
    is_least = bool(words("least") & before) and not measured.is_range
    return replace(measured, high=float("inf")) if is_least or is_open else measured


def is_mark(value: Any) -> bool:
    """ "2 of 5" counts nothing."""
    return isinstance(value, str) and _MARK.fullmatch(value.strip()) is not None


# How the names of the two ends of a range differ.
_ENDS = (("from", "to"), ("min", "max"), ("minimum", "maximum"))


def paired(attributes: Mapping[str, Any]) -> dict[str, Any]:
    """The attributes, with both ends of a range as one: "age_from" and "age_to" are an age."""
    found = dict(attributes)
    for key in attributes:
        parts = key.split("_")
        for low, high in _ENDS:
            other = "_".join(high if part == low else part for part in parts)
            if low in parts and len(parts) > 1 and other in found:
                name = "_".join(part for part in parts if part != low)
                found[name] = f"{found.pop(key)}-{found.pop(other)}"
                break
    return found


def asked_amounts(text: str) -> list[Amount]:
    """The amounts of a question, with how a value is to lie to them."""
    figures = in_figures(text)
    found = []
    for each, start, end in amounts(figures):
        before = figures[:start].lower().split()
        is_age = _is_age(each, before, figures[end:])
        asked = _in_years(each) if is_age else _degrees(each)
        relation, is_denied = _relation(before), bool(_DENIED & set(before[-4:]))
        if is_denied:
            relation = _OPPOSITE[relation]
        is_strict = bool(words("strictly") & set(before[-3:])) and not is_denied
        found.append(replace(asked, relation=relation, is_strict=is_strict))
    return found


def _is_age(asked: Amount, before: Sequence[str], after: str) -> bool:
    """ "Aged 8", "8 months old", "my baby is 8 months"."""
    is_long = asked.dimension == "time" and asked.factor >= _units()["month"][1]
    near = {word.strip(",.;:?") for word in [*before[-4:], *after.lower().split()[:2]]}
    is_of_person = is_long and bool(function_words.words("audience", "children") & near)
    return is_of_person or bool(words("of_age") & set(before[-1:]) or _OLD.match(after))


def _degrees(asked: Amount) -> Amount:
    """Nothing else than a temperature is said to be below zero."""
    is_cold = asked.low < 0 and not asked.dimension
    return replace(asked, dimension="temperature") if is_cold else asked


def without_amounts(text: str) -> str:
    """The text without its amounts of a unit, and the words that say how far they reach."""
    figures = in_figures(text)
    around = words("more") | words("less") | comparatives().keys() | {"than", "not", "of"}
    for each, start, end in reversed(list(amounts(figures))):
        if each.dimension:
            before = figures[:start].split()
            while before and before[-1].lower() in around:
                before.pop()
            figures = f"{' '.join(before)} {figures[end:].strip()}"
    return figures.strip()


def in_figures(text: str) -> str:
    """Words that are amounts, as figures: "a metre", "minus ten", "below freezing"."""
    said = text.split()
    figures = [_figure(word, after) for word, after in zip(said, [*said[1:], ""], strict=False)]
    return " ".join(figures).replace("minus ", "-").replace("0.5 1 ", "0.5 ")


def _figure(word: str, after: str) -> str:
    """ "One" and "a" count nothing without a unit: "which one"."""
    bare, unit = (each.strip(",;.?!").lower() for each in (word, after))
    if bare in ("a", "an", "one"):
        return "1" if unit in _units() and len(unit) > 1 else word
    number = table("amounts").get(bare, COUNTS.get(bare))
    return word if number is None else str(number)


def _relation(before: list[str]) -> Relation:
    """By the words before: "longer than 2 m", "at least 200", "below"."""
    near = before[-3:]
    if "than" in near:
        at = len(before) - 1 - before[::-1].index("than")
        return "less" if _is_less(before[at - 1 : at]) else "more"
    if words("more") & set(near):
        return "more"
    return "less" if words("less") & set(near) else "at"


def _is_less(said: list[str]) -> bool:
    known = comparatives()
    return any(word in ("less", "fewer") or not known.get(word, ("", True))[1] for word in said)


def fits(key: str, value: Amount, asked: Amount, *, is_capable: bool) -> bool | None:
    """Whether the value allows what is asked; None where it can be either."""
    if not asked.dimension or not value.dimension:
        value, asked = value.as_written(), asked.as_written()
    if value.dimension == "temperature":
        return _allows_temperature(key, value, asked)
    if asked.relation == "at":
        return _allows(key, value, asked, is_capable=is_capable)
    return _lies(value, asked)


def _lies(value: Amount, asked: Amount) -> bool | None:
    """Whether all of a range lies where it is asked to, and what goes up to a figure goes beyond
    it; None where only a part of a range does.
    """
    if asked.relation == "less":
        mirrored = replace(asked, low=-asked.high, high=-asked.low, relation="more")
        return _lies(replace(value, low=-value.high, high=-value.low), mirrored)
    least = value.low if isfinite(value.low) else value.high
    if least > asked.low or (least == asked.low and not asked.is_strict):
        return True
    return None if isfinite(value.low) and value.high > asked.low else False


def _allows(key: str, value: Amount, asked: Amount, *, is_capable: bool) -> bool:
    if value.is_range:
        return value.low <= asked.low and asked.high <= value.high
    named = set(key_words(key).split())
    if named & words("least"):
        return asked.low >= value.low
    if named & words("most") or is_capable:
        return asked.high <= value.high
    return value.is_near(asked)


# A thing that is rated at fewer degrees is made for the cold, at more for heat.
_MILD = 15


def _allows_temperature(key: str, value: Amount, asked: Amount) -> bool:
    named = set(key_words(key).split())
    is_cold = value.high < _MILD and not named & words("most")
    low, high = value.low, value.high
    if not value.is_range:
        is_cold = is_cold or bool(named & {"min", "minimum"})
        low, high = (low, float("inf")) if is_cold else (float("-inf"), high)
    match asked.relation:
        case "less":
            return low < asked.low
        case "more":
            return high > asked.high
    return low <= asked.low and asked.high <= high
