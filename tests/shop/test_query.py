"""What is read out of a shopper's words, and what is left in them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.search.query import SearchQuery, read, understood
from shop.search.vocabulary import Vocabulary

SHOP = Vocabulary(
    brands={"halvarn": "Halvarn", "north & co": "North & Co"},
    colours={"red": ("Red", "Dark red"), "green": ("Forest green",), "forest green": ("Forest green",)},
    categories={"tent": "outdoor/tents"},
    active_products=100,
)


@pytest.mark.parametrize(
    ("words", "low", "high", "left"),
    [
        ("warm jacket under 150", None, 150, "warm jacket"),
        ("jacket below €99.50 for hiking", None, "99.50", "jacket for hiking"),
        ("sofa between 300 and 800 euros", 300, 800, "sofa"),
        ("sofa from 800 to 300", 300, 800, "sofa"),
        ("lamps over 40", 40, None, "lamps"),
        ("lamps over 40 and under 60 dollars", 40, 60, "lamps and"),
        ("less than $25 headphones", None, 25, "headphones"),
        ("up to 40 l backpack", None, None, "up to 40 l backpack"),
        ("tent under 2 kg", None, None, "tent under 2 kg"),
        ("monitor under 27 inch", None, None, "monitor under 27 inch"),
        ("iphone 12", None, None, "iphone 12"),
        ("under the bed storage", None, None, "under the bed storage"),
    ],
)
def test_prices(words: str, low: object, high: object, left: str) -> None:
    query, _constraints = understood(SearchQuery(words=words), SHOP)
    expected = tuple(None if price is None else Decimal(str(price)) for price in (low, high))
    assert (query.price_min, query.price_max, query.words) == (*expected, left)


def test_brands_and_colours_are_the_shops_own() -> None:
    query, constraints = understood(SearchQuery(words="Halvarn jacket in forest green"), SHOP)
    assert (query.brands, query.colours) == (("Halvarn",), ("Forest green",))
    assert [constraint.label for constraint in constraints] == ["Halvarn", "forest green"]
    assert "jacket" in query.words


def test_what_is_negated_is_not_asked_for() -> None:
    assert understood(SearchQuery(words="jacket but not red"), SHOP)[0].colours == ()


def test_a_category_alone_is_the_category() -> None:
    assert understood(SearchQuery(words="tents under 300"), SHOP)[0].category == "outdoor/tents"
    assert understood(SearchQuery(words="tent pegs"), SHOP)[0].category == ""


def test_stock_and_stars() -> None:
    query, _constraints = understood(SearchQuery(words="kettle in stock 4+ stars"), SHOP)
    assert (query.in_stock, query.rating_min, query.words) == (True, Decimal(4), "kettle")


def test_literal_words_stay_words() -> None:
    assert understood(SearchQuery(words="red under 20", literal=True), SHOP)[0].words == "red under 20"


@given(st.text(max_size=400))
def test_any_text_is_read(text: str) -> None:
    reading = read(text, SHOP)
    assert len(reading.words) <= len(text) + 1
    for constraint in reading.constraints:
        assert constraint.phrase
