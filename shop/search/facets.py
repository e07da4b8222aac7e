"""Facets of the results, counted by the statement that finds them."""

from collections import Counter
from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np

from shop.search import statements
from shop.search.query import SearchQuery
from shop.search.vocabulary import COLOUR_KEYS
from shop.wire import AttributeFacet, Facet, Facets, PriceBand

# Steps of the price histogram, the same for every question, so that one pass over the found set is
# enough.
STEPS = [5, 10, 20, 30, 50, 75, 100, 150, 200, 300, 500, 750, 1000, 1500, 2000, 3000, 5000, 10000]
MOST_BANDS = 8
MOST_ATTRIBUTES = 8
MOST_VALUES = 12
YES = "yes"
MOST_COUNTED = 250

# One row a value: which facet it belongs to, the value, the count. `counted` is the whole set
# with its columns.
COUNTED = f"""
    SELECT coalesce(json_agg(json_build_array(facet, value, n)), '[]') FROM (
        SELECT CASE grouping(brand, category_id, stars, available, step)
                   WHEN 15 THEN 'brand' WHEN 23 THEN 'category' WHEN 27 THEN 'rating' WHEN 29
                   THEN 'stock' ELSE 'price' END AS facet,
               coalesce(brand, category_id::text, stars::text, available::text, step::text) AS
               value,
               count(*) AS n
        FROM (
            SELECT brand, category_id, floor(rating)::int AS stars, available,
                   width_bucket(price, ARRAY{STEPS}::numeric[]) AS step
            FROM counted
        ) AS stepped
        GROUP BY GROUPING SETS (brand, category_id, stars, available, step)
    ) AS counted
"""
# The numbers of all labels of all that was found, one after the other.
LABELLED = "SELECT string_agg(facets, ''::bytea) FROM counted"
NAMES = "SELECT facet, key, value FROM shop_label WHERE facet = ANY(%(facets)s)"

# Decimals that a price has at least.
CENTS = 2

Row = list[Any]


class Labels(NamedTuple):
    """LABELLED's numbers, and how many products of each label have no fitting variant with it."""

    numbers: bytes | None
    unfit: list[Row]


# What a label's number stands for never changes, so each process asks once.
_names: dict[int, tuple[str, str]] = {}


def forget() -> None:
    """Clears the memory; for tests, whose tables begin anew."""
    _names.clear()


def facets(
    rows: Iterable[Row],
    labels: Labels,
    price: Row,
    total: int,
    query: SearchQuery,
    places: dict[int, tuple[str, str]],
) -> Facets:
    """Returns the facets. `rows` are COUNTED's; `places` maps the id of a category to its slug and
    path.
    """
    by_facet: dict[str, dict[str, int]] = {
        "brand": {},
        "category": {},
        "rating": {},
        "stock": {},
        "price": {},
    }
    for facet, value, count in rows:
        by_facet[facet][value or ""] = count
    stock = by_facet["stock"]
    return Facets(
        categories=_categories(by_facet["category"], query.category, places),
        brands=[
            Facet(value=value, label=value, count=n, selected=value in query.brands)
            for value, n in _most(by_facet["brand"])
        ],
        ratings=[
            Facet(
                value=value,
                label=value,
                count=n,
                selected=value != "" and query.rating_min == int(value),
            )
            for value, n in sorted(by_facet["rating"].items(), reverse=True)
        ],
        stock=[
            Facet(
                value=value,
                label=value,
                count=stock[name],
                selected=query.in_stock and value == "in",
            )
            for value, name in (("in", "true"), ("out", "false"))
            if name in stock
        ],
        prices=_bands(by_facet["price"]),
        attributes=_attributes(_labels(labels), total, query),
        price_min=price[0],
        price_max=price[1],
        price_decimals=max(CENTS, price[2] or 0),
        in_stock=stock.get("true", 0),
    )


