"""Products by their ids: reading, comparing, what is like them, and choosing one."""

from collections import Counter
from decimal import Decimal

from django.utils.translation import gettext_noop
from pydantic import BaseModel
from pydantic_ai import ModelRetry, RunContext, ToolReturn

from chat.tools.deps import Deps, tools
from chat.tools.results import AddedUp, Compared, Found, ProductFacts, Row, Shown, facts, line
from chat.tools.search_arguments import Amount
from shop.comparison import comparison_rows
from shop.models import Product, narrow_to
from shop.search import SearchQuery
from site_config.aio import in_database

# Of a comparison; more of them tell a model, and a visitor in a narrow column, little.
MOST_ROWS = 16
# Of cards.
MOST_SHOWN = 12
# Of a sum.
MOST_ADDED = 50


@tools.tool
async def get_product(ctx: RunContext[Deps], product_id: int) -> ToolReturn:
    """Read all that the shop knows of one product. Use it before answering a question about a
    product.

    Args:
        product_id: The id from an earlier result.
    """
    product = await in_database(_read)(ctx.deps, product_id)
    return ToolReturn(
        return_value=product,
        metadata={
            "read": [product.id],
            "step": {"text": gettext_noop("Read about %(name)s"), "name": product.name},
            "confidence": 1.0,
        },
    )


@tools.tool
async def compare_products(ctx: RunContext[Deps], product_ids: list[int]) -> ToolReturn:
    """Compare two to four products, attribute by attribute. The visitor sees the table; say what
    matters in it.

    Args:
        product_ids: The ids from earlier results, in the order in which to show them.
    """
    ids = list(dict.fromkeys(product_ids))
    if not 2 <= len(ids) <= 4:
        raise ModelRetry("Compare two, three or four different products.")
    products = [await in_database(get_product_row)(ctx.deps, pk) for pk in ids]
    rows = [Row(name=row.name, values=row.values) for row in comparison_rows(products, MOST_ROWS)]
    unknown = [row.name for row in rows if None in row.values]
    compared = Compared(
        products=[line(product) for product in products], rows=rows, unknown=unknown
    )
    step = {
        "text": gettext_noop("Compared %(names)s"),
        "names": [product.name for product in products],
    }
    return ToolReturn(
        return_value=compared,
        metadata={
            "cards": ids,
            "compared": ids,
            "fitting": ctx.deps.noted_fitting(ids),
            "step": step,
            "confidence": 1.0,
        },
    )


class Chosen(BaseModel):
    """The values of options that were chosen of one product: "Black", "42"."""

    product_id: int
    values: list[str]


def _choose_variants(deps: Deps, chosen: Chosen) -> None:
    """Narrows a product to the variants that have all the values, where there are any."""
    wanted = set(chosen.values)
    variants = get_product_row(deps, chosen.product_id).sold_variants
    if ids := [each.pk for each in variants if wanted <= set(each.values.values())]:
        deps.fitting[chosen.product_id] = ids


def _against(budget: Decimal | None, total: Decimal) -> dict[str, Decimal]:
    """Returns what is left of a budget, or what it is short of, by the fields of AddedUp."""
    if budget is None:
        return {}
    return {"left": budget - total} if budget >= total else {"short": total - budget}


@tools.tool
async def add_up(
    ctx: RunContext[Deps],
    product_ids: list[int],
    budget: Amount | None = None,
    options: list[Chosen] | None = None,
) -> ToolReturn:
    """Add up what several products cost together. The visitor sees these products as cards.

    Args:
        product_ids: The ids from earlier results; an id given twice counts twice.
        budget: What all of them may cost together, if the visitor said so.
        options: The values of options that the visitor chose, such as a size, of products that come
            in several; they tell which price counts.
    """
    counts = Counter(product_ids[:MOST_ADDED])
    for each in options or ():
        await in_database(_choose_variants)(ctx.deps, each)
    products = [await in_database(get_product_row)(ctx.deps, pk) for pk in counts]
    if len({product.currency for product in products}) != 1:
        raise ModelRetry("Add up at least one product, and only products of one currency.")
    total = sum((product.price * counts[product.pk] for product in products), Decimal(0))
    added = AddedUp(
        products=[line(product) for product in products],
        counts=list(counts.values()),
        total=total,
        currency=products[0].currency,
        **_against(budget, total),
    )
    step = {
        "text": gettext_noop("Added up %(names)s"),
        "names": [product.name for product in products],
    }
    return ToolReturn(
        return_value=added,
        metadata={
            "cards": list(counts),
            "fitting": ctx.deps.noted_fitting(counts),
            "step": step,
            "confidence": 1.0,
        },
    )


@tools.tool
async def show_products(ctx: RunContext[Deps], product_ids: list[int]) -> ToolReturn:
    """Choose which products of earlier results the visitor sees as cards, where some of a result do
    not fit what was asked.

    Args:
        product_ids: The ids from earlier results, the best first.
    """
    ids = list(dict.fromkeys(product_ids))[:MOST_SHOWN]
    if not ids:
        raise ModelRetry("Show at least one product.")
    products = [await in_database(get_product_row)(ctx.deps, pk) for pk in ids]
    return ToolReturn(
        return_value=Shown(products=[line(product) for product in products]),
        metadata={"cards": ids, "fitting": ctx.deps.noted_fitting(ids), "confidence": 1.0},
    )


@tools.tool
async def similar_products(
    ctx: RunContext[Deps], product_id: int, price_max: Amount | None = None, limit: int = 4
) -> ToolReturn:
    """Find products like one product.

    Args:
        product_id: The id from an earlier result.
        price_max: Only products at this price or less.
        limit: How many to return, 1 to 8.
    """
    product = await in_database(get_product_row)(ctx.deps, product_id)
    query = SearchQuery(price_max=price_max)
    near = await in_database(ctx.deps.similar)(product, min(max(limit, 1), 8), query=query)
    found = Found(total=len(near), products=[line(each) for each in near])
    step = {"text": gettext_noop("Looked for things like %(name)s"), "name": product.name}
    return ToolReturn(
        return_value=found,
        metadata={
            "cards": [each.pk for each in near],
            "step": step,
            "confidence": 0.8 if near else 0.0,
        },
    )


@tools.tool
async def select_product(ctx: RunContext[Deps], product_id: int) -> ToolReturn:
    """Remember the product that the visitor has chosen, so that "it" means this one from now on.

    Args:
        product_id: The id from an earlier result.
    """
    product = await in_database(get_product_row)(ctx.deps, product_id)
    ctx.deps.selected.append(product.pk)
    return ToolReturn(
        return_value=line(product),
        metadata={
            "read": [product.pk],
            "selected": product.pk,
            "step": {"text": gettext_noop("Selected %(name)s"), "name": product.name},
            "confidence": 1.0,
        },
    )


def _read(deps: Deps, product_id: int) -> ProductFacts:
    return facts(get_product_row(deps, product_id))


def get_product_row(deps: Deps, product_id: int) -> Product:
    """Returns the product, with the variants that fit the search of the answer.

    Raises ModelRetry where there is no such product.
    """
    products = Product.objects.select_related("category").defer("facts")
    product = (
        products.filter(pk=product_id, active=True).first() if 0 < product_id < 2**63 else None
    )
    if product is None:
        raise ModelRetry(
            f"There is no product {product_id}; use an id from an earlier result, or search again."
        )
    narrow_to(product, deps.fitting.get(product_id, ()))
    return product
