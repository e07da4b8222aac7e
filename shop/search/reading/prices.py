"""Prices: "under 50", "between 20 and 40 euros", "around 100", and what is to be cheap."""

import re
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext_noop

from shop.search.folding import fold, singular
from shop.search.lexicon import CURRENCIES, MEASURED, SIGNS, UNIT
from shop.search.reading.constraint import Changes, Constraint, cut, just_before
from shop.search.vocabulary import Vocabulary

_UNIT = re.compile(UNIT, re.I)
# Thousands in groups of exactly three digits: "1,299", "1.500", "1 000"; but "under 20 500 ml" is
# 20 and a size.
_THOUSANDS = r"\d{1,3}(?:[.,\s]\d{3}){1,3}(?!\d)"
# "1.5k" and "3k" are thousands, but nobody pays "under 4k" for a screen.
_MONEY = rf"""(?:[{SIGNS}]|(?:{CURRENCIES})\b)?\s?
    ({_THOUSANDS}(?:[.,]\d{{1,2}})?(?!{UNIT})
    |\d+[.,]\d+k|[13679]k|\d{{2}}k|\d{{1,6}}(?:[.,]\d{{1,2}})?)(?:,-|\.-)?
    \s?(?:[{SIGNS}]|(?:{CURRENCIES})\b)?
    (?![\w%]|[.,]\d)"""
# With its currency said, before or behind.
_CLEAR = rf"(?=[{SIGNS}]|(?:{CURRENCIES})\b|[\d.,\s]{{1,16}}k?\s?(?:[{SIGNS}]|(?:{CURRENCIES})\b))"
_PRICED = (
    r"(?:(?:with\s)?(?:an?\s|the\s|my\s)?(?:price|cost)(?:\srange)?(?:\sis|\sof)?:?\s"
    r"|(?:priced|costing|costs|for)\s)?"
)
_TO = r"\s*(?:and|to|-|–|&|up\sto|until|till)\s*"
_RANGES = [
    re.compile(
        rf"\b{_PRICED}(?:between|from|costs?|costing|priced(?:\sat)?|rang(?:ing|es)\sfrom"
        r"|in\sthe\srange\sof|(?:price|budget)(?:\srange)?(?:\sis|\sof)?:?)"
        rf"\s+{_MONEY}{_TO}{_MONEY}",
        re.I | re.X,
    ),
    re.compile(
        rf"(?<![\w.,-]){_PRICED}(?:[{SIGNS}]\s?)?{_CLEAR}{_MONEY}{_TO}{_MONEY}", re.I | re.X
    ),
    re.compile(rf"(?<![\w.,-]){_PRICED}{_MONEY}{_TO}{_CLEAR}{_MONEY}", re.I | re.X),
]
_LESS = r"under|below|(?:less|lower|cheaper)\sthan"
_MORE = r"over|above|beyond|upwards?\sof|(?:higher|greater|dearer|pricier|more\sexpensive)\sthan"
_NEITHER = r"(?:not|no|nothing|never)\s"
# "I don't want to pay more than", "that won't cost over".
_NOT_PAY = (
    r"(?:not|n['’]?t|never)\s(?:want\sto\s|wanna\s|like\sto\s|willing\sto\s)?(?:be\s|pay"
    r"|spend|cost|go)\s?(?:any(?:thing)?\s)?"
)
_AT_MOST = [
    re.compile(
        rf"""(?:\b{_PRICED}(?:(?<!\bnot\s)(?<!\bno\s)(?<!\bnothing\s)(?:{_LESS})
        |{_NEITHER}(?:{_MORE})|(?:not\s|n['’]?t\s)(?:to\s)?exceed(?:ing|s)?|capped\sat
        |\w*{_NOT_PAY}(?:{_MORE}|more\sthan)
        |(?P<count>up\sto|at\s(?:the\s)?most|(?:no|not)\smore\sthan
        |max(?:imum)?\.?(?:\sprice)?(?:\sof|\sis|:)?|within)
        |(?:my\s|a\s)?budget(?:\sof|\sis|:)?
        |i\s(?:can|could|want\sto|would\slike\sto|will)\s(?:only\s)?spend(?:\s(?:up\sto|at\smost))?
        |i(?:\s(?:only\s)?have|['’]ve)(?:\sgot)?(?=[^.;]*\bto\sspend)
        ) | <=?) \s*{_MONEY}(?:\s+to\s+spend\b)?""",
        re.I | re.X,
    ),
    re.compile(
        rf"(?<![\w.,-]){_PRICED}{_MONEY}\s*(?P<count>(?:or|and)\s"
        r"(?:less|under|below|cheaper|lower)|max(?:imum)?|tops|at\s(?:the\s)?most)(?!\w)",
        re.I | re.X,
    ),
]
_AT_LEAST = [
    re.compile(
        rf"""(?:\b{_PRICED}(?:{_MORE}|{_NEITHER}(?:{_LESS})
        |(?P<count>more\sthan|at\sleast|min(?:imum)?\.?(?:\sprice)?(?:\sof|\sis|:)?)
        |starting\s(?:at|from)) | >=?) \s*{_MONEY}""",
        re.I | re.X,
    ),
    re.compile(
        rf"(?<![\w.,-]){_PRICED}{_MONEY}\s*"
        r"(?P<count>(?:or|and)\s(?:more|over|above|up(?:wards?)?|higher)(?!\w)|\+)",
        re.I | re.X,
    ),
]
_AROUND = re.compile(
    rf"""\b{_PRICED}(?: (?:around|approximately|approx\.?|roughly|circa|ca\.?
    |somewhere\saround|in\sthe\s(?:region|range)\sof)\s+{_MONEY}
    | (?:about|at)\s+{_CLEAR}{_MONEY}) """,
    re.I | re.X,
)
_MEASURE = re.compile(r"(?<![^\W\d_])([^\W\d_]+):?\s*(?:of\s+|is\s+)?$")
_NOUN = re.compile(
    r"\s*-?(?:(?!for\b|in\b|and\b|or\b|from\b|with\b)[^\W\d_]+\s+)?([^\W\d_]{3,}s)\b", re.I
)
_BAND = Decimal("0.2")
# "More than 50" leaves out what costs 50.
_EXCLUDES = re.compile(r"\b(?:more|higher|greater|dearer|pricier|expensive)\s+than\b", re.I)
CENT = Decimal("0.01")

