"""How many it is for: "tent for two", "two person tent", "sofa for three people", where the shop
says so of its products.
"""

import re
from collections.abc import Sequence
from decimal import Decimal

from shop.search import statements
from shop.search.attribute_vocabulary import Number
from shop.search.number_words import COUNTS
from shop.search.reading.constraint import Constraint, cut
from shop.search.stemming import stems
from shop.search.term import quoted
from shop.search.vocabulary import Vocabulary

_COUNTS = "|".join(COUNTS)
_NUMBERS = rf"{_COUNTS}|\d{{1,2}}"
_PEOPLE = re.compile(
    rf"(?<![\w.,-])(?:for\s+)?(?P<number>{_NUMBERS})[\s-]*(?:persons?|people|man|men|adults)(?!\w)"
    rf"|\bfor\s+(?P<alone>{_COUNTS}|\d)(?=\s*$|\s*[,.;!?])",
    re.I,
)
# What counts people: a tent has room for them, a sofa has seats.
_NAMES = (("person",), ("seat",))
# How many products that are called so have a number of each of these.
COUNTED = """
SELECT (SELECT count(*) FROM shop_product p JOIN shop_entry e ON e.product_id = p.id
        WHERE e.active AND e.words @@ %(titles)s::tsquery AND p.attributes ? key)
FROM unnest(%(keys)s::text[]) WITH ORDINALITY AS each(key, place) ORDER BY place
"""


def read_people(text: str, shop: Vocabulary, found: list[Constraint]) -> str:
    numbers = [each for each in shop.labels.numbers if each.names in _NAMES]

    def people(match: re.Match[str]) -> Constraint | None:
        said = (match["number"] or match["alone"]).lower()
        count = Decimal(COUNTS.get(said, said))
        number = _asked_number(numbers, f"{text[: match.start()]} {text[match.end() :]}")
        value = number.values.get(count) if number else None
        if number is None or value is None:
            return None
        phrase = match[0].strip()
        changes = {"attributes": {number.key: (value,)}}
        return Constraint("attribute", phrase, phrase, changes, is_hypothesis=True)

    return cut(text, _PEOPLE, people, found) if numbers else text


def _asked_number(numbers: Sequence[Number], rest: str) -> Number | None:
    """The one that most of the products have that the rest of the question names."""
    if len(numbers) < 2:
        return numbers[0] if numbers else None
    titles = " | ".join(quoted(f"^{stem}") for stem in stems(rest))
    values = {"titles": titles, "keys": [each.key for each in numbers]}
    counts = [row[0] for row in statements.rows(COUNTED, values, kept=False)]
    return max(zip(counts, numbers, strict=True), key=lambda pair: pair[0])[1]
