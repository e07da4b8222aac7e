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
    amount = _amount({name: (text or "").lower() for name, text in match.groupdict().items()})
    limit, currency = match["limit"] or "", match["currency"] or ""
    # "Two" after "under" may count anything.
    is_limited = limit and (amount >= 10 or limit.lower() == "with ")
    is_amount = amount and (currency or is_limited)
    return f"{limit}{amount}{currency}" if is_amount else match[0]


def _amount(words: dict[str, str]) -> int:
    """Returns the number that the groups of `_AMOUNT` say; 0 for no word."""
    amount = 0
    if words["unit"]:
        factor = 1000 if words["unit"] == "thousand" else 100
        amount = int(UNITS.get(words["hundreds"], 1)) * factor
    tens, one = _TENS.get(words["tens"], 0), UNITS.get(words["one"], 0)
    small = (_SMALL | UNITS).get(words["small"], 0)
    return amount + 10 * int(tens) + int(one) + int(small)
