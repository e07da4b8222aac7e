"""How prices, numbers, measures and lists are written, by Unicode's CLDR as Babel carries it.

Every text that people read comes through here, on pages, in answers and in mails, so that one
price looks the same wherever it stands. Programs receive plain numbers.
"""

import re
import unicodedata
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Literal

from babel import Locale, UnknownLocaleError
from babel.lists import format_list as babel_list
from babel.numbers import (
    format_currency,
    format_decimal,
    get_currency_precision,
    get_currency_symbol,
)
from babel.units import UnknownUnitError, format_unit
from django.utils.translation import get_language

NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"
# The shop's English is British, which has no comma before the last "and".
_LIST_LOCALES = {"en": "en_GB"}


def format_price(value: Decimal | float | None, currency: str = "") -> str:
    """Returns a price as the reader's language writes it; "" for None.

    A whole amount has no decimals, any other at least as many as its currency (none for yen, three
    for Kuwaiti dinars), and all that are stored: nothing is rounded. Without a currency, it is
    written like one of two decimals.
    """
    return "" if value is None else _price(Decimal(str(value)), currency, _language())


def format_number(value: Decimal | float, decimals: int | None = None) -> str:
    """Returns a number with its thousands grouped. `decimals` rounds half up; without it, all are
    written, of a float those that are exact.
    """
    return _number(value, decimals, _language())


def format_measure(
    value: Decimal | float, unit: str, symbol: str, *, length: Literal["short", "long"] = "short"
) -> str:
    """Returns a number with its unit: "540 g", "5 hours". `unit` is CLDR's name, such as
    "mass-gram"; `symbol` stands where CLDR has no such unit.
    """
    number = format_number(value)
    try:
        # Formatted here, since Babel rounds to three decimals.
        text = format_unit(value, unit, length, format="#", locale=locale()) if unit else ""
    except UnknownUnitError:
        text = ""
    return (
        re.sub(r"-?\d+", lambda _match: number, text, count=1).replace(" ", NO_BREAK_SPACE)
        if text
        else f"{number}{NO_BREAK_SPACE}{symbol}"
    )


def format_list(parts: Sequence[str], *, either: bool = False) -> str:
    """Returns "a, b and c", or with `either` "a, b or c"."""
    known = str(locale())
    style: Literal["or", "standard"] = "or" if either else "standard"
    return babel_list(parts, style, locale=_LIST_LOCALES.get(known, known))


def currency_decimals(currency: str) -> int:
    """Returns how many decimals amounts of a currency have; 2 for one that CLDR does not know."""
    return get_currency_precision(currency)


def locale() -> Locale:
    """Returns Babel's locale of the language at hand; English for one that CLDR does not know."""
    return _locale(_language())


def _language() -> str:
    return get_language() or "en"


@lru_cache(maxsize=64)
def _locale(language: str) -> Locale:
    for name in (language, language.partition("-")[0]):
        try:
            return Locale.parse(name, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    return Locale.parse("en")


@lru_cache(maxsize=4096)
def _price(value: Decimal, currency: str, language: str) -> str:
    known = _locale(language)
    decimals = _decimals(value, currency)
    if not currency:
        return format_decimal(value, _with_decimals("#,##0", decimals), locale=known)
    pattern = _currency_pattern(currency, known)
    return format_currency(
        value,
        currency,
        _with_decimals(pattern, decimals),
        locale=known,
        currency_digits=False,
    )


def _decimals(value: Decimal, currency: str) -> int:
    """Returns how many decimals to write: none of a whole amount, else the currency's or more."""
    if value == value.to_integral_value():
        return 0
    exponent = value.normalize().as_tuple().exponent
    stored = -exponent if isinstance(exponent, int) else 0
    return max(stored, currency_decimals(currency))


def _currency_pattern(currency: str, known: Locale) -> str:
    """Returns CLDR's pattern of amounts, with CLDR's space between letters and digits, which Babel
    leaves out: "CHF 149" beside "€149".
    """
    pattern = str(known.currency_formats["standard"].pattern)
    symbol = get_currency_symbol(currency, known)
    if not unicodedata.category(symbol[-1]).startswith(("S", "Z")):
        pattern = re.sub(r"¤(?=[#0])", f"¤{NO_BREAK_SPACE}", pattern)
    if not unicodedata.category(symbol[0]).startswith(("S", "Z")):
        pattern = re.sub(r"(?<=[#0])¤", f"{NO_BREAK_SPACE}¤", pattern)
    return pattern


def _with_decimals(pattern: str, decimals: int) -> str:
    digits = f".{'0' * decimals}" if decimals else ""
    return re.sub(r"0(?:\.0+)?(?![\d.])", f"0{digits}", pattern)


@lru_cache(maxsize=4096)
def _number(value: Decimal | float, decimals: int | None, language: str) -> str:
    # A float of arithmetic, such as 0.1 + 0.2, has more digits than anybody wrote.
    exact = value if isinstance(value, Decimal | int) else Decimal(f"{value:.10g}")
    known = _locale(language)
    if decimals is None:
        return format_decimal(exact, locale=known, decimal_quantization=False)
    rounded = Decimal(exact).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    pattern = _with_decimals(str(known.decimal_formats[None].pattern).replace(".###", ""), decimals)
    return format_decimal(rounded, pattern, locale=known)
