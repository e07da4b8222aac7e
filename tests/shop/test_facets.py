"""A visitor narrows results down: what the facets count, what their links ask, and what becomes of
a choice.
"""

from dataclasses import replace
from decimal import Decimal
from typing import Any, cast

import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory

from shop.facet_links import FEW_VALUES, MANY_VALUES, Group
from shop.forms import SearchForm
from shop.listing import Listing, listing
from shop.models import Product
from shop.search import SearchPage, SearchQuery, search
from shop.search.relax import relaxations
from shop.wire import Facet
from tests.clients import asked_at

pytestmark = pytest.mark.usefixtures("demo")
Attributes = dict[str, tuple[str, ...]]
WINTER: Attributes = {"season": ("winter",)}
JACKETS = SearchQuery(words="warm jacket")


def counts(facets: list[Facet]) -> dict[str, int]:
    return {facet.value: facet.count for facet in facets}


def values(page: SearchPage, key: str) -> dict[str, int]:
    return next(counts(facet.values) for facet in page.facets.attributes if facet.key == key)


def follow(url: str) -> SearchPage:
    return search(asked_at(url).query())


def group(shown: Listing, name: str) -> Group:
    return next(each for each in shown.groups if each.name == name)


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"words": "lamp"},
        {"words": "jacket", "attributes": WINTER},
        {"category": "outdoor", "in_stock": True},
    ],
)
def test_every_facet_adds_up_to_what_was_found(asked: dict[str, Any]) -> None:
    page = search(SearchQuery(**asked))
    facets = page.facets
    for counted in (facets.categories, facets.brands, facets.ratings, facets.prices):
        assert sum(each.count for each in counted) == page.total


def test_a_chosen_brand_leaves_the_other_brands_their_counts() -> None:
    free = search(JACKETS.model_copy(update={"attributes": WINTER}))
    chosen = search(JACKETS.model_copy(update={"attributes": WINTER, "brands": ("Halvarn",)}))
    assert chosen.total < free.total
    assert counts(chosen.facets.brands) == counts(free.facets.brands)
    assert [facet.value for facet in chosen.facets.brands if facet.selected] == ["Halvarn"]


def test_a_chosen_value_leaves_the_others_of_its_attribute_their_counts() -> None:
    free, chosen = (
        search(SearchQuery(brands=("Halvarn",))),
        search(SearchQuery(brands=("Halvarn",), attributes=WINTER)),
    )
    assert values(chosen, "season") == values(free, "season")
    assert sum(facet.count for facet in chosen.facets.categories) == chosen.total < free.total


def test_a_chosen_colour_leaves_the_other_colours_their_counts() -> None:
    free, chosen = (
        search(SearchQuery(category="outdoor")),
        search(SearchQuery(category="outdoor", colours=("Red",))),
    )
    assert values(chosen, "colour") == values(free, "colour")


def test_a_chosen_price_rating_or_stock_leaves_its_own_facet_whole() -> None:
    free = search(SearchQuery(words="lamp")).facets
    assert search(SearchQuery(words="lamp", price_max=Decimal(50))).facets.prices == free.prices
    assert counts(
        search(SearchQuery(words="lamp", rating_min=Decimal(4))).facets.ratings
    ) == counts(free.ratings)
    assert counts(search(SearchQuery(words="lamp", in_stock=True)).facets.stock) == counts(
        free.stock
    )


def test_what_the_words_ask_for_holds_for_the_counts_beside_a_choice() -> None:
    page = search(SearchQuery(words="jacket under 150", brands=("Halvarn",)))
    assert (
        sum(facet.count for facet in page.facets.brands)
        == search(SearchQuery(words="jacket under 150")).total
    )


def test_each_value_finds_as_many_as_it_says() -> None:
    shown = listing(search(SearchQuery(category="outdoor")))
    links = [link for each in shown.groups for link in each.links[:2]] + shown.categories.links
    assert len(links) > 8
    for link in links:
        assert follow(link.url).total == link.count, link.label


def test_each_bar_finds_as_many_as_it_says_and_all_are_found_by_one() -> None:
    page = search(SearchQuery(category="outdoor"))
    bars = listing(page).bars
    assert [follow(bar.url).total for bar in bars] == [bar.count for bar in bars]
    assert sum(bar.count for bar in bars) == page.total


def test_a_chosen_bar_is_marked_and_gives_its_range_back() -> None:
    bar = listing(search(SearchQuery(category="outdoor"))).bars[1]
    again = listing(follow(bar.url)).bars[1]
    assert again.selected
    assert follow(again.url).asked == SearchQuery(category="outdoor")


def test_a_second_value_widens_and_another_attribute_narrows() -> None:
    one = search(SearchQuery(attributes=WINTER))
    summer = next(
        link for link in group(listing(one), "attribute-season").links if link.label == "summer"
    )
    both = follow(summer.url)
    assert both.query.attributes == {"season": ("winter", "summer")}
    assert both.total > one.total
    assert follow(group(listing(both), "features").links[0].url).total < both.total


