"""What was asked for and what only comes close: how many there are, in which order, and what the
page, the API and the suggestions say of it.
"""

from decimal import Decimal
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from chat.models import Site
from shop.feeds.row import ProductRow
from shop.importer import import_rows
from shop.models import Product, Record
from shop.search import SearchPage, SearchQuery, search
from shop.search.suggest import suggest

pytestmark = pytest.mark.usefixtures("demo")
HOST = "https://garden.example"


def asked(words: str, **more: Any) -> SearchPage:
    return search(SearchQuery(words=words, **more))


class Headings(HTMLParser):
    """The headings and the lists of products of a page, in their order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self._is_heading = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._is_heading = tag == "h2"
        if tag == "h2":
            self.found.append("")
        if tag == "ul" and "products" in (dict(attrs).get("class") or "").split():
            self.found.append("<products>")

    def handle_data(self, data: str) -> None:
        if self._is_heading:
            self.found[-1] += data

    def handle_endtag(self, tag: str) -> None:
        self._is_heading = False


@pytest.mark.parametrize("words", ["stapler", "garden gnome", "aquarium", "wheelbarrow", "Ukulele"])
def test_what_the_shop_lacks_is_not_what_was_asked_for(words: str) -> None:
    page = asked(words)
    assert page.exact_total == 0
    assert not page.hits or not page.is_confident


@pytest.mark.parametrize(
    "words",
    [
        "tent",
        "desk lamp",
        "chef's knife",
        "sofa",
        "OUT-JKT-001",
        "Halvarn",
        "waterproof",
        "earbuds",
    ],
)
def test_what_the_shop_has_is_what_was_asked_for(words: str) -> None:
    page = asked(words)
    assert page.is_confident
    assert page.hits[0].is_exact
    assert page.total == page.exact_total > 0


@pytest.mark.parametrize("sort", ["relevance", "price", "-price", "rating", "newest"])
def test_what_was_asked_for_comes_first_in_any_order(sort: Any) -> None:
    flags = [hit.is_exact for hit in asked("boots", sort=sort).hits]
    assert flags == sorted(flags, reverse=True)
    assert any(flags)
    assert not all(flags)


def test_what_only_describes_itself_so_counts_beside_what_is_called_so() -> None:
    text = "A desk lamp: this desk lamp lights a desk."
    row = ProductRow(sku="KX-90", name="KX-90", price=Decimal(30), description=text)
    import_rows([(1, row)])
    assert "KX-90" in {hit.product.sku for hit in asked("desk lamp").exact}


def test_all_that_keeps_a_limit_is_a_present_under_it() -> None:
    page = asked("present under 20")
    assert page.exact_total == Product.objects.filter(active=True, price__lte=20).count()


def test_seats_are_meant_where_a_sofa_is_for_people() -> None:
    page = asked("sofa for 3 people")
    assert page.exact
    assert {hit.product.attributes["seats"] for hit in page.exact} == {3}
    assert {hit.product.attributes["persons"] for hit in asked("tent for two").exact} == {2}


def test_an_order_by_a_number_that_nothing_found_has_is_none() -> None:
    assert "warmest first" in {each.label for each in asked("warmest sleeping bag").understood}
    page = asked("warmest jacket")
    assert not page.query.by_number
    assert "warmest first" not in {each.label for each in page.understood}


def test_a_slip_in_a_word_that_the_shop_lacks_is_no_word_of_another_language() -> None:
    page = asked("bluethooth speaker")
    assert page.corrected == "bluetooth speaker"
    assert not page.query.colours


def test_a_doubtful_correction_has_to_go_with_the_other_words() -> None:
    assert asked("hantel 20kg").corrected == ""


def test_what_comes_close_is_in_the_same_order_whatever_is_sorted_by() -> None:
    def near(sort: Any) -> list[int]:
        return [hit.product.pk for hit in asked("boots", sort=sort).near]

    assert near("price") == near("-price") == near("newest") == near("relevance")


def test_sold_out_things_come_last_of_what_comes_close() -> None:
    first = asked("garden gnome").hits[0].product
    Product.objects.filter(pk=first.pk).update(stock=0)
    hits = asked("garden gnome").hits
    assert first.pk not in {hit.product.pk for hit in hits[: len(hits) // 2]}
    available = [hit.product.is_available for hit in hits]
    assert available == sorted(available, reverse=True)


def test_pages_and_facets_count_what_was_asked_for() -> None:
    whole = asked("lamp", page_size=100)
    assert 4 < whole.exact_total == whole.total < len(whole.hits)
    assert sum(each.count for each in whole.facets.brands) == whole.exact_total
    paged = [asked("lamp", page_size=4, page=number) for number in range(1, whole.exact_total + 1)]
    pages = paged[0].pages
    assert pages == -(-whole.exact_total // 4)
    found = [hit.product.pk for page in paged[:pages] for hit in page.exact]
    assert found == [hit.product.pk for hit in whole.exact]
    assert not any(page.near for page in paged[: pages - 1])
    assert not any(page.hits for page in paged[pages:])


def test_a_colour_that_no_such_thing_has_makes_it_come_close_only() -> None:
    page = asked("pink tent")
    assert not page.is_confident
    assert "tent" in page.hits[0].product.name


def test_a_wish_that_names_no_thing_is_answered() -> None:
    for words in ("something warm", "a gift for a 6 year old under 30"):
        assert asked(words).is_confident


# -- what is said of it


def test_the_page_says_so_in_one_line_above_what_comes_close(client: Client) -> None:
    text = client.get("/search/", {"q": "stapler"}).content.decode()
    headings = Headings(text).found
    assert headings[-2:] == ["No “stapler” here. Closest:", "<products>"]
    assert 'id="sort"' not in text


def test_the_page_parts_what_comes_close_by_a_heading(client: Client) -> None:
    headings = Headings(client.get("/search/", {"q": "boots"}).content.decode()).found
    assert headings[-4:] == ["Products", "<products>", "Close to it:", "<products>"]


@pytest.mark.parametrize(("words", "count", "is_parted"), [("lamp", 8, False), ("boots", 8, True)])
def test_a_frame_shows_what_comes_close_only_where_there_is_room(
    client: Client, words: str, count: int, is_parted: bool
) -> None:
    Site.objects.create(key="garden", name="Garden", origins=HOST)
    asked = {"q": words, "site": "garden", "origin": HOST}
    text = client.get("/embed/search/", asked).content.decode()
    assert text.count("data-product=") == count
    assert ("Close to it:" in text) is is_parted


def test_the_line_is_german_for_german_readers(client: Client) -> None:
    with translation.override("de"):
        assert asked("stapler").notice == "„stapler“ gibt es hier nicht. Am nächsten kommt:"
        assert asked("stapler", price_max=Decimal(900)).notice == (
            "Genau das gibt es hier nicht. Am nächsten kommt:"
        )


def test_what_was_typed_is_escaped(client: Client) -> None:
    text = client.get("/search/", {"q": "<b>stapler</b>"}).content.decode()
    assert "<b>stapler" not in text


def test_the_api_says_so(client: Client) -> None:
    answer = client.get("/api/products/search", {"q": "stapler"}).json()
    metadata = answer["metadata"]
    assert (metadata["confident"], metadata["exact_total"]) == (False, 0)
    assert metadata["notice"] == "No “stapler” here. Closest:"
    assert answer["data"]
    assert all(each["near"] for each in answer["data"])
    answer = client.get("/api/products/search", {"q": "boots"}).json()
    metadata = answer["metadata"]
    assert metadata["confident"]
    assert metadata["notice"] == ""
    assert metadata["total_results"] == metadata["exact_total"]
    assert [each["near"] for each in answer["data"]].index(True) == metadata["exact_total"]


def test_suggestions_say_so_once_the_word_is_whole(client: Client) -> None:
    metadata = client.get("/api/products/suggest", {"q": "stapler"}).json()
    assert (metadata["confident"], metadata["notice"]) == (False, "No “stapler” here. Closest:")
    assert suggest("stapl").notice == ""
    assert client.get("/api/products/suggest", {"q": "jacket"}).json()["confident"]
    shown = client.get("/suggest/", {"q": "stapler"}).content.decode()
    assert "No “stapler” here. Closest:" in shown


@pytest.mark.django_db(transaction=True)
def test_staff_see_what_the_shop_lacks(client: Client) -> None:
    client.get("/search/", {"q": "stapler"}, headers={"user-agent": "Mozilla/5.0"})
    assert Record.objects.get(words="stapler").total == 0
