"""How the goods are shown: cards, prices, names with their units, and what search engines read."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache
from typing import Any

from django import template
from django.http import HttpRequest
from django.template import Context
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from shop.attribute_units import plain_name, with_unit
from shop.cards import Card, DepartmentCard, card, department_card
from shop.comparison import comparison_address
from shop.examples import search_placeholder
from shop.models import Product, ProductImage
from site_config.formatting import format_price

register = template.Library()

register.filter(card)
register.filter(department_card)
register.filter("price", format_price)


@register.filter
def cards(products: Iterable[Product]) -> list[Card]:
    return [card(product) for product in products]


@register.filter
def department_cards(rows: Iterable[Mapping[str, Any]]) -> list[DepartmentCard]:
    return [department_card(row) for row in rows]


@register.filter
def digits(value: Decimal | None) -> str:
    """A number as an input of the type number takes it: a point, and nothing that is rounded."""
    return "" if value is None else f"{value.normalize():f}"


register.filter(plain_name)
register.filter(with_unit)


@register.simple_tag
def pictured(product: Product, image: ProductImage | None, alt: str, eager: bool) -> Card:
    """The card of a product with another of its pictures."""
    made = replace(card(product), alt=alt, eager=eager)
    return replace(made, picture=image.url, srcset=image.srcset) if image else made


@register.simple_tag
@cache
def icons() -> str:
    """The address of the file that holds every icon; asked for a hundred times a page."""
    return static("icons.svg")


@register.simple_tag(takes_context=True, name="search_placeholder")
def placeholder(context: Context) -> str:
    """What the search field says while it is empty. A page that says what went wrong asks no
    database for it, which may be what went wrong.
    """
    return _("What are you looking for?") if "error" in context else search_placeholder()


@register.filter
def marked(text: str, words: str) -> SafeString:
    """The text with what was typed marked, wherever a word of it begins so."""
    starts = "|".join(re.escape(word) for word in sorted(words.split(), key=len, reverse=True))
    parts = re.split(rf"(?<!\w)({starts})", text, flags=re.I) if starts else [text]
    rows = [
        (format_html("<mark>{}</mark>", part) if place % 2 else part,)
        for place, part in enumerate(parts)
    ]
    return format_html_join("", "{}", rows)


@register.filter
def isolated(text: str) -> SafeString:
    """A name within a sentence of ours, set in its own direction: it leaves the signs around it
    where they belong.
    """
    return format_html("<bdi>{}</bdi>", text)


@register.simple_tag(takes_context=True)
def absolute(context: dict[str, Any], path: str) -> str:
    """With the shop's own name before it; a whole address stays as it is."""
    request: HttpRequest = context["request"]
    return request.build_absolute_uri(path)


@register.filter
def structured_data(nodes: list[dict[str, Any]]) -> SafeString:
    """What search engines read of the page. A data block, which no policy stops; escaped as
    json_script does.
    """
    text = json.dumps({"@context": "https://schema.org/", "@graph": nodes}, ensure_ascii=False)
    safe = text.translate({ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"})
    return mark_safe(f'<script type="application/ld+json">{safe}</script>')  # noqa: S308


@register.filter
def compared(products: Sequence[Product]) -> str:
    """Where these stand side by side."""
    return comparison_address(products)


@register.filter
def address_without(products: Sequence[Product], product: Product) -> str:
    """The same comparison with one taken out."""
    return comparison_address([other for other in products if other != product])
