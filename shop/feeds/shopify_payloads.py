"""A product as Shopify reports it in a webhook, turned into the rows of its export.

https://shopify.dev/docs/api/webhooks (products/update)
"""

from collections.abc import Iterator, Mapping
from typing import Any

from shop.feeds import shopify
from shop.feeds.values import Options

# What a payload calls a product, and the export's name for it.
PRODUCT = {
    "handle": "handle",
    "title": "name",
    "body_html": "description",
    "vendor": "brand",
    "product_type": "type",
    "status": "status",
}
VARIANT = {
    "sku": "sku",
    "barcode": "gtin",
    "price": "price",
    "compare_at_price": "compare_at_price",
    "inventory_quantity": "stock",
    "inventory_management": "tracker",
    "inventory_policy": "policy",
    "grams": "grams",
    "option1": "option1_value",
    "option2": "option2_value",
    "option3": "option3_value",
}


def raw_product(payload: Mapping[str, Any], options: Options) -> dict[str, Any]:
    """Returns the values of a product by our names."""
    raw = shopify.raw_product(list(enumerate(_rows(payload), start=1)), options)
    del raw["surplus"]
    for variant in raw["variants"]:
        del variant["line"]
    # A tag that was taken away is none any more.
    raw["attributes"].setdefault("tags", None)
    return raw


def _rows(payload: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yields the rows of an export: the product with its first variant, the others, pictures."""
    images = objects(payload.get("images"))
    pictures = {str(each.get("id")): _text(each.get("src")) for each in images}
    variants = [_variant_row(each, pictures) for each in objects(payload.get("variants"))]
    yield _product_row(payload) | (variants[0] if variants else {})
    yield from variants[1:]
    for place, address in enumerate(pictures.values(), start=1):
        yield {"image_url": address, "image_position": str(place)}


def _product_row(payload: Mapping[str, Any]) -> dict[str, Any]:
    row = {ours: _text(payload.get(name)) for name, ours in PRODUCT.items()}
    category = payload.get("category")
    row["taxonomy"] = _text(category.get("full_name")) if isinstance(category, dict) else ""
    tags = payload.get("tags")
    row["tags"] = ", ".join(map(_text, tags)) if isinstance(tags, list) else _text(tags)
    # A report of chosen fields alone need not say it.
    row["published"] = "true" if payload.get("published_at", True) else "false"
    options = sorted(objects(payload.get("options")), key=lambda each: str(each.get("position")))
    for place, option in enumerate(options, start=1):
        row[f"option{place}_name"] = _text(option.get("name"))
    return row


def _variant_row(variant: Mapping[str, Any], pictures: Mapping[str, str]) -> dict[str, Any]:
    row = {ours: _text(variant[name]) for name, ours in VARIANT.items() if name in variant}
    return row | {"variant_image": pictures.get(str(variant.get("image_id")), "")}


def objects(value: Any) -> list[dict[str, Any]]:
    """Returns the objects of a list; [] for anything else."""
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _text(value: Any) -> str:
    return "" if value is None or isinstance(value, list | dict) else str(value)
