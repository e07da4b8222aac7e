"""What results can be narrowed down by: each facet as plain links with their counts."""

from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any
from zlib import crc32

from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.text import capfirst, slugify
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from shop.attribute_units import plain_name, with_unit
from shop.forms import address, extended
from shop.search import SearchPage, SearchQuery
from shop.search.facets import YES, is_plain
from shop.search.vocabulary import COLOUR_KEYS
from shop.wire import AttributeFacet, Facet, PriceBand
from site_config.formatting import format_price

# Values that are seen at once, and those behind "more"; all others are an address away.
FEW_VALUES = 8
FEW_ATTRIBUTES = 2
MANY_VALUES = 30


@dataclass(frozen=True)
class Link:
    label: str
    url: str
    count: int | None = None
    selected: bool = False
    value: str = ""
    """What sets it apart from all others of the page."""

    @property
    def key(self) -> str:
        """For an id, which takes no blanks."""
        return SafeString(f"{crc32(self.value.encode()):x}")

    @property
    def noun(self) -> str:
        """What `count` counts."""
        return _noun(self.count or 0, get_language())


@lru_cache(maxsize=4096)
def _noun(count: int, _language: str | None) -> str:
    return escape(ngettext("product", "products", count))


@dataclass(frozen=True)
class Group:
    """One facet: the values that are seen, those behind "more", and the address that shows all
    where they are too many.
    """

    name: str
    label: str
    links: list[Link]
    more: list[Link] = field(default_factory=list)
    total: int = 0
    all_at: str = ""
    is_whole: bool = False
    """Asked for with all its values."""
    folds: bool = False
    """Under a lid of its own, which is open where something under it was chosen."""

    @cached_property
    def key(self) -> str:
        """For an id, which takes no blanks."""
        return slugify(self.name)

    @property
    def title(self) -> str:
        """The label without a unit, which stands beside each value."""
        return plain_name(self.label)

    @property
    def is_open(self) -> bool:
        return self.is_whole or any(link.selected for link in self.links)


@dataclass(frozen=True)
class Bar:
    """One band of prices, `height` in percent of the highest."""

    label: str
    url: str
    count: int
    height: int
    selected: bool

    @property
    def top(self) -> int:
        return 100 - self.height

    @property
    def said(self) -> str:
        return ngettext("%(range)s: %(n)s product", "%(range)s: %(n)s products", self.count) % {
            "range": self.label,
            "n": self.count,
        }


def groups(page: SearchPage, more: str = "") -> list[Group]:
    """Everything but categories and prices, which have a look of their own; `more` names the group
    to show whole.
    """
    asked = page.asked
    found = [_group(asked, "brand", _("Brand"), _brands(page), more)]
    found += [
        Group("rating", _("Rating"), _ratings(page)),
        Group("stock", _("Availability"), _stock(page)),
    ]
    for facet in page.facets.attributes:
        if not is_plain(facet.values):
            found.append(
                _group(
                    asked,
                    f"attribute-{facet.key}",
                    capfirst(facet.label),
                    _values(asked, facet),
                    more,
                )
            )
    plain = [
        link
        for facet in page.facets.attributes
        if is_plain(facet.values)
        for link in _values(asked, facet)
    ]
    found.append(_group(asked, "features", _("Features"), plain, more))
    shown = [group for group in found if group.links]
    attributes = [group for group in shown if group.name.startswith("attribute-")][FEW_ATTRIBUTES:]
    return [replace(group, folds=True) if group in attributes else group for group in shown]


def categories(page: SearchPage, more: str = "") -> Group:
    """One step down; what lies in the chosen category itself is no step."""
    asked = page.asked
    links = [
        Link(
            facet.label.rsplit(" > ", 1)[-1],
            address(asked, category=facet.value),
            facet.count,
            facet.selected,
            facet.value,
        )
        for facet in page.facets.categories
        if facet.value and facet.value != asked.category
    ]
    return _group(asked, "category", _("Department"), links, more)


def bars(page: SearchPage) -> list[Bar]:
    highest = max((band.count for band in page.facets.prices), default=0)
    step = Decimal(1).scaleb(-page.facets.price_decimals)
    return (
        [_bar(page.asked, band, highest, step) for band in page.facets.prices]
        if len(page.facets.prices) > 1
        else []
    )


