"""The words that this shop itself uses for its brands, colours and categories; kept for a minute, forgotten on import."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from time import monotonic

from shop.models import SEPARATOR, Category, Entry, Label

SECONDS = 60
COLOUR_KEYS = ("colour", "color", "product_colour", "product_color")
MOST_BRANDS = 20_000


@dataclass(frozen=True)
class Vocabulary:
    """Each maps folded words to the values as stored: "black" -> ("Black", "Matt black")."""

    brands: dict[str, str]
    colours: dict[str, tuple[str, ...]]
    categories: dict[str, str]
    active_products: int
    places: dict[int, tuple[str, str]]
    """Each category's slug and path, by its id."""


def fold(text: str) -> str:
    """Lower case without accents, with single blanks between words: how words are compared."""
    plain = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return " ".join(re.findall(r"[^\W_]+(?:[&'’.+-][^\W_]+)*", plain.casefold()))


def singular(words: str) -> str:
    """A rough singular, for comparing names alone: "tents" and "tent", "dresses" and "dress"."""
    return re.sub(r"(?<=[^\Wsiu])s\b|(?<=s|x|z)es\b|(?<=sh|ch)es\b", "", words)


_held: dict[str, tuple[float, Vocabulary]] = {}


def vocabulary() -> Vocabulary:
    """The words as they were at most SECONDS ago; in this process's memory, since every search reads them."""
    read_at, held = _held.get("now", (0.0, None))
    if held is None or read_at < monotonic() - SECONDS:
        held = _read()
        _held["now"] = (monotonic(), held)
    return held


def forget() -> None:
    """Read anew at the next search; other processes do so within SECONDS."""
    _held.clear()


# The basic colour words; a shop's "Forest green" is found by "green" since one of these is its last word or stands in it.
BASIC = frozenset(
    "black white grey gray silver gold red orange yellow green blue purple violet pink brown beige cream navy teal turquoise olive "
    "copper bronze brass ivory sand coral burgundy mint lilac lavender mustard charcoal khaki rust natural transparent".split()
)
SAME = {"gray": "grey"}


def _read() -> Vocabulary:
    brands = Label.objects.filter(key="").order_by("-products", "value").values_list("value", flat=True)[:MOST_BRANDS]
    colours: dict[str, list[str]] = {}
    for value in Label.objects.filter(key__in=COLOUR_KEYS).order_by("-products", "value").values_list("value", flat=True)[:1000]:
        words = fold(value)
        for word in {words, *(SAME.get(word, word) for word in words.split() if word in BASIC)}:
            colours.setdefault(word, []).append(value)
    categories = list(Category.objects.values_list("id", "slug", "path"))
    return Vocabulary(
        brands={folded: brand for brand in reversed(brands) if len(folded := fold(brand)) > 1},
        colours={word: tuple(dict.fromkeys(values)) for word, values in colours.items()},
        categories=_unambiguous((singular(fold(path.rsplit(SEPARATOR, 1)[-1])), slug) for _id, slug, path in categories),
        active_products=Entry.objects.filter(active=True).count(),
        places={id: (slug, path) for id, slug, path in categories},
    )


def _unambiguous(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return {name: values[0] for name, values in found.items() if name and len(values) == 1}
