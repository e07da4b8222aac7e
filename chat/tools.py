"""What the assistant can do in the shop. A tool's docstring is the model's manual; results are small and typed."""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal, TypeVar

from django.utils.translation import gettext_noop
from pydantic import BaseModel
from pydantic_ai import FunctionToolset, ModelRetry, RunContext, ToolReturn

from shop.comparison import comparison_rows
from shop.models import Category, Product
from shop.search import SearchPage, SearchQuery
from shop.search.query import LONGEST_WORDS
from shop.search.relax import relaxations
from shop.search.vocabulary import COLOUR_KEYS, fold, vocabulary
from site_config.aio import in_database

T = TypeVar("T")
# Of a comparison; more of them tell a model, and a visitor in a narrow column, little.
MOST_ROWS = 16
# What a tool did, as site_config.saying keeps it: each visitor reads it in their own language.
Step = dict[str, Any]


@dataclass
class Deps:
    """What the tools work with; `topic` is the id of the product that the visitor selected, `language` the code of
    the one in which they read the shop."""

    search: Callable[[SearchQuery], SearchPage]
    similar: Callable[..., list[Product]]
    topic: int | None = None
    language: str = ""
    selected: list[int] = field(default_factory=list)


class ProductLine(BaseModel):
    id: int
    name: str
    brand: str = ""
    category: str = ""
    price: Decimal
    currency: str
    was: Decimal | None = None
    colour: str = ""
    rating: Decimal | None = None
    in_stock: bool = True
    about: str = ""


class ProductFacts(ProductLine):
    """A product with all that the shop knows of it. What is not here, the shop does not know."""

    stock: int | None = None
    description: str = ""
    attributes: dict[str, Any] = {}


class Dropped(BaseModel):
    """How many products would fit without one of the constraints."""

    without: str
    products: int


class Found(BaseModel):
    """`total` products fit; `products` are the best of them, in order. `understood` are constraints that every product keeps."""

    total: int
    understood: list[str] = []
    products: list[ProductLine]
    would_fit: list[Dropped] = []


class Row(BaseModel):
    """One attribute; a value for each product, in the order of `products`; None where the shop does not know."""

    name: str
    values: list[str | None]


class Compared(BaseModel):
    products: list[ProductLine]
    rows: list[Row]


tools: FunctionToolset[Deps] = FunctionToolset(id="shop")


@tools.tool
async def search_products(
    ctx: RunContext[Deps],
    words: str,
    price_min: Decimal | None = None,
    price_max: Decimal | None = None,
    brand: str = "",
    colour: str = "",
    category: str = "",
    in_stock: bool = False,
    sort: Literal["relevance", "price", "-price", "rating", "newest"] = "relevance",
    limit: int = 6,
) -> ToolReturn:
    """Find products. Every product in the result keeps every constraint.

    Args:
        words: What is wanted, in the visitor's own words. Prices, brands and colours in them are understood as constraints.
        price_min: Only products at this price or more.
        price_max: Only products at this price or less.
        brand: Only this brand.
        colour: Only this colour, as one word.
        category: Only this category and what is below it, by its slug, such as "outdoor/jackets".
        in_stock: Only what can be bought now.
        sort: How to order them.
        limit: How many to return, 1 to 12.
    """
    query = SearchQuery(
        words=words[:LONGEST_WORDS].replace("\0", " ").strip(),
        category=category,
        price_min=price_min,
        price_max=price_max,
        in_stock=in_stock,
        sort=sort,
        page_size=min(max(limit, 1), 12),
    )
    found, cards, step, confidence = await in_database(_search)(ctx.deps, query, brand, colour)
    return ToolReturn(return_value=found, metadata={"cards": cards, "step": step, "confidence": confidence})


def _search(deps: Deps, query: SearchQuery, brand: str, colour: str) -> tuple[Found, list[int], Step, float]:
    shop = vocabulary()
    changes: dict[str, Any] = {}
    if query.category and not Category.objects.filter(slug=query.category).exists():
        places = ", ".join(Category.objects.values_list("slug", flat=True)[:60])
        raise ModelRetry(f"This shop has no category {query.category!r}. Its categories: {places}.")
    if brand:
        if fold(brand) not in shop.brands:
            raise ModelRetry(f"This shop has no brand {brand!r}. Leave it out, or use one that a result shows.")
        changes["brands"] = (shop.brands[fold(brand)],)
    if colour:
        if fold(colour) not in shop.colours:
            raise ModelRetry(f"This shop knows no colour {colour!r}. Its colours: {', '.join(sorted(shop.colours)[:30])}.")
        changes["colours"] = shop.colours[fold(colour)]
    page = deps.search(query.model_copy(update=changes))
    dropped = [Dropped(without=each.label, products=each.total) for each in relaxations(page)] if page.total < 2 else []
    found = Found(
        total=page.total,
        understood=[item.label for item in page.understood],
        products=[line(hit.product) for hit in page.hits],
        would_fit=dropped,
    )
    return found, [hit.product.pk for hit in page.hits], _search_step(page), page.hits[0].scores.hybrid if page.hits else 0.0


