"""Facet counts beside a choice: a facet that holds a choice shows the counts of the search without
it.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from shop.search import facets as counting
from shop.search.filters import DEFAULTS, GROUPS, Filter
from shop.search.hybrid_statement import Answer
from shop.search.query import Constraint, SearchQuery, understood
from shop.search.vocabulary import COLOUR_KEYS, Vocabulary
from shop.wire import AttributeFacet, Facets

Run = Callable[..., Answer]
"""Of a query, `of_labels` or not: as statement.counts()."""


@dataclass(frozen=True)
class _Search:
    """A search that can be counted without a choice."""

    asked: SearchQuery
    effective: SearchQuery
    shop: Vocabulary
    run: Run
    dropped: Collection[Constraint]
    """Constraints of the words that are not required."""

    def without(self, *fields: str, of_labels: bool = False, **changes: Any) -> Facets:
        # What the words ask for holds on: only what was chosen beside them is given up.
        free = {name: DEFAULTS[name] for name in fields} | changes
        reading, _constraints = understood(
            self.asked.model_copy(update=free), self.shop, self.dropped
        )
        query = self.effective.model_copy(update={name: getattr(reading, name) for name in free})
        answer = self.run(query, of_labels=of_labels)
        # Counted over the lifted search, marked as chosen in the real one.
        return counting.facets(
            answer.counted,
            answer.labels,
            answer.price,
            answer.total,
            self.effective,
            self.shop.places,
        )


def counted(
    facets: Facets,
    asked: SearchQuery,
    effective: SearchQuery,
    shop: Vocabulary,
    run: Run,
    dropped: Collection[Constraint] = (),
) -> Facets:
    """Returns `facets` with each facet that holds a choice of the visitor's counted over the search
    without that choice. `run` costs a statement for each.
    """
    search = _Search(asked, effective, shop, run, dropped)
    changed: dict[str, Any] = {}
    for members in GROUPS.values():
        if (counts := _facets_of(members)) and asked.is_set(*_fields_of(members)):
            other = search.without(*_fields_of(members))
            changed |= {name: getattr(other, name) for name in counts}
    return facets.model_copy(update=changed | {"attributes": _attributes(facets, search)})


def _attributes(facets: Facets, search: _Search) -> list[AttributeFacet]:
    found = {facet.key: facet for facet in facets.attributes}
    for keys in _chosen(search.asked):
        others = {key: some for key, some in search.asked.attributes.items() if key not in keys}
        free = ("colours",) if keys == COLOUR_KEYS else ()
        counted_anew = search.without(*free, of_labels=True, attributes=others).attributes
        found |= {facet.key: facet for facet in counted_anew if facet.key in keys}
    return list(found.values())


def _facets_of(members: tuple[Filter, ...]) -> set[str]:
    return {name for each in members for name in each.facets}


def _fields_of(members: tuple[Filter, ...]) -> list[str]:
    return [name for each in members for name in each.fields]


def _chosen(asked: SearchQuery) -> list[tuple[str, ...]]:
    """Returns the groups of attributes that hold a choice; the attributes of the colour are one
    group.
    """
    keys = [(key,) for key in asked.attributes if key not in COLOUR_KEYS]
    return (
        [COLOUR_KEYS, *keys] if asked.colours or len(keys) < len(asked.attributes) else list(keys)
    )
