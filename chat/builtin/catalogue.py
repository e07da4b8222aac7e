"""What the catalogue calls its goods: the words of titles, and how many products have each."""

from collections.abc import Iterable
from functools import lru_cache

from chat.builtin.words import EMPTY, tokens
from shop.models import LANGUAGE
from shop.search import statements
from shop.search.vocabulary import BASIC, Vocabulary, fold, singular

# `^` marks the words of titles (names, brands and categories) among the shop's terms.
TITLES = f"""
SELECT word, coalesce(max(products), 0)
FROM (
    SELECT word, (tsvector_to_array(to_tsvector('{LANGUAGE}', aisle_text(word))))[1] AS lexeme
    FROM unnest(%(words)s::text[]) AS word
) AS said LEFT JOIN shop_term ON shop_term.lexeme = '^' || said.lexeme
GROUP BY word
"""


def title_counts(words: Iterable[str]) -> dict[str, int]:
    """How many titles have each of these folded words."""
    wanted = sorted({word for word in words if len(word) > 1})
    rows = statements.rows(TITLES, {"words": wanted}) if wanted else []
    return {word: int(products) for word, products in rows}


# Each step of an answer asks anew; another vocabulary is another shop.
@lru_cache(maxsize=512)
def called(text: str, shop: Vocabulary) -> tuple[str, ...]:
    """The words of a text that name goods of this shop, in order; colours and brands do not."""
    said = [word for word in tokens(text) if _may_name(word, shop)]
    counts = title_counts(said)
    return tuple(word for word in said if counts.get(word) or singular(word) in shop.categories)


def _may_name(word: str, shop: Vocabulary) -> bool:
    is_plain = word in EMPTY or word in BASIC or word.isdigit() or len(word) < 3
    return not is_plain and fold(word) not in shop.brands
