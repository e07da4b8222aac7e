"""How near in meaning the products of the shop are in general, by a sample of them."""

from collections.abc import Sequence
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from django.db import connection

from shop.search.vocabulary import Vocabulary

# Products that stand for the shop, and as many of a usual spread beside them: in a shop of twenty
# products, the one that is asked for is most of the spread.
SAMPLE, PRIOR, PRIOR_VARIANCE = 400, 100, 0.0095

# Evenly spread over the ids, through the primary key: a random order would read the whole table.
SAMPLED = """
SELECT DISTINCT found.product_id FROM (
    SELECT min(product_id) AS low, max(product_id) AS high FROM shop_entry
) AS ids CROSS JOIN generate_series(0, %(most)s - 1) AS step CROSS JOIN LATERAL (
    SELECT product_id FROM shop_entry e
    WHERE e.product_id >= low + (high - low) * step / %(most)s AND e.active
    ORDER BY product_id LIMIT 1
) AS found ORDER BY 1
"""
VECTORS = """
SELECT {column}::text FROM shop_entry WHERE product_id = ANY(%(ids)s) AND {column} IS NOT NULL
ORDER BY product_id
"""

Vectors = np.ndarray[Any, np.dtype[np.float32]]


def nearness(vector: Sequence[float], shop: Vocabulary, column: str) -> tuple[float, float]:
    """Returns the mean and the standard deviation of the cosines of the shop's products."""
    sample = _sample(shop, column)
    if not len(sample):
        return 0.0, PRIOR_VARIANCE**0.5
    cosines = sample @ np.asarray(vector, np.float32)
    spread = len(sample) * float(cosines.var()) + PRIOR * PRIOR_VARIANCE
    return float(cosines.mean()), (spread / (len(sample) + PRIOR)) ** 0.5


_samples: WeakKeyDictionary[Vocabulary, dict[str, Vectors]] = WeakKeyDictionary()
_reading = Lock()


def _sample(shop: Vocabulary, column: str) -> Vectors:
    """Returns the vectors of the sample, a row each; kept as long as the vocabulary is."""
    held = _samples.get(shop, {}).get(column)
    if held is not None:
        return held
    with _reading:
        found = _read(column)
        _samples.setdefault(shop, {})[column] = found
    return found


def _read(column: str) -> Vectors:
    with connection.cursor() as cursor:
        cursor.execute(SAMPLED, {"most": SAMPLE})
        ids = [row[0] for row in cursor.fetchall()]
        cursor.execute(VECTORS.format(column=column), {"ids": ids})
        rows = [np.fromstring(row[0][1:-1], np.float32, sep=",") for row in cursor.fetchall()]
    return np.stack(rows) if rows else np.zeros((0, 0), np.float32)
