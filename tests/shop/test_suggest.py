"""Suggestions while somebody types: from what others asked and from the catalogue, with slips
mended, never a 500.
"""

import re

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from shop.models import Product, Record
from shop.search import suggestion_index
from shop.search.suggest import suggest
from shop.templatetags.goods import marked
from tests.depth import few

pytestmark = pytest.mark.usefixtures("demo")


def ask(words: str, times: int, total: int = 3, source: str = "page") -> None:
    for _time in range(times):
        values = {
            "words": words,
            "normalised": words.lower(),
            "total": total,
            "latency": 5,
            "search_type": "hybrid",
            "source": source,
        }
        Record.objects.create(id=Record.objects.count() + 1, **values)
    suggestion_index.forget()


def test_the_last_word_is_completed_from_the_catalogue() -> None:
    found = suggest("jack")
    assert found.queries[0].startswith("jacket")
    assert "Jackets" in [place.name for place in found.places]
    assert found.products
    assert all("jacket" in product.name.lower() for product in found.products)


def test_names_say_how_people_go_on() -> None:
    assert any(re.fullmatch(r"desk \w+", query) for query in suggest("desk").queries)


def test_words_in_front_are_kept() -> None:
    found = suggest("waterproof ja")
    assert found.queries
    assert all(query.startswith("waterproof ja") for query in found.queries)


def test_what_two_visitors_found_is_suggested_first() -> None:
    ask("jacket for hiking", 2)
    assert suggest("jac").queries[0] == "jacket for hiking"
    assert suggest("hik").queries[0] == "jacket for hiking"


@pytest.mark.parametrize(
    ("words", "times", "total"),
    [
        ("jacket for hiking", 1, 3),
        ("jacket for hiking", 5, 0),
        ("jacket xylofoobar", 5, 3),
        ("jacket •••", 5, 3),
    ],
    ids=["one visitor", "nothing found", "no word of the shop", "masked"],
)
def test_what_is_not_everybodys_is_not_suggested(words: str, times: int, total: int) -> None:
    ask(words, times, total)
    assert words not in suggest("jacket").queries


def test_a_sentence_of_a_conversation_is_never_suggested() -> None:
    ask("jacket for a tall man", 5, source="chat")
    assert "jacket for a tall man" not in suggest("jacket").queries


def test_a_brand_is_suggested() -> None:
    brand = Product.objects.exclude(brand="").values_list("brand", flat=True)[0]
    assert brand in [each.name for each in suggest(brand[:5]).brands]


@pytest.mark.parametrize(
    ("typed", "word"),
    [("jakcet", "jacket"), ("jaket", "jacket"), ("hedphones", "headphones"), ("jakc", "jack")],
)
def test_a_slip_is_mended(typed: str, word: str) -> None:
    found = suggest(typed)
    assert found.corrected
    assert found.words.startswith(word)
    assert len(found)


def test_words_that_are_right_are_not_mended() -> None:
    assert not suggest("tent").corrected
    assert not len(suggest("xqzwv"))


def test_what_is_not_sold_is_not_suggested() -> None:
    Product.objects.update(active=False)
    assert not suggest("jacket").products


def test_a_keystroke_costs_few_statements(django_assert_max_num_queries: object) -> None:
    suggest("warm ja")
    with django_assert_max_num_queries(4):  # type: ignore[operator]
        suggest("warm jac")


def test_the_fragment_is_a_listbox_of_links(client: Client) -> None:
    response = client.get("/suggest/", {"q": "jack"})
    html = response.content.decode()
    ids = re.findall(r'<a id="(option-[\w-]+)" role="option" aria-selected="false"', html)
    assert len(ids) == len(set(ids)) > 3
    assert "<html" not in html
    assert re.search(
        r'role="group" aria-labelledby="options-(\w+)"[^>]*>\s*<div id="options-\1"', html
    )
    assert "<mark>jack</mark>et" in html
    assert f'data-said="{len(ids)} suggestions"' in html
    assert response["Cache-Control"] == "private, max-age=60"


def test_where_results_stand_below_products_are_not_suggested(client: Client) -> None:
    assert 'id="option-product' in client.get("/suggest/", {"q": "jack"}).content.decode()
    assert 'id="option-product' not in client.get("/suggest/?words&q=jack").content.decode()


def test_html_is_text(client: Client) -> None:
    Product.objects.filter(sku="OUT-JKT-001").update(
        name="jacket <script>alert(1)</script>", popularity=10**6
    )
    suggested = client.get("/suggest/", {"q": "jacket"}).content.decode()
    assert "&lt;script&gt;" in suggested
    assert "<script" not in suggested
    assert (
        marked("<b>Red</b> & redder", "red b")
        == "&lt;<mark>b</mark>&gt;<mark>Red</mark>&lt;/<mark>b</mark>&gt; &amp; <mark>red</mark>der"
    )


def test_programs_get_the_same(client: Client) -> None:
    found = client.get("/api/products/suggest", {"q": "jakcet"}).json()
    assert found["corrected"] is True
    assert found["words"] == "jacket"
    assert set(found["products"][0]) == {
        "id",
        "name",
        "url",
        "brand",
        "price",
        "currency",
        "signed_url",
    }
    assert client.get(found["categories"][0]["url"]).status_code == 200
    assert client.get("/api/products/suggest", {"q": "x" * 401}).status_code == 422
    assert client.get("/api/products/suggest").status_code == 422


@few(60)
@given(
    st.one_of(
        st.text(max_size=120),
        st.from_regex(r"[a-z0-9'’.+&-]{1,12}( [a-z0-9'\\:*!&|()-]{1,12}){0,4}", fullmatch=True),
    )
)
def test_anything_may_be_typed(client: Client, words: str) -> None:
    """A NUL alone is refused, on each road in its way."""
    asked = {"q": words.encode(errors="replace")}
    page, program = client.get("/suggest/", asked), client.get("/api/products/suggest", asked)
    assert page.status_code == (400 if "\0" in words else 200)
    assert (program.status_code == 200) == ("\0" not in words)
    assert program.status_code < 500
    assert client.get("/suggest/", asked).status_code == page.status_code
