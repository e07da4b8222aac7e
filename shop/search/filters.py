"""Constraints as SQL over an entry `e`: the same text in every leg, made of our own words alone;
values are parameters.
"""

from typing import Any

from shop.search import statements
from shop.search.exclusions import EXCLUDED, excluded
from shop.search.query import SearchQuery
from shop.search.vocabulary import COLOUR_KEYS

# What has no such attribute goes on for ever: "age_to".
OPEN_ENDS = ("_to", "_max", "_until")
# What every search holds; with no more than this a statement is the same for all visitors.
UNFILTERED = "e.active"
# A category and those in it; its address may hold "_", which a LIKE would take for a wildcard.
BELOW = "SELECT id FROM shop_category WHERE slug = %(slug)s OR starts_with(slug, %(start)s)"
Filters = tuple[str, dict[str, Any]]


class _Parts:
    def __init__(self) -> None:
        self.sql: list[str] = [UNFILTERED]
        self.parameters: dict[str, Any] = {}

    def add(self, sql: str, *values: Any) -> None:
        """Each "{}" in the text takes the next value."""
        names = [f"f{len(self.parameters) + number}" for number in range(len(values))]
        self.sql.append(sql.format(*(f"%({name})s" for name in names)))
        self.parameters |= dict(zip(names, values, strict=True))

    def labels(self, pairs: list[tuple[str, str]], *, wanted: bool) -> None:
        """Any of the pairs, or none of them."""
        hashes = ", ".join(["aisle_label({}, {})"] * len(pairs))
        self.add(
            f"{'' if wanted else 'NOT '}e.labels && ARRAY[{hashes}]",
            *(each for pair in pairs for each in pair),
        )


def filters(query: SearchQuery) -> Filters:
    """The text, and its parameters (f0, f1 ...)."""
    parts = _Parts()
    if query.category:
        # As numbers, so that the planner sees how many products they hold.
        below = statements.rows(BELOW, {"slug": query.category, "start": query.category + "/"})
        parts.add("e.category_id = ANY({}::bigint[])", [row[0] for row in below])
    if query.brands:
        parts.add("e.brand = ANY({})", list(query.brands))
    if query.not_brands:
        parts.add("e.brand <> ALL({})", list(query.not_brands))
    for name, low, high in (
        ("price", query.price_min, query.price_max),
        ("rating", query.rating_min, None),
    ):
        if low is not None:
            parts.add(f"e.{name} >= {{}}", low)
        if high is not None:
            parts.add(f"e.{name} <= {{}}", high)
    if query.in_stock:
        parts.add("e.available")
    if query.discounted:
        parts.add(
            "EXISTS (SELECT FROM shop_product p WHERE p.id = e.product_id AND p.price < "
            "p.compare_at_price)"
        )
    if query.without:
        parts.add("e.product_id <> ALL({})", list(query.without))
    _attributes(query, parts)
    return " AND ".join(parts.sql), parts.parameters


def _colours(query: SearchQuery, parts: _Parts) -> None:
    """By its label; where the words of the question say so, by its name as well, since not every
    product states its colour.
    """
    for colours, words, wanted in (
        (query.colours, query.colour_words, True),
        (query.not_colours, query.not_colour_words, False),
    ):
        pairs = [(key, value) for key in COLOUR_KEYS for value in colours]
        either = (
            [f"e.labels && ARRAY[{', '.join(['aisle_label({}, {})'] * len(pairs))}]"]
            if pairs
            else []
        )
        either += [
            "ts_filter(e.words, '{{a}}') @@ (SELECT phraseto_tsquery('aisle', aisle_text({})))"
        ] * len(words)
        if either:
            parts.add(
                f"{'' if wanted else 'NOT '}({' OR '.join(either)})",
                *(each for pair in pairs for each in pair),
                *words,
            )


def _attributes(query: SearchQuery, parts: _Parts) -> None:
    _colours(query, parts)
    for attributes, wanted in ((query.attributes, True), (query.not_attributes, False)):
        for key, values in attributes.items():
            if values:
                parts.labels([(key, value) for value in values], wanted=wanted)
    for words in query.not_words:
        parts.add(EXCLUDED, *excluded(words))
    for key, (low, high) in query.ranges.items():
        # A shop may write its numbers as texts; the end of a range that is not given is open.
        number = (
            "(SELECT CASE WHEN p.attributes ->> {} ~ '^-?[0-9]+([.][0-9]+)?$' THEN (p.attributes "
            "->> {})::numeric END"
            " FROM shop_product p WHERE p.id = e.product_id)"
        )
        if low is not None:
            missing = " IS NOT FALSE" if key.casefold().endswith(OPEN_ENDS) else ""
            parts.add(f"({number} >= {{}}){missing}", key, key, low)
        if high is not None:
            parts.add(f"{number} <= {{}}", key, key, high)
