"""What the found set is made of: counted in the same statement that finds it."""

from collections.abc import Iterable
from typing import Any

from shop.search.query import SearchQuery
from shop.search.vocabulary import COLOUR_KEYS
from shop.wire import AttributeFacet, Facet, Facets, PriceBand

# Steps of the price histogram, the same for every question, so that one pass over the found set is enough.
STEPS = [5, 10, 20, 30, 50, 75, 100, 150, 200, 300, 500, 750, 1000, 1500, 2000, 3000, 5000, 10000]
MOST_BANDS = 8
MOST_ATTRIBUTES = 8
MOST_VALUES = 20
YES = "yes"
# Attributes tell things of one kind apart; where very much is found, they wait until the visitor has narrowed it down.
MOST_LABELLED = 3000

# One row a value: which facet it belongs to, the value, the count. `found` is the whole set with its columns.
COUNTED = f"""
    SELECT coalesce(json_agg(json_build_array(facet, value, n)), '[]') FROM (
        SELECT CASE grouping(brand, category_id, stars, available, step)
                   WHEN 15 THEN 'brand' WHEN 23 THEN 'category' WHEN 27 THEN 'rating' WHEN 29 THEN 'stock' ELSE 'price' END AS facet,
               coalesce(brand, category_id::text, stars::text, available::text, step::text) AS value,
               count(*) AS n
        FROM (
            SELECT brand, category_id, floor(rating)::int AS stars, available,
                   width_bucket(price, ARRAY{STEPS}::numeric[]) AS step
            FROM found
        ) AS stepped
        GROUP BY GROUPING SETS (brand, category_id, stars, available, step)
    ) AS counted
"""
LABELLED = f"""
    SELECT coalesce(json_agg(json_build_array(l.key, l.value, n) ORDER BY n DESC, l.key, l.value), '[]') FROM (
        SELECT facet, count(*) AS n FROM found CROSS JOIN LATERAL unnest(facets) AS facet
        WHERE (SELECT count(*) FROM found) <= {MOST_LABELLED}
        GROUP BY facet ORDER BY n DESC, facet LIMIT 300
    ) AS counted JOIN shop_label l USING (facet)
"""

Row = list[Any]


def facets(
    rows: Iterable[Row], labels: Iterable[Row], price: Row, total: int, query: SearchQuery, places: dict[int, tuple[str, str]]
) -> Facets:
    """`rows` are COUNTED's, `labels` LABELLED's; `places` maps the id of a category to its slug and path."""
    by_facet: dict[str, dict[str, int]] = {"brand": {}, "category": {}, "rating": {}, "stock": {}, "price": {}}
    for facet, value, count in rows:
        by_facet[facet][value or ""] = count
    stock = by_facet["stock"]
    return Facets(
        categories=_categories(by_facet["category"], query.category, places),
        brands=[Facet(value=value, label=value, count=n, selected=value in query.brands) for value, n in _most(by_facet["brand"])],
        ratings=[
            Facet(value=value, label=value, count=n, selected=value != "" and query.rating_min == int(value))
            for value, n in sorted(by_facet["rating"].items(), reverse=True)
        ],
        stock=[
            Facet(value=value, label=value, count=stock[name], selected=query.in_stock and value == "in")
            for value, name in (("in", "true"), ("out", "false"))
            if name in stock
        ],
        prices=_bands(by_facet["price"]),
        attributes=_attributes(labels, total, query),
        price_min=price[0],
        price_max=price[1],
        in_stock=stock.get("true", 0),
    )


def _most(counts: dict[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def _categories(counts: dict[str, int], chosen: str, places: dict[int, tuple[str, str]]) -> list[Facet]:
    """The next step below the chosen category, or the departments; what lies deeper is counted in its step."""
    depth = chosen.count("/") + 2 if chosen else 1
    steps: dict[str, int] = {}
    names: dict[str, str] = {}
    for key, count in counts.items():
        slug, path = places.get(int(key), ("", "")) if key else ("", "")
        step = "/".join(slug.split("/")[:depth])
        names[step] = " > ".join(path.split(" > ")[:depth])
        steps[step] = steps.get(step, 0) + count
    return [Facet(value=slug, label=names[slug], count=n, selected=slug == chosen) for slug, n in _most(steps)]


def _bands(counts: dict[str, int]) -> list[PriceBand]:
    """At most MOST_BANDS bands that together hold all: the smallest neighbours are joined."""
    edges = [None, *STEPS, None]
    bands = [
        PriceBand(low=edges[int(step)], high=edges[int(step) + 1], count=n)
        for step, n in sorted(counts.items(), key=lambda item: int(item[0]))
    ]
    while len(bands) > MOST_BANDS:
        least = min(range(len(bands) - 1), key=lambda place: bands[place].count + bands[place + 1].count)
        joined = PriceBand(low=bands[least].low, high=bands[least + 1].high, count=bands[least].count + bands[least + 1].count)
        bands[least : least + 2] = [joined]
    return bands


def _attributes(labels: Iterable[Row], total: int, query: SearchQuery) -> list[AttributeFacet]:
    """Those that many of the found products have and that tell them apart; a chosen one always."""
    values: dict[str, list[Facet]] = {}
    for key, value, count in labels:
        chosen = value in query.attributes.get(key, ()) or (key in COLOUR_KEYS and value in query.colours)
        values.setdefault(key, []).append(Facet(value=value, label=value, count=count, selected=chosen))
    worth = {key: _worth(some, total) for key, some in values.items()}
    best = sorted((key for key in values if worth[key] > 0), key=lambda key: (-worth[key], key))
    plain = [key for key in best if is_plain(values[key])][:MOST_ATTRIBUTES]
    best = [key for key in best if not is_plain(values[key])][:MOST_ATTRIBUTES] + plain
    return [AttributeFacet(key=key, label=key.replace("_", " "), values=_first(values[key])) for key in best]


def is_plain(values: list[Facet]) -> bool:
    """What a product has or has not, as in "waterproof"; "no" is no label."""
    return [value.value for value in values] == [YES]


def _first(values: list[Facet]) -> list[Facet]:
    """The commonest, and what is chosen however rare it is."""
    return values[:MOST_VALUES] + [value for value in values[MOST_VALUES:] if value.selected]


def _worth(values: list[Facet], total: int) -> float:
    """How well an attribute narrows the set down: the share of products that have it, less the share of its commonest value."""
    if any(value.selected for value in values):
        return 2.0
    held = sum(value.count for value in values)
    if len(values) > 4 * MOST_VALUES or total < 4:
        return 0.0
    if len(values) == 1:
        return min(held, total - held) / total if is_plain(values) else 0.0
    # Weights and lengths of which each product has its own narrow down to one.
    alone = sum(value.count == 1 and value.value[-1].isdecimal() for value in values) / held
    return min(held / total, 1.0) - 0.9 * values[0].count / total - 0.01 * len(values) - 0.8 * alone
