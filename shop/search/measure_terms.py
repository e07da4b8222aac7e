"""A measure of the question in other units: "0.5 l" is also found as "500 ml"."""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from shop.search import statements
from shop.search.lexicon import UNITS
from shop.search.term import Term

# As aisle_text writes them: "0d5l", "500ml". Conversions stay within these rows.
SYSTEMS = tuple(
    row.split()
    for row in ("mg g kg", "oz lb", "ml cl l", "mm cm m", "in ft", "mb gb tb", "w kw", "mah ah",
                "wh kwh", "hz khz mhz ghz")
)  # fmt: skip
_MEASURE = re.compile(r"([0-9]+)(?:d([0-9]+))?([a-z]+)")
_FEET = re.compile(
    r"""(?<![\w.,'])(\d{1,2})\s*(?:['’′]|-?\s*(?:ft|foot|feet)\b\.?)\s*-?\s*(\d{1,2}(?:\.\d+)?)
    (?:\s*(?:["”″]|''|in\b|inch(?:es)?\b)|(?![\w'’′"”″.,x×]|\s*(?:[x×]|by\b|ft\b|feet\b|foot\b)))""",
    re.I | re.X,
)
HELD = "SELECT lexeme, products FROM shop_term WHERE lexeme = ANY(%(lexemes)s) AND products > 0"


def with_feet(words: str) -> str:
    """The words with every length of feet and inches as the index reads it where it is written
    with marks: "6 foot 2", "6ft 2in" and "6'2" as `6'2"`.
    """
    return _FEET.sub(r"\1'" + r'\2"', words)


def with_other_units(terms: Sequence[Term]) -> list[Term]:
    """The terms, each measure with its conversions that the shop says; costs a statement where
    there is a measure.
    """
    others = {term.word: _others(term) for term in terms}
    wanted = sorted({each for some in others.values() for each in some})
    if not wanted:
        return list(terms)
    held = dict(statements.rows(HELD, {"lexemes": wanted}))
    return [_widened(term, [each for each in others[term.word] if each in held], held)
            for term in terms]  # fmt: skip


def _widened(term: Term, others: list[str], held: dict[str, int]) -> Term:
    if not others:
        return term
    return replace(
        term,
        alternatives=(*term.alternatives, *((each,) for each in others)),
        products=max(term.products, *(held[each] for each in others)),
        others_share=term.others_share if term.products else 1.0,
    )


def _others(term: Term) -> list[str]:
    """What else may say the measure. A name may say the unit of several numbers once, "160 x 80
    cm", and a question none at all: then any unit is meant that the shop says.
    """
    measure = _MEASURE.fullmatch(term.word)
    if measure and any(measure[3] in row for row in SYSTEMS):
        bare = term.word.removesuffix(measure[3])
        return [*conversions(term.word), *([] if term.products else [bare])]
    if term.products or not term.word.isdigit():
        return []
    return [f"{term.word}{unit}" for row in SYSTEMS for unit in row]


def conversions(word: str) -> list[str]:
    """What the index would hold in the other units of the same row; empty for other words."""
    measure = _MEASURE.fullmatch(word)
    row = next((row for row in SYSTEMS if measure and measure[3] in row), None)
    if not measure or row is None:
        return []
    value = Decimal(f"{measure[1]}.{measure[2] or 0}")
    found = []
    for unit in row:
        converted = value * UNITS[measure[3]][1] / UNITS[unit][1]
        if unit != measure[3] and converted == converted.quantize(Decimal("0.001")):
            digits = f"{converted.normalize():f}".replace(".", "d")
            found.append(f"{digits}{unit}")
    return found
