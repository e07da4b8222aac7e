"""Prices and stock alone, of products and of variants, thousands in a second.

Nothing of it changes a word or a vector, so nothing is indexed again.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import batched
from typing import Any

from django.db import connection, transaction

from shop.feeds.prices import PriceRow
from shop.feeds.row import BadRow
from shop.feeds.variants import sold_together
from shop.importer.lock import lock_catalogue
from shop.importer.writes import Written
from shop.models import Product, Variant

BATCH = 2_000
MOST_NAMED = 1_000

UNKNOWN = "no product and no variant has this SKU"
HAS_VARIANTS = "is a product with variants; write them by their own SKUs"
COLUMNS = ("id", "sku", "price", "compare_at_price", "stock")

WITH_VARIANTS = "SELECT DISTINCT product_id FROM shop_variant WHERE product_id = ANY(%(ids)s)"
VARIANTS = """
UPDATE shop_variant v SET price = g.price, compare_at_price = g.compare_at_price, stock = g.stock
FROM unnest(%(ids)s::bigint[], %(prices)s::numeric[], %(before)s::numeric[], %(stocks)s::int[])
  AS g(id, price, compare_at_price, stock)
WHERE v.id = g.id
"""
PRODUCTS = """
UPDATE shop_product p SET price = g.price, compare_at_price = g.compare_at_price, stock = g.stock,
  price_max = g.price_max, updated_at = clock_timestamp()
FROM unnest(%(ids)s::bigint[], %(prices)s::numeric[], %(before)s::numeric[], %(stocks)s::int[],
  %(most)s::numeric[]) AS g(id, price, compare_at_price, stock, price_max)
WHERE p.id = g.id AND (p.price, p.compare_at_price, p.stock, p.price_max) IS DISTINCT FROM
  (g.price, g.compare_at_price, g.stock, g.price_max)
"""


@dataclass
class PriceReport:
    """What became of a file of prices. `rows` are the first ones with a remark or a refusal."""

    read: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0
    remarks: int = 0
    rows: list[Written] = field(default_factory=list)

    def add(self, written: Written) -> None:
        self.read += 1
        self.changed += written.status == "changed"
        self.unchanged += written.status == "unchanged"
        self.refused += written.status == "refused"
        self.remarks += len(written.remarks)
        if (written.remarks or written.reason) and len(self.rows) < MOST_NAMED:
            self.rows.append(written)


@dataclass
class _Stored:
    """The products and variants that a batch of rows names, and what changes of them."""

    products: dict[str, Product]
    variants: dict[str, list[Variant]]
    with_variants: set[int]
    changed_products: dict[int, Product] = field(default_factory=dict)
    changed_variants: dict[int, Variant] = field(default_factory=dict)


def write_prices(rows: Iterable[PriceRow | BadRow]) -> PriceReport:
    """Writes prices and stock in batches, each a transaction of its own unless one is open."""
    report = PriceReport()
    for batch in batched(rows, BATCH):
        with transaction.atomic():
            lock_catalogue()
            stored = _stored([row.sku for row in batch if row.sku])
            for row in batch:
                report.add(_written(row, stored))
            _write_variants(stored)
            _write_products(list(stored.changed_products.values()))
    return report


def _stored(skus: Sequence[str]) -> _Stored:
    # As one array: to take two thousand parameters apart takes longer than to find the rows.
    given: dict[str, Any] = {"params": [list(skus)]}
    products = Product.objects.extra(where=["shop_product.sku = ANY(%s)"], **given)
    variants = Variant.objects.extra(where=["shop_variant.sku = ANY(%s)"], **given)
    by_sku: dict[str, list[Variant]] = {}
    for variant in variants.select_related("product").only(*COLUMNS, "product__currency"):
        by_sku.setdefault(variant.sku, []).append(variant)
    found = {each.sku: each for each in products.only(*COLUMNS, "currency", "price_max")}
    with connection.cursor() as cursor:
        cursor.execute(WITH_VARIANTS, {"ids": [product.pk for product in found.values()]})
        with_variants = {pk for (pk,) in cursor.fetchall()}
    return _Stored(found, by_sku, with_variants)


def _written(row: PriceRow | BadRow, stored: _Stored) -> Written:
    if isinstance(row, BadRow):
        return Written(row.line, row.sku, "refused", row.reason)
    targets: Sequence[Product | Variant] = stored.variants.get(row.sku, [])
    if not targets and (product := stored.products.get(row.sku)):
        if product.pk in stored.with_variants:
            return Written(row.line, row.sku, "refused", HAS_VARIANTS)
        targets = [product]
    if not targets:
        return Written(row.line, row.sku, "refused", UNKNOWN)
    change = row.read(_currency(targets[0]))
    if change.problem:
        return Written(row.line, row.sku, "refused", change.problem, change.remarks)
    is_changed = [_change(target, change.values, stored) for target in targets]
    status = "changed" if any(is_changed) else "unchanged"
    return Written(row.line, row.sku, status, "", change.remarks)  # type: ignore[arg-type]


def _currency(target: Product | Variant) -> str:
    return target.currency if isinstance(target, Product) else target.product.currency


def _change(target: Product | Variant, named: dict[str, Any], stored: _Stored) -> bool:
    """Has a product or a variant say what a row names. Returns whether that is new."""
    changes = {name: value for name, value in named.items() if getattr(target, name) != value}
    for name, value in changes.items():
        setattr(target, name, value)
    if not changes:
        return False
    if isinstance(target, Product):
        stored.changed_products[target.pk] = target
    else:
        stored.changed_variants[target.pk] = target
    return True


def _write_variants(stored: _Stored) -> None:
    """Writes variants, and has their products cost what they do together."""
    if not stored.changed_variants:
        return
    _execute(VARIANTS, list(stored.changed_variants.values()))
    ids = {variant.product_id for variant in stored.changed_variants.values()}
    products = Product.objects.filter(pk__in=ids).prefetch_related("variants")
    for product in products.only(*COLUMNS, "currency", "price_max", "options"):
        together = sold_together(list(product.variants.all()))
        product.price, product.compare_at_price = together.price, together.compare_at_price
        product.stock = together.stock
        product.price_max = together.price_max if product.options else None
        stored.changed_products[product.pk] = product


def _write_products(products: Sequence[Product]) -> None:
    if products:
        _execute(PRODUCTS, products, most=[product.price_max for product in products])


def _execute(
    statement: str, rows: Sequence[Product | Variant], **more: list[Decimal | None]
) -> None:
    values: dict[str, Any] = {
        "ids": [row.pk for row in rows],
        "prices": [row.price for row in rows],
        "before": [row.compare_at_price for row in rows],
        "stocks": [row.stock for row in rows],
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, values | more)
