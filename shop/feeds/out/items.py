"""What is sold, an item each: a product, or each variant of one, as marketplaces list them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import lru_cache
from typing import Any

from shop.choices import COLOUR_OPTION, SIZE_OPTION
from shop.feeds.out.catalogue import Channel
from shop.models import Product, Variant
from shop.structured import picture_addresses
from site_config.formatting import currency_decimals

LONGEST_TITLE = 150
LONGEST_DESCRIPTION = 5_000
LONGEST_BRAND = 70
MATERIAL_OPTION = re.compile(r"materi|matér|matiè|werkstoff|stoff$|tyg$|stof$")
# The names of what marketplaces ask for, and how the keys of options and attributes begin.
DETAILS: dict[str, re.Pattern[str]] = {
    "color": COLOUR_OPTION,
    "size": SIZE_OPTION,
    "material": MATERIAL_OPTION,
    "pattern": re.compile("pattern$|muster$"),
    "gender": re.compile("gender$"),
    "age_group": re.compile("age_group$"),
}
# Words that the specifications fix.
FIXED = {
    "gender": ("male", "female", "unisex"),
    "age_group": ("newborn", "infant", "toddler", "kids", "adult"),
}


@dataclass(frozen=True)
class Item:
    id: str
    title: str
    description: str
    address: str
    pictures: list[str]
    price: Decimal
    sale_price: Decimal | None
    currency: str
    is_available: bool
    gtin: str
    brand: str
    model: str
    category: str
    details: dict[str, str]
    product: Product
    group: str = ""
    """The code of the product; "" for one that is sold in one way."""
    choice: dict[str, str] = field(default_factory=dict)
    """The value of each option by its name."""


def items(product: Product, channel: Channel) -> Iterator[Item]:
    """Yields the items of a product. Expects its pictures and variants to be fetched.

    Marketplaces refuse an item that costs nothing, and count such refusals against the shop.
    """
    return (item for item in _all_items(product, channel) if item.price > 0)


def _all_items(product: Product, channel: Channel) -> Iterator[Item]:
    sold = product.sold_variants
    if not product.options and len(sold) < 2:
        yield _only_item(product, sold[0] if sold else None, channel)
        return
    taken = {product.sku}
    for variant in sold:
        yield _member(product, variant, channel, _unique_code(variant, taken))


def amount(value: Decimal, currency: str) -> str:
    """Returns "19.00 EUR": with the decimals of the currency, or more where the price has more."""
    exponent = value.normalize().as_tuple().exponent
    stored = -exponent if isinstance(exponent, int) else 0
    return f"{value:.{max(stored, currency_decimals(currency))}f} {currency}"


def _only_item(product: Product, variant: Variant | None, channel: Channel) -> Item:
    if variant is None:
        return _item(product, product, channel, product.sku)
    item = _item(product, variant, channel, variant.sku or product.sku)
    return replace(item, gtin=variant.gtin or product.gtin)


def _member(product: Product, variant: Variant, channel: Channel, code: str) -> Item:
    names = {option["key"]: option["name"] for option in product.options}
    # The database orders keys by their length.
    order = [*names, *variant.values]
    values = {key: variant.values[key] for key in sorted(variant.values, key=order.index)}
    item = _item(product, variant, channel, code)
    return replace(
        item,
        group=product.sku,
        title=_title(product, values),
        address=f"{item.address}?variant={variant.pk}",
        pictures=_pictures(product, variant, channel),
        details=_details(_shared_attributes(product), values),
        choice={names.get(key, key): value for key, value in values.items()},
    )


def _item(product: Product, sold: Product | Variant, channel: Channel, code: str) -> Item:
    """Returns an item with what it costs and what all of the product share."""
    was = sold.compare_at_price if sold.saving else None
    return Item(
        id=code,
        title=_title(product, {}),
        description=(product.description or product.name)[:LONGEST_DESCRIPTION],
        address=channel.address(product.get_absolute_url()),
        pictures=picture_addresses(product, channel.address),
        price=was or sold.price,
        sale_price=sold.price if was else None,
        currency=product.currency,
        is_available=sold.is_available,
        gtin=sold.gtin,
        brand=product.brand[:LONGEST_BRAND],
        model=product.model[:LONGEST_BRAND],
        category=product.category.path if product.category else "",
        details=_details(product.attributes, {}),
        product=product,
    )


def _unique_code(variant: Variant, taken: set[str]) -> str:
    """Returns the code of an item: no other of the group has it, nor has the group itself."""
    code = variant.sku or variant.product.sku
    if code in taken:
        code = f"{code[:80]}-{variant.pk}"
    taken.add(code)
    return code


def _title(product: Product, values: dict[str, str]) -> str:
    choice = ", ".join(values.values())
    title = f"{product.name} – {choice}" if choice else product.name
    return title if len(title) <= LONGEST_TITLE else title[: LONGEST_TITLE - 1] + "…"


def _pictures(product: Product, variant: Variant, channel: Channel) -> list[str]:
    """Returns the addresses of the pictures, that of the variant first."""
    addresses = picture_addresses(product, channel.address)
    if not variant.image_url:
        return addresses
    sources = [image.source_url for image in product.images.all()]
    pairs = dict(zip(sources, addresses, strict=True))
    first = pairs.get(variant.image_url, variant.image_url)
    return [first, *(each for each in addresses if each != first)]


def _shared_attributes(product: Product) -> dict[str, Any]:
    """Returns the attributes of every variant: one that is an option holds the values of all."""
    options = {option["key"] for option in product.options}
    return {name: value for name, value in product.attributes.items() if name not in options}


def _details(attributes: dict[str, Any], values: dict[str, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for key in (*values, *attributes):
        name = _detail(key)
        if not name or name in found:
            continue
        found[name] = _text(values[key] if key in values else attributes[key])
    texts = {name: text.lower() if name in FIXED else text for name, text in found.items()}
    return {
        name: texts[name][:100]
        for name in DETAILS
        if texts.get(name) and texts[name] in FIXED.get(name, (texts[name],))
    }


@lru_cache(maxsize=4096)
def _detail(key: str) -> str:
    """Returns what marketplaces call an option or attribute; "" where they do not ask for it."""
    return next((name for name, pattern in DETAILS.items() if pattern.match(key)), "")


def _text(value: Any) -> str:
    if isinstance(value, list):
        return "/".join(str(each) for each in value[:3])
    return str(value) if isinstance(value, str | int | float) and value is not True else ""
