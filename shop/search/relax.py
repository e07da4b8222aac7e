"""What a visitor could give up: each constraint dropped on its own, with the number of products
that would then fit.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shop.models import Product
from shop.search.attribute_vocabulary import YES
from shop.search.query import SearchQuery, without_phrase
from shop.search.service import SearchPage, search

# Each candidate costs a search.
MOST_CANDIDATES = 8

# The fields that a single constraint of the page's own form sets, and how the page names it.
FIELDS: dict[str, tuple[str, ...]] = {
    "category": ("category",),
    "brand": ("brands",),
    "colour": ("colours", "colour_words"),
    "attribute": ("attributes",),
    "not_brand": ("not_brands",),
    "not_colour": ("not_colours", "not_colour_words"),
    "price": ("price_min", "price_max"),
    "rating": ("rating_min",),
    "stock": ("in_stock",),
    "discount": ("discounted",),
    "not_attribute": ("not_attributes",),
    "range": ("ranges",),
    "not_words": ("not_words",),
    "cheap": ("cheap",),
}

# What a person would call those whose value says too little.
LABELS = {
    "stock": gettext_lazy("in stock"),
    "price": gettext_lazy("price"),
    "rating": gettext_lazy("rating"),
    "discount": gettext_lazy("reduced"),
    "cheap": gettext_lazy("cheap"),
}


@dataclass(frozen=True)
class Relaxation:
    label: str
    query: SearchQuery
    total: int
    best: Product | None = None
    """The first of what would then be found."""


def relaxations(page: SearchPage, most: int = 4) -> list[Relaxation]:
    """The useful ones, the most products first. Costs a search for each constraint, so it is for
    pages with few results.
    """
    # What kind of thing is wanted is given up last: without it, other words would be left of the
    # question.
    read = sorted(page.understood, key=lambda item: item.field == "category")
    candidates = [
        (item.shown, without(page.asked, item.field, item.phrase))
        for item in read
        if item.field != "category" or len(read) == 1
    ]
    for name, fields in FIELDS.items():
        if any(
            getattr(page.asked, each) != SearchQuery.model_fields[each].default for each in fields
        ):
            candidates.append((_label(page.asked, name), without(page.asked, name)))
    candidates = candidates[:MOST_CANDIDATES]
    found = [_relaxed(label, query) for label, query in candidates]
    useful = sorted(
        (each for each in found if each.total > page.exact_total), key=lambda each: -each.total
    )[:most]
    if useful or len(candidates) < 2:
        return useful
    # No single one stands in the way: what is there without them all?
    words = SearchQuery(words=page.query.words, literal=True)
    labels = ", ".join(label for label, _query in candidates)
    return [last] if (last := _relaxed(labels, words)).total > page.exact_total else []


def _relaxed(label: str, query: SearchQuery) -> Relaxation:
    first = query.model_copy(update={"page": 1, "page_size": 1})
    page = search(first, with_siblings=False, strict=True)
    return Relaxation(label, query, page.total, next(iter(page.products), None))


def _label(asked: SearchQuery, field: str) -> str:
    """What a person would call the constraint: its value, where that says enough."""
    if field == "category":
        return asked.category.rsplit("/", 1)[-1].replace("-", " ")
    if field in LABELS:
        return str(LABELS[field])
    values: dict[str, list[str]] = {
        "brand": [*asked.brands],
        "colour": [*asked.colours],
        "not_brand": [*asked.not_brands],
        "not_colour": [*asked.not_colours],
        "attribute": [
            _named(key, value) for key, values in asked.attributes.items() for value in values
        ],
        "not_attribute": [
            _named(key, value) for key, values in asked.not_attributes.items() for value in values
        ],
        "range": [key.replace("_", " ") for key in asked.ranges],
        "not_words": [*asked.not_words],
    }
    return ", ".join(
        _("not %(value)s") % {"value": each} if field.startswith("not_") else each
        for each in values[field]
    )


def _named(key: str, value: str) -> str:
    return key.replace("_", " ") if value == YES else value


def without(asked: SearchQuery, field: str, phrase: str = "") -> SearchQuery:
    """The question without one constraint: its words where it was read from words, else
    its fields.
    """
    if phrase:
        return asked.model_copy(update={"words": without_phrase(asked.words, phrase), "page": 1})
    return asked.model_copy(
        update={each: SearchQuery.model_fields[each].default for each in FIELDS[field]}
        | {"page": 1}
    )
