"""One way to write a price, a number, a measure and a list, in English and in German."""

import re
from decimal import Decimal

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from site_config.formatting import (
    currency_decimals,
    format_list,
    format_measure,
    format_number,
    format_price,
)
from tests.currencies import current_currencies

POINTS = {"en": (",", "."), "de": (".", ",")}


def plain_blanks(text: str) -> str:
    return re.sub(r"\s", " ", text)


def amount(text: str, language: str) -> Decimal:
    """The number in a written price, in the language that it is written in."""
    group, point = POINTS[language]
    digits = "".join(re.findall(rf"\d[\d{re.escape(group + point)}]*", text))
    return Decimal(digits.replace(group, "").replace(point, "."))


@pytest.mark.parametrize(
    ("value", "currency", "english", "german"),
    [
        ("149", "EUR", "€149", "149 €"),
        ("149.00", "EUR", "€149", "149 €"),
        ("1299.5", "EUR", "€1,299.50", "1.299,50 €"),
        ("12.3456", "EUR", "€12.3456", "12,3456 €"),
        ("12.3450", "USD", "$12.345", "12,345 $"),
        ("1200", "JPY", "¥1,200", "1.200 ¥"),
        ("1200.5", "JPY", "¥1,200.5", "1.200,5 ¥"),
        ("12.5", "KWD", "KWD 12.500", "12,500 KWD"),
        ("149.5", "CHF", "CHF 149.50", "149,50 CHF"),
        ("1299", "BRL", "R$1,299", "1.299 R$"),
        ("0", "GBP", "£0", "0 £"),
        ("1299.9", "", "1,299.90", "1.299,90"),
    ],
)
def test_a_price(value: str, currency: str, english: str, german: str) -> None:
    for language, expected in (("en", english), ("de", german)):
        with override(language):
            assert plain_blanks(format_price(Decimal(value), currency)) == expected


def test_no_price() -> None:
    assert format_price(None, "EUR") == ""


@given(
    value=st.decimals(0, 10**10, allow_nan=False, places=4),
    currency=st.sampled_from(current_currencies()),
    language=st.sampled_from(["en", "de"]),
)
def test_every_currency_loses_no_digit(value: Decimal, currency: str, language: str) -> None:
    with override(language):
        text = format_price(value, currency)
    assert amount(text, language) == value
    _whole, _point, decimals = text.partition(POINTS[language][1])
    written = len(re.match(r"\d*", decimals)[0])  # type: ignore[index]
    assert written == 0 or written >= currency_decimals(currency)
    assert not re.search(r"[^\W\d_]\d|\d[^\W\d_]", text), "a code stands off its number"


@pytest.mark.parametrize(
    ("value", "decimals", "english", "german"),
    [
        (1234567, None, "1,234,567", "1.234.567"),
        (0.1 + 0.2, None, "0.3", "0,3"),
        (Decimal("1234.5678"), None, "1,234.5678", "1.234,5678"),
        (Decimal("4.25"), 1, "4.3", "4,3"),
        (Decimal(4), 1, "4.0", "4,0"),
    ],
)
def test_a_number(value: Decimal, decimals: int | None, english: str, german: str) -> None:
    for language, expected in (("en", english), ("de", german)):
        with override(language):
            assert format_number(value, decimals) == expected


def test_a_measure() -> None:
    written: list[tuple[Decimal | int, str, str, str, str]] = [
        (Decimal("1540.5"), "mass-gram", "g", "1,540.5 g", "1.540,5 g"),
        (3000, "", "mAh", "3,000 mAh", "3.000 mAh"),
        (Decimal("0.0625"), "length-meter", "m", "0.0625 m", "0,0625 m"),
    ]
    for value, unit, symbol, english, german in written:
        for language, expected in (("en", english), ("de", german)):
            with override(language):
                assert plain_blanks(format_measure(value, unit, symbol)) == expected
    with override("de"):
        assert plain_blanks(format_measure(1, "duration-hour", "h", length="long")) == "1 Stunde"
        assert plain_blanks(format_measure(2, "duration-hour", "h", length="long")) == "2 Stunden"


def test_a_list() -> None:
    assert format_list([]) == ""
    assert format_list(["a"]) == "a"
    assert format_list(["a", "b", "c"]) == "a, b and c"
    assert format_list(["a", "b", "c"], either=True) == "a, b or c"
    with override("de"):
        assert format_list(["a", "b", "c"]) == "a, b und c"
        assert format_list(["a", "b"], either=True) == "a oder b"


def test_a_language_that_is_unknown_reads_english() -> None:
    with override("xx"):
        assert format_price(Decimal("1299.5"), "EUR") == "€1,299.50"
        assert format_list(["a", "b", "c"]) == "a, b and c"
