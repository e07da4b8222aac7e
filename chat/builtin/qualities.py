"""The words of qualities.toml, ready to be looked up."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from shop.search.vocabulary import fold

_FILE = Path(__file__).with_name("qualities.toml")
_TABLES = frozenset({"words", "amounts", "units"})
_VOWELS = frozenset("aeiou")


@dataclass(frozen=True)
class Quality:
    """Something that can be measured. `adjectives` say whether they are of a larger value."""

    name: str
    nouns: tuple[str, ...] = ()
    units: frozenset[str] = frozenset()
    asks: frozenset[str] = frozenset()
    adjectives: tuple[tuple[str, bool], ...] = ()
    irregular: tuple[tuple[str, bool], ...] = ()
    loose: bool = False
    inverse: frozenset[str] = frozenset()


@lru_cache(maxsize=1)
def tables() -> dict[str, dict[str, Any]]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


def table(name: str) -> dict[str, Any]:
    return tables()[name]


@lru_cache(maxsize=64)
def words(name: str) -> frozenset[str]:
    return frozenset(tables()["words"][name].split())


@lru_cache(maxsize=1)
def scale() -> dict[str, int]:
    """Degrees in words, with their places."""
    listed = tables()["words"]["scale"].split("|")
    return {fold(" ".join(each.split())): at for at, each in enumerate(listed)}


@lru_cache(maxsize=1)
def qualities() -> dict[str, Quality]:
    return {name: _quality(name, row) for name, row in tables().items() if name not in _TABLES}


def _quality(name: str, row: dict[str, Any]) -> Quality:
    adjectives = [(word, side == "more") for side in ("more", "less") for word in _split(row, side)]
    return Quality(
        name,
        tuple(_split(row, "nouns")),
        frozenset(_split(row, "units")),
        frozenset(_split(row, "asks")),
        tuple(adjectives),
        tuple((word, bool(more)) for word, more in row.get("irregular", {}).items()),
        bool(row.get("loose")),
        frozenset(_split(row, "inverse")),
    )


def _split(row: dict[str, Any], name: str) -> list[str]:
    return str(row.get(name, "")).split()


@lru_cache(maxsize=1)
def plain_adjectives() -> dict[str, tuple[str, bool]]:
    """(quality, whether of a larger value) by adjective: "expensive" is asked, "heavy" is one."""
    return {
        word: (each.name, is_more)
        for each in qualities().values()
        for word, is_more in each.adjectives
    }


@lru_cache(maxsize=1)
def comparatives() -> dict[str, tuple[str, bool]]:
    """The same by comparative and superlative: "heavier", "heaviest"."""
    found = {
        form: (name, is_more)
        for word, (name, is_more) in plain_adjectives().items()
        for form in _forms(word)
    }
    for each in qualities().values():
        found |= {word: (each.name, is_more) for word, is_more in each.irregular}
    return found


def _forms(word: str) -> Iterator[str]:
    if word.endswith("y"):
        base = f"{word[:-1]}i"
    elif word.endswith("e"):
        base = word[:-1]
    else:
        is_doubled = word[-1] not in _VOWELS | {"w", "r", "l"} and word[-2] in _VOWELS
        base = word + word[-1] * (is_doubled and word[-3:-2] not in _VOWELS)
    yield f"{base}er"
    yield f"{base}est"


@lru_cache(maxsize=1)
def by_word() -> dict[str, tuple[Quality, ...]]:
    """The qualities that a word asks for, in any of its forms."""
    found: dict[str, tuple[Quality, ...]] = {}
    for each in qualities().values():
        said = {*each.nouns, *each.asks, *(word for word, _more in each.adjectives)}
        for word in said - ({*each.nouns[1:]} if each.loose else set()):
            found[word] = (*found.get(word, ()), each)
    for word, (name, _more) in comparatives().items():
        found[word] = (*found.get(word, ()), qualities()[name])
    return found
