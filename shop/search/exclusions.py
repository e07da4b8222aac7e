"""What a product may not say: "without rings" keeps what its name says is without rings."""

import re

from shop.search.folding import singular
from shop.search.lexicon import LACKING

# Said in the name, by the brand or a code; or among the attributes, where it is not the category
# that names it: a rod under "Rods & Rings" need not have rings. What a name says is lacking is
# lacking. Descriptions do not count: they may say "needs no cable".
EXCLUDED = """NOT (
    e.words @@ (SELECT phraseto_tsquery('aisle', aisle_text({})))
    AND (
        ts_filter(e.words, '{{a,b}}') @@ (SELECT phraseto_tsquery('aisle', aisle_text({})))
        OR (
            ts_filter(e.words, '{{c}}') @@ (SELECT phraseto_tsquery('aisle', aisle_text({})))
            AND NOT EXISTS (
                SELECT FROM shop_category c WHERE c.id = e.category_id
                  AND to_tsvector('aisle', aisle_text(c.path))
                    @@ (SELECT phraseto_tsquery('aisle', aisle_text({})))
            )
        )
    )
    AND NOT ts_filter(e.words, '{{a,b,c}}')
      @@ (SELECT phraseto_tsquery('aisle', aisle_text({})))
    AND NOT EXISTS (SELECT FROM shop_product p WHERE p.id = e.product_id AND p.name ~* {})
)"""


def excluded(words: str) -> tuple[str, ...]:
    """The values of EXCLUDED."""
    return words, words, words, words, f"{words} free", lacking(words)


def lacking(words: str) -> str:
    """The pattern of names that say a product lacks something, as PostgreSQL reads it."""
    stems = [re.escape(singular(word)) for word in words.split()]
    thing = r"\w*[\s-]+".join(stems) + r"\w*"
    return rf"\m(?:{LACKING})[\s-]+(?:[\w-]+[\s-]+)?{thing}|\m{thing}[\s-]*(?:free|less)\M"
