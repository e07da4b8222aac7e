"""What a shop's own labels let its search read out of words: attributes, sizes, measures, ages, and
what is not wanted.
"""

import re
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from shop.search.attribute_vocabulary import Said, learned
from shop.search.query import SearchQuery, understood, without_phrase
from shop.search.reading import read
from shop.search.vocabulary import Vocabulary

# Which attribute is meant is asked of the products: there are none, whatever the last story left.
pytestmark = pytest.mark.django_db

LABELS = [
    ("waterproof", "yes", 30),
    ("noise_cancelling", "yes", 8),
    ("hood", "yes", 9),
    ("lock", "yes", 5),
    ("non_stick", "yes", 4),
    ("laptop_sleeve", "yes", 5),
    ("fragrance_free", "yes", 4),
    ("material", "leather", 12),
    ("material", "cotton", 20),
    ("material", "organic cotton", 6),
    ("material", "cotton, elastane", 4),
    ("material", "glass", 9),
    ("upper", "suede", 3),
    ("season", "spring", 9),
    ("fit", "slim", 6),
    ("fit", "regular", 6),
    ("cut", "regular", 6),
    ("sleeve", "long", 5),
    ("sizes", "M", 20),
    ("sizes", "XL", 18),
    ("sizes_eu", "36-42", 4),
    ("sizes_eu", "40-47", 4),
    ("for", "women", 22),
    ("for", "men", 25),
    ("for", "office", 6),
    ("socket", "E27", 10),
    ("ram_gb", "8", 4),
    ("ram_gb", "16", 4),
    ("storage_gb", "512", 5),
    ("weight_g", "410", 190),
    ("weight_kg", "10", 4),
    ("capacity_l", "40", 30),
    ("volume_ml", "50", 8),
    ("width_cm", "80", 20),
    ("height_cm", "90", 40),
    ("persons", "2", 4),
    ("lumens", "800", 12),
    ("battery_life_h", "30", 20),
    ("age_from", "3", 12),
    ("age_to", "8", 10),
]
SAID = {
    word: Said(products, products)
    for word, products in (
        {"waterproof": 31, "noise": 8, "cancelling": 8, "hood": 9, "non": 4, "stick": 4,
        "fragrance": 4, "free": 9, "leather": 13}
        | {"cotton": 31} | {"glass": 10, "suede": 3, "spring": 12, "women": 23, "men": 25,
        "office": 20, "e27": 10, "organic": 6}
    ).items()
} | {"lock": Said(9, 4), "laptop": Said(9, 8), "sleeve": Said(9, 1)}  # fmt: skip
SHOP = Vocabulary(
    brands={"halvarn": "Halvarn", "orange": "Orange"},
    colours={"red": ("Red",), "orange": ("Orange",), "natural": ("Natural",)},
    categories={"jacket": "clothing/jackets", "tent": "outdoor/tents", "women shoe": "women/shoes"},
    active_products=300,
    places={},
    labels=learned(LABELS, SAID, ["Jackets", "Tents"]),
    ordinary=frozenset({"orange"}),
    ordinary_colours=frozenset({"natural"}),
)
COTTON = ("cotton", "organic cotton", "cotton, elastane")


def asked(words: str) -> dict[str, Any]:
    """The fields that the words set."""
    query, _constraints = understood(SearchQuery(words=words), SHOP)
    return {
        name: value
        for name, value in query.model_dump(exclude_defaults=True).items()
        if name != "words"
    }


def left(words: str) -> str:
    return read(words, SHOP).words


@pytest.mark.parametrize(
    ("words", "attributes"),
    [
        ("waterproof coat", {"waterproof": ("yes",)}),
        ("noise-cancelling headset", {"noise_cancelling": ("yes",)}),
        ("a non-stick pan", {"non_stick": ("yes",)}),
        ("cotton shirt", {"material": COTTON}),
        ("shirt made of cotton", {"material": COTTON}),
        ("slim fit trousers", {"fit": ("slim",)}),
        ("shirt with long sleeves", {"sleeve": ("long",)}),
        ("material: suede boots", {}),
        ("season: spring coat", {"season": ("spring",)}),
        ("E27 bulb", {"socket": ("E27",)}),
        ("coat for women", {"for": ("women",)}),
        ("women's coat", {"for": ("women",)}),
        ("coat with a hood", {"hood": ("yes",)}),
        ("coat size M", {"sizes": ("M",)}),
        ("coat in extra large", {"sizes": ("XL",)}),
        ("warm coat, M", {"sizes": ("M",)}),
        ("boots in 41", {"sizes_eu": ("36-42", "40-47")}),
        ("x-large coat", {"sizes": ("XL",)}),
        ("boots size 41", {"sizes_eu": ("36-42", "40-47")}),
        ("laptop with 16gb ram", {"ram_gb": ("16",)}),
        ("512 gb laptop", {"storage_gb": ("512",)}),
        ("lamp for 2 persons", {"persons": ("2",)}),
    ],
)
def test_values_of_the_shop_are_read(words: str, attributes: dict[str, Any]) -> None:
    assert asked(words).get("attributes", {}) == attributes


