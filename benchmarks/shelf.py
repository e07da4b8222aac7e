"""Rows into the tables, as fast as they go: the one place in the benchmarks that knows the columns
of the shop.

`put` is all there is to adapt when the schema changes; what it is given is a product as a feed
would give it, and its vector.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django.db import connection

from benchmarks.variety import Varied
from shop.models import Category, Product
from shop.search import embedding, index

# Columns that a product has by itself; `put` adds those that search reads.
COLUMNS = (
    "id sku slug name description brand model category_id price currency stock rating "
    "rating_count popularity attributes external_url "
    "gtin active created_at updated_at facts"
).split()
SPELLINGS = 20_000
SOLD_SINCE = datetime(2026, 1, 1, tzinfo=UTC)


def categories(paths: Sequence[str]) -> dict[str, Category]:
    """A row for each path, made where it is missing."""
    have = {category.path: category for category in Category.objects.all()}
    for path in sorted(set(paths) - have.keys()):
        have[path] = Category(path=path)
        have[path].save()
    return {path: have[path] for path in paths}


def put(rows: Sequence[Varied], shelves: dict[str, Category]) -> None:
    """Store the rows with their vectors by COPY, and a picture's address for each; the caller holds
    the transaction.
    """
    products = [(row, _product(row, shelves[row.category])) for row in rows]
    with connection.cursor() as cursor:
        with cursor.copy(f"COPY shop_product ({', '.join(COLUMNS)}, embedded) FROM STDIN") as copy:
            for _row, product in products:
                copy.write_row([*_values(product), embedding.model_mark()])
        cursor.execute(
            "CREATE TEMP TABLE poured_vector (id bigint, embedding halfvec) ON COMMIT DROP"
        )
        with cursor.copy("COPY poured_vector FROM STDIN") as copy:
            for row, product in products:
                copy.write_row((product.pk, _literal(row.vector)))
        cursor.execute(
            "UPDATE shop_entry e SET embedding = v.embedding FROM poured_vector v WHERE v.id = "
            "e.product_id"
        )
        with cursor.copy(
            "COPY shop_productimage (product_id, file, source_url, alt, position) FROM STDIN"
        ) as copy:
            for row, product in products:
                copy.write_row((product.pk, "", row.fields["image_url"], "", 0))
        # Spellings repeat from row to row: those of the first are enough. Terms are counted when
        # all is poured.
        cursor.execute(index.NEW_LABELS, {"ids": [product.pk for _row, product in products]})
        if rows[0].number < SPELLINGS:
            cursor.execute(index.NEW_WORDS, {"ids": [product.pk for _row, product in products]})


def is_settled(products: int) -> bool:
    """Whether settle() was done for as many."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS bench.settled (products int)")
        cursor.execute("SELECT max(products) FROM bench.settled")
        return bool(cursor.fetchone() == (products,))


def settle(products: int) -> None:
    """After the last row and before the indexes: counted, in the order of popularity, and without
    the room that the rows took before they had their vectors.
    """
    index.recount()
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute(
            "CREATE INDEX IF NOT EXISTS entry_popularity ON shop_entry (popularity DESC, "
            "product_id)"
        )
    index.arrange()
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO bench.settled VALUES (%s)", [products])


def finish() -> None:
    """After the last row: the next id, and what the planner and an index-only scan want to know."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT setval(pg_get_serial_sequence('shop_product', 'id'), (SELECT max(id) FROM "
            "shop_product))"
        )
        cursor.execute("VACUUM ANALYZE")


def _product(row: Varied, category: Category) -> Product:
    fields = {name: value for name, value in row.fields.items() if name != "image_url"}
    product = Product(
        pk=row.number + 1, category=category, created_at=SOLD_SINCE, updated_at=SOLD_SINCE, **fields
    )
    product.prepare()
    return product


def _values(product: Product) -> list[Any]:
    values = {name: getattr(product, name) for name in COLUMNS}
    values["attributes"] = Product._meta.get_field("attributes").get_db_prep_value(
        product.attributes, connection
    )
    values["price"] = Decimal(f"{product.price:.2f}")
    return list(values.values())


def _literal(vector: Any) -> str:
    return "[" + ",".join(map("%.5f".__mod__, vector.tolist())) + "]"
