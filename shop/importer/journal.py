"""Products as they were before an import, and how to have them so again."""

from collections.abc import Sequence
from itertools import batched
from typing import Any

from django.db import models, transaction

from shop.importer.comparison import Stored
from shop.models import Import, ImportChange, Product, ProductImage, Variant
from shop.search import index

BATCH = 500
# The importer's own, which follow from the others.
UNKEPT = {"created_at", "updated_at", "embedded"}


def record(source: Import, changed: Sequence[tuple[str, Stored | None]]) -> None:
    """Keeps the products of a batch as they are stored. What is kept already was there first."""
    changes = [
        ImportChange(source=source, sku=sku, before=_snapshot(stored.product) if stored else None)
        for sku, stored in changed
    ]
    ImportChange.objects.bulk_create(changes, ignore_conflicts=True)


def _snapshot(product: Product) -> dict[str, Any]:
    return {
        "product": _fields(product),
        "variants": [_fields(variant) for variant in product.variants.all()],
        "images": [_fields(image) for image in product.images.all()],
    }


def _fields(row: models.Model) -> dict[str, Any]:
    """Returns the columns of a row as JSON can hold them."""
    fields = [field for field in row._meta.concrete_fields if field.name not in UNKEPT]  # noqa: SLF001
    return {field.attname: _plain(field, row) for field in fields}


def _plain(field: models.Field[Any, Any], row: models.Model) -> Any:
    value = field.value_from_object(row)
    if value is None or isinstance(value, str | int | float | bool | list | dict):
        return value
    return field.value_to_string(row)


def restore(source: Import) -> int:
    """Puts every product back as it was before the import. Returns how many."""
    with transaction.atomic():
        new = source.changes.filter(before__isnull=True).values_list("sku", flat=True)
        # A batch at a time: what is deleted is read into memory with all that belongs to it.
        for some in batched(new.iterator(chunk_size=BATCH), BATCH):
            Product.objects.filter(sku__in=some).delete()
        count = source.changes.count()
        kept = source.changes.filter(before__isnull=False).values_list("before", flat=True)
        for before in kept.iterator(chunk_size=BATCH):
            _restore(before or {})
    return count


def _restore(before: dict[str, Any]) -> None:
    given = before.get("product", {})
    product = Product.objects.filter(pk=given.get("id")).first()
    if product is None:
        return
    _assign(product, given)
    product.save()
    for model, name in ((Variant, "variants"), (ProductImage, "images")):
        _replace(model, product, before[name])
    index.learn([product.pk])


def _replace(model: type[models.Model], product: Product, rows: list[dict[str, Any]]) -> None:
    """Writes the rows of a product anew, with the same ids: addresses name them."""
    manager = model._default_manager  # noqa: SLF001
    manager.filter(product=product).delete()
    manager.bulk_create([_assign(model(), fields) for fields in rows])


def _assign[M: models.Model](row: M, fields: dict[str, Any]) -> M:
    for field in row._meta.concrete_fields:  # noqa: SLF001
        if field.attname in fields:
            setattr(row, field.attname, field.to_python(fields[field.attname]))
    return row
