"""The function words of function_words.toml, ready to be looked up."""

import re
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).with_name("function_words.toml")


@lru_cache(maxsize=1)
def _tables() -> dict[str, dict[str, Any]]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


@lru_cache(maxsize=64)
def words(table: str, name: str = "words") -> frozenset[str]:
    """A list of single words."""
    return frozenset(_tables()[table][name].split())


@lru_cache(maxsize=1)
def every_word() -> frozenset[str]:
    """The single words of all lists."""
    lists = (each for table in _tables().values() for each in table.values())
    return frozenset(word for each in lists for word in re.findall(r"[a-z]+", str(each)))


@lru_cache(maxsize=64)
def phrases(table: str, name: str = "words") -> tuple[str, ...]:
    """A list of phrases, the longest first."""
    found = re.split(r"[|\n]", _tables()[table][name].strip())
    return tuple(sorted((each.strip() for each in found), key=len, reverse=True))


@lru_cache(maxsize=64)
def any_of(table: str, name: str = "words") -> re.Pattern[str]:
    """A pattern that finds one of these words or phrases, whole."""
    listed = "|".join(map(re.escape, phrases(table, name)))
    return re.compile(rf"\b(?:{listed})\b", re.I)


def begins_with(text: str, table: str, name: str = "words") -> bool:
    """Whether the first word of the text is one of these."""
    first = text.lower().split(maxsplit=1)[:1]
    return bool(first) and first[0].strip(",.;:!?") in words(table, name)


def mapping(table: str, name: str = "") -> dict[str, Any]:
    """A table of words, as it is written."""
    found = _tables()[table]
    return dict(found[name]) if name else dict(found)
