"""The vector leg: the nearest products by meaning, with the filters inside the scan."""

from collections.abc import Iterable

# How many neighbours are looked at.
DEPTH = 120
# A neighbour counts while it has this share of the best one's nearness: what "near" means differs
# from question to question.
SHARE = 0.6
# Where even the best is farther than this, nothing is related, however near it is beside the
# others.
FLOOR = 0.27

# The scan is iterative (see settings): it goes on until enough rows pass the filters. The order has
# to be by the operator alone, or the index is not used.
NEAREST = """
    SELECT e.product_id AS id, 1 - (e.embedding <=> %(vector)s::halfvec) AS cosine
    FROM shop_entry e
    WHERE {near}
    ORDER BY e.embedding <=> %(vector)s::halfvec
    LIMIT {limit}
"""
LEG = f"""
    SELECT id, cosine
    FROM (SELECT id, cosine, max(cosine) OVER () AS best
      FROM ({NEAREST.replace("{limit}", str(DEPTH))}) AS scanned) AS near
    WHERE best >= {FLOOR} AND cosine >= {SHARE} * best
"""


def literal(numbers: Iterable[float] | None) -> str | None:
    """Returns a vector as PostgreSQL reads it."""
    if numbers is None:
        return None
    return "[" + ",".join([f"{number:.4g}" for number in numbers]) + "]"
