"""Products beside a product: similar ones, and ones of other categories that go with it."""

from typing import Any

from django.db import connection

from shop.models import SEPARATOR, Product
from shop.search.conditions import conditions
from shop.search.product_rows import products_by_id
from shop.search.query import SearchQuery
from shop.search.vector import NEAREST

# How near a product has to be to be shown beside another: of the same category, of the same
# department, and of another one. What is farther has little in common but a word or a colour.
LIKE_OWN, LIKE_BESIDE, LIKE_OTHER = 0.38, 0.52, 0.6
WITH_BESIDE, WITH_OTHER = 0.38, 0.48
SCANNED = f"""
SELECT scanned.id, scanned.cosine, e.category_id,
       e.category_id IS NOT DISTINCT FROM %(own)s::bigint AS is_own,
       split_part(c.path, ' > ', 1) = %(department)s AND c.path LIKE '%% > %%' AS is_beside
FROM ({NEAREST.replace("{limit}", "300")}) AS scanned
JOIN shop_entry e ON e.product_id = scanned.id LEFT JOIN shop_category c ON c.id = e.category_id
"""
# The same kind comes first.
LIKE = f"""
SELECT id FROM ({SCANNED}) AS scanned
WHERE cosine >= CASE WHEN is_own THEN {LIKE_OWN} WHEN is_beside THEN {LIKE_BESIDE}
  ELSE {LIKE_OTHER} END
ORDER BY is_own DESC, cosine DESC, id LIMIT %(most)s
"""
# Products of another category, or even of one that is filled with the like, can be of the same kind
# under another name: a phone of another contract, a case of the phone before. They go with nothing.
SAME_PRODUCT, SAME_KIND = 0.75, 0.65
# Of so many products the middle of a category is reckoned, and so many categories are looked at.
MIDDLE_OF, CATEGORIES = 50, 12
MIDDLE = f"""
SELECT avg(part.embedding) AS middle FROM (SELECT embedding FROM shop_entry
  WHERE category_id = {{category}} AND embedding IS NOT NULL LIMIT {MIDDLE_OF}) AS part
"""
# Near in meaning and of another kind: the nearest of each other category. Of one kind are products
# of one category; where the shop has none, nothing can be said.
GOES_WITH = f"""
WITH best AS (
    SELECT DISTINCT ON (category_id) id, cosine, category_id FROM ({SCANNED}) AS scanned
    WHERE cosine < {SAME_PRODUCT}
      AND cosine >= CASE WHEN is_beside THEN {WITH_BESIDE} ELSE {WITH_OTHER} END
    ORDER BY category_id, cosine DESC, id
), nearest AS (SELECT * FROM best ORDER BY cosine DESC, id LIMIT {CATEGORIES})
SELECT nearest.id
FROM nearest
CROSS JOIN ({MIDDLE.format(category="%(own)s")}) AS own
CROSS JOIN LATERAL ({MIDDLE.format(category="nearest.category_id")}) AS other
WHERE 1 - (own.middle <=> other.middle) < {SAME_KIND}
ORDER BY nearest.cosine DESC, nearest.id LIMIT %(most)s
"""


def similar(product: Product, limit: int = 6, *, query: SearchQuery | None = None) -> list[Product]:
    """Returns the nearest products by vector without the product itself, within the constraints of
    `query`: those of its category first, and none that is far.
    """
    query = query or SearchQuery()
    query = query.model_copy(update={"without": (*query.without, product.pk)})
    sql, parameters, *_parts = conditions(query)
    return _near(
        product,
        LIKE.replace("{near}", sql),
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
        parameters | {"most": limit},
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
        path = product.category.path if product.category else ""
        own = {"own": product.category_id, "department": path.split(SEPARATOR, 1)[0]}
        cursor.execute(statement, parameters | own | {"vector": row[0]})
        ids = [row[0] for row in cursor.fetchall()]
    found = products_by_id(ids)
    return [found[pk] for pk in ids if pk in found]
