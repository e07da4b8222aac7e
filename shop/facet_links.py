"""The filters beside the results: each facet as plain links with counts."""

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
from shop.search.filters import FILTERS, Bound, Filter, Switch
from shop.search.vocabulary import COLOUR_KEYS
from shop.wire import AttributeFacet, Facet, PriceBand
from site_config.formatting import format_price

# Values that are visible at once, and those behind "more". All others are on a separate page.
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
        """For an id, which has no spaces."""
        return _key(self.value)

    @property
    def noun(self) -> str:
        """What `count` counts."""
        return _noun(self.count or 0, get_language())


# A page asks it of each value of each facet, and most pages have the same ones.
@lru_cache(maxsize=4096)
def _key(value: str) -> SafeString:
    return SafeString(f"{crc32(value.encode()):x}")


@lru_cache(maxsize=4096)
def _noun(count: int, _language: str | None) -> str:
    return escape(ngettext("product", "products", count))


@dataclass(frozen=True)
class Group:
    """One facet: the visible values, those behind "more", and the address that shows all if there
    are too many.
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
        """For an id, which has no spaces."""
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
    """All facets but categories and prices, which look different; `more` names the group to show
    completely.
    """
    found = [
        _group(page.asked, each.group, str(each.title), _filter_links(each, page), more)
        for each in FILTERS
        if each.title
    ]
    found += _attribute_groups(page, more)
    return [group for group in found if group.links]


def _attribute_groups(page: SearchPage, more: str) -> list[Group]:
    """One facet for each attribute, of which all but the first are folded, and one for attributes
    that a product has or has not.
    """
    asked = page.asked
    found: list[Group] = []
    plain: list[Link] = []
    for facet in page.facets.attributes:
        links = _values(asked, facet)
        if is_plain(facet.values):
            plain += links
        elif links:
            name = f"attribute-{facet.key}"
            group = _group(asked, name, capfirst(facet.label), links, more)
            found.append(replace(group, folds=len(found) >= FEW_ATTRIBUTES))
    return [*found, _group(asked, "features", _("Features"), plain, more)]


def _filter_links(each: Filter, page: SearchPage) -> list[Link]:
    match each:
        case Bound():
            return _steps(each, page)
        case Switch():
            return _switch(each, page)
    return _choices(each, page)


def categories(page: SearchPage, more: str = "") -> Group:
    """One level down; products directly in the chosen category are no level."""
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
    """Chosen values are among the first, however rare they are."""
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


def _choices(each: Filter, page: SearchPage) -> list[Link]:
    asked, chosen = page.asked, getattr(page.asked, each.field)
    return [
        Link(
            facet.label,
            address(asked, **{each.field: _toggled(chosen, facet.value)}),
            facet.count,
            facet.value in chosen,
            f"{each.group}:{facet.value}",
        )
        for facet in getattr(page.facets, each.facets[0])
        if facet.value
    ]


def _steps(each: Bound, page: SearchPage) -> list[Link]:
    """At least this many stars; a step that adds no products is left out."""
    asked, links, count = page.asked, [], 0
    chosen = getattr(asked, each.field)
    counted = getattr(page.facets, each.facets[0])
    for facet in counted:
        if facet.value in ("", "0"):
            continue
        count += facet.count
        step = Decimal(facet.value)
        (chip,) = each.chips(step)
        links.append(
            Link(
                chip.label,
                address(asked, **{each.field: None if chosen == step else step}),
                count,
                chosen == step,
                f"{each.group}:{facet.value}",
            )
        )
    return links if len(links) > 1 or chosen is not None else []


def _switch(each: Switch, page: SearchPage) -> list[Link]:
    count, is_on = getattr(page.facets, each.facets[0]), getattr(page.asked, each.field)
    if not count:
        return []
    url = address(page.asked, **{each.field: not is_on})
    return [Link(str(each.link), url, count, is_on, f"{each.group}:in")]


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
