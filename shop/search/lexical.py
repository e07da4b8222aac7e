"""The words leg: full text that knows how rare a word is."""

from shop.models import LANGUAGE

# What a match weighs by where it stands: description, category and attributes, brand and codes, name.
FIELD_WEIGHTS = "ARRAY[0.15, 0.35, 0.7, 1.0]::float4[]"
# A product must hold this share of the question's weight in rare words; the rest is left to the vectors.
COVERAGE = 0.55
# Each word of the question costs a look into the index; the first ones say what is wanted.
MOST_WORDS = 24

# One row a word of the question: a query for it, and its weight (the inverse document frequency of BM25).
# A word that no product holds is taken as the beginning of one, for people who are still typing. The number of active products is
# remembered for a minute, so it may be behind what is counted here: no weight may fall below nothing.
TERMS = f"""
    SELECT query, ln(1 + (greatest(%(active)s, holding) - holding + 0.5) / (holding + 0.5)) AS weight
    FROM (
        SELECT CASE WHEN exact.holding = 0 THEN begun.query ELSE exact.query END AS query,
               CASE WHEN exact.holding = 0
                    THEN (SELECT count(*) FROM shop_product p WHERE p.active AND p.words @@ begun.query)
                    ELSE exact.holding END AS holding
        FROM (
            SELECT lexeme FROM unnest(to_tsvector('{LANGUAGE}', %(words)s)) ORDER BY positions[1] LIMIT {MOST_WORDS}
        ) AS word
        CROSS JOIN LATERAL (
            SELECT quote_literal(word.lexeme)::tsquery AS query,
                   (
                       SELECT count(*) FROM shop_product p WHERE p.active AND p.words @@ quote_literal(word.lexeme)::tsquery
                   ) AS holding
        ) AS exact
        CROSS JOIN LATERAL (
            SELECT (quote_literal(word.lexeme) || CASE WHEN length(word.lexeme) > 2 THEN ':*' ELSE '' END)::tsquery AS query
        ) AS begun
    ) AS counted
"""

# Products that hold enough of the question, with a score of 0 to 1: the share of the question's weight that they answer, by field.
LEG = f"""
    SELECT p.id, sum(t.weight * ts_rank({FIELD_WEIGHTS}, p.words, t.query)) / (SELECT sum(weight) FROM terms) AS score
    FROM terms t JOIN shop_product p ON p.words @@ t.query
    WHERE {{filters}}
    GROUP BY p.id
    HAVING sum(t.weight) >= {COVERAGE} * (SELECT sum(weight) FROM terms)
"""
