"""What a search can be narrowed down by. `registry.Filters` declares every filter once; the page's
form, the HTTP API, the assistant's tool, chips, links, relaxations and SQL are made from it.
"""

from shop.search.filters.base import Conditions, Filter, Text, UnknownValue
from shop.search.filters.bounds import Bound, Switch
from shop.search.filters.registry import (
    BY_FIELD,
    DEFAULTS,
    FILTERS,
    GROUPS,
    Filters,
    crossed,
    without_group,
)

__all__ = [
    "BY_FIELD",
    "DEFAULTS",
    "FILTERS",
    "GROUPS",
    "Bound",
    "Conditions",
    "Filter",
    "Filters",
    "Switch",
    "Text",
    "UnknownValue",
    "crossed",
    "without_group",
]
