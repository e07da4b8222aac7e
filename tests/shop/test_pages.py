"""The shop's pages as a visitor's browser receives them."""

import re
import time

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import Client

from shop.cards import card, why
from shop.models import Category, Product
from shop.pictures import name_from_token
from shop.views import departments

pytestmark = pytest.mark.usefixtures("demo")


def test_home_shows_departments_and_examples(client: Client) -> None:
    text = client.get("/").content.decode()
    assert "Outdoor" in text
    assert "a warm jacket under 150 for hiking" in text


def test_the_examples_are_read_in_the_visitors_language_and_searched_in_the_catalogues(
    client: Client,
) -> None:
    for address in ("/", "/search/?q=zzzzqqqq&literal=on"):
        text = client.get(address, headers={"Accept-Language": "de"}).content.decode()
        link = re.search(r'href="/search/\?q=([^"]+)"[^>]*><bdi>eine warme Jacke unter 150', text)
        assert link, address
        assert link[1] == "a%20warm%20jacket%20under%20150%20for%20hiking"


def test_the_home_page_shows_what_can_be_bought(client: Client) -> None:
    Product.objects.exclude(sku="OUT-JKT-001").update(stock=0)
    response = client.get("/")
    assert [product.sku for product in response.context["new"]] == ["OUT-JKT-001"]
    assert all(product.is_available for product in response.context["liked"])


@pytest.mark.parametrize(
    ("address", "count"),
    [
        ("/c/kitchen/", 0),
        ("/search/?q=tent", 0),
        ("/search/?q=tent&category=outdoor", 1),
        ("/search/?category=outdoor&price_max=90&in_stock=on", 2),
    ],
)
def test_the_filter_button_counts_what_was_chosen(client: Client, address: str, count: int) -> None:
    assert client.get(address).context["listing"].chosen == count


def test_search_is_a_page_and_its_fragment(client: Client) -> None:
    page = client.get("/search/", {"q": "lamp"})
    fragment = client.get("/search/", {"q": "lamp"}, headers={"HX-Request": "true"})
    assert "<html" in page.content.decode()
    assert "<html" not in fragment.content.decode()
    assert 'id="results"' in fragment.content.decode()
    assert "HX-Request" in page["Vary"]


def test_a_link_of_the_results_brings_the_results_alone(client: Client) -> None:
    boosted = {"HX-Request": "true", "HX-Boosted": "true"}
    results = client.get(
        "/search/", {"brand": "Halvarn"}, headers={**boosted, "HX-Target": "results"}
    )
    assert "<html" not in results.content.decode()
    assert "<html" in client.get("/search/", {"brand": "Halvarn"}, headers=boosted).content.decode()


def test_a_page_of_cards_and_facets_costs_few_components(client: Client) -> None:
    client.get("/search/")
    answer = client.get("/search/")
    drawn = [template.name for template in answer.templates]
    components = [name for name in drawn if name and name.startswith("components/")]
    assert answer.content.decode().count("<article") == 24
    assert "components/product_card.html" not in components
    assert 0 < len(components) < 50


def test_a_card_is_the_same_alone_and_among_many(client: Client) -> None:
    product = (
        Product.objects.for_display().filter(compare_at_price__isnull=False, stock=0).first()
        or Product.objects.for_display()[0]
    )
    alone = Template("{% cotton product-card :product='product' / %}").render(
        Context({"product": product})
    )
    among = render_to_string("components/product_card.html#card", {"card": card(product)})
    assert alone.split() == among.split()


def test_results_in_a_list_stay_in_a_list_whatever_is_chosen_next(client: Client) -> None:
    assert "products-list" not in client.get("/search/").content.decode()
    text = client.get(
        "/search/", {"q": "jacket", "in_stock": "on", "view": "list"}
    ).content.decode()
    results = text[text.index('id="results"') : text.index("<footer")]
    assert "products-list" in results
    links = set(re.findall(r'href="(/(?:search|c)/[^"]*)"', results))
    assert [link for link in links if "view=list" not in link] == [
        "/search/?q=jacket&amp;in_stock=on"
    ]
    assert 'form="search-form" name="view" value="list"' in results


