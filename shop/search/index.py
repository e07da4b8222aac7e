"""The words of the catalogue, stored beside the entries: attributes and brands, how rare a word is,
and its spelling.

A database trigger writes the entries themselves (see the migrations), so no writer can forget them.
"""

from collections.abc import Collection, Iterator
from itertools import batched

from django.db import connection, transaction

from shop.models import LANGUAGE, Product, Term, WordsVersion

# Counting reads all entries, so a small import only adds what is new.
RECOUNT_SHARE = 0.05
BATCH = 500

NEW_LABELS = """
INSERT INTO shop_label (id, key, value, products)
SELECT DISTINCT aisle_label(l.key, l.value), l.key, l.value, 1
FROM shop_product p CROSS JOIN LATERAL (
    SELECT key, value FROM aisle_labels(p.attributes) UNION ALL SELECT '', p.brand
      WHERE p.brand <> ''
) AS l
WHERE p.id = ANY(%(ids)s)
ORDER BY 1  -- one order for all writers, or two of them could wait for each other
ON CONFLICT DO NOTHING
"""
NEW_TERMS = """
INSERT INTO shop_term (lexeme, products)
SELECT DISTINCT w.lexeme, 1 FROM shop_entry e CROSS JOIN LATERAL unnest(e.words) AS w
  WHERE e.product_id = ANY(%(ids)s)
ORDER BY 1 ON CONFLICT DO NOTHING
"""
# Only words of letters: nobody wants a model number "corrected".
NEW_WORDS = f"""
INSERT INTO shop_word (word, lexeme, products)
SELECT word, (tsvector_to_array(to_tsvector('{LANGUAGE}', word)))[1], 1 FROM (
    SELECT DISTINCT word
    FROM shop_product p LEFT JOIN shop_category c ON c.id = p.category_id
    CROSS JOIN LATERAL regexp_split_to_table(aisle_text(concat_ws(' ', p.name, p.brand, c.path,
    p.facts)), ' ') AS word
    WHERE p.id = ANY(%(ids)s) AND length(word) BETWEEN 3 AND 40 AND word !~ '[0-9]'
) AS spelt
WHERE to_tsvector('{LANGUAGE}', word) <> ''
ORDER BY 1 ON CONFLICT DO NOTHING
"""
# A label's number, once given, stays for good: entries hold it, and processes remember what it
# stands for. Worth counting are attributes whose values come back: colours and sizes, not weights
# to the gram.
RECOUNT = """
-- After a first import the planner would else believe them empty.
ANALYZE shop_entry (labels, words), shop_label, shop_word;
UPDATE shop_label l SET products = coalesce(c.products, 0)
FROM shop_label known LEFT JOIN (
    SELECT id, count(*) AS products FROM shop_entry e CROSS JOIN LATERAL unnest(e.labels ||
      aisle_label('', e.brand)) AS id
    WHERE e.active GROUP BY id
) AS c USING (id)
WHERE known.id = l.id AND l.products <> coalesce(c.products, 0);
WITH worth AS (
    SELECT key FROM shop_label WHERE key <> '' AND products > 0
    GROUP BY key HAVING count(*) <= 60 AND sum(products) >= 2 * count(*)
    OR sum(products) >= 15 * count(*)
),
numbered AS (
    SELECT l.id, (SELECT coalesce(max(facet), 0) FROM shop_label) + row_number() OVER (ORDER BY
      l.key, l.value) AS facet
    FROM shop_label l JOIN worth w USING (key) WHERE l.facet IS NULL
)
UPDATE shop_label l SET facet = n.facet FROM numbered n WHERE n.id = l.id;
UPDATE shop_entry SET facets = aisle_facets(labels) WHERE facets <> aisle_facets(labels);
DELETE FROM shop_term;
INSERT INTO shop_term (lexeme, products) SELECT word, ndoc
  FROM ts_stat('SELECT words FROM shop_entry WHERE active') ORDER BY word;
ANALYZE shop_term;
UPDATE shop_wordsversion SET version = version + 1, uncounted = 0;
UPDATE shop_word w SET products = coalesce(title.products, anywhere.products, 0)
FROM shop_word known
LEFT JOIN shop_term title ON title.lexeme = '^' || known.lexeme LEFT JOIN shop_term anywhere
  ON anywhere.lexeme = known.lexeme
WHERE known.word = w.word AND w.products <> coalesce(title.products, anywhere.products, 0);
"""

