"""All filters, each declared once: a field of `Filters` with what everything else is made of.

To add one, add a field here, with an example, and one test of its own. The form, the HTTP API, the
assistant's tool, addresses, chips, relaxations and the statement take it from here.
"""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from math import ceil
from typing import Annotated, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from pydantic import BaseModel, Field

from shop.search.filters.attributes import AttributeChoice, Attributes
from shop.search.filters.base import Filter, Text, Texts
from shop.search.filters.bounds import Bound, Place, Switch
from shop.search.filters.ranges import AttributeRange, Ends
from shop.search.filters.values import (
    Choice,
    ColourChoice,
    UnwantedWords,
    known_brand,
    known_colour,
)
from site_config.formatting import format_number, format_price

HIGHEST_PRICE = Decimal(10**10)
STARS = Decimal(5)
# Each of these values is looked for in the words or the row of every product.
MOST_COSTLY = 10


def _from_price(value: Decimal) -> str:
    return _("from %(price)s") % {"price": format_price(value)}


def _up_to_price(value: Decimal) -> str:
    return _("up to %(price)s") % {"price": format_price(value)}


def _stars_and_up(value: Decimal) -> str:
    stars = format_number(value)
    return ngettext("%(stars)s star and up", "%(stars)s stars and up", ceil(value)) % {
        "stars": stars
    }


class Filters(BaseModel):
    """What every product in the results keeps. The order is that of chips and addresses."""

    category: Annotated[
        Text,
        Place(
            label=gettext_lazy("the department"),
            description="Only this category and what is below it, by its slug, such as "
            '"outdoor/jackets".',
            example="outdoor/jackets",
        ),
    ] = ""
    brands: Annotated[
        Texts,
        Choice(
            parameter="brand",
            argument="brand",
            group="brand",
            description="Only this brand, or any of these.",
            sql="e.brand = ANY({})",
            known=known_brand,
            facets=("brands",),
            title=gettext_lazy("Brand"),
            example=("Halvarn",),
        ),
    ] = ()
    colours: Annotated[
        Texts,
        ColourChoice(
            parameter="colour",
            argument="colour",
            group="colour",
            also=("colour_words",),
            description="Only this colour, as one word, or any of these.",
            known=known_colour,
            example=("Red",),
        ),
    ] = ()
    attributes: Annotated[
        Attributes,
        AttributeChoice(
            parameter="attribute",
            group="attribute",
            description="Attributes as results show them and the value wanted, or any of several.",
            example={"season": ("winter",)},
        ),
    ] = {}
    not_brands: Annotated[
        Texts,
        Choice(
            parameter="not_brand",
            group="not_brand",
            description="Never these brands.",
            sql="e.brand <> ALL({})",
            known=known_brand,
            is_negated=True,
            example=("Halvarn",),
        ),
    ] = ()
    not_colours: Annotated[
        Texts,
        ColourChoice(
            parameter="not_colour",
            group="not_colour",
            also=("not_colour_words",),
            description="Never these colours.",
            known=known_colour,
            is_negated=True,
            example=("Red",),
        ),
    ] = ()
    price_min: Annotated[
        Decimal | None,
        Bound(
            group="price",
            label=gettext_lazy("the lowest price"),
            relaxation=gettext_lazy("price"),
            description="Only products at this price or more.",
            # The price of a product with variants is that of one of them.
            sql="(e.price >= {} OR e.varied)",
            variant_sql="v.price >= {}",
            is_least=True,
            most=HIGHEST_PRICE,
            other_end="price_max",
            swapped=gettext_lazy(
                "The lowest price was above the highest, so the two were swapped."
            ),
            chip=_from_price,
            facets=("prices", "price_min", "price_max", "price_decimals"),
            example=Decimal("99.50"),
        ),
    ] = None
    price_max: Annotated[
        Decimal | None,
        Bound(
            group="price",
            label=gettext_lazy("the highest price"),
            relaxation=gettext_lazy("price"),
            description="Only products at this price or less; not less than `price_min`.",
            sql="(e.price <= {} OR e.varied)",
            variant_sql="v.price <= {}",
            is_least=False,
            most=HIGHEST_PRICE,
            chip=_up_to_price,
            facets=("prices", "price_min", "price_max", "price_decimals"),
            example=Decimal(40),
        ),
    ] = None
    rating_min: Annotated[
        Decimal | None,
        Bound(
            group="rating",
            label=gettext_lazy("the rating"),
            relaxation=gettext_lazy("rating"),
            description="Only what is rated so or better, of 5.",
            sql="e.rating >= {}",
            is_least=True,
            most=STARS,
            chip=_stars_and_up,
            facets=("ratings",),
            title=gettext_lazy("Rating"),
            example=Decimal("4.5"),
        ),
    ] = None
    in_stock: Annotated[
        bool,
        Switch(
            group="stock",
            label=gettext_lazy("in stock"),
            description="Only what can be bought now.",
            sql="e.available",
            variant_sql="(v.stock IS NULL OR v.stock > 0)",
            facets=("in_stock", "stock"),
            title=gettext_lazy("Availability"),
            link=gettext_lazy("In stock only"),
            example=True,
        ),
    ] = False
    discounted: Annotated[
        bool,
        Switch(
            group="discount",
            label=gettext_lazy("reduced"),
            description="Only what costs less than it did.",
            sql="(e.varied OR EXISTS (SELECT FROM shop_product p WHERE p.id = e.product_id "
            "AND p.price < p.compare_at_price))",
            variant_sql="v.price < v.compare_at_price",
            example=True,
        ),
    ] = False
    not_attributes: Annotated[
        Attributes,
        AttributeChoice(
            parameter="not_attribute",
            group="not_attribute",
            description="Attributes and the values that a product may not have.",
            is_negated=True,
            example={"season": ("winter",)},
        ),
    ] = {}
    ranges: Annotated[
        dict[str, Ends],
        AttributeRange(
            parameter="range",
            group="range",
            description="Attributes that are numbers, and the range.",
            most_values=MOST_COSTLY,
            example={"weight_g": (Decimal(100), Decimal(900))},
        ),
    ] = {}
    not_words: Annotated[
        Texts,
        UnwantedWords(
            description="What a product may not say in its name, category or attributes.",
            most_values=MOST_COSTLY,
            example=("jacket",),
        ),
    ] = ()
    cheap: Annotated[
        bool,
        # The search works out the price (service.search), so there is no condition of its own.
        Switch(
            label=gettext_lazy("cheap"),
            description="Only the lower third of the prices of what is found.",
            example=True,
        ),
    ] = False

    # What only the reading of words sets.
    colour_words: Texts = Field(
        default=(),
        description="Colours that this shop also says in names: a product in `colours`, or with "
        "one of these words in its name.",
    )
    not_colour_words: Texts = Field(
        default=(), description="Colours that a product may not have in its name."
    )

    def is_set(self, *fields: str) -> bool:
        """Whether any of the fields asks for something. A price of 0 does."""
        return any(getattr(self, name) != DEFAULTS[name] for name in fields)


