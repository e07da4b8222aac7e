"""The messages table as a queue. Each message of a visitor goes in once, answers come out one at a
time, and each stored state gets a number.

Everything happens under the lock of the conversation's row, so that states become visible in the
order of their numbers.
"""

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import JSONField
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Now
from django.utils.translation import get_language

from chat.errors import NoConversation
from chat.models import STEP, Conversation, Message
from chat.turns.page import page_of
from chat.wire import MessageFrame
from shop.models import Product
from shop.search import statements
from site_config.text import ExactEncoder

# The columns of a message in the table.
_FIELDS = Message._meta.concrete_fields  # noqa: SLF001  # documented, in spite of its name
COLUMNS = [field.attname for field in _FIELDS]
_JSON = [isinstance(field, JSONField) for field in _FIELDS]

# Every question takes these two, so they are short. The first locks the row, and counts two stored
# states; only then is the second true.
TAKE = """
UPDATE chat_conversation SET last_seq = (last_seq / %(step)s::bigint + 2) * %(step)s::bigint,
  updated_at = now() WHERE id = %(conversation)s
RETURNING last_seq - 2 * %(step)s::bigint, topic_id, clock_timestamp()
"""
END = """
SELECT coalesce(max(position), 0), coalesce(bool_or(client_id = %(client_id)s), false)
  FROM chat_message
WHERE conversation_id = %(conversation)s
"""

# Of a row's columns, by their names; what a column takes when nothing is said is in the model, and
# so in the rows.
STORE = (
    "INSERT INTO chat_message SELECT * FROM jsonb_populate_recordset(NULL::chat_message, "
    "%(rows)s::jsonb) RETURNING id"
)

# Starts the next waiting answer, in two statements. The first takes the lock and counts a stored
# state, if an answer waits at all. Only after it holds the lock does the second see what runs.
# Their commit does not wait for the disk: if a crash undoes it, the answer waits again.
NEXT = """
UPDATE chat_conversation SET last_seq = (last_seq / %(step)s::bigint + 1) * %(step)s::bigint
FROM (SELECT set_config('synchronous_commit', 'off', true)) AS quick
WHERE id = %(conversation)s AND EXISTS (SELECT FROM chat_message
  WHERE conversation_id = %(conversation)s AND status = 'queued')
RETURNING id, visitor, topic_id, site, last_seq, created_at, updated_at
"""
OWNER = ("id", "visitor", "topic_id", "site", "last_seq", "created_at", "updated_at")
BEGIN = f"""
UPDATE chat_message SET status = 'running', seq = %(seq)s, saved_at = clock_timestamp()
WHERE NOT EXISTS (SELECT FROM chat_message WHERE conversation_id = %(conversation)s
  AND status = 'running')
AND id = (SELECT id FROM chat_message WHERE conversation_id = %(conversation)s
AND status = 'queued' ORDER BY position LIMIT 1)
RETURNING {", ".join(COLUMNS)}
"""


@dataclass(frozen=True)
class Exchange:
    """A question and its answer. `news` holds the messages that are new; it is empty where the same
    client_id was sent before.
    """

    question: Message
    answer: Message
    news: tuple[Message, ...] = ()
    # The running answer to a question that has changed since.
    stopped: UUID | None = None


def lock(conversation: UUID) -> Conversation:
    """Locks the conversation's row. Raises NoConversation where it was deleted meanwhile."""
    owner = Conversation.locked(conversation)
    if owner is None:
        raise NoConversation
    return owner


def sent_before(conversation: UUID, client_id: UUID | None) -> Exchange | None:
    """Returns the current state of the exchange that this client_id started, or None."""
    messages = Message.objects.filter(conversation=conversation).defer("history")
    before = messages.filter(client_id=client_id).first() if client_id else None
    if before is None:
        return None
    if before.role == Message.Role.ASSISTANT:
        return Exchange(messages.current().get(position=before.position - 1), before)
    return Exchange(before, messages.current().get(position=before.position + 1))


@transaction.atomic
def say(conversation: UUID, said: MessageFrame, payers: list[str] | None) -> Exchange:
    """Appends a question and its queued answer."""
    taken = statements.rows(TAKE, {"conversation": conversation, "step": STEP})
    if not taken:
        raise NoConversation
    last_seq, topic_id, now = taken[0]
    owner = Conversation(pk=conversation, last_seq=last_seq, topic_id=topic_id)
    ((position, is_repeated),) = statements.rows(
        END, {"conversation": conversation, "client_id": said.client_id}
    )
    if is_repeated and (before := sent_before(conversation, said.client_id)):
        transaction.set_rollback(True)  # nothing was said
        return before
    chosen = said.selected_product or owner.topic_id
    topic = Product.objects.filter(pk=chosen, active=True).first() if chosen else None
    question = new(
        owner, Message.Role.USER, position + 1, content=said.message,
        client_id=said.client_id or uuid4(),
        metadata=_told_with(said, topic),
        created_at=now, saved_at=now,
    )  # fmt: skip
    # One instant after the question, for readers that sort by time.
    answer = new(
        owner, Message.Role.ASSISTANT, position + 2, status=Message.Status.QUEUED, payers=payers,
        created_at=now + timedelta(microseconds=1), saved_at=now,
    )  # fmt: skip
    _insert(question, answer)
    if (topic.pk if topic else None) != owner.topic_id:
        Conversation.objects.filter(pk=conversation).update(topic=topic)
    return Exchange(question, answer, (question, answer))


