"""What the columns of a table are, by their names in the languages of shops."""

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

# A file a format: the names of each column, the surest first. They are compared as `plain` writes
# them.
NAMES = Path(__file__).with_name("names")
REQUIRED = ("sku", "name", "price")
# With these three names a table is one of products.
MINIMUM = 2


def plain(header: str) -> str:
    """Returns the name of a column without case, marks and what stands in brackets behind it."""
    text = unicodedata.normalize("NFKC", header).strip("\ufeff \"'").lower()
    text = re.sub(r"\s*[(\[].*$", "", text) or text
    text = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text)
    return " ".join(re.sub(r"[\W_]+", " ", text).split())


@cache
def _fields() -> dict[str, tuple[str, int]]:
    """Returns the field and the rank of every known name."""
    found: dict[str, tuple[str, int]] = {}
    for name, names in column_names("generic").items():
        for rank, each in enumerate(names):
            found.setdefault(plain(each), (name, rank))
    return found


def known_names(line: str) -> int:
    """Returns how many columns of a header are known."""
    return sum(plain(cell) in _fields() for cell in re.split(r"[,;\t|]", line))


def field_names() -> list[str]:
    """Returns the fields that a column can be said to be."""
    return list(column_names("generic"))


def guess(header: Sequence[str], mapping: Mapping[str, str]) -> dict[str, int]:
    """Returns the column of each field. `mapping` is the operator's word and wins."""
    best: dict[str, tuple[int, int]] = {}
    said = {plain(column): name for column, name in mapping.items()}
    for place, column in enumerate(header):
        if (name := said.get(plain(column))) is not None:
            best[name] = (-1, place)
        elif (known := _fields().get(plain(column))) and known[0] not in said.values():
            name, rank = known
            if name not in best or rank < best[name][0]:
                best[name] = (rank, place)
    return {name: place for name, (_rank, place) in best.items()}


def is_header(header: Sequence[str]) -> bool:
    """Whether a row looks like the header of a table of products."""
    known = {_fields()[plain(cell)][0] for cell in header if plain(cell) in _fields()}
    return len(known) >= MINIMUM and len(known & {"sku", "name", "price", "gtin"}) >= 1


def column_names(file: str) -> dict[str, list[str]]:
    names: dict[str, list[str]] = json.loads((NAMES / f"{file}.json").read_text(encoding="utf-8"))
    return names


def named(header: Sequence[str], names: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Returns the place of each of a format's columns, whose names `names` gives."""
    places = {plain(column): place for place, column in reversed(list(enumerate(header)))}
    found: dict[str, int] = {}
    for name, known in names.items():
        for each in known:
            if (place := places.get(plain(each))) is not None:
                found[name] = place
                break
    return found
