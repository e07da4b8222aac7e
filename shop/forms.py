"""The search form: a query string to a SearchQuery and back."""

import re
from functools import cache, lru_cache
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.urls import get_script_prefix, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shop.search import SearchQuery
from shop.search.filters import DEFAULTS, FILTERS, Bound, Filter, crossed
from shop.search.filters.base import LONGEST_VALUE
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
# Of a category; anything else that is asked for in its place has no page.
SLUG = re.compile(r"[\w-]+(?:/[\w-]+)*")
USUAL = {name: SearchQuery.model_fields[name].default for name in ("mode", "sort", "view", "page")}


class SearchForm(forms.Form):
    """What does not fit is dropped and said in `notices`; the rest still searches. Each filter has
    a field as well, which stands behind the words.
    """

    q = forms.CharField(required=False, max_length=LONGEST_WORDS, label=gettext_lazy("Search"),
    error_messages={
        "max_length": gettext_lazy("Your search was longer than %(limit_value)d characters, so "
            "only its beginning was used."),
    })  # fmt: skip
    sort = forms.ChoiceField(required=False, choices=list(SORTS.items()))
    view = forms.ChoiceField(required=False, choices=list(VIEWS.items()))
    page = forms.IntegerField(required=False, min_value=1, max_value=LAST_PAGE)
    literal = forms.BooleanField(required=False)
    mode = forms.ChoiceField(
        required=False, choices=list(MODES.items()), label=gettext_lazy("the kind of search")
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
        values, _swapped, _bad = self._filters()
        clean: dict[str, Any] = self.cleaned_data
        mode: Mode = clean.get("mode") or "hybrid"
        weights = weights_of(clean.get("weight_text"), clean.get("weight_vector"))
        return SearchQuery(
            **values,
            words=str(clean.get("q") or self.data.get("q", ""))[:LONGEST_WORDS],
            sort=clean.get("sort") or "relevance",
            view=clean.get("view") or "grid",
            page=clean.get("page") or 1,
            literal=bool(clean.get("literal")),
            mode=mode,
            weights=weights if weights and is_weighed(weights, mode) else None,
        )

    def notices(self) -> list[str]:
        """What was not searched as it was asked, a sentence each; for people."""
        _values, swapped, bad = self._filters()
        said = [str(error) for error in self.errors.get("q", [])]
        said += [str(low.swapped) for low in swapped]
        if unread := self._unread():
            said.append(
                _("Ignored, because it could not be understood: %(names)s.")
                % {"names": ", ".join(unread)}
            )
        said += [str(each.notice) % {"names": _quoted(texts)} for each, texts in bad]
        weights = weights_of(
            self.cleaned_data.get("weight_text"), self.cleaned_data.get("weight_vector")
        )
        if weights and not is_weighed(weights, self.cleaned_data.get("mode") or "hybrid"):
            said.append(_("The weights were ignored, because together they must be more than 0."))
        return said

    def _unread(self) -> list[str]:
        """Returns the labels of what does not fit; what has none is dropped in silence."""
        labels = [str(self.fields[name].label or "") for name in self.errors if name != "q"]
        return [label for label in labels if label]

    def _filters(self) -> tuple[dict[str, Any], list[Bound], list[tuple[Filter, list[str]]]]:
        """Returns the values of the filters, the least of each two bounds that were swapped, and
        the texts of each filter that could not be read.
        """
        self.is_valid()
        values: dict[str, Any] = {}
        bad: list[tuple[Filter, list[str]]] = []
        for each in FILTERS:
            # A parameter that does not fit is not among the cleaned ones.
            if (given := self.cleaned_data.get(each.parameter)) is not None:
                values[each.field], unread = each.from_parameter(given)
                bad += [(each, unread)] if unread else []
        swapped = crossed(values)
        for low, high in swapped:
            values[low.field], values[high.field] = values[high.field], values[low.field]
        return values, [low for low, _high in swapped], bad


SearchForm.base_fields = {
    "q": SearchForm.base_fields["q"],
    **{each.parameter: each.form_field() for each in FILTERS},
    **SearchForm.base_fields,
}


def _quoted(texts: list[str]) -> str:
    return ", ".join(_("“%(words)s”") % {"words": text[:60]} for text in texts)


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
    pairs = [("q", asked["words"])] if asked["words"] else []
    for each in FILTERS:
        if (value := asked[each.field]) != DEFAULTS[each.field]:
            pairs += [(each.parameter, text) for text in each.to_parameters(value)]
    pairs += [("literal", "on")] if asked["literal"] else []
    if weights := asked["weights"]:
        pairs += [("weight_text", str(weights.text)), ("weight_vector", str(weights.vector))]
    return pairs + [
        (name, str(asked[name])) for name, usual in USUAL.items() if asked[name] != usual
    ]
