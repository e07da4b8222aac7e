"""What a visitor thinks of an answer: up or down, and why if they like; changed and taken back as often as they want."""

from uuid import UUID

from django.db import transaction

from chat import bus, turns
from chat.errors import NoMessage
from chat.models import Conversation, Feedback, Message
from chat.wire import FeedbackFrame
from site_config.aio import in_database


async def rate(conversation: UUID, said: FeedbackFrame) -> Message:
    """Store it and show it in every tab. Raises NoMessage for what is no finished answer of the conversation."""
    message = await in_database(_store)(conversation, said)
    await bus.publish(conversation, turns.snapshot(message))
    return message


@transaction.atomic
def _store(conversation: UUID, said: FeedbackFrame) -> Message:
    Conversation.objects.select_for_update().filter(pk=conversation).first()
    answers = Message.objects.filter(conversation=conversation, role=Message.Role.ASSISTANT).exclude(status__in=Message.OPEN)
    message = answers.defer("history").filter(pk=said.answer).first()
    if message is None:
        raise NoMessage
    # The row is for staff; what the message says of itself is what everybody on the conversation is shown.
    if said.rating is None:
        Feedback.objects.filter(message=message).delete()
        message.metadata.pop("feedback", None)
    else:
        Feedback.objects.update_or_create(message=message, defaults={"rating": said.rating, "reason": said.reason})
        message.metadata["feedback"] = {"rating": said.rating, "reason": said.reason}
    message.seq = turns.next_seq(conversation)
    message.save(update_fields=["metadata", "seq"])
    return message
