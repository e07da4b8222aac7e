"""Which of the shop's own words a foreign word means, by the multilingual vectors."""

import logging
import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

import numpy as np

from shop.search import embedding, multilingual, spelling
from shop.search.compound_heads import compound_head
from shop.search.foreign.catalogue import Catalogue
from shop.search.foreign.detection import Phrase, places_of
from shop.search.foreign.tokens import Token, is_unspaced
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
# A catalogue that is not English is asked for things by their names as it spells them: the encoder
# knows these less well, but one that stands out so far is meant. Of 47 words of German tools with a
# counterpart, 29 get it and 2 another one; of 36 without, none gets any.
FLOOR_OF_OTHERS, OTHERS_OF_SEVERAL, STANDS_OUT = 0.6, 0.62, 0.15
# How much less a compound may be meant than another word, or than by one of its words alone.
CLOSED = 0.12
NEARLY = 0.12
# Letters of the half of a compound, and the cosine from which on two that begin alike are the same.
HALF, SIBLING = 4, 0.85
_KATAKANA = re.compile(r"[\u30a1-\u30ff]+")

Span = tuple[int, int]
Things = dict[Span, str]
Rows = dict[Span, multilingual.Vectors]


def things_of(
    text: str, tokens: Sequence[Token], spans: Sequence[Span], here: Catalogue, *, is_sure: bool
) -> Things:
    """The shop's words for runs of tokens, by (first, last). `is_sure` says that the question is
    known to be in another language, so that no word is a slip.
    """
    if not spans or not here.targets or not multilingual.is_available():
        return {}
    texts = [text[tokens[first].start : tokens[last - 1].end] for first, last in spans]
    try:
        rows = dict(zip(spans, here.likeness(texts), strict=True))
    except embedding.EmbeddingUnavailable as error:
        log.error("not translated: %s", error)
        return {}
    return _of_whole_runs(tokens, _chosen(tokens, rows, here, is_sure=is_sure))


def _chosen(tokens: Sequence[Token], rows: Rows, here: Catalogue, *, is_sure: bool) -> Things:
    """The longest run first, then from left to right."""
    things: Things = {}
    taken: set[int] = set()
    for span in sorted(rows, key=lambda span: (span[0] - span[1], span[0])):
        if not taken.isdisjoint(range(*span)):
            continue
        target = _target(span, rows, here)
        words = [token.word for token in tokens[slice(*span)]]
        is_meant = target and not _says_it_itself(words, target, here)
        if is_meant and _is_translation(words, target, rows[span], is_sure=is_sure):
            things[span] = target
            taken.update(range(*span))
    return things


def _says_it_itself(words: Sequence[str], target: str, here: Catalogue) -> bool:
    """Whether one of several words is the target, or a compound of the catalogue's own language,
    which needs no translation.
    """
    if len(words) == 1:
        return False
    return target in words or (not here.is_english and any(map(compound_head, words)))


def _is_translation(
    words: Sequence[str], target: str, row: multilingual.Vectors, *, is_sure: bool
) -> bool:
    """Whether the target is another word for these, and none of them or one that looks like it."""
    if not _is_other(words, row) or _is_sibling(words, target, row):
        return False
    return is_sure or not _is_slip(words[0], target)


def _is_other(words: Sequence[str], row: multilingual.Vectors) -> bool:
    """Whether the words may be of another language: a compound of the shop's own is understood
    only by what is as near as in English.
    """
    return len(words) > 1 or float(row.max()) >= FLOOR or not compound_head(words[0])


def _of_whole_runs(tokens: Sequence[Token], things: Things) -> Things:
    """Without those that understand a part of a word alone: of a run of katakana, which is a loan
    word or several, all has to be understood.
    """
    covered = {place for span in things for place in range(*span)}
    lost = {place for run in _katakana_runs(tokens) if not covered.issuperset(run) for place in run}
    return {span: target for span, target in things.items() if lost.isdisjoint(range(*span))}


def _katakana_runs(tokens: Sequence[Token]) -> list[list[int]]:
    runs: list[list[int]] = []
    for place, token in enumerate(tokens):
        if not _KATAKANA.fullmatch(token.text):
            continue
        if runs and runs[-1][-1] == place - 1 and tokens[place - 1].end == token.start:
            runs[-1].append(place)
        else:
            runs.append([place])
    return runs


