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
# Names that are known only without their fillers come after those that are known whole.
LESS_SURE = 1_000
# What names of columns have besides: of a product, with which tax, in which currency.
FILLERS = frozenset(
    "product products item items article artikel produkt produktu produktů produit produits "
    "producto productos prodotto zboží tuote vara the of de du del des d in incl inkl inc ink "
    "included including tax taxes vat mwst mw st ust moms mva alv btw iva tva dph dane "
    "ttc brutto gross eur usd gbp sek nok dkk czk pln huf chf".split()
)
# What says that a price is not the one that visitors pay.
WITHOUT_TAX = frozenset("excl exkl ex ohne without excluded excluding ht net netto bez".split())


def plain(header: str) -> str:
    """Returns the name of a column without case, marks and what stands in brackets behind it."""
    text = unicodedata.normalize("NFKC", header).strip("\ufeff \"'")
    text = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text).lower()
    text = re.sub(r"\s*[(\[].*$", "", text) or text
    return " ".join(re.sub(r"[\W_]+", " ", text).split())


def _core(header: str) -> str:
    """Returns the plain name of a column without words that say nothing of what it is."""
    name = plain(header)
    return " ".join(word for word in name.split() if word not in FILLERS) or name


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
    return sum(_known(cell) is not None for cell in re.split(r"[,;\t|]", line))


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
        elif (known := _known(column)) and known[0] not in said.values():
            name, rank = known
            if name not in best or rank < best[name][0]:
                best[name] = (rank, place)
    return {name: place for name, (_rank, place) in best.items()}


def known_as(header: Sequence[str], field: str) -> list[int]:
    """Returns the columns that are known as a field, the surest first."""
    known = [(_known(column), place) for place, column in enumerate(header)]
    found = [(one[1], place) for one, place in known if one and one[0] == field]
    return [place for _rank, place in sorted(found)]


def _known(column: str) -> tuple[str, int] | None:
    """Returns the field that a column is known as, and the rank of the name."""
    if known := _fields().get(plain(column)):
        return known
    if is_without_tax(column):
        words = [word for word in _core(column).split() if word not in WITHOUT_TAX]
        known = _fields_by_core().get(" ".join(words))
        # A price without tax is better than none.
        return (known[0], known[1] + 2 * LESS_SURE) if known and known[0] == "price" else None
    known = _fields_by_core().get(_core(column))
    return (known[0], known[1] + LESS_SURE) if known else None


def is_without_tax(column: str) -> bool:
    return bool(set(plain(column).split()) & WITHOUT_TAX)


def is_text(column: str) -> bool:
    """Whether a column describes the product in whole sentences."""
    known = _known(column)
    return known is not None and known[0] == "description"


@cache
def _fields_by_core() -> dict[str, tuple[str, int]]:
    found: dict[str, tuple[str, int]] = {}
    for name, known in _fields().items():
        found.setdefault(_core(name), known)
    return found


def generic_names() -> dict[str, str]:
    """Returns the field of every known name, as `plain` writes it."""
    return {name: field for name, (field, _rank) in _fields().items()}


def is_header(header: Sequence[str]) -> bool:
    """Whether a row looks like the header of a table of products."""
    known = {found[0] for cell in header if (found := _known(cell))}
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
