"""The one statement of search: find, rank, page and count. Its text is made of our own words alone;
values are parameters.
"""

from typing import Any, NamedTuple

from shop.search import facets, fitting, lexical, rank, statements, vector
from shop.search.conditions import UNFILTERED, Condition, conditions
from shop.search.edge import NEVER
from shop.search.exact_names import gtins
from shop.search.prepared_query import Question
from shop.search.query import Constraint, SearchQuery, narrowed
from shop.search.rules import Boost

COLUMNS = "e.brand, e.category_id, e.price, e.available, e.rating, e.popularity, e.facets, e.varied"
BROWSED_COLUMNS = "brand, category_id, rating, popularity, facets, varied, is_exact"
FOUND_COLUMNS = f"{BROWSED_COLUMNS}, lex, cosine, is_named, is_kept, is_denied"
# What the words find is cut off here: ranking and counting cost by the row, and nobody reads on so
# far.
MOST_FOUND = 5_000
# Up to this number of products, planning a statement for the values of its filters takes longer
# than running one that was planned for any values.
FEW = 20_000
# Of a page without words, where nothing is scored.
MOST_BROWSED = 10_000
# Whether its name stands out by itself. Only few are asked: those that no title speaks for.
ALIKE = """coalesce((
    SELECT 1 - (e.multilingual <=> %(edge_name)s::halfvec) >= %(edge_name_least)s
    FROM shop_entry e WHERE e.product_id = id
), true)"""
# Whether the product says that it lacks what is asked for.
DENIED = "(e.labels && %(lacks)s::bigint[] AND NOT e.labels && %(has)s::bigint[])"
# What says all of the words; read from the index of words, since few products do.
COVERED = """covered AS MATERIALIZED (
    SELECT e.product_id AS id FROM shop_entry e
    WHERE e.words @@ %(edge_covered)s::tsquery AND {filters}
),"""
MATCHES = "e.words @@ %(match)s::tsquery"
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
other AS MATERIALIZED (
    SELECT id, cosine, place IS NOT NULL AS is_named FROM near FULL JOIN named USING (id)
),
titled AS MATERIALIZED (
    SELECT e.product_id AS id FROM shop_entry e
    WHERE e.words @@ %(edge_titles)s::tsquery AND {{filters}}
),
accessory AS MATERIALIZED (
    SELECT e.product_id AS id FROM shop_entry e
    WHERE e.words @@ %(other_things)s::tsquery AND {{filters}}
),
{{covering}}
judged AS (
    SELECT e.product_id AS id, {{lex}} AS lex, {COLUMNS}, NULL::float AS cosine,
           false AS is_named, {{kept}} AS is_kept, {{crossed}} AS is_crossed,
           {{denied}} AS is_denied
    FROM (
        SELECT * FROM shop_entry e
        WHERE {{matches}} AND {{filters}} AND e.product_id NOT IN (SELECT id FROM other)
        {{first}} LIMIT {MOST_FOUND}
    ) AS e
    UNION ALL
    SELECT e.product_id, {{lex}}, {COLUMNS}, other.cosine, other.is_named, {{kept}}, {{crossed}},
           {{denied}}
    FROM other JOIN shop_entry e ON e.product_id = other.id
    OFFSET 0  -- Else `lex` would be computed anew wherever it is read.
),
marked AS (
    SELECT *, is_free AND CASE
        WHEN is_named THEN true
        WHEN is_titled THEN lex >= %(edge_words_alone)s OR coalesce(nearness >= %(edge_least)s,
          false) OR {{covered}}
        ELSE coalesce(cosine * %(edge_cosine)s >= %(edge_least)s, false) AND {{alike}}
          OR {{stated}}
    END AS is_meant
    FROM (
        SELECT *, (is_kept OR lex >= %(said)s AND NOT is_crossed) AND NOT is_denied AS is_free,
          cosine * %(edge_cosine)s + least(lex, %(most)s) * CASE WHEN is_titled THEN %(edge_words)s
            ELSE %(edge_description)s END AS nearness
        FROM (
            SELECT *, %(edge_title_free)s OR id IN (SELECT id FROM titled) AS is_titled FROM judged
            OFFSET 0
        ) AS titled_or_not
    ) AS measured
    OFFSET 0  -- Else the names of products would be asked anew for each use of `is_meant`.
),
{{found}} AS MATERIALIZED (
    SELECT *, (is_meant OR is_any_meant AND lex >= %(edge_described)s AND is_free
      AND coalesce(nearness >= %(edge_least)s, false))
      AND (is_named OR coalesce(nearness >= best_nearness - %(edge_behind)s, true)) AS is_exact
    FROM (
        -- The short name of an accessory is nearer to a word than the long one of the thing itself.
        SELECT *, bool_or(is_meant) OVER () AS is_any_meant, max(nearness) FILTER (
            WHERE is_meant AND id NOT IN (SELECT id FROM accessory)
        ) OVER () AS best_nearness
        FROM marked
    ) AS compared
),{{fitting}}
-- What is counted: what was asked for, or all that comes close where nothing is.
scope AS MATERIALIZED (
    SELECT count(*) AS found, count(*) FILTER (WHERE is_exact) AS exact FROM found
),
counted AS NOT MATERIALIZED (
    SELECT * FROM found WHERE is_exact OR (SELECT exact = 0 FROM scope)
)
"""
BROWSE = f"""
WITH {{found}} AS MATERIALIZED (
    (SELECT e.product_id AS id, {COLUMNS}, true AS is_exact FROM shop_entry e
     WHERE {{filters}} AND e.product_id <> ALL(%(pins)s::bigint[]) {{first}} LIMIT {MOST_BROWSED})
    UNION ALL
    SELECT e.product_id, {COLUMNS}, true FROM shop_entry e WHERE {{filters}}
      AND e.product_id = ANY(%(pins)s::bigint[])
),{{fitting}}
scope AS MATERIALIZED (SELECT count(*) AS found, count(*) AS exact FROM found),
counted AS NOT MATERIALIZED (SELECT * FROM found)
"""
BROWSED = """,
ranked AS MATERIALIZED (
    SELECT found.id, popularity, price, rating, brand, category_id, is_exact, available,
           pin.place AS named,
           0::float AS text, 0::float AS vector, 0::float AS phrase, 0::float AS doubt, 0::float AS
           likeness,
           {boost} - 1 + coalesce(10 - pin.place / 1000.0, 0) AS hybrid
    FROM found LEFT JOIN unnest(%(pins)s::bigint[]) WITH ORDINALITY AS pin(id, place) USING (id)
)
"""
# The lowest and the highest price, and how many decimals the finest of them has.
PRICES = "SELECT json_build_array(min(price), max(price), max(min_scale(price))) FROM counted"
PAGE = f"""
SELECT
    (SELECT found FROM scope),
    (SELECT exact FROM scope),
    (SELECT coalesce(json_agg(page), '[]') FROM (
        SELECT id, text, vector, hybrid, is_exact, {rank.EXPLANATION} AS explanation,
               {{variants}} AS variants
        FROM (
            SELECT * FROM {{ranked}} AS ranked ORDER BY {{order}} LIMIT %(limit)s OFFSET %(offset)s
        ) AS ranked
    ) AS page),
    ({PRICES}),
    ({facets.COUNTED}),
    ({facets.LABELLED}),
    {{unfit}},
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
    (SELECT found FROM scope), (SELECT exact FROM scope), '[]'::json, ({PRICES}),
    ({facets.COUNTED}), NULL::bytea, '[]'::json
