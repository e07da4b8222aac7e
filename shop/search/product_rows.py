"""Products as a page shows them, by their ids: one statement, since the ORM's three take longer
than the search itself.
"""

import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db.models import Model, QuerySet
from django.db.models.base import ModelState

from shop.models import Category, Product, ProductImage, Variant, price_as_written
from shop.search import statements

_UNSHOWN = {"facts", "description_html", "variant_codes"}
_PRODUCT = [
    field.attname
    for field in Product._meta.concrete_fields  # noqa: SLF001
    if field.attname not in _UNSHOWN
]
_IMAGE = [field.attname for field in ProductImage._meta.concrete_fields]  # noqa: SLF001
_VARIANT = [field.attname for field in Variant._meta.concrete_fields]  # noqa: SLF001
# Prices as text: a number of JSON becomes a float.
_VARIANT_COLUMNS = ", ".join(
    f"v.{name}::text" if name.endswith("price") else f"v.{name}" for name in _VARIANT
)
_IMAGE_COLUMNS = ", ".join(f"i.{name}" for name in _IMAGE)
STATEMENT = f"""
SELECT {", ".join(f"p.{name}" for name in _PRODUCT)}, c.path, c.slug, (
    SELECT coalesce(json_agg(json_build_array({_IMAGE_COLUMNS}) ORDER BY i.position, i.id), '[]')
    FROM shop_productimage i WHERE i.product_id = p.id
), (
    SELECT coalesce(json_agg(json_build_array({_VARIANT_COLUMNS}) ORDER BY v.position, v.id), '[]')
    FROM shop_variant v WHERE v.product_id = p.id
)
FROM shop_product p LEFT JOIN shop_category c ON c.id = p.category_id
WHERE p.id = ANY(%(ids)s)
"""


def products_by_id(ids: Sequence[int]) -> dict[int, Product]:
    """By id, with `category` and `images` at hand, and without `facts`."""
    return {row[0]: _product(row) for row in statements.rows(STATEMENT, {"ids": list(ids)})}


def _loaded[M: Model](model: type[M], names: Sequence[str], values: Sequence[Any]) -> M:
    """Returns what Model.from_db() does, without its signals and its questions to each field: they
    take longer than the statement.
    """
    made = model.__new__(model)
    made.__dict__.update(zip(names, values, strict=True))
    made._state = ModelState()  # noqa: SLF001
    made._state.adding, made._state.db = False, "default"  # noqa: SLF001
    return made


def _product(row: tuple[Any, ...]) -> Product:
    *values, path, slug, images, variants = row
    product = _loaded(Product, _PRODUCT, values)
    product.price = price_as_written(product.price)
    if product.compare_at_price is not None:
        product.compare_at_price = price_as_written(product.compare_at_price)
    if product.price_max is not None:
        product.price_max = price_as_written(product.price_max)
    product.options = json.loads(product.options)
    product.attributes = json.loads(product.attributes)  # Django has jsonb come as text
    product.category = (
        _loaded(Category, ("id", "path", "slug"), (product.category_id, path, slug))
        if product.category_id
        else None
    )
    # What prefetch_related leaves behind; Django has no public way to hand over rows that one has.
    product._prefetched_objects_cache = {  # type: ignore[attr-defined]  # noqa: SLF001
        "images": _fetched(
            ProductImage.objects.all(),
            [_loaded(ProductImage, _IMAGE, image) for image in images],
        ),
        "variants": _fetched(Variant.objects.all(), [_variant(variant) for variant in variants]),
    }
    return product


def _variant(row: list[Any]) -> Variant:
    variant = _loaded(Variant, _VARIANT, row)
    for name in ("price", "compare_at_price"):
        if (price := getattr(variant, name)) is not None:
            setattr(variant, name, price_as_written(Decimal(price)))
    return variant


def _fetched[M: Model](queryset: QuerySet[M], rows: list[M]) -> QuerySet[M]:
    queryset._result_cache = rows  # noqa: SLF001
    queryset._prefetch_done = True  # type: ignore[attr-defined]  # noqa: SLF001
    return queryset
