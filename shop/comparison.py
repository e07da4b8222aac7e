"""Comparison of products, shared by the page, the assistant's table and its tool."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from shop.attribute_units import better
from shop.models import Product, attribute_items

FEWEST, MOST = 2, 4


@dataclass(frozen=True)
class Row:
    """One attribute with a value for each product in order; None where the shop does
    not know it.
    """

    name: str
    values: list[str | None]
    differs: bool
    best: list[bool]
    """Which values are better than the others, where it is known which end of them is."""

    @property
    def cells(self) -> list[tuple[str | None, bool]]:
        return list(zip(self.values, self.best, strict=True))

    @property
    def is_shared(self) -> bool:
        return sum(value is not None for value in self.values) > 1


@dataclass(frozen=True)
class Comparison:
    """`rows` holds what at least two of the products state; `alone` holds what only one states."""

    products: list[Product]
    rows: list[Row]
    alone: list[tuple[Product, list[tuple[str, str]]]]

    @property
    def differs_in_price(self) -> bool:
        return _differ([(product.price, product.currency) for product in self.products])

    @property
    def differs_in_stock(self) -> bool:
        return _differ([product.is_available for product in self.products])

    @property
    def differs_in_rating(self) -> bool:
        return _differ([product.rating for product in self.products])

    @property
    def prices(self) -> list[tuple[Product, bool]]:
        """Returns each product, and whether no other costs less. Different currencies are not
        compared.
        """
        is_comparable = len({product.currency for product in self.products}) == 1
        values = [product.price if is_comparable else None for product in self.products]
        return list(zip(self.products, _best(values, -1), strict=True))

    @property
    def ratings(self) -> list[tuple[Product, bool]]:
        return list(
            zip(self.products, _best([product.rating for product in self.products], 1), strict=True)
        )

    @property
    def total_alone(self) -> int:
        return sum(len(facts) for _product, facts in self.alone)


def compare(products: Sequence[Product], most_rows: int | None = None) -> Comparison | None:
    """Returns the comparison, or None for fewer than two products."""
    if len(products) < FEWEST:
        return None
    rows = comparison_rows(products, most_rows)
    shared = [row for row in rows if row.is_shared]
    lone = [row for row in rows if not row.is_shared]
    facts = [(product, _stated(lone, place)) for place, product in enumerate(products)]
    alone = [(product, stated) for product, stated in facts if stated]
    return Comparison(list(products), shared, alone)


def _stated(rows: Sequence[Row], place: int) -> list[tuple[str, str]]:
    """Returns (name, value) of each row that the product at `place` has a value for."""
    values = ((row.name, row.values[place]) for row in rows)
    return [(name, value) for name, value in values if value is not None]


def comparison_rows(products: Sequence[Product], most: int | None = None) -> list[Row]:
    """Returns the attributes that any of the products states. Those that all state come first, in
    the order of the first product.
    """
    names = list(
        dict.fromkeys(
            name for product in products for name, _value in attribute_items(product.attributes)
        )
    )
    names.sort(key=lambda name: -sum(name in product.attributes for product in products))
    return [
        _row(name, [product.attributes.get(name) for product in products]) for name in names[:most]
    ]


def comparison_address(products: Sequence[Product]) -> str:
    """Returns the address of the page that compares the first of these products."""
    return f"{reverse('shop:compare')}?{
        urlencode([('id', product.pk) for product in products[:MOST]])
    }"


def _row(key: str, values: list[Any]) -> Row:
    name = key.replace("_", " ")
    said = [_said(value) for value in values]
    return Row(name, said, _differ(said), _best([_figure(value) for value in values], better(name)))


def _figure(value: Any) -> Decimal | None:
    """Returns the number in a value, however the catalogue writes it, or None."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        figure = Decimal(str(value))
    except InvalidOperation:
        return None
    return figure if figure.is_finite() else None


def _best(values: Sequence[Decimal | None], direction: int) -> list[bool]:
    """Marks the values at the better end; none where all known values are equal or only one is
    known.
    """
    known = [value for value in values if value is not None]
    if not direction or len(set(known)) < FEWEST:
        return [False] * len(values)
    end = max(known) if direction > 0 else min(known)
    return [value == end for value in values]


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
            return f"{value:.15g}"
    return str(value)