def spans_of(
    tokens: Sequence[Token], said: Sequence[Phrase], foreign: set[Token], shop: Vocabulary
) -> list[Span]:
    """Runs of words that hold a foreign one."""
    between = places_of(said)
    longest = LONGEST + any(is_unspaced(token.text) for token in foreign)
    spans = [span for span in _runs(len(tokens), longest) if span[1] - 1 not in between]
    return [
        (first, last)
        for first, last in spans
        if _may_begin(first, said)
        and not any(_is_bound(token, shop) for token in tokens[first:last])
        and _holds(tokens, range(first, last), foreign, between)
    ]


def _holds(tokens: Sequence[Token], run: range, foreign: set[Token], between: set[int]) -> bool:
    """Whether the run holds a foreign word that is none of the words between the words."""
    return any(tokens[place] in foreign and place not in between for place in run)


def _is_bound(token: Token, shop: Vocabulary) -> bool:
    return token.is_number or token.word in shop.brands


def _runs(count: int, longest: int) -> Iterator[Span]:
    for first in range(count):
        for last in range(first + 1, min(first + longest, count) + 1):
            yield first, last


def _may_begin(place: int, said: Sequence[Phrase]) -> bool:
    """Of the words between words only those that say what is not there begin a name: "sans fil"."""
    return all(
        each.way.english in ("without", "not") for each in said if each.first <= place < each.last
    )


def _target(span: Span, rows: Rows, here: Catalogue) -> str:
    """The word that the span means; empty where it means none."""
    row = rows[span]
    best = int(np.argmax(row))
    if span[1] - span[0] == 1:
        return _plainest(best, row, here) if _is_meant(row, here) else ""
    best = _closed(best, row, here)
    floor = FLOOR_OF_SEVERAL if here.is_english else OTHERS_OF_SEVERAL
    better = -CLOSED if best in here.compounds else BETTER
    is_one = row[best] >= floor and row[best] >= _best_of_parts(best, span, rows) + better
    return here.targets[best] if is_one else ""


def _best_of_parts(target: int, span: Span, rows: Rows) -> float:
    """How near any part of the run is to the target."""
    return max(
        (
            float(row[target])
            for part, row in rows.items()
            if part != span and span[0] <= part[0] and part[1] <= span[1]
        ),
        default=0.0,
    )


def _closed(best: int, row: multilingual.Vectors, here: Catalogue) -> int:
    """The nearest compound, if it is nearly as near as the best: what one language says in two
    words, another one closes.
    """
    compounds = sorted(here.compounds, key=lambda place: -float(row[place]))
    return next((each for each in compounds[:1] if row[each] >= row[best] - CLOSED), best)


def _is_meant(row: multilingual.Vectors, here: Catalogue) -> bool:
    nearest = np.sort(row)[-NEAREST:]
    best = float(nearest[-1])
    ahead = best - float(nearest.mean())
    if not here.is_english and best >= FLOOR_OF_OTHERS and ahead >= STANDS_OUT:
        return True
    return best >= SURE or (best >= FLOOR and ahead >= MARGIN)


def _is_sibling(words: Sequence[str], target: str, row: multilingual.Vectors) -> bool:
    """Whether a word and the shop's are compounds that begin alike and end in other things: a
    "Kaffeemaschine" is no "Kaffeebecher", and no "Kaffee"; or of one thing.
    """
    if len(words) == 1 and words[0].startswith(target) and len(words[0]) - len(target) >= HALF:
        return True
    if len(words) == 1 and _are_of_one_thing(words[0], target):
        return float(row.max()) < SIBLING
    pairs = zip(words[0], target, strict=False) if len(words) == 1 else ()
    alike = sum(1 for _pair in takewhile(lambda pair: pair[0] == pair[1], pairs))
    rests = (len(words[0]) - alike, len(target) - alike)
    return alike >= HALF and min(rests) >= HALF and float(row.max()) < SIBLING


def _are_of_one_thing(word: str, target: str) -> bool:
    """Whether both are compounds that end in the same: a "Bierglas" is no "Weinglas"."""
    head = compound_head(word)
    return bool(head) and head == compound_head(target)


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


def _is_slip(word: str, target: str) -> bool:
    """Whether the word is rather one of the catalogue's with typing mistakes, which spelling
    corrects.
    """
    allowed = 1 if len(word) < 6 else 2 if len(word) < 10 else 3
    if spelling.distance(word, target) <= allowed:
        return True
    return bool(spelling.corrections([word]) or spelling.plain_word(word))
