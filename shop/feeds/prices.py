"""A file of prices and stock: JSON Lines, or a table whose columns are known by their names."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import BaseModel, Field, ValidationError, field_validator

from shop.feeds import excel, jsonl
from shop.feeds.cleaning import Cleaner
from shop.feeds.headers import guess, is_header
from shop.feeds.money import decimal_mark
from shop.feeds.row import BadRow, Money, ProductRow, Remark, checked_price, first_reason
from shop.feeds.table import Table, TextTable
from shop.feeds.values import Odd, Options, is_blank
from shop.models.attributes import storable

AMOUNTS = ("price", "sale_price", "compare_at_price")
FIELDS = ("sku", *AMOUNTS, "stock", "currency")
NO_SKU = "No column of the file is known as its sku. [unknown_columns]"
NOTHING_SAID = "No column of the file is known as its price or stock. [unknown_columns]"
MORE_CELLS = "has more cells than the header; a decimal comma needs quotation marks around its cell"
PACKED = b"PK\x03\x04"
SAMPLE = 200

type Raw = Mapping[str, Any]


class PriceValues(BaseModel):
    """What a row names of these; a null clears the price before, or says that stock is not
    counted.
    """

    price: Money = Field(default=None, validate_default=False)  # type: ignore[assignment]
    compare_at_price: Money | None = None
    stock: Annotated[int, Field(ge=0, lt=2**31)] | None = None

    _has_few_decimals = field_validator("price", "compare_at_price")(checked_price)


@dataclass
class PriceRow:
    """What a row says of the product or the variant with this SKU."""

    line: int
    sku: str
    values: PriceValues
    currency: str = ""
    """Of the price, where the row says it."""
    remarks: list[Remark] = field(default_factory=list)

    @property
    def named(self) -> dict[str, Any]:
        return self.values.model_dump(include=self.values.model_fields_set)


def read_price_row(
    line: int, raw: Raw, options: Options, columns: Mapping[str, str] | None = None
) -> PriceRow | BadRow:
    """Returns a row with its remarks, read as the lines of a catalogue are."""
    cleaner = Cleaner(line, columns or {}, options)
    given = {name: value for name, value in raw.items() if name in FIELDS}
    try:
        values = cleaner.fields(given)
    except Odd as odd:
        return BadRow(line=line, reason=str(odd), sku=cleaner.sku)
    # A row may say more of a product, which is not taken here.
    for name in raw.keys() - ProductRow.model_fields.keys() - given.keys():
        cleaner.remark(str(name)[:80], raw[name], "there is no such field; left out")
    sku, currency = storable(values.pop("sku", "")), values.pop("currency", "")
    read = _read_values(values) if sku else "sku: field required"
    if isinstance(read, str):
        return BadRow(line=line, reason=read, sku=sku)
    return PriceRow(line, sku, read, currency or cleaner.currency(given), cleaner.remarks)


def _read_values(values: dict[str, Any]) -> PriceValues | str:
    """Returns the values of a row, or why it has none."""
    if not values:
        return "names no price and no stock"
    try:
        return PriceValues.model_validate(values)
    except ValidationError as error:
        return first_reason(error)


class LinesFeed(jsonl.Feed):
    def price_rows(self) -> Iterator[PriceRow | BadRow]:
        for line, value in self.objects():
            if isinstance(value, BadRow):
                yield value
            else:
                yield read_price_row(line, value, self.options)


class TableFeed:
    """A table of prices. A blank cell of a price before, or of stock, clears it."""

    def __init__(self, table: Table, options: Options) -> None:
        self.table = table
        self.options = options
        known = guess(table.header, options.mapping)
        self.places = {name: known[name] for name in FIELDS if name in known}

    def __enter__(self) -> Self:
        self.table.__enter__()
        return self

    def __exit__(self, *args: object) -> None:
        self.table.__exit__(*args)

    @property
    def progress(self) -> float:
        return self.table.progress

    def wrong_format(self) -> str:
        if "sku" not in self.places:
            return NO_SKU
        return "" if len(self.places.keys() - {"sku", "currency"}) else NOTHING_SAID

    def price_rows(self) -> Iterator[PriceRow | BadRow]:
        options = replace(self.options, decimal=self.options.decimal or self._decimal_mark())
        columns = {name: self.table.header[place] for name, place in self.places.items()}
        for line, cells in self.table.rows():
            if isinstance(cells, BadRow):
                yield cells
                continue
            raw = {name: cells[at] for name, at in self.places.items() if at < len(cells)}
            # What a decimal comma without quotation marks makes of a price is another price.
            if any(not is_blank(cell) for cell in cells[len(self.table.header) :]):
                yield BadRow(line=line, reason=MORE_CELLS, sku=str(storable(raw.get("sku")) or ""))
            else:
                yield read_price_row(line, raw, options, columns)

    def _decimal_mark(self) -> str:
        places = [self.places[name] for name in AMOUNTS if name in self.places]
        texts: list[str] = []
        for _line, cells in islice(self.table.rows(), SAMPLE):
            if not isinstance(cells, BadRow):
                texts += [str(cells[at]) for at in places if at < len(cells)]
        return decimal_mark(texts)


def open_prices(path: Path, options: Options | None = None) -> LinesFeed | TableFeed:
    """Opens a file by what it holds. Raises OSError where it cannot be read, and NotAWorkbook."""
    given = options or Options()
    lines = LinesFeed(path, given)
    if lines.first_line().startswith((b"{", b"[")):
        return lines
    lines.__exit__()
    with open(path, "rb") as file:
        is_packed = file.read(4) == PACKED
    table = excel.ExcelTable(path, is_header) if is_packed else TextTable(path, is_header)
    return TableFeed(table, given)
