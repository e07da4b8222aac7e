"""Our own formats, which are read back to the same rows: JSON lines, and a table."""

import csv
import json
from collections.abc import Mapping
from decimal import Decimal
from html import escape
from io import StringIO
from typing import Any

from shop.feeds import markup
from shop.feeds.out.catalogue import Channel
from shop.feeds.own_table import COLUMNS, JSON_CELLS, guarded
from shop.feeds.values import Options, read_category
from shop.models import Product, ProductImage, Variant

PRODUCT_TEXTS = ("name", "brand", "model")
# What visitors do not see.
STAFF_FIELDS = ("popularity",)


def product_row(product: Product, channel: Channel) -> dict[str, Any]:
    """Returns the row of a product by our names. Expects its category, images and variants to be
    fetched.
    """
    row: dict[str, Any] = {"sku": product.sku}
    row |= {name: written(getattr(product, name)) for name in PRODUCT_TEXTS}
    row |= {
        "description": _description(product),
        "category": _category(product),
        "price": _number(product.price),
        "compare_at_price": _number(product.compare_at_price),
        "currency": product.currency,
        "stock": product.stock,
        "rating": _number(product.rating),
        "rating_count": product.rating_count,
        "gtin": product.gtin,
        "active": product.active,
        "url": product.external_url,
        "image_urls": [url for url in map(_source, product.images.all()) if url],
        "attributes": product.attributes,
    }
    if channel.is_whole:
        row |= {name: getattr(product, name) for name in STAFF_FIELDS}
    row["options"] = [option["name"] for option in product.options]
    names = option_names(product)
    variants = product.variants.all() if channel.is_whole else product.sold_variants
    row["variants"] = [variant_row(each, names) for each in variants]
    return row


def option_names(product: Product) -> dict[str, str]:
    return {option["key"]: written(option["name"]) for option in product.options}


def variant_row(variant: Variant, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "sku": variant.sku,
        "gtin": variant.gtin,
        "values": {names.get(key, key): written(value) for key, value in variant.values.items()},
        "price": _number(variant.price),
        "compare_at_price": _number(variant.compare_at_price),
        "stock": variant.stock,
        "image_url": variant.image_url,
        "active": variant.active,
    }


def _source(image: ProductImage) -> str:
    return image.source_url


def written(text: str) -> str:
    """Returns a line as it is read back: reading takes entities and tags for markup, and entities
    that were escaped twice as well.
    """
    return text if markup.one_line(text) == text else escape(escape(text))


def _description(product: Product) -> str:
    shown, text = product.description_html, product.description
    if shown and markup.plain_text(shown) == text:
        return shown
    return text if markup.plain_text(text) == text else escape(escape(text))


def _category(product: Product) -> str:
    """Returns the path. A mark behind a single name keeps "Home/Garden" from being read as two."""
    path = written(product.category.path) if product.category else ""
    return path if read_category(path, Options()) == path else f"{path} >"


def _number(value: Decimal | None) -> float | None:
    """Returns a number: "1.234" in a text could be a thousand. A float holds fifteen digits, and
    a price has fourteen.
    """
    return None if value is None else float(value)


def json_line(product: Product, channel: Channel) -> str:
    return json.dumps(product_row(product, channel), ensure_ascii=False) + "\n"


def csv_head(channel: Channel) -> str:
    # Spreadsheets take a file without a mark for the encoding of the west.
    return "\ufeff" + _csv_line({name: name for name in _columns(channel)}, channel)


def csv_lines(product: Product, channel: Channel) -> str:
    """Returns a line for the product, and one for each of its variants."""
    row = product_row(product, channel)
    variants = row.pop("variants")
    lines = [_csv_line(row, channel)]
    for variant in variants:
        variant |= {"variant_of": product.sku, "image_urls": _address_list(variant)}
        lines.append(_csv_line(variant, channel))
    return "".join(lines)


def _address_list(variant: Mapping[str, Any]) -> list[str]:
    return [variant["image_url"]] if variant["image_url"] else []


def _columns(channel: Channel) -> list[str]:
    return [name for name in COLUMNS if channel.is_whole or name not in STAFF_FIELDS]


def _csv_line(row: Mapping[str, Any], channel: Channel) -> str:
    line = StringIO()
    csv.writer(line).writerow([_cell(name, row.get(name)) for name in _columns(channel)])
    return line.getvalue()


def _cell(name: str, value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case float():
            # No exponent: 0.00001 is no price, but 1e+10 would be read as one.
            return f"{Decimal(repr(value)):f}"
        case str() if name not in JSON_CELLS:
            return guarded(value)
        case list() | dict():
            return json.dumps(value, ensure_ascii=False) if value else ""
    return str(value)
