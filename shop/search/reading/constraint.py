"""What a reader finds, and the text it cuts it from."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_noop

from shop.search.folding import fold
from site_config.stored_translation import is_english, translated

Changes = dict[str, Any]
Said = dict[str, Any]


@dataclass(frozen=True)
class Constraint:
    """One thing that was read: `changes` are the SearchQuery fields it sets, `phrase` the words it
    was read from.
    """

    field: str
    label: str
    """In English, as the words are; models read it. People read `display_label`."""
    phrase: str
    changes: Changes
    said: Said | None = None
    """The label as site_config.stored_translation keeps it, where it is no name of the catalogue
    and no words of the visitor's own.
    """
    is_hypothesis: bool = False
    """Whether it is guessed from a bare word, as "red" is: it yields where it leaves too little.
    What is stated, as "under 50" and "not red" are, never yields.
    """
    is_weakened: bool = False
    """Whether it has yielded: `said` holds what it was."""

    @property
    def display_label(self) -> str:
        return self.label if is_english() else translated(self.kept)

    @property
    def plain_label(self) -> str:
        """What people read of the constraint itself, whether or not it has yielded."""
        return (
            translated(self.said["value"]) if self.is_weakened and self.said else self.display_label
        )

    @property
    def kept(self) -> Any:
        return self.said or self.label

    def called(self, text: str, **values: Any) -> "Constraint":
        """With a label of our own, of which `text` is the English."""
        label = text % {
            name: f"{value:f}" if isinstance(value, Decimal) else value
            for name, value in values.items()
        }
        return replace(
            self,
            label=label,
            said={"text": text, **{name: _plain(value) for name, value in values.items()}},
        )

    @property
    def loosened(self) -> "Constraint":
        """The constraint as an order: what keeps it comes first, and the rest follows."""
        said = {"text": gettext_noop("%(value)s first"), "value": self.kept}
        return replace(self, label=f"{self.label} first", said=said, is_weakened=True)

    @property
    def outdone(self) -> "Constraint":
        """The constraint where too little keeps it for it to count."""
        said = {"text": gettext_noop("not only %(value)s"), "value": self.kept}
        return replace(self, label=f"not only {self.label}", said=said, is_weakened=True)

    def with_other(self, words: str) -> "Constraint":
        """ "Not red" goes on: "or black"."""
        said = {"text": gettext_noop("%(one)s or %(other)s"), "one": self.kept, "other": words}
        return replace(self, label=f"{self.label} or {words}", said=said)


# What is not wanted, or is not to be there.
NOT_IT = gettext_noop("not %(value)s")
WITHOUT_IT = gettext_noop("without %(value)s")


def _plain(value: Any) -> Any:
    """As JSON has it."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


@dataclass(frozen=True)
class Reading:
    """The words that are left for ranking, and the constraints."""

    words: str
    constraints: tuple[Constraint, ...] = ()


Take = Callable[[re.Match[str]], Constraint | None]

# Letters of Thai, Chinese, Japanese and Korean, where no blank need stand beside a word.
_UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")

# Signs in front of a word that is not wanted: "bag -leather".
MINUS = "-−–"

# How far back a word may stand that changes what follows, in characters.
REACH = 100


def just_before(
    pattern: re.Pattern[str], text: str, at: int, after: int = 0
) -> re.Match[str] | None:
    """Returns what a pattern that ends in `$` matches right in front of `at`, at most REACH back.

    A search from the start of the text at every place would cost its length squared."""
    return pattern.search(text, max(after, at - REACH), at)


def cut(
    text: str, pattern: re.Pattern[str], take: Take, found: list[Constraint], most: int = 1
) -> str:
    """The text without what `take` makes constraints of, in the order of the text."""
    left, done = "", 0
    for match in pattern.finditer(text):
        if most and match.start() >= done and (constraint := take(match)):
            found.append(constraint)
            left, done, most = f"{left}{text[done : match.start()]} ", match.end(), most - 1
    return left + text[done:]


def merged(name: str, old: Any, new: Any) -> Any:
    """Two wishes for one field: lists add up, limits get tighter, else the later one counts."""
    if old is None:
        return new
    if name in ("price_min", "rating_min", "price_max"):
        return min(old, new) if name == "price_max" else max(old, new)
    if isinstance(new, tuple):
        return tuple(dict.fromkeys((*old, *new)))
    if not isinstance(new, dict):
        return new
    both = dict(old)
    for key, value in new.items():
        both[key] = (
            tightened(both.get(key), value)
            if name == "ranges"
            else merged(name, both.get(key), value)
        )
    return both


def tightened(one: Any, other: Any) -> Any:
    """What lies in both ranges."""
    lows, highs = zip(one or (None, None), other, strict=True)
    return (
        max((each for each in lows if each is not None), default=None),
        min((each for each in highs if each is not None), default=None),
    )


def spans(text: str, most: int = 4) -> Iterator[tuple[str, int, int]]:
    """(folded words, start, end) of every run of one to four words, the longest first. A minus in
    front of a word is no part of it.
    """
    words = list(re.finditer(r"non-(?=\w)|[^\s,;!?()\"/]+", text))
    for length in range(most, 0, -1):
        for first in range(len(words) - length + 1):
            start, end = words[first].start(), words[first + length - 1].end()
            if text[start] in MINUS and start + 1 < end:
                start += 1
            end = start + len(text[start:end].rstrip(".:"))
            yield fold(text[start:end]), start, end


def tidy(text: str) -> str:
    text = re.sub(r"\s+([,;.!?])", r"\1", " ".join(text.split()))
    return re.sub(r"([,;])[,;]+", r"\1", text).strip(" ,;")


def without_phrase(words: str, phrase: str) -> str:
    """The words after a chip was taken off; what was read from between the words of its phrase
    stays.
    """
    parts = re.findall(r"[^\s,;]+", phrase)
    if not parts:
        return words
    # With what links it: the "in" of "under 80 in blue" would be left as inches.
    whole = r"(?:\b(?:in|from|by)\s+)?" + _whole(r"[\s,;]+".join(map(re.escape, parts)), phrase)
    left, times = re.subn(whole, " ", words, flags=re.I)
    if times:
        return tidy(left)
    left, done = "", 0
    for part in parts:
        if not (match := re.compile(_whole(re.escape(part), part), re.I).search(words, done)):
            return words
        left, done = f"{left}{words[done : match.start()]} ", match.end()
    return tidy(left + words[done:])


def _whole(pattern: str, text: str) -> str:
    """The pattern of a text, not inside of a longer word; a sign such as "<" or "€" begins and ends
    by itself.
    """
    if _UNSPACED.search(text):
        return pattern
    return (
        (r"(?<!\w)" if re.match(r"\w", text) else "")
        + pattern
        + (r"(?!\w)" if re.search(r"\w$", text) else "")
    )
