"""A visitor searches: words, constraints, facets, pages."""

from decimal import Decimal

import pytest

from shop.search import SearchQuery, search

pytestmark = pytest.mark.usefixtures("demo")


def test_words_and_price_are_kept() -> None:
    page = search(SearchQuery(words="a warm jacket under 150 for hiking"))
    assert page.hits
    assert all(product.price <= 150 for product in page.products)
    assert "jacket" in page.products[0].name.lower()
    assert page.understood[0].label == "under 150"


def test_facets_add_up_to_the_total() -> None:
    page = search(SearchQuery(words="lamp"))
    assert sum(facet.count for facet in page.facets.categories) == page.total
    assert sum(facet.count for facet in page.facets.brands) == page.total


def test_pages_never_overlap_and_together_are_the_set() -> None:
    first = search(SearchQuery(words="red", page_size=10))
    seen = [
        product.pk
        for number in range(1, first.pages + 1)
        for product in search(SearchQuery(words="red", page_size=10, page=number)).products
    ]
    assert len(seen) == len(set(seen)) == first.total


def test_without_words_everything_is_there() -> None:
    assert search(SearchQuery()).total == 247


def test_a_category_holds_what_is_below_it() -> None:
    page = search(SearchQuery(category="outdoor"))
    assert {product.category.path.split(" > ")[0] for product in page.products if product.category} == {"Outdoor"}
    assert {facet.label for facet in page.facets.categories} >= {"Outdoor > Jackets", "Outdoor > Tents"}


def test_price_sort_is_in_order() -> None:
    prices = [product.price for product in search(SearchQuery(words="headphones", sort="price")).products]
    assert prices == sorted(prices)


def test_in_stock_leaves_out_what_is_sold_out() -> None:
    assert all(product.is_available for product in search(SearchQuery(words="jacket", in_stock=True)).products)


def test_a_price_given_twice_is_the_tighter_one() -> None:
    page = search(SearchQuery(words="jacket under 150", price_max=Decimal(100)))
    assert page.query.price_max == 100


def test_nonsense_finds_nothing_and_says_so() -> None:
    assert search(SearchQuery(words="zzzzqqq")).total == 0
