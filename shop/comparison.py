"""Products side by side: one source for the page, the assistant's table and its tool."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from shop.models import Product, attribute_items

FEWEST, MOST = 2, 4


@dataclass(frozen=True)
class Row:
    """One attribute; a value for each product, in order; None where the shop does not know."""

    name: str
    values: list[str | None]
    differs: bool


@dataclass(frozen=True)
class Comparison:
    products: list[Product]
    rows: list[Row]

    @property
    def differs_in_price(self) -> bool:
        return _differ([(product.price, product.currency) for product in self.products])

    @property
    def differs_in_stock(self) -> bool:
        return _differ([product.is_available for product in self.products])

    @property
    def differs_in_rating(self) -> bool:
        return _differ([product.rating for product in self.products])


def compare(products: Sequence[Product], most_rows: int | None = None) -> Comparison | None:
    """None for fewer than two products: nothing stands beside them."""
    if len(products) < FEWEST:
        return None
    return Comparison(list(products), comparison_rows(products, most_rows))


def comparison_rows(products: Sequence[Product], most: int | None = None) -> list[Row]:
    """Rows that any of the products knows; those that all know come first, in the order of the first product."""
    names = list(dict.fromkeys(name for product in products for name, _value in attribute_items(product.attributes)))
    names.sort(key=lambda name: -sum(name in product.attributes for product in products))
    return [_row(name, [_said(product.attributes.get(name)) for product in products]) for name in names[:most]]


def comparison_address(products: Sequence[Product]) -> str:
    """Where these, or the first of them, stand side by side."""
    return f"{reverse('shop:compare')}?{urlencode([('id', product.pk) for product in products[:MOST]])}"


def _row(name: str, values: list[str | None]) -> Row:
    return Row(name.replace("_", " "), values, _differ(values))


def _differ(values: Sequence[Hashable]) -> bool:
    return len(set(values)) > 1


def _said(value: Any) -> str | None:
    match value:
        case None | "":
            return None
        case bool():
            return _("yes") if value else _("no")
        case list():
            return ", ".join(str(item) for item in value) or None
        case float():
            return f"{value:g}"
    return str(value)
