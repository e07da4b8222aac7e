"""The one statement of search: find, rank, page and count. Its text is made of our own words alone;
values are parameters.
"""

import math
from typing import Any, NamedTuple

from shop.search import facets, lexical, rank, statements, vector
from shop.search.conditions import UNFILTERED, conditions
from shop.search.exact_names import gtins
from shop.search.prepared_query import Question
from shop.search.query import SearchQuery
from shop.search.rules import Boost

COLUMNS = "e.brand, e.category_id, e.price, e.available, e.rating, e.popularity, e.facets"
# What the words find is cut off here: ranking and counting cost by the row, and nobody reads on so
# far.
MOST_FOUND = 5_000
# Of a page without words, where nothing is scored.
MOST_BROWSED = 10_000
LEX = "-(e.impacts <#> (SELECT terms FROM question))"
# `found` is what the words answer, what is near in meaning and what is named, under the same
# filters in every leg. `named` comes first: what staff pin to the question, in their order, then
# what has exactly these words as its code or name. Where there is more than MOST_FOUND, the first
# in the order of the page count; by relevance, the first that lie in the table, which
# index.arrange() orders by popularity: no other order is to be had without reading them all.
FOUND = f"""
WITH question AS MATERIALIZED ({lexical.QUESTION}),
near AS MATERIALIZED ({vector.LEG}),
named AS MATERIALIZED (
    SELECT e.product_id AS id, min(place) AS place FROM (
        SELECT id, place FROM unnest(%(pins)s::bigint[]) WITH ORDINALITY AS pin(id, place)
        UNION ALL
        SELECT e.product_id, 5000 FROM shop_entry e
        WHERE e.codes && (aisle_code(%(words)s) || %(gtins)s::text[])
    ) AS any_name JOIN shop_entry e ON e.product_id = any_name.id
    WHERE {{filters}} GROUP BY e.product_id
),
other AS MATERIALIZED (SELECT id FROM near UNION SELECT id FROM named),
found AS MATERIALIZED (
    SELECT e.product_id AS id, {{lex}} AS lex, {COLUMNS}
    FROM (
        SELECT * FROM shop_entry e
        WHERE e.words @@ %(match)s::tsquery AND {{filters}} AND e.product_id NOT IN (SELECT id
          FROM other)
        {{first}} LIMIT {MOST_FOUND}
    ) AS e
    UNION ALL
    SELECT e.product_id, {{lex}}, {COLUMNS} FROM other JOIN shop_entry e ON e.product_id = other.id
)
"""
BROWSE = f"""
WITH found AS MATERIALIZED (
    (SELECT e.product_id AS id, {COLUMNS} FROM shop_entry e
     WHERE {{filters}} AND e.product_id <> ALL(%(pins)s::bigint[]) {{first}} LIMIT {MOST_BROWSED})
    UNION ALL
    SELECT e.product_id, {COLUMNS} FROM shop_entry e WHERE {{filters}}
      AND e.product_id = ANY(%(pins)s::bigint[])
)
"""
BROWSED = """,
ranked AS MATERIALIZED (
    SELECT found.id, popularity, price, rating, brand, category_id, pin.place AS named,
           0::float AS text, 0::float AS vector, 0::float AS phrase, 0::float AS doubt, 0::float AS
           likeness,
           {boost} - 1 + coalesce(10 - pin.place / 1000.0, 0) AS hybrid
    FROM found LEFT JOIN unnest(%(pins)s::bigint[]) WITH ORDINALITY AS pin(id, place) USING (id)
)
"""
# The lowest and the highest price, and how many decimals the finest of them has.
PRICES = "SELECT json_build_array(min(price), max(price), max(min_scale(price))) FROM found"
PAGE = f"""
SELECT
    (SELECT count(*) FROM found),
    (SELECT coalesce(json_agg(page), '[]') FROM (
        SELECT id, text, vector, hybrid, {rank.EXPLANATION} AS explanation
        FROM (
            SELECT * FROM {{ranked}} AS ranked ORDER BY {{order}} LIMIT %(limit)s OFFSET %(offset)s
        ) AS ranked
    ) AS page),
    ({PRICES}),
    ({facets.COUNTED}),
    ({facets.LABELLED}),
    {{best}}
"""
BEST = "(SELECT coalesce(max(lex) / nullif(%(most)s, 0), 0) FROM best)"
# What keeps the constraints that were only guessed comes first.
PREFERRED = """,
preferring AS MATERIALIZED (SELECT ranked.*, {preferred} AS preferred FROM ranked)
"""
# For the counts beside a choice.
COUNTS = f"""
SELECT
    (SELECT count(*) FROM found), '[]'::json, ({PRICES}),
    ({facets.COUNTED}), NULL::bytea
"""
LABELS = (
    f"SELECT (SELECT count(*) FROM found), '[]'::json, '[null, null, null]'::json, '[]'::json, "
    f"({facets.LABELLED})"
)
# What "cheap" comes to: a third of what is found costs at most this. Of a question in words, a
# third of what matches well: what hardly matches says nothing of what the thing costs.
CHEAP = "SELECT percentile_disc(0.33) WITHIN GROUP (ORDER BY price) FROM found"
CHEAP_OF_BEST = (
    rank.ALL
    + """
SELECT percentile_disc(0.33) WITHIN GROUP (ORDER BY price)
FROM (SELECT price, {is_poor} AS is_poor FROM ranked) AS rated WHERE NOT is_poor
"""
)
# Ties always end at the id, so that pages never overlap.
ORDERS = {
    "relevance": "hybrid DESC, popularity DESC, id",
    "price": "price, hybrid DESC, id",
    "-price": "price DESC, hybrid DESC, id",
    "rating": "rating DESC NULLS LAST, hybrid DESC, id",
    "newest": "id DESC",
}
# The number of an attribute, and what matches far less than the best does.
NUMBER = """(
    SELECT CASE WHEN p.attributes ->> %(number)s ~ '^-?[0-9]+([.][0-9]+)?$'
      THEN (p.attributes ->> %(number)s)::numeric END
    FROM shop_product p WHERE p.id = ranked.id
)"""
IS_POOR = "hybrid < 0.75 * max(least(hybrid, 1)) OVER ()"
BROWSED_ORDER = "hybrid DESC, popularity DESC, rating DESC NULLS LAST, id"
# Which MOST_FOUND come first. "+ 0" hides an index: read in its order, each row's words would have
# to be looked at.
FIRST = {
    "relevance": "",
    "price": "ORDER BY e.price + 0, e.product_id",
    "-price": "ORDER BY e.price + 0 DESC, e.product_id",
    "rating": "ORDER BY e.rating + 0 DESC NULLS LAST, e.product_id",
    "newest": "ORDER BY e.product_id + 0 DESC",
}
FIRST_BROWSED = {
    "relevance": "ORDER BY e.popularity DESC, e.product_id",
    "price": "ORDER BY e.price, e.product_id",
    "-price": "ORDER BY e.price DESC, e.product_id",
    "rating": "ORDER BY e.rating DESC NULLS LAST, e.product_id",
    "newest": "ORDER BY e.product_id DESC",
}


