"""A product export of Magento: a row a product, and one a store view; a configurable product names
the simple products that are its variants.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from shop.feeds.cleaning import attributes_from
from shop.feeds.headers import column_names, named, plain
from shop.feeds.row import BadRow, ProductRow, Remark
from shop.feeds.spool import Spool
from shop.feeds.tabular import TableFeed, addresses, first_price
from shop.feeds.values import is_blank

type Numbered = tuple[int, dict[str, Any]]

COLUMNS = column_names("magento")
# The category that holds all others.
ROOTS = ("Default Category", "Root Catalog")
# What is about the shop and not about the product.
IGNORED = re.compile(
    r"attribute set code|product websites|tax class name|url key|meta .*|created at|updated at"
    r"|new (from|to) date|display product options in|map .*|msrp .*|gift message .*"
    r"|custom .*|page .*"
    r"|(small|thumbnail|swatch) image.*|(base|additional) image label.*|hide from product page"
    r"|out of stock qty|use config .*|min cart qty|max cart qty|notify on stock .*|is qty decimal"
    r"|enable qty .*|qty increments|is decimal divided|website id|related .*|crosssell .*|upsell .*"
    r"|bundle .*|associated skus|deferred .*|downloadable .*|configurable variations .*"
)
# A pair in "color=Red,size=S"; a comma that no name and "=" follow is part of a value.
PAIRS = re.compile(r',(?="?[\w.-]+=)')
BRANDS = ("brand", "manufacturer")
GTINS = ("gtin", "ean", "upc", "barcode")


def is_export(header: Sequence[str]) -> bool:
    found = named(header, COLUMNS)
    marks = {"kind", "store_view", "attributes", "variations", "online", "categories"}
    return {"sku", "name", "price", "kind"} <= found.keys() and len(found.keys() & marks) >= 3


class Feed(TableFeed):
    def find_columns(self) -> dict[str, int]:
        return named(self.header, COLUMNS)

    def columns(self) -> dict[str, str]:
        columns = dict(super().columns())
        columns |= {"image_urls": columns.get("base_image", "base_image")}
        return {**columns, **{f"variants.{name}": column for name, column in columns.items()}}

    def is_ignored(self, column: str) -> bool:
        return bool(IGNORED.fullmatch(plain(column)))

    def products(self) -> Iterator[tuple[int, ProductRow | BadRow]]:
        self.options = self.with_price_style("price", "special_price")
        self.passes = 2
        with Spool() as spool:
            for line, values, cells in self.cells():
                if isinstance(cells, BadRow):
                    yield line, cells
                    continue
                self._add(spool, line, values)
            self._pass = 1
            for rows in spool.groups():
                yield from self._group(rows)

    def _add(self, spool: Spool, line: int, values: dict[str, Any]) -> None:
        sku = _text(values, "sku") or f"line:{line}"
        spool.add(sku, line, values)
        for child in _variations(values):
            spool.name(child, sku)

    def _group(self, rows: Sequence[Numbered]) -> Iterator[tuple[int, ProductRow | BadRow]]:
        own = [each for each in rows if not _text(each[1], "store_view")]
        # The texts of all views are missing where somebody has exported a single one.
        translated = [each for each in rows if each not in own] if own else []
        line, first, children = _parted(own or rows)
        row = self.clean(line, _raw(first, children))
        if isinstance(row, ProductRow):
            row.with_remarks([_of_view(row.sku, *each) for each in translated])
        yield line, row


def _parted(rows: Sequence[Numbered]) -> tuple[int, dict[str, Any], Sequence[Numbered]]:
    """Returns the line and the row of a product, and the rows of its variants."""
    parents = [each for each in rows if _variations(each[1])]
    if not parents:
        return *rows[0], []
    return *parents[0], [each for each in rows if each not in parents]


def _of_view(sku: str, line: int, row: dict[str, Any]) -> Remark:
    what = "is the text of another store view; left out"
    return Remark(line, sku, "store_view_code", _text(row, "store_view"), what)


def _raw(row: dict[str, Any], children: Sequence[Numbered]) -> dict[str, Any]:
    """Returns the values of a product by our names, of its row and those of its variants."""
    attributes = _attributes(row)
    raw: dict[str, Any] = {
        "sku": row.get("sku"),
        "name": row.get("name"),
        "description": _description(row),
        "brand": next((attributes.pop(name) for name in BRANDS if name in attributes), ""),
        "active": _is_active(row, is_alone=True),
        "image_urls": _pictures(row),
        "variants": [],
        "surplus": row.get("surplus"),
        **_sold(row, attributes),
    }
    raw["category"], places = _categories(row)
    if places:
        attributes["categories"] = places
    raw["attributes"] = attributes_from(attributes)
    choices = _variations(row)
    if choices:
        labels = _labels(row)
        raw["options"] = [labels.get(name, name) for name in next(iter(choices.values()), {})]
        raw["variants"] = [
            _variant(line, child, choices, labels)
            for line, child in children
            if _text(child, "sku") in choices
        ]
        raw["price"] = first_price([raw, *raw["variants"]])
    return raw


def _variant(
    line: int,
    row: dict[str, Any],
    choices: Mapping[str, Mapping[str, str]],
    labels: Mapping[str, str],
) -> dict[str, Any]:
    sku = _text(row, "sku")
    pictures = _pictures(row)
    return {
        "line": line,
        "sku": sku,
        "values": {labels.get(name, name): value for name, value in choices[sku].items()},
        "image_url": pictures[0] if pictures else "",
        "active": _is_active(row, is_alone=False),
        **_sold(row, _attributes(row)),
    }


def _sold(row: dict[str, Any], attributes: dict[str, Any]) -> dict[str, Any]:
    """Returns the prices, the stock and the GTIN of a row."""
    sold = {"price": row.get("price"), "compare_at_price": None, "stock": _stock(row)}
    sold["gtin"] = next((attributes.pop(name) for name in GTINS if name in attributes), "")
    if not is_blank(row.get("special_price")) and _is_special_now(row):
        sold["sale_price"] = row["special_price"]
    return sold


def _text(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    return "" if is_blank(value) else str(value).strip()


def _description(row: dict[str, Any]) -> str:
    texts = [_text(row, name) for name in ("short", "description")]
    return "\n\n".join(dict.fromkeys(text for text in texts if text))


def _is_active(row: dict[str, Any], *, is_alone: bool) -> bool:
    """Whether a row is on sale; what is shown as a variant only is no product of its own."""
    if _text(row, "online") in ("0", "2") or _text(row, "online").lower() == "disabled":
        return False
    return not is_alone or _text(row, "visibility").lower() != "not visible individually"


def _stock(row: dict[str, Any]) -> Any:
    """Returns the count, 0 for what is not in stock, None for what is not counted."""
    if _text(row, "in_stock") == "0":
        return 0
    is_counted = _text(row, "managed") != "0" and _text(row, "backorders") not in ("1", "2")
    count = _text(row, "stock")
    if _text(row, "kind") in ("configurable", "grouped", "bundle") or not is_counted:
        return None
    return re.sub(r"\.0+$", "", count) or None


def _is_special_now(row: dict[str, Any]) -> bool:
    today = datetime.now(UTC).date()
    starts, ends = (_day(_text(row, name)) for name in ("special_from", "special_to"))
    return (starts or today) <= today <= (ends or today)


def _day(text: str) -> Any:
    """Returns a date: 2026-11-30, or 11/30/26 as the exporter writes it; None for none."""
    for style in ("%Y-%m-%d", "%m/%d/%y", "%m/%d/%Y"):
        try:
            return datetime.strptime(text.replace(",", " ").split()[0], style).date()
        except (ValueError, IndexError):
            continue
    return None


def _categories(row: dict[str, Any]) -> tuple[str, list[str]]:
    """Returns the category that lies deepest, and the others."""
    paths = map(_path, re.split(r"[,|](?=\s*[^\s,])", _text(row, "categories")))
    places = sorted(filter(None, paths), key=lambda path: -path.count(">"))
    if not places:
        return "", []
    return places[0], [each for each in places[1:] if not places[0].startswith(each)]


def _path(text: str) -> str:
    parts = (part.strip() for part in text.split("/"))
    return " > ".join(part for part in parts if part and part not in ROOTS)


def _attributes(row: dict[str, Any]) -> dict[str, Any]:
    found = {name: _several(value) for name, value in _pairs(_text(row, "attributes")).items()}
    if weight := _text(row, "weight"):
        found.setdefault("weight", weight)
    return found


def _several(value: str) -> Any:
    parts = [part.strip() for part in value.split("|") if part.strip()]
    return parts if len(parts) > 1 else value.strip()


def _pairs(text: str) -> dict[str, str]:
    """Returns the values by name of 'climate=Warm|Cold,"care=Wash, dry"'."""
    found: dict[str, str] = {}
    for part in PAIRS.split(text):
        name, _, value = part.strip().strip('"').partition("=")
        if name.strip() and value.strip():
            found[name.strip()] = value.strip().strip('"').replace('""', '"')
    return found


def _variations(row: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """Returns the choices of each variant by its sku: "sku=A-S,size=S|sku=A-M,size=M"."""
    found: dict[str, dict[str, str]] = {}
    for part in re.split(r"\|(?=\s*sku=)", _text(row, "variations")):
        choice = _pairs(part)
        if sku := choice.pop("sku", ""):
            found[sku] = choice
    return found


def _labels(row: Mapping[str, Any]) -> dict[str, str]:
    return _pairs(_text(row, "labels").replace("|", ","))


def _pictures(row: dict[str, Any]) -> list[str]:
    return [each for name in ("base_image", "more_images") for each in addresses(row.get(name))]
