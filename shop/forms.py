"""The search form: a query string to a SearchQuery and back."""

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.urls import get_script_prefix, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shop.models import PRICE_DECIMALS
from shop.search import SearchQuery
from shop.search.query import LONGEST_WORDS, Mode, Sort, View
from shop.wire import Weights

SORTS: dict[Sort, Any] = {
    "relevance": gettext_lazy("Best match"),
    "price": gettext_lazy("Price, low to high"),
    "-price": gettext_lazy("Price, high to low"),
    "rating": gettext_lazy("Best rated"),
    "newest": gettext_lazy("Newest"),
}
MODES: dict[Mode, Any] = {
    "hybrid": gettext_lazy("by words and meaning"),
    "text": gettext_lazy("by words alone"),
    "vector": gettext_lazy("by meaning alone"),
}
VIEWS: dict[View, Any] = {"grid": gettext_lazy("Grid"), "list": gettext_lazy("List")}
LAST_PAGE = 10_000
MOST_VALUES = 50
# Of a category; anything else that is asked for in its place has no page.
SLUG = re.compile(r"[\w-]+(?:/[\w-]+)*")
USUAL = {name: SearchQuery.model_fields[name].default for name in ("mode", "sort", "view", "page")}
LONGEST_VALUE = 200


class SearchForm(forms.Form):
    """What does not fit is dropped and said in `notices`; the rest still searches."""

    q = forms.CharField(required=False, max_length=LONGEST_WORDS, label=gettext_lazy("Search"),
    error_messages={
        "max_length": gettext_lazy("Your search was longer than %(limit_value)d characters, so "
            "only its beginning was used."),
    })  # fmt: skip
    category = forms.CharField(required=False, max_length=500)
    brand = forms.CharField(required=False)
    colour = forms.CharField(required=False)
    attribute = forms.CharField(required=False)
    price_min = forms.DecimalField(
        required=False,
        min_value=0,
        max_digits=14,
        decimal_places=PRICE_DECIMALS,
        localize=True,
        label=gettext_lazy("the lowest price"),
    )
    price_max = forms.DecimalField(
        required=False,
        min_value=0,
        max_digits=14,
        decimal_places=PRICE_DECIMALS,
        localize=True,
        label=gettext_lazy("the highest price"),
    )
    rating_min = forms.DecimalField(
        required=False,
        min_value=0,
        max_value=5,
        max_digits=4,
        decimal_places=2,
        localize=True,
        label=gettext_lazy("the rating"),
    )
    in_stock = forms.BooleanField(required=False, label=gettext_lazy("In stock"))
    sort = forms.ChoiceField(required=False, choices=list(SORTS.items()))
    view = forms.ChoiceField(required=False, choices=list(VIEWS.items()))
    page = forms.IntegerField(required=False, min_value=1, max_value=LAST_PAGE)
    literal = forms.BooleanField(required=False)
    mode = forms.ChoiceField(
        required=False, choices=list(MODES.items()), label=gettext_lazy("the way of searching")
    )
    weight_text = forms.FloatField(
        required=False, min_value=0, max_value=1, label=gettext_lazy("the weight of words")
    )
    weight_vector = forms.FloatField(
        required=False, min_value=0, max_value=1, label=gettext_lazy("the weight of meaning")
    )
    # Which facet to show with all its values.
    more = forms.CharField(required=False, max_length=LONGEST_VALUE)
    explain = forms.BooleanField(required=False)

    def query(self) -> SearchQuery:
        self.is_valid()
        clean: dict[str, Any] = self.cleaned_data
        low, high = clean.get("price_min"), clean.get("price_max")
        if _is_crossed(low, high):
            low, high = high, low
        mode: Mode = clean.get("mode") or "hybrid"
        weights = weights_of(clean.get("weight_text"), clean.get("weight_vector"))
        return SearchQuery(
            words=str(clean.get("q") or self.data.get("q", ""))[:LONGEST_WORDS],
            category=clean.get("category") or "",
            brands=self._several("brand"),
            colours=self._several("colour"),
            attributes=attributes_of(self._several("attribute"))[0],
            price_min=low,
            price_max=high,
            rating_min=clean.get("rating_min"),
            in_stock=bool(clean.get("in_stock")),
            sort=clean.get("sort") or "relevance",
            view=clean.get("view") or "grid",
            page=clean.get("page") or 1,
            literal=bool(clean.get("literal")),
            mode=mode,
            weights=weights if weights and is_weighed(weights, mode) else None,
        )

    def notices(self) -> list[str]:
        """What was not searched as it was asked, a sentence each; for people."""
        said = [str(error) for error in self.errors.get("q", [])]
        if _is_crossed(self.cleaned_data.get("price_min"), self.cleaned_data.get("price_max")):
            said.append(_("The lowest price was above the highest, so the two were swapped."))
        if unread := [
            str(self.fields[name].label)
            for name in self.errors
            if self.fields[name].label and name != "q"
        ]:
            said.append(
                _("Ignored, because it could not be understood: %(names)s.")
                % {"names": ", ".join(unread)}
            )
        if bad := attributes_of(self._several("attribute"))[1]:
            names = ", ".join(_("“%(words)s”") % {"words": each[:60]} for each in bad)
            said.append(
                _("Ignored, because an attribute is written as name:value: %(names)s.")
                % {"names": names}
            )
        weights = weights_of(
            self.cleaned_data.get("weight_text"), self.cleaned_data.get("weight_vector")
        )
        if weights and not is_weighed(weights, self.cleaned_data.get("mode") or "hybrid"):
            said.append(_("The weights were ignored, because together they must be more than 0."))
        return said

    def _several(self, name: str) -> tuple[str, ...]:
        values = self.data.getlist(name) if isinstance(self.data, QueryDict) else []
        return distinct(value[: 2 * LONGEST_VALUE] for value in values)


