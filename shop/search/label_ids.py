"""The numbers of labels in the index: hashes that PostgreSQL makes, and that never change."""

from functools import lru_cache

from shop.search import statements

IDS = """
SELECT aisle_label(label.key, label.value)
FROM unnest(%(keys)s::text[], %(values)s::text[]) WITH ORDINALITY AS label(key, value, place)
ORDER BY place
"""


# As an array, the numbers are a short text that is planned at once; dozens of calls of a function
# take longer to plan than most searches take to run.
@lru_cache(maxsize=4096)
def label_ids(pairs: tuple[tuple[str, str], ...]) -> tuple[int, ...]:
    """Returns the number of each label, which is a pair of key and value."""
    keys, values = zip(*pairs, strict=True)
    rows = statements.rows(IDS, {"keys": list(keys), "values": list(values)})
    return tuple(row[0] for row in rows)
