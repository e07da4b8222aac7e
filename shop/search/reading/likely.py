"""Which of several attributes a question is about: the one that the products have that the rest of
it names.
"""

from collections.abc import Sequence
from typing import Protocol

from shop.search import statements
from shop.search.stemming import stems
from shop.search.term import quoted


class Keyed(Protocol):
    @property
    def key(self) -> str: ...


# How many products are called so, and how many of these have each of the attributes.
COUNTED = """
WITH named AS MATERIALIZED (
    SELECT p.attributes FROM shop_product p JOIN shop_entry e ON e.product_id = p.id
    WHERE e.active AND e.words @@ %(titles)s::tsquery
)
SELECT (SELECT count(*) FROM named),
       ARRAY(SELECT (SELECT count(*) FROM named WHERE attributes ? key)
             FROM unnest(%(keys)s::text[]) WITH ORDINALITY AS each(key, place) ORDER BY place)
"""


def counted[K: Keyed](attributes: Sequence[K], rest: str) -> tuple[int, list[int]]:
    """Returns how many products the words of `rest` name, and how many of them have each of the
    attributes.
    """
    titles = " | ".join(quoted(f"^{stem}") for stem in stems(rest))
    if not titles or not attributes:
        return 0, [0] * len(attributes)
    values = {"titles": titles, "keys": [each.key for each in attributes]}
    named, products = statements.rows(COUNTED, values, kept=False)[0]
    return named, products


def likeliest[K: Keyed](attributes: Sequence[K], rest: str) -> K | None:
    """Returns the one that most of the products have that `rest` names, or the only one where it
    names a thing that the shop has not; None where it is not clear which.
    """
    named, products = counted(attributes, rest)
    if not named:
        return attributes[0] if len(attributes) == 1 and rest.strip() else None
    most = max(products)
    fits = [each for each, count in zip(attributes, products, strict=True) if count == most]
    return fits[0] if most and len(fits) == 1 else None
