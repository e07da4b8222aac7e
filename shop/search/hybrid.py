"""The one entry to results: `search(SearchQuery) -> SearchPage`. Words and vectors are fused in one statement with the facets."""

import logging
from dataclasses import dataclass, field
from typing import Any, Literal

from django.conf import settings
from django.db import connection

from shop.models import Product
from shop.search import embedding, lexical, rank, siblings, spelling, vector
from shop.search import facets as counting
from shop.search.filters import filters
from shop.search.query import Constraint, SearchQuery, understood
from shop.search.vocabulary import Vocabulary, vocabulary
from shop.wire import Facets, Scores, Weights

log = logging.getLogger("aisle.search")

SearchType = Literal["hybrid", "text", "vector", "browse"]

COLUMNS = "e.brand, e.category_id, e.price, e.available, e.rating, e.popularity, e.facets"
# `found` is what the words answer and what is near in meaning, under the same filters in every leg.
FOUND = f"""
WITH question AS MATERIALIZED ({lexical.QUESTION}),
by_words AS MATERIALIZED (
    SELECT e.product_id AS id, -(e.impacts <#> (SELECT terms FROM question)) AS lex, {COLUMNS}
    FROM shop_entry e WHERE e.words @@ %(match)s::tsquery AND {{filters}}
),
near AS MATERIALIZED ({vector.LEG}),
by_code AS MATERIALIZED (SELECT e.product_id AS id FROM shop_entry e WHERE e.codes @> ARRAY[aisle_code(%(words)s)] AND {{filters}}),
found AS MATERIALIZED (
    SELECT * FROM by_words
    UNION ALL
    SELECT id, -(e.impacts <#> (SELECT terms FROM question)), {COLUMNS} FROM (SELECT id FROM near UNION SELECT id FROM by_code) AS other
    JOIN shop_entry e ON e.product_id = other.id WHERE id NOT IN (SELECT id FROM by_words)
),
{rank.RANKED}
"""
BROWSE = f"""
WITH found AS MATERIALIZED (SELECT e.product_id AS id, {COLUMNS} FROM shop_entry e WHERE {{filters}}),
ranked AS MATERIALIZED (SELECT found.*, 0::float AS text, 0::float AS vector, 0::float AS hybrid, NULL::json AS explanation FROM found)
"""
PAGE = """
SELECT
    (SELECT count(*) FROM found),
    (SELECT coalesce(json_agg(page), '[]') FROM (
        SELECT id, text, vector, hybrid, explanation FROM ranked ORDER BY {order} LIMIT %(limit)s OFFSET %(offset)s
    ) AS page),
    (SELECT json_build_array(min(price), max(price)) FROM found),
    ({counted}),
    ({labelled})
"""
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
    """A product found; `explanation` says what its score is made of."""

    product: Product
    scores: Scores
    explanation: dict[str, float] = field(default_factory=dict)


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
    corrected: str = ""
    """The words as their spelling was corrected, which `asked` then holds as well; empty where it was not."""
    typed: str = ""
    """The words before they were corrected."""

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.query.page_size))

    @property
    def products(self) -> list[Product]:
        return [hit.product for hit in self.hits]


def search(query: SearchQuery, *, with_siblings: bool = True) -> SearchPage:
    """Find, rank, count and page in one statement. Without the embedding model it goes by words alone and says so (`degraded`).

    Each facet with a choice costs a statement more, for the counts of what could be chosen beside it (`with_siblings`)."""
    shop = vocabulary()
    effective, constraints, terms, corrected = _read(query, shop)
    typed, query = query.words, query.model_copy(update={"words": corrected or query.words})
    question, degraded = _vector_of(effective)
    weights = _weights(effective, question)

    def run(asked: SearchQuery) -> tuple[Any, ...]:
        return _run(asked, shop, terms, question, weights)

    total, rows, price, counted, labelled = run(effective)
    facets = counting.facets(counted, labelled, price, total, effective, shop.places)
    return SearchPage(
        asked=query,
        query=effective,
        understood=constraints,
        hits=_hits(rows),
        total=total,
        facets=siblings.counted(facets, query, effective, shop, run) if with_siblings else facets,
        search_type=_type(effective, weights),
        weights=weights if effective.words else None,
        degraded=degraded,
        corrected=corrected,
        typed=typed,
    )