def distinct(values: Iterable[str]) -> tuple[str, ...]:
    """Each once, without what PostgreSQL does not take, and not without end."""
    plain = (value.replace("\0", "").strip() for value in values)
    return tuple(dict.fromkeys(value for value in plain if value))[:MOST_VALUES]


def attributes_of(pairs: Iterable[str]) -> tuple[dict[str, tuple[str, ...]], list[str]]:
    """("colour:Red", ...) as SearchQuery has them, and those that are no pair; the first colon
    parts.
    """
    found: dict[str, tuple[str, ...]] = {}
    bad = []
    for pair in pairs:
        key, colon, value = (part.strip() for part in pair.partition(":"))
        if colon and key and value:
            found[key] = tuple(dict.fromkeys((*found.get(key, ()), value)))
        else:
            bad.append(pair)
    return found, bad


def weights_of(text: float | None, vector: float | None) -> Weights | None:
    """What is not given is as the settings have it."""
    if text is None and vector is None:
        return None
    return Weights(
        text=float(settings.SEARCH_WEIGHT_TEXT) if text is None else text,
        vector=float(settings.SEARCH_WEIGHT_VECTOR) if vector is None else vector,
    )


def is_weighed(weights: Weights, mode: Mode) -> bool:
    """Something is left to rank by."""
    return {
        "hybrid": weights.text + weights.vector,
        "text": weights.text,
        "vector": weights.vector,
    }[mode] > 0


def _is_crossed(low: Decimal | None, high: Decimal | None) -> bool:
    return low is not None and high is not None and low > high


def address(query: SearchQuery, **changes: Any) -> str:
    """Where a search stands, without what is at its default; a change of anything but the page goes
    back to page 1.
    """
    if changes and "page" not in changes:
        changes["page"] = 1
    pairs = parameters(query, **changes)
    if [name for name, _value in pairs] == ["category"] and SLUG.fullmatch(pairs[0][1]):
        return _place(get_script_prefix(), pairs[0][1])
    return (
        _search(get_script_prefix())
        + ("?" if pairs else "")
        + "&".join(_written(*pair) for pair in pairs)
    )


def extended(url: str, **more: Any) -> str:
    """With what is no part of the search itself."""
    return f"{url}{'&' if '?' in url else '?'}{urlencode(more)}"


@cache
def _search(_prefix: str) -> str:
    return reverse("shop:search")


@lru_cache(maxsize=4096)
def _place(_prefix: str, slug: str) -> str:
    """A category has a page of its own."""
    return reverse("shop:category", args=[slug])


@lru_cache(maxsize=4096)
def _written(name: str, value: str) -> str:
    """The links of a page, a hundred of them, share most of their parts."""
    return urlencode({name: value})


def parameters(query: SearchQuery, **changes: Any) -> list[tuple[str, str]]:
    """What the form reads back as the same query: nothing that a visitor chose is lost
    in a link.
    """
    asked = vars(query) | changes
    pairs = [
        (name, asked[field])
        for name, field in (("q", "words"), ("category", "category"))
        if asked[field]
    ]
    pairs += [("brand", value) for value in asked["brands"]] + [
        ("colour", value) for value in asked["colours"]
    ]
    pairs += [
        ("attribute", f"{key}:{value}")
        for key, values in asked["attributes"].items()
        for value in values
    ]
    pairs += [
        (name, f"{asked[name]:f}")
        for name in ("price_min", "price_max", "rating_min")
        if asked[name] is not None
    ]
    pairs += [(name, "on") for name in ("in_stock", "literal") if asked[name]]
    if weights := asked["weights"]:
        pairs += [("weight_text", str(weights.text)), ("weight_vector", str(weights.vector))]
    return pairs + [
        (name, str(asked[name])) for name, usual in USUAL.items() if asked[name] != usual
    ]
