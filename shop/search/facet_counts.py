"""What could be chosen beside a choice: the counts of a facet in which something was chosen are
those of the search without it.
"""

from collections.abc import Callable, Collection
from typing import Any

from shop.search import facets as counting
from shop.search.query import Constraint, SearchQuery, understood
from shop.search.vocabulary import COLOUR_KEYS, Vocabulary
from shop.wire import Facets

Run = Callable[..., tuple[Any, ...]]
"""Of a query, `of_labels` or not: as statement.counts()."""


def counted(
    facets: Facets,
    asked: SearchQuery,
    effective: SearchQuery,
    shop: Vocabulary,
    run: Run,
    dropped: Collection[Constraint] = (),
) -> Facets:
    """`facets` with each facet that holds a choice of the visitor's own counted anew; `run` costs a
    statement for each. Constraints that are `dropped` are read, but not required.
    """

    def lifted(*fields: str, of_labels: bool = False, **changes: Any) -> Facets:
        # What the words ask for holds on: only what was chosen beside them is given up.
        free = {name: SearchQuery.model_fields[name].default for name in fields} | changes
        reading, _constraints = understood(asked.model_copy(update=free), shop, dropped)
        query = effective.model_copy(update={name: getattr(reading, name) for name in free})
        total, _rows, price, values, labels, *_best = run(query, of_labels=of_labels)
        # Counted over the lifted search, marked as chosen in the real one.
        return counting.facets(values, labels, price, total, effective, shop.places)

    changed: dict[str, Any] = {}
    if asked.brands:
        changed["brands"] = lifted("brands").brands
    if asked.rating_min is not None:
        changed["ratings"] = lifted("rating_min").ratings
    if asked.in_stock:
        other = lifted("in_stock")
        changed |= {"stock": other.stock, "in_stock": other.in_stock}
    if asked.price_min is not None or asked.price_max is not None:
        other = lifted("price_min", "price_max")
        changed |= {
            "prices": other.prices,
            "price_min": other.price_min,
            "price_max": other.price_max,
        }
    attributes = {facet.key: facet for facet in facets.attributes}
    for keys in _chosen(asked):
        others = {key: values for key, values in asked.attributes.items() if key not in keys}
        free = ("colours",) if keys == COLOUR_KEYS else ()
        attributes |= {
            facet.key: facet
            for facet in lifted(*free, of_labels=True, attributes=others).attributes
            if facet.key in keys
        }
    return facets.model_copy(update=changed | {"attributes": list(attributes.values())})


def _chosen(asked: SearchQuery) -> list[tuple[str, ...]]:
    """The attributes with a choice; the names of the colour are one."""
    keys = [(key,) for key in asked.attributes if key not in COLOUR_KEYS]
    return (
        [COLOUR_KEYS, *keys] if asked.colours or len(keys) < len(asked.attributes) else list(keys)
    )
