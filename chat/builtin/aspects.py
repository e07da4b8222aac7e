"""What is asked of products: the qualities that words name, and the attributes that state them,
learnt from the shop's own names and values.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from chat.builtin.qualities import (
    by_word,
    comparatives,
    plain_adjectives,
    qualities,
    words,
)
from chat.builtin.sayings import key_words
from chat.builtin.values import dimension_of
from chat.builtin.words import stem
from shop.search.vocabulary import BASIC

# Asked by these, the answer stands in the product's own line and in no attribute.
LINE_KEYS = frozenset({"price", "rating", "stock", "brand"})


@dataclass(frozen=True)
class Aspect:
    """A quality, with the words beside it that tell which attribute is meant: "the longest
    warranty" is about a warranty. `said` is the superlative itself.
    """

    name: str
    nouns: frozenset[str] = frozenset()
    units: frozenset[str] = frozenset()
    about: frozenset[str] = frozenset()
    said: str = field(default="", compare=False)
    vague: bool = False


# An aspect, and whether more of it is wanted.
Degree = tuple[Aspect, bool]


def _aspect(name: str, about: Iterable[str] = (), said: str = "") -> Aspect:
    quality = qualities()[name]
    nouns = frozenset(stem(noun) for noun in quality.nouns)
    return Aspect(name, nouns, quality.units, frozenset(about), said, quality.loose)


PRICE, RATING = _aspect("price"), _aspect("rating")
BATTERY = _aspect("duration", ("battery",))
WEIGHT, BRIGHTNESS, NOISE = (_aspect(name) for name in ("weight", "brightness", "noise"))
# What is not of the shop's own wording is translated where it is said.
_NOUNS = frozenset((
    gettext_noop("price"), gettext_noop("rating"), gettext_noop("stock"), gettext_noop("brand"),
    gettext_noop("load"), gettext_noop("weight"), gettext_noop("warmth"),
    gettext_noop("brightness"), gettext_noop("power"), gettext_noop("noise"), gettext_noop("width"),
    gettext_noop("height"), gettext_noop("thickness"), gettext_noop("depth"),
    gettext_noop("length"), gettext_noop("capacity"), gettext_noop("size"), gettext_noop("use"),
))  # fmt: skip


def called(name: str) -> str:
    """An aspect in the visitor's language; the name of an attribute stays as the shop wrote it."""
    return _(name) if name in _NOUNS else name


def aspects_in(said: Iterable[str]) -> list[Aspect]:
    """The qualities that are asked about, the definite ones first: "how long does the battery last"
    is not about length.
    """
    names = dict.fromkeys(each.name for word in said for each in by_word().get(word, ()))
    return sorted((_aspect(name) for name in names), key=lambda aspect: aspect.vague)


MORE, LESS = (
    frozenset("more most higher highest longest best better".split()),
    frozenset("less least fewer fewest lower lowest shortest".split()),
)
DEGREES = MORE | LESS
# After these a degree is of the thing itself.
_NO_NOUN = frozenset("than that with from ones one of rated reviewed thing deal value".split())


# These are said of anything.
_PLAIN = frozenset("more less most least".split())
_SHORTEST = 4


def degree_in(said: list[str]) -> Degree | None:
    """(aspect, whether more of it is wanted) of the first comparative: "lighter", "less expensive",
    "longest battery", "lasts longer", "too heavy".
    """
    for at, word in enumerate(said):
        before = said[at - 1] if at else ""
        if word in plain_adjectives() and before == "too":
            name, is_more = plain_adjectives()[word]
            return _aspect(name, (), word), not is_more
        if word in ("least", "most") and before == "at":
            continue  # a limit, and no degree
        if word in DEGREES and (found := _degree_beside(said, at)):
            return found
        if word in comparatives():
            return _of_comparative(said, at)
    return None


def _of_comparative(said: list[str], at: int) -> Degree:
    """ "Takes longer" is of a time."""
    name, is_more = comparatives()[said[at]]
    is_time = name == "length" and words("lasting") & set(said)
    return _aspect("duration" if is_time else name, _beside(said, at), said[at]), is_more


def _degree_beside(said: list[str], at: int) -> Degree | None:
    """ "More expensive", "the least power", "holds the most"."""
    is_more = said[at] in MORE
    noun = next(iter(said[at + 1 : at + 2]), "")
    if found := plain_adjectives().get(noun):
        return _aspect(found[0], (), said[at]), found[1] == is_more
    is_last = not noun or noun in _NO_NOUN
    named = _named(said[max(0, at - 2) : at] if is_last else said[at + 1 : at + 4])
    if named:
        return _aspect(named, _beside(said, at), said[at]), is_more
    aspect = None if is_last else _of_noun(said, at)
    return (aspect, is_more) if aspect else None


def _of_noun(said: list[str], at: int) -> Aspect | None:
    """ "The most frost" names what it is of; "fits the most tea" is of what it holds."""
    is_most = said[at] in ("most", "least") and said[at - 1 : at] == ["the"]
    if is_most and words("holding").intersection(said[max(0, at - 2) : at]):
        return _aspect("capacity", (), said[at])
    is_plain = said[at] in _PLAIN or said[at] in comparatives() or len(said[at + 1]) < _SHORTEST
    if is_plain and not is_most:
        return None
    noun = said[at + 1]
    units = frozenset(filter(None, (dimension_of(noun),)))
    return Aspect(noun, units=units, about=frozenset({stem(noun)}), said=said[at])


def _named(near: list[str]) -> str:
    """The quality that is named beside a degree."""
    names = (each.name for each in aspects_in(near) if not each.vague)
    return next((name for name in names if name != "age"), "")


def _beside(said: list[str], at: int) -> frozenset[str]:
    """The words that may tell which attribute a degree is of."""
    return frozenset(
        stem(word)
        for place, word in enumerate(said)
        if place != at
        and (word not in words("aside") or word in words("lasting"))
        and word not in DEGREES
    )


@dataclass(frozen=True)
class Sense:
    """By which words, and which dimensions of values, an attribute answers a word."""

    stems: frozenset[str]
    units: frozenset[str] = frozenset()


@lru_cache(maxsize=4096)
def sense(word: str) -> Sense:
    found = by_word().get(word, ())
    nouns = {stem(noun) for each in found for noun in each.nouns}
    units = {unit for each in found for unit in each.units}
    colours = {"colour", "color"} if word in BASIC else set()
    return Sense(frozenset({stem(word), *nouns, *colours}), frozenset(units))


@lru_cache(maxsize=4096)
def key_stems(key: str) -> frozenset[str]:
    """The stems of an attribute's name, without its unit and fillers."""
    parts = [part for part in key_words(key.partition("__")[0]).split() if part.isalnum()]
    return frozenset(stem(part) for part in parts if part not in _FILLERS) or frozenset(
        map(stem, parts)
    )


_FILLERS = frozenset(
    "for in of to count quantity included needed required number total with without the is has can "
    "does at it on comes max min maximum minimum from".split()
)


def is_like(part: str, said: Collection[str]) -> bool:
    """The same, or the same but for an ending: "assembl" and "assembly"."""
    return part in said or any(
        min(len(part), len(word)) >= 5
        and abs(len(part) - len(word)) <= 3
        and (part.startswith(word) or word.startswith(part))
        for word in said
    )


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def is_known(value: Any) -> bool:
    return value is not None and value not in ("", [])
