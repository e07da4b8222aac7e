"""The words beside a number that may name what it measures."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from shop.search.folding import fold, squeezed
from shop.search.lexicon import NAMES
from shop.search.reading.constraint import REACH

_LETTERS = re.compile(r"(?<![^\W\d_])[^\W\d_]+")
# How many words on each side may name an attribute.
MOST = 3


@dataclass(frozen=True)
class Beside:
    """The words on both sides of a number, the nearest first, each with the place where it ends or
    begins.
    """

    before: Sequence[tuple[str, int]]
    after: Sequence[tuple[str, int]]

    def named(self, names: Collection[str]) -> int:
        """How many of an attribute's words are said."""
        return len(_run(self.before, names)) + len(_run(self.after, names))

    def span(self, names: Collection[str], start: int, end: int) -> tuple[int, int]:
        """Returns the ends of the number with the words that name its attribute."""
        before, after = _run(self.before, names), _run(self.after, names)
        return (before[-1] if before else start), (after[-1] if after else end)


def _run(words: Sequence[tuple[str, int]], names: Collection[str]) -> list[int]:
    places: list[int] = []
    for word, place in words:
        if word not in names:
            break
        places.append(place)
    return places


def beside(text: str, match: re.Match[str]) -> Beside:
    before = [
        (squeezed(fold(word[0])), word.start())
        for word in _LETTERS.finditer(text, max(0, match.start() - REACH), match.start())
        if word[0].lower() not in ("of", "is")
    ]
    after = [
        (squeezed(fold(NAMES.get(word[0].lower(), word[0]))), word.end())
        for word in _LETTERS.finditer(text, match.end(), match.end() + 60)
        if word[0].lower() != "of"
    ]
    return Beside(before[::-1][:MOST], after[:MOST])
