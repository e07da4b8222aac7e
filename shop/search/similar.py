"""Products beside a product: similar ones, and ones of other categories that go with it."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from django.db import connection

from shop.models import SEPARATOR, Product
from shop.search.companions import (
    Described,
    are_of_one_kind,
    is_companion,
    is_of_other_maker,
    speak_of_each_other,
)
from shop.search.conditions import conditions
from shop.search.product_rows import products_by_id
from shop.search.query import SearchQuery
from shop.search.vector import NEAREST
from shop.search.vocabulary import vocabulary

# How near a product has to be to be shown beside another: of the same category, of the same
# department, and of another one. What is farther has little in common but a word or a colour.
LIKE_OWN, LIKE_BESIDE, LIKE_OTHER = 0.38, 0.52, 0.6
WITH_BESIDE, WITH_OTHER = 0.44, 0.54
# Where the text of one speaks of the other's kind.
SPOKEN_BESIDE, SPOKEN_OTHER = 0.4, 0.46
# Of two categories that are no accessories, in a department that has some, from this cosine of
# their middles on both are the things that accessories are for.
MAIN_KIND = 0.5
SCANNED = f"""
SELECT scanned.id, scanned.cosine, e.category_id,
       e.category_id IS NOT DISTINCT FROM %(own)s::bigint AS is_own,
       split_part(c.path, ' > ', 1) = %(department)s AND c.path LIKE '%% > %%' AS is_beside
FROM ({NEAREST.replace("{limit}", "300")}) AS scanned
JOIN shop_entry e ON e.product_id = scanned.id LEFT JOIN shop_category c ON c.id = e.category_id
"""
# Of another kind in a category that holds several, and of another department.
LIKE_MIXED, LIKE_FAR = 0.64, 0.66
# So many times as many are looked at as are shown.
LOOKED_AT = 4
# The same kind comes first.
LIKE = f"""
SELECT id, cosine, is_own, is_beside FROM ({SCANNED}) AS scanned
WHERE cosine >= CASE WHEN is_own THEN {LIKE_OWN} WHEN is_beside THEN {LIKE_BESIDE}
  ELSE {LIKE_OTHER} END
ORDER BY is_own DESC, cosine DESC, id LIMIT %(most)s
"""
# Products of another category, or even of one that is filled with the like, can be of the same kind
# under another name: a phone of another contract, a case of the phone before. They go with nothing.
SAME_PRODUCT, SAME_KIND = 0.75, 0.65
# Of so many products the middle of a category is reckoned, and so many categories are looked at,
# with so many products of each.
MIDDLE_OF, CATEGORIES, OF_EACH = 50, 16, 4
MIDDLE = f"""
SELECT avg(part.embedding) AS middle FROM (SELECT embedding FROM shop_entry
  WHERE category_id = {{category}} AND embedding IS NOT NULL LIMIT {MIDDLE_OF}) AS part
