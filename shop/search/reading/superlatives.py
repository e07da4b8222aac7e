"""Superlatives are an order: "lightest tent", "newest", "most expensive"."""

import re

from django.utils.translation import gettext_noop

from shop.search.attribute_vocabulary import Number
from shop.search.lexicon import DEGREES, UNITS
from shop.search.reading.constraint import Changes, Constraint, cut
from shop.search.vocabulary import Vocabulary

_SORTS: list[tuple[str, Changes, str]] = [
    (gettext_noop("newest first"), {"sort": "newest"}, r"(?:newest|latest|most\s+recent)"),
    (
        gettext_noop("most expensive first"),
        {"sort": "-price", "best_first": True},
        r"(?:most\s+(?:expensive|costly|valuable)|priciest|dearest|highest[ -]priced)",
    ),
]


def superlative(adjective: str) -> str:
    """ "Heaviest", "widest", "biggest", "lightest", "longest lasting"."""
    adjective, *rest = adjective.split("-")
    return " ".join((_superlative(adjective), *rest))


def _superlative(adjective: str) -> str:
    if adjective.endswith("y"):
        return f"{adjective[:-1]}iest"
    if adjective.endswith("e"):
        return f"{adjective}st"
    doubles = re.search(r"[^aeiou][aeiou][bdgnt]$", adjective)
    return f"{adjective}{adjective[-1] if doubles else ''}est"


ADJECTIVES = {superlative(word): word.replace("-", " ") for word in DEGREES}
_DEGREES = {superlative(word): degree for word, degree in DEGREES.items()}
_SAID = "|".join(word.replace(" ", r"[\s-]+") for word in sorted(_DEGREES, key=len, reverse=True))
# "Fastest drying" says how something is done; a "lightest sleeping bag" is a thing.
_MANNER = r"(?!(?<=fastest|lowest)\s+\w+ing\b)"
_SUPERLATIVE = re.compile(rf"\b(?:the\s+|your\s+)?(?P<word>{_SAID})(?!\w|-)", re.I)


def adjective(phrase: str) -> str:
    """Returns what a superlative is of: "warm" of "the warmest"; empty for other words."""
    said = " ".join(re.split(r"[\s-]+", phrase.lower()))
    return ADJECTIVES.get(said.removeprefix("the ").removeprefix("your "), "")


def read_superlatives(text: str, shop: Vocabulary, found: list[Constraint]) -> str:
    for label, changes, said in _SORTS:

        def sort(
            match: re.Match[str], label: str = label, changes: Changes = changes
        ) -> Constraint:
            return Constraint("sort", "", match[0].strip(), dict(changes)).called(label)

        text = cut(text, re.compile(rf"\b(?:the\s+)?{said}(?!\w|-)", re.I), sort, found)

    def degree(match: re.Match[str]) -> Constraint | None:
        said = " ".join(re.split(r"[\s-]+", match["word"].lower()))
        names, is_most = _DEGREES[said]
        number = _measured(names, shop.labels.numbers)
        if number is None:
            return None
        order = f"-{number.key}" if is_most else number.key
        return Constraint("sort", "", match[0].strip(), {"by_number": order}).called(
            gettext_noop("%(value)s first"), value=said
        )

    return cut(text, _SUPERLATIVE, degree, found)


def _measured(names: tuple[str, ...], numbers: tuple[Number, ...]) -> Number | None:
    """The attribute of the first of these names that the shop has, on the most products."""
    for name in names:
        fits = [
            each
            for each in numbers
            if name in each.names or (each.unit and UNITS[each.unit][0] == name)
        ]
        if fits:
            return max(fits, key=lambda each: each.products)
    return None
