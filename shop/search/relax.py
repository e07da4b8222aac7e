"""What a visitor could give up: each constraint dropped on its own, with the number of products
that would then fit.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from shop.models import Product
from shop.search.filters import GROUPS, without_group
from shop.search.query import SearchQuery, without_phrase
from shop.search.service import SearchPage, search

# Each candidate costs a search.
MOST_CANDIDATES = 8

Candidate = tuple[str, SearchQuery]
"""A label, and the question without what it says."""


@dataclass(frozen=True)
class Relaxation:
    labels: tuple[str, ...]
    """What is given up."""
    query: SearchQuery
    total: int
    best: Product | None = None
    """The first of what would then be found."""

    @property
    def label(self) -> str:
        return ", ".join(self.labels)


def relaxations(page: SearchPage, most: int = 4) -> list[Relaxation]:
    """The useful ones, the most products first. Costs a search for each constraint, so it is for
    pages with few results.
    """
    candidates = [*_of_words(page), *_of_filters(page.asked)][:MOST_CANDIDATES]
    found = [_relaxed((label,), query) for label, query in candidates]
    useful = sorted(
        (each for each in found if each.total > page.exact_total), key=lambda each: -each.total
    )[:most]
    if useful or len(candidates) < 2:
        return useful
    # No single one stands in the way: what is there without them all?
    words = SearchQuery(words=page.query.words, literal=True)
    labels = tuple(label for label, _query in candidates)
    return [last] if (last := _relaxed(labels, words)).total > page.exact_total else []


def _of_words(page: SearchPage) -> Iterator[Candidate]:
    """The constraints that were read. What kind of thing is wanted is given up only where nothing
    else is: without it, other words would be left of the question.
    """
    for item in page.understood:
        if item.field != "category" or len(page.understood) == 1:
            yield item.plain_label, without(page.asked, item.field, item.phrase)


def _of_filters(asked: SearchQuery) -> Iterator[Candidate]:
    for name, members in GROUPS.items():
        chosen = [each for each in members if asked.is_set(*each.fields)]
        if chosen and not any(each.is_hard for each in chosen):
            yield chosen[0].summary(getattr(asked, chosen[0].field)), without(asked, name)


def _relaxed(labels: tuple[str, ...], query: SearchQuery) -> Relaxation:
    first = query.model_copy(update={"page": 1, "page_size": 1})
    page = search(first, with_siblings=False, strict=True)
    best = next((hit.product for hit in page.exact), None)
    return Relaxation(labels, query, page.exact_total, best)


def without(asked: SearchQuery, group: str, phrase: str = "") -> SearchQuery:
    """The question without one constraint: its words where it was read from words, else the filters
    of its group.
    """
    if phrase:
        return asked.model_copy(update={"words": without_phrase(asked.words, phrase), "page": 1})
    return asked.model_copy(update=without_group(group) | {"page": 1})
