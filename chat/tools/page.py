"""The page that the visitor looks at while asking, and a tool that reads it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.translation import gettext_noop
from pydantic_ai import RunContext, ToolReturn

from chat.tools.deps import Deps, tools
from chat.tools.results import PageFacts, line
from chat.tools.search_arguments import Wanted
from shop.models import Product
from shop.search import SearchQuery
from shop.search.filters import DEFAULTS, FILTERS
from site_config.aio import in_database

PageKind = Literal["search", "category", "product", "compare", "shortlist"]
# As many of its products are returned.
MOST_ON_PAGE = 12


@dataclass(frozen=True)
class Page:
    """`address` says it all, in the shop's own spelling: of a search and a category it means
    `query`, of the others `products`, ids in their order. A page gives nobody access to anything.
    """

    kind: PageKind
    address: str
    query: SearchQuery | None = None
    products: tuple[int, ...] = ()


@tools.tool
async def page(ctx: RunContext[Deps]) -> ToolReturn:
    """Read the page that the visitor looks at: the words and constraints of a search, and the
    products that are shown. Use it where "these", "this" or "which one" means what is on the page,
    or where a search on the page is to be narrowed down.
    """
    found = await in_database(_read)(ctx.deps)
    step = {"text": gettext_noop("Looked at your page")}
    return ToolReturn(return_value=found, metadata={"step": step, "confidence": 1.0})


def _read(deps: Deps) -> PageFacts:
    shown = deps.page
    if shown is None:
        return PageFacts(kind="other", total=0, products=[])
    if shown.query is None:
        found = _products(shown.products)
        return PageFacts(kind=shown.kind, total=len(found), products=[line(each) for each in found])
    result = deps.search(shown.query.model_copy(update={"page_size": MOST_ON_PAGE}))
    return PageFacts(
        kind=shown.kind,
        words=result.query.words,
        understood=[item.label for item in result.understood],
        total=result.total,
        products=[line(hit.product) for hit in result.hits],
        asked=search_arguments(shown.query),
    )


def _products(ids: Sequence[int]) -> list[Product]:
    found = Product.objects.select_related("category").filter(pk__in=ids, active=True).in_bulk()
    return [found[pk] for pk in ids[:MOST_ON_PAGE] if pk in found]


def search_arguments(query: SearchQuery) -> dict[str, Any]:
    """Returns what search_products takes for the same search, without what it cannot be told."""
    arguments: dict[str, Any] = {"words": query.words} if query.words else {}
    for each in FILTERS:
        value = getattr(query, each.field)
        if value != DEFAULTS[each.field]:
            arguments |= _argument(each.argument, each.field, value)
    return arguments


def _argument(name: str, field: str, value: Any) -> dict[str, Any]:
    try:
        given = Wanted.model_validate({name: value})
        is_same = getattr(given.query(), field) == value
    except Exception:  # a value of an address that the tool has no words for
        return {}
    return given.model_dump(mode="json", include={name}) if is_same else {}
