"""A visitor's opinion of an answer: up or down with an optional reason. It can be changed and taken
back at any time.
"""

from uuid import UUID

from django.db import transaction

from chat.errors import NoMessage
from chat.models import Feedback, Message
from chat.turns import bus, queue
from chat.turns.transcript import snapshot
from chat.wire import FeedbackFrame
from site_config.aio import in_database


async def rate(conversation: UUID, said: FeedbackFrame) -> Message:
    """Stores the opinion and updates every tab. Raises NoMessage where the answer is unknown or has
    not ended.
    """
    message = await in_database(_store)(conversation, said)
    await bus.publish(conversation, snapshot(message))
    return message


@transaction.atomic
def _store(conversation: UUID, said: FeedbackFrame) -> Message:
    owner = queue.lock(conversation)
    answers = Message.objects.filter(
        conversation=conversation, role=Message.Role.ASSISTANT
    ).exclude(status__in=Message.OPEN)
    message = answers.defer("history").filter(pk=said.answer).first()
    if message is None:
        raise NoMessage
    # The row is for staff; the message's metadata is what every tab renders.
    if said.rating is None:
        Feedback.objects.filter(message=message).delete()
        message.metadata["feedback"] = None
    else:
        Feedback.objects.update_or_create(
            message=message, defaults={"rating": said.rating, "reason": said.reason}
        )
        message.metadata["feedback"] = {"rating": said.rating, "reason": said.reason}
    message.seq = owner.next_seq()
    message.save(update_fields=["metadata", "seq"])
    owner.save(update_fields=["last_seq"])
    return message
