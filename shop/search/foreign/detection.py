"""Which language a question is in, by the words between its words, and by its letters."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from shop.search.foreign.tokens import Token
from shop.search.foreign.wording import SCRIPTS, UNSPACED, Way, Wording, wordings
from shop.search.lexicon import CURRENCIES, POLITE, STOP, UNITS

_ENGLISH = (
    POLITE
    | STOP
    | frozenset(
        "not but without under over between around about up than most least more less below above "
        "out into no on as be been my your his her this these those size cheap cheapest".split()
    )
)
_CURRENCY = re.compile(CURRENCIES)
# From here on a single sign may be a word.
_FIRST_IDEOGRAPH = "\u2e80"


@dataclass(frozen=True)
class Phrase:
    """Tokens `first` to `last` (without it) are this way to say something."""

    first: int
    last: int
    way: Way

    @property
    def places(self) -> range:
        return range(self.first, self.last)


def phrases(tokens: Sequence[Token], wording: Wording) -> list[Phrase]:
    """From left to right, the longest first."""
    found: list[Phrase] = []
    at = 0
    while at < len(tokens):
        phrase = _at(tokens, at, wording)
        if phrase:
            found.append(phrase)
        at = phrase.last if phrase else at + 1
    return found


def _at(tokens: Sequence[Token], first: int, wording: Wording) -> Phrase | None:
    longest = max(wording.longest, 4 if wording.code in UNSPACED else 1)
    for last in range(min(first + longest, len(tokens)), first, -1):
        words = tuple(token.key for token in tokens[first:last])
        if wording.code in UNSPACED and tokens[last - 1].end - tokens[first].start == sum(
            map(len, words)
        ):
            words = ("".join(words),)
        ways = wording.ways.get(words, ())
        if way := next(
            (way for way in sorted(ways, key=_rank) if _fits(tokens, first, last, way)), None
        ):
            return Phrase(first, last, way)
    return None


def _rank(way: Way) -> int:
    """Where a phrase has several meanings, the narrower one is tried first."""
    return ("after", "amounts", "behind", "words", "skip").index(way.place)


def _fits(tokens: Sequence[Token], first: int, last: int, way: Way) -> bool:
    if way.place == "amounts":
        is_after = way.english != "to" or (first > 0 and tokens[first - 1].is_number)
        return is_after and any(token.is_number for token in tokens[last : last + 1])
    if way.place == "after":
        return any(token.is_number for token in tokens[max(0, first - 4) : first])
    if way.place == "behind":
        return first > 0
    return True


def detected(
    text: str, tokens: Sequence[Token], known: set[str], *, is_english: bool = True
) -> Wording | None:
    """None for English, and where nothing says which language it is. `known` are words of the
    catalogue, folded; `is_english` says whether it is in English.
    """
    by_script = _code_of_script(text)
    if by_script:
        return wordings()[by_script]
    said = {token.key for token in tokens}
    hits = {
        code: _hits(tokens, wording)
        for code, wording in wordings().items()
        if code not in SCRIPTS and not said.isdisjoint(wording.words)
    }
    code, most = max(hits.items(), key=lambda item: item[1], default=("", 0.0))
    if not most:
        return None
    wording = wordings()[code]
    if is_english:
        return wording if _is_it(tokens, wording, most, known) else None
    return wording if _is_plain(tokens, wording, most, known) else None


def _is_plain(tokens: Sequence[Token], wording: Wording, hits: float, known: set[str]) -> bool:
    """Whether it is the language of a question to a catalogue that is not English: that the
    catalogue knows the other words says nothing.
    """
    if _is_said(tokens, wording) and hits > _english(tokens):
        return True
    return _is_it(tokens, wording, hits, known)


def _code_of_script(text: str) -> str:
    """The language that the letters are of alone; empty for others."""
    if text.isascii():
        return ""
    return next((code for code, script in SCRIPTS.items() if script.search(text)), "")


def _is_said(tokens: Sequence[Token], wording: Wording) -> bool:
    """Whether one of its phrases is more than a letter, which may be a unit."""
    return any(
        len(tokens[each.first].key) > 1 or each.last - each.first > 1
        for each in phrases(tokens, wording)
    )


def _english(tokens: Sequence[Token]) -> int:
    return sum(token.key in _ENGLISH for token in tokens)


def _hits(tokens: Sequence[Token], wording: Wording) -> float:
    """A phrase of several words says more; one that is only skipped a little less."""
    return sum(
        (each.last - each.first) * (0.9 if each.way.place == "skip" else 1.0)
        for each in phrases(tokens, wording)
    )


def _is_it(tokens: Sequence[Token], wording: Wording, hits: float, known: set[str]) -> bool:
    """Whether the words between the words outweigh the English ones, and not all others are known
    as English.
    """
    said = places_of(phrases(tokens, wording))
    english = _english(tokens)
    content = [token for at, token in enumerate(tokens) if at not in said and is_content(token)]
    unknown = len(_unknown(content, known))
    if hits > english:
        strange = len(_unknown([tokens[at] for at in said], set()))
        return unknown + strange > 0 or hits > english + 1
    return hits >= 0.9 * english and 2 * unknown > len(content)


def places_of(said: Sequence[Phrase]) -> set[int]:
    return {place for each in said for place in each.places}


def _unknown(tokens: Sequence[Token], known: set[str]) -> list[Token]:
    return [token for token in tokens if token.word not in known and not token.is_english]


def is_content(token: Token) -> bool:
    """Whether it is a word that says what is wanted."""
    return (
        not token.is_number
        and token.key not in UNITS
        and not _CURRENCY.fullmatch(token.key)
        and token.key not in _ENGLISH
        and (len(token.text) > 1 or token.text >= _FIRST_IDEOGRAPH)
    )
