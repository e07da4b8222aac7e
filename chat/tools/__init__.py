"""What the assistant can do in the shop. A tool's docstring is the model's manual; results are
small and typed.
"""

from chat.tools import bundle, page, products, search, shop
from chat.tools.deps import Deps, tools
from chat.tools.page import Page
from chat.tools.products import MOST_ROWS
from chat.tools.results import (
    AddedUp,
    Bundle,
    Compared,
    Dropped,
    Fact,
    Facts,
    Found,
    PageFacts,
    Place,
    Places,
    ProductFacts,
    ProductLine,
    Relaxed,
    Row,
    Shown,
    VariantFacts,
    facts,
    line,
    mentioned,
)

__all__ = [
    "MOST_ROWS",
    "AddedUp",
    "Bundle",
    "Compared",
    "Deps",
    "Dropped",
    "Fact",
    "Facts",
    "Found",
    "Page",
    "PageFacts",
    "Place",
    "Places",
    "ProductFacts",
    "ProductLine",
    "Relaxed",
    "Row",
    "Shown",
    "VariantFacts",
    "bundle",
    "facts",
    "line",
    "mentioned",
    "page",
    "products",
    "search",
    "shop",
    "tools",
]