def _group(asked: SearchQuery, name: str, label: str, links: list[Link], more: str) -> Group:
    """What is chosen stands among the first, however rare it is."""
    seen = [link for place, link in enumerate(links) if place < FEW_VALUES or link.selected]
    rest = [link for link in links[FEW_VALUES:] if not link.selected]
    is_whole = more == name or len(rest) <= MANY_VALUES
    if len(rest) <= 2:  # a lid would take as much room as what is under it
        seen, rest = links, []
    return Group(
        name,
        label,
        seen,
        rest if is_whole else rest[:MANY_VALUES],
        len(links),
        "" if is_whole else extended(address(asked, page=1), more=name),
        more == name,
    )


def _toggled(values: tuple[str, ...], value: str) -> tuple[str, ...]:
    return tuple(each for each in values if each != value) if value in values else (*values, value)


def _brands(page: SearchPage) -> list[Link]:
    asked = page.asked
    return [
        Link(
            each.label,
            address(asked, brands=_toggled(asked.brands, each.value)),
            each.count,
            each.value in asked.brands,
            f"brand:{each.value}",
        )
        for each in page.facets.brands
        if each.value
    ]


def _ratings(page: SearchPage) -> list[Link]:
    """So many stars and up; a step that adds nothing is left out."""
    asked, links, count = page.asked, [], 0
    rated = [
        (int(each.value), each.count) for each in page.facets.ratings if each.value not in ("", "0")
    ]
    for stars, own in rated:
        count += own
        chosen = asked.rating_min == stars
        label = ngettext("%(stars)d star and up", "%(stars)d stars and up", stars) % {
            "stars": stars
        }
        links.append(
            Link(
                label,
                address(asked, rating_min=None if chosen else Decimal(stars)),
                count,
                chosen,
                f"rating:{stars}",
            )
        )
    return links if len(links) > 1 or asked.rating_min is not None else []


def _stock(page: SearchPage) -> list[Link]:
    asked = page.asked
    if not page.facets.in_stock:
        return []
    return [
        Link(
            _("In stock only"),
            address(asked, in_stock=not asked.in_stock),
            page.facets.in_stock,
            asked.in_stock,
            "stock:in",
        )
    ]


def _values(asked: SearchQuery, facet: AttributeFacet) -> list[Link]:
    values = facet.values
    if all(each.value.replace(".", "", 1).removeprefix("-").isdecimal() for each in values):
        values = sorted(values, key=lambda each: Decimal(each.value))
    return [_value(asked, facet, each) for each in values]


def _value(asked: SearchQuery, facet: AttributeFacet, value: Facet) -> Link:
    """A choice of the colour is one of `colours`, unless it was made by the attribute's name."""
    key = facet.key
    chosen = asked.attributes.get(key, ())
    changes: dict[str, Any]
    if key in COLOUR_KEYS and (value.value in asked.colours or not chosen):
        selected, changes = (
            value.value in asked.colours,
            {"colours": _toggled(asked.colours, value.value)},
        )
    else:
        selected, changes = (
            value.value in chosen,
            {
                "attributes": attributes_without(asked, key)
                | _some(key, _toggled(chosen, value.value))
            },
        )
    label = (
        capfirst(facet.label)
        if value.value == YES and is_plain(facet.values)
        else with_unit(value.label, facet.label)
    )
    return Link(label, address(asked, **changes), value.count, selected, f"{key}:{value.value}")


def attributes_without(asked: SearchQuery, key: str) -> dict[str, tuple[str, ...]]:
    return {name: values for name, values in asked.attributes.items() if name != key}


def _some(key: str, values: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    return {key: values} if values else {}


def _bar(asked: SearchQuery, band: PriceBand, highest: int, step: Decimal) -> Bar:
    low = None if band.low is None else Decimal(str(band.low))
    # A band ends before its `high`, which the next one begins with; the highest price of a search
    # is part of it.
    high = None if band.high is None else Decimal(str(band.high)) - step
    chosen = (asked.price_min, asked.price_max) == (low, high)
    url = (
        address(asked, price_min=None, price_max=None)
        if chosen
        else address(asked, price_min=low, price_max=high)
    )
    return Bar(_range(band), url, band.count, max(3, round(100 * band.count / highest)), chosen)


def _range(band: PriceBand) -> str:
    low, high = (None if edge is None else format_price(edge) for edge in (band.low, band.high))
    if low is None:
        return _("under %(high)s") % {"high": high}
    return (
        _("%(low)s and up") % {"low": low}
        if high is None
        else _("%(low)s to %(high)s") % {"low": low, "high": high}
    )
