"""What a question becomes, part by part, and the way back to the visitor's own words."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from shop.search.foreign.detection import Phrase
from shop.search.foreign.things import Things
from shop.search.foreign.tokens import Token, normalised
from shop.search.foreign.wording import Wording
from shop.search.reading import Reading


@dataclass(frozen=True)
class Piece:
    """What a part of the question becomes; `is_thing` where the vectors said so."""

    start: int
    end: int
    english: str
    is_thing: bool = False

    def is_as_written(self, text: str) -> bool:
        return self.english == text[self.start : self.end]


@dataclass(frozen=True)
class Translation:
    """`text` is what is read; `is_foreign` whether the multilingual vectors have to be asked."""

    words: str
    text: str
    is_foreign: bool = False
    is_certain: bool = False
    """Whether the question is surely in another language: none of its words is misspelt English."""
    pieces: tuple[Piece, ...] = ()
    """Empty where the text is the question itself."""

    def restored(self, reading: Reading) -> Reading:
        """The reading with the phrases of its constraints as the visitor wrote them."""
        if not self.pieces:
            return reading
        return replace(
            reading,
            constraints=tuple(
                replace(each, phrase=self._own(each.phrase)) for each in reading.constraints
            ),
        )

    def _own(self, phrase: str) -> str:
        said = [
            (word, number)
            for number, piece in enumerate(self.pieces)
            for word in _words(piece.english)
        ]
        numbers = _run(said, _words(phrase)) or _scattered(said, _words(phrase))
        return self._source(numbers) if numbers else phrase

    def _source(self, numbers: Collection[int]) -> str:
        """These pieces as they were written, with single blanks for what lies between them."""
        source = normalised(self.words)
        found, end = "", 0
        for piece in sorted((self.pieces[each] for each in numbers), key=lambda each: each.start):
            between = source[end : piece.start]
            if found:
                found += between if not between.strip() else " "
            found += source[piece.start : piece.end]
            end = piece.end
        return found

    def own_words(self, left: str) -> str:
        """What is left of the question after reading, in the visitor's own words again."""
        source = normalised(self.words)
        found = f" {left} "
        for piece in self.pieces:
            if piece.is_thing and (said := f" {piece.english} ") in found:
                found = found.replace(said, f" {source[piece.start : piece.end]} ", 1)
        return found.strip()


Said = Sequence[tuple[str, int]]


def _words(text: str) -> list[str]:
    return [word.strip(" ,.;") for word in text.casefold().split()]


def _run(said: Said, wanted: Sequence[str]) -> set[int]:
    """The pieces that say these words one after the other."""
    for first in range(len(said) - len(wanted) + 1):
        run = said[first : first + len(wanted)]
        if [word for word, _number in run] == wanted:
            return {number for _word, number in run}
    return set()


def _scattered(said: Said, wanted: Sequence[str]) -> set[int]:
    """The pieces that say these words with others in between."""
    found: set[int] = set()
    rest = iter(said)
    for word in wanted:
        found.update(next(([number] for other, number in rest if other == word), []))
    return found


def pieces_of(
    text: str,
    tokens: Sequence[Token],
    said: Sequence[Phrase],
    things: Things,
    wording: Wording | None,
) -> list[Piece]:
    """All of the text, in the order in which English says it."""
    parts = _parts(tokens, said, things, wording)
    pieces: list[Piece] = []
    done = 0
    for piece, is_behind in parts:
        pieces += _between(text, done, piece.start)
        # What stands behind its word in the other language goes before it in English.
        pieces.insert(len(pieces) - is_behind if pieces else 0, piece)
        done = piece.end
    return pieces + _between(text, done, len(text))


def _between(text: str, start: int, end: int) -> list[Piece]:
    """The signs between two words, without the blanks around them."""
    signs = text[start:end].strip()
    at = text.index(signs, start)
    return [Piece(at, at + len(signs), signs)] if signs else []


def _parts(
    tokens: Sequence[Token], said: Sequence[Phrase], things: Things, wording: Wording | None
) -> list[tuple[Piece, bool]]:
    """Things first, then phrases, then each token by itself; whether English says it before."""
    found: list[tuple[Piece, bool]] = []
    covered: set[int] = set()

    def add(first: int, last: int, english: str, *, is_thing: bool, is_behind: bool) -> None:
        if covered.isdisjoint(range(first, last)):
            covered.update(range(first, last))
            piece = Piece(tokens[first].start, tokens[last - 1].end, english, is_thing)
            found.append((piece, is_behind))

    for (first, last), english in things.items():
        add(first, last, english, is_thing=True, is_behind=False)
    for each in said:
        is_behind = each.way.place == "behind"
        add(each.first, each.last, each.way.english, is_thing=False, is_behind=is_behind)
    for place, token in enumerate(tokens):
        plain = wording.plain_number(token.text) if wording and token.is_number else token.text
        add(place, place + 1, plain, is_thing=False, is_behind=False)
    return sorted(found, key=lambda part: part[0].start)


def joined(text: str, pieces: Sequence[Piece]) -> str:
    """With blanks between the pieces, but where the question itself has none: "in-ear"."""
    found = ""
    before: Piece | None = None
    for piece in pieces:
        if not piece.english:
            continue
        found += (
            piece.english if before is None or _is_one(before, piece, text) else f" {piece.english}"
        )
        before = piece
    return found


def _is_one(before: Piece, piece: Piece, text: str) -> bool:
    return before.end == piece.start and before.is_as_written(text) and piece.is_as_written(text)