def test_a_card_says_what_answers_the_question() -> None:
    product = Product(
        attributes={"material": "Merino wool", "note": "a<b warm", "sizes": ["S", "M"]},
        brand="A & B",
    )
    assert why(product, "wool for winter") == "Material: Merino <b>wool</b>"
    assert why(product, "wooly warmth") == "Material: Merino <b>wool</b> · Note: a&lt;b <b>warm</b>"
    assert why(product, "silk") == why(product, "") == "A & B"


@pytest.mark.parametrize(
    ("name", "attributes", "words", "said"),
    [
        (
            "Shell",
            {"water_column_mm": 10000, "waterproof": True},
            "waterproof",
            "<b>Waterproof</b> · <b>Water</b> column: 10,000\xa0mm",
        ),
        (
            "Shell",
            {"water_column_mm": 10000},
            "water column",
            "<b>Water</b> <b>column</b>: 10,000\xa0mm",
        ),
        ("Pia", {"tent_poles": 3}, "tent", "<b>Tent</b> poles: 3"),
        ("Pia", {"zelt_laenge": "3,5"}, "zelt", "<b>Zelt</b> laenge: 3,5"),
        ("Tents for one", {"type": "tent"}, "tent", "Maker"),
        (
            "Nook",
            {"type": "sofa bed", "function": "Sofa bed"},
            "sofa bed",
            "Type: <b>sofa</b> <b>bed</b>",
        ),
        (
            "Nook",
            {"type": "sofa bed", "sofa_bed": True},
            "sofa bed",
            "Type: <b>sofa</b> <b>bed</b>",
        ),
        ("Nook 2-seater", {"seats": 2}, "seats", "Maker"),
        ("Nook 2", {"seats": 2}, "seats", "<b>Seats</b>: 2"),
        ("Charger 20 W", {"power_w": 20}, "power", "Maker"),
        ("Wooden box", {"material": "wool"}, "wool", "Material: <b>wool</b>"),
        ("Water bottle", {"waterproof": True}, "waterproof", "<b>Waterproof</b>"),
    ],
)
def test_a_card_labels_its_facts_and_repeats_nothing(
    name: str, attributes: dict[str, object], words: str, said: str
) -> None:
    assert why(Product(name=name, attributes=attributes, brand="Maker"), words) == said


def test_a_chip_takes_its_constraint_off(client: Client) -> None:
    text = client.get("/search/", {"q": "warm jacket under 150"}).content.decode()
    assert 'href="/search/?q=warm+jacket"' in text


def test_an_empty_result_offers_what_would_fit(client: Client) -> None:
    text = client.get("/search/", {"q": "tent", "price_max": "1"}).content.decode()
    assert re.search(r"Without “price”: \d+ products?", text)


def test_a_stated_limit_that_stands_in_the_way_is_offered(client: Client) -> None:
    query = {"q": "tent under 20", "brand": "Halvarn", "stock": "in"}
    text = client.get("/search/", query).content.decode()
    assert re.search(r"Without “under 20”: \d+ products?", text)


@pytest.mark.parametrize(
    "query",
    [
        "price_min=x",
        "price_max=-1",
        "page=0",
        "page=99999",
        "sort=nonsense",
        "category=no/such",
        "brand=None",
        "q=%ff&page=2",
    ],
)
def test_odd_addresses_are_still_pages(client: Client, query: str) -> None:
    assert client.get(f"/search/?{query}").status_code == 200


@pytest.mark.parametrize("query", ["q=%00%ff&page=2", "brand=%00x", "category=%00"])
def test_a_nul_in_an_address_is_refused_with_a_page(client: Client, query: str) -> None:
    answer = client.get(f"/search/?{query}")
    assert answer.status_code == 400
    assert "could not understand this request" in answer.content.decode()