def _most(counts: dict[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def _categories(
    counts: dict[str, int], chosen: str, places: dict[int, tuple[str, str]]
) -> list[Facet]:
    """Returns the level below the chosen category, or the departments. Deeper categories count in
    their ancestor.
    """
    depth = chosen.count("/") + 2 if chosen else 1
    steps: dict[str, int] = {}
    names: dict[str, str] = {}
    for key, count in counts.items():
        slug, path = places.get(int(key), ("", "")) if key else ("", "")
        step = "/".join(slug.split("/")[:depth])
        names[step] = " > ".join(path.split(" > ")[:depth])
        steps[step] = steps.get(step, 0) + count
    return [
        Facet(value=slug, label=names[slug], count=n, selected=slug == chosen)
        for slug, n in _most(steps)
    ]


def _bands(counts: dict[str, int]) -> list[PriceBand]:
    """Returns at most MOST_BANDS price bands that together hold all; the smallest neighbours are
    joined.
    """
    edges = [None, *STEPS, None]
    bands = [
        PriceBand(low=edges[int(step)], high=edges[int(step) + 1], count=n)
        for step, n in sorted(counts.items(), key=lambda item: int(item[0]))
    ]
    while len(bands) > MOST_BANDS:
        least = min(
            range(len(bands) - 1), key=lambda place: bands[place].count + bands[place + 1].count
        )
        joined = PriceBand(
            low=bands[least].low,
            high=bands[least + 1].high,
            count=bands[least].count + bands[least + 1].count,
        )
        bands[least : least + 2] = [joined]
    return bands


def _labels(labels: Labels) -> list[tuple[str, str, int]]:
    """Returns (key, value, count) of the commonest labels, the most frequent first."""
    if not labels.numbers:
        return []
    counts = np.bincount(np.frombuffer(labels.numbers, dtype=">i4"))
    held = np.flatnonzero(counts)
    common = held[np.argsort(-counts[held], kind="stable")[:MOST_COUNTED]]
    counted = dict(zip(common.tolist(), counts[common].tolist(), strict=True))
    if new := [number for number in counted if number not in _names]:
        _names.update(
            {number: (key, value) for number, key, value in statements.rows(NAMES, {"facets": new})}
        )
    found = [(*_names[number], count) for number, count in counted.items() if number in _names]
    return sorted(_fitting(found, labels.unfit), key=lambda row: (-row[2], row[0], row[1]))


def _fitting(found: Iterable[tuple[str, str, int]], unfit: list[Row]) -> list[tuple[str, str, int]]:
    """Returns the labels without the products of which no fitting variant has them."""
    less = {(key, value.strip()): count for key, value, count in unfit}
    rows = [(key, value, count - less.get((key, value), 0)) for key, value, count in found]
    return [row for row in rows if row[2] > 0]


Value = tuple[str, int, bool]
"""The value, how many of the found products have it, and whether it is chosen."""


def _attributes(
    labels: Iterable[tuple[str, str, int]], total: int, query: SearchQuery
) -> list[AttributeFacet]:
    """Returns the attributes that many of the results have and that distinguish them, and every
    chosen one.
    """
    values: dict[str, list[Value]] = {}
    for key, value, count in _by_one_key(labels, query):
        values.setdefault(key, []).append((value, count, _is_chosen(key, value, query)))
    worth = {key: _worth(some, total) for key, some in values.items()}
    best = sorted((key for key in values if worth[key] > 0), key=lambda key: (-worth[key], key))
    plain = [key for key in best if _is_plain(values[key])]
    telling = [key for key in best if not _is_plain(values[key])]
    return [
        AttributeFacet(key=key, label=key.replace("_", " "), values=_first(values[key]))
        for key in (*telling[:MOST_ATTRIBUTES], *plain[:MOST_ATTRIBUTES])
    ]


def _by_one_key(
    labels: Iterable[tuple[str, str, int]], query: SearchQuery
) -> list[tuple[str, str, int]]:
    """Returns the labels with one key for those that differ in their capitals alone: the chosen
    one, else the one of the most products; the most frequent first.
    """
    rows = list(labels)
    held: Counter[str] = Counter()
    for key, _value, count in rows:
        held[key] += count
    first: dict[str, str] = {key.casefold(): key for key in query.attributes}
    for key, _count in held.most_common():
        first.setdefault(key.casefold(), key)
    if len(first.keys() & {key.casefold() for key in held}) == len(held):
        return rows
    counted: Counter[tuple[str, str]] = Counter()
    for key, value, count in rows:
        counted[first[key.casefold()], value] += count
    return [(*label, count) for label, count in counted.most_common()]


def _is_chosen(key: str, value: str, query: SearchQuery) -> bool:
    is_colour = key in COLOUR_KEYS and value in query.colours
    return is_colour or value in query.attributes.get(key, ())


def is_plain(values: list[Facet]) -> bool:
    """Whether an attribute is a yes or no such as "waterproof"; "no" is no label."""
    return [value.value for value in values] == [YES]


def _is_plain(values: list[Value]) -> bool:
    return len(values) == 1 and values[0][0] == YES


def _first(values: list[Value]) -> list[Facet]:
    """Returns the commonest values, and the chosen ones however rare."""
    shown = values[:MOST_VALUES] + [value for value in values[MOST_VALUES:] if value[2]]
    return [
        Facet(value=value, label=value, count=count, selected=chosen)
        for value, count, chosen in shown
    ]


def _worth(values: list[Value], total: int) -> float:
    """Returns how well an attribute narrows the results: the share of products that have it minus
    the share of its commonest value.
    """
    if any(chosen for _value, _count, chosen in values):
        return 2.0
    held = sum(count for _value, count, _chosen in values)
    if len(values) > 4 * MOST_VALUES or total < 4:
        return 0.0
    if len(values) == 1:
        return min(held, total - held) / total if _is_plain(values) else 0.0
    # Weights and lengths of which each product has its own narrow down to one.
    alone = sum(count == 1 and value[-1].isdecimal() for value, count, _chosen in values) / held
    return min(held / total, 1.0) - 0.9 * values[0][1] / total - 0.01 * len(values) - 0.8 * alone
