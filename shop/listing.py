"""What surrounds the products on a page of results: chips, facets, sorting and pagination, each a
plain link.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shop.cards import Card, cards
from shop.facet_links import Bar, Group, Link, bars, categories, groups
from shop.forms import LAST_PAGE, MODES, SORTS, VIEWS, address, extended, parameters
from shop.models import Category
from shop.search import SearchPage, SearchQuery
from shop.search.filters import FILTERS
from shop.search.relax import Relaxation, relaxations, without
from shop.search.service import Hit
from site_config.formatting import format_list, format_number
from site_config.stored_translation import isolated

FEW = 3


@dataclass(frozen=True)
class Listing:
    """One search as the templates see it."""

    page: SearchPage
    cards: list[tuple[Hit, Card]]
    chips: list[Link]
    categories: Group
    place: Category | None
    trail: list[Link]
    bars: list[Bar]
    groups: list[Group]
    sorts: list[Link]
    views: list[Link]
    pages: list[Link]
    relaxations: list[Link]
    clear: str
    everything: str
    literal: str
    record: int | None = None

    @property
    def exact_cards(self) -> list[tuple[Hit, Card]]:
        return [(hit, card) for hit, card in self.cards if hit.is_exact]

    @property
    def near_cards(self) -> list[tuple[Hit, Card]]:
        return [(hit, card) for hit, card in self.cards if not hit.is_exact]

    @property
    def previous(self) -> str | None:
        number = self.page.query.page
        return _page(self.page, number - 1, self.record) if 1 < number <= self.last else None

    @property
    def next(self) -> str | None:
        number = self.page.query.page
        return _page(self.page, number + 1, self.record) if number < self.last else None

    @property
    def canonical(self) -> str:
        """The address of this page for search engines; empty for pages that they should not index,
        such as a visitor's own words.
        """
        asked = self.page.asked
        plain = SearchQuery(category=asked.category, page=asked.page)
        return address(plain) if asked == plain and self.page.hits else ""

    @property
    def chosen(self) -> int:
        """The number of choices in the filters. Words do not count, nor does the department of the
        page.
        """
        asked = self.page.asked
        is_about = bool(asked.category and not asked.words)
        return len(_filter_chips(asked)) - is_about

    @property
    def last(self) -> int:
        return _last(self.page)

    @property
    def last_url(self) -> str:
        return address(self.page.asked, page=self.last)

    @property
    def kept(self) -> list[tuple[str, str]]:
        """The parameters of the search without its words, for the forms that change the words or
        the order.
        """
        return [
            (name, value)
            for name, value in parameters(self.page.asked)
            if name not in ("q", "sort", "page")
        ]

    @property
    def kept_beside_prices(self) -> list[tuple[str, str]]:
        return [
            (name, value)
            for name, value in parameters(self.page.asked)
            if name not in ("price_min", "price_max", "page")
        ]


def listing(page: SearchPage, more: str = "", record: int | None = None) -> Listing:
    """Returns a search for the templates. `more` names a facet to show with all its values;
    `record` is the id of the search's record, which links to products carry.
    """
    asked = page.asked
    place = Category.objects.filter(slug=asked.category).first() if asked.category else None
    return Listing(
        page=page,
        cards=list(
            zip(
                page.hits,
                cards(page.products, page.query.words, record=record, before=_before(page)),
                strict=True,
            )
        ),
        chips=_chips(page),
        categories=categories(page, more),
        place=place,
        trail=[
            Link(name, address(asked, category=slug), value=slug)
            for name, slug in (place.trail if place else [])
        ],
        bars=bars(page),
        groups=groups(page, more),
        sorts=[
            Link(str(label), address(asked, sort=name), selected=asked.sort == name, value=name)
            for name, label in SORTS.items()
        ],
        views=[
            Link(
                str(label),
                address(asked, view=name, page=asked.page),
                selected=asked.view == name,
                value=name,
            )
            for name, label in VIEWS.items()
        ],
        pages=_pages(page, record),
        relaxations=[_relaxation(each) for each in relaxations(page)]
        if page.exact_total < FEW
        else [],
        clear=address(SearchQuery(words=asked.words, sort=asked.sort, view=asked.view)),
        everything=address(asked, category=""),
        literal=address(asked, words=page.typed or asked.words, literal=True),
        record=record,
    )


def _before(page: SearchPage) -> int:
    """Returns how many products the earlier pages hold."""
    return (page.query.page - 1) * page.query.page_size


def _chips(page: SearchPage) -> list[Link]:
    """Returns what was understood or chosen; each link is the same search without it."""
    asked = page.asked
    understood = [
        Link(each.display_label, address(without(asked, each.field, each.phrase)))
        for each in page.understood
    ]
    return understood + _filter_chips(asked) + _ways(asked)


def _filter_chips(asked: SearchQuery) -> list[Link]:
    return [
        Link(chip.label, address(asked, **{each.field: chip.rest}))
        for each in FILTERS
        if asked.is_set(each.field)
        for chip in each.chips(getattr(asked, each.field))
    ]


def _ways(asked: SearchQuery) -> list[Link]:
    """Returns chips for a chosen mode of search."""
    chips = []
    if asked.literal:
        chips.append(Link(_("exact words"), address(asked, literal=False)))
    if asked.mode != "hybrid":
        chips.append(Link(str(MODES[asked.mode]), address(asked, mode="hybrid")))
    if asked.weights:
        weights = {name: format_number(value) for name, value in asked.weights.model_dump().items()}
        chips.append(
            Link(
                _("weight of words %(text)s, of meaning %(vector)s") % weights,
                address(asked, weights=None),
            )
        )
    return chips


def _last(page: SearchPage) -> int:
    return min(page.pages, LAST_PAGE)


def _page(page: SearchPage, number: int, record: int | None) -> str:
    """Returns the address of a further page, which belongs to the same record."""
    found = address(page.asked, page=number)
    return extended(found, search=record) if record else found


def _pages(page: SearchPage, record: int | None) -> list[Link]:
    """Returns links to the first page, the last, and those around the present one; a gap is a link
    without an address.
    """
    present, last = page.query.page, _last(page)
    shown = sorted({1, last, *range(max(1, present - 2), min(last, present + 2) + 1)})
    links: list[Link] = []
    for before, number in zip([0, *shown], shown, strict=False):
        if number - before > 1:
            links.append(Link("…", ""))
        links.append(Link(str(number), _page(page, number, record), selected=number == present))
    return links


def _relaxation(each: Relaxation) -> Link:
    limits = format_list([_("“%(words)s”") % {"words": isolated(label)} for label in each.labels])
    text = ngettext(
        "Without %(limits)s: %(total)d product",
        "Without %(limits)s: %(total)d products",
        each.total,
    )
    return Link(text % {"total": each.total, "limits": limits}, address(each.query), each.total)
