"""What the assistant can do in the shop. A tool's docstring is the model's manual; results are
small and typed.
"""

from chat.tools import products, search, shop
from chat.tools.deps import Deps, tools
from chat.tools.products import MOST_ROWS
from chat.tools.results import (
    AddedUp,
    Compared,
    Dropped,
    Fact,
    Facts,
    Found,
    Place,
    Places,
    ProductFacts,
    ProductLine,
    Relaxed,
    Row,
    VariantFacts,
    facts,
    line,
    mentioned,
)

__all__ = [
    "MOST_ROWS",
    "AddedUp",
    "Compared",
    "Deps",
    "Dropped",
    "Fact",
    "Facts",
    "Found",
    "Place",
    "Places",
    "ProductFacts",
    "ProductLine",
    "Relaxed",
    "Row",
    "VariantFacts",
    "facts",
    "line",
    "mentioned",
    "products",
    "search",
    "shop",
    "tools",
]
