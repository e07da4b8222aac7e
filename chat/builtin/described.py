"""Which of the products shown a description means: "the red one", "the one that runs on a
battery".
"""

import re
from collections.abc import Sequence, Set

from chat.builtin.nearest import nearness, sentences
from chat.builtin.qualities import words
from chat.builtin.sayings import key_words, label, truth
from chat.builtin.words import plain, stem, stems, tokens
from chat.tools import ProductFacts, ProductLine

# How near a fact has to be to a description that shares no word with it, and by how much nearer
# than those of the others.
NEAR, AHEAD = 0.45, 0.1
_BEFORE = re.compile(r"\b(?:the|that|this|those|these) (?P<said>(?:[^\W\d_][\w'-]* ){1,3})ones?\b")
_BEHIND = re.compile(
    r"\b(?:the|that|those) ?ones? (?P<link>in|with|that|which|for|from|of|made|who)"
    r" (?P<said>[^,.;:?!]+)"
)
_THAT = re.compile(r"\b(?:that|this) (?P<said>[^\W\d_][\w'-]*)")


def description_in(written: str) -> re.Match[str] | None:
    """The match whose group "said" describes what is pointed at, in plain small letters."""
    text = plain(written).lower()
    return next((match for each in (_BEHIND, _BEFORE, _THAT) if (match := each.search(text))), None)


def described_lines(said: str, written: str, lines: Sequence[ProductLine]) -> list[ProductLine]:
    """Those that state all words of the description, or its first words, else the one whose facts
    are nearest. What follows may be asked: "the one in grey have a hood".
    """
    parts = said.split()
    for end in range(len(parts), 0, -1):
        first = " ".join(parts[:end])
        wanted = stems(first) or _letters(first, written)
        stating = [line for line in lines if wanted <= stated_stems(line) | _letters_of(line)]
        if wanted and stating:
            return stating
    return _nearest(said, lines)


def _letters(said: str, written: str) -> Set[str]:
    """A single capital is a name: "the one in C"."""
    return {word for word in tokens(said) if len(word) == 1 and f" {word.upper()}" in written}


def _letters_of(line: ProductLine) -> Set[str]:
    return {word for word in tokens(line.name) if len(word) == 1}


def stated_stems(line: ProductLine) -> Set[str]:
    """The words of its name and kind, and of what is stated of it and true."""
    said = [line.name, line.colour, line.category, line.brand, line.about]
    if isinstance(line, ProductFacts):
        said += [_true(key, value) for key, value in line.attributes.items()]
        said += [value for each in line.variants for value in each.values.values()]
        said += [text for text in sentences(line) if not words("denials") & set(tokens(text))]
    return {stem(word) for part in said for word in tokens(part)}


def _true(key: str, value: object) -> str:
    is_true = truth(value)
    if is_true is None:
        return f"{key_words(key)} {value}"
    return key_words(key) if is_true else ""


def _nearest(said: str, lines: Sequence[ProductLine]) -> list[ProductLine]:
    read = [line for line in lines if isinstance(line, ProductFacts)]
    scored = sorted(
        ((nearness(said, _facts_of(line)), line.id, line) for line in read), reverse=True
    )
    if len(scored) < 2 or scored[0][0] < NEAR or scored[0][0] - scored[1][0] < AHEAD:
        return []
    return [scored[0][2]]


def _facts_of(line: ProductFacts) -> list[str]:
    stated = [
        label(key, value) for key, value in line.attributes.items() if truth(value) is not False
    ]
    return [*sentences(line), *stated]