def _named(each: Filter, field: str) -> Filter:
    """The filter with the names that follow from that of its field."""
    return replace(
        each,
        field=field,
        parameter=each.parameter or field,
        argument=each.argument or field,
        group=each.group or field,
    )


DEFAULTS = {name: info.default for name, info in Filters.model_fields.items()}
FILTERS = tuple(
    _named(each, name)
    for name, info in Filters.model_fields.items()
    for each in info.metadata
    if isinstance(each, Filter)
)
BY_FIELD = {each.field: each for each in FILTERS}
# Filters that are given up together, by the name of their group.
GROUPS: dict[str, tuple[Filter, ...]] = {
    name: tuple(each for each in FILTERS if each.group == name)
    for name in dict.fromkeys(each.group for each in FILTERS)
}


def without_group(name: str) -> dict[str, Any]:
    """Returns the changes of a query that give up a group of filters."""
    return {field: DEFAULTS[field] for each in GROUPS[name] for field in each.fields}


def crossed(values: Mapping[str, Any]) -> list[tuple[Bound, Bound]]:
    """Returns the bounds whose least is more than their most."""
    found = []
    for each in FILTERS:
        if isinstance(each, Bound) and each.other_end:
            other = BY_FIELD[each.other_end]
            low, high = values.get(each.field), values.get(each.other_end)
            if isinstance(other, Bound) and low is not None and high is not None and low > high:
                found.append((each, other))
    return found
