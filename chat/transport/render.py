"""Renders stored messages and snapshots: as HTML for browsers, and as chat.wire models for
programs.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from uuid import UUID, uuid4

import nh3
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve
from django.utils.html import linebreaks, strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import now
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from chat.answering.product_snapshots import CurrentProducts, change_text, changes, product_ids
from chat.builtin.languages import reads
from chat.claims.addresses import markdown
from chat.errors import Erased
from chat.models import Message, Snapshot
from chat.tools import MOST_ROWS
from chat.transport.reader import Change
from chat.wire import (
    LONGEST_MESSAGE,
    FeedbackResult,
    Metadata,
    ToolResult,
    WebSocketMessage,
    widget_message,
)
from shop.comparison import Comparison, compare
from shop.examples import example_texts
from shop.models import Product
from shop.results import product_result
from site_config.errors import AisleError
from site_config.stored_translation import said_in, translated

# The HTML that an answer may hold. A model's own pictures and HTML are removed, and all links but
# those to products.
TAGS = {
    "a",
    "p",
    "br",
    "strong",
    "em",
    "ul",
    "ol",
    "li",
    "blockquote",
    "code",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
}

# The newest messages that a page shows; an answer with cards takes about ten kilobytes. The number
# is even, so that a question comes with its answer.
MOST_SHOWN = 40
NOTICES = {
    Message.Error.TIMEOUT: gettext_lazy("This took too long, so the answer ends here."),
    Message.Error.CANCELLED: gettext_lazy("Stopped."),
    Message.Error.SYSTEM_ERROR: gettext_lazy(
        "The answer could not be finished. Nothing you wrote is lost."
    ),
}
# Suggested replies, by what the answer shows.
REPLIES = {
    "several": (
        gettext_lazy("cheaper"),
        gettext_lazy("compare the first two"),
        gettext_lazy("only what is in stock"),
    ),
    "compared": (gettext_lazy("which is better rated?"), gettext_lazy("something like the first")),
    "one": (gettext_lazy("tell me more about it"), gettext_lazy("something like it, but cheaper")),
}


@dataclass(frozen=True)
class Bubble:
    """One message as the templates draw it."""

    id: UUID
    role: str
    html: SafeString
    text: str
    status: str
    created_at: datetime
    error: str = ""
    notice: str = ""
    note: str = ""
    steps: list[str] = field(default_factory=list)
    cards: list[Product] = field(default_factory=list)
    # Sentences on what has changed since the answer: a price, the stock.
    changes: list[str] = field(default_factory=list)
    comparison: Comparison | None = None
    replies: list[tuple[str, str]] = field(default_factory=list)
    conversation: str = ""
    seq: int = 0
    version: int = 1
    # The client_id of the message itself, and one for the next form on it.
    sent_as: str = ""
    client_id: str = ""
    about: Product | None = None
    # The visitor's opinion: None where there was none, empty where it was taken back.
    feedback: dict[str, str] | None = None
    # In a frame on another site: the message as JSON for the host page.
    held: str = ""

    @property
    def language(self) -> str:
        """The language of an answer and of the suggested replies."""
        return asks_in()

    @property
    def is_rateable(self) -> bool:
        return bool(self.text) and self.status not in Message.OPEN

    @property
    def card_products(self) -> list[Product]:
        """Returns the products to show as cards: those that the comparison does not show."""
        compared = self.comparison.products if self.comparison else []
        return [product for product in self.cards if product not in compared]

    @property
    def is_comparable(self) -> bool:
        return self.status == Message.Status.DONE and len(self.cards) > 1


def words_to_html(text: str, role: str) -> SafeString:
    """Returns the HTML of a message. A visitor's message is escaped text; an answer is Markdown,
    converted and sanitised.
    """
    if role == Message.Role.USER:
        return mark_safe(linebreaks(text, autoescape=True))  # noqa: S308  linebreaks escapes
    sanitised = nh3.clean(
        markdown.render(text),
        tags=TAGS,
        attributes={"a": {"href"}},
        attribute_filter=_own_link,
        link_rel=None,
    )
    return mark_safe(sanitised)  # noqa: S308  nh3 sanitises


def _own_link(_tag: str, _name: str, address: str) -> str | None:
    """Keeps the address of a product page of this shop; returns None for any other link."""
    try:
        return address if resolve(address).view_name == "shop:product" else None
    except Resolver404:
        return None


def bubble(
    snapshot: Snapshot,
    current_products: CurrentProducts,
    *,
    is_last: bool = False,
    embedded: bool = False,
) -> Bubble:
    """Returns what the template draws of a message. `is_last`: nothing follows it, so replies to it
    are offered. `embedded`: the page around the frame receives it as JSON as well.
    """
    found = snapshot["metadata"]
    error = snapshot["error"]
    offers_replies = is_last and snapshot["status"] == Message.Status.DONE
    return Bubble(
        id=UUID(snapshot["id"]),
        role=snapshot["role"],
        html=words_to_html(snapshot["content"], snapshot["role"]),
        text=snapshot["content"],
        status=snapshot["status"],
        created_at=datetime.fromisoformat(snapshot["created_at"]),
        error=error,
        notice=str(NOTICES[Message.Error(error)]) if error else "",
        note=" ".join(map(_, found.get("note", "").splitlines())),
        steps=list(map(_step_text, found.get("steps", []))),
        cards=current_products.shown(found.get("cards", []), found),
        changes=list(map(change_text, changes(snapshot, current_products))),
        comparison=compare(current_products.shown(found.get("compared", []), found), MOST_ROWS),
        replies=_replies(found) if offers_replies else [],
        conversation=snapshot["conversation"],
        seq=snapshot["seq"],
        version=snapshot["version"],
        sent_as=snapshot["client_id"] or "",
        client_id=str(uuid4()),
        about=_selected(snapshot, current_products),
        feedback=_feedback(snapshot),
        held=_held(snapshot, current_products) if embedded else "",
    )


def _step_text(step: Any) -> str:
    return _(step) if isinstance(step, str) else translated(step)


def _selected(snapshot: Snapshot, current_products: CurrentProducts) -> Product | None:
    """Returns the product that the conversation turned to, unless it has left the shop."""
    selected = snapshot["metadata"].get("selected")
    products = current_products.ordered([selected]) if selected else []
    return products[0] if products else None


def _feedback(snapshot: Snapshot) -> dict[str, str] | None:
    """Returns the visitor's opinion; empty where it was taken back, None where there was none."""
    found = snapshot["metadata"]
    return found["feedback"] or {} if "feedback" in found else None


