"""The current products of a conversation, and what has changed since an answer named them."""

from collections.abc import Iterable, Mapping
from copy import copy
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from chat.models import Message, Snapshot
from chat.wire import Change
from shop.models import Product, narrow_to
from site_config.formatting import format_price


class CurrentProducts:
    """Products for cards. They are read once while an answer grows and again when it has ended, so
    that a card shows today's price.
    """

    def __init__(self) -> None:
        self._products: dict[int, Product] = {}

    def fetch(self, ids: Iterable[int]) -> None:
        if wanted := set(ids):
            found = Product.objects.for_display().prefetch_related("variants")
            self._products |= found.in_bulk(wanted)

    def shown(self, ids: Iterable[int], metadata: Mapping[str, Any]) -> list[Product]:
        """Returns the products of an answer, each with the variants that fitted its search."""
        products = list(map(copy, self.ordered(ids)))
        narrow_all(products, metadata)
        return products

    def ordered(self, ids: Iterable[int]) -> list[Product]:
        """Returns the products in the order of `ids`, without those that have left the shop."""
        wanted = list(ids)
        if missing := [pk for pk in wanted if pk not in self._products]:
            self.fetch(missing)
        return [
            self._products[pk]
            for pk in wanted
            if pk in self._products and self._products[pk].active
        ]


def narrow_all(products: Iterable[Product], metadata: Mapping[str, Any]) -> None:
    """Has products that are not saved again cost what the variants do that an answer noted."""
    noted: dict[str, list[int]] = metadata.get("fitting", {})
    for product in products:
        if wanted := noted.get(str(product.pk)):
            narrow_to(product, wanted)


def product_ids(snapshot: Snapshot) -> list[int]:
    found = snapshot["metadata"]
    return [
        *found.get("cards", []),
        *found.get("compared", []),
        *([found["selected"]] if found.get("selected") else []),
        *map(int, found.get("then", {})),
    ]


def changes(snapshot: Snapshot, current_products: CurrentProducts) -> list[Change]:
    """Returns the products of a finished answer whose price changed, that sold out, or that left
    the shop since.
    """
    if snapshot["status"] in Message.OPEN:
        return []
    found = []
    for pk, noted in snapshot["metadata"].get("then", {}).items():
        products = current_products.shown([int(pk)], snapshot["metadata"])
        product = products[0] if products else None
        if product is None or _is_changed(noted, product):
            found.append(_change(int(pk), noted, product))
    return found


def _is_changed(noted: dict[str, Any], product: Product) -> bool:
    is_sold_out = noted["in_stock"] and not product.is_available
    return product.price != Decimal(noted["price"]) or bool(is_sold_out)


def _change(pk: int, noted: dict[str, Any], product: Product | None) -> Change:
    return Change(
        product=pk,
        name=noted["name"],
        price_then=float(noted["price"]),
        currency=noted["currency"],
        price=float(product.price) if product else None,
        sold_out=bool(product and noted["in_stock"] and not product.is_available),
    )


def change_text(change: Change) -> str:
    said = {
        "name": change.name,
        "then": format_price(change.price_then, change.currency),
    }
    if change.price is None:
        return _("%(name)s is no longer sold; it was %(then)s when you asked.") % said
    parts = []
    if change.price != change.price_then:
        parts.append(_("%(name)s was %(then)s when you asked.") % said)
    if change.sold_out:
        parts.append(_("%(name)s has sold out since.") % said)
    return " ".join(parts)