def test_a_product_has_one_address(client: Client) -> None:
    product = Product.objects.get(sku="OUT-JKT-001")
    page = client.get(product.get_absolute_url()).content.decode()
    assert product.name in page
    assert "Forest green" in page
    assert f"/chat/?product={product.pk}" in page
    assert client.get(f"/p/{product.pk}/old-name/")["Location"] == product.get_absolute_url()


def test_beside_a_product_stands_what_is_like_it_and_what_goes_with_it(client: Client) -> None:
    product = Product.objects.get(sku="OUT-JKT-001")
    response = client.get(product.get_absolute_url())
    like, beside = response.context["similar"], response.context["goes_with"]
    assert like
    assert beside
    shown = [product.pk, *(each.pk for each in like), *(each.pk for each in beside)]
    assert len(set(shown)) == len(shown)
    assert product.category_id not in {each.category_id for each in beside}
    text = response.content.decode()
    assert text.index("Similar products") < text.index("Goes well with it")
    assert all(each.get_absolute_url() in text for each in beside)


def test_where_nothing_goes_with_a_product_nothing_is_said(client: Client) -> None:
    product = Product.objects.get(sku="OUT-JKT-001")
    Product.objects.exclude(category=product.category).update(stock=0)
    text = client.get(product.get_absolute_url()).content.decode()
    assert "Similar products" in text
    assert "Goes well with it" not in text


def test_what_is_not_sold_any_more_is_not_found(client: Client) -> None:
    product = Product.objects.get(sku="OUT-JKT-001")
    Product.objects.update(active=False)
    assert client.get(product.get_absolute_url()).status_code == 404


def test_html_in_a_catalogue_is_text(client: Client) -> None:
    Product.objects.filter(sku="OUT-JKT-001").update(
        name="<script>alert(1)</script>", description="<b>bold</b>"
    )
    product = Product.objects.get(sku="OUT-JKT-001")
    text = client.get(f"/p/{product.pk}/{product.slug}/").content.decode()
    assert "&lt;script&gt;alert" in text
    assert "<script>alert" not in text
    assert "<b>bold" not in text


def test_a_page_of_results_costs_few_statements(
    client: Client, django_assert_max_num_queries: pytest.FixtureRequest
) -> None:
    client.get("/search/?q=lamp")
    with django_assert_max_num_queries(7):  # type: ignore[operator]
        answer = client.get("/search/?q=lamp&category=lighting")
    assert answer.status_code == 200


def test_the_home_page_costs_few_statements_however_many_departments(
    client: Client, django_assert_max_num_queries: object
) -> None:
    for number in range(30):
        category = Category.objects.create(path=f"Department {number} > Things")
        Product.objects.create(sku=f"D{number}", name="Thing", price=1, category=category)
    client.get("/")
    with django_assert_max_num_queries(10):  # type: ignore[operator]
        answer = client.get("/")
    assert answer.status_code == 200
    rows = departments()
    assert len(rows) == 12
    assert all(row["face"].department == row["category"].slug for row in rows)
    assert [row["total"] for row in rows] == sorted((row["total"] for row in rows), reverse=True)


def test_a_picture_has_one_address_until_it_expires(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "time", lambda: 1_000_000.5)
    first = default_storage.url("products/a.webp")
    monkeypatch.setattr(time, "time", lambda: 1_000_002.5)
    assert default_storage.url("products/a.webp") == first
    token = first.rsplit("/media/", 1)[1].rstrip("/")
    assert name_from_token(token) == "products/a.webp"
    assert name_from_token(token[:-1] + ("A" if token[-1] != "A" else "B")) is None
    assert name_from_token("x" + token) is None
    monkeypatch.setattr(time, "time", lambda: 1_000_000.0 + 2 * settings.PICTURE_URL_SECONDS)
    assert name_from_token(token) is None
