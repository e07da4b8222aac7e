"""Amounts in words as figures: "under twenty euros"."""

import re

from shop.search.lexicon import CURRENCIES

_TENS = {
    word: str(at)
    for at, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)
}
UNITS = {
    word: str(at)
    for at, word in enumerate("one two three four five six seven eight nine".split(), 1)
}
_SMALL = {
    word: str(at)
    for at, word in enumerate(
        "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(),
        10,
    )
}
# An amount in words, where a limit or a currency beside it says that it is one: "under twenty", "a
# hundred euros".
_AMOUNT = re.compile(
    rf"\b(?P<limit>(?:with|under|below|over|above|than|most|least|to|max|maximum|between|around"
    rf"|about|and|exceed) )?"
    rf"(?:(?P<hundreds>a|{'|'.join(UNITS)}) (?P<unit>hundred|thousand)(?: and)?(?: |\b))?"
    rf"(?:(?P<tens>{'|'.join(_TENS)})"
    rf"(?:[ -](?P<one>{'|'.join(UNITS)}))?|(?P<small>{'|'.join([*_SMALL, *UNITS])}))?"
    rf"(?P<currency> (?:{CURRENCIES}))?\b",
    re.I,
)


def in_figures(text: str) -> str:
    """Only where a limit or a currency stands beside it: "a two-seat sofa" stays as it is."""
    return _AMOUNT.sub(_figures, text)


def _figures(match: re.Match[str]) -> str:
    hundreds = int(UNITS.get((match["hundreds"] or "").lower(), 1)) * (
        1000 if (match["unit"] or "").lower() == "thousand" else 100
    )
    rest = 10 * int(_TENS.get((match["tens"] or "").lower(), 0)) + int(
        UNITS.get((match["one"] or "").lower(), 0)
    )
    amount = (
        (hundreds if match["unit"] else 0)
        + rest
        + int((_SMALL | UNITS).get((match["small"] or "").lower(), 0))
    )
    # "Two" after "under" may count anything.
    is_amount = amount and (
        match["currency"]
        or (match["limit"] and (amount >= 10 or match["limit"].lower() == "with "))
    )
    return f"{match['limit'] or ''}{amount}{match['currency'] or ''}" if is_amount else match[0]
