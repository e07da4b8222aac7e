"""A product export of Shopify: a row a variant or picture, with the product on its first row."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from shop.feeds.cleaning import attribute_key, attributes_from
from shop.feeds.headers import column_names, named, plain
from shop.feeds.row import BadRow, ProductRow
from shop.feeds.spool import Spool
from shop.feeds.tabular import TableFeed, first_price, listed
from shop.feeds.values import Mended, Odd, Options, is_blank, read_stock

OPTIONS = range(1, 11)
COLUMNS = column_names("shopify")
COLUMNS |= {f"option{number}_name": [f"option{number} name"] for number in OPTIONS}
COLUMNS |= {f"option{number}_value": [f"option{number} value"] for number in OPTIONS}
ATTRIBUTES = {
    "google shopping / gender": "gender",
    "google shopping / age group": "age_group",
    "google shopping / condition": "condition",
}
# Columns that are about selling and advertising, not about the product.
IGNORED = re.compile(
    r"variant (fulfillment service|requires shipping|taxable|weight unit|tax code)|gift card"
    r"|seo (title|description)|google shopping .*|cost per item|image alt text|included .*"
    r"|option\d+ linked to|unit price .*|charge tax|requires shipping|fulfillment service"
    r"|weight unit|(price|compare at price|included|international) .*|variant .*"
)
METAFIELD = re.compile(r"^(.*?)\s*\(\s*(?:product|variant)\.metafields\.[^)]*\)\s*$", re.I)
# Columns that are taken as they are, and our names for them.
SAME = {"mpn": "model", "currency": "currency"}
# In the file these are a variant's.
VARIANT = ("sku", "gtin", "price", "compare_at_price", "stock")
INACTIVE = frozenset(("draft", "archived", "unlisted"))


def is_export(header: Sequence[str]) -> bool:
    found = named(header, COLUMNS)
    if not {"handle", "name"} <= found.keys():
        return False
    return bool(found.keys() & {"price", "option1_name", "option1_value"})


class Feed(TableFeed):
    def find_columns(self) -> dict[str, int]:
        return named(self.header, COLUMNS)

    def columns(self) -> dict[str, str]:
        columns = dict(super().columns())
        variants = {f"variants.{name}": columns[name] for name in VARIANT if name in columns}
        if "variant_image" in columns:
            variants["variants.image_url"] = columns["variant_image"]
        return {
            **columns,
            **variants,
            "sku": columns["handle"],
            "image_urls": columns.get("image_url", ""),
        }

    def is_ignored(self, column: str) -> bool:
        if METAFIELD.match(column) or plain(column) in {plain(each) for each in ATTRIBUTES}:
            return True
        return bool(IGNORED.fullmatch(plain(column)))

    def products(self) -> Iterator[tuple[int, ProductRow | BadRow]]:
        self.options = _with_point(self.options)
        self.passes = 2
        with Spool() as spool:
            handle = ""
            for line, values, cells in self.cells():
                if isinstance(cells, BadRow):
                    yield line, cells
                    continue
                values["attributes"] = self._attributes(cells)
                handle = _handle(values) or handle
                if not handle:
                    yield line, BadRow(line=line, reason="sku: no handle")
                    continue
                spool.add(handle, line, values)
            self._pass = 1
            for rows in spool.groups():
                yield rows[0][0], self._product(rows)

    def _attributes(self, cells: Sequence[Any]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for column, cell in zip(self.header, cells, strict=False):
            if match := METAFIELD.match(column):
                found[match[1] or column] = cell
            elif (name := ATTRIBUTES.get(column.strip().lower())) is not None:
                found[name] = cell
        return {attribute_key(key): each for key, each in found.items() if not is_blank(each)}

    def _product(self, rows: list[tuple[int, dict[str, Any]]]) -> ProductRow | BadRow:
        line, _first = _first_row(rows)
        return self.clean(line, raw_product(rows, self.options))


def raw_product(rows: list[tuple[int, dict[str, Any]]], options: Options) -> dict[str, Any]:
    """Returns the values of a product by our names, of its rows with their lines."""
    _line, first = _first_row(rows)
    names = _option_names(first)
    variants = [_variant(at, row, names, options) for at, row in rows if _is_variant(row)]
    raw: dict[str, Any] = {
        "sku": _handle(first),
        "name": first.get("name"),
        "description": first.get("description") or "",
        "brand": first.get("brand"),
        "category": _category(first),
        "active": _is_active(first),
        "surplus": [cell for _line, row in rows for cell in row.get("surplus", [])],
        "image_urls": _pictures(rows),
        "attributes": _product_attributes(first),
        "options": list(names.values()),
        "variants": variants,
    }
    raw |= {own: first[name] for name, own in SAME.items() if name in first}
    raw["price"] = first_price(raw["variants"])
    return raw


def _first_row(rows: list[tuple[int, dict[str, Any]]]) -> tuple[int, dict[str, Any]]:
    return next((each for each in rows if not is_blank(each[1].get("name"))), rows[0])


def _variant(
    line: int, row: dict[str, Any], names: dict[int, str], options: Options
) -> dict[str, Any]:
    variant = {name: row.get(name) for name in VARIANT if name in row}
    variant["line"] = line
    variant["sku"] = _unquoted(row.get("sku"))
    variant["gtin"] = _unquoted(row.get("gtin"))
    variant["image_url"] = row.get("variant_image")
    variant["values"] = {
        names.get(number, f"Option {number}"): row.get(f"option{number}_value")
        for number in OPTIONS
    }
    if _is_never_sold_out(row, options):
        variant["stock"] = None
    return variant


def _with_point(options: Options) -> Options:
    """Shopify writes prices with a point, whatever the language of the shop."""
    return options if options.decimal else replace(options, decimal=".")


def _option_names(row: dict[str, Any]) -> dict[int, str]:
    names = {number: row.get(f"option{number}_name") for number in OPTIONS}
    return {number: str(name).strip() for number, name in names.items() if not is_blank(name)}


def _handle(row: dict[str, Any]) -> str:
    value = row.get("handle")
    return "" if is_blank(value) else str(value).strip()


def _unquoted(value: Any) -> Any:
    """Spreadsheets and exports put an apostrophe in front of a code."""
    return value.strip().lstrip("'") if isinstance(value, str) else value


def _is_variant(row: dict[str, Any]) -> bool:
    """Whether a row is one of a variant; others only bring a further picture."""
    return any(not is_blank(row.get(name)) for name in ("price", "sku", "option1_value"))


def _is_active(row: dict[str, Any]) -> bool:
    if str(row.get("status") or "").strip().lower() in INACTIVE:
        return False
    return str(row.get("published") or "true").strip().lower() not in ("false", "no", "0")


def _is_never_sold_out(row: dict[str, Any], options: Options) -> bool:
    """Whether stock says nothing: it is not counted, or the variant is sold without any."""
    try:
        stock = None if is_blank(row.get("stock")) else read_stock(row["stock"], options)
    except Odd:
        return False
    stock = stock.value if isinstance(stock, Mended) else stock
    if stock is None or stock > 0:
        return stock is None
    is_tracked = "tracker" not in row or not is_blank(row["tracker"])
    policy = str(row.get("policy") or "").strip().lower()
    return not is_tracked or policy in ("continue", "true", "yes")


def _category(row: dict[str, Any]) -> str:
    found = (row.get(name) for name in ("taxonomy", "type", "google_category"))
    return next((str(each) for each in found if not is_blank(each)), "")


def _product_attributes(row: dict[str, Any]) -> dict[str, Any]:
    attributes = attributes_from(row.get("attributes") or {})
    if tags := listed(row.get("tags")):
        attributes["tags"] = tags
    if not is_blank(row.get("type")) and _category(row) != str(row["type"]):
        attributes["type"] = str(row["type"]).strip()
    grams = str(row.get("grams") or "").strip()
    if re.fullmatch(r"\d+(\.\d+)?", grams) and float(grams) > 0:
        attributes["weight_g"] = float(grams) if float(grams) % 1 else int(float(grams))
    return attributes


def _pictures(rows: list[tuple[int, dict[str, Any]]]) -> list[str]:
    """Returns the addresses of the pictures by their positions."""
    found: list[tuple[int, str]] = []
    for _line, row in rows:
        if not is_blank(row.get("image_url")):
            position = str(row.get("image_position") or "").strip()
            place = int(position) if position.isdecimal() else len(found) + 1
            found.append((place, str(row["image_url"])))
    return [address for _place, address in sorted(found, key=lambda each: each[0])]