@pytest.mark.parametrize(
    "words",
    [
        "regular coffee",  # two attributes say it
        "spring mattress",  # one plain word of a soft attribute
        "lamp for office",  # a use, no person
        "bike lock",  # a thing, not "lock: yes"
        "faux leather bag",
        "leather cleaner",
        "lamp with glass shades",
        "glass of water",
        "size 13x70inch mat",
        "what sizes may it have",  # no M
        "coat in mandarin",
        "a coat for mr m",
        "laptop 12 gb",  # nobody has so much
        "15.6 inch laptop bag",
        "orange lamp shade brand",
        "no-name kettle",
        "not only a lamp",
        "no time to die",
        "socks no show",
        "boots that do not slip",
        "curtain without drilling",
        "sleeveless top",
        "lamp not in stock",
        "at least 2 usb ports",
        "a book with around 32 pages",
        "power usage between 500 and 1000",
        "bottle at least 50 ml",  # capacity_l or volume_ml
        "shelf under 80 cm",  # wide or high
        "natural ingredients",
        "green tea",
        "case for Halvarn",
        "budget planner",
        "reduced sugar jam",
        "laptop sleeve",
        "table 80 wide",
    ],
)
def test_what_may_mean_something_else_only_ranks(words: str) -> None:
    assert {name: value for name, value in asked(words).items() if name != "colours"} == {}
    assert left(words) == words


@pytest.mark.parametrize(
    ("words", "field", "value", "rest"),
    [
        ("coat without hood", "not_attributes", {"hood": ("yes",)}, "coat"),
        ("coat, not waterproof", "not_attributes", {"waterproof": ("yes",)}, "coat"),
        ("bag no leather", "not_attributes", {"material": ("leather",)}, "bag"),
        ("leather free bag", "not_attributes", {"material": ("leather",)}, "bag"),
        ("lamp without cable", "not_words", ("cable",), "lamp"),
        (
            "lamp without a power cable or switch for 20 euros",
            "not_words",
            ("power cable", "switch"),
            "lamp for 20 euros",
        ),
        ("headset not in-ear", "not_words", ("in-ear",), "headset"),
        ("I don't want plastic, lamp", "not_words", None, None),
        ("lamp, I don't want plastic", "not_words", ("plastic",), "lamp"),
        ("anything but plastic", "not_words", ("plastic",), ""),
        ("anything but plastic lamp", "not_words", ("plastic",), "lamp"),
        ("bag -leather", "not_attributes", {"material": ("leather",)}, "bag"),
        ("bag −zip –studs", "not_words", ("zip", "studs"), "bag"),
        ("lamp –red", "not_colours", ("Red",), "lamp"),
        ("latex-free gloves", "not_words", ("latex",), "latex-free gloves"),
        ("not prepaid card", "not_words", ("prepaid",), "card"),
        ("card not vodatel", "not_words", ("vodatel",), "card"),
        ("tool box without tools", "not_words", None, "tool box without tools"),
        ("-5 degrees bag", "not_words", None, "-5 degrees bag"),
    ],
)
def test_what_is_not_wanted(words: str, field: str, value: Any, rest: str | None) -> None:
    assert asked(words).get(field) == value
    if rest is not None:
        assert left(words) == rest


def test_a_not_goes_on_only_to_its_kind() -> None:
    assert asked("coat not red and waterproof") == {
        "not_colours": ("Red",),
        "not_colour_words": ("red",),
        "attributes": {"waterproof": ("yes",)},
    }
    assert asked("coat not red or waterproof") == {
        "not_colours": ("Red",),
        "not_colour_words": ("red",),
        "not_attributes": {"waterproof": ("yes",)},
    }


