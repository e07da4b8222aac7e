"""A table of any shop: its columns are guessed by their names, or said by the operator."""

import re
from collections.abc import Iterator
from typing import Any

from shop.feeds.cleaning import attributes_from
from shop.feeds.headers import REQUIRED, guess, is_header
from shop.feeds.row import BadRow, ProductRow
from shop.feeds.spool import Spool
from shop.feeds.tabular import TableFeed, addresses, first_price, listed
from shop.feeds.values import is_blank

OPTION = re.compile(
    r"(?:option|variant|variation)?\s*[:.]?\s*(colou?r|farbe|färg|farge|farve|couleur|colore|color|"
    r"kleur|kolor|barva|väri|size|größe|storlek|størrelse|taille|taglia|talla|maat|rozmiar|velikost|"
    r"koko|material)",
    re.I,
)
PRICES = ("price", "sale_price", "compare_at_price")


class Feed(TableFeed):
    def find_columns(self) -> dict[str, int]:
        return guess(self.header, self.options.mapping)

    def columns(self) -> dict[str, str]:
        columns = dict(super().columns())
        return columns | {f"variants.{name}": column for name, column in columns.items()}

    def wrong_format(self) -> str:
        missing = [name for name in REQUIRED if name not in self.places]
        if "price" in missing and "sale_price" in self.places:
            missing.remove("price")
        if not missing:
            return ""
        columns = ", ".join(f'"{column}"' for column in self.header[:40] if column)
        lacking = " and no ".join(missing)
        return (
            f"No column of the file is known as its {lacking}: it has {columns or 'none'}. Name "
            f"them with --map COLUMN={missing[0]}. [unknown_columns]"
        )

    def products(self) -> Iterator[tuple[int, ProductRow | BadRow]]:
        self.options = self.with_price_style(*PRICES)
        if "group" in self.places:
            self.passes = 2
            yield from self._with_groups()
            return
        for line, values, cells in self.cells():
            if isinstance(cells, BadRow):
                yield line, cells
            else:
                yield line, self.clean(line, self._raw(values, cells))

    def _with_groups(self) -> Iterator[tuple[int, ProductRow | BadRow]]:
        with Spool() as spool:
            for line, values, cells in self.cells():
                if isinstance(cells, BadRow):
                    yield line, cells
                    continue
                raw = self._raw(values, cells)
                own, group = _text(values.get("sku")), _text(values.get("group"))
                spool.add(group or own or f"line {line}", line, raw | {"group": group})
            self._pass = 1
            for rows in spool.groups():
                yield rows[0][0], self.clean(rows[0][0], self._product(rows))

    def _raw(self, values: dict[str, Any], cells: list[Any]) -> dict[str, Any]:
        """Returns the values of a row; columns that are not known are attributes."""
        places = set(self.places.values())
        raw = dict(values)
        pictures = [
            address
            for name in ("image_urls", "more_images")
            for address in addresses(raw.pop(name, None))
        ]
        if pictures or "image_urls" in self.places:
            raw["image_urls"] = pictures
        raw["attributes"] = attributes_from(
            {
                column: _several(cell)
                for place, (column, cell) in enumerate(zip(self.header, cells, strict=False))
                if place not in places and column
            },
            self.options.decimal,
        )
        return raw

    def _product(self, rows: list[tuple[int, dict[str, Any]]]) -> dict[str, Any]:
        """Returns a product of rows that name it as their group; the row whose code it is says
        what all of them share.
        """
        members = [(line, row) for line, row in rows if row["group"]]
        parents = [row for _line, row in rows if not row["group"]]
        first = parents[0] if parents else members[0][1]
        raw = dict(first)
        raw["sku"] = first["sku"] if parents else first["group"]
        if not members:
            return raw
        options = _options([row["attributes"] for _line, row in members])
        raw["variants"] = [_variant(line, row, options) for line, row in members]
        raw["price"] = first_price([raw, *raw["variants"]])
        return raw


def _options(attributes: list[dict[str, Any]]) -> list[str]:
    """Returns the attributes that tell the members of a group apart."""
    return [
        key
        for key in attributes[0]
        if OPTION.fullmatch(key.replace("_", " "))
        or len({str(each.get(key)) for each in attributes}) > 1
    ]


def _variant(line: int, row: dict[str, Any], options: list[str]) -> dict[str, Any]:
    variant = {name: row.get(name) for name in ("sku", "gtin", "stock", *PRICES) if name in row}
    variant["values"] = {_label(key): row["attributes"].get(key) for key in options}
    variant["line"] = line
    variant["image_url"] = next(iter(row.get("image_urls", [])), "")
    return variant


def _text(value: Any) -> str:
    return "" if is_blank(value) else str(value).strip()


def _several(cell: Any) -> Any:
    """Returns a cell's values as a list where bars part them."""
    if isinstance(cell, str) and "|" in cell:
        return listed(cell, "|")
    return cell


def _label(key: str) -> str:
    return key.replace("_", " ").capitalize()


__all__ = ["Feed", "is_header"]
