"""A question cut into words and numbers, each with its place in the text."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from shop.search import embedding, multilingual, spelling
from shop.search.embedding import EmbeddingUnavailable
from shop.search.folding import fold
from shop.search.foreign.wording import UNSPACED, WORD, Wording

_UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3005\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")
# Letters of the half of a compound word.
_HALF, _LONG_HALF = 4, 5
_GROUPS = ".,'’ \u00a0\u202f"
_NUMBER = re.compile(
    rf"(?<![\w.,])\d{{1,3}}(?:[{_GROUPS}]\d{{3}})+(?:[.,]\d{{1,2}})?(?![\d.,]*\d)|\d+(?:[.,]\d+)?"
)


@dataclass(frozen=True)
class Token:
    text: str
    start: int
    end: int
    is_number: bool = False

    @cached_property
    def is_english(self) -> bool:
        """Whether English knows the word, or both halves of it. The list of its words has none
        with accents.
        """
        return self.text.isascii() and (spelling.is_correct(self.word) or _is_compound(self.word))

    @property
    def key(self) -> str:
        """As the wordings hold it."""
        return self.text.casefold().replace("’", "'")

    @cached_property
    def word(self) -> str:
        """As the shop's vocabulary holds it."""
        return fold(self.text) or self.text.casefold()


def _is_compound(word: str) -> bool:
    """Whether English knows both halves; a dictionary has many short words that are none."""
    return any(
        all(
            map(
                spelling.is_correct if at >= _LONG_HALF <= len(word) - at else embedding.is_word,
                (word[:at], word[at:]),
            )
        )
        for at in range(_HALF, len(word) - _HALF + 1)
    )


def normalised(text: str) -> str:
    """Single blanks, full-width letters as plain ones, digits of all scripts as 0 to 9."""
    plain = unicodedata.normalize("NFKC", " ".join(text.split()))
    if plain.isascii():
        return plain
    return "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in plain)


def tokens(text: str, *, is_unspaced: bool) -> list[Token]:
    found: list[Token] = []
    done = 0
    for number in _NUMBER.finditer(text):
        found += _words(text, done, number.start(), is_unspaced)
        found.append(Token(number[0], number.start(), number.end(), is_number=True))
        done = number.end()
    return [*found, *_words(text, done, len(text), is_unspaced)]


def _words(text: str, start: int, end: int, is_unspaced: bool) -> Iterator[Token]:
    for match in WORD.finditer(text, start, end):
        if is_unspaced and _UNSPACED.search(match[0]):
            at = match.start()
            for piece in _pieces(match[0]):
                yield Token(piece, at, at + len(piece))
                at += len(piece)
        else:
            yield Token(match[0], match.start(), match.end())


def _pieces(run: str) -> list[str]:
    """The words of a run without blanks, as the encoder's own tokenizer cuts it."""
    try:
        return multilingual.pieces(run)
    except EmbeddingUnavailable:
        return [run]


def multiplied(found: Sequence[Token], wording: Wording) -> list[Token]:
    """With the signs behind numbers taken into them: 2万 is 20000. The signs may begin a word."""
    done: list[Token] = []
    for token in found:
        before = done[-1] if done else None
        factor = wording.numbers.get(token.text[:1])
        if factor and before and before.is_number and before.end == token.start:
            value = float(before.text.replace(",", "")) * factor
            done[-1] = Token(
                f"{value:g}" if value < 1e6 else f"{value:.0f}", before.start, token.start + 1, True
            )
            if token.text[1:]:
                done.append(Token(token.text[1:], token.start + 1, token.end))
        else:
            done.append(token)
    return done


def is_unspaced(text: str) -> bool:
    return bool(_UNSPACED.search(text))


__all__ = ["UNSPACED", "Token", "is_unspaced", "multiplied", "normalised", "tokens"]
