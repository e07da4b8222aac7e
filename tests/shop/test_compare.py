"""Products side by side, on a page that can be shared."""

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils.html import strip_tags

from shop.models import Product

pytestmark = pytest.mark.usefixtures("demo")


def jackets(count: int) -> list[Product]:
    return list(Product.objects.filter(sku__startswith="OUT-JKT").order_by("sku")[:count])


def page(client: Client, *ids: int | str) -> str:
    answer = client.get("/compare/", {"id": list(ids)})
    assert answer.status_code == 200
    return answer.content.decode()


def rows(text: str) -> dict[str, tuple[bool, list[str]]]:
    """Whether each row is marked, and its cells, by its name."""
    found = {}
    for attributes, name, cells in re.findall(r'<tr([^>]*)><th scope="row">(?:<bdi>)?([^<]*)(?:</bdi>)?(?:<span.*?</span>)?</th>(.*?)</tr>', text, re.S):
        values = [" ".join(unescape(strip_tags(cell)).split()) for cell in re.findall(r"<td>(.*?)</td>", cells, re.S)]
        found[name.strip()] = ("data-differs" in attributes, values)
    return found


def test_price_stock_and_rating_come_first(client: Client) -> None:
    text = page(client, *(product.pk for product in jackets(3)))
    assert list(rows(text))[:3] == ["Price", "Stock", "Rating"]
    assert re.findall(r'class="card-link[^>]*>([^<]+)</a>', unescape(text)) == [product.name for product in jackets(3)]


def test_rows_that_differ_are_marked_and_silence_is_said(client: Client) -> None:
    one, other = jackets(2)
    Product.objects.filter(pk=one.pk).update(attributes={"material": "wool", "hood": True, "pockets": 2}, price=80, rating=None)
    Product.objects.filter(pk=other.pk).update(attributes={"material": "wool", "hood": False}, price=80, rating=4)
    found = rows(page(client, one.pk, other.pk))
    assert found["Material"] == (False, ["wool", "wool"])
    assert found["Hood"] == (True, ["yes", "no"])
    assert found["Pockets"] == (True, ["2", "not stated"])
    assert found["Price"][0] is False
    assert found["Rating"][1][0] == "not rated"


def test_one_is_taken_out(client: Client) -> None:
    products = jackets(3)
    links = re.findall(r'href="(/compare/\?[^"]*)"', page(client, *(product.pk for product in products)))
    assert unescape(links[0]) == f"/compare/?id={products[1].pk}&id={products[2].pk}"


def test_one_alone_and_none_say_what_to_do(client: Client) -> None:
    assert "One product alone cannot be compared" in page(client, jackets(1)[0].pk)
    assert "Nothing to compare yet" in page(client)


def test_five_are_cut_to_four_and_it_is_said(client: Client) -> None:
    text = page(client, *(product.pk for product in jackets(5)))
    assert "Up to 4 products fit side by side" in text
    assert len(rows(text)["Price"][1]) == 4


@pytest.mark.parametrize("wrong", ["x", "0", "-1", "9" * 40, "999999999", "\0"])
def test_what_is_not_in_the_shop_is_left_out_and_said(client: Client, wrong: str) -> None:
    one, other = jackets(2)
    text = page(client, one.pk, wrong, other.pk)
    assert "is not in the shop" in text
    assert len(rows(text)["Price"][1]) == 2


def test_the_same_one_twice_stands_once(client: Client) -> None:
    product = jackets(1)[0]
    assert "One product alone" in page(client, product.pk, product.pk)


def test_a_comparison_costs_a_fixed_number_of_statements(client: Client, django_assert_max_num_queries: Any) -> None:
    ids = [product.pk for product in jackets(4)]
    with django_assert_max_num_queries(3):
        page(client, *ids)