_CHEAP = re.compile(
    r"""(?:\bbut\s+)?\b(?:(?:not|isn['’]t|aren['’]t)\s+(?:too|very|overly|so|that|really)?\s*
    (?:expensive|pricey|costly|dear)
    |(?:(?:very|really|quite|fairly|reasonably|super|dirt|relatively)\s+)?
    (?:(?P<least>cheapest|least\sexpensive|lowest[ -]priced?)
    |cheap|affordabl[ey]|inexpensive(?:ly)?|low[ -](?:cost|priced?)
    |budget[ -]friendly|wallet[ -]friendly
    |reasonably[ -]priced|economically[ -]priced)
    |on\s+a\s+(?:tight\s+|small\s+|low\s+)?budget
    |budget(?=\s+(?!of\b|is\b|was\b|for\b|and\b|or\b|planner|book)[^\W\d_])) (?!\w|-)""",
    re.I | re.X,
)
# "8gb memory under 50": the memory has its number, so the next one is a price.
_COUNTED = re.compile(rf"\d{UNIT}[\s-]*$", re.I)
_NOT = re.compile(
    r"(?:\bnot|\bno|\bnon|\bnothing|\bnever|n['’]t|\btoo)[\s-]+(?:an?\s+|too\s+|so\s+|very\s+"
    r"|the\s+)*$",
    re.I,
)


