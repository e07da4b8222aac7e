"""A listing export of Etsy: a row a listing, whose variations are lists in its cells."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from itertools import product as combinations
from typing import Any

from django.utils.text import slugify

from shop.feeds.cleaning import attributes_from
from shop.feeds.headers import column_names, named
from shop.feeds.row import BadRow, ProductRow, Remark
from shop.feeds.tabular import TableFeed, addresses, listed
from shop.feeds.values import is_blank

COLUMNS = column_names("etsy")
VARIATIONS = (1, 2)
IMAGES = range(1, 11)
COLUMNS |= {f"name{number}": [f"variation {number} name"] for number in VARIATIONS}
COLUMNS |= {f"values{number}": [f"variation {number} values"] for number in VARIATIONS}
COLUMNS |= {f"image{number}": [f"image{number}"] for number in IMAGES}
TAKEN = ("name", "description", "price", "currency")
MOST_EXPANDED = 400


def is_export(header: Sequence[str]) -> bool:
    found = named(header, COLUMNS)
    return {"name", "price", "image1"} <= found.keys() and bool(found.keys() & {"name1", "tags"})


class Feed(TableFeed):
    def find_columns(self) -> dict[str, int]:
        return named(self.header, COLUMNS)

    def columns(self) -> dict[str, str]:
        columns = dict(super().columns())
        return {**columns, **{f"variants.{name}": column for name, column in columns.items()}}

    def is_ignored(self, column: str) -> bool:
        return bool(re.match("variation .* type", column.lower()))

    def products(self) -> Iterator[tuple[int, ProductRow | BadRow]]:
        self.options = self.with_price_style("price")
        titles: set[str] = set()
        for line, values, cells in self.cells():
            if isinstance(cells, BadRow):
                yield line, cells
                continue
            codes = listed(values.get("sku"))
            raw = _raw(values, codes)
            is_titled = not raw["sku"]
            if is_titled:
                raw["sku"] = _code_of_title(values.get("name"), titles)
            row = self.clean(line, raw | {"variants": _variants(line, values, codes)})
            if isinstance(row, ProductRow):
                row.with_remarks(_remarks(line, row, values, codes if is_titled else None))
            yield line, row


def _raw(values: dict[str, Any], codes: Sequence[str]) -> dict[str, Any]:
    """Returns the values of a listing. Several codes are those of its variations."""
    raw = {name: values.get(name) for name in TAKEN if name in values}
    images = (addresses(values.get(f"image{number}")) for number in IMAGES)
    lists = {"tags": listed(values.get("tags")), "materials": listed(values.get("materials"))}
    return raw | {
        "sku": codes[0] if len(codes) == 1 else "",
        "stock": values.get("stock"),
        "image_urls": [address for found in images for address in found],
        "attributes": attributes_from({name: found for name, found in lists.items() if found}),
        "surplus": values.get("surplus"),
    }


def _code_of_title(title: Any, taken: set[str]) -> str:
    base = slugify(str(title or ""), allow_unicode=True)[:90]
    code, number = base, 1
    while code in taken:
        number += 1
        code = f"{base}-{number}"
    taken.add(code)
    return code


def _variants(line: int, values: dict[str, Any], codes: Sequence[str]) -> list[dict[str, Any]]:
    """Returns a variant for each combination of the variations. The listing has one price, and one
    count for all of them.
    """
    options = {
        str(values[f"name{number}"]).strip(): listed(values.get(f"values{number}"))
        for number in VARIATIONS
        if not is_blank(values.get(f"name{number}"))
    }
    options = {name: found for name, found in options.items() if found}
    if not options:
        return []
    every = list(islice(combinations(*options.values()), MOST_EXPANDED))
    skus = codes if len(codes) == len(every) else [""] * len(every)
    stock = 0 if _is_sold_out(values) else None
    return [
        {"line": line, "sku": sku, "stock": stock, "values": dict(zip(options, each, strict=True))}
        for sku, each in zip(skus, every, strict=True)
    ]


def _is_sold_out(values: dict[str, Any]) -> bool:
    stock = values.get("stock")
    return not is_blank(stock) and str(stock).strip() in ("0", "0.0")


def _remarks(
    line: int, row: ProductRow, values: dict[str, Any], codes: Sequence[str] | None
) -> list[Remark]:
    """Returns what the file does not say of a listing. `codes` are those of one without a code of
    its own.
    """
    found: list[Remark] = []
    if codes is not None:
        what = "is not one code; the product has one made of its title"
        found.append(Remark(line, row.sku, "SKU", ", ".join(codes), what))
    if not row.variants:
        return found
    price = "is the only one of the listing; taken for all variants"
    found.append(Remark(line, row.sku, "PRICE", str(values.get("price")), price))
    if not is_blank(values.get("stock")):
        what = "counts all variants together; each is taken as available or sold out"
        found.append(Remark(line, row.sku, "QUANTITY", str(values["stock"]), what))
    return found
