"""How many it is for: "tent for two", "two person tent", "we are 7", "more than 6 players", where
the shop says so of its products.
"""

import re
from collections.abc import Sequence
from decimal import Decimal

from shop.search.attribute_vocabulary import Number
from shop.search.lexicon import HEADS
from shop.search.number_words import COUNTS
from shop.search.reading.constraint import Constraint, cut
from shop.search.reading.likely import counted
from shop.search.spans import OF_PEOPLE, Span
from shop.search.vocabulary import Vocabulary

_COUNTS = "|".join(COUNTS)
_NUMBERS = rf"{_COUNTS}|\d{{1,2}}"
_HEADS = "|".join(sorted(HEADS | {"ppl", "man", "men", "friends"}, key=len, reverse=True))
_PEOPLE = re.compile(
    rf"""(?<![\w.,-])(?:for\s+|(?:there|we)\s+are\s+)?
        (?:(?P<over>more\s+than|over|above)\s+|(?P<least>at\s+least|min(?:imum)?)\s+|up\s+to\s+)?
        (?:(?P<low>{_NUMBERS})\s*(?:-|–|to|or)\s*)?
        (?P<number>{_NUMBERS})(?:[\s-]*(?:{_HEADS})|\s+of\s+us)(?!\w)
    |\b(?:we\s+are|we['’]re|party\s+of|group\s+of|family\s+of)\s+(?P<we>{_NUMBERS})
        (?=\s*$|\s*[,.;!?]|\s+(?:so|and|in|on|at|for|this|today|tonight)\b)
    |\bfor\s+(?P<end>{_COUNTS}|\d)(?=\s*$|\s*[,.;!?])
    |\b(?P<alone>(?:(?:all\s+)?alone|solo|(?:on|by)\s+(?:my|your|his|her|one['’]?s)\s*
        (?:own|self)))(?=\s*$|\s*[,.;!?]|\s+(?:on|in|at|for|without)\b)""",
    re.I | re.X,
)
# What counts people: a tent has room for them, a sofa has seats.
_NAMES = (("person",), ("seat",))


def read_people(text: str, shop: Vocabulary, found: list[Constraint]) -> str:
    counts: list[Number | Span] = [each for each in shop.labels.numbers if each.names in _NAMES]
    counts += _people_spans(shop)

    def people(match: re.Match[str]) -> Constraint | None:
        rest = f"{text[: match.start()]} {text[match.end() :]}"
        attribute = _asked_attribute(counts, rest)
        values = _values(attribute, match) if attribute else ()
        if attribute is None or not values:
            return None
        phrase = match[0].strip()
        changes = {"attributes": {attribute.key: values}}
        is_guess = isinstance(attribute, Number) or not attribute.is_stated
        return Constraint("attribute", phrase, phrase, changes, is_hypothesis=is_guess)

    return cut(text, _PEOPLE, people, found) if counts else text


def _people_spans(shop: Vocabulary) -> list[Span]:
    """Those that a word says to count people, else the one that alone has the shape."""
    fits = [each for each in shop.labels.spans if each.counts == OF_PEOPLE]
    stated = [each for each in fits if each.is_stated]
    return stated or (fits if len(fits) == 1 else [])


def _values(attribute: Number | Span, match: re.Match[str]) -> tuple[str, ...]:
    """The shop's values that suit so many."""
    most = _most(match)
    if isinstance(attribute, Number):
        value = attribute.values.get(most)
        if match["over"] or match["least"]:
            return attribute.reaching(most + bool(match["over"]))
        return (value,) if value is not None and not match["alone"] else ()
    if match["over"] or match["least"]:
        return attribute.reaching(most + bool(match["over"]))
    return attribute.holding(_count(match["low"]) if match["low"] else most, most)


def _most(match: re.Match[str]) -> Decimal:
    """How many it has to be right for, at the most; somebody alone is one."""
    return _count(match["number"] or match["we"] or match["end"] or "1")


def _count(said: str) -> Decimal:
    return Decimal(COUNTS.get(said.lower(), said))


def _asked_attribute(counts: Sequence[Number | Span], rest: str) -> Number | Span | None:
    """The one that most of the products have that the rest of the question names."""
    if len(counts) < 2:
        return counts[0] if counts else None
    _named, products = counted(counts, rest)
    return max(zip(products, counts, strict=True), key=lambda pair: pair[0])[1]
