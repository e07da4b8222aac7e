"""Search over the catalogue: `search(SearchQuery) -> SearchPage` is the only way to results."""

from shop.search.hybrid import Hit, SearchPage, search, similar
from shop.search.query import Constraint, SearchQuery

__all__ = ["Constraint", "Hit", "SearchPage", "SearchQuery", "search", "similar"]
