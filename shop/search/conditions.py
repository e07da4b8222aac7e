"""A query's filters as SQL over an entry `e`: the same text in every leg of the statement."""

from typing import Any

from shop.search.filters import FILTERS, Conditions
from shop.search.query import SearchQuery

# What every search holds; with no more than this a statement is the same for all visitors.
UNFILTERED = "e.active"


def conditions(query: SearchQuery) -> tuple[str, dict[str, Any]]:
    """Returns the text, and its parameters (f0, f1 ...)."""
    found = Conditions(UNFILTERED)
    if query.without:
        found.add("e.product_id <> ALL({})", list(query.without))
    for each in FILTERS:
        if query.is_set(*each.fields):
            each.condition(found, *(getattr(query, name) for name in each.fields))
    return " AND ".join(found.sql), found.parameters
