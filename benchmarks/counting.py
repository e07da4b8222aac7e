"""Facet counts over rows that an engine without facets of its own has found.

Standard library alone: the peers' environment runs it as well.
"""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from benchmarks import icecat

PRICES = (5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)
Counts = Mapping[str, Counter[str]]


class FacetCounter:
    """The graded products' facets by sku: brand, category, band of prices and each attribute."""

    def __init__(self, products: Iterable[Mapping[str, Any]] | None = None) -> None:
        rows = icecat.products() if products is None else products
        self._facets = {row["sku"]: list(facets(row)) for row in rows}

    def count(self, skus: Iterable[str]) -> Counts:
        """Returns how many of these products have each value, by facet."""
        found: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for sku in skus:
            for facet, value in self._facets.get(sku, ()):
                found[facet][value] += 1
        return found


def facets(row: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    """Yields (facet, value) of a product."""
    for name in ("brand", "category"):
        if row.get(name):
            yield name, row[name]
    if row.get("price") not in (None, ""):
        yield "price", str(bisect_right(PRICES, float(row["price"])))
    for key, value in (row.get("attributes") or {}).items():
        yield key, str(value)
