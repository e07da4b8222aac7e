"""What the found set is made of: counted in the same statement that finds it."""

from typing import Any

from shop.wire import Facet, Facets

# `found` is the whole set with its columns. What has no category or brand is counted under "", so that each facet adds up to the total.
SELECT = """
    json_build_object(
        'categories', (
            SELECT coalesce(json_agg(json_build_array(slug, n) ORDER BY n DESC, slug), '[]') FROM (
                SELECT array_to_string((string_to_array(coalesce(c.slug, ''), '/'))[1:%(category_depth)s], '/') AS slug, count(*) AS n
                FROM found LEFT JOIN shop_category c ON c.id = found.category_id GROUP BY 1
            ) AS counted
        ),
        'brands', (
            SELECT coalesce(json_agg(json_build_array(brand, n) ORDER BY n DESC, brand), '[]')
            FROM (SELECT brand, count(*) AS n FROM found GROUP BY 1) AS counted
        ),
        'price', (SELECT json_build_array(min(price), max(price)) FROM found),
        'in_stock', (SELECT count(*) FROM found WHERE stock IS NULL OR stock > 0)
    )
"""


def facets(counted: dict[str, Any], category_names: dict[str, str], category: str, brands: tuple[str, ...]) -> Facets:
    low, high = counted["price"]
    return Facets(
        categories=[
            Facet(value=slug, label=category_names.get(slug, slug), count=count, selected=slug == category)
            for slug, count in counted["categories"]
        ],
        brands=[Facet(value=brand, label=brand, count=count, selected=brand in brands) for brand, count in counted["brands"]],
        price_min=low,
        price_max=high,
        in_stock=counted["in_stock"],
    )
