"""Numbers in words, in English and in German: "under twenty euros", "hundertfünfzig Euro"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from text_to_num import find_numbers

from shop.search.lexicon import CURRENCIES

LANGUAGES = ("en", "de")
# The numbers that people count products by.
COUNTS = {
    word: number
    for words in (
        "zero one two three four five six seven eight nine ten eleven twelve",
        "null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf",
    )
    for number, word in enumerate(words.split())
}
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_LIMITS = frozenset(
    "with under below over above than most least to max maximum between around about and exceed "
    "unter über bis maximal höchstens mindestens zwischen und um etwa rund".split()
)
_CURRENCY = re.compile(rf"(?:{CURRENCIES})", re.I)
# "Two" behind a limit may count anything.
_FEWEST = 10


@dataclass(frozen=True)
class _Word:
    """A word as text2num reads it."""

    start: int
    end: int
    lower: str
    follows: bool
    """Whether only a blank stands before it."""

    def text(self) -> str:
        return self.lower

    def nt_separated(self, previous: "_Word") -> bool:
        return not self.follows

    def not_a_number_part(self) -> bool:
        return False


def in_figures(text: str) -> str:
    """Returns the text with amounts as figures, where a limit or a currency stands beside them: "a
    two-seat sofa" stays as it is.
    """
    words = list(_words(text))
    if not words:
        return text
    amounts: dict[int, tuple[int, str]] = {}
    for language in LANGUAGES:
        for number in find_numbers(words, language, 0.0):
            if number.is_ordinal or not _is_amount(words, number.start, number.end, number.value):
                continue
            first = number.start - _has_article(words, number.start)
            amounts.setdefault(words[first].start, (words[number.end - 1].end, number.text))
    parts, done = [], 0
    for start, (end, figures) in sorted(amounts.items()):
        if start >= done:
            parts += [text[done:start], figures]
            done = end
    return "".join((*parts, text[done:]))


def _words(text: str) -> Iterator[_Word]:
    end = 0
    for match in _WORD.finditer(text):
        yield _Word(
            match.start(), match.end(), match[0].lower(), text[end : match.start()] in ("", " ")
        )
        end = match.end()


def _is_amount(words: list[_Word], start: int, end: int, value: float) -> bool:
    following = words[end] if end < len(words) else None
    if following and following.follows and _CURRENCY.fullmatch(following.lower):
        return True
    before = start - _has_article(words, start) - 1
    if before < 0 or not words[before + 1].follows:
        return False
    limit = words[before].lower
    return limit in _LIMITS and (value >= _FEWEST or limit == "with")


def _has_article(words: list[_Word], start: int) -> bool:
    """Whether "a" belongs to the number: "a hundred"."""
    return (
        start > 0
        and words[start].follows
        and words[start].lower in ("hundred", "thousand")
        and words[start - 1].lower == "a"
    )