def read_prices(text: str, shop: Vocabulary, found: list[Constraint]) -> str:
    def between(match: re.Match[str]) -> Constraint | None:
        low, high = sorted(_amounts(match))
        return (
            None
            if _is_size(match)
            else _price(match, gettext_noop("%(low)s–%(high)s"), low, high, low=low, high=high)
        )

    def at_most(match: re.Match[str]) -> Constraint | None:
        (high,) = _amounts(match)
        return (
            None
            if _is_size(match) or _is_count(match, shop)
            else _price(match, gettext_noop("under %(high)s"), None, high, high=high)
        )

    def at_least(match: re.Match[str]) -> Constraint | None:
        (low,) = _amounts(match)
        # "3+" is an age, "50+" a grade, "3K+" a part of a name.
        is_grade = match["count"] == "+" and not _says_currency(match)
        is_other = is_grade or _is_size(match) or _is_count(match, shop)
        if is_other:
            return None
        least = low + CENT if _EXCLUDES.search(match[0]) else low
        return _price(match, gettext_noop("over %(low)s"), least, None, low=low)

    def around(match: re.Match[str]) -> Constraint | None:
        (middle,) = _amounts(match)
        if _is_size(match) or (match[1] and _is_followed(match)):
            return None
        return _price(
            match,
            gettext_noop("around %(middle)s"),
            (1 - _BAND) * middle,
            (1 + _BAND) * middle,
            middle=middle,
        )

    for pattern in _RANGES:
        if (after := cut(text, pattern, between, found)) != text:
            return after
    after = text
    for patterns, take in ((_AT_MOST, at_most), (_AT_LEAST, at_least)):
        for pattern in patterns:
            if (cleared := cut(after, pattern, take, found)) != after:
                after = cleared
                break
    return after if after != text else cut(text, _AROUND, around, found)


def _amounts(match: re.Match[str]) -> list[Decimal]:
    return [money(group) for group in match.groups() if group and group[0].isdigit()]


def _price(
    match: re.Match[str], label: str, least: Decimal | None, most: Decimal | None, **said: Decimal
) -> Constraint:
    changes = {
        name: value
        for name, value in (("price_min", least), ("price_max", most))
        if value is not None
    }
    return Constraint("price", "", match[0].strip(), changes).called(label, **said)


def _is_size(match: re.Match[str]) -> bool:
    before = just_before(_MEASURE, match.string, match.start())
    is_measured = (
        before is not None
        and before[1].lower() in MEASURED
        and not just_before(_COUNTED, match.string, before.start(1))
        and not _says_currency(match)
    )
    return is_measured or bool(_UNIT.match(match.string, match.end()))


def _is_followed(match: re.Match[str]) -> bool:
    """Whether a noun may follow a number that has no currency: "around 32 pages", "at least 2 usb
    ports".
    """
    return not _says_currency(match) and bool(_NOUN.match(match.string, match.end()))


def _is_count(match: re.Match[str], shop: Vocabulary) -> bool:
    """ "At least 2 ports", "up to 6 devices" count something; but "at most 50 lamps" can only be a
    price where lamps are what is sold.
    """
    if not match["count"] or not _is_followed(match):
        return False
    noun = _NOUN.match(match.string, match.end())
    return not (noun and singular(fold(noun[1])) in shop.categories)


def _says_currency(match: re.Match[str]) -> bool:
    return bool(re.search(rf"[{SIGNS}]|\b(?:{CURRENCIES})\b", match[0], re.I))


def money(digits: str) -> Decimal:
    thousands = digits[-1:] in "kK" and len(digits) > 1
    digits = digits[:-1] if thousands else digits
    if not thousands and (grouped := re.match(_THOUSANDS, digits)):
        digits = re.sub(r"[.,\s]", "", grouped[0]) + digits[grouped.end() :]
    try:
        number = Decimal(digits.replace(",", "."))
    except InvalidOperation:  # digits of another script pass \d
        return Decimal(0)
    return number * 1000 if thousands else number


def read_cheap(text: str, shop: Vocabulary, found: list[Constraint]) -> str:
    """ "Cheap" is the lower third of what is found; "cheapest" also puts the cheapest first."""

    def cheap(match: re.Match[str]) -> Constraint | None:
        if just_before(_NOT, text, match.start()):
            return None
        changes: Changes = {"cheap": True}
        if match["least"]:
            changes |= {"sort": "price", "best_first": True}
        return Constraint("cheap", " ".join(match[0].split()).lower(), match[0].strip(), changes)

    return cut(text, _CHEAP, cheap, found)
