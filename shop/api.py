"""The catalogue for programs: search, one product, the categories."""

from decimal import Decimal
from typing import Annotated

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Path, Query, Router, Schema
from pydantic import Field, StringConstraints

from shop.models import Category, Product
from shop.records import is_automatic, recorded
from shop.results import product_result, search_result, suggestion_result
from shop.search import SearchQuery
from shop.search.query import LONGEST_WORDS, Sort
from shop.search.suggest import suggest
from shop.wire import CategoryResult, ErrorBody, ProductResult, ProductSearchResult, SuggestionResult

router = Router(tags=["catalogue"])

Name = Annotated[str, StringConstraints(max_length=500)]
Price = Annotated[Decimal, Field(ge=0, lt=10**10)]


Words = Annotated[str, StringConstraints(max_length=LONGEST_WORDS, strip_whitespace=True)]


class SearchParameters(Schema):
    """What can be asked; everything is optional, and without words the catalogue is browsed."""

    q: Words = Field("", description='The words. Prices, brands and colours in them become constraints, as in "warm jacket under 150".')
    category: Name = Field("", description="The slug of a category; what lies below it counts too.")
    brand: Annotated[list[Name], Field(max_length=50)] = Field([], description="May be given several times.")
    colour: Annotated[list[Name], Field(max_length=50)] = Field([], description="As the attributes write it; may be given several times.")
    price_min: Price | None = None
    price_max: Price | None = None
    rating_min: Annotated[Decimal, Field(ge=0, le=5)] | None = None
    in_stock: bool = False
    sort: Sort = "relevance"
    page: Annotated[int, Field(ge=1, le=10_000)] = 1
    page_size: Annotated[int, Field(ge=1, le=100)] = 24
    literal: bool = Field(False, description="Read no constraints out of the words.")


@router.get("/products/search", response={200: ProductSearchResult, 422: ErrorBody, 503: ErrorBody}, summary="Search products")
def search_products(request: HttpRequest, asked: Query[SearchParameters]) -> ProductSearchResult:
    query = SearchQuery(
        words=asked.q,
        category=asked.category,
        brands=tuple(asked.brand),
        colours=tuple(asked.colour),
        price_min=asked.price_min,
        price_max=asked.price_max,
        rating_min=asked.rating_min,
        in_stock=asked.in_stock,
        sort=asked.sort,
        page=asked.page,
        page_size=asked.page_size,
        literal=asked.literal,
    )
    found = recorded(query, "api", silent=is_automatic(request))
    result = search_result(found.page)
    found.write()
    return result


# In front of the next one, for which any name would be an id.
@router.get(
    "/products/suggest", response={200: SuggestionResult, 422: ErrorBody, 503: ErrorBody}, summary="Suggestions for words being typed"
)
def suggest_products(request: HttpRequest, response: HttpResponse, q: Query[Words]) -> SuggestionResult:
    """The last word counts as begun. What nothing begins with is corrected. Answers may be kept for a minute."""
    response["Cache-Control"] = "private, max-age=60"
    return suggestion_result(suggest(q))


@router.get("/products/{product_id}", response={200: ProductResult, 404: ErrorBody, 422: ErrorBody}, summary="One product")
def get_product(request: HttpRequest, product_id: Path[Annotated[int, Field(ge=1, lt=2**63)]]) -> ProductResult:
    products = Product.objects.shown()
    return product_result(get_object_or_404(products, pk=product_id, active=True))


@router.get("/categories", response=list[CategoryResult], summary="All categories, each with its number of products")
def list_categories(request: HttpRequest) -> list[CategoryResult]:
    rows = list(Category.objects.annotate(own=Count("products", filter=Q(products__active=True))).order_by("path"))
    # A category counts what is below it: each adds itself to all its ancestors.
    totals: dict[str, int] = {}
    for row in rows:
        for _name, slug in row.trail:
            totals[slug] = totals.get(slug, 0) + row.own
    return [CategoryResult(path=row.path, slug=row.slug, url=row.get_absolute_url(), products=totals.get(row.slug, 0)) for row in rows]
