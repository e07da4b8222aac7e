"""The product file for ChatGPT: JSON lines, an item for each variant."""

import json
from typing import Any

from shop.feeds.out.catalogue import Channel
from shop.feeds.out.items import LONGEST_BRAND, Item, amount, items
from shop.models import Product


def row(item: Item, channel: Channel) -> dict[str, Any]:
    """Returns an item by the names of the specification. What is not known is absent.

    https://developers.openai.com/commerce/specs/feed
    """
    product = item.product
    found: dict[str, Any] = {
        "item_id": item.id,
        "title": item.title,
        "description": item.description,
        "url": item.address,
        "brand": item.brand,
        "image_url": next(iter(item.pictures), ""),
        "additional_image_urls": item.pictures[1:],
        "price": amount(item.price, item.currency),
        "sale_price": amount(item.sale_price, item.currency) if item.sale_price else "",
        "availability": "in_stock" if item.is_available else "out_of_stock",
        "gtin": item.gtin,
        "mpn": item.model,
        "product_category": item.category,
        **item.details,
        "seller_name": channel.seller[:LONGEST_BRAND],
        "seller_url": channel.address("/"),
        "return_policy": channel.return_policy,
        "target_countries": list(channel.countries),
        "store_country": next(iter(channel.countries), ""),
    }
    if item.group:
        found |= {"group_id": item.group, "variant_dict": item.choice}
    if product.rating is not None and product.rating_count:
        found |= {"star_rating": str(product.rating), "review_count": product.rating_count}
    # Nothing can be bought in a conversation: the shop has no checkout.
    flags = {
        "is_eligible_search": True,
        "is_eligible_checkout": False,
        "listing_has_variations": bool(item.group),
    }
    return {name: value for name, value in found.items() if value} | flags


def lines(product: Product, channel: Channel) -> str:
    return "".join(
        json.dumps(row(item, channel), ensure_ascii=False) + "\n"
        for item in items(product, channel)
    )
