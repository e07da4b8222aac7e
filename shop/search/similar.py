"""Products beside a product: similar ones, and ones of other categories that go with it."""

from typing import Any

from django.db import connection

from shop.models import Product
from shop.search.conditions import conditions
from shop.search.product_rows import products_by_id
from shop.search.query import SearchQuery
from shop.search.vector import NEAREST

# Near in meaning and of another kind: the nearest of each other category, as long as they are near
# at all. Of one kind are products of one category; where the shop has none, nothing can be said.
GOES_WITH = f"""
SELECT id FROM (
    SELECT DISTINCT ON (e.category_id) e.product_id AS id, scanned.cosine
    FROM ({NEAREST.replace("{limit}", "300")}) AS scanned JOIN shop_entry e
      ON e.product_id = scanned.id
    ORDER BY e.category_id, scanned.cosine DESC, e.product_id
) AS best WHERE cosine >= 0.25 ORDER BY cosine DESC, id LIMIT %(most)s
"""


def similar(product: Product, limit: int = 6, *, query: SearchQuery | None = None) -> list[Product]:
    """Returns the nearest products by vector without the product itself, within the constraints of
    `query`.
    """
    query = query or SearchQuery()
    query = query.model_copy(update={"without": (*query.without, product.pk)})
    sql, parameters, *_parts = conditions(query)
    return _near(
        product,
        NEAREST.replace("{near}", sql).replace("{limit}", "%(most)s"),
        parameters | {"most": limit},
    )


def goes_with(product: Product, limit: int = 4, *, without: tuple[int, ...] = ()) -> list[Product]:
    """Returns available products of other categories for the same purpose: a bowl for the dog bed,
    a lamp for the desk.

    `without` are ids of products that the page already shows.
    """
    if product.category_id is None:
        return []
    wanted = SearchQuery(in_stock=True, without=(*without, product.pk))
    sql, parameters, *_parts = conditions(wanted)
    sql += " AND e.category_id IS NOT NULL AND e.category_id <> %(own)s"
    return _near(
        product,
        GOES_WITH.replace("{near}", sql),
        parameters | {"most": limit, "own": product.category_id},
    )


def _near(product: Product, statement: str, parameters: dict[str, Any]) -> list[Product]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT embedding::text FROM shop_entry WHERE product_id = %s AND embedding IS NOT "
            "NULL",
            [product.pk],
        )
        if not (row := cursor.fetchone()):
            return []
        cursor.execute(statement, parameters | {"vector": row[0]})
        ids = [row[0] for row in cursor.fetchall()]
    found = products_by_id(ids)
    return [found[pk] for pk in ids if pk in found]