def _held(snapshot: Snapshot, current_products: CurrentProducts) -> str:
    message = widget_message(wire(snapshot, current_products))
    return message.model_dump_json(exclude_none=True)


def bubbles(
    snapshots: list[Snapshot], current_products: CurrentProducts, *, embedded: bool = False
) -> list[Bubble]:
    """All of a conversation; cards of all messages come from one query."""
    current_products.fetch(pk for snapshot in snapshots for pk in product_ids(snapshot))
    last = len(snapshots)
    return [
        bubble(each, current_products, is_last=number == last, embedded=embedded)
        for number, each in enumerate(snapshots, start=1)
    ]


def changes_html(
    changes: list[Change],
    current_products: CurrentProducts,
    *,
    is_whole: bool,
    running: bool,
    embedded: bool = False,
) -> str:
    """Returns out-of-band fragments for a page: all messages, or each that changed, at the end or
    in the place of another.

    `running`: whether an answer is open, changed or not. `embedded`: whether the page is a frame on
    another site.
    """
    ordered = sorted(changes, key=lambda each: each.snapshot["position"])
    snapshots = [each.snapshot for each in ordered]
    conversation = snapshots[0]["conversation"]
    _fetch_ended(snapshots, current_products)
    drawn = [bubble(each, current_products, is_last=True, embedded=embedded) for each in snapshots]
    answers = [each for each in drawn if each.role == Message.Role.ASSISTANT]
    parts = [_messages_html(drawn, conversation)] if is_whole else _each_html(drawn, ordered)
    if len(answers) < len(drawn):
        parts.append(notice_html(""))
    if answers:
        parts.append(state_html(conversation, running=running))
    if answers and not is_whole:
        parts.append(_announcement_html(answers[-1]))
    return "".join(parts)


