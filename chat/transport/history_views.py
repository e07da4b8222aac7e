"""Pages on which visitors list, download and erase their own conversations."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from chat.models import Conversation, Message
from chat.transport.export import as_markdown, exported
from chat.turns import retention
from chat.visitors.access import get_conversation_for, visitor_of
from site_config.aio import in_database
from site_config.origin import same_origin

A_PAGE = 20


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Lists the conversations of this browser, the latest first."""
    page = Paginator(_conversations(request), A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "days": settings.CHAT_RETENTION_DAYS}
    return _private(render(request, "chat/mine.html", context))


@require_safe
def download(request: HttpRequest, conversation_id: UUID, kind: str) -> HttpResponse:
    """Returns the conversation as a file: `kind` json (in the contract's shape) or md
    (Markdown).
    """
    found = exported(get_conversation_for(visitor_of(request.session), conversation_id))
    if kind == "json":
        response = HttpResponse(
            found.model_dump_json(indent=2, exclude_none=True), content_type="application/json"
        )
    else:
        response = HttpResponse(
            as_markdown(found, settings.SHOP_NAME), content_type="text/markdown; charset=utf-8"
        )
    response["Content-Disposition"] = (
        f'attachment; filename="conversation-{found.begun:%Y-%m-%d}.{kind}"'
    )
    return _private(response)


@require_http_methods(["GET", "HEAD", "POST"])
@same_origin
async def erase(request: HttpRequest, conversation_id: UUID) -> HttpResponse:
    """GET asks for confirmation, POST erases the conversation."""
    conversation = await in_database(_one)(request, conversation_id)
    if request.method != "POST":
        return await in_database(_ask)(request, conversation)
    await retention.erase(conversation.pk)
    await in_database(messages.success)(request, _("The conversation was erased."))
    return redirect("chat:mine")


def _conversations(request: HttpRequest) -> QuerySet[Conversation]:
    said = Message.objects.filter(conversation=OuterRef("pk"), role=Message.Role.USER).order_by(
        "position"
    )
    visitor = visitor_of(request.session)
    own = Conversation.objects.filter(visitor=visitor) if visitor else Conversation.objects.none()
    about: dict[str, Any] = {
        "first": Subquery(said.values("content")[:1]),
        "said": Count("messages", filter=Q(messages__role=Message.Role.USER)),
    }
    return own.annotate(**about).order_by("-updated_at", "pk")


def _one(request: HttpRequest, conversation_id: UUID) -> Conversation:
    get_conversation_for(visitor_of(request.session), conversation_id)
    return _conversations(request).get(pk=conversation_id)


def _ask(request: HttpRequest, conversation: Conversation) -> HttpResponse:
    return _private(render(request, "chat/erase.html", {"conversation": conversation}))


def _private(response: HttpResponse) -> HttpResponse:
    patch_cache_control(response, private=True, no_store=True)
    return response
