"""Every filter works on every road: the page, the frame on another site, the HTTP API and the
assistant's tool. The registry brings an example of each.
"""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils.html import escape

from chat.models import Site
from chat.tools import Found, tools
from shop.forms import address, parameters
from shop.search import SearchPage, SearchQuery, search
from shop.search.filters import BY_FIELD, FILTERS, GROUPS, Filter, crossed
from shop.search.filters.ranges import AttributeRange
from shop.search.relax import relaxations
from site_config.aio import in_database
from tests.chat.test_tools import called
from tests.clients import asked_at

pytestmark = pytest.mark.usefixtures("demo")
each_filter = pytest.mark.parametrize("each", FILTERS, ids=lambda each: each.field)
HOST = "https://garden.example"


def example_of(each: Filter) -> SearchQuery:
    return SearchQuery(**{each.field: each.example})


def ids(page: SearchPage) -> list[int]:
    return [product.pk for product in page.products]


def argument_of(each: Filter) -> Any:
    """The example as a model writes it, for JSON."""
    match each.example:
        case dict() if isinstance(each, AttributeRange):
            return {
                key: {"least": str(low), "most": str(high)}
                for key, (low, high) in each.example.items()
            }
        case Decimal():
            return str(each.example)
    return each.example


@each_filter
def test_an_example_narrows_the_shop_down(each: Filter) -> None:
    assert 0 < search(example_of(each)).total < search(SearchQuery()).total


@each_filter
def test_every_road_finds_the_same_products(client: Client, each: Filter) -> None:
    found = search(example_of(each))
    asked: dict[str, Any] = {each.parameter: each.to_parameters(each.example)}
    page = client.get("/search/", asked).context["listing"].page
    assert (ids(page), page.total) == (ids(found), found.total)
    result = client.get("/api/products/search", asked).json()
    assert [row["id"] for row in result["data"]] == ids(found)
    assert result["metadata"]["total_results"] == found.total


@pytest.mark.django_db(transaction=True)
@each_filter
async def test_the_tool_finds_them_as_well(each: Filter) -> None:
    asked = {each.argument: argument_of(each), "limit": 12}
    found = (await called("search_products", **asked)).content
    assert isinstance(found, Found)
    page = await in_database(search)(example_of(each))
    assert ([row.id for row in found.products], found.total) == (ids(page)[:12], page.total)


@each_filter
def test_the_frame_on_another_site_finds_them_as_well(client: Client, each: Filter) -> None:
    Site.objects.create(key="garden", name="Garden", origins=HOST)
    asked = {each.parameter: each.to_parameters(each.example), "site": "garden", "origin": HOST}
    frame = client.get("/embed/search/", asked)
    assert ids(frame.context["listing"].page) == ids(search(example_of(each)))
    assert asked_at(frame.context["everything"]).query() == example_of(each)


@each_filter
def test_a_chip_takes_it_off(client: Client, each: Filter) -> None:
    response = client.get(address(example_of(each)))
    (chip,) = response.context["listing"].chips
    assert f'href="{escape(chip.url)}"' in response.content.decode()
    assert asked_at(chip.url).query() == SearchQuery()


@each_filter
def test_an_empty_result_offers_to_give_it_up(each: Filter) -> None:
    offered = [relaxed.query for relaxed in relaxations(search(example_of(each)))]
    assert (SearchQuery() in offered) is not each.is_hard


@each_filter
def test_programs_and_models_read_what_it_is(client: Client, each: Filter) -> None:
    operation = client.get("/openapi.json").json()["paths"]["/api/products/search"]["get"]
    described = {row["name"]: row.get("description", "") for row in operation["parameters"]}
    assert each.description in described[each.parameter]
    for tool in ("search_products", "relax_search"):
        schema = tools.tools[tool].tool_def.parameters_json_schema
        assert each.description in schema["properties"][each.argument]["description"]


def test_the_documents_name_every_parameter() -> None:
    text = Path(settings.BASE_DIR, "docs", "search.md").read_text()
    assert not [each.parameter for each in FILTERS if f"| `{each.parameter}` |" not in text]


