"""Searching, and what could be given up where little fits."""

from typing import Any

from django.utils.translation import gettext_noop
from pydantic_ai import RunContext, ToolReturn

from chat.tools.deps import Deps, tools
from chat.tools.results import Dropped, Found, Relaxed, line
from chat.tools.wanted import Wanted
from shop.search import SearchPage
from shop.search.relax import relaxations
from site_config.aio import in_database

# Each costs a search.
MOST_RELAXED = 8
# How near in meaning, or in meaning and words together, a product has to be to count as an answer at all.
NEAR, NEAR_IN_ALL, LEAST = 0.4, 0.65, 0.2


@tools.tool
async def search_products(ctx: RunContext[Deps], wanted: Wanted) -> ToolReturn:
    """Find products. Every product in the result keeps every constraint.

    Say what is wanted in `words`, as the visitor said it: prices, brands, colours, sizes and what is ruled out are understood there.
    The other arguments are for constraints that the words do not say.
    """
    return await in_database(_search)(ctx.deps, wanted)


def _search(deps: Deps, wanted: Wanted) -> ToolReturn:
    page = deps.search(wanted.query())
    near = is_near(page)
    found = Found(
        total=page.total,
        words=page.query.words,
        near=near,
        understood=[item.label for item in page.understood],
        products=[line(hit.product) for hit in page.hits],
        would_fit=_would_fit(page, 4) if page.total < 2 else [],
    )
    confidence = page.hits[0].scores.hybrid if page.hits else 0.0
    metadata = {"cards": [hit.product.pk for hit in page.hits] if near else [], "step": _search_step(page), "confidence": confidence}
    return ToolReturn(return_value=found, metadata=metadata)


def is_near(page: SearchPage) -> bool:
    """Whether the best of a page has to do with the question; where meaning does not count, its words say so."""
    if page.search_type != "hybrid":
        return True
    scores = [hit.scores for hit in page.hits]
    return any(each.vector >= NEAR or (each.hybrid >= NEAR_IN_ALL and each.vector >= LEAST) for each in scores)


@tools.tool
async def relax_search(ctx: RunContext[Deps], wanted: Wanted) -> ToolReturn:
    """Count what would fit without each of the constraints, where a search found too little.

    Takes the same arguments as search_products. Offer the visitor what helps most; search again once they agree.
    """
    return await in_database(_relax)(ctx.deps, wanted)


def _relax(deps: Deps, wanted: Wanted) -> ToolReturn:
    page = deps.search(wanted.query())
    relaxed = Relaxed(total=page.total, understood=[item.label for item in page.understood], would_fit=_would_fit(page, MOST_RELAXED))
    return ToolReturn(return_value=relaxed, metadata={"step": {"text": gettext_noop("Looked for what could be given up")}})


def _would_fit(page: SearchPage, most: int) -> list[Dropped]:
    return [
        Dropped(without=each.label, products=each.total, best=line(each.best) if each.best else None) for each in relaxations(page, most)
    ]


def _search_step(page: SearchPage) -> dict[str, Any]:
    about: list[Any] = [item.kept for item in page.understood]
    if page.query.words:
        about.insert(0, {"text": gettext_noop("“%(words)s”"), "words": page.query.words})
    what = about or {"text": gettext_noop("anything")}
    return {"text": gettext_noop("Looked for %(what)s: %(total)s found"), "what": what, "total": page.total}
