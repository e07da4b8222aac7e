"""The rows of a conversation as everybody is told of them: whole, or what a reader lacks."""

from uuid import UUID

from django.db.models import Q

from chat.errors import NoConversation
from chat.models import STEP, Conversation, Message, Snapshot
from chat.turns import queue


def snapshot(message: Message) -> Snapshot:
    """The whole message as it stands, as plain JSON."""
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
    """The newest version of every message, in order; an answer whose process died is
    closed first.
    """
    queue.close_abandoned(conversation.pk)
    return list(conversation.messages.current().defer("history"))


def lacking(conversation: UUID, at: int) -> tuple[int, list[Message]]:
    """What a reader that knows the stored states up to number `at` does not, with what is open; and
    the number of the newest state.
    """
    queue.close_abandoned(conversation)
    # First the number, then the rows: what is stored in between is read, and read again at the next
    # look.
    last = Conversation.objects.filter(pk=conversation).values_list("last_seq", flat=True).first()
    if last is None:
        raise NoConversation
    newer = Q(seq__gte=(at + 1) * STEP) | Q(status__in=Message.OPEN)
    return last // STEP, list(
        Message.objects.filter(newer, conversation=conversation).current().defer("history")
    )


def held(conversation: UUID, seen: int) -> dict[int, tuple[int, str]]:
    """The version and id that a reader which has seen up to `seen` shows at each position."""
    rows = (
        Message.objects.filter(conversation=conversation, first_seq__lte=seen)
        .order_by("position", "-version")
        .distinct("position")
    )
    return {
        position: (version, str(pk))
        for position, version, pk in rows.values_list("position", "version", "pk")
    }
