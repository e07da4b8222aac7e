"""The vector leg: the nearest products by meaning, with the filters inside the scan."""

# How many neighbours are looked at.
DEPTH = 100
# A neighbour counts while it is at most this much farther than the best one: what "near" means differs from question to question.
MARGIN = 0.18
# Below this cosine nothing is related, however near it is beside the others.
FLOOR = 0.27

# The scan is iterative (see settings): it goes on until DEPTH rows pass the filters. The order has to be by the operator alone,
# or the index is not used.
NEAR = """
    SELECT e.product_id AS id, 1 - (e.embedding <=> %(vector)s::halfvec) AS cosine
    FROM shop_entry e
    WHERE {filters}
    ORDER BY e.embedding <=> %(vector)s::halfvec
    LIMIT %(depth)s
"""
