"""What a product may not say: "without rings" keeps what its name says is without rings."""

import re
from typing import Any

from shop.search.folding import fold, singular
from shop.search.lexicon import LACKING
from shop.search.phrases import phrase_query
from shop.search.stemming import stems
from shop.search.vocabulary import vocabulary

# Said in the name, by the brand or a code; or among the attributes, where it is not the category
# that names it: a rod under "Rods & Rings" need not have rings. What a name says is lacking is
# lacking. Descriptions do not count: they may say "needs no cable". PostgreSQL makes a table of an
# EXISTS before it looks at a row: of all categories, so that only likely ones are asked, and of all
# products, so that the name is a value and no EXISTS.
EXCLUDED = """NOT (
    e.words @@ {}::tsquery
    AND (
        e.words @@ {}::tsquery
        OR (
            e.words @@ {}::tsquery
            AND NOT EXISTS (
                SELECT FROM shop_category c
                WHERE c.id = e.category_id AND c.id = ANY({}::bigint[])
                  AND to_tsvector('aisle', aisle_text(c.path)) @@ {}::tsquery
            )
        )
    )
    AND NOT e.words @@ {}::tsquery
    AND (SELECT p.name ~* {} FROM shop_product p WHERE p.id = e.product_id) IS NOT TRUE
)"""


def excluded(words: str) -> tuple[Any, ...]:
    """The values of EXCLUDED."""
    return (
        phrase_query(words, "ABC"),
        phrase_query(words, "AB"),
        phrase_query(words, "C"),
        likely_categories(words),
        phrase_query(words),
        phrase_query(f"{words} free", "ABC"),
        lacking(words),
    )


def likely_categories(words: str) -> list[int]:
    """The ids of categories whose paths may say the words, by the longest of them."""
    begin = _begin(max(stems(words), key=len, default=""))
    return [id for id, (_slug, path) in vocabulary().places.items() if begin in fold(path)]


def _begin(stem: str) -> str:
    """How every word with this stem begins: "happi" ends otherwise than "happy"."""
    return stem[: max(3, len(stem) - 2)].rstrip("iy") or stem[:1]


def lacking(words: str) -> str:
    """The pattern of names that say a product lacks something, as PostgreSQL reads it."""
    stems = [re.escape(singular(word)) for word in words.split()]
    thing = r"\w*[\s-]+".join(stems) + r"\w*"
    return rf"\m(?:{LACKING})[\s-]+(?:[\w-]+[\s-]+)?{thing}|\m{thing}[\s-]*(?:free|less)\M"
