"""A query's filters as SQL over an entry `e`: the same text in every leg of the statement."""

from typing import Any

from shop.search.filters import FILTERS, Conditions
from shop.search.query import SearchQuery
from shop.search.vocabulary import COLOUR_KEYS

# Of a product with variants, one of them has all of it: a shirt that is red in S and blue in M is
# no red one in M.
ONE_VARIANT = """(NOT e.varied OR EXISTS (
    SELECT FROM shop_variant v WHERE v.product_id = e.product_id AND v.active AND {}
))"""
COLOUR = "coalesce(" + ", ".join(f"v.values->>'{key}'" for key in COLOUR_KEYS) + ")"
# What every search holds; with no more than this a statement is the same for all visitors.
UNFILTERED = "e.active"


def conditions(query: SearchQuery) -> tuple[str, dict[str, Any]]:
    """Returns the text, and its parameters (f0, f1 ...)."""
    found = Conditions(UNFILTERED)
    if query.without:
        found.add("e.product_id <> ALL({})", list(query.without))
    for each in FILTERS:
        if query.is_set(*each.fields):
            each.condition(found, *(getattr(query, name) for name in each.fields))
    _hold_for_one_variant(found, query)
    return " AND ".join(found.sql), found.parameters


def _hold_for_one_variant(found: Conditions, query: SearchQuery) -> None:
    """Adds that one variant has every value that is asked for. An attribute that is no option of a
    product is the product's alone.
    """
    sql: list[str] = []
    values: list[Any] = []
    for key, wanted in query.attributes.items():
        sql.append("coalesce(v.values->>({})::text = ANY({}), true)")
        values += [key, list(wanted)]
    if query.colours:
        sql.append(f"coalesce({COLOUR} = ANY({{}}), true)")
        values.append(list(query.colours))
    if query.price_min is not None:
        sql.append("v.price >= {}")
        values.append(query.price_min)
    if query.price_max is not None:
        sql.append("v.price <= {}")
        values.append(query.price_max)
    if query.in_stock:
        sql.append("(v.stock IS NULL OR v.stock > 0)")
    if query.discounted:
        sql.append("v.price < v.compare_at_price")
    if sql:
        found.add(ONE_VARIANT.replace("{}", " AND ".join(sql)), *values)