"""
LABELS = (
    "SELECT (SELECT found FROM scope), (SELECT exact FROM scope), '[]'::json, "
    f"'[null, null, null]'::json, '[]'::json, "
    f"({facets.LABELLED}), {{unfit}}"
)
# What "cheap" comes to: a third of what is found costs at most this. Of a question in words, a
# third of what matches well: what hardly matches says nothing of what the thing costs.
CHEAP = "SELECT percentile_disc(0.33) WITHIN GROUP (ORDER BY price) FROM counted"
CHEAP_OF_BEST = (
    rank.ALL
    + """
SELECT percentile_disc(0.33) WITHIN GROUP (ORDER BY price)
FROM (SELECT price, is_exact, {is_poor} AS is_poor FROM ranked) AS rated
WHERE NOT is_poor AND (is_exact OR (SELECT exact = 0 FROM scope))
"""
)
# What was asked for comes first. What only comes close is never sorted: it would lead with what
# is cheapest of all that is farthest away. What is sold out comes last of it. Ties end at the id,
# so that pages never overlap.
IN_STOCK = "is_exact DESC, is_exact OR available DESC"
SORTED = f"{IN_STOCK}, CASE WHEN is_exact THEN {{}} END {{}}, hybrid DESC, id"
ORDERS = {
    "relevance": f"{IN_STOCK}, hybrid DESC, popularity DESC, id",
    "price": SORTED.format("price", ""),
    "-price": SORTED.format("price", "DESC"),
    "rating": SORTED.format("rating", "DESC NULLS LAST"),
    "newest": SORTED.format("id", "DESC"),
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

    found: int
    exact: int
    """How many of those found are what was asked for; they come first."""
    rows: list[dict[str, Any]]
    price: list[Any]
    counted: list[list[Any]]
    labelled: bytes | None
    unfit: list[list[Any]]
    """[key, value, products]: labels of products that no variant has that fits."""
    best: float = 0.0
    """The largest share of the question's words, by weight, that one product answers."""

    @property
    def labels(self) -> facets.Labels:
        return facets.Labels(self.labelled, self.unfit)

    @property
    def total(self) -> int:
        """What is counted and paged: what was asked for, or all that comes close to it."""
        return self.exact or self.found


