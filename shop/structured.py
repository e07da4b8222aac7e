"""Structured data (schema.org) for search engines and link previews."""

from collections.abc import Callable, Iterable
from typing import Any

from django.urls import reverse

from shop.models import Category, Product, ProductImage

# Turns a path of ours into a whole address.
Absolute = Callable[[str], str]
Node = dict[str, Any]


def picture_addresses(product: Product, absolute: Absolute) -> list[str]:
    """Returns absolute addresses that stay valid. The signed address of a stored picture expires,
    while previews live for years.
    """
    return [
        absolute(reverse("shop:product_picture", args=[product.pk, place]))
        if image.file
        else image.source_url
        for place, image in enumerate(product.images.all())
    ]


def product_node(product: Product, absolute: Absolute) -> Node:
    node: Node = {
        "@type": "Product",
        "@id": absolute(product.get_absolute_url()),
        "name": product.name,
        "description": product.description,
        "sku": product.sku,
        "image": picture_addresses(product, absolute),
        "offers": _offers(product)
        | {
            "priceCurrency": product.currency,
            "availability": "https://schema.org/"
            + ("InStock" if product.is_available else "OutOfStock"),
            "url": absolute(product.get_absolute_url()),
        },
    }
    if product.brand:
        node["brand"] = {"@type": "Brand", "name": product.brand}
    if product.gtin:
        node["gtin"] = product.gtin
    if product.category:
        node["category"] = product.category.path
    if product.rating is not None and product.rating_count:
        node["aggregateRating"] = {
            "@type": "AggregateRating",
            "ratingValue": str(product.rating),
            "reviewCount": product.rating_count,
        }
    return node


def _offers(product: Product) -> Node:
    if product.price_max is None:
        return {"@type": "Offer", "price": str(product.price)}
    return {
        "@type": "AggregateOffer",
        "lowPrice": str(product.price),
        "highPrice": str(product.price_max),
        "offerCount": sum(variant.active for variant in product.variants.all()),
    }


def picture_node(product: Product, image: ProductImage, number: int, absolute: Absolute) -> Node:
    """Returns one picture with its permanent address; `number` counts from 1."""
    return {
        "@type": "ImageObject",
        "name": image.alt or product.name,
        "contentUrl": picture_addresses(product, absolute)[number - 1],
        "about": {"@id": absolute(product.get_absolute_url())},
    }


def trail_node(
    shop_name: str,
    category: Category | None,
    absolute: Absolute,
    last: tuple[str, str] | None = None,
) -> Node:
    """Returns the breadcrumb from the front page down. `last` is the name and path of a page that
    is no category.
    """
    steps = [(shop_name, reverse("shop:home"))]
    steps += [
        (name, reverse("shop:category", args=[slug]))
        for name, slug in (category.trail if category else [])
    ]
    steps += [last] if last else []
    items = [
        {"@type": "ListItem", "position": place, "name": name, "item": absolute(path)}
        for place, (name, path) in enumerate(steps, start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def list_node(name: str, total: int, products: Iterable[Product], absolute: Absolute) -> Node:
    items = [
        {"@type": "ListItem", "position": place, "url": absolute(product.get_absolute_url())}
        for place, product in enumerate(products, start=1)
    ]
    return {"@type": "ItemList", "name": name, "numberOfItems": total, "itemListElement": items}


def shop_node(name: str, absolute: Absolute) -> Node:
    """Returns the shop with its search."""
    return {
        "@type": "WebSite",
        "name": name,
        "url": absolute(reverse("shop:home")),
        "potentialAction": {
            "@type": "SearchAction",
            "target": {
                "@type": "EntryPoint",
                "urlTemplate": absolute(reverse("shop:search")) + "?q={search_term_string}",
            },
            "query-input": "required name=search_term_string",
        },
    }
