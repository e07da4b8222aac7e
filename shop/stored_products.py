"""Products as the shop's own systems read them back, and the versions that If-Match names."""

import hashlib
import json
from collections.abc import Iterable

from shop.feeds.out import own
from shop.feeds.out.catalogue import Channel
from shop.importer.comparison import Stored, stored_by_sku
from shop.models import Product
from shop.wire import StoredProduct

# What feeds tell of a whole product is what PUT takes.
WHOLE = Channel(is_whole=True)


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
    return StoredProduct(id=product.pk, **own.product_row(product, WHOLE))
