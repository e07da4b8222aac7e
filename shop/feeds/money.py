"""Prices as feeds write them: "105.29 USD", "1 299,00 kr", "1.299,-"."""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache

from babel.numbers import get_currency_precision, list_currencies

# A sign, and what it may stand for; the first one is taken where the shop has none of them.
SIGNS: dict[str, tuple[str, ...]] = {
    "€": ("EUR",),
    "£": ("GBP",),
    "$": ("USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN", "CLP", "COP", "ARS", "TWD"),
    "us$": ("USD",),
    "c$": ("CAD",),
    "ca$": ("CAD",),
    "a$": ("AUD",),
    "au$": ("AUD",),
    "nz$": ("NZD",),
    "r$": ("BRL",),
    "¥": ("JPY", "CNY"),
    "円": ("JPY",),
    "元": ("CNY",),
    "kr": ("SEK", "NOK", "DKK", "ISK"),
    "kr.": ("DKK", "SEK", "NOK", "ISK"),
    "kč": ("CZK",),
    "ft": ("HUF",),
    "zł": ("PLN",),
    "lei": ("RON",),
    "лв": ("BGN",),
    "лв.": ("BGN",),
    "₽": ("RUB",),
    "руб.": ("RUB",),
    "₴": ("UAH",),
    "грн": ("UAH",),
    "₺": ("TRY",),
    "tl": ("TRY",),
    "₹": ("INR",),
    "rs": ("INR",),
    "rs.": ("INR",),
    "₩": ("KRW",),
    "฿": ("THB",),
    "₫": ("VND",),
    "đ": ("VND",),
    "₪": ("ILS",),
    "fr.": ("CHF",),
    "sfr.": ("CHF",),
    "euro": ("EUR",),
    "euros": ("EUR",),
}
_AMOUNT = re.compile(
    r"(?P<before>[^\d.,+−-]*?)\s*(?P<sign>[+−-]?)\s*(?P<inner>[^\d\s.,+−-]*)\s*"
    r"(?P<number>\d[\d.,'’\s]*)(?P<none>-|–|—)?\s*(?P<after>[^\d]*)"
)


class NotMoney(ValueError):
    """The text is no amount; the message says why."""


@dataclass(frozen=True)
class Amount:
    value: Decimal
    currency: str
    """Three letters, or "" where the text names none."""
    doubt: str = ""
    """What was assumed of the currency, where its sign can stand for several."""
    guess: str = ""
    """What was assumed of the number, where it can be read in two ways."""


@lru_cache(maxsize=10_000)
def read_amount(text: str, *, decimal: str = "", currency: str = "") -> Amount:
    """Returns the amount that a text states.

    `decimal` is the mark of the feed ("." or ","), "" where unknown; `currency` is the shop's.
    Raises NotMoney for anything else than one amount.
    """
    match = _AMOUNT.fullmatch(_plain_digits(text).strip())
    if match is None:
        raise NotMoney("is no price")
    names = [name for name in match.group("before", "inner", "after") if name.strip()]
    if len(names) > 1:
        raise NotMoney("is no price")
    named, doubt = read_currency(names[0], currency) if names else ("", "")
    value, guess = _number(match["number"].strip().rstrip(".,"), decimal, named or currency)
    is_negative = match["sign"] in ("-", "−")
    return Amount(-value if is_negative else value, named, doubt, guess)


def read_currency(text: str, usual: str = "") -> tuple[str, str]:
    """Returns the code of a currency, and what was assumed. Raises NotMoney for an unknown one."""
    name = text.strip()
    code = name.upper().rstrip(".")
    if code in currencies():
        return code, ""
    choices = SIGNS.get(name.lower()) or SIGNS.get(name.lower().rstrip("."))
    if not choices:
        raise NotMoney(f"“{name}” is no currency")
    if len(choices) == 1 or usual in choices:
        return (usual if usual in choices else choices[0]), ""
    return choices[0], f"{name} can be {', '.join(choices[:4])}; taken as {choices[0]}"


@cache
def currencies() -> frozenset[str]:
    return frozenset(list_currencies()) | {"EUR", "USD"}


def decimal_mark(texts: list[str]) -> str:
    """Returns the mark that the prices of a sample are written with; "" where they do not say."""
    votes = {".": 0, ",": 0}
    for text in texts:
        number = re.sub(r"[^\d.,]", "", _plain_digits(text))
        if found := re.search(r"([.,])(\d{1,2}|\d{4})$", number):
            votes[found[1]] += 1
    if votes["."] == votes[","]:
        return ""
    return max(votes, key=lambda mark: votes[mark])


def usual_currency(texts: list[str]) -> tuple[str, str]:
    """Returns the currency that most prices of a sample name, and what was assumed; "" for none."""
    found: Counter[tuple[str, str]] = Counter()
    for text in texts:
        try:
            amount = read_amount(text, decimal=".")
        except NotMoney:
            continue
        if amount.currency:
            found[amount.currency, amount.doubt] += 1
    return found.most_common(1)[0][0] if found else ("", "")


def _plain_digits(text: str) -> str:
    """Returns the text with Latin digits and marks: Arabic shops write ١٢٫٥."""
    if text.isascii():
        return text
    text = text.replace("٫", ".").replace("٬", ",")
    return "".join(
        str(unicodedata.digit(each))
        if each.isdigit() and unicodedata.digit(each, -1) >= 0
        else each
        for each in unicodedata.normalize("NFKC", text)
    )


def _number(text: str, decimal: str, currency: str) -> tuple[Decimal, str]:
    number = _without_groups(text)
    marks = [each for each in number if each in ".,"]
    if not marks:
        return _as_decimal(number), ""
    last = marks[-1]
    if len(set(marks)) == 2:
        whole, _, part = number.rpartition(last)
        other = "," if last == "." else "."
        if last in whole:
            raise NotMoney("is no number")
        return _as_decimal(_ungrouped(whole, other) + "." + part), ""
    if len(marks) > 1:
        return _as_decimal(_ungrouped(number, last)), ""
    return _with_one_mark(number, last, decimal, currency)


def _with_one_mark(number: str, mark: str, decimal: str, currency: str) -> tuple[Decimal, str]:
    whole, _, part = number.partition(mark)
    as_decimal, as_group = _as_decimal(f"{whole}.{part}"), _as_decimal(whole + part)
    if len(part) != 3 or len(whole) > 3 or whole.startswith("0"):
        return as_decimal, ""
    if decimal:
        return (as_decimal if mark == decimal else as_group), ""
    if currency and get_currency_precision(currency) == 3:
        return as_decimal, ""
    return as_group, f"can also be {as_decimal}; taken as {as_group}"


def _without_groups(text: str) -> str:
    """Returns the number without blanks and apostrophes, which have to part it into thousands."""
    blank = re.search(r"['’\s]", text)
    if blank is None:
        return text
    whole = re.split(r"[.,](?=\d*$)", text)[0]
    if not re.fullmatch(r"\d{1,3}(?:['’\s]\d{3})+", whole):
        raise NotMoney("is no number")
    return re.sub(r"['’\s]", "", text)


def _ungrouped(text: str, mark: str) -> str:
    # India groups by two digits before the last three: 1,00,000.
    if not re.fullmatch(rf"\d{{1,3}}(?:{re.escape(mark)}\d{{2,3}})*{re.escape(mark)}\d{{3}}", text):
        raise NotMoney("is no number")
    return text.replace(mark, "")


def _as_decimal(text: str) -> Decimal:
    if not re.fullmatch(r"[0-9]+(\.[0-9]+)?", text) or len(text) > 40:
        raise NotMoney("is no number")
    return Decimal(text)