def _each_html(drawn: list[Bubble], changes: list[Change]) -> list[str]:
    return list(map(message_html, drawn, (each.takes for each in changes)))


def _fetch_ended(snapshots: list[Snapshot], current_products: CurrentProducts) -> None:
    """Reads the products of answers that have ended again, so that cards show today's prices."""
    ended = [each for each in snapshots if each["status"] not in Message.OPEN]
    current_products.fetch(pk for each in ended for pk in product_ids(each))


def _messages_html(drawn: list[Bubble], conversation: str) -> str:
    context = {"bubbles": drawn, "conversation": {"id": conversation}, "oob": True}
    return render_to_string("chat/panel.html#messages", context)


def _announcement_html(answer: Bubble) -> str:
    """Returns what a screen reader announces once, when an answer has ended. One that has feedback
    was announced before.
    """
    if answer.status in Message.OPEN or answer.feedback is not None:
        return ""
    text = answer.notice or strip_tags(answer.html)
    return render_to_string("chat/panel.html#announcement", {"text": text, "oob": True})


def message_html(bubble: Bubble, takes: str | None) -> str:
    """Returns one message as a fragment: at the end, or in the place of the message `takes`."""
    context = {
        "bubble": bubble,
        "conversation": {"id": bubble.conversation},
        "oob": f"outerHTML:#message-{takes}" if takes else "",
    }
    return render_to_string("chat/message.html" if takes else "chat/message.html#appended", context)


def state_html(conversation: str, *, running: bool) -> str:
    return render_to_string(
        "chat/panel.html#state",
        {"conversation": {"id": conversation}, "running": running, "oob": True},
    )


def topic_html(conversation: UUID, product: int | None, current_products: CurrentProducts) -> str:
    """Returns the chosen product at the composer, and its announcement for screen readers."""
    topic = next(iter(current_products.ordered([product])), None) if product else None
    made: str = render_to_string(
        "components/topic.html", {"topic": topic, "conversation": {"id": conversation}, "oob": True}
    )
    text = (
        _("Now about: %(name)s") % {"name": topic.name}
        if topic
        else _("No longer about one product.")
    )
    return (
        made
        + notice_html("")
        + render_to_string("chat/panel.html#announcement", {"text": text, "oob": True})
    )


def topic_json(conversation: UUID, product: int | None, current_products: CurrentProducts) -> str:
    topic = next(iter(current_products.ordered([product])), None) if product else None
    metadata = Metadata(selected_product=product_result(topic)) if topic else None
    frame = WebSocketMessage(
        type="selected",
        role="user",
        message="",
        timestamp=now(),
        metadata=metadata,
        conversation=conversation,
    )
    return frame.model_dump_json(exclude_none=True)


def refusal(error: AisleError, client_id: UUID | None = None) -> WebSocketMessage:
    """Returns the frame that states why a request was refused or failed."""
    return WebSocketMessage(
        type="error",
        role="assistant",
        message=str(error),
        timestamp=now(),
        status="error",
        code=error.code,
        retry_after=error.retry_after if error.retryable else None,
        client_id=client_id,
    )


def erased_html() -> str:
    """Returns an empty conversation for a tab that still shows the deleted one."""
    context = panel(
        [],
        notice=str(Erased.sentence),
        assistant_is_offline=not settings.CHAT_MODEL,
        known=True,
        oob_panel=True,
    )
    return render_to_string("chat/panel.html", context)


def notice_html(
    sentence: str, *, client_id: UUID | str | None = None, is_final: bool = True
) -> str:
    """Returns the notice of a refusal. `is_final`: sending the same again later does not help."""
    return render_to_string(
        "chat/panel.html#notice",
        {"notice": sentence, "refused": client_id, "is_final": is_final, "oob": True},
    )


def wires(snapshots: list[Snapshot], current_products: CurrentProducts) -> list[WebSocketMessage]:
    """Returns messages as programs receive them. Products of ended messages are read again, so that
    a program sees today's price, as people do.
    """
    current_products.fetch(
        pk
        for snapshot in snapshots
        if snapshot["status"] not in Message.OPEN
        for pk in product_ids(snapshot)
    )
    return [wire(snapshot, current_products) for snapshot in snapshots]


