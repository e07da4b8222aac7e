"""Variants as the shop's own systems write them: merged by their SKUs, or all of them named."""

from collections.abc import Mapping, Sequence
from typing import Any

from shop.feeds.out import own
from shop.feeds.row import ProductRow
from shop.feeds.values import is_blank
from shop.importer.variants import identity, wanted_variants
from shop.models import Product, Variant


def variant_values(product: Product) -> list[dict[str, Any]]:
    """Returns the stored variants of a product in the words in which they are written."""
    names = own.option_names(product)
    return [own.variant_row(variant, names) for variant in product.variants.all()]


def merged_variants(
    stored: Sequence[Mapping[str, Any]], given: Sequence[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Returns the stored variants with the given ones over them: each over that with its SKU, or
    without one, over that with its values; else it is a further one.
    """
    merged = [dict(each) for each in stored]
    untouched = list(merged)
    for change in given:
        found = _changed_variant(untouched, change)
        if found is None:
            merged.append(change)
        else:
            untouched = [each for each in untouched if each is not found]
            _change(found, change)
    return merged


def _changed_variant(
    variants: Sequence[dict[str, Any]], change: Mapping[str, Any]
) -> dict[str, Any] | None:
    """Returns the variant that a change is of. Variants of a product can share a SKU, so one with
    the same values goes first.
    """
    same = [each for each in variants if _is_same(each, change)]
    equal = [each for each in same if each.get("values") == _values(change)]
    return next(iter(equal or same), None)


def _is_same(variant: Mapping[str, Any], change: Mapping[str, Any]) -> bool:
    if not is_blank(change.get("sku")):
        return bool(variant.get("sku") == str(change["sku"]).strip())
    return bool(variant.get("values") == _values(change))


def _values(change: Mapping[str, Any]) -> Any:
    return change.get("values", change.get("options"))


def _change(variant: dict[str, Any], change: Mapping[str, Any]) -> None:
    """Has a variant say what a change names. A price cannot be taken away."""
    variant |= {
        name: value
        for name, value in change.items()
        if name not in ("values", "options", "sku") and (name != "price" or value is not None)
    }
    if isinstance(values := _values(change), dict):
        variant["values"] = {**variant["values"], **values}


def unnamed(product: Product, row: ProductRow) -> list[Variant]:
    """Returns the stored variants that a row which names all of them leaves out."""
    if "variants" not in row.model_fields_set:
        return []
    named = {identity(each) for each in wanted_variants(product, row)}
    return [each for each in product.variants.all() if identity(each) not in named]


def delete_unnamed(rows: Mapping[str, ProductRow], products: Sequence[Product]) -> None:
    """Deletes what a file would leave in the shop: variants that are hidden and not named."""
    gone = [each.pk for product in products for each in unnamed(product, rows[product.sku])]
    if gone:
        Variant.objects.filter(pk__in=gone).delete()
