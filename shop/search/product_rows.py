"""Products as a page shows them, by their ids: one statement, since the ORM's three take longer
than the search itself.
"""

import json
from collections.abc import Sequence
from typing import Any

from shop.models import Category, Product, ProductImage, price_as_written
from shop.search import statements

_FIELDS = Product._meta.concrete_fields  # noqa: SLF001
_PRODUCT = [field.attname for field in _FIELDS if field.attname != "facts"]
_IMAGE = [field.attname for field in ProductImage._meta.concrete_fields]  # noqa: SLF001
_IMAGE_COLUMNS = ", ".join(f"i.{name}" for name in _IMAGE)
STATEMENT = f"""
SELECT {", ".join(f"p.{name}" for name in _PRODUCT)}, c.path, c.slug, (
    SELECT coalesce(json_agg(json_build_array({_IMAGE_COLUMNS}) ORDER BY i.position, i.id), '[]')
    FROM shop_productimage i WHERE i.product_id = p.id
)
FROM shop_product p LEFT JOIN shop_category c ON c.id = p.category_id
WHERE p.id = ANY(%(ids)s)
"""


def products_by_id(ids: Sequence[int]) -> dict[int, Product]:
    """By id, with `category` and `images` at hand, and without `facts`."""
    return {row[0]: _product(row) for row in statements.rows(STATEMENT, {"ids": list(ids)})}


def _product(row: tuple[Any, ...]) -> Product:
    *values, path, slug, images = row
    product = Product.from_db("default", _PRODUCT, values)
    product.price = price_as_written(product.price)
    if product.compare_at_price is not None:
        product.compare_at_price = price_as_written(product.compare_at_price)
    product.attributes = json.loads(product.attributes)  # Django has jsonb come as text
    product.category = (
        Category(id=product.category_id, path=path, slug=slug) if product.category_id else None
    )
    # What prefetch_related leaves behind; Django has no public way to hand over rows that one has.
    queryset = ProductImage.objects.all()
    rows = [ProductImage.from_db("default", _IMAGE, image) for image in images]
    queryset._result_cache = rows  # noqa: SLF001
    queryset._prefetch_done = True  # type: ignore[attr-defined]  # noqa: SLF001
    prefetched = {"images": queryset}
    product._prefetched_objects_cache = prefetched  # type: ignore[attr-defined]  # noqa: SLF001
    return product