class Preferred(NamedTuple):
    """Conditions that are no filters: a product gains `gain` for each that it keeps.

    What was asked for keeps all that are `required`, or has earned at least `said` by its words:
    those of the conditions are among them then.
    """

    conditions: tuple[Condition, ...] = ()
    gain: float = 0.0
    required: tuple[Constraint, ...] = ()
    said: float = NEVER

    @property
    def sql(self) -> str:
        kept = " + ".join(f"({each.sql})::int" for each in self.conditions)
        return f"(SELECT {self.gain} * ({kept}) FROM shop_entry e WHERE e.product_id = ranked.id)"

    @property
    def parameters(self) -> dict[str, Any]:
        return {"said": self.said} | {
            name: value for each in self.conditions for name, value in each.parameters.items()
        }


NONE = Preferred()
NO_CONDITION = Condition("true", {}, "")


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
        ranked, order = ranked + PREFERRED, order.replace("hybrid DESC", "hybrid + preferred DESC")
    ending = (ranked + PAGE).replace("{order}", order).replace("{boost}", boost)
    ending = ending.replace("{preferred}", preferred.sql)
    ending = ending.replace("{ranked}", "preferring" if preferred.conditions else "ranked")
    ending = ending.replace("{best}", BEST if query.words else "0::float")
    return Answer(*_run(question, query, catalogue, ending, boosted, preferred))


def _order(query: SearchQuery) -> str:
    order = ORDERS[query.sort] if query.words or query.sort != "relevance" else BROWSED_ORDER
    if query.by_number:
        number = f"CASE WHEN is_exact THEN {NUMBER} END"
        order = f"{number} {'DESC' if query.by_number[0] == '-' else ''} NULLS LAST, {order}"
    if query.words and (query.by_number or query.best_first):
        order = f"is_exact DESC, {IS_POOR}, {order}"
    return order