def test_the_tree_goes_down_and_up() -> None:
    top = listing(search(SearchQuery(in_stock=True)))
    outdoor = follow(next(link.url for link in top.categories.links if link.label == "Outdoor"))
    below = listing(outdoor)
    assert [link.label for link in below.trail] == ["Outdoor"]
    assert "Jackets" in [link.label for link in below.categories.links]
    assert follow(below.everything).asked == SearchQuery(in_stock=True)


def test_every_brand_can_be_reached_however_many_there_are() -> None:
    Product.objects.bulk_create(
        Product(sku=f"B{n}", name="Brick", brand=f"Brand {n:03}", price=1)
        for n in range(FEW_VALUES + MANY_VALUES + 20)
    )
    page = search(SearchQuery(words="brick"))
    shown = group(listing(page), "brand")
    assert (len(shown.links), len(shown.more)) == (FEW_VALUES, MANY_VALUES)
    assert shown.all_at == "/search/?q=brick&more=brand"
    whole = group(listing(page, "brand"), "brand")
    assert len(whole.links) + len(whole.more) == whole.total == len(page.facets.brands)


def test_a_rare_value_that_was_chosen_stands_among_the_first() -> None:
    rarest = search(SearchQuery()).facets.brands[-1].value
    assert rarest in [
        link.label for link in group(listing(search(SearchQuery(brands=(rarest,)))), "brand").links
    ]


def test_whatever_was_chosen_has_a_chip_that_takes_it_off() -> None:
    asked = SearchQuery(
        words="lamp", brands=("Halvarn", "Wendle"), colours=("Red",),
        attributes={"season": ("winter",), "waterproof": ("yes",)},
        category="outdoor", price_min=Decimal(1), price_max=Decimal(900), rating_min=Decimal(4),
        in_stock=True, literal=True, mode="text",
    )  # fmt: skip
    chips = listing(search(asked)).chips
    labels = {chip.label for chip in chips}
    assert labels >= {
        "Halvarn",
        "Wendle",
        "Red",
        "season: winter",
        "waterproof",
        "Outdoor",
        "from 1",
        "up to 900",
        "4 stars and up",
    }
    assert labels >= {"in stock", "exact words", "by words alone"}
    assert len({chip.url for chip in chips}) == len(chips) == 12


def test_an_attribute_that_stands_in_the_way_is_offered_to_be_given_up() -> None:
    page = search(SearchQuery(words="tent", attributes={"season": ("never",)}))
    assert [each.label for each in relaxations(page)] == ["never"]


def test_prices_the_wrong_way_round_change_places_and_it_is_said(client: Client) -> None:
    text = client.get("/search/?q=lamp&price_min=90&price_max=20").content.decode()
    assert "The lowest price was above the highest" in text
    assert text.count("up to 90") == 1


def test_what_cannot_be_read_is_left_out_and_said_once(client: Client) -> None:
    text = client.get(
        "/search/?attribute=nonsense&attribute=season:winter&rating_min=9"
        "&weight_text=0&weight_vector=0"
    ).content.decode()
    assert "an attribute is written as name:value: “nonsense”" in text
    assert "could not be understood: the rating." in text
    assert "The weights were ignored" in text
    assert "season: winter" in text


def test_a_page_past_the_last_one_leads_back(client: Client) -> None:
    text = client.get("/search/?page=99").content.decode()
    assert "There is no page 99." in text
    assert 'href="/search/?page=11"' in text


def test_only_staff_see_how_scores_came_about(client: Client) -> None:
    title = "How the score is made up"
    assert title not in client.get("/search/?q=lamp&explain=1").content.decode()
    client.force_login(User.objects.create_superuser("staff", "staff@example.com", "secret"))
    assert title in client.get("/search/?q=lamp&explain=1").content.decode()
    assert title not in client.get("/search/?q=lamp").content.decode()


def rendered(page: SearchPage, **more: Any) -> str:
    request = cast("HttpRequest", RequestFactory().get("/search/"))
    request.htmx, request.user = False, AnonymousUser()  # type: ignore[attr-defined]
    return render_to_string(
        "shop/search.html",
        {"form": SearchForm({}), "listing": listing(page), "examples": (), **more},
        request,
    )


def test_a_corrected_spelling_is_said_with_the_way_back() -> None:
    text = rendered(search(SearchQuery(words="hedphones")))
    assert "Showing results for <strong><bdi>headphones</bdi></strong>" in text
    assert 'href="/search/?q=hedphones&amp;literal=on"' in text


def test_an_explanation_shows_whatever_names_it_has() -> None:
    page = search(SearchQuery(words="lamp"))
    page = replace(page, hits=[replace(page.hits[0], explanation={"word:lamp": 1.25})])
    assert 'word:lamp</dt><dd class="text-end">1.250' in rendered(page, explain=True)
