"""Adjectives of what the shop measures: of "quiet fans", those that make less noise come first."""

import re
from collections.abc import Iterator

from shop.search.attribute_vocabulary import Number
from shop.search.folding import fold
from shop.search.lexicon import DEGREES, MODERATE, POLITE, STOP, UNITS
from shop.search.reading.constraint import Changes, Constraint
from shop.search.spans import Span
from shop.search.vocabulary import Vocabulary

_SAID = re.compile(rf"(?<![\w-])(?:{'|'.join(MODERATE)})(?![\w-])", re.I)
# Of so many values, one half says something.
FEWEST = 2


def read_degrees(text: str, shop: Vocabulary, found: list[Constraint]) -> str:
    """Its words stay, since products may say it of themselves. Of nothing that is named, no half is
    wanted: "something quiet" finds what says so.
    """
    match = _SAID.search(text)
    if match is None or not _names_more(text, match[0]):
        return text
    if any(each.changes.get("by_number") for each in found):
        return text
    names, _is_most = DEGREES[MODERATE[match[0].lower()]]
    scales = [each for each in _scales(shop) if _is_of(each, names)]
    best = max(scales, key=lambda scale: scale.products, default=None)
    if best and (changes := _lower_half(best)):
        field = "range" if "ranges" in changes else "attribute"
        found.append(Constraint(field, match[0], match[0], changes, is_hypothesis=True))
    return text


def _names_more(text: str, said: str) -> bool:
    return bool({*fold(text).split()} - STOP - POLITE - {fold(said)})


def _scales(shop: Vocabulary) -> Iterator[Number | Span]:
    yield from shop.labels.numbers
    yield from shop.labels.spans


def _is_of(scale: Number | Span, names: tuple[str, ...]) -> bool:
    if isinstance(scale, Span):
        return scale.counts in names
    return bool(scale.unit) and UNITS[scale.unit][0] in names


def _lower_half(scale: Number | Span) -> Changes:
    """The smaller half of the values that there are."""
    if isinstance(scale, Span):
        sizes = sorted({low for low, _high in scale.values.values()})
    else:
        sizes = sorted(scale.values)
    if len(sizes) < FEWEST:
        return {}
    most = sizes[len(sizes) // 2 - 1]
    if isinstance(scale, Number):
        return {"ranges": {scale.key: (None, most)}}
    return {"attributes": {scale.key: scale.within(None, most)}}
