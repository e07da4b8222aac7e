"""The end of a conversation: its visitor erases it, or the shop deletes it after
CHAT_RETENTION_DAYS.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from chat.models import Conversation, Message
from chat.turns import bus
from site_config.aio import in_database

# Short transactions, so that no conversation waits.
BATCH = 200


async def erase(conversation: UUID) -> None:
    """Deletes all rows of a conversation. Ends the answer that is being written and informs every
    tab.
    """
    running = await in_database(_erase)(conversation)
    if running:
        await bus.stop(running)
    await bus.tell_erased(conversation)


@transaction.atomic
def _erase(conversation: UUID) -> UUID | None:
    """Deletes the rows under the lock, so that no message is added meanwhile. Returns the answer
    that was being written.
    """
    Conversation.locked(conversation)
    running = (
        Message.objects.filter(conversation=conversation, status=Message.Status.RUNNING)
        .values_list("pk", flat=True)
        .first()
    )
    Conversation.objects.filter(pk=conversation).delete()
    return running


def forget_before(moment: datetime) -> int:
    """Deletes one batch of the conversations without a message since `moment`. Returns how many."""
    old = (
        Conversation.objects.filter(updated_at__lte=moment)
        .order_by("updated_at")
        .values_list("pk", flat=True)
    )
    ids = list(old[:BATCH])
    # The date is checked again: somebody may have written in one of them since it was selected.
    return (
        Conversation.objects.filter(pk__in=ids, updated_at__lte=moment)
        .delete()[1]
        .get("chat.Conversation", 0)
    )
