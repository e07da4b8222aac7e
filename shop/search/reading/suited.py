"""Measures of attributes that a shop writes as texts, and of what things are made for: "20 kg"
where an attribute says "9-20 kg", "up to 36 kg" where it says how much a thing bears.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from shop.search.attribute_vocabulary import Number
from shop.search.folding import fold
from shop.search.lexicon import DEFAULT_NAME, LIMITS, NAMES, OPEN_ABOVE, OPEN_BELOW, UNITS
from shop.search.reading.beside import Beside
from shop.search.reading.constraint import Changes, Constraint
from shop.search.reading.likely import likeliest
from shop.search.spans import Span
from shop.search.vocabulary import Vocabulary

# A figure that is left out: "under 2 kg" is no 2 kg.
_LEAST = Decimal("0.0001")
_UP_TO = re.compile(r"up\s+to|max", re.I)
_LIMIT = re.compile(LIMITS)

# These name no attribute, as the "bis" of "bis 20 kg".
_OPEN = OPEN_ABOVE | {word for each in OPEN_BELOW for word in each.split()}

Ends = tuple[Decimal | None, Decimal | None]


@dataclass(frozen=True)
class Measure:
    """A number with its unit, as a question says it; sizes are in the smallest unit."""

    text: str
    start: int
    end: int
    how: str
    """The words of a comparison; empty where the number stands alone."""
    size: Decimal
    ends: Ends
    """The least and the most of what is compared; both None where the number stands alone."""
    unit: str
    beside: Beside

    @property
    def rest(self) -> str:
        return f"{self.text[: self.start]} {self.text[self.end :]}"

    @property
    def is_suited(self) -> bool:
        """Whether it may say what a thing has to be right for: "20 kg", "up to 20 kg"."""
        return self.is_alone or bool(_UP_TO.match(self.how))

    @property
    def is_alone(self) -> bool:
        return self.ends == (None, None)


@dataclass(frozen=True)
class Scale:
    """An attribute that measures what a unit does."""

    held: Number | Span

    @property
    def key(self) -> str:
        return self.held.key

    @property
    def names(self) -> frozenset[str]:
        return frozenset(self.held.names) - _OPEN

    @property
    def is_limit(self) -> bool:
        """Whether it says what a thing bears, and nothing of the thing itself."""
        is_spread = isinstance(self.held, Span) and self.held.is_spread
        return is_spread or any(map(_LIMIT.fullmatch, self.held.names))

    def suiting(self, size: Decimal) -> Changes:
        """What is right for a size: its limit is no lower, and its span holds it."""
        if isinstance(self.held, Span):
            reach = self.held.holding if self.held.is_spread else _reaching(self.held)
            return self._texts(reach(size, size))
        least = size / self._factor
        is_any = any(value >= least for value in self.held.values)
        return {"ranges": {self.key: (least, None)}} if is_any else {}

    def equalling(self, size: Decimal) -> Changes:
        if isinstance(self.held, Span):
            return self._texts(self.held.within(size, size))
        value = self.held.values.get(size / self._factor)
        return self._texts((value,) if value else ())

    def within(self, ends: Ends) -> Changes:
        if isinstance(self.held, Span):
            return self._texts(self.held.within(*ends))
        least, most = (None if each is None else each / self._factor for each in ends)
        return {"ranges": {self.key: (least, most)}}

    @property
    def _factor(self) -> Decimal:
        return UNITS[self.held.unit][1] if isinstance(self.held, Number) else Decimal(1)

    def _texts(self, values: tuple[str, ...]) -> Changes:
        return {"attributes": {self.key: values}} if values else {}


def _reaching(span: Span) -> Callable[[Decimal, Decimal], tuple[str, ...]]:
    return lambda least, _most: span.reaching(least)


def read_suited(measure: Measure, shop: Vocabulary) -> tuple[int, int, Constraint] | None:
    """Returns where the measure and its name begin and end, and what they ask for."""
    scales = _scales(measure.unit, shop)
    if measure.is_suited:
        found = _suited(measure, scales)
        if found or measure.is_alone:
            return found
    return _compared(measure, scales)


def _scales(unit: str, shop: Vocabulary) -> list[Scale]:
    dimension = UNITS[unit][0]
    numbers = [
        Scale(each)
        for each in shop.labels.numbers
        if each.unit in UNITS and UNITS[each.unit][0] == dimension
    ]
    return numbers + [Scale(each) for each in shop.labels.spans if each.counts == dimension]


def _suited(measure: Measure, scales: Sequence[Scale]) -> tuple[int, int, Constraint] | None:
    changes: dict[str, Changes] = {}
    for each in scales:
        if each.is_limit:
            changes[each.key] = each.suiting(measure.size)
        elif measure.is_alone:
            changes[each.key] = each.equalling(measure.size)
    fits = [each for each in scales if changes.get(each.key)]
    chosen = _chosen(fits, measure) or _stated(fits, measure)
    if chosen is None:
        return None
    found = _read(measure, chosen, changes[chosen.key], is_guess=True)[2]
    # What is equal is said in words as well, and the words that name a limit may name the thing.
    end = measure.end if chosen.is_limit else measure.start
    return measure.start, end, found


def _stated(fits: list[Scale], measure: Measure) -> Scale | None:
    """The only one, where a limit is just what "up to" says."""
    is_just_so = not measure.is_alone and len(fits) == 1 and fits[0].equalling(measure.size)
    return fits[0] if is_just_so else None


def _compared(measure: Measure, scales: Sequence[Scale]) -> tuple[int, int, Constraint] | None:
    """ "Longer than 3 m", "own weight under 6 kg": what a thing bears counts where it is named."""
    is_more = measure.ends[0] is not None
    fits = [
        each
        for each in scales
        if not each.is_limit or is_more or any(map(_LIMIT.fullmatch, _said(measure, each)))
    ]
    named = _chosen(fits, measure)
    chosen = named or _usual(fits, measure)
    changes = chosen.within(measure.ends) if chosen else {}
    if chosen is None or not changes:
        return None
    return _read(measure, chosen, changes, is_guess=named is None)


def _said(measure: Measure, scale: Scale) -> set[str]:
    words = [word for word, _place in (*measure.beside.before, *measure.beside.after)]
    return set(words) & scale.names


def _chosen(fits: list[Scale], measure: Measure) -> Scale | None:
    """The one that is named, by "longer" or beside the number, or that the products have that the
    rest of the question names.
    """
    by_how = NAMES.get(fold(measure.how).partition(" ")[0], "")
    named = [measure.beside.named(each.names) + (by_how in each.names) for each in fits]
    most = max(named, default=0)
    best = [each for each, count in zip(fits, named, strict=True) if count == most]
    if most and len(best) == 1:
        return best[0]
    return likeliest(best, measure.rest)


def _usual(fits: list[Scale], measure: Measure) -> Scale | None:
    """The only one of the name that a unit has where nothing is named; of other units, the only
    one.
    """
    name = DEFAULT_NAME.get(UNITS[measure.unit][0])
    usual = [each for each in fits if not name or name in each.names]
    return usual[0] if len(usual) == 1 else None


def _read(
    measure: Measure, scale: Scale, changes: Changes, *, is_guess: bool = False
) -> tuple[int, int, Constraint]:
    start, end = measure.beside.span(scale.names, measure.start, measure.end)
    label = measure.text[start:end].strip(" -,")
    phrase = measure.text[measure.start : measure.end].strip(" -,") if is_guess else label
    field = "range" if "ranges" in changes else "attribute"
    return start, end, Constraint(field, label, phrase, changes, is_hypothesis=is_guess)


def exclusive(ends: Ends) -> Ends:
    """Returns the ends without the figures themselves."""
    least, most = ends
    return (
        None if least is None else least + _LEAST,
        None if most is None else most - _LEAST,
    )
