"""What a row would change of the product that is stored."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from shop.feeds.row import ProductRow
from shop.importer.pictures import addresses_of
from shop.importer.variants import DERIVED, derived, has_other_variants, wanted_variants
from shop.models import Product, path_parts

# Fields of a row that are columns of Product under the same name.
COLUMNS = tuple(
    "name description brand model price compare_at_price currency stock rating rating_count "
    "popularity attributes gtin active description_html".split()
)


@dataclass
class Stored:
    """A product with its variants and pictures, fetched with a batch of others."""

    product: Product

    def changes(self, row: ProductRow) -> list[str]:
        """Returns what the row changes: columns, "category", "variants", "pictures"."""
        found = column_changes(self.product, row)
        if "variants" in row.model_fields_set:
            wanted = wanted_variants(self.product, row)
            if has_other_variants(list(self.product.variants.all()), wanted):
                found.append("variants")
        linked = {image.source_url for image in self.product.images.all()}
        if not linked.issuperset(addresses_of(row)):
            found.append("pictures")
        return found


def stored_by_sku(skus: Iterable[str]) -> dict[str, Stored]:
    products = (
        Product.objects.select_related("category")
        .prefetch_related("variants", "images")
        .filter(sku__in=list(skus))
    )
    return {product.sku: Stored(product) for product in products}


def column_changes(product: Product, row: ProductRow) -> list[str]:
    """Returns the columns of a product that a row changes."""
    values = _values(row)
    return [name for name, value in values.items() if _stored_value(product, name) != value]


def given_fields(row: ProductRow) -> tuple[str, ...]:
    """Returns the columns of Product that a row gives, and "category"."""
    given = [name for name in (*COLUMNS, "category") if name in row.model_fields_set]
    given += ["external_url"] if "url" in row.model_fields_set else []
    return (*given, *DERIVED) if "variants" in row.model_fields_set else tuple(given)


def _values(row: ProductRow) -> dict[str, Any]:
    made = derived(row) | {"external_url": row.url, "category": path_parts(row.category)}
    return {name: made[name] if name in made else getattr(row, name) for name in given_fields(row)}


def _stored_value(product: Product, name: str) -> Any:
    if name == "category":
        return path_parts(product.category.path) if product.category else []
    return getattr(product, name)


def changed_rows(
    rows: Sequence[ProductRow], stored: dict[str, Stored]
) -> list[tuple[ProductRow, Stored | None]]:
    """Returns the rows that would change something, each with what is stored."""
    pairs = [(row, stored.get(row.sku)) for row in rows]
    return [(row, old) for row, old in pairs if old is None or old.changes(row)]
