"""The one entry to results: `search(SearchQuery) -> SearchPage`. Words and vectors are fused in one statement with the facets."""

import logging
from dataclasses import dataclass, field
from typing import Any, Literal

from django.conf import settings
from django.db import connection

from shop.models import Category, Product
from shop.search import embedding, lexical, vector
from shop.search.facets import SELECT as FACETS
from shop.search.facets import facets
from shop.search.query import Constraint, SearchQuery, understood
from shop.search.vocabulary import COLOUR_KEYS, Vocabulary, vocabulary
from shop.wire import Facets, Scores, Weights

log = logging.getLogger("aisle.search")

SearchType = Literal["hybrid", "text", "vector", "browse"]

# Every leg holds the same filters. The two kinds of score are brought to one scale by the best of each leg; a product that only one
# leg found has nothing from the other.
STATEMENT = """
WITH terms AS MATERIALIZED ({terms}),
near AS MATERIALIZED ({near}),
by_words AS MATERIALIZED ({by_words}),
by_vector AS MATERIALIZED ({by_vector}),
by_code AS MATERIALIZED (SELECT p.id FROM shop_product p WHERE p.sku = ANY(%(codes)s) AND {filters}),
hits AS MATERIALIZED (
    SELECT id, coalesce(w.score, 0) AS text, coalesce(v.score, 0) AS vector,
           %(weight_text)s * coalesce(w.score / nullif((SELECT max(score) FROM by_words), 0), 0)
         + %(weight_vector)s * coalesce(v.score / nullif((SELECT max(score) FROM by_vector), 0), 0) AS hybrid
    FROM by_words w FULL JOIN by_vector v USING (id) FULL JOIN by_code USING (id)
),
"""
BROWSE = """
WITH hits AS MATERIALIZED (
    SELECT p.id, 0::float AS text, 0::float AS vector, 0::float AS hybrid FROM shop_product p WHERE {filters}
),
"""
PAGE = """
found AS MATERIALIZED (
    SELECT id, text, vector, hybrid + {bonus} AS hybrid, p.brand, p.category_id, p.price, p.stock, p.rating, p.popularity
    FROM hits JOIN shop_product p USING (id)
)
SELECT
    (SELECT count(*) FROM found),
    (SELECT coalesce(json_agg(page), '[]') FROM (
        SELECT id, text, vector, hybrid FROM found ORDER BY {order} LIMIT %(limit)s OFFSET %(offset)s
    ) AS page),
    {facets}
"""
# Who asks for exactly one code or name wants that product first: more than all that the legs can give together. It is looked at among
# what was found alone, which is small; the one that no leg need know, a code of stop words, comes through the unique index (by_code).
BONUS = "CASE WHEN lower(%(words)s) IN (lower(p.sku), lower(p.model), lower(p.gtin), lower(p.name)) THEN 1.0 ELSE 0.0 END"
# Ties always end at the id, so that pages never overlap.
ORDERS = {
    "relevance": "hybrid DESC, popularity DESC, id",
    "price": "price, hybrid DESC, id",
    "-price": "price DESC, hybrid DESC, id",
    "rating": "rating DESC NULLS LAST, hybrid DESC, id",
    "newest": "id DESC",
}


@dataclass(frozen=True)
class Hit:
    product: Product
    scores: Scores


@dataclass(frozen=True)
class SearchPage:
    """One page of results and what is true of all of them. `query` is the question as it was understood."""

    asked: SearchQuery
    query: SearchQuery
    understood: tuple[Constraint, ...]
    hits: list[Hit]
    total: int
    facets: Facets
    search_type: SearchType
    weights: Weights | None = None
    degraded: bool = field(default=False)

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.query.page_size))

    @property
    def products(self) -> list[Product]:
        return [hit.product for hit in self.hits]


def search(query: SearchQuery) -> SearchPage:
    """Find, rank, count and page in one statement. Without the embedding model it goes by words alone and says so (`degraded`)."""
    shop = vocabulary()
    effective, constraints = understood(query, shop)
    question, degraded = _vector_of(effective.words)
    search_type: SearchType = "browse" if not effective.words else "text" if question is None else "hybrid"
    weights = Weights(text=float(settings.SEARCH_WEIGHT_TEXT), vector=float(settings.SEARCH_WEIGHT_VECTOR) if question else 0.0)
    statement, parameters = _statement(effective, shop, question, weights)
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        total, rows, counted = cursor.fetchone()
    names = dict(Category.objects.values_list("slug", "path")) if counted["categories"] else {}
    return SearchPage(
        asked=query,
        query=effective,
        understood=constraints,
        hits=_hits(rows),
        total=total,
        facets=facets(counted, names, effective.category, effective.brands),
        search_type=search_type,
        weights=None if search_type == "browse" else weights,
        degraded=degraded,
    )


