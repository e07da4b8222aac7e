"""Misspelt words: corrected from the catalogue's own vocabulary, and only where neither the
catalogue nor the language knows the word.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from shop.search import dictionary, embedding, statements
from shop.search.compound_heads import is_compound
from shop.search.vocabulary import fold

SHORTEST = 4
CANDIDATES = 24
# Words that are looked up; each costs a search through the index of trigrams.
MOST = 12

# The nearest by common trigrams, through their index; which of them is meant is decided by typing
# mistakes and by how common a word is.
NEAR_WORDS = f"""
SELECT asked.word, near.word, near.products FROM unnest(%(words)s::text[]) AS asked(word)
CROSS JOIN LATERAL (
    SELECT w.word, w.products FROM shop_word w
    WHERE w.products > 0 AND w.word %% asked.word AND length(w.word) BETWEEN length(asked.word) - 3
      AND length(asked.word) + 3
    ORDER BY similarity(w.word, asked.word) DESC, w.products DESC, w.word LIMIT {CANDIDATES}
) AS near
UNION ALL
-- Two words written as one, each of which the catalogue knows.
SELECT asked.word, left_part.word || ' ' || right_part.word, least(left_part.products,
  right_part.products)
FROM unnest(%(words)s::text[]) AS asked(word) CROSS JOIN LATERAL generate_series(3,
  length(asked.word) - 3) AS cut
JOIN shop_word left_part ON left_part.word = left(asked.word, cut)
JOIN shop_word right_part ON right_part.word = substr(asked.word, cut + 1)
UNION ALL
-- Two letters in the wrong order leave a short word too few of its trigrams: "lapotp".
SELECT asked.word, swapped.word, swapped.products
FROM unnest(%(words)s::text[]) AS asked(word) CROSS JOIN LATERAL generate_series(1,
  length(asked.word) - 1) AS place
JOIN shop_word swapped ON swapped.products > 0
    AND swapped.word = overlay(asked.word placing substr(asked.word, place + 1, 1) ||
    substr(asked.word, place, 1) from place for 2)
"""


# Every word that is one slip away, asked for by name: a short word has too few trigrams in common
# with its misspelling.
NEAR_SHORT_WORDS = """
SELECT word, products FROM shop_word WHERE products > 0 AND word = ANY(%(words)s)
"""
# How many products say each word together with one of the others in the question.
BESIDE = """
SELECT w.word, (
    SELECT count(*) FROM (
        SELECT 1 FROM shop_entry e
        WHERE e.active AND e.words @@ (quote_literal(w.lexeme) || ' & (' || %(others)s || ')')
          ::tsquery LIMIT 50
    ) AS both_said
) FROM shop_word w WHERE w.word = ANY(%(words)s)
"""
LONGEST_SHORT = 6
# So many letters are one slip away from few words but the one that is meant.
LEAST_PLAIN = 8
# A word of middling length with so many mistakes is meant only if it goes with the rest of the
# question.
DOUBTFUL = 2
LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class Candidate:
    word: str
    products: int


def corrections(words: Sequence[str], others: Sequence[str] = ()) -> dict[str, str]:
    """For each of these words, which no product holds, the one that was probably meant; words
    without a likely one are left out. `others` are the stems of the rest of the question.
    """
    doubtful = [
        word
        for word in dict.fromkeys(words)
        if len(word) >= SHORTEST and word.isalpha() and not is_correct(word)
    ][:MOST]
    if not doubtful:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(NEAR_WORDS, {"words": doubtful})
        rows = cursor.fetchall()
    found = {}
    for word in doubtful:
        candidates = [Candidate(near, products) for asked, near, products in rows if asked == word]
        if best := _best(word, [*candidates, *_short(word)], others):
            found[word] = best
    return found


def is_correct(word: str) -> bool:
    """Whether the language knows this word, in lower case."""
    return _is_listed(word) or is_compound(word)


def _is_listed(word: str) -> bool:
    return embedding.is_word(word) or dictionary.is_known(word)


def plain_word(word: str) -> str | None:
    """Returns the common word that a long one is one slip away from, if there is just one. The
    shop may lack it: its meaning still says what is wanted.
    """
    if len(word) < LEAST_PLAIN or not (word.isascii() and word.isalpha()) or is_correct(word):
        return None
    # Almost anything is a compound after a slip, and means nothing.
    near = {each for each in _one_slip(word) if _is_listed(each)}
    return near.pop() if len(near) == 1 else None


def _short(word: str) -> list[Candidate]:
    if len(word) > LONGEST_SHORT:
        return []
    found = statements.rows(NEAR_SHORT_WORDS, {"words": sorted(_one_slip(word))})
    return [Candidate(near_word, products) for near_word, products in found]


def _one_slip(word: str) -> set[str]:
    """All that a letter too many, too few or wrong makes of the word."""
    return {
        word[:place] + letter + word[place + skipped :]
        for place in range(len(word) + 1)
        for letter in ("", *LETTERS)
        for skipped in (0, 1)
    }


def _best(word: str, candidates: Sequence[Candidate], others: Sequence[str]) -> str | None:
    """The one with the fewest mistakes; among equals the one that goes with the others, then the
    most common.
    """
    allowed = _allowed(word)
    rated = _rated(word, candidates, allowed)
    if not rated:
        return None
    fewest = min(rated.values())
    nearest = [each for each, mistakes in rated.items() if mistakes == fewest]
    if not others or (len(nearest) == 1 and fewest < DOUBTFUL):
        return _most_likely(nearest, {})
    beside = _beside([each.word for each in nearest], others)
    is_doubtful = fewest >= DOUBTFUL == allowed
    return None if is_doubtful and not any(beside.values()) else _most_likely(nearest, beside)


def _allowed(word: str) -> int:
    """Returns how many mistakes a word of this length may have."""
    return 1 if len(word) < 6 else 2 if len(word) < 10 else 3


def _rated(word: str, candidates: Sequence[Candidate], allowed: int) -> dict[Candidate, float]:
    """The mistakes of each candidate with no more than allowed. A first letter is seldom wrong."""
    rated = {}
    for each in candidates:
        mistakes = distance(word, each.word)
        if mistakes <= allowed:
            rated[each] = mistakes + (each.word[0] != word[0]) * 0.5
    return rated


def _most_likely(candidates: Sequence[Candidate], beside: dict[str, int]) -> str:
    return min(
        candidates, key=lambda each: (-beside.get(each.word, 0), -each.products, each.word)
    ).word


def _beside(words: list[str], others: Sequence[str]) -> dict[str, int]:
    query = " | ".join("'" + other.replace("'", "''") + "'" for other in others)
    return dict(statements.rows(BESIDE, {"words": words, "others": query}))


def distance(one: str, other: str) -> int:
    """Typing mistakes between two words: a letter too many, too few or wrong, or two in the wrong
    order (optimal string alignment).
    """
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        above, before, row = before, row, [i]
        for j, mark in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != mark))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == mark:
                cost = min(cost, above[j - 2] + 1)
            row.append(cost)
    return row[-1]


def corrected(text: str, changes: dict[str, str]) -> str:
    """The text with these words replaced, wherever they stand and however they are capitalised."""
    return " ".join(changes.get(fold(part), part) for part in text.split())
