"""Products as the shop's own systems read them back, and the versions that If-Match names."""

import hashlib
import json
from collections.abc import Iterable

from shop.importer.comparison import Stored, stored_by_sku
from shop.models import Product, Variant
from shop.wire import StoredProduct, StoredVariant

SAME = (
    "sku name description brand model currency stock rating_count popularity attributes gtin active"
).split()
SAME_OF_VARIANT = "sku gtin stock image_url active".split()


def stored_product(sku: str) -> StoredProduct | None:
    """Returns the product with this SKU, hidden or not; None where there is none."""
    found: Stored | None = stored_by_sku([sku]).get(sku)
    return _result(found.product) if found else None


def etag(product: StoredProduct) -> str:
    """Returns the version of a product: a hash of all that can be written of it."""
    text = json.dumps(product.model_dump(mode="json"), sort_keys=True)
    return f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'


def is_named(tag: str, header: str) -> bool:
    """Whether an If-Match or If-None-Match header names this version. Proxies that compress an
    answer mark its version as weak.
    """
    names: Iterable[str] = (each.strip().removeprefix("W/") for each in header.split(","))
    return header.strip() == "*" or tag in names


def _result(product: Product) -> StoredProduct:
    names = {option["key"]: option["name"] for option in product.options}
    return StoredProduct(
        **{name: getattr(product, name) for name in SAME},
        id=product.pk,
        price=float(product.price),
        compare_at_price=_number(product.compare_at_price),
        rating=_number(product.rating),
        category=product.category.path if product.category else "",
        url=product.external_url,
        image_urls=[image.source_url for image in product.images.all() if image.source_url],
        options=list(names.values()),
        variants=[_variant(each, names) for each in product.variants.all()],
    )


def _variant(variant: Variant, names: dict[str, str]) -> StoredVariant:
    return StoredVariant(
        **{name: getattr(variant, name) for name in SAME_OF_VARIANT},
        values={names.get(key, key): value for key, value in variant.values.items()},
        price=float(variant.price),
        compare_at_price=_number(variant.compare_at_price),
    )


def _number(value: object) -> float | None:
    return None if value is None else float(str(value))
