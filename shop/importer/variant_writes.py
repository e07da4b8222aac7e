"""Variants as the shop's own systems write them: merged by their SKUs, or all of them named."""

from collections.abc import Collection, Mapping, Sequence
from itertools import chain
from typing import Any

from shop.feeds.out import own
from shop.feeds.row import ProductRow
from shop.feeds.values import is_blank
from shop.feeds.variants import option_values
from shop.importer.variants import identity, wanted_variants
from shop.models import Product, Variant


def variant_values(product: Product) -> list[dict[str, Any]]:
    """Returns the stored variants of a product in the words in which they are written."""
    names = own.option_names(product)
    return [own.variant_row(variant, names) for variant in product.variants.all()]


type Choice = tuple[tuple[str, str], ...]


def merged_variants(
    stored: Sequence[Mapping[str, Any]], given: Sequence[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Returns the stored variants with the given ones over them: each over that with its SKU, or
    without one, over that with its values; else it is a further one.
    """
    merged = [dict(each) for each in stored]
    places: dict[str | Choice, dict[Choice, list[dict[str, Any]]]] = {}
    for variant in merged:
        choice = _choice(variant)
        for key in (variant.get("sku"), choice):
            if key is not None:
                places.setdefault(key, {}).setdefault(choice, []).append(variant)
    changed: set[int] = set()
    for change in given:
        found = _changed_variant(places, change, changed)
        if found is None:
            merged.append(change)
        else:
            changed.add(id(found))
            _change(found, change)
    return merged


def _changed_variant(
    places: Mapping[str | Choice, Mapping[Choice, Sequence[dict[str, Any]]]],
    change: Mapping[str, Any],
    changed: Collection[int],
) -> dict[str, Any] | None:
    """Returns the variant that a change is of, unless another change was of it. Variants of a
    product can share a SKU, so one with the same values goes first.
    """
    choice = _choice(change)
    key = choice if is_blank(change.get("sku")) else str(change["sku"]).strip()
    same = places.get(key, {})
    candidates = chain(same.get(choice, ()), *same.values())
    return next((each for each in candidates if id(each) not in changed), None)


def _choice(variant: Mapping[str, Any]) -> Choice:
    return tuple(sorted(option_values(_values(variant)).items()))


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