def similar(product: Product, limit: int = 6, *, query: SearchQuery | None = None) -> list[Product]:
    """The nearest products by meaning, itself left out; within the constraints of `query` where one is given."""
    if product.embedding is None:
        return []
    query = (query or SearchQuery()).model_copy(update={"without": (*(query.without if query else ()), product.pk)})
    filters, parameters = _filters(query)
    with connection.cursor() as cursor:
        cursor.execute(vector.NEAR.format(filters=filters), {**parameters, "vector": _literal(product.embedding), "depth": limit})
        ids = [row[0] for row in cursor.fetchall()]
    found = _products(ids)
    return [found[pk] for pk in ids if pk in found]


def _vector_of(words: str) -> tuple[str | None, bool]:
    if not words:
        return None, False
    try:
        return _literal(embedding.embed_query(words)), False
    except embedding.EmbeddingUnavailable as error:
        log.error("searching by words alone: %s", error.sentence)
        return None, True


def _literal(numbers: Any) -> str:
    return "[" + ",".join(f"{number:.7g}" for number in numbers) + "]"


def _statement(query: SearchQuery, shop: Vocabulary, question: str | None, weights: Weights) -> tuple[str, dict[str, Any]]:
    filters, parameters = _filters(query)
    parameters |= {
        "limit": query.page_size,
        "offset": (query.page - 1) * query.page_size,
        # The next step below the chosen category, or the departments.
        "category_depth": query.category.count("/") + 2 if query.category else 1,
        "weight_text": weights.text,
        "weight_vector": weights.vector,
        "words": query.words,
        "codes": [query.words, query.words.upper(), query.words.lower()],
        "active": shop.active_products,
        "vector": question,
        "depth": vector.DEPTH,
        "floor": vector.FLOOR,
        "margin": vector.MARGIN,
    }
    found = STATEMENT if query.words else BROWSE
    sql = (found + PAGE).format(
        terms=lexical.TERMS,
        by_words=lexical.LEG.format(filters=filters),
        bonus=BONUS if query.words else 0,
        near=vector.NEAR.format(filters=filters if question else "false"),
        by_vector=vector.LEG,
        filters=filters,
        order=ORDERS[query.sort] if query.words or query.sort != "relevance" else "popularity DESC, rating DESC NULLS LAST, id",
        facets=FACETS,
    )
    return sql, parameters


def _filters(query: SearchQuery) -> tuple[str, dict[str, Any]]:
    """The constraints as SQL over `p`, and their parameters; the text is made of our own words alone."""
    parts: list[str] = ["p.active"]
    parameters: dict[str, Any] = {}

    def add(sql: str, **values: Any) -> None:
        parts.append(sql)
        parameters.update(values)

    if query.category:
        # The address of a category holds no wildcard but "_", which slugs may contain.
        add(
            "p.category_id IN (SELECT id FROM shop_category WHERE slug = %(category)s OR starts_with(slug, %(below)s))",
            category=query.category,
            below=query.category + "/",
        )
    if query.brands:
        add("p.brand = ANY(%(brands)s)", brands=list(query.brands))
    if query.colours:
        keys = " OR ".join(f"p.attributes ->> '{key}' = ANY(%(colours)s)" for key in COLOUR_KEYS)
        add(f"({keys})", colours=list(query.colours))
    if query.not_brands:
        add("p.brand <> ALL(%(not_brands)s)", not_brands=list(query.not_brands))
    if query.not_colours:
        keys = " AND ".join(f"coalesce(p.attributes ->> '{key}', '') <> ALL(%(not_colours)s)" for key in COLOUR_KEYS)
        add(f"({keys})", not_colours=list(query.not_colours))
    if query.price_min is not None:
        add("p.price >= %(price_min)s", price_min=query.price_min)
    if query.price_max is not None:
        add("p.price <= %(price_max)s", price_max=query.price_max)
    if query.rating_min is not None:
        add("p.rating >= %(rating_min)s", rating_min=query.rating_min)
    if query.in_stock:
        add("(p.stock IS NULL OR p.stock > 0)")
    if query.without:
        add("p.id <> ALL(%(without)s)", without=list(query.without))
    return " AND ".join(parts), parameters


def _hits(rows: list[dict[str, Any]]) -> list[Hit]:
    found = _products([row["id"] for row in rows])
    return [
        Hit(found[row["id"]], Scores(**{name: min(max(row[name], 0.0), 1.0) for name in ("hybrid", "text", "vector")}))
        for row in rows
        if row["id"] in found
    ]


def _products(ids: list[int]) -> dict[int, Product]:
    products = Product.objects.select_related("category").prefetch_related("images").defer("embedding", "words", "facts")
    return products.in_bulk(ids)
