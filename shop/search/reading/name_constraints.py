"""Names of the shop's vocabulary as constraints, wanted or not: "red", "not from X", "not red or
black".
"""

import re
from dataclasses import dataclass, field, replace

from shop.search.folding import fold
from shop.search.reading.constraint import (
    NOT_IT,
    WITHOUT_IT,
    Changes,
    Constraint,
    just_before,
    merged,
)
from shop.search.reading.name_matches import ALSO, FREE, NEGATION, Name, names
from shop.search.vocabulary import Vocabulary

_LACKS = re.compile(r"\b(?:without|w/o|no|free)\b", re.I)


def read_names(text: str, shop: Vocabulary, found: list[Constraint]) -> tuple[str, str]:
    """The words that are left, and these without what was read. What is wanted stays in the first,
    since it still says what is meant; what is not wanted leaves both.
    """
    reader = _NameReader(text, found)
    for name in names(text, shop):
        reader.read(name)
    rest = text[reader.done :]
    return reader.left + rest, reader.bare + rest


@dataclass
class _NameReader:
    text: str
    found: list[Constraint]
    left: str = ""
    bare: str = ""
    done: int = 0
    """How much of the text is read."""
    begin: int = 0
    """Where the last name and its "not" begin."""
    is_negated: bool = False
    seen: set[str] = field(default_factory=set)

    def read(self, name: Name) -> None:
        if self.is_negated and self._is_carried(name):
            self._carry(name)
            return
        before = just_before(NEGATION, self.text, name.start, self.done) or self._free(name)
        if before:
            self._exclude(name, before)
        elif name.is_wanted:
            self._want(name)

    def _cut(self, begin: int, end: int, kept: str) -> None:
        """Goes on behind a name, of which `kept` stays to rank."""
        between = self.text[self.done : begin]
        self.left += between + kept
        self.bare += between + " "
        self.done = end

    def _is_carried(self, name: Name) -> bool:
        """Whether a "not" goes on: "not red or leather", "not red and blue", but not "not red and
        waterproof".
        """
        between, last = self.text[self.done : name.start], self.found[-1]
        if not ALSO.fullmatch(between):
            return False
        is_same = last.field == f"not_{name.field}"
        if re.search(r"\b(?:or|nor)\b", between, re.I) or not is_same:
            return is_same or not re.search(r"\band\b", between, re.I)
        before = last.changes.get("not_attributes", {})
        return name.field != "attribute" or before.keys() == name.changes["attributes"].keys()

    def _carry(self, name: Name) -> None:
        """One constraint for "not red or black": without its "not", the rest would be a wish."""
        last = self.found[-1]
        changes = dict(last.changes)
        for key, value in _negated(name).items():
            changes[key] = merged(key, changes.get(key), value)
        self.found[-1] = replace(
            last.with_other(self.text[name.start : name.end]),
            phrase=self.text[self.begin : name.end].strip(" ,"),
            changes=changes,
        )
        self.done = name.end

    def _free(self, name: Name) -> re.Match[str] | None:
        """ "Latex free"."""
        return FREE.match(self.text, name.end) if name.field == "attribute" else None

    def _exclude(self, name: Name, said: re.Match[str]) -> None:
        """`said` is the "not" in front of the name, or the "free" behind it."""
        lacks = name.field == "attribute" and _LACKS.search(said[0])
        self.begin, end = min(said.start(), name.start), max(said.end(), name.end)
        phrase = self.text[self.begin : end].strip(" ,")
        self.found.append(
            Constraint(f"not_{name.field}", "", phrase, _negated(name)).called(
                WITHOUT_IT if lacks else NOT_IT, value=self.text[name.start : name.end]
            )
        )
        self.is_negated = True
        self._cut(self.begin, end, " ")

    def _want(self, name: Name) -> None:
        words = self.text[name.start : name.end]
        if fold(words) not in self.seen:
            self.seen.add(fold(words))
            guess = not name.is_explicit
            self.found.append(
                Constraint(name.field, name.label, words.strip(), name.changes, is_hypothesis=guess)
            )
        self.is_negated = False
        self._cut(name.start, name.end, words if name.stays else " ")


def _negated(name: Name) -> Changes:
    """What is not red may not be called red either."""
    also = {"colour_words": (fold(name.label),)} if name.field == "colour" else {}
    return {f"not_{key}": value for key, value in (name.changes | also).items()}
