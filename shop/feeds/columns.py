"""A table of any shop: its columns are guessed by their names, or said by the operator."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from shop.feeds.cleaning import attribute_key, attributes_from
from shop.feeds.headers import (
    REQUIRED,
    guess,
    is_header,
    is_text,
    is_without_tax,
    known_as,
    plain,
)
from shop.feeds.members import PRICES, product_of
from shop.feeds.option_columns import OptionColumns, every_value, listed_options
from shop.feeds.price_changes import CHANGES, price_changes
from shop.feeds.row import BadRow, ProductRow, Remark
from shop.feeds.spool import Spool
from shop.feeds.table import Cells
from shop.feeds.tabular import TableFeed, addresses, listed
from shop.feeds.values import NO, is_blank

# What a shop pays is no business of visitors, and what machines need says nothing to them.
PRIVATE = re.compile(
    r"(.* )?(cost|costs|wholesale|purchase price|buying price|margin|marge"
    r"|(?:price|preis|vk|pris|prix|prezzo|precio|cena) (?:net|netto|ht|excl .*|bez dph)"
    r"|net price|nettopreis|(?:option|property) ids"
    r"|suppl(?:y|ier) (?:price|cost)s?|purchase (?:price|cost)s?|landed cost|dealer price"
    r"|einkaufspreis|ek|ek preis|inköpspris|innkjøpspris|indkøbspris|prix d achat"
    r"|prezzo di acquisto|precio de compra|coste|costo|inkoopprijs|nákupní cena|cena zakupu"
    r"|supplier|supplier reference)( .*)?"
    r"|(meta|seo) .*|url (key|rewritten)|(created|updated) at|tax (class|rules?) .*|tax class"
)
PICTURE = re.compile(r"(?:https?:)?//\S+\.(?:jpe?g|png|webp|gif|avif)(?:\?\S*)?", re.I)
# Pictures that show something else than the product.
OTHER_PICTURE = re.compile(r"logo|icon|flag|chart|banner|swatch|label")
# Steps of one path: "Kategorie Ebene 1", "Category level 2".
LEVEL = re.compile(r"(?:category|kategori\w*|cat[ée]gor\w+) (?:level|ebene|niv\w+|livello) (\d)")
STOCK_OF_PLACE = re.compile(r"inventory (?!quantity|tracker|policy|level).+")
# Whether the sale price holds.
ON_SALE = frozenset(("on sale",))


class Feed(TableFeed):
    def find_columns(self) -> dict[str, int]:
        places = guess(self.header, self.options.mapping)
        if self.option_columns and "group" not in places:
            places |= _handles(self.header, places)
        return places

    @cached_property
    def option_columns(self) -> OptionColumns:
        return OptionColumns(self.header)

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
        if "group" in self.places or self.option_columns:
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
            above: dict[str, Any] = {}
            for line, values, cells in self.cells():
                if isinstance(cells, BadRow):
                    yield line, cells
                    continue
                raw = self._raw_below(values, cells, above)
                if not raw["is_below"]:
                    above = raw
                spool.add(raw["key"] or f"line {line}", line, raw)
                for other in self._other_codes(cells):
                    spool.name(other, raw["key"])
            self._pass = 1
            for rows in spool.groups():
                yield rows[0][0], self.clean(rows[0][0], product_of(rows))

    def _raw_below(
        self, values: dict[str, Any], cells: list[Any], above: dict[str, Any]
    ) -> dict[str, Any]:
        """Returns the values of a row with the product that it belongs to: the one that it names,
        or the one above it where it has no name of its own.
        """
        raw = self.raw_row(values, cells)
        names = self._pair_names(cells, above)
        listed = listed_options(_text(values.get("name"))) if self.option_columns else {}
        choice = _with_choice(raw, self.option_columns.of_row(cells, names) | listed)
        own, group = _text(raw.get("sku")), _text(values.get("group"))
        is_named = _text(values.get("name")) and not listed
        is_below = bool(above and choice and not (group or is_named))
        if is_below:
            group = above["key"]
            raw["sku"] = own if own != group else ""
        said = {"group": group, "key": group or own, "pairs": names}
        return raw | said | {"is_below": is_below, "has_choice": bool(choice)}

    def _pair_names(self, cells: list[Any], above: dict[str, Any]) -> list[str]:
        """Returns the names of options, which the row above may state for this one."""
        names = self.option_columns.names(cells)
        return [name or old for name, old in zip(names, above.get("pairs", names), strict=True)]

    def _other_codes(self, cells: Sequence[Any]) -> list[str]:
        """Returns the other codes of a row, by which the rows of its variants may name it."""
        if "group" not in self.places:
            return []
        places = [at for at, column in enumerate(self.header) if plain(column) == "id"]
        return [_text(cells[at]) for at in places if at < len(cells) and _text(cells[at])]

    def raw_row(self, values: dict[str, Any], cells: list[Any]) -> dict[str, Any]:
        """Returns the values of a row; columns that are not known are attributes."""
        by_header = {plain(column): cell for column, cell in self.by_header(cells).items()}
        raw = dict(values) | self._read_otherwise(values, cells, by_header)
        taken = {*self.places.values(), *self.option_columns.places}
        taken |= {at for at, each in enumerate(self.header) if self._is_read_otherwise(each)}
        others = Others(self.header, cells, taken)
        given = [raw.pop(name, None) for name in ("image_urls", "more_images")]
        pictures = [address for cell in given for address in addresses(cell)] + others.pictures
        if pictures or "image_urls" in self.places:
            raw["image_urls"] = pictures
        if others.texts:
            texts = [*others.texts, _text(raw.get("description"))]
            raw["description"] = "\n\n".join(dict.fromkeys(filter(None, texts)))
        raw["attributes"] = attributes_from(others.attributes, self.options.decimal)
        return raw

    def _read_otherwise(
        self, values: dict[str, Any], cells: list[Any], by_header: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Returns fields that several columns say together, or another one than the usual."""
        blank = [name for name in ("sku", "price") if is_blank(values.get(name))]
        found = {name: self._other_cell(name, cells) for name in blank}
        if any(_is_no(by_header[name]) for name in ON_SALE & by_header.keys()):
            found["sale_price"] = None
        if steps := _steps(by_header):
            found["category"] = " > ".join(steps)
        if "stock" not in self.places and (counts := _counts_of_places(by_header)):
            found["stock"] = sum(counts)
        price = values.get("price") or found.get("price")
        return found | price_changes(by_header, price, self.options.decimal)

    def _is_read_otherwise(self, column: str) -> bool:
        """Whether the values of a column are in those of others."""
        name = plain(column)
        is_id = name == "id" and "group" in self.places
        is_count = "stock" not in self.places and STOCK_OF_PLACE.fullmatch(name)
        return bool(is_id or is_count or LEVEL.fullmatch(name) or name in CHANGES)

    def _other_cell(self, name: str, cells: Sequence[Any]) -> Any:
        """Returns what a row says of a field in another column that is known as it."""
        places = [at for at in known_as(self.header, name) if not is_without_tax(self.header[at])]
        found = (cells[place] for place in places if place < len(cells))
        return next((cell for cell in found if not is_blank(cell)), None)