def test_all_of_them_at_once_come_back_from_their_address() -> None:
    query = SearchQuery(
        **{each.field: each.example for each in FILTERS if each.field != "price_min"}
    )
    form = asked_at(address(query))
    assert form.query() == query
    assert form.notices() == []


def test_a_hard_filter_is_never_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(GROUPS, "stock", (replace(BY_FIELD["in_stock"], is_hard=True),))
    assert relaxations(search(SearchQuery(in_stock=True))) == []


# -- ranges


@pytest.mark.parametrize(
    "text",
    ["weight_g:..", "weight_g:5", "weight_g:a..b", "weight_g:9..1", "..5", "weight_g:1..2..3"],
)
def test_a_range_that_is_none_is_left_out_and_refused(client: Client, text: str) -> None:
    page = client.get("/search/", {"range": text})
    assert "a range is written as name:least..most" in page.content.decode()
    assert page.context["listing"].page.asked == SearchQuery()
    refused = client.get("/api/products/search", {"range": text})
    assert refused.status_code == 422
    assert "key:least..most" in refused.json()["message"]


def test_a_range_given_twice_is_the_tighter_one() -> None:
    ranges, bad = BY_FIELD["ranges"].from_parameter(["w:1..9", "w:..5", "h:-2.5.."])
    assert ranges == {"w": (1, 5), "h": (Decimal("-2.5"), None)}
    assert bad == []


@pytest.mark.parametrize(
    ("ends", "label"),
    [
        ((None, Decimal(900)), "Weight: up to 900\N{NO-BREAK SPACE}g"),
        ((Decimal("99.5"), None), "Weight: from 99.5\N{NO-BREAK SPACE}g"),
        ((Decimal(100), Decimal(900)), "Weight: 100\N{NO-BREAK SPACE}g to 900\N{NO-BREAK SPACE}g"),
    ],
)
def test_a_range_is_said_with_its_unit(ends: Any, label: str) -> None:
    (chip,) = BY_FIELD["ranges"].chips({"weight_g": ends})
    assert chip == (label, {})


# -- what is not wanted


def test_what_is_not_wanted_is_said_so(client: Client) -> None:
    asked = {
        "not_brand": ["Halvarn", "Wendle"],
        "not_attribute": ["season:winter", "waterproof:yes"],
    }
    chips = client.get("/search/", asked).context["listing"].chips
    assert [chip.label for chip in chips] == [
        "not Halvarn",
        "not Wendle",
        "not season: winter",
        "not waterproof",
    ]
    assert parameters(asked_at(chips[0].url).query())[0] == ("not_brand", "Wendle")


def test_words_add_to_what_is_not_wanted() -> None:
    found = search(SearchQuery(words="jacket not Halvarn", not_brands=("Wendle",)))
    assert found.query.not_brands == ("Wendle", "Halvarn")


def test_values_that_cost_time_on_every_product_are_few(client: Client) -> None:
    asked = {"not_words": [f"word{number}" for number in range(11)]}
    assert client.get("/api/products/search", asked).status_code == 422
    page = client.get("/search/", asked).context["listing"].page
    assert page.asked.not_words == tuple(asked["not_words"][:10])


# -- bounds


def test_bounds_that_cross_are_the_least_and_the_most_of_one_number() -> None:
    ((low, high),) = crossed({"price_min": Decimal(9), "price_max": Decimal(5), "rating_min": 5})
    assert (low.field, high.field) == ("price_min", "price_max")
    assert crossed({"price_min": Decimal(5), "price_max": None}) == []


def test_a_bound_may_be_finer_than_a_cent(client: Client) -> None:
    asked = {"price_max": "40.125"}
    page = client.get("/search/", asked).context["listing"].page
    result = client.get("/api/products/search", asked).json()
    assert page.asked.price_max == Decimal("40.125")
    assert page.total == result["metadata"]["total_results"]