# Labels without a number of attributes whose other values have one.
UNNUMBERED = """
SELECT DISTINCT l.id FROM shop_entry e CROSS JOIN LATERAL unnest(e.labels) AS held(id)
JOIN shop_label l ON l.id = held.id
WHERE e.product_id = ANY(%(ids)s) AND l.facet IS NULL AND EXISTS (
    SELECT FROM shop_label other WHERE other.key = l.key AND other.facet IS NOT NULL
)
"""
NUMBER = """
UPDATE shop_label l SET facet = n.facet FROM (
    SELECT id, (SELECT coalesce(max(facet), 0) FROM shop_label) + row_number() OVER (ORDER BY key,
      value) AS facet
    FROM shop_label WHERE id = ANY(%(labels)s) AND facet IS NULL
) AS n WHERE n.id = l.id
"""
FACETS = """
UPDATE shop_entry SET facets = aisle_facets(labels)
WHERE product_id = ANY(%(ids)s) AND facets <> aisle_facets(labels)
"""
# Two recounts at once would write the same rows.
RECOUNT_LOCK = "SELECT pg_advisory_xact_lock(hashtext('aisle.recount'))"


def learn(ids: Collection[int]) -> int:
    """Adds the new words and labels of these products. Returns how many were new."""
    new = 0
    with connection.cursor() as cursor:
        for statement in (NEW_LABELS, NEW_TERMS, NEW_WORDS):
            cursor.execute(statement, {"ids": list(ids)})
            new += cursor.rowcount
    return new


def number_labels(ids: Collection[int]) -> None:
    """Has the new values of these products counted in facets whose other values are counted.

    It is a transaction of its own: one that has written entries could wait for a recount that
    waits for them.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(UNNUMBERED, {"ids": list(ids)})
        labels = [label for (label,) in cursor.fetchall()]
        if not labels:
            return
        cursor.execute(RECOUNT_LOCK)
        cursor.execute(NUMBER, {"labels": labels})
        cursor.execute(FACETS, {"ids": list(ids)})


def rebuild() -> Iterator[tuple[int, int]]:
    """Rewrites every entry and counts again. Yields (products done, products in all) after each
    batch, which is a transaction of its own.
    """
    ids = list(Product.objects.order_by("id").values_list("id", flat=True))
    done = 0
    for batch in batched(ids, BATCH):
        with transaction.atomic(), connection.cursor() as cursor:
            # The trigger else leaves alone what did not change.
            cursor.execute("SET LOCAL aisle.rebuild = 'on'")
            cursor.execute(
                "UPDATE shop_product SET name = name WHERE id = ANY(%(ids)s)", {"ids": list(batch)}
            )
        learn(batch)
        done += len(batch)
        yield done, len(ids)
    recount()


def arrange() -> None:
    """Sorts the entries by popularity, the order in which very broad queries are cut off. Searches
    wait meanwhile.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        # All indexes are built anew. The vectors' takes many times as long where it does not fit
        # into this memory, and the only measure of what the server has is what it gave its buffers.
        cursor.execute(
            "SELECT set_config('maintenance_work_mem', current_setting('shared_buffers'), true)"
        )
        cursor.execute("CLUSTER shop_entry USING entry_popularity")


def recount_after(changed: int) -> None:
    """Counts again where a large part of the catalogue has changed, or where nothing was counted
    yet.
    """
    if changed and (
        changed >= RECOUNT_SHARE * Product.objects.count()
        or not Term.objects.filter(products__gt=1).exists()
    ):
        recount()


def is_recount_due() -> bool:
    """Whether a large part of the catalogue has changed since the last count, a few products at a
    time.
    """
    uncounted = WordsVersion.objects.values_list("uncounted", flat=True).first() or 0
    return uncounted > 0 and uncounted >= RECOUNT_SHARE * Product.objects.count()


def recount() -> None:
    """Counts every word and label of the active products. Searches use the old counts meanwhile."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0; SET LOCAL enable_seqscan = on")
        cursor.execute(RECOUNT_LOCK)
        cursor.execute(RECOUNT)
