"""Words that are the name or the code of a product, whatever in them looks like a constraint."""

import re

from shop.models import LANGUAGE
from shop.search import statements

# The digits of GTIN-8, UPC, EAN and GTIN-14: the same number with zeros in front.
GTIN_LENGTHS = (8, 12, 13, 14)
# Shorter names are too common to be told from a description when one of their words is missing.
FEWEST_WORDS = 3

# Names that say all the words and at most one more; a word with hyphens is several stems.
NAMED = f"""
WITH asked AS MATERIALIZED (
    SELECT tsvector_to_array(to_tsvector('{LANGUAGE}', aisle_text(%(words)s))) AS stems
)
SELECT EXISTS (
    SELECT FROM shop_entry e WHERE e.active
      AND e.codes && (aisle_code(%(words)s) || %(gtins)s::text[])
), EXISTS (
    SELECT FROM shop_entry e WHERE e.active AND (SELECT cardinality(stems) FROM asked)
      >= {FEWEST_WORDS}
      AND e.words @@ (
          SELECT string_agg(quote_literal(stem) || ':A', ' & ')::tsquery
          FROM asked CROSS JOIN unnest(stems) AS stem
      )
      AND length(ts_filter(e.words, '{{a}}'))
        <= (SELECT cardinality(stems) + greatest(1, cardinality(stems) / 3) FROM asked)
)
"""


def is_name(words: str) -> tuple[bool, bool]:
    """Whether the words are the code or the name of a product; whether they are a name less a word
    at most.
    """
    whole, part = statements.rows(NAMED, {"words": words, "gtins": gtins(words)})[0]
    return whole, part


def gtins(words: str) -> list[str]:
    """The lengths in which a feed may write a number of trade items; empty for other words."""
    digits = re.sub(r"[\s.–-]", "", words)
    if not re.fullmatch(r"[0-9]{8,14}", digits):
        return []
    bare = digits.lstrip("0")
    return [bare.zfill(length) for length in GTIN_LENGTHS if length >= len(bare)]
