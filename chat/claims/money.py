"""How amounts of money are written: with the codes, signs and names of currencies that CLDR knows,
before the number or behind it.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.languages import get_official_languages
from babel.numbers import get_currency_name, get_currency_symbol

from chat.claims.numbers import NUMBER, plain

# The languages whose sentences are checked.
_LANGUAGES = ("en", "de")
# Codes that are words, names or units as well ("TRY 3", "AMD 5600", "5 KGS"): they are money where
# a product has that currency.
_AMBIGUOUS = frozenset(
    "ALL AMD ANG BAM BOB BTN COP CUP ERN GEL GIP KGS LAK MAD MOP NAD PEN PHP RON SAR SCR SOS STN "
    "TOP TRY".split()
)
_CHARACTERS = "".join(
    chr(code) for code in range(0x10000) if unicodedata.category(chr(code)) == "Sc"
)
# With the letters that tell a dollar from another: "R$", "CA$", "CN¥".
_CHARACTER = rf"(?<![^\W\d_])(?-i:[A-Z]{{1,3}})?[{_CHARACTERS}]"
# What people call currencies that CLDR abbreviates or names in another way.
_COMMON = (
    r"(?:zł|kr\b\.?|Kč|(?-i:S?Fr\.)|(?:euros?|dollars?|pounds?|bucks|francs?|franken|kronor|kronen"
    r"|yen|rupees?)\b)"
)
COSTS = (
    r"(?:prices?|costs?|costing|kostet|kosten|preis|prix|coûte|precio|cuesta|prezzo|costa|prijs"
    r"|kost)\b[\s*:|]{1,4}"
    r"(?:is |of |ist |est |es |only |just |nur )?"
)
# Set the direction of Arabic signs.
_MARKS = "\u200e\u200f"
# "149.–", "149,-"
_DASH = r"(?:[.,][-–—]{1,2})?"
_RANGE = r"(?:[-–—]|to|and|bis|und|à|et|a|y)"


@dataclass(frozen=True)
class MoneyPatterns:
    """`signed` matches an amount with a sign, a code or a name; `amount` also a number behind a
    word such as "costs". The number is the last group that matched.
    """

    amount: re.Pattern[str]
    signed: re.Pattern[str]
    range_ahead: re.Pattern[str]
    range_behind: re.Pattern[str]


@lru_cache(maxsize=64)
def money_patterns(currencies: frozenset[str]) -> MoneyPatterns:
    """Returns the patterns for a conversation on products in these currencies, whose own signs and
    names count as well.
    """
    before = "|".join((_codes(currencies), _CHARACTER, _COMMON, *_own_signs(currencies)))
    behind = "|".join((before, *_names(currencies)))
    signed = rf"(?:{before})\s?({NUMBER})|({NUMBER}){_DASH}\s?(?:{behind})(?!\w)"
    # Not where the number is longer, or where its sign follows.
    bare = (
        rf"{COSTS}({NUMBER})(?!['’.,]?\d| \d{{3}}(?!\d)|{_DASH}\s?(?:{behind})(?!\w)|\s?(?:%|\w))"
    )
    amount = f"{signed}|{bare}"
    return MoneyPatterns(
        amount=re.compile(amount, re.I),
        signed=re.compile(signed, re.I),
        range_ahead=re.compile(rf"\s?{_RANGE}\s?(?:{before})?\s?\d", re.I),
        range_behind=re.compile(rf"\d\s?(?:{behind})?\s?{_RANGE}\s?$", re.I),
    )


def names_other_currency(amount: str, currencies: frozenset[str]) -> bool:
    """Whether a written amount has the code or the character of a currency that is none of these:
    "$149" is not the price of a product that costs 149 euros.
    """
    codes = set(re.findall(r"(?<![^\W\d_])[A-Z]{3}(?![^\W\d_])", amount)) & _current_currencies()
    if codes:
        return codes.isdisjoint(currencies)
    character = re.search(f"[{_CHARACTERS}]", amount)
    if not character:
        return False
    own = "".join(sign for currency in currencies for sign in currency_signs(currency))
    return character[0] not in own


@cache
def currency_signs(currency: str) -> frozenset[str]:
    """Returns the code and the signs of a currency, in English, in German and where it is paid."""
    symbols = {
        get_currency_symbol(currency, locale)
        for locale in (*map(Locale.parse, _LANGUAGES), *_native_locales(currency))
    }
    return frozenset({currency} | {plain(symbol).strip(_MARKS) for symbol in symbols if symbol})


def _native_locales(currency: str) -> Iterator[Locale]:
    for territory, uses in get_global("territory_currencies").items():
        if any(code == currency and not end for code, _start, end, _tender in uses):
            for language in get_official_languages(territory, de_facto=True):
                try:
                    yield Locale.parse(f"{language}_{territory}")
                except (UnknownLocaleError, ValueError):
                    continue


@cache
def _current_currencies() -> frozenset[str]:
    uses = get_global("territory_currencies").values()
    return frozenset(code for each in uses for code, _start, end, _tender in each if not end)


def _codes(currencies: frozenset[str]) -> str:
    codes = sorted((_current_currencies() - _AMBIGUOUS) | currencies)
    return rf"(?<!\w)(?-i:{'|'.join(map(re.escape, codes))})(?!\w)"


def _own_signs(currencies: frozenset[str]) -> list[str]:
    signs = {sign for currency in currencies for sign in currency_signs(currency)}
    longest_first = sorted(signs, key=lambda sign: (-len(sign), sign))
    return [rf"(?<!\w)(?-i:{re.escape(sign)})" for sign in longest_first]


def _names(currencies: frozenset[str]) -> set[str]:
    """Returns the names of the currencies, whole and by their last word: "Swiss francs"."""
    names = {
        get_currency_name(currency, count, locale).lower()
        for currency in currencies
        for locale in _LANGUAGES
        for count in (1, 2)
    }
    return {re.escape(part) for name in names for part in (name, name.split()[-1])}