"""
# Near in meaning and of another kind: the nearest of each other category. Of one kind are products
# of one category; where the shop has none, nothing can be said.
GOES_WITH = f"""
WITH ranked AS (
    SELECT id, cosine, category_id, is_beside,
           row_number() OVER (PARTITION BY category_id ORDER BY cosine DESC, id) AS place,
           max(cosine) OVER (PARTITION BY category_id) AS best
    FROM ({SCANNED}) AS scanned
    WHERE cosine < {SAME_PRODUCT}
      AND cosine >= CASE WHEN is_beside THEN {SPOKEN_BESIDE} ELSE {SPOKEN_OTHER} END
), nearest AS (
    SELECT category_id FROM ranked WHERE place = 1 ORDER BY cosine DESC, id LIMIT {CATEGORIES}
)
SELECT ranked.id, ranked.cosine, ranked.is_beside, 1 - (own.middle <=> other.middle) AS alike
FROM nearest JOIN ranked USING (category_id)
CROSS JOIN ({MIDDLE.format(category="%(own)s")}) AS own
CROSS JOIN LATERAL ({MIDDLE.format(category="nearest.category_id")}) AS other
WHERE 1 - (own.middle <=> other.middle) < {SAME_KIND} AND ranked.place <= {OF_EACH}
ORDER BY ranked.cosine DESC, ranked.id
"""


def similar(product: Product, limit: int = 6, *, query: SearchQuery | None = None) -> list[Product]:
    """Returns the nearest products by vector without the product itself, within the constraints of
    `query`: those of its category first, and none that is far.
    """
    query = query or SearchQuery()
    query = query.model_copy(update={"without": (*query.without, product.pk)})
    sql, parameters, *_parts = conditions(query)
    most = {"most": limit * LOOKED_AT}
    rows = _near(product, LIKE.replace("{near}", sql), parameters | most)
    found = products_by_id([pk for pk, *_rest in rows])
    own = Described(product)
    alike = [found[pk] for pk, *place in rows if pk in found and _is_like(own, found[pk], *place)]
    return alike[:limit]


def _is_like(
    own: Described, product: Product, cosine: float, is_own: bool, is_beside: bool
) -> bool:
    """Whether a product that is near is one of its kind as well. In a category of one kind all
    are.
    """
    is_single = is_own and not own.is_of_mixed_category
    if is_single or (is_beside and not is_own) or are_of_one_kind(own, Described(product)):
        return True
    return cosine >= (LIKE_MIXED if is_own else LIKE_FAR)


def goes_with(product: Product, limit: int = 4, *, without: tuple[int, ...] = ()) -> list[Product]:
    """Returns available products of other categories for the same purpose: a bowl for the dog bed,
    a lamp for the desk. Of each category it is the nearest one that fits.

    `without` are ids of products that the page already shows.
    """
    if product.category_id is None:
        return []
    wanted = SearchQuery(in_stock=True, without=(*without, product.pk))
    sql, parameters, *_parts = conditions(wanted)
    sql += " AND e.category_id IS NOT NULL AND e.category_id <> %(own)s"
    rows = _near(product, GOES_WITH.replace("{near}", sql), parameters)
    found = products_by_id([pk for pk, *_rest in rows])
    near = [
        Neighbour(found[pk], Described(found[pk]), *measures)
        for pk, *measures in rows
        if pk in found
    ]
    companions: dict[int | None, Product] = {}
    for each in _fitting(Described(product), near):
        companions.setdefault(each.product.category_id, each.product)
    return list(companions.values())[:limit]


class Neighbour(NamedTuple):
    """A product of another category: its cosine, whether it is of the same department, and the
    cosine of the middles of both categories.
    """

    product: Product
    described: Described
    cosine: float
    is_beside: bool
    alike: float


def _fitting(own: Described, near: Sequence[Neighbour]) -> Iterator[Neighbour]:
    """Yields those that go with a product."""
    words = vocabulary()
    brands = frozenset(words.brands.keys() - words.ordinary)
    has_accessories = any(each.is_beside and each.described.is_accessory for each in near)
    is_main = has_accessories and not own.is_accessory
    for each in near:
        if is_main and _is_main_as_well(each):
            continue
        if is_of_other_maker(own, each.described, brands) or not _is_near_enough(own, each):
            continue
        if is_companion(own, each.described):
            yield each


def _is_main_as_well(each: Neighbour) -> bool:
    """Whether a neighbour is a thing that the accessories of the same department are for."""
    return each.is_beside and each.alike >= MAIN_KIND and not each.described.is_accessory


def _is_near_enough(own: Described, each: Neighbour) -> bool:
    floor = WITH_BESIDE if each.is_beside else WITH_OTHER
    return each.cosine >= floor or speak_of_each_other(own, each.described)


def _near(product: Product, statement: str, parameters: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Returns the rows of a statement on the neighbours of a product; none without its vector."""
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
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows
