"""A question in any language in the words that the readers and the shop's index know.

Words between the words ("unter", "sans") come from the wordings. Words for things, colours and
properties become the shop's own where the multilingual vectors say that they mean the same. What
neither knows stays as it is, and is found by its meaning alone.
"""

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

import numpy as np

from shop.search import embedding, multilingual, spelling
from shop.search.folding import fold
from shop.search.foreign.catalogue import Catalogue, catalogue
from shop.search.foreign.detection import Phrase, detected, is_content, phrases
from shop.search.foreign.tokens import Token, is_unspaced, multiplied, normalised, tokens
from shop.search.foreign.wording import Wording
from shop.search.reading import Constraint, Reading
from shop.search.vocabulary import Vocabulary

log = logging.getLogger("aisle.search")

# A word of another language means the nearest of the shop's words from this cosine on, where it is
# nearer than its ten nearest on average: a word that the encoder does not know is as near to many.
# Measured on 133 words with a counterpart in the demo shop and 96 without one: 86 % get the right
# word, 2 % a wrong one; of those without, 22 % get a word that is related ("clock" for a watch).
FLOOR, MARGIN, NEAREST = 0.68, 0.07, 10
SURE = 0.78
# Several words mean one thing ("sans fil") only where together they say it clearly better than any
# of them alone.
LONGEST = 3
FLOOR_OF_SEVERAL, BETTER = 0.7, 0.04
NEARLY = 0.12
# Of the words that say what is wanted, this share has to be foreign for the question to be.
FOREIGN = 0.5
MOST_TOKENS = 40
_KATAKANA = re.compile(r"[\u30a1-\u30ff]+")


@dataclass(frozen=True)
class Piece:
    """What a part of the question becomes; `is_thing` where the vectors said so."""

    start: int
    end: int
    english: str
    is_thing: bool = False


@dataclass(frozen=True)
class Translation:
    """`text` is what is read; `is_foreign` whether the multilingual vectors have to be asked."""

    words: str
    text: str
    is_foreign: bool = False
    pieces: tuple[Piece, ...] = ()
    is_translated: bool = field(default=False)

    def restored(self, reading: Reading) -> Reading:
        """The reading with the phrases of its constraints as the visitor wrote them."""
        if not self.is_translated:
            return reading
        return replace(
            reading,
            constraints=tuple(
                replace(each, phrase=self._own(each)) for each in reading.constraints
            ),
        )

    def _own(self, constraint: Constraint) -> str:
        words = constraint.phrase.casefold().split()
        flat = [
            (word.strip(" ,.;"), number)
            for number, piece in enumerate(self.pieces)
            for word in piece.english.casefold().split()
        ]
        wanted = [word.strip(" ,.;") for word in words]
        for first in range(len(flat) - len(wanted) + 1):
            if [word for word, _number in flat[first : first + len(wanted)]] == wanted:
                return self._between(
                    {number for _word, number in flat[first : first + len(wanted)]}
                )
        found: set[int] = set()
        at = 0
        for word in wanted:
            place = next((i for i in range(at, len(flat)) if flat[i][0] == word), None)
            if place is not None:
                found.add(flat[place][1])
                at = place + 1
        return self._between(found) if found else constraint.phrase

    def _between(self, numbers: set[int]) -> str:
        source = normalised(self.words)
        found, end = "", 0
        for piece in sorted((self.pieces[each] for each in numbers), key=lambda each: each.start):
            gap = (
                source[end : piece.start]
                if found and not source[end : piece.start].strip()
                else " "
            )
            found += (gap if found else "") + source[piece.start : piece.end]
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


# The same question is read at several steps.
@lru_cache(maxsize=64)
def translated(words: str, shop: Vocabulary) -> Translation:
    """Returns the question itself where it is in English and the shop knows its words."""
    text = normalised(words)
    here = catalogue(shop)
    found = tokens(text, is_unspaced=is_unspaced(text))[:MOST_TOKENS]
    content = [token for token in found if is_content(token)]
    if not content and not found:
        return Translation(words, words)
    known = _known(content, here, shop)
    wording = detected(text, found, known)
    foreign = _foreign(content, known, here, wording)
    if not wording and not foreign:
        return Translation(words, words, is_foreign=_is_other(here))
    if wording:
        found = multiplied(found, wording)
    said = phrases(found, wording) if wording else []
    things = _things(text, found, said, foreign, here, shop, is_sure=wording is not None)
    named = {fold(token.text) in shop.brands for token in content}
    strange = len(foreign) / max(1, len(content) - sum(named))
    is_foreign = multilingual.is_on() and (
        _is_other(here)
        or (wording is not None and bool(foreign))
        or any(things)
        or strange > FOREIGN
    )
    pieces = _pieces(text, found, said, things, wording)
    return Translation(
        words,
        _joined(text, pieces),
        is_foreign=is_foreign,
        pieces=tuple(pieces),
        is_translated=True,
    )


def _is_other(here: Catalogue) -> bool:
    """Whether the shop's own language is one that the English model does not know."""
    return not here.is_english and multilingual.is_available()


def _known(content: Sequence[Token], here: Catalogue, shop: Vocabulary) -> set[str]:
    """The folded words that the catalogue holds; an English catalogue is not asked for what is
    English anyway.
    """
    named = {
        token.word for token in content if token.word in shop.brands or token.word in shop.colours
    }
    unsure = {
        token.word
        for token in content
        if token.word not in named and not (here.is_english and token.is_english)
    }
    return named | here.known(unsure)


def _foreign(
    content: Sequence[Token], known: set[str], here: Catalogue, wording: Wording | None
) -> set[Token]:
    """The words that have to be understood by their meaning."""
    if wording and here.is_english:
        return set(content)
    return {
        token
        for token in content
        if token.word not in known and not (here.is_english and token.is_english)
    }


Things = dict[tuple[int, int], str]


def _things(
    text: str,
    found: Sequence[Token],
    said: Sequence[Phrase],
    foreign: set[Token],
    here: Catalogue,
    shop: Vocabulary,
    *,
    is_sure: bool,
) -> Things:
    """The shop's words for runs of tokens, by (first, last)."""
    spans = _spans(found, said, foreign, shop)
    if not spans or not here.targets or not multilingual.is_available():
        return {}
    try:
        likeness = here.likeness([text[found[a].start : found[b - 1].end] for a, b in spans])
    except embedding.EmbeddingUnavailable as error:
        log.error("not translated: %s", error)
        return {}
    rows = dict(zip(spans, likeness, strict=True))
    things: Things = {}
    taken: set[int] = set()
    for span in sorted(spans, key=lambda span: (span[0] - span[1], span[0])):
        if taken.isdisjoint(range(*span)) and (target := _target(span, rows, here)):
            if not is_sure and _is_slip(found[span[0]].word, target, rows[span]):
                continue
            things[span] = target
            taken.update(range(*span))
    return _of_whole_runs(found, things)


def _of_whole_runs(found: Sequence[Token], things: Things) -> Things:
    """Without those that understand a part of a word alone: of a run of katakana, which is a loan
    word or several, all has to be understood.
    """
    covered = {place for span in things for place in range(*span)}
    lost = {
        place
        for place, token in enumerate(found)
        if place not in covered and _KATAKANA.fullmatch(token.text)
    }
    for order in (1, -1):
        for place in sorted(range(len(found)), reverse=order < 0):
            other = place - order
            if (
                other in lost
                and _KATAKANA.fullmatch(found[place].text)
                and found[min(place, other)].end == found[max(place, other)].start
            ):
                lost.add(place)
    return {span: target for span, target in things.items() if lost.isdisjoint(range(*span))}


def _spans(
    found: Sequence[Token], said: Sequence[Phrase], foreign: set[Token], shop: Vocabulary
) -> list[tuple[int, int]]:
    """Runs of words that hold a foreign one."""
    longest = LONGEST + 1 if any(is_unspaced(token.text) for token in foreign) else LONGEST
    between = {place for each in said for place in range(each.first, each.last)}
    spans = []
    for first in range(len(found)):
        for last in range(first + 1, min(first + longest, len(found)) + 1):
            run = found[first:last]
            if any(token.is_number or token.word in shop.brands for token in run):
                break
            things = [
                token
                for place, token in enumerate(run, first)
                if place not in between and token in foreign
            ]
            if things and last - 1 not in between and _may_begin(first, said):
                spans.append((first, last))
    return spans


def _may_begin(place: int, said: Sequence[Phrase]) -> bool:
    """Of the words between words only those that say what is not there begin a name: "sans fil"."""
    return all(
        each.way.english in ("without", "not") for each in said if each.first <= place < each.last
    )


def _target(
    span: tuple[int, int], rows: dict[tuple[int, int], multilingual.Vectors], here: Catalogue
) -> str:
    """The word that the span means; empty where it means none."""
    row = rows[span]
    best = int(np.argmax(row))
    if span[1] - span[0] == 1:
        return _plainest(best, row, here) if _is_meant(row) else ""
    parts = [
        float(rows[part][best])
        for part in rows
        if part != span and span[0] <= part[0] and part[1] <= span[1]
    ]
    is_one = row[best] >= FLOOR_OF_SEVERAL and row[best] >= max(parts, default=0) + BETTER
    return here.targets[best] if is_one else ""


def _is_meant(row: multilingual.Vectors) -> bool:
    nearest = np.sort(row)[-NEAREST:]
    best = float(nearest[-1])
    return best >= SURE or (best >= FLOOR and best - float(nearest.mean()) >= MARGIN)


def _plainest(best: int, row: multilingual.Vectors, here: Catalogue) -> str:
    """One word of the target where it says nearly as much: who says "auriculares" does not say
    "in-ear headphones".
    """
    target = here.targets[best]
    words = [word for word in target.split() if word in here.places]
    if len(target.split()) == 1 or not words:
        return target
    word = max(words, key=lambda word: float(row[here.places[word]]))
    return word if row[here.places[word]] >= row[best] - NEARLY else target


def _is_slip(word: str, target: str, row: multilingual.Vectors) -> bool:
    """Whether the word is rather one of the catalogue's with typing mistakes, which spelling
    corrects.
    """
    allowed = 1 if len(word) < 6 else 2 if len(word) < 10 else 3
    if spelling.distance(word, target) <= allowed:
        return True
    return float(row.max()) < SURE and bool(spelling.corrections([word]))


def _pieces(
    text: str,
    found: Sequence[Token],
    said: Sequence[Phrase],
    things: Things,
    wording: Wording | None,
) -> list[Piece]:
    """All of the text, in the order in which English says it."""
    pieces: list[Piece] = []
    starts = {first: (last, english) for (first, last), english in things.items()}
    covered = {place for first, last in things for place in range(first, last)}
    ways = {each.first: each for each in said if covered.isdisjoint(range(each.first, each.last))}
    at, done = 0, 0
    while at < len(found):
        token = found[at]
        if between := text[done : token.start].strip():
            pieces.append(Piece(done, token.start, between))
        if at in starts:
            last, english = starts[at]
            pieces.append(Piece(token.start, found[last - 1].end, english, is_thing=True))
        elif at in ways:
            last = ways[at].last
            _say(pieces, ways[at], Piece(token.start, found[last - 1].end, ways[at].way.english))
        else:
            last = at + 1
            plain = wording.plain_number(token.text) if wording and token.is_number else token.text
            pieces.append(Piece(token.start, token.end, plain))
        done = found[last - 1].end
        at = last
    if rest := text[done:].strip():
        pieces.append(Piece(done, len(text), rest))
    return pieces


def _joined(text: str, pieces: Sequence[Piece]) -> str:
    """With blanks between the pieces, but where the question itself has none: "in-ear"."""
    found, before = "", None
    for piece in pieces:
        if not piece.english:
            continue
        is_close = (
            before is not None
            and before.end == piece.start
            and before.english == text[before.start : before.end]
            and piece.english == text[piece.start : piece.end]
        )
        found += piece.english if is_close or not found else f" {piece.english}"
        before = piece
    return found


def _say(pieces: list[Piece], phrase: Phrase, piece: Piece) -> None:
    """Adds what the phrase becomes; what stands behind its word goes before it in English."""
    if phrase.way.place == "behind" and pieces:
        pieces.insert(len(pieces) - 1, piece)
    else:
        pieces.append(piece)
