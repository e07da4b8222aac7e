"""One table of units: what a catalogue, search, the assistant and the check of claims go by."""

from decimal import Decimal

import pytest
from django.utils.translation import override

from chat.builtin.sayings import value_words
from shop.attribute_units import plain_name, with_unit
from shop.measurement_units import BY_ENDING, BY_NAME, TABLE, conversions
from shop.models import attribute_words
from shop.search.lexicon import UNITS
from tests.test_formatting import plain_blanks


@pytest.mark.parametrize(
    ("key", "value", "english", "german"),
    [
        ("weight_g", 540, "540 g", "540 g"),
        ("weight_g", 1200, "1.2 kg", "1,2 kg"),
        ("water_column_mm", 20000, "20,000 mm", "20.000 mm"),
        ("battery_life_h", 1, "1 hour", "1 Stunde"),
        ("battery_life_h", 30, "30 hours", "30 Stunden"),
        ("screen_in", 13.3, "13.3 inches", "13,3 Zoll"),
        ("battery_mah", 3000, "3,000 mAh", "3.000 mAh"),
        ("colour_temperature_k", 2700, "2,700 K", "2.700 K"),
        ("max_c", 220, "220°C", "220 °C"),
        ("size_eu", 42, "42 EU", "42 EU"),
        ("seats", 2, "2", "2"),
    ],
)
def test_the_page_and_the_assistant_write_one_measure(
    key: str, value: float, english: str, german: str
) -> None:
    for language, written in (("en", english), ("de", german)):
        with override(language):
            assert plain_blanks(with_unit(str(value), key.replace("_", " "))) == written
            assert plain_blanks(value_words(key, value)) == written


def test_what_is_no_number_keeps_its_words() -> None:
    assert plain_blanks(with_unit("20 to 30", "power w")) == "20 to 30 W"
    assert with_unit("adjustable", "power w") == "adjustable"
    assert (plain_name("battery life h"), plain_name("power")) == ("Battery life", "Power")


@pytest.mark.parametrize(
    ("value", "name", "other"),
    [
        ("0.54", "kg", "540"),
        ("540", "gramm", "0.54"),
        ("90", "minuten", "1.5"),
        ("2", "tage", "48"),
        ("1", "tb", "1024"),
        ("1", "tb", "1000"),
        ("5.5", "zoll", "13.97"),
    ],
)
def test_a_measure_in_another_unit(value: str, name: str, other: str) -> None:
    assert Decimal(other) in set(conversions(Decimal(value), name))


def test_each_name_and_each_ending_is_of_one_unit() -> None:
    assert len(BY_NAME) == sum(len(unit.names) for unit in TABLE)
    assert len(BY_ENDING) == len(TABLE)
    assert UNITS["kg"] == ("mass", Decimal(1000))


def test_no_digit_of_an_attribute_is_lost() -> None:
    assert attribute_words({"distance_km": 1234567.5, "weight_kg": 1.2}) == [
        ("distance km", "1234567.5"),
        ("weight kg", "1.2"),
    ]
