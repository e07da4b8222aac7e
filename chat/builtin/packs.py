"""How many packs are so many pieces, by the size of a pack that a product states."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil

from chat.builtin.function_words import phrases, words
from chat.builtin.nearest import sentences
from chat.builtin.sayings import key_words, truth
from chat.builtin.values import amount
from chat.builtin.words import plain, tokens
from chat.tools import ProductFacts, ProductLine
from shop.search.number_words import in_figures

MOST_IN_A_PACK = 1000


@dataclass(frozen=True)
class Packs:
    """So many `pieces` are so many packs of `size`."""

    pieces: int
    size: int

    @property
    def count(self) -> int:
        return ceil(self.pieces / self.size)


@lru_cache(maxsize=1)
def _sized() -> re.Pattern[str]:
    """ "Pack of 10", "10 pieces", "10-pack"."""
    units, pieces = ("|".join(phrases("packs", name)) for name in ("units", "pieces"))
    number = r"(\d{1,4})(?![\d.,]*\d)"
    return re.compile(
        rf"\b(?:{units}) of {number}|(?<![\d.,/])\b{number}[ -]?(?:{pieces})\b"
        rf"|(?<![\d.,/])\b{number} (?:in|to|per) (?:a |each |the )?(?:{units})\b",
        re.I,
    )


def pack_size(line: ProductLine) -> int:
    """How many pieces are sold as one; 1 where nothing says it."""
    for text in (line.name, *_stated(line)):
        match = _sized().search(in_figures(plain(text)))
        size = int(next(filter(None, match.groups()))) if match else 1
        if 1 < size <= MOST_IN_A_PACK:
            return size
    return 1


def _stated(line: ProductLine) -> Sequence[str]:
    """Its attributes as they would be said, then its sentences."""
    if not isinstance(line, ProductFacts):
        return []
    counted = [
        f"pack of {round(each.low)}"
        for key, value in line.attributes.items()
        if words("packs", "keys") & set(key_words(key).split()) and truth(value) is None
        if (each := amount(key, value)) and not each.dimension and not each.is_range
    ]
    return [*counted, *sentences(line)]


def packs_of(line: ProductLine, count: int, said: str) -> Packs | None:
    """Of so many that are counted in pieces; None of so many packs, or of what is sold singly."""
    size = pack_size(line)
    is_of_packs = _counts_packs(count, said)
    return Packs(count, size) if size > 1 and count >= size and not is_of_packs else None


def _counts_packs(count: int, said: str) -> bool:
    """ "Two packs of them", and not "24 of them, how many packs"."""
    folded = tokens(in_figures(plain(said)))
    units = {unit for phrase in phrases("packs", "units") for unit in phrase.split()}
    places = [at for at, word in enumerate(folded) if word == str(count)]
    return any(units & set(folded[at + 1 : at + 3]) for at in places)
