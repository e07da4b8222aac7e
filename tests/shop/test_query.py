"""What is read out of a shopper's words, and what is left in them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.search.query import SearchQuery, understood, without_phrase
from shop.search.reading import read
from shop.search.vocabulary import Vocabulary

SHOP = Vocabulary(
    brands={"halvarn": "Halvarn", "north co": "North & Co"},
    colours={
        "red": ("Red", "Dark red"),
        "green": ("Forest green",),
        "forest green": ("Forest green",),
    },
    categories={"tent": "outdoor/tents"},
    active_products=100,
    places={},
)


@pytest.mark.parametrize(
    ("words", "low", "high", "left"),
    [
        ("warm jacket under 150", None, 150, "warm jacket"),
        ("jacket below €99.50 for hiking", None, "99.50", "jacket for hiking"),
        ("sofa between 300 and 800 euros", 300, 800, "sofa"),
        ("sofa from 800 to 300", 300, 800, "sofa"),
        ("lamps over 40", 40, None, "lamps"),
        ("lamps for more than 40 euros", "40.01", None, "lamps"),
        ("game ages 8+", None, None, "game ages 8+"),
        ("phone 3K+", None, None, "phone 3K+"),
        ("lamps over 40 and under 60 dollars", 40, 60, "lamps and"),
        ("less than $25 headphones", None, 25, "headphones"),
        ("up to 40 l backpack", None, None, "up to 40 l backpack"),
        ("tent under 2 kg", None, None, "tent under 2 kg"),
        ("monitor under 27 inch", None, None, "monitor under 27 inch"),
        ("sofa under 1,000", None, 1000, "sofa"),
        ("sofa under $1,299", None, 1299, "sofa"),
        ("sofa under 1.500 €", None, 1500, "sofa"),
        ("sofa under 1.299,90 €", None, "1299.9", "sofa"),
        ("sofa below 1 200", None, 1200, "sofa"),
        ("sofa between 1,000 and 2,000", 1000, 2000, "sofa"),
        ("bottle under 20 500 ml", None, 20, "bottle 500 ml"),
        ("drone under 1,000 g", None, None, "drone under 1,000 g"),
        ("iphone 12", None, None, "iphone 12"),
        ("mug not over EUR 45", None, 45, "mug"),
        ("mug, nothing above 45", None, 45, "mug"),
        ("sofa €400 or less", None, 400, "sofa"),
        ("sofa i don't want to pay more than 400 pesos", None, 400, "sofa i"),
        ("sofa that won't cost over 400 bucks", None, 400, "sofa that"),
        ("headphones i have 200 dollars to spend", None, 200, "headphones"),
        ("kettle not under 80", 80, None, "kettle"),
        ("kettle 80 euro or more", 80, None, "kettle"),
        ("chair PHP 120+", 120, None, "chair"),
        ("games for kids 6+", None, None, "games for kids 6+"),
        ("kettle between €20 & €40", 20, 40, "kettle"),
        ("printer price range 250,- - 500,-", 250, 500, "printer"),
        ("lamp <45", None, 45, "lamp"),
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


@pytest.mark.parametrize(
    ("words", "brands", "colours", "left", "label"),
    [
        ("jacket but not red", (), ("Red", "Dark red"), "jacket", "not red"),
        ("not red jacket", (), ("Red", "Dark red"), "jacket", "not red"),
        (
            "jacket in anything but forest green",
            (),
            ("Forest green",),
            "jacket",
            "not forest green",
        ),
        ("a kettle not from Halvarn", ("Halvarn",), (), "a kettle", "not Halvarn"),
        ("tent except halvarn, please", ("Halvarn",), (), "tent, please", "not halvarn"),
        (
            "lamp not red or green",
            (),
            ("Red", "Dark red", "Forest green"),
            "lamp",
            "not red or green",
        ),
        ("lamp of any brand but Halvarn", ("Halvarn",), (), "lamp", "not Halvarn"),
        (
            "lamp in any colour except forest green",
            (),
            ("Forest green",),
            "lamp",
            "not forest green",
        ),
        ("non-red lamp", (), ("Red", "Dark red"), "lamp", "not red"),
        ("lamp, i hate red", (), ("Red", "Dark red"), "lamp", "not red"),
        ("lamp, nothing from Halvarn", ("Halvarn",), (), "lamp", "not Halvarn"),
        (
            "neither Halvarn nor North & Co lamp",
            ("Halvarn", "North & Co"),
            (),
            "lamp",
            "not Halvarn or North & Co",
        ),
    ],
)
def test_what_is_negated_is_left_out(
    words: str, brands: object, colours: object, left: str, label: str
) -> None:
    query, constraints = understood(SearchQuery(words=words), SHOP)
    assert (query.brands, query.colours) == ((), ())
    assert (query.not_brands, query.not_colours, query.words) == (brands, colours, left)
    assert [constraint.label for constraint in constraints if constraint.field != "category"] == [
        label
    ]
    again = understood(SearchQuery(words=without_phrase(words, constraints[0].phrase)), SHOP)[1]
    assert all(constraint.field == "category" for constraint in again)


def test_a_plain_colour_that_no_product_states_is_a_wish_all_the_same() -> None:
    query, _constraints = understood(SearchQuery(words="purple or red lamp"), SHOP)
    assert (query.colours, query.colour_words) == (("Red", "Dark red"), ("purple",))
    assert not understood(SearchQuery(words="purple wine glasses"), SHOP)[1]
    chosen, _constraints = understood(SearchQuery(words="purple lamp", colours=("Red",)), SHOP)
    assert (chosen.colours, chosen.colour_words) == (("Red",), ())


def test_a_wish_beside_what_is_not_wanted_is_read() -> None:
    query, _constraints = understood(SearchQuery(words="green jacket, not red, from Halvarn"), SHOP)
    assert (query.brands, query.colours, query.not_colours) == (
        ("Halvarn",),
        ("Forest green",),
        ("Red", "Dark red"),
    )


def test_one_colour_written_thrice_is_one_constraint() -> None:
    _query, constraints = understood(SearchQuery(words="green Green gREEN lamp"), SHOP)
    assert [constraint.label for constraint in constraints] == ["green"]
    assert without_phrase("green Green gREEN lamp", constraints[0].phrase) == "lamp"


def test_of_two_categories_the_deeper_counts_and_no_chip_lies() -> None:
    def category(given: str) -> tuple[str, int]:
        query, constraints = understood(SearchQuery(words="tents", category=given), SHOP)
        return query.category, len(constraints)

    assert category("outdoor") == ("outdoor/tents", 1)
    assert category("outdoor/tents/small") == ("outdoor/tents/small", 1)
    assert category("toys") == ("toys", 0)


def test_a_given_brand_stays_and_the_one_that_was_read_is_no_chip() -> None:
    query, constraints = understood(
        SearchQuery(words="Halvarn lamp in red", brands=("North & Co",), colours=("Red",)), SHOP
    )
    assert (query.brands, query.colours) == (("North & Co",), ("Red",))
    assert [constraint.field for constraint in constraints] == ["colour"]


def test_a_price_of_nothing_is_a_price() -> None:
    assert (
        understood(SearchQuery(words="lamp under 50", price_max=Decimal(0)), SHOP)[0].price_max == 0
    )


@pytest.mark.parametrize(
    ("words", "phrase", "left"),
    [
        ("tailored red dress", "red", "tailored dress"),
        ("Over-ear under 90 headphones", "Over-ear headphones", "under 90"),
        ("jacket <50", "<50", "jacket"),
        ("kettle 4+ stars", "4+ stars", "kettle"),
    ],
)
def test_a_phrase_is_taken_off_as_whole_words(words: str, phrase: str, left: str) -> None:
    assert without_phrase(words, phrase) == left


def test_a_category_alone_is_the_category() -> None:
    assert understood(SearchQuery(words="tents under 300"), SHOP)[0].category == "outdoor/tents"
    assert understood(SearchQuery(words="tent pegs"), SHOP)[0].category == ""


def test_stock_and_stars() -> None:
    query, _constraints = understood(SearchQuery(words="kettle in stock 4+ stars"), SHOP)
    assert (query.in_stock, query.rating_min, query.words) == (True, Decimal(4), "kettle")


def test_literal_words_stay_words() -> None:
    assert (
        understood(SearchQuery(words="red under 20", literal=True), SHOP)[0].words == "red under 20"
    )


@given(st.text(max_size=400))
def test_any_text_is_read(text: str) -> None:
    reading = read(text, SHOP)
    assert len(reading.words) <= len(text) + 1
    for constraint in reading.constraints:
        assert constraint.phrase
