"""Exports a conversation: as data in the contract's shape, and as Markdown."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from chat.answering.product_snapshots import CurrentProducts
from chat.models import Conversation, Message
from chat.transport.render import NOTICES, wires
from chat.turns.transcript import snapshot, transcript
from chat.wire import ConversationExport, WebSocketMessage
from site_config.formatting import format_price


def exported(conversation: Conversation) -> ConversationExport:
    said = wires([snapshot(message) for message in transcript(conversation)], CurrentProducts())
    return ConversationExport(
        id=conversation.pk,
        begun=conversation.created_at,
        updated=conversation.updated_at,
        messages=said,
    )


def as_markdown(found: ConversationExport, shop_name: str) -> str:
    title = _("A conversation at %(shop)s") % {"shop": shop_name}
    return "\n\n".join([f"# {title}", *map(_said, found.messages)]) + "\n"


def _said(message: WebSocketMessage) -> str:
    who = _("You") if message.role == "user" else _("The assistant")
    parts = [
        f"**{who}** ({date_format(message.timestamp, 'DATETIME_FORMAT')} UTC)",
        message.message,
    ]
    if (found := message.metadata) is not None:
        if found.error:
            parts.append(f"_{NOTICES[Message.Error(found.error)]}_")
        lines = [
            f"- {each.name}: {format_price(each.price, each.currency)} ({each.url})"
            for each in found.products or []
        ]
        parts.append("\n".join(lines))
    return "\n\n".join(part for part in parts if part)
