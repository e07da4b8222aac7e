"""The order of what was found: how well the words answer and how near the meaning is, each measured
against the best there could be.

All numbers were chosen on graded queries, where each of them is flat: half or twice of any one
changes little (see docs/search.md).
"""

# How many of the best by words, and how many of the nearest, are looked at closely. All others keep
# their order by words behind them.
CLOSELY = 100
# What the best is measured against, at least: this share of all that the words could earn, and this
# cosine. Else the best of a bad lot would look like a full answer.
LEAST_EARNED = 0.7
LEAST_NEAR = 0.45
# The words are the wrong ones where many products hold them and yet those nearest in meaning do
# not: "laptop" where laptops are called notebooks, and bags and locks are "for laptops". Then words
# count for nothing, and likeness to the first few for something.
NEAREST = 20
AGREED, DISAGREED = 0.3, 0.15
MANY, FEW = 100, 20
LIKENESS = 0.28
# The nearest have to be near at all to be trusted more than the words.
SURE = 0.35

# A name that says the words side by side, or at least all of them, is preferred among like ones.
SIDE_BY_SIDE, TOGETHER = 0.04, 0.02
# A name of another thing comes behind: that of an accessory says the word as well, and being short
# it says little else, so that it would come before the long name of the thing itself.
OTHER_THING = 0.6
SHORT_NAME = 5
# What is sold out comes last among equals.
SOLD_OUT = 0.04
# And what says that it lacks what is asked for.
LACKING = 0.3

SCORED = f""",
best AS MATERIALIZED (
    SELECT f.id, f.lex, f.popularity, f.is_exact, f.available, coalesce(near.cosine, (
        SELECT 1 - (e.embedding <=> %(vector)s::halfvec) FROM shop_entry e
          WHERE e.product_id = f.id AND near.id IS NULL
    )) AS cosine,
    -- Words are read from beside the row, so only for questions of several.
    CASE WHEN %(phrase)s = '' THEN 0 ELSE (
        SELECT CASE WHEN e.words @@ %(phrase)s::tsquery THEN {SIDE_BY_SIDE} WHEN e.words @@
          %(together)s::tsquery THEN {TOGETHER} ELSE 0 END
        FROM shop_entry e WHERE e.product_id = f.id
    ) END - CASE WHEN %(other_things)s = '' AND %(only_placed)s = '' THEN 0 ELSE (
        SELECT CASE WHEN (%(other_things)s <> '' AND e.words @@ %(other_things)s::tsquery
          OR %(only_placed)s <> '' AND e.words @@ %(only_placed)s::tsquery
            AND (e.category_id = ANY(%(kinds)s::bigint[])) IS NOT TRUE)
          AND length(ts_filter(e.words, '{{a}}')) <= {SHORT_NAME} THEN {OTHER_THING} ELSE 0 END
        FROM shop_entry e WHERE e.product_id = f.id
    ) END - CASE WHEN f.available THEN 0 ELSE {SOLD_OUT} END
      - CASE WHEN f.is_denied THEN {LACKING} ELSE 0 END AS phrase
    FROM (
        (SELECT id, lex, popularity, available, is_exact, is_denied FROM found
        ORDER BY lex DESC, popularity DESC, id LIMIT {CLOSELY})
        UNION (
            SELECT id, lex, popularity, available, is_exact, is_denied FROM found
            WHERE id IN (SELECT id FROM other)
        )
    ) AS f LEFT JOIN near USING (id)
),
scale AS MATERIALIZED (
    SELECT greatest(max(lex), {LEAST_EARNED} * %(most)s, 1e-6) AS earned,
           greatest(max(cosine), {LEAST_NEAR}) AS near, max(cosine) AS nearest
    FROM best
),
agreement AS MATERIALIZED (
    SELECT coalesce(avg(lex) / (SELECT earned FROM scale), 1) AS share
    FROM (SELECT lex FROM best WHERE cosine IS NOT NULL ORDER BY cosine DESC, id LIMIT {NEAREST})
      AS nearest
),
doubt AS MATERIALIZED (
    SELECT CASE WHEN %(weight_text)s = 0 OR share >= {AGREED} OR coalesce(nearest, 0) <= {SURE}
      THEN 0 ELSE
        least(({AGREED} - share) / ({AGREED} - {DISAGREED}), 1) * least((nearest - {SURE}) / 0.05,
        1)
        * least(greatest((
            SELECT count(*) - {FEW} FROM (
                SELECT 1 FROM shop_entry e WHERE e.active AND e.words @@ %(match_all)s::tsquery
                  LIMIT {MANY}
            ) AS held
        ) / ({MANY} - {FEW})::float, 0), 1)
    END AS doubt
    FROM agreement, scale
),
fused AS MATERIALIZED (
    SELECT id, popularity, is_exact, available, phrase, lex / earned AS text,
           coalesce(cosine, 0) AS vector, doubt,
           %(weight_text)s * (1 - doubt) * lex / earned + %(weight_vector)s *
           coalesce(greatest(cosine, 0), 0) / near
           + %(weight_text)s * (1 - doubt) * phrase AS fused
    FROM best, scale, doubt
),
centre AS MATERIALIZED (
    SELECT avg(e.embedding) AS middle
    FROM (SELECT id FROM fused WHERE doubt > 0 ORDER BY fused DESC, id LIMIT 5) AS first
      JOIN shop_entry e ON e.product_id = first.id
),
close AS MATERIALIZED (
    SELECT fused.*, CASE WHEN doubt > 0 THEN coalesce({LIKENESS} * doubt * greatest((
        SELECT 1 - (e.embedding <=> (SELECT middle FROM centre)) FROM shop_entry e
          WHERE e.product_id = fused.id
    ), 0), 0) ELSE 0 END AS likeness
    FROM fused
)
"""
# All that was found, in order.
ALL = f"""{SCORED},
ranked AS MATERIALIZED (
    SELECT scored.*, named.place AS named, score * {{boost}} + coalesce(10 - named.place / 1000.0,
      0) AS hybrid
    FROM (
        SELECT found.id, found.popularity, price, rating, brand, category_id, found.is_exact,
          found.available, b.phrase, d.doubt,
          b.likeness,
               coalesce(b.text, lex / earned) AS text, coalesce(b.vector, 0) AS vector,
               coalesce(b.fused + b.likeness, %(weight_text)s * (1 - d.doubt) * lex / earned) AS
               score
        FROM found LEFT JOIN close b USING (id) CROSS JOIN scale CROSS JOIN doubt d
    ) AS scored LEFT JOIN named USING (id)
)
"""
# The first CLOSELY of it alone, where nothing is boosted: none that was not looked at closely can
# come before those, since meaning, phrase and likeness add to what the words have earned (names of
# other things alone lose by `phrase`, and keep their places among themselves).
TOP = f"""{SCORED},
ranked AS MATERIALIZED (
    SELECT close.*, named.place AS named, fused + likeness + coalesce(10 - named.place / 1000.0, 0)
      AS hybrid
    FROM close LEFT JOIN named USING (id)
)
"""
# What a score is made of, for staff.
EXPLANATION = """json_build_object(
    'words', text, 'meaning', vector, 'phrase', phrase, 'doubt in words', doubt, 'likeness',
    likeness, 'boost', {boost}, 'named', named
)"""