class Answer(NamedTuple):
    """What the statement gives: JSON, and the numbers of labels."""

    total: int
    rows: list[dict[str, Any]]
    price: list[Any]
    counted: list[list[Any]]
    labelled: bytes | None
    best: float = 0.0
    """The largest share of the question's words, by weight, that one product answers."""


class Preferred(NamedTuple):
    """Conditions over an entry `e` with their parameters. A product that keeps all of them gains
    `all_kept`, any other one `one_kept` for each; none does where the best answers more than
    `best_outdoes` of the question.
    """

    conditions: tuple[tuple[str, dict[str, Any]], ...] = ()
    all_kept: float = 0.0
    one_kept: float = 0.0
    best_outdoes: float = math.inf

    @property
    def sql(self) -> str:
        if not self.conditions:
            return "0::float"
        kept = [f"({sql})" for sql, _parameters in self.conditions]
        some = " + ".join(f"{self.one_kept} * {each}::int" for each in kept)
        return (
            f"CASE WHEN {BEST} > %(best_outdoes)s THEN 0 ELSE "
            f"(SELECT CASE WHEN {' AND '.join(kept)} THEN {self.all_kept} ELSE {some} END "
            "FROM shop_entry e WHERE e.product_id = ranked.id) END"
        )

    def order(self, order: str) -> str:
        """By relevance the gain is a part of the score; else what keeps all comes first."""
        if order == ORDERS["relevance"]:
            return order.replace("hybrid DESC", "hybrid + preferred DESC")
        return f"(preferred >= {self.all_kept}) DESC, {order}"

    @property
    def parameters(self) -> dict[str, Any]:
        found: dict[str, Any] = {"best_outdoes": self.best_outdoes} if self.conditions else {}
        for _sql, parameters in self.conditions:
            found |= parameters
        return found


NONE = Preferred()


