"""The end of a conversation: erased by its visitor, or forgotten after as many days as the shop
keeps it.
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
    """All rows of it are gone when this returns; an answer that is being written ends, and every
    tab is told.
    """
    running = await in_database(_erase)(conversation)
    if running:
        await bus.stop(running)
    await bus.tell_erased(conversation)


@transaction.atomic
def _erase(conversation: UUID) -> UUID | None:
    """The lock keeps anything from being said meanwhile. Returns the answer that was
    being written.
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
    """Delete one batch of the conversations in which nothing was said since; returns how many."""
    old = (
        Conversation.objects.filter(updated_at__lte=moment)
        .order_by("updated_at")
        .values_list("pk", flat=True)
    )
    ids = list(old[:BATCH])
    # Once more by the day: somebody may have spoken in one of them since it was looked up.
    return (
        Conversation.objects.filter(pk__in=ids, updated_at__lte=moment)
        .delete()[1]
        .get("chat.Conversation", 0)
    )
