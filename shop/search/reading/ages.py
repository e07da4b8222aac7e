"""The age of who is to have it: "for a 6 year old", where the shop says from and to what age things
are.
"""

import re
from decimal import Decimal

from django.utils.translation import gettext_noop

from shop.search.attribute_vocabulary import Number
from shop.search.reading.constraint import Constraint, cut
from shop.search.vocabulary import Vocabulary

_AGE = re.compile(
    r"""\b(?:for\s+)?(?:(?:an?|my|our|the|his|her)\s+)?
    (?:(\d{1,2}(?:[.,]5)?)\s*-?\s*(year|yr|month)s?\s*-?\s*olds? |
    (?:ages?|aged)\s+(\d{1,2})(?!\d|\s*(?:-|–|to)\s*\d)(?:\s*years?)?\+?)(?!\w)
    (?:\s+(?:boy|girl|kid|child|son|daughter|nephew|niece|grandson|granddaughter|toddler))?""",
    re.I | re.X,
)
_NAMES = {"from": ("from", "min"), "to": ("to", "max")}


def read_ages(text: str, shop: Vocabulary, found: list[Constraint]) -> str:
    keys = {end: key for end, names in _NAMES.items() if (key := _key(shop.labels.numbers, names))}

    def age(match: re.Match[str]) -> Constraint | None:
        years = Decimal((match[1] or match[3]).replace(",", "."))
        if (match[2] or "").lower() == "month":
            years = (years / 12).quantize(Decimal("0.1"))
        ranges: dict[str, tuple[Decimal | None, Decimal | None]] = {keys["from"]: (None, years)}
        if "to" in keys:
            ranges[keys["to"]] = (years, None)
        return Constraint("range", "", match[0].strip(), {"ranges": ranges}).called(
            gettext_noop("age %(years)s"), years=years
        )

    return cut(text, _AGE, age, found) if "from" in keys else text


def _key(numbers: tuple[Number, ...], names: tuple[str, ...]) -> str | None:
    fits = [
        number
        for number in numbers
        if "age" in number.names and any(name in (*number.names, number.unit) for name in names)
    ]
    return max(fits, key=lambda number: number.products).key if fits else None
