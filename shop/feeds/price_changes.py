"""Prices that a table states by what is taken off them or comes on top."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from shop.feeds.money import NotMoney, read_amount
from shop.feeds.values import is_blank

MODE, VALUE, SURCHARGE = "discount mode", "discount value", "surcharge"
CHANGES = frozenset((MODE, VALUE, SURCHARGE))


def number(cell: Any, decimal: str) -> Decimal:
    """Returns the number of a cell, 0 for a blank one. Raises NotMoney for anything else."""
    if is_blank(cell):
        return Decimal(0)
    return read_amount(str(cell).rstrip(" %"), decimal=decimal or ".").value


def reduced(full: Decimal, percent: Decimal, amount: Decimal) -> Decimal | None:
    """Returns the price after a discount; None where there is none."""
    price = full * (100 - percent) / 100 - amount
    return round(price, 2) if 0 < price < full else None


def price_changes(by_header: Mapping[str, Any], price: Any, decimal: str) -> dict[str, Any]:
    """Returns the sale price and the surcharge of a row, whose columns are under plain names."""
    found: dict[str, Any] = {}
    try:
        value = number(by_header.get(VALUE), decimal)
        is_percent = str(by_header.get(MODE, "")).strip().upper() == "PERCENT"
        off = (value, Decimal(0)) if is_percent else (Decimal(0), value)
        if value and (sale := reduced(number(price, decimal), *off)):
            found["sale_price"] = sale
            found["discount"] = (str(off[0]), str(off[1]))
        if surcharge := number(by_header.get(SURCHARGE), decimal):
            found["surcharge"] = str(surcharge)
    except NotMoney:
        return {}
    return found


def with_surcharge(
    variant: dict[str, Any], row: Mapping[str, Any], product: Mapping[str, Any]
) -> dict[str, Any]:
    """Returns a variant with the price of its product, its surcharge and the discount of both,
    where the row states no price of its own.
    """
    if not is_blank(variant.get("price")) or not (product.get("discount") or row.get("surcharge")):
        return variant
    try:
        full = number(product.get("price"), "") + Decimal(row.get("surcharge") or 0)
    except NotMoney:
        return variant
    percent, amount = map(Decimal, product.get("discount") or ("0", "0"))
    return variant | {"price": str(full), "sale_price": reduced(full, percent, amount)}
