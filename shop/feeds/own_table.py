"""Our own table: a line for each product, and one for each variant, which names its product."""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from shop.feeds import jsonl
from shop.feeds.headers import plain
from shop.feeds.row import BadRow, ProductRow
from shop.feeds.spool import Spool
from shop.feeds.tabular import TableFeed
from shop.feeds.values import is_blank

COLUMNS = (
    "sku variant_of name description brand model category price compare_at_price currency stock "
    "rating rating_count popularity gtin active url image_urls attributes options values"
).split()
JSON_CELLS = frozenset(("image_urls", "attributes", "options", "values"))
PRICES = ("price", "compare_at_price")
VARIANT_FIELDS = ("sku", "gtin", "price", "compare_at_price", "stock", "active", "values")
MARKS = frozenset(("sku", "variant of", "attributes", "options", "values"))
# A spreadsheet takes a cell that begins so for a formula, and runs it.
FORMULA = re.compile(r"'*[=+\-@\t\r]")


def is_table(header: Sequence[str]) -> bool:
    return {plain(column) for column in header} >= MARKS


def guarded(text: str) -> str:
    """Returns a text as a cell that no spreadsheet takes for a formula."""
    return f"'{text}" if FORMULA.match(text) else text


def unguarded(text: str) -> str:
    return text[1:] if text.startswith("'") and FORMULA.match(text) else text


class Feed(TableFeed):
    def find_columns(self) -> dict[str, int]:
        known = {plain(name): name for name in COLUMNS}
        places = {known.get(plain(column)): place for place, column in enumerate(self.header)}
        return {name: place for name, place in places.items() if name}

    def columns(self) -> dict[str, str]:
        columns = dict(super().columns())
        return columns | {f"variants.{name}": column for name, column in columns.items()}

    def products(self) -> Iterator[tuple[int, ProductRow | BadRow]]:
        self.options = self.with_price_style(*PRICES)
        self.passes = 2
        with Spool() as spool:
            for line, values, cells in self.cells():
                if isinstance(cells, BadRow):
                    yield line, cells
                    continue
                try:
                    item = _item(values)
                except ValueError as error:
                    yield line, BadRow(line=line, reason=str(error), sku=str(values.get("sku")))
                    continue
                spool.add(str(item["variant_of"] or item["sku"]), line, item)
            self._pass = 1
            for rows in spool.groups():
                yield self._product(rows)

    def _product(self, rows: list[tuple[int, dict[str, Any]]]) -> tuple[int, ProductRow | BadRow]:
        own = [(line, row) for line, row in rows if not row["variant_of"]]
        if not own:
            line, row = rows[0]
            return line, BadRow(line=line, reason="its product is not in the file", sku=row["sku"])
        line, raw = own[-1]
        raw["variants"] = [_variant(place, row) for place, row in rows if row["variant_of"]]
        return line, jsonl.product(line, raw, self.options, self._columns)


def _item(values: dict[str, Any]) -> dict[str, Any]:
    """Returns the values of a line. Raises ValueError for a cell of JSON that is none."""
    item: dict[str, Any] = {"variant_of": "", "sku": ""}
    for name, cell in values.items():
        if not isinstance(cell, str):
            item[name] = cell
        elif name in JSON_CELLS:
            item[name] = _parsed(name, cell)
        elif name in PRICES:
            item[name] = _price(cell)
        else:
            item[name] = "" if is_blank(cell) and name in ("variant_of", "sku") else unguarded(cell)
    return item


def _parsed(name: str, cell: str) -> Any:
    if is_blank(cell):
        return {} if name in ("attributes", "values") else []
    try:
        return json.loads(cell)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{name}: is not JSON ({error})") from error


def _price(cell: str) -> float | str:
    """Returns a number where the cell has ours; a text that somebody has typed is read as such."""
    return float(cell) if re.fullmatch(r"\d{1,10}(\.\d{1,4})?", cell) else cell


def _variant(line: int, row: dict[str, Any]) -> dict[str, Any]:
    variant = {name: row[name] for name in VARIANT_FIELDS if name in row}
    pictures = row.get("image_urls") or [""]
    return variant | {"line": line, "image_url": pictures[0]}
