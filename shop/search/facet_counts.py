"""Facet counts beside a choice: a facet that holds a choice shows the counts of the search without
it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from shop.search import facets as counting
from shop.search.query import SearchQuery, understood
from shop.search.vocabulary import COLOUR_KEYS, Vocabulary
from shop.wire import AttributeFacet, Facets

Run = Callable[..., tuple[Any, ...]]
"""Of a query, `of_labels` or not: as statement.counts()."""

# The choices that are lifted together, and the facets that are counted anew for them.
LIFTED = (
    (("brands",), ("brands",)),
    (("rating_min",), ("ratings",)),
    (("in_stock",), ("stock", "in_stock")),
    (("price_min", "price_max"), ("prices", "price_min", "price_max")),
)


def counted(
    facets: Facets, asked: SearchQuery, effective: SearchQuery, shop: Vocabulary, run: Run
) -> Facets:
    """Returns `facets` with each facet that holds a choice of the visitor's counted over the search
    without that choice. `run` costs a statement for each.
    """
    lifted = _Lifted(asked, effective, shop, run)
    changed: dict[str, Any] = {}
    for fields, names in LIFTED:
        if any(_is_chosen(asked, name) for name in fields):
            other = lifted.facets(*fields)
            changed |= {name: getattr(other, name) for name in names}
    attributes = {facet.key: facet for facet in facets.attributes}
    for keys in _chosen(asked):
        attributes |= lifted.attributes(keys)
    return facets.model_copy(update=changed | {"attributes": list(attributes.values())})


def _is_chosen(asked: SearchQuery, name: str) -> bool:
    value = getattr(asked, name)
    return value is not None and value is not False and value != ()


@dataclass(frozen=True)
class _Lifted:
    """Facets of the search without some of the visitor's choices."""

    asked: SearchQuery
    effective: SearchQuery
    shop: Vocabulary
    run: Run

    def facets(self, *fields: str, of_labels: bool = False, **changes: Any) -> Facets:
        """Gives up what was chosen in `fields`; what the words ask for holds on."""
        free = {name: SearchQuery.model_fields[name].default for name in fields} | changes
        reading, _constraints = understood(self.asked.model_copy(update=free), self.shop)
        query = self.effective.model_copy(update={name: getattr(reading, name) for name in free})
        total, _rows, price, values, labels = self.run(query, of_labels=of_labels)
        # Counted over the lifted search, marked as chosen in the real one.
        return counting.facets(values, labels, price, total, self.effective, self.shop.places)

    def attributes(self, keys: tuple[str, ...]) -> dict[str, AttributeFacet]:
        """Returns the facets of the attributes `keys` without the choices in them."""
        others = {key: held for key, held in self.asked.attributes.items() if key not in keys}
        fields = ("colours",) if keys == COLOUR_KEYS else ()
        found = self.facets(*fields, of_labels=True, attributes=others).attributes
        return {facet.key: facet for facet in found if facet.key in keys}


def _chosen(asked: SearchQuery) -> list[tuple[str, ...]]:
    """Returns the groups of attributes that hold a choice; the attributes of the colour are one
    group.
    """
    keys = [(key,) for key in asked.attributes if key not in COLOUR_KEYS]
    return (
        [COLOUR_KEYS, *keys] if asked.colours or len(keys) < len(asked.attributes) else list(keys)
    )