def _with_choice(raw: dict[str, Any], given: Mapping[str, str]) -> dict[str, str]:
    """Adds the options of a row to its attributes. Returns those of which it has a single value:
    a product's own row may hold all of them.
    """
    choice = {name: value for name, value in given.items() if ";" not in value}
    every = {
        attribute_key(name): every_value(value)
        for name, value in given.items()
        if name not in choice
    }
    raw["attributes"] |= attributes_from(choice) | every
    raw["named_options"] = [attribute_key(name) for name in choice]
    return choice


def _steps(by_header: Mapping[str, Any]) -> list[str]:
    """Returns the steps of the category where each has a column."""
    return [str(by_header[name]) for name in sorted(by_header) if LEVEL.fullmatch(name)]


def _counts_of_places(by_header: Mapping[str, Any]) -> list[int]:
    """Returns the stock of each place of a shop that counts them apart."""
    found = [str(cell) for name, cell in by_header.items() if STOCK_OF_PLACE.fullmatch(name)]
    return [max(int(float(each)), 0) for each in found if re.fullmatch(r"-?\d{1,9}(\.0+)?", each)]


def _is_no(cell: Any) -> bool:
    return str(cell).strip().lower() in NO


def _handles(header: Sequence[str], places: Mapping[str, int]) -> dict[str, int]:
    """Returns the column of a code that the variants of a product share."""
    found = [at for at, column in enumerate(header) if plain(column) == "handle"]
    return {"group": found[0]} if found and found[0] not in places.values() else {}


class Others:
    """What columns hold that are known as no field."""

    def __init__(self, header: Sequence[str], cells: Cells, taken: set[int]) -> None:
        self.pictures: list[str] = []
        self.texts: list[str] = []
        self.attributes: dict[str, Any] = {}
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


def _text(value: Any) -> str:
    return "" if is_blank(value) else str(value).strip()


def _several(cell: Any) -> Any:
    """Returns a cell's values as a list where bars part them."""
    if isinstance(cell, str) and "|" in cell:
        return listed(cell, "|")
    return cell


__all__ = ["Feed", "is_header"]