def _told_with(said: MessageFrame, topic: Product | None) -> dict[str, Any]:
    """Returns the metadata of a question that its answer needs."""
    details: dict[str, Any] = {"language": get_language()}
    if topic:
        details["selected"] = topic.pk
    if page := page_of(said.page):
        details["page"] = {"kind": page.kind, "address": page.address}
    return details


def _insert(*messages: Message) -> None:
    rows = [{name: getattr(message, name) for name in COLUMNS} for message in messages]
    statements.rows(STORE, {"rows": json.dumps(rows, cls=ExactEncoder)})


def new(owner: Conversation, role: Message.Role, position: int, **values: Any) -> Message:
    """Returns an unsaved message with the next number. The caller holds the lock and
    calls `keep`.
    """
    seq = owner.next_seq()
    return Message(
        pk=uuid4(),
        conversation=owner,
        role=role,
        position=position,
        seq=seq,
        first_seq=seq,
        **values,
    )


def add(owner: Conversation, role: Message.Role, position: int, **values: Any) -> Message:
    """Stores a message at once with the times of the database, where messages are created one after
    the other.
    """
    message = new(owner, role, position, **values)
    message.save(force_insert=True)
    return message


def keep(owner: Conversation) -> None:
    Conversation.objects.filter(pk=owner.pk).update(last_seq=owner.last_seq, updated_at=Now())


@transaction.atomic
def claim(conversation: UUID) -> Message | None:
    """Returns the next queued answer, now `running`, or None where none waits or one is running."""
    taken = statements.rows(NEXT, {"conversation": conversation, "step": STEP})
    if not taken:
        return None
    owner = Conversation.from_db(None, OWNER, taken[0])
    message = _begin(owner)
    if message is None and _abandoned().filter(conversation=owner).exists():
        _close_abandoned(owner)
        owner.next_seq()
        owner.save(update_fields=["last_seq"])
        message = _begin(owner)
    if message is None:
        transaction.set_rollback(True)  # nothing was begun, and nothing is counted
    return message


def _begin(owner: Conversation) -> Message | None:
    begun = statements.rows(BEGIN, {"conversation": owner.pk, "seq": owner.last_seq})
    if not begun:
        return None
    values = [
        json.loads(value) if is_json and value else value
        for value, is_json in zip(begun[0], _JSON, strict=True)
    ]
    message = Message.from_db(None, COLUMNS, values)
    message.conversation = owner
    return message


@transaction.atomic
def cancel(conversation: UUID) -> tuple[list[Message], UUID | None]:
    """Closes the queued answers and marks the running one as stopped. Returns both."""
    owner = lock(conversation)
    waiting = list(owner.messages.filter(status=Message.Status.QUEUED))
    for message in waiting:
        close(owner, message, Message.Error.CANCELLED)
    return waiting, mark_stopped(owner.messages.current())


def mark_stopped(messages: Any) -> UUID | None:
    """Marks running answers as stopped in their rows, since the news of it may be lost or arrive
    too early. Returns the id of the running one.
    """
    running = messages.filter(status=Message.Status.RUNNING)
    found: UUID | None = running.values_list("pk", flat=True).first()
    if found:
        Message.objects.filter(pk=found).update(error=Message.Error.CANCELLED)
    return found


def close(owner: Conversation, message: Message, error: Message.Error) -> None:
    _store(owner, message, status=Message.Status.FAILED, error=error, payers=None)


@transaction.atomic
def hand_back(running: UUID) -> Message | None:
    """Returns an answer of this process to the queue without its words, for another process; None
    where it has ended.
    """
    conversation = Message.objects.filter(pk=running).values_list("conversation", flat=True).first()
    owner = Conversation.locked(conversation) if conversation else None
    message = (
        owner.messages.filter(pk=running, status=Message.Status.RUNNING).first() if owner else None
    )
    if owner is None or message is None:
        return None
    if message.error:  # it was to be stopped anyhow
        close(owner, message, Message.Error.CANCELLED)
    else:
        _store(owner, message, status=Message.Status.QUEUED, content="", metadata={}, model="")
    return message


def close_abandoned(conversation: UUID) -> None:
    """Closes a running answer whose process died: it was not saved for the length of a lease."""
    if _abandoned().filter(conversation=conversation).exists():
        with transaction.atomic():
            if owner := Conversation.locked(conversation):
                _close_abandoned(owner)


def unattended() -> list[UUID]:
    """Returns the conversations with an open answer that was not saved for longer than a lease."""
    stale = Message.objects.filter(status__in=Message.OPEN, saved_at__lt=_deadline())
    return list(stale.values_list("conversation", flat=True).distinct()[:100])


def _close_abandoned(owner: Conversation) -> None:
    for message in _abandoned().filter(conversation=owner):
        _abandon(owner, message)


def _abandon(owner: Conversation, message: Message) -> None:
    close(
        owner,
        message,
        Message.Error.CANCELLED
        if message.error == Message.Error.CANCELLED
        else Message.Error.SYSTEM_ERROR,
    )


def _abandoned() -> Any:
    return Message.objects.filter(status=Message.Status.RUNNING, saved_at__lt=_deadline())


def _deadline() -> CombinedExpression:
    """The time before which a lease has expired, by the database's clock, which also wrote it."""
    return Now() - timedelta(seconds=settings.CHAT_LEASE_SECONDS)


def _store(owner: Conversation, message: Message, **values: Any) -> None:
    """Stores a change of a message with the next number."""
    for name, value in {**values, "seq": owner.next_seq(), "saved_at": Now()}.items():
        setattr(message, name, value)
    message.save(update_fields=[*values, "seq", "saved_at"])
    owner.save(update_fields=["last_seq"])
