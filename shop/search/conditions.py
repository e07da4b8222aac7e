"""A query's filters as SQL over an entry `e`: the same text in every leg of the statement."""

import re
from typing import Any, NamedTuple

from shop.search.filters import FILTERS, Conditions
from shop.search.query import SearchQuery

# Of a product with variants, one of them has all of it: a shirt that is red in S and blue in M is
# no red one in M.
ONE_VARIANT = """(NOT e.varied OR EXISTS (
    SELECT FROM shop_variant v WHERE v.product_id = e.product_id AND v.active AND {}
))"""
# What every search holds; with no more than this a statement is the same for all visitors.
UNFILTERED = "e.active"


class Condition(NamedTuple):
    """SQL over an entry `e`, with its parameters (f0, f1 ...)."""

    sql: str
    parameters: dict[str, Any]
    of_variant: str
    """What one variant `v` of the entry keeps, in `sql` as well; empty where any variant does."""
    of_product: str = ""
    """`sql` without that: it holds as well where each of several variants keeps a part."""

    def renamed(self, mark: str) -> "Condition":
        """Returns it with other names of its parameters, to stand beside another."""
        sql, of_variant, of_product = (
            re.sub(r"%\((\w+)\)s", rf"%({mark}\1)s", text)
            for text in (self.sql, self.of_variant, self.of_product)
        )
        parameters = {f"{mark}{name}": value for name, value in self.parameters.items()}
        return Condition(sql, parameters, of_variant, of_product)


def conditions(query: SearchQuery) -> Condition:
    found = Conditions(UNFILTERED)
    if query.without:
        found.add("e.product_id <> ALL({})", list(query.without))
    for each in FILTERS:
        if query.is_set(*each.fields):
            each.condition(found, *(getattr(query, name) for name in each.fields))
    of_variant = " AND ".join(found.of_variant)
    of_product = " AND ".join(found.sql)
    one = f" AND {ONE_VARIANT.replace('{}', of_variant)}" if of_variant else ""
    return Condition(of_product + one, found.parameters, of_variant, of_product)
