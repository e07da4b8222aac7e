"""The words of a question as the index knows them, with how many products say each; remembered for
words that some product says, as long as the vocabulary is.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from shop.models import LANGUAGE
from shop.search import statements
from shop.search.exact_names import gtins
from shop.search.vocabulary import vocabulary

# Each word of the question costs a look into the index; the first ones say what is wanted.
MOST_WORDS = 24
MOST_REMEMBERED = 10_000
# Words that the index reads as they stand: others have accents, figures or signs, or are words of
# place, which it marks.
_PLAIN = re.compile(r"(?:(?!(?:under|over|above|below|between)\b)[a-z]+(?: |$))+")

# Word by word, through the primary key: a join would read all terms of a large catalogue.
PRODUCTS = "coalesce((SELECT products FROM shop_term WHERE lexeme = {}), 0)"
# Each word of the question as the index knows it, and the two words that begin here as one, where
# the shop writes them so.
TOKENS = f"""
WITH token AS (
    SELECT place, word, (tsvector_to_array(to_tsvector('{LANGUAGE}', word)))[1] AS lexeme,
           (tsvector_to_array(to_tsvector('{LANGUAGE}', word || lead(word) OVER (ORDER BY
           place))))[1] AS joined
    FROM regexp_split_to_table(aisle_text(%(words)s), ' ') WITH ORDINALITY AS split(word, place)
    WHERE word <> '' LIMIT {2 * MOST_WORDS}
)
SELECT word, token.lexeme, {PRODUCTS.format("token.lexeme")},
       joined, {PRODUCTS.format("token.joined")}, {PRODUCTS.format("'^' || token.lexeme")},
       {PRODUCTS.format("'=' || token.lexeme")}, {PRODUCTS.format("'~' || token.lexeme")},
       -- Whether all the words together are the code of a product.
       -- A count: EXISTS would make PostgreSQL read the table until it meets a row.
       CASE WHEN %(words)s ~ '[0-9]' THEN (
           SELECT count(*) > 0 FROM shop_entry e WHERE e.active
             AND e.codes && (aisle_code(%(words)s) || %(gtins)s::text[])
       ) ELSE false END
FROM token
WHERE token.lexeme IS NOT NULL
ORDER BY place
"""
type Row = tuple[str, str, int, str | None, int, int, int, int, bool]
type Pair = tuple[str, str]


def token_rows(words: str) -> list[Row]:
    """Returns a row of TOKENS for each word that the index does not leave out."""
    known = vocabulary().tokens
    pairs = list(_pairs(words))
    if pairs and all(pair in known for pair in pairs):
        return [row for pair in pairs if (row := known.get(pair)) is not None]
    rows: list[Row] = statements.rows(TOKENS, {"words": words, "gtins": gtins(words)})
    if len(known) >= MOST_REMEMBERED:
        known.clear()
    known.update(_worth(pairs, rows))
    return rows


def _pairs(words: str) -> Iterator[Pair]:
    """Yields each word with the next one, with which it may be one; nothing for words that the
    index reads otherwise than they stand.
    """
    said = " ".join(words.lower().split())
    split = said.split() if _PLAIN.fullmatch(said) else []
    if len(split) <= MOST_WORDS:
        yield from zip_longest(split, split[1:], fillvalue="")


def _worth(pairs: Sequence[Pair], rows: Sequence[Row]) -> Iterator[tuple[Pair, Row | None]]:
    """Yields what is worth remembering: words that products say, and those that are left out. A new
    product may be the first to say another.
    """
    left = list(rows)
    for pair in pairs:
        if not left or left[0][0] != pair[0]:
            yield pair, None
            continue
        row = left.pop(0)
        if row[2]:
            yield pair, row
