"""The conversation as pages and forms, for a first visit and for browsers without JavaScript. They
show the same messages as the socket.
"""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid5

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chat.answering.product_snapshots import CurrentProducts
from chat.errors import BadFrame, NoConversation
from chat.models import Conversation
from chat.transport.frames import read
from chat.transport.reader import Change, Reader
from chat.transport.render import bubbles, changes_html, erased_html, notice_html, panel, topic_html
from chat.turns import feedback, topic
from chat.turns import service as turns
from chat.turns.page import page_of
from chat.turns.transcript import snapshot, transcript
from chat.turns.versions import versions_of
from chat.visitors.access import (
    address_of,
    begin_conversation,
    current_conversation_for,
    form_of,
    get_conversation_for,
    remember,
    site_of,
    visitor_of,
    visitor_to_be,
)
from chat.wire import LONGEST_ADDRESS, Asking, FeedbackFrame, MessageFrame
from shop.errors import ProductGone
from shop.models import Product
from shop.records import number
from site_config.aio import in_database
from site_config.errors import AisleError
from site_config.origin import same_origin

FIELDS = ("type", "message", "client_id", "selected_product", "page", "answer", "question")
# How long a plain form waits for its answer before it shows the page, which then refreshes itself.
PATIENCE = 8.0


@require_http_methods(["GET", "HEAD", "POST"])
@same_origin
async def chat_page(request: HttpRequest) -> HttpResponse:
    """GET shows the current conversation, or an empty one. POST begins one with a message."""
    if request.method == "POST":
        return await _say(request, None)
    conversation = await in_database(_current)(request)
    if conversation:
        await turns.attend(conversation.pk)
    return await in_database(_page)(request, conversation)


@require_http_methods(["GET", "HEAD", "POST"])
@same_origin
async def conversation_page(request: HttpRequest, conversation_id: UUID) -> HttpResponse:
    conversation = await in_database(_mine)(request, conversation_id)
    if request.method == "POST":
        return await _say(request, conversation)
    await turns.attend(conversation.pk)
    return await in_database(_page)(request, conversation)


@require_safe
async def changes(request: HttpRequest, conversation_id: UUID) -> HttpResponse:
    """Returns the fragments that a page lacks, as its socket would receive them.

    `seen` is the largest `seq` that the page shows, and `topic` the product that it names.
    """
    try:
        conversation = await in_database(_mine)(request, conversation_id)
    except NoConversation:
        return _private(HttpResponse(await in_database(erased_html)()))
    reader = Reader(conversation.pk, number(request.GET.get("seen")) or 0)
    lacking = await anext(reader.changes())
    is_whole, running = reader.take_fresh(), reader.is_waiting
    is_same_topic = (number(request.GET.get("topic")) or None) == conversation.topic_id

    def fragments(lacking: list[Change]) -> str:
        current_products = CurrentProducts()
        parts = []
        if lacking:
            parts.append(
                changes_html(lacking, current_products, is_whole=is_whole, running=running)
            )
        if not is_same_topic:
            parts.append(topic_html(conversation.pk, conversation.topic_id, current_products))
        return "".join(parts)

    return _private(HttpResponse(await in_database(fragments)(lacking)))


@require_safe
def chat_panel(request: HttpRequest) -> HttpResponse:
    """Returns the conversation as a fragment for the dock."""
    conversation = current_conversation_for(visitor_of(request.session))
    return _private(render(request, "chat/panel.html", _context(request, conversation)))


@require_POST
@same_origin
def new_conversation(request: HttpRequest) -> HttpResponse:
    """Shows an empty conversation; its first message creates it."""
    about = _product(request.POST.get("product"))
    response = _private(render(request, _template(request), _context(request, None, topic=about)))
    if request.headers.get("HX-Request"):
        return response
    return redirect("chat:fresh")


@require_safe
def fresh_page(request: HttpRequest) -> HttpResponse:
    return _private(render(request, "chat/page.html", _context(request, None)))


@require_safe
def versions(request: HttpRequest, conversation_id: UUID, message_id: UUID) -> HttpResponse:
    """Shows all versions of a message, the first one first."""
    conversation = _mine(request, conversation_id)
    found = [snapshot(message) for message in versions_of(conversation, message_id)]
    return _private(
        render(
            request,
            "chat/versions.html",
            {"conversation": conversation, "bubbles": bubbles(found, CurrentProducts())},
        )
    )


@require_POST
@same_origin
async def stop(request: HttpRequest, conversation_id: UUID) -> HttpResponse:
    conversation = await in_database(_mine)(request, conversation_id)
    await turns.stop(conversation)
    return _done(request, conversation)


@require_POST
@same_origin
async def select(request: HttpRequest, conversation_id: UUID) -> HttpResponse:
    """Chooses the `product` that the next messages are about; an empty value takes the choice back.
    A typed message stays in the field.
    """
    conversation = await in_database(_mine)(request, conversation_id)
    asked, typed = request.POST.get("product", ""), request.POST.get("message", "")
    try:
        await topic.select(conversation.pk, number(asked) or 0 if asked else None)
    except ProductGone as error:
        return await in_database(_refused)(request, conversation, error, typed)
    if typed:
        await in_database(conversation.refresh_from_db)()
        return await in_database(_page)(request, conversation, typed[:20_000])
    return _done(request, conversation)


@require_POST
@same_origin
async def rate(request: HttpRequest, conversation_id: UUID, message_id: UUID) -> HttpResponse:
    """Stores the visitor's opinion of an answer: `rating` (up, down, or empty to take it back) and
    `reason`.
    """
    conversation = await in_database(_mine)(request, conversation_id)
    given = {name: request.POST.get(name, "") for name in ("rating", "reason")}
    try:
        frame = read({"type": "feedback", "answer": str(message_id), **given})
        if isinstance(frame, FeedbackFrame):
            await feedback.rate(conversation.pk, frame)
    except BadFrame as error:
        return await in_database(_refused)(request, conversation, error, "")
    return _done(request, conversation, at=f"#message-{message_id}")


