"""What feeds share that are tables: cells by column, and the decimal mark of prices."""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import islice
from typing import Any, Self

from shop.feeds.cleaning import clean
from shop.feeds.money import NotMoney, decimal_mark, read_amount, usual_currency
from shop.feeds.row import DEFAULT_CURRENCY, BadRow, ProductRow, Remark
from shop.feeds.table import Cells, Table, surplus_cells
from shop.feeds.values import Options, is_blank

NO_CURRENCY = f"neither the file nor the import names one; taken as {DEFAULT_CURRENCY}"
# Rows that are read to see how prices are written.
SAMPLE = 200


class TableFeed(ABC):
    """A table of products. A subclass knows its columns and turns rows into products."""

    def __init__(self, table: Table, options: Options) -> None:
        self.table = table
        self.header = table.header
        self.options = options
        self.places = self.find_columns()
        self._doubt = ""
        self.passes = 1
        self._pass = 0

    def __enter__(self) -> Self:
        self.table.__enter__()
        return self

    def __exit__(self, *args: object) -> None:
        self.table.__exit__(*args)

    @property
    def progress(self) -> float:
        return min((self._pass + self.table.progress) / self.passes, 1.0)

    @abstractmethod
    def find_columns(self) -> dict[str, int]:
        """Returns the column of each field that the format knows."""

    @abstractmethod
    def products(self) -> Iterator[tuple[int, ProductRow | BadRow]]:
        """Yields (line number, row) for each product."""

    def columns(self) -> Mapping[str, str]:
        """Returns the header of each field, for remarks."""
        return {name: self.header[place] for name, place in self.places.items()}

    def wrong_format(self) -> str:
        return ""

    def unused(self) -> list[str]:
        """Returns the headers that nothing is taken from although something could be."""
        taken = self.taken()
        return [
            column
            for place, column in enumerate(self.header)
            if column and place not in taken and not self.is_ignored(column)
        ]

    def taken(self) -> set[int]:
        """Returns the columns that something is taken from."""
        return set(self.places.values())

    def is_ignored(self, column: str) -> bool:
        """Whether a column is left out without a remark."""
        return False

    def rows(self) -> Iterator[tuple[int, ProductRow | BadRow]]:
        is_first = True
        for line, row in self.products():
            if is_first and isinstance(row, ProductRow):
                row.with_remarks(self.notes())
                is_first = False
            yield line, row

    def notes(self) -> list[Remark]:
        """Returns the remarks on the file as a whole, which the first product carries."""
        notes = [Remark(1, "", column, "", "this column is not taken") for column in self.unused()]
        currency = self.doubt_of_currency()
        return [*notes, Remark(1, "", "currency", "", currency)] if currency else notes

    def doubt_of_currency(self) -> str:
        """Returns what was assumed of a currency that the file does not name; "" for nothing."""
        if self._doubt or self.options.currency or "currency" in self.places:
            return self._doubt
        return NO_CURRENCY

    def cells(self) -> Iterator[tuple[int, dict[str, Any], list[Any] | BadRow]]:
        """Yields (line, values by field, the row itself) for each row."""
        for line, cells in self.table.rows():
            if isinstance(cells, BadRow):
                yield line, {}, cells
                continue
            values = self.by_field(cells)
            if surplus := surplus_cells(cells, self.header):
                values["surplus"] = surplus
            yield line, values, cells

    def by_field(self, cells: Cells) -> dict[str, Any]:
        """Returns the values of the known columns. A row that is too short says nothing of the
        last ones.
        """
        return {
            name: cells[place] if place < len(cells) else None
            for name, place in self.places.items()
        }

    def with_price_style(self, *names: str) -> Options:
        """Returns the options with the decimal mark and the currency of the first rows' prices."""
        places = [self.places[name] for name in names if name in self.places]
        sample = self._texts_of_first_rows(places)
        currency, self._doubt = usual_currency(sample) if not self.options.currency else ("", "")
        decimal = self.options.decimal or decimal_mark(sample)
        return replace(self.options, decimal=decimal, currency=self.options.currency or currency)

    def _texts_of_first_rows(self, places: Sequence[int]) -> list[str]:
        texts: list[str] = []
        for _line, cells in islice(self.table.rows(), SAMPLE):
            if not isinstance(cells, BadRow):
                row = [cells[place] for place in places if place < len(cells)]
                texts += [each for each in row if isinstance(each, str)]
        return texts

    def clean(self, line: int, raw: Mapping[str, Any]) -> ProductRow | BadRow:
        return clean(line, raw, self._columns, self.options)

    @cached_property
    def _columns(self) -> Mapping[str, str]:
        return self.columns()


def listed(value: Any, separators: str = ",") -> list[str]:
    """Returns the parts of a cell that holds several; a comma behind a backslash is part of one."""
    if is_blank(value):
        return []
    parts = re.split(rf"(?<!\\)[{separators}]", str(value))
    return [part.replace("\\,", ",").strip() for part in parts if part.strip()]


def addresses(value: Any) -> list[str]:
    """Returns the addresses of a cell. A comma or a bar parts two only in front of the next one."""
    if is_blank(value):
        return []
    parts = re.split(r"\s*[,;|\n]\s*(?=https?:|//|www\.)|\s+(?=https?://)", str(value).strip())
    return [part.strip(" ,;|") for part in parts if part.strip(" ,;|")]


def first_price(rows: Sequence[Mapping[str, Any]]) -> Any:
    """Returns the first price that a row states and that can be read, as it is written; the first
    that is stated where none can, and None where none is.
    """
    stated = [price for row in rows if not is_blank(price := row.get("price"))]
    return next((price for price in stated if _is_amount(price)), next(iter(stated), None))


def _is_amount(price: Any) -> bool:
    try:
        read_amount(str(price))
    except NotMoney:
        return False
    return True