def _read(query: SearchQuery, shop: Vocabulary) -> tuple[SearchQuery, tuple[Constraint, ...], list[lexical.Term], str]:
    """The question as understood, its constraints, its terms, and its words as corrected (empty where nothing was misspelt)."""
    effective, constraints = understood(query, shop)
    terms = lexical.terms(effective.words) if effective.words else []
    unknown = [term.word for term in terms if not term.products]
    if query.literal or not unknown or not (changes := spelling.corrections(unknown)):
        return effective, constraints, terms, ""
    # Read anew: what is spelt right may be a brand or a colour.
    corrected = spelling.corrected(query.words, changes)
    effective, constraints = understood(query.model_copy(update={"words": corrected}), shop)
    return effective, constraints, lexical.terms(effective.words), corrected


def _weights(query: SearchQuery, question: str | None) -> Weights:
    given = query.weights or Weights(text=float(settings.SEARCH_WEIGHT_TEXT), vector=float(settings.SEARCH_WEIGHT_VECTOR))
    return Weights(text=0.0 if query.mode == "vector" else given.text, vector=given.vector if question else 0.0)


def _type(query: SearchQuery, weights: Weights) -> SearchType:
    if not query.words:
        return "browse"
    if not weights.vector:
        return "text"
    return "hybrid" if weights.text else "vector"


def similar(product: Product, limit: int = 6, *, query: SearchQuery | None = None) -> list[Product]:
    """The nearest products by meaning, itself left out; within the constraints of `query` where one is given."""
    query = (query or SearchQuery()).model_copy(update={"without": (*(query.without if query else ()), product.pk)})
    sql, parameters = filters(query)
    with connection.cursor() as cursor:
        cursor.execute("SELECT embedding::text FROM shop_entry WHERE product_id = %s AND embedding IS NOT NULL", [product.pk])
        if not (row := cursor.fetchone()):
            return []
        cursor.execute(vector.NEAREST.format(near=sql, limit=limit), {**parameters, "vector": row[0]})
        ids = [row[0] for row in cursor.fetchall()]
    found = _products(ids)
    return [found[pk] for pk in ids if pk in found]


def _vector_of(query: SearchQuery) -> tuple[str | None, bool]:
    """The question's vector as PostgreSQL reads it, and whether it is missing though it was wanted."""
    if not query.words or query.mode == "text":
        return None, False
    try:
        return _literal(embedding.embed_query(query.words)), False
    except embedding.EmbeddingUnavailable as error:
        log.error("searching by words alone: %s", error.sentence)
        return None, True


def _literal(numbers: Any) -> str:
    return "[" + ",".join(f"{number:.5g}" for number in numbers) + "]"


def _run(query: SearchQuery, shop: Vocabulary, terms: list[lexical.Term], question: str | None, weights: Weights) -> tuple[Any, ...]:
    sql, parameters = filters(query)
    stems = lexical.weights(terms, shop.active_products)
    parameters |= {
        "limit": query.page_size,
        "offset": (query.page - 1) * query.page_size,
        "words": query.words,
        "vector": question,
        "lexemes": list(stems),
        "idf": list(stems.values()),
        "match": lexical.match(terms, shop.active_products) if query.mode != "vector" else "",
        "match_all": lexical.match_all(terms),
        "most": sum(term.weight(shop.active_products) for term in terms),
        "weight_text": weights.text,
        "weight_vector": weights.vector,
    }
    found = FOUND if query.words else BROWSE
    statement = found.format(filters=sql, near=sql if question else "false") + PAGE.format(
        order=ORDERS[query.sort] if query.words or query.sort != "relevance" else "popularity DESC, rating DESC NULLS LAST, id",
        counted=counting.COUNTED,
        labelled=counting.LABELLED,
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        row: tuple[Any, ...] = cursor.fetchone()
        return row


def _hits(rows: list[dict[str, Any]]) -> list[Hit]:
    found = _products([row["id"] for row in rows])
    return [
        Hit(
            found[row["id"]],
            Scores(**{name: min(max(row[name], 0.0), 1.0) for name in ("hybrid", "text", "vector")}),
            row["explanation"] or {},
        )
        for row in rows
        if row["id"] in found
    ]


def _products(ids: list[int]) -> dict[int, Product]:
    return Product.objects.shown().in_bulk(ids)