async def _say(request: HttpRequest, conversation: Conversation | None) -> HttpResponse:
    """Takes the form as the frame that the socket would have taken. Without a conversation, a
    message begins one.
    """
    try:
        begun, answer = await _start(request, conversation)
    except AisleError as error:
        typed = request.POST.get("message", "")
        return await in_database(_refused)(request, conversation, error, typed)
    if conversation is None:
        # Only now, so that a refused message creates no session.
        await in_database(remember)(request.session, begun.visitor)
    if not request.headers.get("HX-Request"):
        await turns.finished(answer, PATIENCE)
        return redirect(_with_page(reverse("chat:conversation", args=[begun.pk]), request))
    if conversation is None:
        return await in_database(_panel)(request, begun)
    return _done(request, conversation)


async def _start(
    request: HttpRequest, conversation: Conversation | None
) -> tuple[Conversation, UUID]:
    """Returns the conversation that the form goes to, and the id of the answer. Raises AisleError
    where it is refused.
    """
    frame = read(_fields(request.POST))
    if conversation is None and isinstance(frame, MessageFrame):
        conversation = await in_database(_conversation_for)(request, frame)
    if conversation is None or not isinstance(frame, Asking):
        raise NoConversation
    address = address_of(request.META.get("REMOTE_ADDR", ""), request.headers)
    exchange = await turns.start(conversation, frame, address)
    return conversation, exchange.answer.pk


def _fields(form: QueryDict) -> dict[str, str]:
    """Returns the fields of the frame that a form corresponds to."""
    given = {name: str(form[name]) for name in FIELDS if form.get(name)}
    fields = {"type": "message", "message": "", **given}
    if fields["type"] == "retry":
        del fields["message"]
    return fields


def _conversation_for(request: HttpRequest, said: MessageFrame) -> Conversation:
    """Returns a new conversation, unless the same message has already begun one (a form that is
    sent twice).
    """
    address = address_of(request.META.get("REMOTE_ADDR", ""), request.headers)
    visitor = visitor_to_be(request.session, address, form_of(said.client_id, address))
    # The same id from the same message: two forms sent at once meet in one row.
    pk = uuid5(visitor, str(said.client_id)) if said.client_id else None
    return begin_conversation(visitor, site_of(request.session), address, pk)


def _refused(
    request: HttpRequest, conversation: Conversation | None, error: AisleError, draft: str
) -> HttpResponse:
    """Shows the same page with the reason of the refusal, and the typed text still in the field. A
    page that already shows the conversation receives only the reason.
    """
    if conversation and request.headers.get("HX-Request"):
        said = request.POST.get("client_id")
        return _private(
            HttpResponse(notice_html(str(error), client_id=said, is_final=not error.retryable))
        )
    context = _context(request, conversation, notice=str(error), draft=draft[:20_000])
    # htmx does not swap refusals, so a fragment is sent with status 200.
    status = 200 if request.headers.get("HX-Request") else error.status
    return _private(render(request, _template(request), context, status=status))


def _done(request: HttpRequest, conversation: Conversation, at: str = "") -> HttpResponse:
    """Answers after the request was stored. A page that shows the conversation fetches the changes
    (`changes`); others are redirected to it.
    """
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204)
    return redirect(_with_page(reverse("chat:conversation", args=[conversation.pk]), request) + at)


def _page(request: HttpRequest, conversation: Conversation | None, draft: str = "") -> HttpResponse:
    return _private(render(request, "chat/page.html", _context(request, conversation, draft=draft)))


def _panel(request: HttpRequest, conversation: Conversation) -> HttpResponse:
    return _private(render(request, "chat/panel.html", _context(request, conversation)))


def _template(request: HttpRequest) -> str:
    return "chat/panel.html" if request.headers.get("HX-Request") else "chat/page.html"


def _context(
    request: HttpRequest, conversation: Conversation | None, **context: Any
) -> dict[str, Any]:
    stored = transcript(conversation) if conversation else []
    # These pages are not available in a frame on another site.
    embedded = bool(site_of(request.session))
    context |= {
        "known": visitor_of(request.session) is not None and not embedded,
        "embedded": embedded,
    }
    about = (
        context.pop("topic", None)
        or _product(request.GET.get("product"))
        or topic.topic_of(conversation)
    )
    return panel(
        [snapshot(message) for message in stored],
        conversation=conversation,
        whole="all" in request.GET,
        page_address=_page_address(request),
        topic=about,
        **context,
    )


def _page_address(request: HttpRequest) -> str:
    """Returns the page of the shop from which a page without JavaScript was opened, as its form
    carries it.
    """
    given = request.POST.get("page") or request.GET.get("page") or ""
    shown = page_of(given) if 0 < len(given) <= LONGEST_ADDRESS else None
    return shown.address if shown else ""


def _with_page(address: str, request: HttpRequest) -> str:
    shown = _page_address(request)
    return f"{address}?{urlencode({'page': shown})}" if shown else address


def _current(request: HttpRequest) -> Conversation | None:
    return current_conversation_for(visitor_of(request.session))


def _mine(request: HttpRequest, conversation_id: UUID) -> Conversation:
    return get_conversation_for(visitor_of(request.session), conversation_id)


def _product(text: str | None) -> Product | None:
    """Returns the active product with this id from a query string."""
    pk = number(text)
    return Product.objects.filter(pk=pk, active=True).first() if pk else None


def _private(response: HttpResponse) -> HttpResponse:
    patch_cache_control(response, private=True, no_store=True)
    return response
