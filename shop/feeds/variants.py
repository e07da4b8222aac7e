"""Variants of a product in a feed: each checked, and the product as what they say together."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from pydantic import ValidationError

from shop.feeds import markup
from shop.feeds.row import MOST_VARIANTS, ProductRow, VariantRow, first_reason
from shop.feeds.values import is_blank

if TYPE_CHECKING:
    from shop.feeds.cleaning import Cleaner

# What Shopify calls the option of a product that has none, and its value.
NO_OPTION = ("Title", "Default Title")
LONGEST_VALUE = 200


def checked_variants(
    cleaner: "Cleaner", given: Sequence[dict[str, Any]], product: Mapping[str, Any]
) -> list[VariantRow]:
    """Returns the variants that can be stored; a variant without a price has the product's."""
    variants: list[VariantRow] = []
    seen: dict[tuple[tuple[str, str], ...], str] = {}
    for raw in given:
        line = int(raw.get("line", 0) or 0)
        variant = _checked(cleaner, raw, product, line)
        if variant is None:
            continue
        choice = tuple(sorted(variant.values.items()))
        if choice in seen:
            what = ", ".join(value for _name, value in choice) or variant.sku
            if variant.sku in ("", seen[choice]):
                cleaner.remark("variants", what, "is there twice; the first one counts", line)
                continue
            cleaner.remark("variants", what, "is there under two codes; both kept", line)
        seen.setdefault(choice, variant.sku)
        variants.append(variant)
    if len(variants) > MOST_VARIANTS:
        left = f"more than {MOST_VARIANTS:,} variants; the rest left out"
        cleaner.remark("variants", len(variants), left)
    return variants[:MOST_VARIANTS]


def _checked(
    cleaner: "Cleaner", raw: dict[str, Any], product: Mapping[str, Any], line: int
) -> VariantRow | None:
    values = cleaner.fields(raw, "variants.", line)
    values["values"] = option_values(raw.get("values"))
    if values.get("price") is None and product.get("price") is not None:
        if not is_blank(raw.get("price")):
            what = values.get("sku") or ", ".join(values["values"].values())
            cleaner.remark("variants", what, "has no price that can be read; left out", line)
            return None
        values["price"] = product["price"]
    try:
        return VariantRow.model_validate(values).of_line(line)
    except ValidationError as error:
        what = values.get("sku") or ", ".join(values["values"].values())
        cleaner.remark("variants", what, f"{first_reason(error)}; the variant was left out", line)
        return None


def option_values(raw: Any) -> dict[str, str]:
    """Returns the values of a variant by option, without those that say nothing."""
    if not isinstance(raw, dict):
        return {}
    read = {
        markup.one_line(str(name))[:LONGEST_VALUE]: markup.one_line(str(value))[:LONGEST_VALUE]
        for name, value in raw.items()
        if not is_blank(name) and not is_blank(value)
    }
    return {name: value for name, value in read.items() if value and (name, value) != NO_OPTION}


class Sold(Protocol):
    """A variant, in a feed or stored."""

    active: bool
    price: Decimal
    compare_at_price: Decimal | None
    stock: int | None


class Together(NamedTuple):
    price: Decimal
    compare_at_price: Decimal | None
    stock: int | None
    price_max: Decimal


def sold_together(variants: Sequence[Sold]) -> Together:
    """Returns what variants cost and have in stock as one product."""
    sold = [each for each in variants if each.active] or variants
    # What can be bought decides what the product costs from.
    cheapest = min(sold, key=lambda each: (each.stock == 0, each.price))
    stock = total_stock([each.stock for each in sold])
    most = max(each.price for each in sold)
    return Together(cheapest.price, cheapest.compare_at_price, stock, most)


def settled(row: ProductRow) -> ProductRow:
    """Returns the row with what its variants say together: its least price, all of its stock, and
    every value of its options as an attribute.
    """
    if not row.variants:
        return row
    together = sold_together(row.variants)
    options = _options(row)
    update: dict[str, Any] = {
        "options": options,
        "price": together.price,
        "compare_at_price": together.compare_at_price,
        "stock": together.stock,
    }
    if options:
        update["attributes"] = {**row.attributes, **_option_attributes(options, row.variants)}
    return row.model_copy(update=update)


def _options(row: ProductRow) -> list[str]:
    """Returns the options that variants have a value of: first those that the row names."""
    names = dict.fromkeys(name for each in row.variants for name in each.values)
    known = [name for name in row.options if name in names]
    return known + [name for name in names if name not in known]


def total_stock(stocks: Sequence[int | None]) -> int | None:
    """Returns the sum; None where a variant is not counted, and so always available."""
    if any(stock is None for stock in stocks):
        return None
    return min(sum(stock or 0 for stock in stocks), 2**31 - 1)


def _option_attributes(
    options: Sequence[str], variants: Sequence[VariantRow]
) -> dict[str, str | list[str]]:
    found: dict[str, str | list[str]] = {}
    # What is no longer sold is no reason to find the product.
    sold = [each for each in variants if each.active] or variants
    for name in options:
        values = list(dict.fromkeys(each.values[name] for each in sold if name in each.values))
        if not values:
            continue
        found[option_key(name)] = values[0] if len(values) == 1 else values
    return found


def option_key(name: str) -> str:
    """Returns the attribute that an option is: "Shoe size" is shoe_size."""
    return "_".join(name.lower().split())[:60]


def price_range(row: ProductRow) -> tuple[Decimal, Decimal]:
    """Returns the least and the highest price of the variants that are sold."""
    prices = [each.price for each in row.variants if each.active] or [row.price]
    return min(prices), max(prices)
