"""The page with every component, in the theme, direction and width that its address names."""

from typing import Any, Literal
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.csp import CSP
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe

from gallery.library import Component, purposes
from gallery.samples import samples

Switch = Literal["theme", "dir", "width"]
# The first is what an address without a word of it means: for the theme, the reader's own.
SWITCHES: dict[Switch, tuple[str, ...]] = {
    "theme": ("", "light", "dark"),
    "dir": ("ltr", "rtl"),
    "width": ("wide", "narrow"),
}
# What each of them is called, and its values.
LABELS: dict[str, str | Promise] = {
    "theme": pgettext_lazy("gallery", "theme"),
    "dir": pgettext_lazy("gallery", "direction"),
    "width": pgettext_lazy("gallery", "width"),
    "": pgettext_lazy("gallery", "auto"),
    "light": pgettext_lazy("gallery", "light"),
    "dark": pgettext_lazy("gallery", "dark"),
    "ltr": pgettext_lazy("gallery", "left to right"),
    "rtl": pgettext_lazy("gallery", "right to left"),
    "wide": pgettext_lazy("gallery", "wide"),
    "narrow": pgettext_lazy("gallery", "narrow"),
}
# The narrow page is the wide one in a frame, so that it is laid out as on a phone.
FRAMED: Any = {**settings.SECURE_CSP, "frame-src": [CSP.SELF], "frame-ancestors": [CSP.SELF]}


@require_safe
@xframe_options_sameorigin
@csp_override(FRAMED)
def page(request: HttpRequest) -> HttpResponse:
    """Shows the library; 404 to visitors, unless GALLERY shows it to all."""
    if not (settings.GALLERY or request.user.is_staff):
        raise Http404("no such page")
    chosen = {
        name: value if (value := request.GET.get(name, "")) in values else values[0]
        for name, values in SWITCHES.items()
    }
    is_frame = request.GET.get("frame") == "yes"
    context: dict[str, Any] = {
        "theme": chosen["theme"],
        "direction": chosen["dir"],
        "switches": _switches(chosen),
        "is_frame": is_frame,
        "frame": _address(chosen, width="wide", frame="yes") if chosen["width"] == "narrow" else "",
        "purposes": purposes(),
    }
    if not context["frame"]:
        context["drawn"] = _drawn(request, context["purposes"])
    return render(request, "gallery/page.html", context)


def _switches(
    chosen: dict[Switch, str],
) -> dict[str | Promise, list[tuple[str | Promise, str, bool]]]:
    """Returns for each switch its values as (label, address, whether it is on)."""
    return {
        LABELS[name]: [
            (LABELS[value], _address(chosen, **{name: value}), value == chosen[name])
            for value in values
        ]
        for name, values in SWITCHES.items()
    }


def _address(chosen: dict[Switch, str], **changes: str) -> str:
    asked: dict[str, str] = {**{str(name): value for name, value in chosen.items()}, **changes}
    return "?" + urlencode({name: value for name, value in asked.items() if value})


def _drawn(
    request: HttpRequest, found: dict[str | Promise, list[Component]]
) -> dict[str | Promise, list[tuple[Component, list[tuple[str, str, str]]]]]:
    """Returns each component with its examples as (title, code, rendered HTML)."""
    context = samples()
    return {
        purpose: [
            (
                each,
                [
                    (example.title, example.code, example.draw(context, request))
                    for example in each.examples
                ],
            )
            for each in components
        ]
        for purpose, components in found.items()
    }
