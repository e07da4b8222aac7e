"""The values of a feed's fields, each read from what shops write.

A reader returns the value, or a Mended value with what was done. It raises Odd for a value that
cannot be taken.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from shop.feeds import markup, money

LONGEST_NAME = 500
LONGEST_TEXT = 50_000
LONGEST_ADDRESS = 1_000
YES = frozenset(
    "true yes y 1 on active enabled visible published ja wahr oui vrai si sí sim sì tak ano "
    "да".split()
)
NO = frozenset(
    "false no n 0 off inactive disabled hidden invisible draft archived nein falsch non faux não "
    "nee nej nie ne нет -1".split()
)
# What feeds say of availability, as letters alone.
AVAILABLE = frozenset(
    "instock available backorder preorder onbackorder limitedavailability inlager pålager skladem "
    "auflager verfügbar lieferbar vorrätig enstock disponible disponibile opvoorraad unlimited "
    "unbegrenzt obegränsat".split()
)
SOLD_OUT = frozenset(
    "outofstock soldout unavailable discontinued ausverkauft nichtverfügbar nichtvorrätig épuisé "
    "rupturedestock agotado sinexistencias esaurito uitverkocht slutsåld vyprodáno".split()
)
# "Skladem: ano" says the same; a digit is a count.
AVAILABLE_WORDS = AVAILABLE | {word for word in YES if word.isalpha()}
SOLD_OUT_WORDS = SOLD_OUT | {word for word in NO if word.isalpha()}
# "1 200 pcs", "> 10", "10+".
COUNT = re.compile(r"\s*>?\s*(\d{1,3}(?:\s\d{3})+|\d{1,9})\s*(?:\+|[^\W\d_]{1,12}\.?)?\s*")
NOTHING = frozenset(("", "null", "none", "nan", "n/a", "#n/a", "undefined", "-", "–"))
GTIN_LENGTHS = (8, 12, 13, 14)


class Odd(ValueError):
    """A value that cannot be taken; the message says what was done instead."""


class Mended(NamedTuple):
    value: Any
    action: str


@dataclass(frozen=True)
class Options:
    """What the operator or the format says about a whole feed."""

    currency: str = ""
    decimal: str = ""
    """The decimal mark of its prices, "" where unknown."""
    mapping: Mapping[str, str] = field(default_factory=dict)
    """Columns by name, and the field that each one is."""
    stated: str = ""
    """The currency of the row that is read, where it is stated; a price in another is refused."""
    is_strict: bool = False
    """Whether a price that can be read in two ways is refused."""


def is_blank(value: Any) -> bool:
    return value is None or (isinstance(value, str) and value.strip().lower() in NOTHING)


def read_code(value: Any, options: Options) -> Any:
    text = _integral(value)
    if len(text) > 100:
        raise Odd("is longer than 100 characters")
    return text


def read_name(value: Any, options: Options) -> Any:
    return _cut(markup.one_line(str(value)), LONGEST_NAME)


def read_brand(value: Any, options: Options) -> Any:
    return _cut(markup.one_line(_integral(value)), 200)


def read_description(value: Any, options: Options) -> Any:
    # What is searched and said is what the page shows.
    text = markup.unescaped(str(value))
    return _cut(markup.plain_text(markup.safe_markup(text) or text), LONGEST_TEXT)


def read_category(value: Any, options: Options) -> Any:
    text = markup.one_line(str(value))
    if ">" not in text and re.search(r"\w\s*(?:/{1,2}|»|›|\|)\s*\w", text):
        # "Home/Garden" is a path; "Men / Women" may be a name, but is found as a path as well.
        text = " > ".join(part.strip() for part in re.split(r"//?|»|›|\|", text) if part.strip())
    return text


def read_price(value: Any, options: Options) -> Any:
    if isinstance(value, bool):
        raise Odd("is no price")
    if isinstance(value, int | float | Decimal):
        return value
    try:
        amount = money.read_amount(str(value), decimal=options.decimal, currency=options.currency)
    except money.NotMoney as error:
        raise Odd(str(error)) from error
    _check_amount(amount, options)
    if doubt := amount.doubt or amount.guess:
        return Mended(amount.value, doubt)
    return amount.value


def _check_amount(amount: money.Amount, options: Options) -> None:
    """Raises Odd for an amount that is no price of this row."""
    if amount.value < 0:
        raise Odd("is below zero")
    if options.stated and amount.currency and amount.currency != options.stated:
        raise Odd(f"is in {amount.currency}, and the product in {options.stated}")
    if amount.guess and options.is_strict:
        raise Odd("can be read in two ways; send a number, or two decimals")


def read_currency(value: Any, options: Options) -> Any:
    try:
        code, doubt = money.read_currency(str(value), options.currency)
    except money.NotMoney as error:
        raise Odd(str(error)) from error
    return Mended(code, doubt) if doubt else code


def read_stock(value: Any, options: Options) -> Any:
    """Returns the count, 0 for what is sold out, None for what is available without a count."""
    letters = re.sub(r"[\W_\d]", "", str(value).lower())
    if letters in AVAILABLE_WORDS:
        return None
    if letters in SOLD_OUT_WORDS:
        return 0
    if not str(value).strip().isdecimal() and (counted := COUNT.fullmatch(str(value))):
        whole = int(re.sub(r"\s", "", counted[1]))
        return Mended(whole, f"is no number alone; taken as {whole}")
    number = _finite(str(value))
    if number < 0:
        return Mended(0, "is below zero; taken as sold out")
    whole = int(number)
    if whole >= 2**31:
        raise Odd("is too large")
    return whole if whole == number else Mended(whole, f"is no whole number; taken as {whole}")


def read_count(value: Any, options: Options) -> Any:
    number = _finite(str(value))
    if not 0 <= number < 2**31:
        raise Odd("is no count")
    return int(number)


def read_rating(value: Any, options: Options) -> Any:
    match = re.fullmatch(r"([\d.,]+)(?:\s*(?:/|von|of|out of|sur|de)\s*5)?", str(value).strip())
    number = _finite(match[1]) if match else Decimal(-1)
    if not 0 <= number <= 5:
        raise Odd("is no rating from 0 to 5")
    return number


def read_gtin(value: Any, options: Options) -> Any:
    """Returns the digits of a GTIN; an ISBN of ten digits becomes one of thirteen."""
    text = re.sub(r"[\s.‐‑–—-]|^(?:isbn|ean|gtin|upc)[:\s]*", "", _integral(value), flags=re.I)
    text = text.lstrip("'=").strip('"')
    if re.fullmatch(r"\d{9}[\dXx]", text):
        body = "978" + text[:9]
        return body + _check_digit(body)
    if not re.fullmatch(r"[0-9]{7,14}", text):
        raise Odd("is no GTIN")
    if len(text) not in GTIN_LENGTHS:
        return _padded(text)
    if text[-1] != _check_digit(text[:-1]):
        return Mended(text, "has a wrong check digit; kept")
    return text


def read_address(value: Any, options: Options) -> Any:
    text = str(value).strip()
    if text.startswith("//"):
        text = "https:" + text
    elif re.match(r"www\.[\w.-]+/", text):
        text = "https://" + text
    if not re.match(r"https?://[^\s/]", text, re.I):
        raise Odd("is no web address")
    text = re.sub(r"\s", "%20", text)
    if len(text) > LONGEST_ADDRESS:
        raise Odd(f"is longer than {LONGEST_ADDRESS:,} characters")
    return re.sub("^https?", lambda scheme: scheme[0].lower(), text, flags=re.I)


def read_switch(value: Any, options: Options) -> Any:
    if isinstance(value, bool):
        return value
    text = str(value).strip().lower()
    if text in YES:
        return True
    if text in NO:
        return False
    raise Odd("is neither yes nor no")


def read_attribute(value: Any, decimal: str = "") -> Any:
    """Returns a value of an attribute: a number where the text is one, else the text in a line.

    `decimal` is the decimal mark of the feed.
    """
    if not isinstance(value, str):
        return value
    text = markup.one_line(value)
    if decimal == "," and re.fullmatch(r"-?\d{1,9},\d{1,6}", text):
        text = text.replace(",", ".")
    # Leading zeros are part of a code, and so is a long run of digits.
    if re.fullmatch(r"-?(?:0|[1-9]\d{0,11})(?:\.\d{1,6})?", text):
        return float(text) if "." in text else int(text)
    return {"true": True, "false": False}.get(text.lower(), text)


def _finite(text: str) -> Decimal:
    try:
        number = Decimal(re.sub(r"\s", "", text).replace(",", "."))
    except InvalidOperation as error:
        raise Odd("is no number") from error
    if not number.is_finite():
        raise Odd("is no number")
    return number


def _integral(value: Any) -> str:
    """Returns the text of a code. Spreadsheets hand over 4006381333931.0."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _cut(text: str, most: int) -> Any:
    return text if len(text) <= most else Mended(text[:most], f"was cut at {most:,} characters")


def _padded(digits: str) -> Any:
    """Returns digits that lost their leading zeros, where the check digit proves it."""
    length = next(length for length in GTIN_LENGTHS if length >= len(digits))
    whole = digits.zfill(length)
    if whole[-1] != _check_digit(whole[:-1]):
        raise Odd("is no GTIN")
    return Mended(whole, "had lost its leading zeros")


def _check_digit(digits: str) -> str:
    """Returns the check digit of GS1 (General Specifications, 7.9)."""
    total = sum(
        int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(digits[::-1])
    )
    return str(-total % 10)