def wire(snapshot: Snapshot, current_products: CurrentProducts) -> WebSocketMessage:
    """Returns a message as programs receive it."""
    metadata = _metadata(snapshot, current_products)
    is_empty = snapshot["status"] in Message.OPEN and not snapshot["content"]
    return WebSocketMessage(
        type="loading" if is_empty else "message",
        role=snapshot["role"],
        message=snapshot["content"],
        timestamp=datetime.fromisoformat(snapshot["created_at"]),
        metadata=metadata if metadata.model_dump(exclude_none=True) else None,
        id=UUID(snapshot["id"]),
        conversation=UUID(snapshot["conversation"]),
        seq=snapshot["seq"],
        position=snapshot["position"],
        version=snapshot["version"],
        replaces=UUID(snapshot["replaces"]) if snapshot["replaces"] else None,
        status=_wire_status(snapshot),
        client_id=UUID(snapshot["client_id"]) if snapshot["client_id"] else None,
    )


def _metadata(snapshot: Snapshot, current_products: CurrentProducts) -> Metadata:
    """Returns what a message carries beside its words; None for each field that is empty."""
    found = snapshot["metadata"]
    selected = _selected(snapshot, current_products)
    cards = current_products.shown(found.get("cards", []), found)
    tool_results = [ToolResult(**result) for result in found.get("tool_results", [])]
    feedback = found.get("feedback")
    return Metadata(
        context_used=found.get("context_used"),
        confidence=found.get("confidence"),
        error=snapshot["error"] or None,
        tool_results=tool_results or None,
        selected_product=product_result(selected) if selected else None,
        products=list(map(product_result, cards)) or None,
        changes=changes(snapshot, current_products) or None,
        feedback=FeedbackResult(**feedback) if feedback else None,
    )


def _wire_status(snapshot: Snapshot) -> Literal["sent", "sending", "error"]:
    if snapshot["status"] in Message.OPEN:
        return "sending"
    return "error" if snapshot["error"] else "sent"


def panel(
    snapshots: list[Snapshot], *, whole: bool = True, embedded: bool = False, **context: Any
) -> dict[str, Any]:
    """Returns the context of chat/panel.html: the `whole` conversation, or its last MOST_SHOWN
    messages.

    `embedded`: whether the page is a frame on another site.
    """
    current_products = CurrentProducts()
    recent = snapshots if whole else snapshots[-MOST_SHOWN:]
    conversation = context.get("conversation")
    seen = max((snapshot["seq"] for snapshot in snapshots), default=0)
    return {
        "conversation": conversation,
        "bubbles": bubbles(recent, current_products, embedded=embedded),
        "has_earlier": len(recent) < len(snapshots),
        "running": any(snapshot["status"] in Message.OPEN for snapshot in snapshots),
        "socket": f"/ws/chat/?format=html&conversation={conversation.pk}&seen={seen}"
        f"&topic={conversation.topic_id or 0}"
        if conversation
        else "",
        "client_id": str(uuid4()),
        "examples": said_in(asks_in(), example_texts()),
        "asks_in": asks_in(),
        "assistant_label": settings.CHAT_MODEL or _("built-in"),
        "longest": LONGEST_MESSAGE,
        "notice": "",
        "draft": "",
        "topic": None,
        "page_address": "",
        # Whether the visitor has conversations to list.
        "known": bool(conversation),
        **context,
    }


def asks_in() -> str:
    """Returns the code of the visitor's language where the assistant reads it, else "en". The
    built-in assistant reads the languages that it has a table of words for.
    """
    language = get_language() or "en"
    return language if settings.CHAT_MODEL or reads(language) else "en"


def _replies(found: dict[str, Any]) -> list[tuple[str, str]]:
    """Returns (text, client_id) of each suggested reply. Pages without JavaScript need the
    client_id.
    """
    cards = len(found.get("cards", []))
    kind = (
        "compared"
        if cards > 1 and found.get("compared")
        else "several"
        if cards > 1
        else "one"
        if cards
        else ""
    )
    return [(text, str(uuid4())) for text in said_in(asks_in(), REPLIES.get(kind, ()))]
