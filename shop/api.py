"""The catalogue for programs: search, suggestions, the categories."""

from typing import TYPE_CHECKING, Annotated, Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import AfterValidator, Field, StringConstraints, create_model

from shop.forms import LAST_PAGE, is_weighed, weights_of
from shop.models import Category
from shop.records import is_automatic, recorded
from shop.results import search_result, suggestion_result
from shop.search import SearchQuery
from shop.search.filters import FILTERS, crossed
from shop.search.query import LONGEST_WORDS, Mode, Sort
from shop.search.suggest import suggest
from shop.wire import CategoryResult, ProductSearchResult, SuggestionResult
from site_config.errors import AisleError, Invalid, refuses

router = Router(tags=["catalogue"])

Weight = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]


# The length comes first: the description cannot say that it counts without surrounding spaces.
Words = Annotated[str, StringConstraints(max_length=LONGEST_WORDS), AfterValidator(str.strip)]


class SearchWords(Schema):
    q: Words = Field(
        "",
        description="The words. Prices, brands and colours in them become constraints, as in "
        '"warm jacket under 150".',
    )


class SearchOptions(SearchWords):
    """The parameters of a search that are not filters."""

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


if TYPE_CHECKING:
    SearchParameters = SearchOptions
else:
    SearchParameters = create_model(
        "SearchParameters",
        __base__=(
            SearchOptions,
            create_model(
                "SearchFilters",
                __base__=SearchWords,
                **{each.parameter: each.as_parameter() for each in FILTERS},
            ),
        ),
        __doc__="What can be asked; everything is optional, and without words the catalogue is "
        "browsed.",
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
    """A misspelt parameter would otherwise search for everything."""
    if unknown := sorted(set(request.GET) - set(names)):
        raise Invalid(f"{unknown[0][:60]}: there is no such parameter.")


def query_of(asked: SearchOptions) -> SearchQuery:
    """Raises Invalid for what the description of a single parameter cannot say."""
    filters = _filters_of(asked)
    weights = weights_of(asked.weight_text, asked.weight_vector)
    if weights and not is_weighed(weights, asked.mode):
        raise Invalid(
            "weight_text, weight_vector: together they should be more than 0 in this mode."
        )
    return SearchQuery(
        **filters,
        words=asked.q,
        sort=asked.sort,
        page=asked.page,
        page_size=asked.page_size,
        literal=asked.literal,
        mode=asked.mode,
        weights=weights,
    )


def _filters_of(asked: SearchOptions) -> dict[str, Any]:
    values = {}
    for each in FILTERS:
        values[each.field], bad = each.from_parameter(getattr(asked, each.parameter))
        if bad:
            raise Invalid(f"{each.parameter}: “{bad[0][:60]}” is not written as {each.syntax}.")
    for low, high in crossed(values):
        raise Invalid(f"{low.parameter}: should not be above {high.parameter}.")
    return values


@router.get(
    "/products/suggest",
    response=SuggestionResult,
    openapi_extra=refuses(Invalid),
    summary="Suggestions for words being typed",
)
def suggest_products(
    request: HttpRequest, response: HttpResponse, q: Query[Words]
) -> SuggestionResult:
    """The last word may be incomplete. Words without a match are corrected. Responses may be cached
    for a minute.
    """
    refuse_others(request, "q")
    response["Cache-Control"] = "private, max-age=60"
    return suggestion_result(suggest(q))


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