@pytest.mark.parametrize(
    ("words", "ranges", "rest"),
    [
        ("laptop at least 16 gb ram", {"ram_gb": (16, None)}, "laptop"),
        ("laptop with 8 gb or more of ram", {"ram_gb": (8, None)}, "laptop with of ram"),
        ("tent under 2 kg", {"weight_g": (None, 2000)}, "tent"),
        ("lighter than 1.5 kg tent", {"weight_g": (None, 1500)}, "tent"),
        ("backpack between 30 and 40 l", {"capacity_l": (30, 40)}, "backpack"),
        ("shelf less than 80 cm wide", {"width_cm": (None, Decimal("79.999"))}, "shelf"),
        ("shelf narrower than 800 mm", {"width_cm": (None, Decimal("79.999"))}, "shelf"),
        ("bulb over 800 lumens", {"lumens": (Decimal("800.001"), None)}, "bulb"),
        ("over 20 hours of battery life", {"battery_life_h": (20, None)}, ""),
        ("lamp 2 kg or more", {"weight_g": (2000, None)}, "lamp"),
        ("toy for a 6 year old", {"age_from": (None, 6), "age_to": (6, None)}, "toy"),
    ],
)
def test_numbers_are_measured_in_the_shops_units(
    words: str, ranges: dict[str, Any], rest: str
) -> None:
    expected = {
        key: tuple(None if end is None else Decimal(end) for end in ends)
        for key, ends in ranges.items()
    }
    assert asked(words)["ranges"] == expected
    assert left(words) == rest


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("lamp 20-40 €", {"price_min": 20, "price_max": 40}),
        ("lamp with 6 l capacity under 50", {"price_max": 50}),
        ("lamp with 8 mb memory below 50", {"price_max": 50}),
        ("lamp $20 - $40", {"price_min": 20, "price_max": 40}),
        ("lamp around 100", {"price_min": 80, "price_max": 120}),
        ("lamp about 50 euros", {"price_min": 40, "price_max": 60}),
        ("sofa under 1.5k", {"price_max": 1500}),
        ("cheap lamp", {"cheap": True}),
        ("cheapest lamp", {"cheap": True, "sort": "price", "best_first": True}),
        ("lightest lamp", {"by_number": "weight_g"}),
        ("longest lasting lamp", {"by_number": "-battery_life_h"}),
        ("fastest drying lamp", {}),
        ("the widest lamp", {"by_number": "-width_cm"}),
        ("newest lamp", {"sort": "newest"}),
        ("lamp for two", {"attributes": {"persons": ("2",)}}),
        ("a budget lamp", {"cheap": True}),
        ("lamp, not too expensive", {"cheap": True}),
        ("lamp, not cheap", {}),
        ("budget of 50 for a lamp", {"price_max": 50}),
        ("lamp at least 4.5 stars", {"rating_min": Decimal("4.5")}),
        ("well rated lamp", {"rating_min": 4}),
        ("top rated lamp", {"rating_min": 4, "sort": "rating"}),
        ("lamp ready to ship", {"in_stock": True}),
        ("lamp on sale", {"discounted": True}),
        ("lamp from Orange", {"brands": ("Orange",)}),
        ("orange lamp", {"colours": ("Orange",)}),
        ("lamp in natural", {"colours": ("Natural",)}),
        (
            "red jackets under 100",
            {"price_max": 100, "colours": ("Red",), "category": "clothing/jackets"},
        ),
        ("I am looking for jackets, please", {"category": "clothing/jackets"}),
        ("women's shoes", {"attributes": {"for": ("women",)}, "category": "women/shoes"}),
    ],
)
def test_offers_brands_and_places(words: str, expected: dict[str, Any]) -> None:
    assert asked(words) == expected


def test_what_is_given_gets_only_tighter() -> None:
    given_query = SearchQuery(
        words="waterproof lamp under 3 kg without cable, cheapest",
        attributes={"waterproof": ("yes",)},
        ranges={"weight_g": (None, Decimal(2000))},
        not_words=("switch",),
        sort="-price",
    )
    query, constraints = understood(given_query, SHOP)
    assert query.ranges == {"weight_g": (None, Decimal(2000))}
    assert (query.not_words, query.sort, query.cheap) == (("switch", "cable"), "-price", True)
    assert {constraint.field for constraint in constraints} == {
        "attribute",
        "range",
        "not_words",
        "cheap",
    }


