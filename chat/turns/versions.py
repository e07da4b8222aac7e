"""New versions of messages: an answer written again, or the last question reworded. Earlier
versions stay.
"""

from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import get_language

from chat.errors import AlreadyReplaced, NoMessage, NotTheLast, StillWriting
from chat.models import Conversation, Message
from chat.turns import queue
from chat.turns.queue import Exchange
from chat.wire import EditFrame, RetryFrame


@transaction.atomic
def again(conversation: UUID, asked: RetryFrame, payers: list[str] | None) -> Exchange:
    """Queues another version of an answer that has ended."""
    owner = queue.lock(conversation)
    if before := queue.sent_before(conversation, asked.client_id):
        return before
    old = _current(owner, asked.answer, Message.Role.ASSISTANT)
    if old.status in Message.OPEN:
        raise StillWriting
    answer = _replace(
        owner,
        old,
        status=Message.Status.QUEUED,
        client_id=asked.client_id or uuid4(),
        payers=payers,
    )
    queue.keep(owner)
    return Exchange(owner.messages.current().get(position=old.position - 1), answer, (answer,))


@transaction.atomic
def edit(conversation: UUID, asked: EditFrame, payers: list[str] | None) -> Exchange:
    """Stores another version of the last question with a queued answer; the answer to the former
    version is stopped.
    """
    owner = queue.lock(conversation)
    if before := queue.sent_before(conversation, asked.client_id):
        return before
    old = _current(owner, asked.question, Message.Role.USER)
    if owner.messages.filter(position__gt=old.position + 1).exists():
        raise NotTheLast
    old_answer = owner.messages.current().get(position=old.position + 1)
    stopped = queue.mark_stopped(owner.messages.filter(pk=old_answer.pk))
    if old_answer.status == Message.Status.QUEUED:
        queue.close(owner, old_answer, Message.Error.CANCELLED)
    question = _replace(
        owner,
        old,
        content=asked.message,
        client_id=asked.client_id or uuid4(),
        metadata=old.metadata | {"language": get_language()},
    )
    answer = _replace(owner, old_answer, status=Message.Status.QUEUED, payers=payers)
    queue.keep(owner)
    return Exchange(question, answer, (question, answer), stopped)


def versions_of(conversation: Conversation, message: UUID) -> list[Message]:
    """Returns all versions of a message, the first one first. Raises NoMessage."""
    found = conversation.messages.filter(pk=message).first()
    if found is None:
        raise NoMessage
    return list(
        conversation.messages.filter(position=found.position).defer("history").order_by("version")
    )


def _current(owner: Conversation, pk: UUID, role: Message.Role) -> Message:
    found = owner.messages.filter(pk=pk, role=role).first()
    if found is None:
        raise NoMessage
    if Message.objects.filter(replaces=found).exists():
        raise AlreadyReplaced
    return found


def _replace(owner: Conversation, old: Message, **values: object) -> Message:
    return queue.add(
        owner, Message.Role(old.role), old.position, version=old.version + 1, replaces=old, **values
    )
