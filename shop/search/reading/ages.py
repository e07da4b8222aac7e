"""The age of who is to have it: "for a 6 year old", "kids are 8 and 11", where the shop says from
and to what age things are.
"""

import re
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_noop

from shop.search.attribute_vocabulary import Number
from shop.search.lexicon import BOUNDS
from shop.search.reading.constraint import Constraint, cut
from shop.search.spans import OF_AGE, Span, in_years
from shop.search.vocabulary import Vocabulary

_YEARS = r"\d{1,2}(?:[.,]5)?"
_WHO = (
    r"(?:boys?|girls?|kids?|child(?:ren)?|sons?|daughters?|nephews?|nieces?|grand(?:sons?"
    r"|daughters?|kids?|children)|toddlers?|twins)"
)
_OTHER = rf"\s*(?:and|or|&|,|to|-|–)\s*(?P<OTHER>{_YEARS})(?![\w.,]*\d)"
_LEAD = r"\b(?:for\s+)?(?:(?:an?|my|our|the|his|her)\s+)?"
_SAID = rf"""
    (?:(?P<old>{_YEARS})(?:{_OTHER.replace("OTHER", "other_old")})?
        \s*-?\s*(?P<unit>year|yr|month)s?\s*-?\s*olds? |
    (?:ages?|aged)\s+(?P<aged>\d{{1,2}})(?:{_OTHER.replace("OTHER", "other_aged")})?(?!\d)
        (?:\s*years?)?\+? |
    turn(?:s|ing|ed)\s+(?P<turning>\d{{1,2}}) |
    {_WHO}\s+(?:(?:are|is|of|both|now|aged?|turn(?:s|ing)?)\s+){{0,2}}\(?(?P<who>\d{{1,2}})
        (?:{_OTHER.replace("OTHER", "other_who")})?\)?(?=\s*(?:$|[,.;!?)]|\s(?!\w*\d)\w)))(?!\w)
    (?:\s+{_WHO})?"""
# "Toys for a 4 month old puppy" are for a puppy.
_AGES = (
    re.compile(rf"{_LEAD}{_SAID}(?=\s*(?:$|[^\w\s]|(?:{BOUNDS})\b))", re.I | re.X),
    re.compile(rf"\b{_SAID}", re.I | re.X),
)
_NAMES = {"from": ("from", "min"), "to": ("to", "max")}


_CHILD = Decimal(12)
_NOT_FOR = re.compile(
    r"(?:,\s*)?\b(?:but\s+)?(?:(?:that|which)(?:\s+(?:is|are)|['’]s)\s+)?(?:not|nothing)\s+"
    r"(?:meant\s+|made\s+|suitable\s+)?for\s+(?:small\s+|little\s+|young\s+)?"
    r"(?:kids?|child(?:ren)?|toddlers?|kinder|enfants|ninos|bambini)(?!\w)",
    re.I,
)


def read_ages(text: str, shop: Vocabulary, found: list[Constraint]) -> str:
    keys = {end: key for end, names in _NAMES.items() if (key := _key(shop.labels.numbers, names))}
    span = age_span(shop)

    def age(match: re.Match[str]) -> Constraint | None:
        ages = _ages(match)
        changes = _ranges(keys, ages) if "from" in keys else _holding(span, ages)
        if not changes:
            return None
        return _called(Constraint("range", "", match[0].strip(), changes), match, ages)

    if span is not None:
        text = cut(text, _NOT_FOR, lambda match: _not_for_children(match, span), found)
    for pattern in _AGES if "from" in keys or span else ():
        left = cut(text, pattern, age, found)
        if left != text:
            return left
    return text


def _not_for_children(match: re.Match[str], span: Span) -> Constraint | None:
    young = tuple(value for value, (low, _high) in span.values.items() if low < _CHILD)
    if not young:
        return None
    changes = {"not_attributes": {span.key: young}}
    phrase = match[0].strip(" ,")
    return Constraint("not_attribute", "", phrase, changes).called(gettext_noop("not for children"))


def age_span(shop: Vocabulary) -> Span | None:
    """The attribute that says for what ages things are."""
    fits = [each for each in shop.labels.spans if each.counts == OF_AGE]
    return max(fits, key=lambda span: (span.is_stated, span.products), default=None)


def _said(match: re.Match[str]) -> list[Decimal]:
    """The ages as they are said, the lowest first; all of them are to be served."""
    said = [value for name, value in match.groupdict().items() if value and name != "unit"]
    return sorted(Decimal(each.replace(",", ".")) for each in said)


def _is_in_months(match: re.Match[str]) -> bool:
    return (match["unit"] or "").lower() == "month"


def _ages(match: re.Match[str]) -> list[Decimal]:
    """In years."""
    return [in_years(each) if _is_in_months(match) else each for each in _said(match)]


def _called(found: Constraint, match: re.Match[str], ages: list[Decimal]) -> Constraint:
    if _is_in_months(match):
        return found.called(gettext_noop("age %(months)s months"), months=_said(match)[0])
    if len(ages) == 1:
        return found.called(gettext_noop("age %(years)s"), years=ages[0])
    return found.called(gettext_noop("ages %(years)s and %(other)s"), years=ages[0], other=ages[1])


def _ranges(keys: dict[str, str], ages: list[Decimal]) -> dict[str, Any]:
    ranges: dict[str, tuple[Decimal | None, Decimal | None]] = {keys["from"]: (None, ages[0])}
    if "to" in keys:
        ranges[keys["to"]] = (ages[-1], None)
    return {"ranges": ranges}


def _holding(span: Span | None, ages: list[Decimal]) -> dict[str, Any]:
    if span is None:
        return {}
    if values := span.holding(ages[0], ages[-1]):
        return {"attributes": {span.key: values}}
    # What says another age is not for them; what says none may be.
    return {"not_attributes": {span.key: tuple(span.values)}}


def _key(numbers: tuple[Number, ...], names: tuple[str, ...]) -> str | None:
    fits = [
        number
        for number in numbers
        if "age" in number.names and any(name in (*number.names, number.unit) for name in names)
    ]
    return max(fits, key=lambda number: number.products).key if fits else None