def _search_step(page: SearchPage) -> Step:
    about: list[Any] = [item.kept for item in page.understood]
    if page.query.words:
        about.insert(0, {"text": gettext_noop("“%(words)s”"), "words": page.query.words})
    return {
        "text": gettext_noop("Looked for %(what)s: %(total)s found"),
        "what": about or {"text": gettext_noop("anything")},
        "total": page.total,
    }


@tools.tool
async def get_product(ctx: RunContext[Deps], product_id: int) -> ToolReturn:
    """Read all that the shop knows of one product. Use it before answering a question about a product.

    Args:
        product_id: The id from an earlier result.
    """
    product = await in_database(_get)(product_id)
    return ToolReturn(
        return_value=facts(product),
        metadata={"cards": [product.pk], "step": {"text": gettext_noop("Read about %(name)s"), "name": product.name}, "confidence": 1.0},
    )


@tools.tool
async def compare_products(ctx: RunContext[Deps], product_ids: list[int]) -> ToolReturn:
    """Compare two to four products, attribute by attribute. The visitor sees the table; say what matters in it.

    Args:
        product_ids: The ids from earlier results, in the order in which to show them.
    """
    ids = list(dict.fromkeys(product_ids))
    if not 2 <= len(ids) <= 4:
        raise ModelRetry("Compare two, three or four different products.")
    products = [await in_database(_get)(pk) for pk in ids]
    rows = [Row(name=row.name, values=row.values) for row in comparison_rows(products, MOST_ROWS)]
    compared = Compared(products=[line(product) for product in products], rows=rows)
    step = {"text": gettext_noop("Compared %(names)s"), "names": [product.name for product in products]}
    return ToolReturn(return_value=compared, metadata={"cards": ids, "compared": ids, "step": step, "confidence": 1.0})


@tools.tool
async def similar_products(ctx: RunContext[Deps], product_id: int, price_max: Decimal | None = None, limit: int = 4) -> ToolReturn:
    """Find products like one product.

    Args:
        product_id: The id from an earlier result.
        price_max: Only products at this price or less.
        limit: How many to return, 1 to 8.
    """
    product = await in_database(_get)(product_id)
    query = SearchQuery(price_max=price_max)
    near = await in_database(ctx.deps.similar)(product, min(max(limit, 1), 8), query=query)
    found = Found(total=len(near), products=[line(each) for each in near])
    step = {"text": gettext_noop("Looked for things like %(name)s"), "name": product.name}
    return ToolReturn(return_value=found, metadata={"cards": [each.pk for each in near], "step": step, "confidence": 0.8 if near else 0.0})


@tools.tool
async def select_product(ctx: RunContext[Deps], product_id: int) -> ToolReturn:
    """Remember the product that the visitor has chosen, so that "it" means this one from now on.

    Args:
        product_id: The id from an earlier result.
    """
    product = await in_database(_get)(product_id)
    ctx.deps.selected.append(product.pk)
    return ToolReturn(
        return_value=line(product),
        metadata={
            "cards": [product.pk],
            "selected": product.pk,
            "step": {"text": gettext_noop("Chose %(name)s"), "name": product.name},
            "confidence": 1.0,
        },
    )


def _get(product_id: int) -> Product:
    products = Product.objects.select_related("category").defer("facts")
    product = products.filter(pk=product_id, active=True).first() if 0 < product_id < 2**63 else None
    if product is None:
        raise ModelRetry(f"There is no product {product_id}; use an id from an earlier result, or search again.")
    return product


def line(product: Product) -> ProductLine:
    return ProductLine(**_line(product), about=product.description.split(". ")[0][:160])


def facts(product: Product) -> ProductFacts:
    return ProductFacts(**_line(product), stock=product.stock, description=product.description[:2000], attributes=product.attributes)


def _line(product: Product) -> dict[str, Any]:
    colour = next((str(product.attributes[key]) for key in COLOUR_KEYS if product.attributes.get(key)), "")
    return {
        "id": product.pk,
        "name": product.name,
        "brand": product.brand,
        "category": product.category.path if product.category else "",
        "price": product.price,
        "currency": product.currency,
        "was": product.compare_at_price if product.saving else None,
        "colour": colour,
        "rating": product.rating,
        "in_stock": product.is_available,
    }
