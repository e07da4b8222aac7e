"""What a page of results shows around the products: chips, facet links, sorting and pages, each a plain link."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shop.forms import SORTS, address
from shop.models import Category
from shop.search import SearchPage, SearchQuery
from shop.search.relax import Relaxation, relaxations, without
from shop.wire import Facet

FEW = 3


@dataclass(frozen=True)
class Link:
    label: str
    url: str
    count: int | None = None
    selected: bool = False
    value: str = ""


@dataclass(frozen=True)
class Listing:
    """One search as a template sees it."""

    page: SearchPage
    chips: list[Link]
    categories: list[Link]
    trail: list[Link]
    brands: list[Link]
    sorts: list[Link]
    pages: list[Link]
    relaxations: list[Link]
    clear: str

    @property
    def before(self) -> int:
        """How many products stand on the pages before this one."""
        return (self.page.query.page - 1) * self.page.query.page_size

    @property
    def previous(self) -> str | None:
        number = self.page.query.page
        return address(self.page.asked, page=number - 1) if 1 < number <= self.page.pages else None

    @property
    def next(self) -> str | None:
        number = self.page.query.page
        return address(self.page.asked, page=number + 1) if number < self.page.pages else None


def listing(page: SearchPage) -> Listing:
    asked = page.asked
    return Listing(
        page=page,
        chips=_chips(page),
        categories=_categories(page),
        trail=_trail(asked),
        brands=_brands(page),
        sorts=[Link(str(label), address(asked, sort=name), selected=asked.sort == name, value=name) for name, label in SORTS.items()],
        pages=_pages(page),
        relaxations=[_relaxation(each) for each in relaxations(page)] if page.total < FEW else [],
        clear=address(SearchQuery(words=asked.words)),
    )


def _chips(page: SearchPage) -> list[Link]:
    """What was understood or chosen; each link is the same search without it."""
    asked = page.asked
    chips = [Link(each.label, address(without(asked, each.field, each.phrase))) for each in page.understood]
    if asked.category:
        category = Category.objects.filter(slug=asked.category).first()
        chips.append(Link(category.name if category else asked.category, address(asked, category="")))
    chips += [Link(brand, address(asked, brands=tuple(each for each in asked.brands if each != brand))) for brand in asked.brands]
    if asked.price_min is not None:
        chips.append(Link(_("from %(price)s") % {"price": asked.price_min}, address(asked, price_min=None)))
    if asked.price_max is not None:
        chips.append(Link(_("up to %(price)s") % {"price": asked.price_max}, address(asked, price_max=None)))
    if asked.in_stock:
        chips.append(Link(_("in stock"), address(asked, in_stock=False)))
    return chips


def _categories(page: SearchPage) -> list[Link]:
    return [_category(page.asked, facet) for facet in page.facets.categories if facet.value]


def _category(asked: SearchQuery, facet: Facet) -> Link:
    return Link(facet.label.rsplit(" > ", 1)[-1], address(asked, category=facet.value), facet.count, facet.selected, facet.value)


def _trail(asked: SearchQuery) -> list[Link]:
    category = Category.objects.filter(slug=asked.category).first() if asked.category else None
    return [Link(name, address(asked, category=slug), value=slug) for name, slug in (category.trail if category else [])]


def _brands(page: SearchPage) -> list[Link]:
    asked = page.asked
    links = []
    for facet in page.facets.brands:
        if not facet.value:
            continue
        chosen = facet.value in asked.brands
        brands = tuple(each for each in asked.brands if each != facet.value) if chosen else (*asked.brands, facet.value)
        links.append(Link(facet.label, address(asked, brands=brands), facet.count, chosen, facet.value))
    return links[:12]


def _pages(page: SearchPage) -> list[Link]:
    """The first, the last, and those around the present one; a gap is a link without an address."""
    present, last = page.query.page, page.pages
    shown = sorted({1, last, *range(max(1, present - 2), min(last, present + 2) + 1)})
    links: list[Link] = []
    for before, number in zip([0, *shown], shown, strict=False):
        if number - before > 1:
            links.append(Link("…", ""))
        links.append(Link(str(number), address(page.asked, page=number), selected=number == present))
    return links


def _relaxation(each: Relaxation) -> Link:
    label = ngettext("%(total)d product without “%(label)s”", "%(total)d products without “%(label)s”", each.total)
    return Link(label % {"total": each.total, "label": each.label}, address(each.query), each.total)
