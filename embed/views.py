"""The pages that other sites show in a frame: the conversation, and the results of a search."""

import re
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from chat.models import Conversation, Site
from chat.transport.render import panel
from chat.turns import service as turns
from chat.turns.page import page_of
from chat.turns.topic import topic_of
from chat.turns.transcript import snapshot, transcript
from chat.visitors.access import current_conversation_for, visitor_of
from chat.visitors.tokens import TokenSession, get_site_for, spoken_on
from chat.wire import LONGEST_ADDRESS
from shop.forms import SearchForm, parameters
from shop.listing import listing
from shop.models import Product
from shop.records import is_automatic, number, recorded
from site_config.aio import in_database
from site_config.errors import framed
from site_config.theme import Theme

# As staff and pages write one.
COLOUR = re.compile("#[0-9a-fA-F]{6}")
# Where a link in the frame opens: in a tab of its own, or in the place of the page around it, if
# that page lets it.
TARGETS = {"new": "_blank", "host": "_top"}
MOST_IN_FRAME = 8


@require_safe
async def chat(request: HttpRequest) -> HttpResponse:
    """Shows the conversation of the request's token, or issues a new token."""
    session = request.session = await in_database(_session)(request)
    conversation = await in_database(current_conversation_for)(visitor_of(session))
    if conversation:
        await turns.attend(conversation.pk)
    return await in_database(_chat)(request, session, conversation)


def _session(request: HttpRequest) -> TokenSession:
    """Returns the session of the frame. Raises NotEmbedded."""
    site, session = _site(request), request.session
    return (
        session
        if isinstance(session, TokenSession) and session.site == site
        else TokenSession(site)
    )


def _chat(
    request: HttpRequest, session: TokenSession, conversation: Conversation | None
) -> HttpResponse:
    stored = transcript(conversation) if conversation else []
    asked = number(request.GET.get("product"))
    about = Product.objects.filter(pk=asked, active=True).first() if asked else None
    shown = page_of(request.GET.get("page", "")[:LONGEST_ADDRESS])
    with spoken_on(session.site):
        context = panel(
            [snapshot(message) for message in stored],
            conversation=conversation,
            whole=False,
            topic=about or topic_of(conversation),
            page_address=shown.address if shown else "",
            known=False,
            embedded=True,
            token=session.token,
        )
        return _framed(request, session.site, "embed/chat.html", context)


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Shows the results of the host's search form, with a link to all of them."""
    site = _site(request)
    form = SearchForm(request.GET)
    with spoken_on(site):
        found = recorded(form.query(), "page", silent=is_automatic(request))
        everything = f"{reverse('shop:search')}?{urlencode(parameters(found.page.asked))}"
        results = listing(found.page, record=found.id)
        exact = results.exact_cards[:MOST_IN_FRAME]
        context = {
            "form": form,
            "listing": results,
            "exact": exact,
            "near": results.near_cards[: MOST_IN_FRAME - len(exact)],
            "everything": everything,
        }
        response = _framed(request, site, "embed/search.html", context)
    # As the shop's own page does.
    closers = response._resource_closers  # type: ignore[attr-defined]  # noqa: SLF001
    closers.append(found.write)
    return response


@require_safe
def accent(request: HttpRequest, colour: str) -> HttpResponse:
    """Returns a site's colour as a stylesheet, since pages hold no inline styles."""
    response = HttpResponse(Theme(accent=f"#{colour}").css, content_type="text/css; charset=utf-8")
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


@require_safe
def demo(request: HttpRequest) -> HttpResponse:
    """Shows both embedded elements on a page of the shop, with the code to copy."""
    sites = Site.objects.filter(active=True)
    site = sites.filter(key=request.GET.get("site", "")).first() or sites.first()
    response = render(
        request, "embed/demo.html", {"embedded": site, "sites": sites, "shop": _own(request)}
    )
    policy = settings.SECURE_CSP | {"frame-src": ["'self'"]}
    response._csp_config = policy  # type: ignore[attr-defined]  # noqa: SLF001
    return response


def _site(request: HttpRequest) -> Site:
    """Returns the site of the request. Raises NotEmbedded."""
    return get_site_for(
        request.GET.get("site", "")[:50], request.GET.get("origin", ""), _own(request)
    )


def _own(request: HttpRequest) -> str:
    return f"{request.scheme}://{request.get_host()}"


def _colour(*candidates: str) -> str:
    """Returns the digits of the first candidate that is a colour such as #b4451f."""
    return next((text[1:].lower() for text in candidates if COLOUR.fullmatch(text)), "")


def _framed(
    request: HttpRequest, site: Site, template: str, context: dict[str, Any]
) -> HttpResponse:
    links = request.GET.get("links", "new")
    frame = {
        "site": site,
        "origin": request.GET["origin"],
        "links": links,
        "target": TARGETS.get(links, "_blank"),
        "accent": _colour(request.GET.get("accent", ""), site.accent),
    }
    response = render(request, template, context | frame)
    patch_cache_control(response, private=True, no_store=True)
    response["Content-Language"] = get_language()
    return framed(response, ["'self'", *site.allowed_origins])
