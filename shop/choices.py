"""Choosing a variant on the product's page: each value of an option is a link."""

import re
from dataclasses import dataclass

from shop.models import Product, Variant

# Options by the beginnings of their names, in the languages of shops.
COLOUR_OPTION = re.compile(r"colou?r|farb|färg|farge|farve|couleur|cor$|kleur|kolor|barva|väri")
SIZE_OPTION = re.compile(
    r"(?:\w+_)?(?:size|größe|groesse|storlek|størrelse|taille|tagli|talla|maat)"
)


@dataclass(frozen=True)
class Choice:
    """A value of an option, and the variant that it leads to."""

    value: str
    url: str
    is_chosen: bool
    is_available: bool


@dataclass(frozen=True)
class OptionChoices:
    name: str
    chosen: str
    choices: list[Choice]


def chosen_variant(product: Product, asked: str) -> Variant | None:
    """Returns the variant that an address names by its id or code; None for none or another."""
    if not asked:
        return None
    sold = (each for each in product.variants.all() if each.active)
    return next((each for each in sold if asked in (str(each.pk), each.sku)), None)


def show_variant(product: Product, variant: Variant) -> None:
    """Makes a product that is not saved again cost what its variant does."""
    product.price, product.compare_at_price = variant.price, variant.compare_at_price
    product.stock, product.price_max = variant.stock, None
    product.sku = variant.sku or product.sku
    product.gtin = variant.gtin or product.gtin


def option_choices(product: Product, chosen: Variant | None) -> list[OptionChoices]:
    """Returns the options with their values, each leading to the variant that changes least."""
    variants = [each for each in product.variants.all() if each.active]
    found = []
    for option in product.options:
        own = chosen.values.get(option["key"], "") if chosen else ""
        choices = [
            _choice(product, variants, chosen, option["key"], value) for value in option["values"]
        ]
        kept = [choice for choice in choices if choice is not None]
        found.append(OptionChoices(option["name"], own, kept))
    return found


def _choice(
    product: Product, variants: list[Variant], chosen: Variant | None, key: str, value: str
) -> Choice | None:
    others = dict(chosen.values) if chosen else {}
    others.pop(key, None)
    fitting = [each for each in variants if each.values.get(key) == value]
    if not fitting:
        return None

    def distance(variant: Variant) -> tuple[int, bool, int]:
        differing = sum(variant.values.get(name) != each for name, each in others.items())
        return differing, not variant.is_available, variant.position

    nearest = min(fitting, key=distance)
    return Choice(
        value=value,
        url=f"{product.get_absolute_url()}?variant={nearest.pk}",
        is_chosen=chosen is not None and chosen.values.get(key) == value,
        is_available=nearest.is_available,
    )
