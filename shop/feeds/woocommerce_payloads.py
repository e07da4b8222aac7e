"""A product or a variation as WooCommerce reports it in a webhook, turned into a row of its export.

https://woocommerce.github.io/woocommerce-rest-api-docs/#product-properties
"""

from collections.abc import Iterable, Mapping
from typing import Any

from shop.feeds import woocommerce
from shop.feeds.shopify_payloads import objects
from shop.feeds.tabular import listed

# What a payload calls a product, and the export's name for it.
SAME = {
    "id": "id",
    "type": "type",
    "sku": "sku",
    "name": "name",
    "short_description": "short",
    "description": "description",
    "catalog_visibility": "visibility",
    "stock_status": "in_stock",
    "backorders": "backorders",
    "sale_price": "sale_price",
    "date_on_sale_from": "sale_starts",
    "date_on_sale_to": "sale_ends",
}

# What older ones do not say.
OWN = {"global_unique_id": "gtin", "external_url": "external"}


def raw_product(payload: Mapping[str, Any]) -> dict[str, Any]:
    """Returns the values of a product by our names, without its variants: each of them is reported
    by itself.
    """
    raw = woocommerce.raw_product(_row(payload), [], ".")
    del raw["surplus"], raw["variants"]
    raw["attributes"].setdefault("tags", None)
    return raw


def raw_variants(payload: Mapping[str, Any], parent: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Returns the variants that a variation is: several where it leaves an option open, whose
    values its product names.
    """
    own = {name: listed(values) for name, values in _attributes(parent)}
    variants = woocommerce.raw_variants(1, _row(payload), own)
    for variant in variants:
        del variant["line"]
    return variants


def category_names(payload: Mapping[str, Any]) -> list[str]:
    """Returns the names of the categories. A payload does not say what lies above them."""
    return [name for each in objects(payload.get("categories")) if (name := _text(each, "name"))]


def option_names(payload: Mapping[str, Any]) -> list[str]:
    """Returns the attributes that variations are chosen by."""
    attributes = objects(payload.get("attributes"))
    return [_text(each, "name") for each in attributes if each.get("variation")]


def _row(payload: Mapping[str, Any]) -> dict[str, Any]:
    row: dict[str, Any] = {ours: _text(payload, name) for name, ours in SAME.items()}
    row |= {ours: _text(payload, name) for name, ours in OWN.items() if name in payload}
    row["price"] = _text(payload, "regular_price") or _text(payload, "price")
    row["published"] = "1" if payload.get("status", "publish") == "publish" else "0"
    # A variation may say "parent": its product counts for all of them together.
    row["stock"] = _text(payload, "stock_quantity") if payload.get("manage_stock") is True else ""
    row["categories"] = _joined(category_names(payload))
    row["tags"] = _joined(_text(each, "name") for each in objects(payload.get("tags")))
    row["images"] = _pictures(payload)
    row["own"] = _attributes(payload)
    row["measures"] = {}
    if brands := objects(payload.get("brands")):
        row["brand"] = _text(brands[0], "name")
    return row


def _pictures(payload: Mapping[str, Any]) -> str:
    images = objects(payload.get("images")) or objects([payload.get("image")])
    return ", ".join(filter(None, (_text(each, "src") for each in images)))


def _attributes(payload: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Returns the attributes with their values in one text; a variation has one of each."""
    found = []
    for each in objects(payload.get("attributes")):
        options = each.get("options")
        values = options if isinstance(options, list) else [each.get("option") or ""]
        found.append((_text(each, "name"), _joined(map(str, values))))
    return [pair for pair in found if pair[0]]


def _joined(texts: Iterable[str]) -> str:
    return ", ".join(text.replace(",", "\\,") for text in texts if text)


def _text(value: Mapping[str, Any], name: str) -> str:
    found = value.get(name)
    return "" if found is None or isinstance(found, list | dict) else str(found).strip()
