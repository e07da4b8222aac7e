"""How many it is for: "tent for two", "two person tent", where the shop says so of its products."""

import re
from decimal import Decimal

from shop.search.number_words import COUNTS
from shop.search.reading.constraint import Constraint, cut
from shop.search.vocabulary import Vocabulary

_COUNTS = "|".join(COUNTS)
_PEOPLE = re.compile(
    rf"(?<![\w.,-])(?:for\s+)?(?P<number>{_COUNTS})[\s-]*(?:persons?|people|man|men|adults)(?!\w)"
    rf"|\bfor\s+(?P<alone>{_COUNTS}|\d)(?=\s*$|\s*[,.;!?])",
    re.I,
)


def read_people(text: str, shop: Vocabulary, found: list[Constraint]) -> str:
    number = next((each for each in shop.labels.numbers if each.names == ("person",)), None)
    if number is None:
        return text

    def people(match: re.Match[str]) -> Constraint | None:
        said = (match["number"] or match["alone"]).lower()
        value = number.values.get(Decimal(COUNTS.get(said, said)))
        if value is None:
            return None
        phrase = match[0].strip()
        changes = {"attributes": {number.key: (value,)}}
        return Constraint("attribute", phrase, phrase, changes, is_hypothesis=True)

    return cut(text, _PEOPLE, people, found)
