"""What the columns of an unknown table may be, for people to confirm."""

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import islice

from shop.feeds.headers import generic_names, plain
from shop.feeds.money import NotMoney, read_amount
from shop.feeds.row import BadRow
from shop.feeds.table import Cells, Table
from shop.feeds.values import is_blank

SAMPLE = 50
# A name of fewer letters, such as "vk", is part of too many others.
SHORTEST_NAME = 3
MOST_LETTERS_OF_A_CODE = 40


def likely_columns(table: Table, known: Mapping[str, int]) -> dict[str, int]:
    """Returns a column for fields that no column is known as: one whose name holds a name of the
    field, or else one whose cells look like it.
    """
    found = dict(known)
    for name, place in _by_names(table.header, known).items():
        if place not in found.values():
            found[name] = place
    sample = _sample(table)
    for name, fits in BY_CELLS:
        free = [place for place in range(len(table.header)) if place not in found.values()]
        best = _best(fits, sample, free) if name not in found else None
        if best is not None:
            found[name] = best
    return {name: place for name, place in found.items() if name not in known}


def _sample(table: Table) -> list[Cells]:
    rows = islice(table.rows(), SAMPLE)
    return [cells for _line, cells in rows if not isinstance(cells, BadRow)]


def _by_names(header: Sequence[str], known: Mapping[str, int]) -> dict[str, int]:
    """Returns the column of each field whose name holds the longest name of it."""
    best: dict[str, tuple[int, int]] = {}
    for place, column in enumerate(header):
        if place in known.values():
            continue
        words = f" {plain(column)} "
        for name, field in generic_names().items():
            if len(name) < SHORTEST_NAME or field in known or f" {name} " not in words:
                continue
            best[field] = max(best.get(field, (0, 0)), (len(name), -place))
    return {name: -place for name, (_size, place) in best.items()}


def _best(
    fits: Callable[[Sequence[str]], float], sample: Sequence[Cells], places: Sequence[int]
) -> int | None:
    """Returns the place of the column that fits most, the first of equals; None where none does."""
    scores = {place: fits(_texts(sample, place)) for place in places}
    best = max(scores, key=lambda place: scores[place], default=None)
    return best if best is not None and scores[best] > 0 else None


def _texts(sample: Sequence[Cells], place: int) -> list[str]:
    cells = (cells[place] for cells in sample if place < len(cells))
    return [str(cell).strip() for cell in cells if not is_blank(cell)]


def _price_like(texts: Sequence[str]) -> float:
    """Returns how many cells are amounts, where some of them look like prices."""
    try:
        amounts = [read_amount(text) for text in texts]
    except NotMoney:
        return 0
    has_marks = [bool(each.currency) or each.value % 1 != 0 for each in amounts]
    return sum(has_marks) + len(amounts) / 1000 if any(has_marks) else 0


def _name_like(texts: Sequence[str]) -> float:
    """Returns how long the cells are, where most are different names of one line."""
    if any("://" in text or "\n" in text or len(text) > 200 for text in texts):
        return 0
    words = [text for text in texts if re.search(r"[^\W\d]{2}", text)]
    if len(words) < len(texts) or len(set(texts)) < 0.7 * len(texts):
        return 0
    return sum(map(len, texts)) / max(len(texts), 1)


def _code_like(texts: Sequence[str]) -> float:
    """Returns 1 where each cell is a short code of its own."""
    is_code = [len(text) <= MOST_LETTERS_OF_A_CODE and "://" not in text for text in texts]
    return float(bool(texts) and all(is_code) and len(set(texts)) == len(texts))


# In the order in which columns are given away.
BY_CELLS: tuple[tuple[str, Callable[[Sequence[str]], float]], ...] = (
    ("price", _price_like),
    ("name", _name_like),
    ("sku", _code_like),
)
