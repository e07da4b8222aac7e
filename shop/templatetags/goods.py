"""How the goods are shown: prices, tints, glyphs, and why a product was found."""

import json
import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from zlib import crc32

from django import template
from django.http import HttpRequest
from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst

from shop.comparison import comparison_address
from shop.models import Product, attribute_words

register = template.Library()

SIGNS = {"EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥", "INR": "₹"}
# Departments are named by whoever runs the shop: a word of the name picks the tint and the glyph, and any other name one of the tints.
LOOKS = (
    ("outdoor", ("outdoor", "camp", "hik")),
    ("kitchen", ("kitchen", "cook", "food", "grocer")),
    ("audio", ("audio", "music", "headphone", "sound")),
    ("furniture", ("furnitur", "home", "living")),
    ("toys", ("toy", "game", "kid", "baby")),
    ("clothing", ("cloth", "fashion", "wear", "shoe")),
    ("lighting", ("light", "lamp")),
    ("sports", ("sport", "fitness", "bike")),
    ("garden", ("garden", "plant", "flower")),
    ("desk", ("desk", "tech", "office", "computer", "electronic", "phone")),
    ("bags", ("bag", "travel", "luggage")),
    ("beauty", ("beauty", "care", "health", "cosmetic")),
)
# A catalogue writes "weight_g": 540; people read "Weight: 540 g".
UNITS = {unit.casefold(): unit for unit in ("mm", "cm", "m", "g", "kg", "ml", "l", "W", "V", "K", "h", "mAh", "GB")} | {
    "c": "°C",
    "in": "″",
    "pct": "%",
}
TINTS = tuple(name for name, _ in LOOKS)


@register.filter
def money(value: Decimal | None, currency: str = "") -> str:
    """149 and 149.95, never 149.00, with the currency where its readers look for it."""
    if value is None:
        return ""
    digits = number_format(value, decimal_pos=0 if value == value.to_integral_value() else 2, use_l10n=True, force_grouping=True)
    sign = SIGNS.get(currency)
    return f"{sign}{digits}" if sign else f"{digits}\N{NO-BREAK SPACE}{currency}".strip()


@register.filter
def glyph(department: str) -> str:
    """The icon of a department; a tag where its name tells nothing."""
    return _look(department) or "tag"


@register.filter
def tint(department: str) -> str:
    return _look(department) or TINTS[crc32(department.encode()) % len(TINTS)]


def _look(department: str) -> str:
    return next((name for name, words in LOOKS if any(word in department for word in words)), "")


@register.filter
def plain_name(name: str) -> str:
    """The name of an attribute without the unit of its values."""
    words = name.split()
    kept = words[:-1] if len(words) > 1 and words[-1].casefold() in UNITS else words
    return capfirst(" ".join(kept))


@register.filter
def with_unit(value: str, name: str) -> str:
    """The value of an attribute with the unit that its name ends in."""
    unit = UNITS.get(name.rsplit(maxsplit=1)[-1].casefold()) if " " in name.strip() else None
    return f"{value}\N{NO-BREAK SPACE}{unit}" if unit and value[-1:].isdigit() else value


@register.filter
def why(product: Product, words: str) -> SafeString:
    """The attributes that answer the question, with what matched in bold; without such, who made it."""
    asked = {word for word in re.findall(r"\w{3,}", words.casefold()) if word not in {"the", "and", "for", "with"}}
    found = [row for row in attribute_words(product.attributes) if _answers(" ".join(row), asked)]
    if not found:
        return format_html("{}", product.brand)
    return format_html_join(" · ", "{}", [(_emphasised(value or name, asked),) for name, value in found[:2]])


def _answers(text: str, asked: set[str]) -> bool:
    folded = text.casefold()
    likely = [other for other in asked if other[:4] in folded]  # most texts answer nothing, and a page asks a thousand of them
    return bool(likely) and any(_is_same(word, other) for word in re.findall(r"\w+", folded) for other in likely)


def _is_same(word: str, other: str) -> bool:
    return word == other or (min(len(word), len(other)) > 3 and (word.startswith(other) or other.startswith(word)))


def _emphasised(text: str, asked: set[str]) -> SafeString:
    parts = re.split(r"(\w+)", text)
    return format_html_join("", "{}", [(format_html("<b>{}</b>", part) if _answers(part, asked) else part,) for part in parts])


@register.filter
def marked(text: str, words: str) -> SafeString:
    """The text with what was typed marked, wherever a word of it begins so."""
    starts = "|".join(re.escape(word) for word in sorted(words.split(), key=len, reverse=True))
    parts = re.split(rf"(?<!\w)({starts})", text, flags=re.I) if starts else [text]
    rows = [(format_html("<mark>{}</mark>", part) if place % 2 else part,) for place, part in enumerate(parts)]
    return format_html_join("", "{}", rows)


@register.simple_tag(takes_context=True)
def structured_data(context: dict[str, Any], product: Product) -> SafeString:
    """What search engines read. A data block, which no policy stops; escaped as json_script does."""
    request: HttpRequest = context["request"]
    data: dict[str, Any] = {
        "@context": "https://schema.org/",
        "@type": "Product",
        "name": product.name,
        "description": product.description,
        "sku": product.sku,
        "image": [request.build_absolute_uri(image.url) for image in product.images.all()],
        "offers": {
            "@type": "Offer",
            "price": str(product.price),
            "priceCurrency": product.currency,
            "availability": "https://schema.org/" + ("InStock" if product.is_available else "OutOfStock"),
            "url": request.build_absolute_uri(product.get_absolute_url()),
        },
    }
    if product.brand:
        data["brand"] = {"@type": "Brand", "name": product.brand}
    if product.gtin:
        data["gtin"] = product.gtin
    if product.rating is not None and product.rating_count:
        data["aggregateRating"] = {"@type": "AggregateRating", "ratingValue": str(product.rating), "reviewCount": product.rating_count}
    text = json.dumps(data, ensure_ascii=False).translate({ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"})
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308


@register.filter
def compared(products: Sequence[Product]) -> str:
    """Where these stand side by side."""
    return comparison_address(products)


@register.filter
def address_without(products: Sequence[Product], product: Product) -> str:
    """The same comparison with one taken out."""
    return comparison_address([other for other in products if other != product])
