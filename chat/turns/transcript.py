"""Reads the rows of a conversation: all messages, or those that a reader lacks."""

from uuid import UUID

from django.db.models import Q

from chat.errors import NoConversation
from chat.models import STEP, Conversation, Message, Snapshot
from chat.turns import queue


def snapshot(message: Message) -> Snapshot:
    """Returns the whole message as plain JSON."""
    return {
        "id": str(message.pk),
        "conversation": str(message.conversation_id),
        "seq": message.seq,
        "first_seq": message.first_seq,
        "position": message.position,
        "version": message.version,
        "replaces": str(message.replaces_id) if message.replaces_id else None,
        "role": message.role,
        "content": message.content,
        "status": message.status,
        "error": message.error if message.status == Message.Status.FAILED else "",
        "metadata": message.metadata,
        "client_id": str(message.client_id) if message.client_id else None,
        "created_at": message.created_at.isoformat(),
    }


def transcript(conversation: Conversation) -> list[Message]:
    """Returns the newest version of every message in order. Closes an answer whose process died
    first.
    """
    queue.close_abandoned(conversation.pk)
    return list(conversation.messages.current().defer("history"))


def lacking(conversation: UUID, at: int) -> tuple[int, list[Message]]:
    """Returns the number of the newest state, and the messages whose state is newer than number
    `at` or that are open.
    """
    queue.close_abandoned(conversation)
    # First the number, then the rows: a state that is stored in between is read now and again next
    # time.
    last = Conversation.objects.filter(pk=conversation).values_list("last_seq", flat=True).first()
    if last is None:
        raise NoConversation
    newer = Q(seq__gte=(at + 1) * STEP) | Q(status__in=Message.OPEN)
    return last // STEP, list(
        Message.objects.filter(newer, conversation=conversation).current().defer("history")
    )


def held(conversation: UUID, seen: int) -> dict[int, tuple[int, str]]:
    """Returns {position: (version, id)} as a client that has seen all states up to
    `seen` holds it.
    """
    rows = (
        Message.objects.filter(conversation=conversation, first_seq__lte=seen)
        .order_by("position", "-version")
        .distinct("position")
    )
    return {
        position: (version, str(pk))
        for position, version, pk in rows.values_list("position", "version", "pk")
    }
