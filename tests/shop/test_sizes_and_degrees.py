"""A surf shop is asked by feet and inches, by what an attribute measures, by an age, and by an
attribute that its rows spell with and without a capital.
"""

from typing import Any

import pytest

from shop.feeds.row import ProductRow
from shop.importer import import_rows
from shop.search import SearchQuery, search
from shop.search.measure_terms import with_feet
from shop.search.vocabulary import forget

ROWS: list[dict[str, Any]] = [
    {"sku": "FISH", "name": "Driftline fish board", "attributes": {"Board length": "5'8\""}},
    {"sku": "LONG", "name": "Driftline longboard", "attributes": {"Board length": "9'1\""}},
    {"sku": "MINI", "name": "Driftline mini board", "attributes": {"Board length": "7'4\""}},
    {"sku": "GUN", "name": "Pelagia gun board", "attributes": {"Board length": "6'10\""}},
    {"sku": "SKIM", "name": "Skim board", "attributes": {"Board length": "4'1\""}},
    {"sku": "CALM", "name": "Compressor Aria", "attributes": {"Noise": "45 dB"}},
    {"sku": "BRUTE", "name": "Compressor Brute", "attributes": {"Noise": "78 dB"}},
    {"sku": "ROAR", "name": "Compressor", "attributes": {"Noise": "82 dB"}},
    {"sku": "SPADE", "name": "Beach toy spade", "attributes": {"Suitable age": "1-5 years"}},
    {"sku": "FOAM", "name": "Beach toy board", "attributes": {"Suitable age": "4-7 years"}},
    {"sku": "KITE", "name": "Beach toy kite, eight and up"},
    {"sku": "SMALL", "name": "Neoprene booties", "attributes": {"Size": "8.5"}},
    {"sku": "SAME", "name": "Reef booties", "attributes": {"size": "8.5"}},
    *({"sku": f"T{n}", "name": f"Tall booties {n}", "attributes": {"Size": "9.5"}} for n in "1234"),
    *({"sku": f"W{n}", "name": f"Wide booties {n}", "attributes": {"size": "9.5"}} for n in "123"),
]


@pytest.fixture(autouse=True)
def surf(db: None) -> None:
    rows = (ProductRow(**{"category": "Surf", "price": "20"} | row) for row in ROWS)
    import_rows(enumerate(rows, 1))
    forget()


def found(words: str, **more: Any) -> list[str]:
    return [hit.product.sku for hit in search(SearchQuery(words=words, **more)).hits]


@pytest.mark.parametrize(
    ("words", "written"),
    [
        ("6 foot 2 board", "6'2\" board"),
        ("6ft 2in", "6'2\""),
        ("6 feet 2 inches", "6'2\""),
        ("board 6'2", "board 6'2\""),
        ("6′ 2.5″", "6'2.5\""),
        ("6 ft board", "6 ft board"),
        ("6' x 9'", "6' x 9'"),
        ("men's 9", "men's 9"),
        ("1 foot 2 x 3", "1 foot 2 x 3"),
    ],
)
def test_feet_and_inches_are_written_with_marks(words: str, written: str) -> None:
    assert with_feet(words) == written


@pytest.mark.parametrize(
    ("words", "sku"),
    [("board 9'1", "LONG"), ("9 ft 1 board", "LONG"), ("6 foot 10 board", "GUN"),
     ("5ft 8in board", "FISH"), ("7'4\" board", "MINI")],
)  # fmt: skip
def test_a_length_finds_what_is_so_long(words: str, sku: str) -> None:
    assert found(words)[0] == sku


@pytest.mark.parametrize("words", ["quiet compressor", "silent compressor"])
def test_what_makes_less_noise_comes_first(words: str) -> None:
    assert found(words)[0] == "CALM"


def test_decibels_are_a_limit_and_no_price() -> None:
    skus = found("compressor below 60 decibels")
    assert skus[0] == "CALM"
    assert not {"BRUTE", "ROAR"} & set(skus)


def test_what_says_another_age_is_left_out_where_nothing_says_this_one() -> None:
    skus = found("beach toy for 11 year old")
    assert skus[0] == "KITE"
    assert not {"SPADE", "FOAM"} & set(skus)


@pytest.mark.parametrize("key", ["Size", "size"])
def test_capitals_make_no_other_attribute(key: str) -> None:
    assert set(found("booties", attributes={key: ("8.5",)})) == {"SMALL", "SAME"}


def test_an_attribute_with_and_without_a_capital_is_one_facet() -> None:
    facets = search(SearchQuery(words="booties")).facets.attributes
    sizes = [facet for facet in facets if facet.key.casefold() == "size"]
    assert [{value.value: value.count for value in facet.values} for facet in sizes] == [
        {"9.5": 7, "8.5": 2}
    ]


def test_a_size_is_read_from_both_spellings() -> None:
    assert set(found("booties size 8.5")) == {"SMALL", "SAME"}
