"""The catalogue for programs: search, one product, the categories."""

from decimal import Decimal
from typing import Annotated

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Path, Query, Router, Schema
from pydantic import AfterValidator, Field, StringConstraints

from shop.forms import LAST_PAGE, attributes_of, distinct, is_weighed, weights_of
from shop.models import Category, Product
from shop.records import is_automatic, recorded
from shop.results import product_result, search_result, suggestion_result
from shop.search import SearchQuery
from shop.search.query import LONGEST_WORDS, Mode, Sort
from shop.search.suggest import suggest
from shop.wire import CategoryResult, ProductResult, ProductSearchResult, SuggestionResult
from site_config.errors import AisleError, Invalid, NotHere, refuses

router = Router(tags=["catalogue"])

Name = Annotated[str, StringConstraints(max_length=500)]
Pair = Annotated[
    str,
    StringConstraints(max_length=400),
    Field(json_schema_extra={"pattern": r"^\s*[^:\s][^:]*:\s*\S"}),
]
Price = Annotated[Decimal, Field(ge=0, lt=10**10)]
Weight = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]


# The length first: the description cannot say that it counts without the spaces around.
Words = Annotated[str, StringConstraints(max_length=LONGEST_WORDS), AfterValidator(str.strip)]


class SearchParameters(Schema):
    """What can be asked; everything is optional, and without words the catalogue is browsed."""

    q: Words = Field(
        "",
        description="The words. Prices, brands and colours in them become constraints, as in "
        '"warm jacket under 150".',
    )
    category: Name = Field("", description="The slug of a category; what lies below it counts too.")
    brand: Annotated[list[Name], Field(max_length=50)] = Field(
        [], description="May be given several times."
    )
    colour: Annotated[list[Name], Field(max_length=50)] = Field(
        [], description="As the attributes write it; may be given several times."
    )
    attribute: Annotated[list[Pair], Field(max_length=50)] = Field(
        [],
        description='As "key:value", for example "season:winter"; the first colon parts them, and '
        "what a product has or has not is "
        '"key:yes". May be given several times: any of the values of a key, and all of the keys. '
        "`metadata.facets.attributes` lists them.",
    )
    price_min: Price | None = None
    price_max: Price | None = Field(None, description="Inclusive, and not less than `price_min`.")
    rating_min: Annotated[Decimal, Field(ge=0, le=5)] | None = None
    in_stock: bool = False
    sort: Sort = "relevance"
    page: Annotated[int, Field(ge=1, le=LAST_PAGE)] = 1
    page_size: Annotated[int, Field(ge=1, le=100)] = 24
    literal: bool = Field(
        False,
        description="Take the words as words: read no constraints out of them, correct no "
        "spelling.",
    )
    mode: Mode = Field(
        "hybrid", description="By words and meaning, by words alone, or by meaning alone."
    )
    weight_text: Weight | None = Field(
        None, description="How much words count; the shop's settings say it where it is left out."
    )
    weight_vector: Weight | None = Field(
        None, description="How much meaning counts. Not both may be 0."
    )
    explain: bool = Field(
        False,
        description="With each product, how its score came about. For staff who are signed in; "
        "403 for others.",
    )


class StaffOnly(AisleError):
    code = "staff_only"
    status = 403
    sentence = "explain: only staff who are signed in see how scores come about."


@router.get(
    "/products/search",
    response=ProductSearchResult,
    openapi_extra=refuses(Invalid, StaffOnly),
    summary="Search products",
)
def search_products(request: HttpRequest, asked: Query[SearchParameters]) -> ProductSearchResult:
    refuse_others(request, *SearchParameters.model_fields)
    if asked.explain and not request.user.is_staff:
        raise StaffOnly
    found = recorded(query_of(asked), "api", silent=is_automatic(request))
    result = search_result(found.page, explain=asked.explain)
    found.write()
    return result


def refuse_others(request: HttpRequest, *names: str) -> None:
    """A misspelt parameter would else be a search for everything."""
    if unknown := sorted(set(request.GET) - set(names)):
        raise Invalid(f"{unknown[0][:60]}: there is no such parameter.")


def query_of(asked: SearchParameters) -> SearchQuery:
    attributes, bad = attributes_of(distinct(asked.attribute))
    if bad:
        raise Invalid(f"attribute: “{bad[0][:60]}” is not written as key:value.")
    if (
        asked.price_min is not None
        and asked.price_max is not None
        and asked.price_min > asked.price_max
    ):
        raise Invalid("price_min: should not be above price_max.")
    weights = weights_of(asked.weight_text, asked.weight_vector)
    if weights and not is_weighed(weights, asked.mode):
        raise Invalid(
            "weight_text, weight_vector: together they should be more than 0 in this mode."
        )
    return SearchQuery(
        words=asked.q,
        category=asked.category,
        brands=tuple(asked.brand),
        colours=tuple(asked.colour),
        attributes=attributes,
        price_min=asked.price_min,
        price_max=asked.price_max,
        rating_min=asked.rating_min,
        in_stock=asked.in_stock,
        sort=asked.sort,
        page=asked.page,
        page_size=asked.page_size,
        literal=asked.literal,
        mode=asked.mode,
        weights=weights,
    )


# In front of the next one, for which any name would be an id.
@router.get(
    "/products/suggest",
    response=SuggestionResult,
    openapi_extra=refuses(Invalid),
    summary="Suggestions for words being typed",
)
def suggest_products(
    request: HttpRequest, response: HttpResponse, q: Query[Words]
) -> SuggestionResult:
    """The last word counts as begun. What nothing begins with is corrected. Answers may be kept for
    a minute.
    """
    refuse_others(request, "q")
    response["Cache-Control"] = "private, max-age=60"
    return suggestion_result(suggest(q))


@router.get(
    "/products/{product_id}",
    response=ProductResult,
    openapi_extra=refuses(Invalid, NotHere),
    summary="One product",
)
def get_product(
    request: HttpRequest, product_id: Path[Annotated[int, Field(ge=1, lt=2**63)]]
) -> ProductResult:
    refuse_others(request)
    products = Product.objects.shown()
    return product_result(get_object_or_404(products, pk=product_id, active=True))


@router.get(
    "/categories",
    response=list[CategoryResult],
    openapi_extra=refuses(Invalid),
    summary="All categories, each with its number of products",
)
def list_categories(request: HttpRequest) -> list[CategoryResult]:
    refuse_others(request)
    rows = list(
        Category.objects.annotate(own=Count("products", filter=Q(products__active=True))).order_by(
            "path"
        )
    )
    # A category counts what is below it: each adds itself to all its ancestors.
    totals: dict[str, int] = {}
    for row in rows:
        for _name, slug in row.trail:
            totals[slug] = totals.get(slug, 0) + row.own
    return [
        CategoryResult(
            path=row.path,
            slug=row.slug,
            url=row.get_absolute_url(),
            products=totals.get(row.slug, 0),
        )
        for row in rows
    ]
