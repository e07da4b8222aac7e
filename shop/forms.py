"""The search form: a query string to a SearchQuery and back."""

from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from shop.search import SearchQuery
from shop.search.query import LONGEST_WORDS, Sort

SORTS: dict[Sort, Any] = {
    "relevance": _("Best match"),
    "price": _("Price, low to high"),
    "-price": _("Price, high to low"),
    "rating": _("Best rated"),
    "newest": _("Newest"),
}


class SearchForm(forms.Form):
    """What does not fit is dropped and said in `errors`; the rest still searches."""

    q = forms.CharField(required=False, max_length=LONGEST_WORDS, label=_("Search"), error_messages={
        "max_length": _("Please ask with fewer than %(limit_value)d characters; the first of them were searched."),
    })  # fmt: skip
    category = forms.CharField(required=False, max_length=500)
    brand = forms.CharField(required=False)
    price_min = forms.DecimalField(required=False, min_value=0, max_digits=12, decimal_places=2, label=_("from"))
    price_max = forms.DecimalField(required=False, min_value=0, max_digits=12, decimal_places=2, label=_("to"))
    in_stock = forms.BooleanField(required=False, label=_("In stock"))
    sort = forms.ChoiceField(required=False, choices=list(SORTS.items()))
    page = forms.IntegerField(required=False, min_value=1, max_value=10_000)
    literal = forms.BooleanField(required=False)

    def query(self) -> SearchQuery:
        self.is_valid()
        clean: dict[str, Any] = self.cleaned_data
        brands = self.data.getlist("brand") if isinstance(self.data, QueryDict) else []
        return SearchQuery(
            words=str(clean.get("q") or self.data.get("q", ""))[:LONGEST_WORDS],
            category=clean.get("category") or "",
            brands=tuple(brand[:200] for brand in brands if brand)[:50],
            price_min=clean.get("price_min"),
            price_max=clean.get("price_max"),
            in_stock=bool(clean.get("in_stock")),
            sort=clean.get("sort") or "relevance",
            page=clean.get("page") or 1,
            literal=bool(clean.get("literal")),
        )


def address(query: SearchQuery, **changes: Any) -> str:
    """The query string of a search, without what is at its default; a change of anything but the page goes back to page 1."""
    if changes and "page" not in changes:
        changes["page"] = 1
    query = query.model_copy(update=changes)
    data = QueryDict(mutable=True)
    names = {"words": "q", "brands": "brand"}
    for name, info in SearchQuery.model_fields.items():
        value = getattr(query, name)
        if name in ("page_size", "without", "colours", "not_brands", "not_colours", "rating_min") or value in (info.default, None, (), ""):
            continue
        if isinstance(value, tuple):
            data.setlist(names.get(name, name), [str(item) for item in value])
        else:
            data[names.get(name, name)] = "on" if value is True else f"{value:f}" if isinstance(value, Decimal) else str(value)
    return "?" + data.urlencode()
