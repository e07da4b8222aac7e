"""How the write API describes what it reads, made from the rows of feeds, and its examples."""

from typing import Any

from pydantic import BaseModel

from shop.feeds.row import ProductRow, VariantRow

REF = "#/components/schemas/{model}"
# What feeds alone say: names of files in a folder, and markup, which is made of the description.
OF_FEEDS = ("image", "description_html")
MOST_ROWS = 1_000
MOST_PRICES = 50_000

DESCRIPTIONS = {
    "price": "A number, or a text such as “1 299,00 kr”.",
    "compare_at_price": "The price before, which is shown struck through.",
    "sale_price": "The price now, where `price` is the regular one.",
    "currency": "Such as EUR. Left out: the product's, or that of most of the shop's products.",
    "category": 'The whole path, as in "Outdoor > Jackets".',
    "stock": "null: not counted, always available.",
    "attributes": 'By name, as in {"colour": "Red", "weight_g": 540}.',
    "url": "The product's page in another shop.",
    "active": "false: visitors do not see it.",
    "image_urls": "The addresses of its pictures, the first one first.",
    "options": 'What it is chosen by, in order, as in ["Colour", "Size"].',
    "variants": "PUT takes away a variant that is not named; PATCH merges them by SKU.",
    "values": 'The value of each option, by its name, as in {"Colour": "Red"}.',
    "sku": "The shop's own code.",
}
SHIRT: dict[str, Any] = {
    "name": "Fjord T-shirt",
    "price": 24.95,
    "currency": "EUR",
    "description": "A shirt of organic cotton.",
    "brand": "Fjord",
    "category": "Clothing > T-shirts",
    "attributes": {"material": "cotton"},
    "image_urls": ["https://shop.example/fjord.jpg"],
    "variants": [
        {"sku": "FT-R-M", "values": {"Colour": "Red", "Size": "M"}, "price": 24.95, "stock": 2},
        {"sku": "FT-B-M", "values": {"Colour": "Blue", "Size": "M"}, "price": 19.95, "stock": 0},
    ],
}
LAMP: dict[str, Any] = {"name": "Desk lamp", "price": 39.9, "stock": 12, "category": "Home > Lamps"}
CHANGE: dict[str, Any] = {"price": 34.9, "compare_at_price": 39.9, "stock": None}
BATCH: dict[str, Any] = {"products": [{"sku": "L1", **LAMP}, {"sku": "L2", "stock": 4}]}
PRICES: dict[str, Any] = {
    "prices": [
        {"sku": "L1", "price": 34.9, "compare_at_price": 39.9, "stock": 11},
        {"sku": "FT-R-M", "stock": 1},
    ]
}
# Rows that are no JSON value of their own.
TEXTS: dict[str, Any] = {
    "text/plain": {
        "schema": {"type": "string"},
        "example": '{"sku": "L1", "price": 34.9}\n{"sku": "FT-R-M", "stock": 1}\n',
    },
    "text/csv": {
        "schema": {"type": "string"},
        "example": "sku,price,compare_at_price,stock\nL1,34.90,39.90,11\nFT-R-M,24.95,,1\n",
    },
}


def schemas() -> dict[str, Any]:
    """Returns the schemas that requests name, by their names in the description."""
    product = _fields(ProductRow)
    product["properties"].pop("sku")
    product["properties"]["variants"]["items"] = _ref("ProductVariantRow")
    row = _fields(ProductRow)
    row["properties"]["variants"]["items"] = _ref("ProductVariantRow")
    price = {name: row["properties"][name] for name in ("sku", *PRICE_FIELDS)}
    return {
        "ProductVariantRow": _fields(VariantRow) | {"required": []},
        "ProductBody": product | {"required": ["name", "price"]},
        "ProductChange": {**product, "properties": _nullable(product), "required": []},
        "ProductBatch": _rows("products", {**row, "required": ["sku"]}),
        "PriceBatch": _rows(
            "prices", {"type": "object", "properties": price, "required": ["sku"]}, MOST_PRICES
        ),
    }


PRICE_FIELDS = ("price", "sale_price", "compare_at_price", "stock")


def body(model: str, example: Any, **texts: Any) -> dict[str, Any]:
    """Returns the `requestBody` of an operation that reads a JSON object of this schema."""
    content = {"application/json": {"schema": _ref(model), "example": example}} | texts
    return {"requestBody": {"required": True, "content": content}}


def _ref(model: str) -> dict[str, str]:
    return {"$ref": REF.format(model=model)}


def _fields(model: type[BaseModel]) -> dict[str, Any]:
    """Returns the schema of a row, with what is left to feeds taken out."""
    schema = model.model_json_schema(mode="validation", ref_template=REF)
    properties = {
        name: _described(name, field)
        for name, field in schema["properties"].items()
        if name not in OF_FEEDS
    }
    properties["sale_price"] = _described("sale_price", {"anyOf": [{"type": "number"}]})
    return {
        "type": "object",
        "properties": properties,
        "required": schema.get("required", []),
        "description": (model.__doc__ or "").strip(),
    }


def _described(name: str, field: dict[str, Any]) -> dict[str, Any]:
    kept = {key: value for key, value in field.items() if key not in ("title", "default")}
    if name in ("price", "compare_at_price", "sale_price"):
        amounts = [{"type": "number", "minimum": 0, "maximum": 9_999_999_999}]
        if name == "compare_at_price":
            amounts.append({"type": "null"})
        kept = {"anyOf": amounts}
    if name == "name":
        kept["pattern"] = r"\S"
    if name in DESCRIPTIONS:
        kept["description"] = DESCRIPTIONS[name]
    return kept


def _nullable(schema: dict[str, Any]) -> dict[str, Any]:
    fixed = ("name", "price")
    return {
        name: field if name in fixed else {"anyOf": [field, {"type": "null"}]}
        for name, field in schema["properties"].items()
    }


def _rows(name: str, row: dict[str, Any], most: int = MOST_ROWS) -> dict[str, Any]:
    rows = {"type": "array", "items": row, "minItems": 1, "maxItems": most}
    return {"type": "object", "properties": {name: rows}, "required": [name]}
