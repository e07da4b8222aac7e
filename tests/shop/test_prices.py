"""A price of four decimals, from the feed to the page: nothing is rounded, and every place writes
the same.
"""

import json
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from shop.facet_links import bars
from shop.feeds.row import ProductRow
from shop.models import Product, price_as_written
from shop.search import SearchQuery, search

FINE = Decimal("12.3456")


@pytest.fixture
def ribbon(db: None) -> Product:
    for number in range(3):
        Product.objects.create(sku=f"D{number}", name="Drum", price=149)
    return Product.objects.create(sku="C1", name="Ribbon", price=FINE, currency="EUR")


def row(**values: Any) -> ProductRow:
    return ProductRow(sku="C1", name="Cable", **values)


def test_every_place_writes_the_same(client: Client, ribbon: Product) -> None:
    for language, written in (("en", "€12.3456"), ("de", "12,3456\N{NO-BREAK SPACE}€")):
        headers = {"accept-language": language}
        page = client.get(ribbon.get_absolute_url(), headers=headers).content.decode()
        assert f">{written}<" in page
        assert '"price": "12.3456"' in page
        assert 'content="12.3456"' in page
        assert written in client.get("/search/?q=ribbon", headers=headers).content.decode()
    found = json.loads(client.get("/api/products/search?q=ribbon").content)
    assert [each["price"] for each in found["data"]] == [12.3456]


def test_staff_reads_two_decimals_where_two_are_enough(
    admin_client: Client, ribbon: Product
) -> None:
    page = admin_client.get("/admin/shop/product/").content.decode()
    assert 'value="12.3456"' in page
    assert 'value="149.00"' in page


@given(st.decimals(0, 10**9, allow_nan=False, places=4))
def test_a_feed_keeps_four_decimals(price: Decimal) -> None:
    assert row(price=str(price)).price == price


@pytest.mark.parametrize("price", ["12.34567", 0.33333])
def test_a_feed_of_more_decimals_is_refused(price: str | float) -> None:
    with pytest.raises(ValidationError, match="more than 4 decimals"):
        row(price=price)


def test_what_arithmetic_leaves_behind_is_no_decimal() -> None:
    assert row(price=19.990000000000002).price == Decimal("19.99")


@pytest.mark.parametrize(
    ("price", "written"),
    [("149", "149.00"), ("149.0000", "149.00"), ("12.3450", "12.345"), ("0", "0.00")],
)
def test_a_price_as_written(price: str, written: str) -> None:
    assert str(price_as_written(Decimal(price))) == written


def test_the_bars_hold_every_price(db: None) -> None:
    for number, price in enumerate(("9.9995", "49.99", "49.9996", "50", "99.9999")):
        Product.objects.create(sku=f"W{number}", name="Washer", price=Decimal(price))
    page = search(SearchQuery(words="washer"))
    assert page.facets.price_decimals == 4
    for band, bar in zip(page.facets.prices, bars(page), strict=True):
        asked = dict(part.split("=") for part in bar.url.partition("?")[2].split("&"))
        ends = {end: Decimal(asked[end]) for end in ("price_min", "price_max") if end in asked}
        assert search(SearchQuery(words="washer", **ends)).total == band.count


def test_an_old_database_keeps_its_prices_and_takes_new_ones(db: None) -> None:
    product = Product.objects.create(sku="C1", name="Cable", price=Decimal("149.95"))
    newest = MigrationExecutor(connection).loader.graph.leaf_nodes("shop")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    MigrationExecutor(connection).migrate([("shop", "0007_colours_first")])
    with connection.cursor() as cursor:
        cursor.execute("UPDATE shop_product SET price = 12.3456 RETURNING price")
        assert cursor.fetchone() == (Decimal("12.35"),)
    MigrationExecutor(connection).migrate(newest)
    product.refresh_from_db()
    assert str(product.price) == "12.35"
    product.price = FINE
    product.save()
    product.refresh_from_db()
    assert (product.price, product.entry.price) == (FINE, FINE)
