"""Measures of a question in the other units in which the shop may say them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.search.measure_terms import SYSTEMS, conversions


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("0d5l", "500ml"),
        ("20000mah", "20ah"),
        ("2kw", "2000w"),
        ("1d5kg", "1500g"),
        ("6ft", "72in"),
    ],
)
def test_a_measure_is_also_said_in_another_unit(word: str, other: str) -> None:
    assert other in conversions(word)
    assert word in conversions(other)


@pytest.mark.parametrize("word", ["lamp", "12", "5x", "50+", "usb", "15d6"])
def test_what_is_no_measure_has_no_other_unit(word: str) -> None:
    assert conversions(word) == []


@given(st.integers(1, 99_999), st.sampled_from([unit for row in SYSTEMS for unit in row]))
def test_a_conversion_leads_back(value: int, unit: str) -> None:
    for other in conversions(f"{value}{unit}"):
        assert f"{value}{unit}" in conversions(other)