def answer(
    question: Question, query: SearchQuery, catalogue: int, preferred: Preferred = NONE
) -> Answer:
    """`query` is the question's own, or a variant of it with other constraints."""
    boost, boosted = _boost(question.rules.boosts)
    boosted |= {"number": query.by_number.removeprefix("-")} if query.by_number else {}
    is_first = (
        query.sort == "relevance"
        and not query.by_number
        and query.page * query.page_size <= rank.CLOSELY
        and not question.rules.boosts
    )
    ranked = (rank.TOP if is_first else rank.ALL) if query.words else BROWSED
    order = _order(query)
    if preferred.conditions:
        ranked, order = ranked + PREFERRED, preferred.order(order)
    ending = (ranked + PAGE).replace("{order}", order).replace("{boost}", boost)
    ending = ending.replace("{preferred}", preferred.sql)
    ending = ending.replace("{ranked}", "preferring" if preferred.conditions else "ranked")
    ending = ending.replace("{best}", BEST if query.words else "0::float")
    return Answer(*_run(question, query, catalogue, ending, boosted | preferred.parameters))


def _order(query: SearchQuery) -> str:
    order = ORDERS[query.sort] if query.words or query.sort != "relevance" else BROWSED_ORDER
    if query.by_number:
        order = f"{NUMBER} {'DESC' if query.by_number[0] == '-' else ''} NULLS LAST, {order}"
    if query.words and (query.by_number or query.best_first):
        order = f"{IS_POOR}, {order}"
    return order


def counts(question: Question, query: SearchQuery, catalogue: int, *, of_labels: bool) -> Answer:
    """What an answer counts, without its page: the labels alone, or all but the labels."""
    return Answer(*_run(question, query, catalogue, LABELS if of_labels else COUNTS, {}))


def cheap(question: Question, query: SearchQuery, catalogue: int) -> Any:
    """Returns the price that a third of what is found does not exceed; None where nothing is."""
    if not query.words:
        return _run(question, query, catalogue, CHEAP, {})[0]
    boost, boosted = _boost(question.rules.boosts)
    ending = CHEAP_OF_BEST.replace("{is_poor}", IS_POOR).replace("{boost}", boost)
    return _run(question, query, catalogue, ending, boosted)[0]


def _run(
    question: Question, query: SearchQuery, catalogue: int, ending: str, values: dict[str, Any]
) -> tuple[Any, ...]:
    sql, parameters = conditions(query)
    stems = lexical.weights(question.terms, catalogue)
    parameters |= values | {
        "limit": query.page_size,
        "offset": (query.page - 1) * query.page_size,
        "words": query.words,
        "gtins": gtins(query.words),
        "vector": question.vector,
        "lexemes": list(stems),
        "idf": list(stems.values()),
        "match": lexical.match(question.terms, catalogue) if query.mode != "vector" else "",
        "match_all": lexical.match_all(question.terms),
        "phrase": lexical.phrase(question.terms),
        "other_things": lexical.other_things(question.terms, query.words),
        "together": lexical.together(question.terms),
        "most": sum(term.weight(catalogue) for term in question.terms),
        "weight_text": question.weights.text,
        "weight_vector": question.weights.vector,
        "pins": list(question.rules.pins),
    }
    first = FIRST[query.sort] if query.words else FIRST_BROWSED[query.sort]
    # Where nothing is ranked, nothing has to be scored.
    lex = LEX if "ranked" in ending else "0::float"
    text = (FOUND if query.words else BROWSE) + ending
    if question.is_foreign:
        text = text.replace("e.embedding", "e.multilingual")
    for name, value in (
        ("filters", sql),
        ("near", sql if question.vector else "false"),
        ("first", first),
        ("lex", lex),
    ):
        text = text.replace("{" + name + "}", value)
    return statements.rows(text, parameters, kept=sql == UNFILTERED)[0]


def _boost(boosts: tuple[Boost, ...]) -> tuple[str, dict[str, Any]]:
    """The factor of a product as SQL over `scored`, and its parameters."""
    conditions = {
        "brand": "brand = %({n}v)s",
        "category": "category_id IN (SELECT c.id FROM shop_category c WHERE slug = %({n}v)s OR "
        "starts_with(slug, %({n}v)s || '/'))",
        "attribute": "id IN (SELECT product_id FROM shop_entry WHERE labels @> "
        "ARRAY[aisle_label(%({n}k)s, %({n}v)s)])",
        "product": "id = %({n}v)s::bigint",
    }
    factors = ["1.0"]
    parameters: dict[str, Any] = {}
    for number, boost in enumerate(boosts):
        name = f"b{number}"
        parameters |= {f"{name}v": boost.value, f"{name}k": boost.key, f"{name}f": boost.factor}
        factors.append(
            f"CASE WHEN {conditions[boost.kind].replace('{n}', name)} THEN %({name}f)s ELSE 1 END"
        )
    return "(" + " * ".join(factors) + ")", parameters