def test_a_given_value_stays_against_another_that_was_read() -> None:
    query, constraints = understood(
        SearchQuery(words="cotton lamp", attributes={"material": ("glass",)}), SHOP
    )
    assert (query.attributes, constraints) == ({"material": ("glass",)}, ())


PIECES = st.lists(
    st.sampled_from(
        (
            "lamp|jackets|red|not red|orange|from Halvarn|cotton|not cotton|waterproof|without "
            "hood|without cable|no zip|size M|in XL|"
            "under 2 kg|under 50|20-40 €|around 100|cheap|cheapest|well rated|in stock|on "
            "sale|for women|16 gb ram|for a 6 year old|or|and|"
            "not|with|,|slim fit|at least 800 lumens|4 stars|budget|glass|in|for|but|leather "
            "free|noise cancelling|material:"
        ).split("|")
    ),
    max_size=9,
).map(" ".join)


@given(PIECES | st.text(max_size=120))
def test_no_word_is_lost(text: str) -> None:
    """Every word goes on to rank, or is in the phrase of a constraint."""
    reading = read(text, SHOP)
    kept = " ".join([reading.words, *(constraint.phrase for constraint in reading.constraints)])
    assert set(re.findall(r"\w+", text)) <= set(re.findall(r"\w+", kept)) | {
        "and",
        "or",
        "but",
        "with",
        "in",
        "for",
    }
    assert all(constraint.phrase and constraint.label for constraint in reading.constraints)


@given(PIECES)
@example("lamp without cable cotton lamp")
@example("in XL in under 2 kg not red not red")
def test_a_chip_that_is_taken_off_is_gone(text: str) -> None:
    for constraint in read(text, SHOP).constraints:
        rest = without_phrase(text, constraint.phrase)
        assert len(rest.split()) < len(text.split())
        said = (constraint.phrase, constraint.label)
        said_again = any(each and each.casefold() in rest.casefold() for each in said)
        assert said_again or constraint not in read(rest, SHOP).constraints


@given(PIECES)
def test_reading_again_is_the_same(text: str) -> None:
    query, constraints = understood(SearchQuery(words=text), SHOP)
    assert understood(SearchQuery(words=text), SHOP) == (query, constraints)
    assert read(" ".join(text.split()), SHOP).constraints == constraints


SPANNING = Vocabulary(
    brands={}, colours={}, categories={}, active_products=30, places={},
    labels=learned(
        [
            ("makers", "1", 4), ("makers", "2-4", 9), ("makers", "up to 8 people", 3),
            ("reicht_ab", "3+", 6), ("reicht_ab", "6+", 6), ("reicht_ab", "12+", 4),
            ("right_for", "1-5 kg", 3), ("right_for", "10-25 kg", 3),
            ("shoe_size", "36-40", 3), ("shoe_size", "41-46", 3),
            ("line_length", "10 m", 3), ("line_length", "5 m", 3),
        ],
        {},
    ),
)  # fmt: skip


@pytest.mark.parametrize(
    ("words", "key", "values"),
    [
        ("kit for three people", "makers", {"2-4", "up to 8 people"}),
        ("there are five of us", "makers", {"up to 8 people"}),
        ("we are 4 on friday", "makers", {"2-4", "up to 8 people"}),
        ("kits for more than 4 people", "makers", {"up to 8 people"}),
        ("a kit I can do alone", "makers", {"1", "up to 8 people"}),
        ("kit for 2 to 4 people", "makers", {"2-4", "up to 8 people"}),
        ("for 8 year olds", "reicht_ab", {"3+", "6+"}),
        ("my kids are 4 and 7", "reicht_ab", {"3+"}),
        ("he is turning 6", "reicht_ab", {"3+", "6+"}),
        ("bed for a 12 kg dog", "right_for", {"10-25 kg"}),
        ("lead longer than 6 m", "line_length", {"10 m"}),
        ("lead under 600 cm long", "line_length", {"5 m"}),
    ],
)
def test_spans_of_any_attribute_are_read_as_people_ages_and_measures(
    words: str, key: str, values: set[str]
) -> None:
    read_of = understood(SearchQuery(words=words), SPANNING)[0].attributes
    assert {name: set(held) for name, held in read_of.items()} == {key: values}


@pytest.mark.parametrize("words", ["kit for 40 people", "model 7", "shoes 38", "made in 4 parts"])
def test_numbers_that_count_nothing_here_stay_words(words: str) -> None:
    assert understood(SearchQuery(words=words), SPANNING)[0].attributes == {}
