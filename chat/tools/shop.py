"""The shop itself: what it keeps where, and what staff say of delivery, returns and the like."""

from collections import Counter

from django.db.models import Count
from django.utils.translation import get_language, gettext_noop
from pydantic_ai import ModelRetry, RunContext, ToolReturn

from chat.tools.deps import Deps, tools
from chat.tools.results import Fact, Facts, Place, Places
from shop.models import Category, Product, ShopFact
from shop.search.stemming import stem
from shop.search.vocabulary import fold
from site_config.aio import in_database

MOST_PLACES = 60


@tools.tool
async def list_categories(ctx: RunContext[Deps], under: str = "") -> ToolReturn:
    """List the shop's categories with the number of products in each, and below it.

    Args:
        under: The slug of a category, to list what is directly below it; empty for the top.
    """
    places = await in_database(_categories)(under.replace("\0", "").strip())
    return ToolReturn(
        return_value=places, metadata={"step": {"text": gettext_noop("Looked at the categories")}}
    )


def _categories(under: str) -> Places:
    slugs = dict(Category.objects.values_list("pk", "slug"))
    if under and under not in slugs.values():
        tops = sorted({slug.partition("/")[0] for slug in slugs.values()})
        raise ModelRetry(
            f"This shop has no category {under!r}. At the top: {', '.join(tops[:MOST_PLACES])}."
        )
    counts = _product_counts(slugs)
    start = f"{under}/" if under else ""
    direct = [
        each
        for each in Category.objects.filter(slug__startswith=start)
        if "/" not in each.slug.removeprefix(start) and counts[each.slug]
    ]
    places = [
        Place(slug=each.slug, name=each.name, products=counts[each.slug])
        for each in direct[:MOST_PLACES]
    ]
    return Places(under=under, categories=places)


def _product_counts(slugs: dict[int, str]) -> Counter[str]:
    """Returns the active products of each category's slug, those further down included."""
    counts: Counter[str] = Counter()
    rows = (
        Product.objects.filter(active=True)
        .order_by()
        .values_list("category")
        .annotate(products=Count("pk"))
    )
    for category, products in rows:
        steps = slugs.get(category, "").split("/")
        for depth in range(len(steps)):
            counts["/".join(steps[: depth + 1])] += products
    return counts


@tools.tool
async def shop_facts(ctx: RunContext[Deps], question: str = "") -> ToolReturn:
    """Read what the shop says of delivery, returns, payment, opening hours, warranty and the like.
    Never answer these from memory.

    Args:
        question: What is asked, in a few words, such as "return a parcel"; empty for everything.
    """
    found = await in_database(_facts)(question, ctx.deps.language or get_language() or "")
    return ToolReturn(
        return_value=found,
        metadata={"step": {"text": gettext_noop("Looked up what the shop says")}},
    )


def _facts(question: str, language: str) -> Facts:
    """Those that share a word with the question, the most first."""
    rows = list(ShopFact.objects.in_language(language))
    asked = _words(question)
    shared = {
        row.pk: len(asked & _words(f"{row.topic} {row.get_topic_display()} {row.title}")) * 3
        + len(asked & _words(row.text))
        for row in rows
    }
    fitting = sorted(
        (row for row in rows if shared[row.pk] or not asked), key=lambda row: -shared[row.pk]
    )
    facts = [Fact(topic=row.topic, title=row.title, text=row.text) for row in fitting[:6]]
    return Facts(facts=facts, titles=[row.title for row in rows if row not in fitting[:6]][:20])


_EMPTY = frozenset(
    "a an the is are do does can i you my your it to of for and or on in what how when where "
    "which if be have with at by".split()
)


def _words(text: str) -> frozenset[str]:
    return frozenset(stem(word) for word in fold(text).split() if word not in _EMPTY)
