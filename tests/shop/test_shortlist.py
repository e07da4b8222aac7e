"""A visitor keeps products in mind: from a button, with and without JavaScript, and in no cookie
before the first.
"""

import re
from html import unescape

import pytest
from django.test import Client

from shop.errors import SHORTLIST as MOST
from shop.models import Product

pytestmark = pytest.mark.usefixtures("demo")


def keep(client: Client, product: Product | int, keep: str = "yes", **headers: str) -> str:
    """Press the button, and read where that leads."""
    pk = product if isinstance(product, int) else product.pk
    return client.post(
        "/shortlist/", {"product": pk, "keep": keep}, follow=True, headers=headers
    ).content.decode()


def listed(client: Client) -> list[str]:
    return re.findall(
        r'class="card-link">([^<]+)</a>', unescape(client.get("/shortlist/").content.decode())
    )


def in_header(client: Client) -> str | None:
    """What the link in the header counts; None where it is hidden."""
    link = re.search(
        r'<a id="shortlist-link".*?</a>', client.get("/search/").content.decode(), re.S
    )
    assert link
    return (
        None
        if " hidden" in link[0].split(">")[0]
        else re.sub(r"<.*?>|\s", "", link[0]).removeprefix("Shortlist")
    )


def test_products_stay_in_the_order_in_which_they_were_kept(client: Client) -> None:
    two = list(Product.objects.order_by("name")[:2])
    for product in reversed(two):
        keep(client, product)
    keep(client, two[1])
    assert listed(client) == [two[1].name, two[0].name]
    assert in_header(client) == "2"


def test_one_is_taken_off(client: Client) -> None:
    product = Product.objects.first()
    assert product
    keep(client, product)
    assert "Your short list is empty" in keep(client, product, keep="no")
    assert in_header(client) is None


def test_an_empty_list_costs_no_cookie(client: Client) -> None:
    opened = client.get("/shortlist/")
    taken_off = client.post("/shortlist/", {"product": "1", "keep": "no"}, follow=True)
    assert (opened.status_code, taken_off.status_code) == (200, 200)
    assert not opened.cookies
    assert not client.cookies


def test_a_full_list_says_so_and_keeps_what_it_has(client: Client) -> None:
    products = list(Product.objects.all()[: MOST + 1])
    for product in products:
        page = keep(client, product)
    assert f"it holds {MOST} products" in page
    assert in_header(client) == str(MOST)


def test_what_leaves_the_shop_drops_out(client: Client) -> None:
    products = list(Product.objects.all()[:2])
    for product in products:
        keep(client, product)
    Product.objects.filter(pk=products[0].pk).update(active=False)
    assert listed(client) == [products[1].name]
    assert in_header(client) == "1"


@pytest.mark.parametrize("product", ["", "x", "-1", "999999999", "9" * 40])
def test_what_is_no_product_is_refused_in_words(client: Client, product: str) -> None:
    page = client.post(
        "/shortlist/", {"product": product, "keep": "yes"}, follow=True
    ).content.decode()
    assert "This product is no longer in the shop." in page


def test_a_form_leads_back_to_its_page_and_nowhere_else(client: Client) -> None:
    product = Product.objects.first()
    assert product
    page = "http://testserver" + product.get_absolute_url()
    sent = {"product": product.pk, "keep": "yes"}
    assert client.post("/shortlist/", sent, headers={"Referer": page}).headers["Location"] == page
    assert (
        client.post("/shortlist/", sent, headers={"Referer": "https://elsewhere.example/"}).headers[
            "Location"
        ]
        == "/shortlist/"
    )


def test_a_button_gets_the_link_of_the_header(client: Client) -> None:
    product = Product.objects.first()
    assert product
    fragment = client.post(
        "/shortlist/", {"product": product.pk, "keep": "yes"}, headers={"HX-Request": "true"}
    )
    assert f'data-ids="{product.pk}" hx-swap-oob="true"' in fragment.content.decode()
    refused = client.post(
        "/shortlist/", {"product": "0", "keep": "yes"}, headers={"HX-Request": "true"}
    )
    assert "no longer in the shop" in refused["HX-Trigger-After-Settle"]


def test_the_page_of_a_product_shows_that_it_is_kept(client: Client) -> None:
    product = Product.objects.first()
    assert product
    assert 'aria-pressed="false"' in client.get(product.get_absolute_url()).content.decode()
    keep(client, product)
    assert (
        'value="no" aria-pressed="true"' in client.get(product.get_absolute_url()).content.decode()
    )


def test_another_site_cannot_put_things_on_it(client: Client) -> None:
    answer = client.post(
        "/shortlist/", {"product": "1", "keep": "yes"}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert answer.status_code == 403
    assert in_header(client) is None


def test_a_card_among_the_results_says_that_it_is_kept_and_its_form_needs_no_script(
    client: Client,
) -> None:
    page = "http://testserver/search/?q=lamp"
    before = client.get(page).content.decode()
    products = re.findall(r'data-shortlist="(\d+)"', before)
    assert len(products) == before.count("<article") > 1
    assert 'aria-pressed="true"' not in before
    sent = {"product": products[1], "keep": "yes"}
    after = client.post(
        "/shortlist/", sent, headers={"Referer": page}, follow=True
    ).content.decode()
    assert re.findall(
        r'data-shortlist="(\d+)"(?:(?!</form>).)*aria-pressed="true"', after, re.S
    ) == [products[1]]


def test_a_press_is_answered_in_words(client: Client) -> None:
    product = Product.objects.first()
    assert product
    said = [
        client.post(
            "/shortlist/", {"product": product.pk, "keep": word}, headers={"HX-Request": "true"}
        ).content.decode()
        for word in ("yes", "no")
    ]
    assert "On your short list" in said[0]
    assert "Removed from your short list" in said[1]
    refused = client.post(
        "/shortlist/", {"product": "0", "keep": "yes"}, headers={"HX-Request": "true"}
    )
    assert 'id="toasts"' not in refused.content.decode()
