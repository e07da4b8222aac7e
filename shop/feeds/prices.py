"""A file of prices and stock: JSON Lines, or a table whose columns are known by their names."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import BaseModel, Field, ValidationError, field_validator

from shop.feeds import excel, jsonl, own_table
from shop.feeds.cleaning import AMOUNTS, Cleaner
from shop.feeds.headers import guess, is_header
from shop.feeds.money import decimal_mark
from shop.feeds.packed import ZIP, NotOneFile, is_archive
from shop.feeds.row import BadRow, Money, ProductRow, Remark, checked_price, first_reason
from shop.feeds.table import Cells, Table, TextTable, surplus_cells
from shop.feeds.values import Odd, Options, is_blank, read_code
from shop.models.attributes import storable

FIELDS = ("sku", *AMOUNTS, "stock", "currency")
NO_SKU = "No column of the file is known as its sku. [unknown_columns]"
NOTHING_SAID = "No column of the file is known as its price or stock. [unknown_columns]"
MORE_CELLS = "has more cells than the header; a decimal comma needs quotation marks around its cell"
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
    """A row of the product or the variant with this SKU. Its prices are read as soon as that is
    found: how they are written depends on its currency.
    """

    line: int
    sku: str
    raw: Raw
    options: Options
    columns: Mapping[str, str]

    def read(self, currency: str) -> "PriceChange":
        """Returns what the row says of a product with this currency."""
        usual = self.options.currency or currency
        options = replace(self.options, currency=usual, is_strict=True)
        cleaner = Cleaner(self.line, self.columns, options)
        given = {name: value for name, value in self.raw.items() if name in FIELDS}
        stated = cleaner.state_currency(given)
        if stated != currency:
            problem = f"the price is in {stated}, and the product's in {currency}"
            return PriceChange(problem=problem)
        # A row may say more of a product, which is not taken here.
        for name in self.raw.keys() - ProductRow.model_fields.keys() - given.keys():
            cleaner.remark(str(name)[:80], self.raw[name], "there is no such field; left out")
        try:
            read = _read_values(cleaner, given)
        except Odd as odd:
            return PriceChange(remarks=cleaner.remarks, problem=str(odd))
        return PriceChange(read, cleaner.remarks)


@dataclass
class PriceChange:
    """The values that a row names, or the problem for which it is refused."""

    values: dict[str, Any] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)
    problem: str = ""


def read_price_row(
    line: int, raw: Any, options: Options, columns: Mapping[str, str] | None = None
) -> PriceRow | BadRow:
    """Returns a row with its SKU."""
    if not isinstance(raw, dict):
        return BadRow(line=line, reason="is no object")
    try:
        sku = "" if is_blank(raw.get("sku")) else str(storable(read_code(raw["sku"], options)))
    except Odd as odd:
        return BadRow(line=line, reason=f"sku: {odd}")
    if not sku:
        return BadRow(line=line, reason="sku: field required")
    return PriceRow(line, sku, raw, options, columns or {})


def _read_values(cleaner: Cleaner, given: Raw) -> dict[str, Any]:
    """Returns the values that a row names. Raises Odd where it has none that can be taken."""
    values = cleaner.fields(given)
    for name in ("sku", "currency"):
        values.pop(name, None)
    if not values:
        faults = "; ".join(
            f"{each.column} {each.value!r}: {each.action}" for each in cleaner.remarks
        )
        raise Odd(
            f"names no price and no stock{f' that can be taken ({faults})' if faults else ''}"
        )
    try:
        read = PriceValues.model_validate(values)
    except ValidationError as error:
        raise Odd(first_reason(error)) from error
    return read.model_dump(include=read.model_fields_set)


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
        self.is_ours = own_table.is_table(table.header)
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
            yield cells if isinstance(cells, BadRow) else self._row(line, cells, options, columns)

    def _row(
        self, line: int, cells: Cells, options: Options, columns: Mapping[str, str]
    ) -> PriceRow | BadRow:
        raw = {name: cells[at] for name, at in self.places.items() if at < len(cells)}
        if self.is_ours and isinstance(raw.get("sku"), str):
            raw["sku"] = own_table.unguarded(raw["sku"])
        # What a decimal comma without quotation marks makes of a price is another price.
        if surplus_cells(cells, self.table.header):
            return BadRow(line=line, reason=MORE_CELLS, sku=str(storable(raw.get("sku")) or ""))
        return read_price_row(line, raw, options, columns)

    def _decimal_mark(self) -> str:
        places = [self.places[name] for name in AMOUNTS if name in self.places]
        texts: list[str] = []
        for _line, cells in islice(self.table.rows(), SAMPLE):
            if not isinstance(cells, BadRow):
                texts += [str(cells[at]) for at in places if at < len(cells)]
        return decimal_mark(texts)


def open_prices(path: Path, options: Options | None = None) -> LinesFeed | TableFeed:
    """Opens a file by what it holds. Raises OSError where it cannot be read, and NotAWorkbook."""
    try:
        return _open(path, options)
    except NotOneFile as error:
        raise excel.NotAWorkbook(str(error)) from error


def _open(path: Path, options: Options | None) -> LinesFeed | TableFeed:
    given = options or Options()
    with open(path, "rb") as file:
        is_book = file.read(4) == ZIP and not is_archive(path)
    if is_book:
        return TableFeed(excel.ExcelTable(path, [is_header]), given)
    lines = LinesFeed(path, given)
    if lines.first_line().startswith((b"{", b"[")):
        return lines
    lines.__exit__()
    return TableFeed(TextTable(path, [is_header]), given)
