"""A product export of WooCommerce: simple, variable, grouped and external products, and variations,
which stand anywhere in the file.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from itertools import product as combinations
from typing import Any

from shop.feeds.cleaning import attributes_from
from shop.feeds.headers import column_names, named, plain
from shop.feeds.row import BadRow, ProductRow, Remark
from shop.feeds.spool import Spool
from shop.feeds.tabular import TableFeed, addresses, first_price, listed
from shop.feeds.values import is_blank

COLUMNS = column_names("woocommerce")
# "Attribute 1 name", "Attribut 1 Wert(e)", "Nom de l’attribut 1", "Valor(es) del atributo 1".
ATTRIBUTE = re.compile(r"\b(?:att?rib\w*|vlastnost\w*|egenskap\w*)\b", re.I)
NAME_OF = re.compile(r"\b(?:name|nom|nombre|nome|naam|namn|navn|nazwa|název|názov)\b", re.I)
VALUE_OF = re.compile(
    r"\b(?:values?|werte?|wert|valeurs?|valor|valores|valori|valore|waarden?|värden?|verdi|værdi"
    r"|wartość|wartości|hodnoty?)\b",
    re.I,
)
MEASURE = re.compile(r"^(.*?)\s*\((kg|g|lbs?|oz|cm|mm|m|in|yd)\)$", re.I)
MEASURES = {
    "weight": ("weight", "gewicht", "poids", "peso", "vikt", "vekt", "vægt", "waga", "hmotnost"),
    "length": ("length", "länge", "longueur", "longitud", "lunghezza", "lengte", "längd", "lengde"),
    "width": ("width", "breite", "largeur", "anchura", "ancho", "larghezza", "breedte", "bredd"),
    "height": ("height", "höhe", "hauteur", "altura", "alto", "altezza", "hoogte", "höjd", "høyde"),
}
IGNORED = re.compile(
    r"meta .*|attribut.*|download.*|is featured|ist hervorgehoben|tax .*|steuer.*|low stock .*"
    r"|sold individually|allow customer reviews|purchase note|shipping class|upsells|cross sells"
    r"|button text|swatches .*"
)
# Columns that are taken as they are, and our names for them.
SAME = {"gtin": "gtin", "brand": "brand", "external": "url"}
MOST_EXPANDED = 200


def is_export(header: Sequence[str]) -> bool:
    found = named(header, COLUMNS)
    if not {"type", "name"} <= found.keys() or not found.keys() & {"sku", "id"}:
        return False
    marks = {"price", "sale_price", "published", "parent", "grouped", "visibility", "images"}
    return len(found.keys() & marks) >= 3


class Feed(TableFeed):
    VARIANT = ("sku", "gtin", "price", "sale_price", "stock")

    def find_columns(self) -> dict[str, int]:
        self._attributes = _attribute_columns(self.header)
        self._measures = _measure_columns(self.header)
        return named(self.header, COLUMNS)

    def columns(self) -> dict[str, str]:
        columns = dict(super().columns())
        variants = {f"variants.{name}": columns[name] for name in self.VARIANT if name in columns}
        others = {"image_urls": "images", "category": "categories", "url": "external"}
        named_otherwise = {name: columns[own] for name, own in others.items() if own in columns}
        return {**columns, **variants, **named_otherwise, "active": columns.get("published", "")}

    def taken(self) -> set[int]:
        own = {place for pair in self._attributes.values() for place in pair}
        return super().taken() | own | set(self._measures.values())

    def is_ignored(self, column: str) -> bool:
        return bool(IGNORED.fullmatch(plain(column)))

    def products(self) -> Iterator[tuple[int, ProductRow | BadRow]]:
        self.options = self.with_price_style("price", "sale_price")
        self.passes = 2
        with Spool() as spool:
            for line, values, cells in self.cells():
                if isinstance(cells, BadRow):
                    yield line, cells
                    continue
                self._add(spool, line, values, cells)
            self._pass = 1
            for rows in spool.groups():
                yield from self._group(spool, rows)

    def _add(self, spool: Spool, line: int, values: dict[str, Any], cells: Sequence[Any]) -> None:
        values["own"] = self._own_attributes(cells)
        values["measures"] = {
            name: cells[place] for name, place in self._measures.items() if place < len(cells)
        }
        keys = _keys(values)
        if price := _text(values, "sale_price") or _text(values, "price"):
            for key in keys:
                spool.note(key, price)
        if _kind(values) == "variation" and _text(values, "parent"):
            spool.add(_text(values, "parent"), line, values)
            return
        key = keys[0] if keys else f"line:{line}"
        spool.add(key, line, values)
        for other in keys[1:]:
            spool.name(other, key)

    def _own_attributes(self, cells: Sequence[Any]) -> list[tuple[str, str]]:
        def cell(place: int) -> str:
            value = cells[place] if place < len(cells) else None
            return "" if is_blank(value) else str(value).strip()

        pairs = [(cell(name), cell(values)) for name, values in self._attributes.values()]
        return [pair for pair in pairs if pair[0]]

    def _group(
        self, spool: Spool, rows: list[tuple[int, dict[str, Any]]]
    ) -> Iterator[tuple[int, ProductRow | BadRow]]:
        variations = [each for each in rows if _kind(each[1]) == "variation"]
        others = [each for each in rows if _kind(each[1]) != "variation"]
        if not others:
            for line, row in variations:
                product = self._product(spool, line, row, [])
                if isinstance(product, ProductRow):
                    what = "is a variation of what is not in the file; taken as a product"
                    parent = self.columns().get("parent", "Parent")
                    note = Remark(line, product.sku, parent, _text(row, "parent"), what)
                    product.with_remarks([note])
                yield line, product
        for line, row in others:
            yield line, self._product(spool, line, row, variations)

    def _product(
        self,
        spool: Spool,
        line: int,
        row: dict[str, Any],
        variations: list[tuple[int, dict[str, Any]]],
    ) -> ProductRow | BadRow:
        raw = raw_product(row, variations, self.options.decimal)
        if is_blank(raw.get("price")) and _kind(row) == "grouped":
            raw["price"] = _least(spool, listed(row.get("grouped")))
        return self.clean(line, raw)


def raw_product(
    row: dict[str, Any], variations: list[tuple[int, dict[str, Any]]], decimal: str
) -> dict[str, Any]:
    """Returns the values of a product by our names, of its row and those of its variations."""
    own = {name: listed(value) for name, value in row["own"]}
    raw: dict[str, Any] = {
        "sku": _text(row, "sku") or _text(row, "id"),
        "name": row.get("name"),
        "description": _description(row),
        "active": _is_active(row),
        "image_urls": addresses(row.get("images")),
        "stock": _stock(row),
        "surplus": row.get("surplus"),
        **_prices(row),
    }
    raw |= {ours: row[name] for name, ours in SAME.items() if name in row}
    raw["category"], other_places = _categories(row)
    raw["attributes"] = _attributes(row, own, other_places, decimal)
    raw["variants"] = []
    if variations:
        raw["options"] = list(own)
        raw["variants"] = [each for at, one in variations for each in raw_variants(at, one, own)]
        raw["price"] = first_price([raw, *raw["variants"]])
    return raw


def _keys(row: dict[str, Any]) -> list[str]:
    """Returns the names under which variations and groups speak of a row."""
    number = _text(row, "id")
    return [key for key in (_text(row, "sku"), f"id:{number}" if number else "") if key]


def _attribute_columns(header: Sequence[str]) -> dict[str, tuple[int, int]]:
    """Returns the columns (name, values) of each numbered attribute."""
    names: dict[str, int] = {}
    values: dict[str, int] = {}
    for place, column in enumerate(header):
        number = re.search(r"\d+", column)
        if number is None or not ATTRIBUTE.search(column):
            continue
        if VALUE_OF.search(column):
            values[number[0]] = place
        elif NAME_OF.search(column):
            names[number[0]] = place
    return {number: (names[number], values[number]) for number in names if number in values}


def _measure_columns(header: Sequence[str]) -> dict[str, int]:
    """Returns the columns of weights and lengths by attribute, such as weight_kg."""
    found: dict[str, int] = {}
    for place, column in enumerate(header):
        if match := MEASURE.match(column.strip()):
            for name, words in MEASURES.items():
                if match[1].strip().lower() in words:
                    found[f"{name}_{match[2].lower().removesuffix('s')}"] = place
    return found


def _text(row: dict[str, Any], name: str) -> str:
    value = row.get(name)
    return "" if is_blank(value) else str(value).strip()


def _kind(row: dict[str, Any]) -> str:
    """Returns the kind of a row; the cell may go on with ", virtual"."""
    return _text(row, "type").split(",")[0].strip().lower()


def _description(row: dict[str, Any]) -> str:
    # The exporter writes the end of a line as a backslash and an n.
    texts = [_text(row, name).replace("\\n", "\n") for name in ("short", "description")]
    return "\n\n".join(dict.fromkeys(text for text in texts if text))


def _is_active(row: dict[str, Any]) -> bool:
    is_published = _text(row, "published").lower() not in ("0", "-1", "no", "false", "draft")
    return is_published and _text(row, "visibility").lower() not in ("hidden", "versteckt")


def _stock(row: dict[str, Any]) -> Any:
    """Returns the count, 0 for what is not in stock, None for what is not counted."""
    stock, state = _text(row, "stock"), _text(row, "in_stock").lower()
    if state in ("backorder", "onbackorder"):
        return None
    if state in ("0", "no", "false", "outofstock"):
        return 0
    if re.fullmatch(r"-?\d+(\.\d+)?", stock) and float(stock) <= 0:
        is_sold_anyway = _text(row, "backorders").lower() in ("1", "yes", "notify")
        return None if is_sold_anyway else stock
    return stock or None


def _categories(row: dict[str, Any]) -> tuple[str, list[str]]:
    """Returns the category that lies deepest, and the others."""
    places = sorted(listed(row.get("categories")), key=lambda path: -path.count(">"))
    return (places[0], places[1:]) if places else ("", [])


def _prices(row: dict[str, Any]) -> dict[str, Any]:
    prices = {"price": row.get("price"), "compare_at_price": None}
    if not is_blank(row.get("sale_price")) and _is_sale_now(row):
        prices["sale_price"] = row["sale_price"]
    return prices


def _is_sale_now(row: dict[str, Any]) -> bool:
    today = datetime.now(UTC).date().isoformat()
    starts, ends = (
        re.sub(r"[^\d-].*", "", _text(row, key)) for key in ("sale_starts", "sale_ends")
    )
    return (not starts or starts <= today) and (not ends or ends >= today)


def _attributes(
    row: dict[str, Any], own: dict[str, list[str]], places: Sequence[str], decimal: str
) -> dict[str, Any]:
    attributes = attributes_from(
        {name: values[0] if len(values) == 1 else values for name, values in own.items() if values}
    )
    attributes |= attributes_from(row["measures"], decimal)
    if tags := listed(row.get("tags")):
        attributes["tags"] = tags
    if places:
        attributes["categories"] = list(places)
    return attributes


def _least(spool: Spool, members: Sequence[str]) -> str:
    """Returns the least price of the members of a group, as the file writes it."""
    prices = [price for price in map(spool.noted, members) if price]

    def size(price: str) -> float:
        number = re.sub(r"[^\d.]", "", price.replace(",", "."))
        return float(number) if re.fullmatch(r"\d+(\.\d+)?", number) else float("inf")

    return min(prices, key=size, default="")


def raw_variants(line: int, row: dict[str, Any], own: dict[str, list[str]]) -> list[dict[str, Any]]:
    """Returns the variant of a variation; one that leaves an option open is one variant a value."""
    given = [(name, [value] if value else own.get(name, [])) for name, value in row["own"]]
    choices = dict(choice for choice in given if choice[1])
    pictures = addresses(row.get("images"))
    variant: dict[str, Any] = {
        "line": line,
        "sku": _text(row, "sku") or _text(row, "id"),
        "image_url": pictures[0] if pictures else "",
        "stock": _stock(row),
        "active": _is_active(row),
        **_prices(row),
    }
    if "gtin" in row:
        variant["gtin"] = row["gtin"]
    every = islice(combinations(*choices.values()), MOST_EXPANDED)
    return [variant | {"values": dict(zip(choices, values, strict=True))} for values in every]
