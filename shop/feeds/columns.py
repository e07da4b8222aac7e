"""A table of any shop: its columns are guessed by their names, or said by the operator."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from shop.feeds.cleaning import attribute_key, attributes_from
from shop.feeds.grouping import are_told_apart, differing, is_option, keys_of, named_options
from shop.feeds.headers import REQUIRED, guess, is_header, is_text, is_without_tax, plain
from shop.feeds.row import BadRow, ProductRow, Remark
from shop.feeds.spool import Spool
from shop.feeds.table import Cells
from shop.feeds.tabular import TableFeed, addresses, first_price, listed
from shop.feeds.values import is_blank

PRICES = ("price", "sale_price", "compare_at_price")
# What a shop pays is no business of visitors, and what machines need says nothing to them.
PRIVATE = re.compile(
    r"(.* )?(cost|costs|wholesale|purchase price|buying price|margin|marge"
    r"|einkaufspreis|ek|ek preis|inköpspris|innkjøpspris|indkøbspris|prix d achat"
    r"|prezzo di acquisto|precio de compra|coste|costo|inkoopprijs|nákupní cena|cena zakupu"
    r"|supplier|supplier reference)( .*)?"
    r"|(meta|seo) .*|url (key|rewritten)|(created|updated) at|tax (class|rules?) .*|tax class"
)
PICTURE = re.compile(r"(?:https?:)?//\S+\.(?:jpe?g|png|webp|gif|avif)(?:\?\S*)?", re.I)
# Pictures that show something else than the product.
OTHER_PICTURE = re.compile(r"logo|icon|flag|chart|banner|swatch|label")
# "variant:Velikost", "Option: Size".
NAMED_OPTION = re.compile(r"(?:variant|option|variation|varianta)\s*:\s*(\S.*)", re.I)


class Feed(TableFeed):
    def find_columns(self) -> dict[str, int]:
        return guess(self.header, self.options.mapping)

    def columns(self) -> dict[str, str]:
        columns = dict(super().columns())
        return columns | {f"variants.{name}": column for name, column in columns.items()}

    def is_ignored(self, column: str) -> bool:
        # All others become attributes.
        return not is_private(column)

    def by_header(self, cells: Sequence[Any]) -> dict[str, Any]:
        """Returns the cells of a row that are not blank."""
        pairs = zip(self.header, cells, strict=False)
        return {column: cell for column, cell in pairs if not is_blank(cell)}

    def notes(self) -> list[Remark]:
        price = self.header[self.places["price"]] if "price" in self.places else ""
        if not is_without_tax(price):
            return super().notes()
        said = "the file has no other price; taken as it is, without tax"
        return [*super().notes(), Remark(1, "", price, "", said)]

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
                yield line, self.clean(line, self.raw_row(values, cells))

    def _with_groups(self) -> Iterator[tuple[int, ProductRow | BadRow]]:
        with Spool() as spool:
            for line, values, cells in self.cells():
                if isinstance(cells, BadRow):
                    yield line, cells
                    continue
                raw = self.raw_row(values, cells)
                own, group = _text(values.get("sku")), _text(values.get("group"))
                spool.add(group or own or f"line {line}", line, raw | {"group": group})
            self._pass = 1
            for rows in spool.groups():
                yield rows[0][0], self.clean(rows[0][0], self._product(rows))

    def raw_row(self, values: dict[str, Any], cells: list[Any]) -> dict[str, Any]:
        """Returns the values of a row; columns that are not known are attributes."""
        raw = dict(values)
        others = Others(self.header, cells, self.places)
        pictures = [
            address
            for name in ("image_urls", "more_images")
            for address in addresses(raw.pop(name, None))
        ]
        pictures += others.pictures
        if pictures or "image_urls" in self.places:
            raw["image_urls"] = pictures
        if others.texts:
            texts = [*others.texts, _text(raw.get("description"))]
            raw["description"] = "\n\n".join(dict.fromkeys(filter(None, texts)))
        raw["attributes"] = attributes_from(others.attributes, self.options.decimal)
        raw["named_options"] = [attribute_key(name) for name in others.options]
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
        options = _options([row for _line, row in members])
        raw["variants"] = [_variant(line, row, options) for line, row in members]
        raw["price"] = first_price([raw, *raw["variants"]])
        return raw


class Others:
    """What columns hold that are known as no field."""

    def __init__(self, header: Sequence[str], cells: Cells, places: Mapping[str, int]) -> None:
        self.pictures: list[str] = []
        self.texts: list[str] = []
        self.options: list[str] = []
        self.attributes: dict[str, Any] = {}
        taken = set(places.values())
        for place, (column, cell) in enumerate(zip(header, cells, strict=False)):
            if place not in taken and column and not is_private(column):
                self._add(column, cell)

    def _add(self, column: str, cell: Any) -> None:
        if is_blank(cell):
            return
        if _shows_product(column, cell):
            self.pictures += addresses(cell)
        elif is_text(column):
            self.texts.append(str(cell))
        elif match := NAMED_OPTION.fullmatch(column.strip()):
            self.attributes[match[1]] = cell
            self.options.append(match[1])
        else:
            self.attributes[column] = _several(cell)


def is_private(column: str) -> bool:
    """Whether a column is about the shop and not about the product."""
    return PRIVATE.fullmatch(plain(column)) is not None


def _shows_product(column: str, cell: Any) -> bool:
    """Whether a cell holds nothing but addresses of pictures of the product."""
    found = addresses(cell)
    is_other = OTHER_PICTURE.search(plain(column))
    return bool(found) and not is_other and all(PICTURE.fullmatch(each) for each in found)


def _options(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Returns the attributes that tell the members of a group apart: those that are options by
    their names, and others only where these do not tell all of them apart.
    """
    members = [row["attributes"] for row in rows]
    keys = keys_of(members)
    named = named_options(rows)
    options = [key for key in keys if key in named or is_option(key)]
    if options and are_told_apart(options, members):
        return options
    return list(dict.fromkeys([*options, *differing(keys, members)]))


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