def counts(
    question: Question,
    query: SearchQuery,
    catalogue: int,
    preferred: Preferred = NONE,
    *,
    of_labels: bool,
) -> Answer:
    """What an answer counts, without its page: the labels alone, or all but the labels."""
    ending = LABELS if of_labels else COUNTS
    return Answer(*_run(question, query, catalogue, ending, {}, preferred))


def cheap(question: Question, query: SearchQuery, catalogue: int) -> Any:
    """Returns the price that a third of what is found does not exceed; None where nothing is."""
    if not query.words:
        return _run(question, query, catalogue, CHEAP, {})[0]
    boost, boosted = _boost(question.rules.boosts)
    ending = CHEAP_OF_BEST.replace("{is_poor}", IS_POOR).replace("{boost}", boost)
    return _run(question, query, catalogue, ending, boosted)[0]


def _run(
    question: Question,
    query: SearchQuery,
    catalogue: int,
    ending: str,
    values: dict[str, Any],
    preferred: Preferred = NONE,
) -> tuple[Any, ...]:
    filters, kept = conditions(query), _kept(query, preferred)
    stems = lexical.weights(question.terms, catalogue)
    parameters = filters.parameters | values | preferred.parameters | kept.parameters
    parameters |= question.edge.parameters
    parameters |= {
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
        "only_placed": lexical.only_placed(question.terms),
        "kinds": list(question.kinds),
        "together": lexical.together(question.terms),
        "most": sum(term.weight(catalogue) for term in question.terms),
        "weight_text": question.weights.text,
        "weight_vector": question.weights.vector,
        "pins": list(question.rules.pins),
        "lacks": list(question.features.lacks),
        "has": list(question.features.has),
    }
    text = _filled(question, query, filters, kept, ending)
    return statements.rows(
        text,
        parameters,
        kept=catalogue <= FEW or _is_plain(filters, preferred),
    )[0]


def _is_plain(filters: Condition, preferred: Preferred) -> bool:
    return filters.sql == UNFILTERED and not preferred.required and not preferred.conditions


def _filled(
    question: Question, query: SearchQuery, filters: Condition, kept: Condition, ending: str
) -> str:
    """Returns the text of the statement."""
    legs, columns, first = BROWSE, BROWSED_COLUMNS, FIRST_BROWSED
    if query.words:
        legs, columns, first = FOUND, FOUND_COLUMNS, FIRST
    text = fitting.filled(legs + ending, filters.of_variant, kept.of_variant, columns)
    if question.is_foreign:
        text = text.replace("e.embedding", "e.multilingual")
    for name, value in (
        *_edge_texts(question),
        ("matches", "true" if question.edge.is_property else MATCHES),
        ("filters", filters.sql),
        ("near", filters.sql if question.vector else "false"),
        ("first", first[query.sort]),
        ("lex", LEX),
        ("denied", DENIED if question.features.lacks else "false"),
        ("kept", kept.sql),
        # Words of the product that no variant keeps together say nothing for it.
        ("crossed", f"(e.varied AND {kept.of_product})" if kept.of_variant else "false"),
    ):
        text = text.replace("{" + name + "}", value)
    return text


def _edge_texts(question: Question) -> tuple[tuple[str, str], ...]:
    """Returns what the edge of the question fills in. What is `covering` holds filters itself."""
    edge = question.edge
    covered = "id IN (SELECT id FROM covered)" if edge.covered else "false"
    return (
        ("covering", COVERED if edge.covered else ""),
        ("alike", ALIKE if edge.name else "true"),
        ("covered", covered),
        ("stated", covered if edge.is_nameless else "false"),
    )


def _kept(query: SearchQuery, preferred: Preferred) -> Condition:
    """Returns what is required together with the filters, since one variant has to keep it all."""
    if not preferred.required:
        return NO_CONDITION
    return conditions(narrowed(query, preferred.required)).renamed("kept_")


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
