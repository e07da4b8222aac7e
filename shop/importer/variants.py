"""Variants of a feed, written beside their product. A variant keeps its id at each import."""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, field
from typing import Any

from shop.feeds.row import ProductRow, VariantRow
from shop.feeds.variants import option_key, price_range
from shop.models import Product, Variant, plain_code

FIELDS = ("position", "sku", "gtin", "values", "price", "compare_at_price", "stock", "image_url")
WRITTEN = (*FIELDS, "active")
# Columns of Product that are made of a row's variants.
DERIVED = ("options", "price_max", "variant_codes")


def derived(row: ProductRow) -> dict[str, Any]:
    """Returns the columns of the product that its variants decide."""
    options = [
        {"key": option_key(name), "name": name, "values": values}
        for name in row.options
        if (values := distinct_values(row, name))
    ]
    _least, most = price_range(row)
    codes = [code for each in row.variants for code in (each.sku, each.gtin) if code]
    return {
        "options": options,
        "price_max": most if options else None,
        "variant_codes": sorted({code for raw in codes if (code := plain_code(raw))}),
    }


def distinct_values(row: ProductRow, name: str) -> list[str]:
    values = (each.values.get(name) for each in row.variants if each.active)
    return list(dict.fromkeys(value for value in values if value))


def save_variants(rows: dict[str, ProductRow], products: Sequence[Product]) -> None:
    """Writes the variants of the rows that name any, or that say that there are none."""
    changed = [product for product in products if "variants" in rows[product.sku].model_fields_set]
    stored: dict[int, list[Variant]] = {}
    for variant in Variant.objects.filter(product__in=changed):
        stored.setdefault(variant.product_id, []).append(variant)
    work = VariantChanges()
    for product in changed:
        work.add(stored.get(product.pk, []), wanted_variants(product, rows[product.sku]))
    Variant.objects.filter(pk__in=work.gone).delete()
    # An upsert: bulk_update writes a CASE for each value, and takes ten times as long.
    Variant.objects.bulk_create(
        work.changed,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=WRITTEN,
    )
    Variant.objects.bulk_create(work.new, batch_size=500)


@dataclass
class VariantChanges:
    new: list[Variant] = field(default_factory=list)
    changed: list[Variant] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)

    def add(self, stored: Sequence[Variant], wanted: Sequence[Variant]) -> None:
        """Adds what turns the stored variants of a product into those that are wanted."""
        unmatched = list(stored)
        known = {identity(each): each for each in reversed(stored)}
        for each in wanted:
            found = known.pop(identity(each), None)
            if found is None:
                self.new.append(each)
                continue
            unmatched.remove(found)
            if _is_changed(found, each):
                self.changed.append(found)
        # A file of what is sold does not name hidden variants.
        self.gone += [each.pk for each in unmatched if each.active or not wanted]


def has_other_variants(stored: Sequence[Variant], wanted: Sequence[Variant]) -> bool:
    work = VariantChanges()
    # Copies, since a variant that changes takes the wanted values.
    work.add([copy(each) for each in stored], wanted)
    return bool(work.new or work.changed or work.gone)


def wanted_variants(product: Product, row: ProductRow) -> list[Variant]:
    return [_variant(product, place, each) for place, each in enumerate(row.variants)]


def _variant(product: Product, place: int, row: VariantRow) -> Variant:
    values = {option_key(name): value for name, value in row.values.items()}
    taken = ("sku", "gtin", "price", "compare_at_price", "stock", "image_url", "active")
    fields = {name: getattr(row, name) for name in taken}
    return Variant(product=product, position=place, values=values, **fields)


def identity(variant: Variant) -> tuple[str, tuple[tuple[str, str], ...]]:
    return variant.sku, tuple(sorted(variant.values.items()))


def _is_changed(found: Variant, wanted: Variant) -> bool:
    """Whether the wanted variant differs; `found` takes its values."""
    is_changed = any(getattr(found, name) != getattr(wanted, name) for name in WRITTEN)
    for name in WRITTEN:
        setattr(found, name, getattr(wanted, name))
    return is_changed
