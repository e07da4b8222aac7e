"""The page from which a message was sent, by its address. A visitor's browser says which; only what
such a page shows to everybody is read from it, and an address of any other page means none.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.http import QueryDict
from django.urls import Resolver404, resolve, reverse

from chat.tools.page import Page, PageKind
from shop.forms import SearchForm, parameters
from shop.records import number

Kwargs = Mapping[str, Any]

MOST_PRODUCTS = 24


def page_of(address: str) -> Page | None:
    """Returns the page of the shop with this address (path and query), or None."""
    try:
        parts = urlsplit(address)
        if parts.scheme or parts.netloc or not parts.path.startswith("/"):
            return None
        found = resolve(parts.path)
        asked = QueryDict(parts.query)
    except (Resolver404, ValueError):
        return None
    read = _READERS.get(found.view_name)
    return read(parts.path, asked, found.kwargs) if read else None


def _search(path: str, asked: QueryDict, _kwargs: Kwargs) -> Page:
    form = SearchForm(asked)
    form.is_valid()
    query = form.query()
    return Page("search", f"{path}?{urlencode(parameters(query))}", query)


def _category(path: str, asked: QueryDict, kwargs: Kwargs) -> Page:
    within = asked.copy()
    within["category"] = str(kwargs["slug"])
    form = SearchForm(within)
    form.is_valid()
    return Page("category", path, form.query())


def _product(path: str, _asked: QueryDict, kwargs: Kwargs) -> Page:
    return Page("product", path, products=(int(kwargs["pk"]),))


def _listed(path: str, asked: QueryDict, _kwargs: Kwargs) -> Page:
    given = [pk for text in asked.getlist("id")[:MOST_PRODUCTS] if (pk := number(text))]
    ids = tuple(dict.fromkeys(given))
    address = f"{path}?{urlencode([('id', pk) for pk in ids])}"
    kind: PageKind = "compare" if path == reverse("shop:compare") else "shortlist"
    return Page(kind, address, products=ids)


_READERS = {
    "shop:search": _search,
    "shop:category": _category,
    "shop:product": _product,
    "shop:compare": _listed,
    "shop:shortlist": _listed,
}
