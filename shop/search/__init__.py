"""Search over the catalogue: `search(SearchQuery) -> SearchPage` is the only way to results."""

from shop.search.query import Constraint, SearchQuery
from shop.search.service import Hit, SearchPage, search
from shop.search.similar import goes_with, similar

__all__ = ["Constraint", "Hit", "SearchPage", "SearchQuery", "goes_with", "search", "similar"]
