"""A turn: a visitor's message is stored, an answer is written by a task of its own, and everybody who looks gets snapshots of it.

The messages table is the queue: an answer waits as `queued`, one worker at a time claims it as `running` (the database allows one a
conversation), and saving it at least once a second is its lease. A socket that closes ends nothing; only `stop` does.
"""

import asyncio
import logging
import time
from contextlib import suppress
from contextvars import Context
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import Max
from django.utils import timezone
from pydantic_ai.messages import ModelMessage, ModelMessagesTypeAdapter, repair_messages

from chat import bus
from chat.draft import Draft, LeaseLost
from chat.errors import Erased, NoConversation
from chat.models import Conversation, Message
from chat.run import answer
from chat.wire import MessageFrame
from shop.models import Product
from site_config.aio import in_database

log = logging.getLogger("aisle.chat")

# A snapshot at most this often, and the stored draft at least this often, in seconds.
PUBLISH_EVERY = 0.05
SAVE_EVERY = 1.0
# How many earlier turns the model is told of.
REMEMBERED = 10

_tasks: set[asyncio.Task[None]] = set()


@dataclass(frozen=True)
class Exchange:
    """A question and its answer; not `is_new` where the same client_id had been sent before."""

    question: Message
    answer: Message
    is_new: bool


async def start(conversation: Conversation, said: MessageFrame) -> Exchange:
    """Store what was said, once, and see to it that it is answered. Returns as soon as it is stored."""
    exchange = await in_database(_begin)(conversation.pk, said)
    if exchange.is_new:
        await bus.publish(conversation.pk, snapshot(exchange.question))
        await bus.publish(conversation.pk, snapshot(exchange.answer))
        if said.selected_product:
            await bus.tell_topic(conversation.pk, exchange.question.metadata.get("selected"))
    work(conversation.pk)
    return exchange


def work(conversation: UUID) -> None:
    """Answer what is queued, in a task of its own; does nothing where another task or process is at it."""
    # An empty context: the task must not live on the request's own thread and connection, which end with the request.
    task = asyncio.get_running_loop().create_task(_work(conversation), context=Context())
    _tasks.add(task)
    task.add_done_callback(_tasks.discard)


async def attend(conversation: UUID) -> None:
    """See to it that what waits is answered: the process that should have done it may have died."""
    waiting = Message.objects.filter(conversation=conversation, status=Message.Status.QUEUED)
    if await in_database(waiting.exists)():
        work(conversation)


async def stop(conversation: Conversation) -> None:
    """End the answer that is being written, and those that wait."""
    cancelled, running = await in_database(_cancel_queued)(conversation.pk)
    for message in cancelled:
        await bus.publish(conversation.pk, snapshot(message))
    if running:
        await bus.stop(running)


async def finished(message: UUID, seconds: float) -> Message:
    """The answer when it has ended, or as it stands after `seconds`. Raises Erased where its conversation is gone by then."""
    end = time.monotonic() + seconds
    still_open = Message.objects.filter(pk=message, status__in=Message.OPEN)
    # Looked up, not waited for: the answer may be written by another process.
    while time.monotonic() < end and await in_database(still_open.exists)():  # noqa: ASYNC110
        await asyncio.sleep(0.05)
    found = await in_database(Message.objects.defer("history").filter(pk=message).first)()
    if found is None:
        raise Erased
    return found


def snapshot(message: Message) -> bus.Snapshot:
    """The whole message as it stands, as plain JSON."""
    return {
        "id": str(message.pk),
        "conversation": str(message.conversation_id),
        "seq": message.seq,
        "position": message.position,
        "role": message.role,
        "content": message.content,
        "status": message.status,
        "error": message.error if message.status == Message.Status.FAILED else "",
        "metadata": message.metadata,
        "client_id": str(message.client_id) if message.client_id else None,
        "created_at": message.created_at.isoformat(),
    }


def transcript(conversation: Conversation) -> list[Message]:
    """All messages in order; an answer whose process died is closed first."""
    close_abandoned(conversation.pk)
    return list(conversation.messages.defer("history"))


def close_abandoned(conversation: UUID) -> None:
    """Close a running answer that lost its process: nobody has saved it for the length of its lease."""
    deadline = timezone.now() - timedelta(seconds=settings.CHAT_LEASE_SECONDS)
    abandoned = Message.objects.filter(conversation=conversation, status=Message.Status.RUNNING, saved_at__lt=deadline)
    if abandoned.exists():
        abandoned.update(
            status=Message.Status.FAILED, error=Message.Error.SYSTEM_ERROR, seq=next_seq(conversation), saved_at=timezone.now()
        )


def next_seq(conversation: UUID) -> int:
    """Grows within a conversation: milliseconds, so that a process that takes over needs no other's memory."""
    last: int = Message.objects.filter(conversation=conversation).aggregate(last=Max("seq"))["last"] or 0
    return max(last + 1, int(time.time() * 1000))


@transaction.atomic
def _begin(conversation: UUID, said: MessageFrame) -> Exchange:
    # The lock puts everything that is said at once in one order.
    owner = Conversation.objects.select_for_update().filter(pk=conversation).first()
    if owner is None:
        raise NoConversation  # erased meanwhile
    client_id = said.client_id or uuid4()
    if before := owner.messages.filter(client_id=client_id).first():
        return Exchange(before, owner.messages.get(position=before.position + 1), is_new=False)
    chosen = said.selected_product or owner.topic_id
    topic = Product.objects.filter(pk=chosen, active=True).first() if chosen else None
    position = (owner.messages.aggregate(last=Max("position"))["last"] or 0) + 1
    seq = next_seq(conversation)
    question = Message(
        pk=uuid4(), conversation=owner, role=Message.Role.USER, content=said.message, client_id=client_id, position=position, seq=seq,
        metadata={"selected": topic.pk} if topic else {}, created_at=timezone.now(), saved_at=timezone.now(),
    )  # fmt: skip
    answer = Message(
        pk=uuid4(), conversation=owner, role=Message.Role.ASSISTANT, status=Message.Status.QUEUED, position=position + 1, seq=seq + 1,
        created_at=timezone.now(), saved_at=timezone.now(),
    )  # fmt: skip
    Message.objects.bulk_create([question, answer])
    owner.topic = topic
    owner.updated_at = timezone.now()
    owner.save(update_fields=["topic", "updated_at"])
    return Exchange(question, answer, is_new=True)


@transaction.atomic
def _claim(conversation: UUID) -> Message | None:
    """The next waiting answer, now `running`; None where nothing waits or one is running."""
    Conversation.objects.select_for_update().filter(pk=conversation).first()
    close_abandoned(conversation)
    messages = Message.objects.filter(conversation=conversation)
    if messages.filter(status=Message.Status.RUNNING).exists():
        return None
    waiting = messages.filter(status=Message.Status.QUEUED).select_related("conversation").order_by("position").first()
    if waiting is not None:
        waiting.status = Message.Status.RUNNING
        waiting.saved_at = timezone.now()
        waiting.save(update_fields=["status", "saved_at"])
    return waiting


@transaction.atomic
def _cancel_queued(conversation: UUID) -> tuple[list[Message], UUID | None]:
    """The answers that waited, now cancelled, and the id of the one that runs."""
    Conversation.objects.select_for_update().filter(pk=conversation).first()
    waiting = list(Message.objects.filter(conversation=conversation, status=Message.Status.QUEUED))
    for message in waiting:
        message.status, message.error = Message.Status.FAILED, Message.Error.CANCELLED
        message.seq = next_seq(conversation)
        message.save(update_fields=["status", "error", "seq"])
    running = Message.objects.filter(conversation=conversation, status=Message.Status.RUNNING)
    # Noted in the row as well: the news of it may be lost, or come before anybody listens.
    running.update(error=Message.Error.CANCELLED)
    return waiting, running.values_list("pk", flat=True).first()


def _memory(message: Message) -> tuple[str, list[ModelMessage]]:
    """The question that `message` answers, and what was said before it, as the model needs it."""
    earlier = message.conversation.messages.filter(position__lt=message.position)
    question = earlier.get(position=message.position - 1)
    answers = earlier.filter(role=Message.Role.ASSISTANT).exclude(history=[]).order_by("-position")[:REMEMBERED]
    rows: list[Any] = [row for each in reversed(answers) for row in each.history]
    return question.content, repair_messages(ModelMessagesTypeAdapter.validate_python(rows))


async def _work(conversation: UUID) -> None:
    """Answer what waits, one after the other; whatever goes wrong, the lease runs out and whoever looks next takes it up."""
    try:
        while message := await in_database(_claim)(conversation):
            await _turn(message)
    except Exception:
        log.exception("conversation %s: nobody answers just now", conversation)


async def _turn(message: Message) -> None:
    """Write one answer to its end, however that comes."""
    begun = time.monotonic()
    draft = Draft(message)
    async with bus.stops(message.pk) as stopped:
        run = asyncio.create_task(_write(draft))
        pulse = asyncio.create_task(_pulse(draft))
        try:
            await asyncio.wait({run, stopped, pulse}, timeout=settings.CHAT_TIMEOUT_SECONDS, return_when=asyncio.FIRST_COMPLETED)
            if not run.done():
                ended = stopped.done() or pulse.done()
                draft.fail(Message.Error.CANCELLED if ended else Message.Error.TIMEOUT)
        finally:
            run.cancel()
            pulse.cancel()
            outcome, _beat = await asyncio.gather(run, pulse, return_exceptions=True)
    if isinstance(outcome, Exception):
        log.error("conversation %s: the answer failed", message.conversation_id, exc_info=outcome)
        draft.fail(Message.Error.SYSTEM_ERROR)
    await _end(draft)
    log.info(
        "turn %s: %s%s by %s in %.0f ms, tools: %s",
        message.pk, message.status, f" ({message.error})" if message.error else "", message.model,
        (time.monotonic() - begun) * 1000, ", ".join(draft.tools) or "none",
    )  # fmt: skip


async def _end(draft: Draft) -> None:
    """Store and publish the last state; where it cannot be stored, who looks on is told so and sees the words."""
    message = draft.message
    try:
        await in_database(draft.arrange)()
        draft.finish()
        await _save(draft)
    except LeaseLost:
        stored = await in_database(Message.objects.filter(pk=message.pk).first)()
        if stored is None:
            return  # erased with its conversation, and everybody was told
        log.error("conversation %s: an answer was closed before its end", message.conversation_id)
        draft.message = stored
    except DatabaseError:
        log.exception("conversation %s: the answer could not be saved", message.conversation_id)
        draft.fail(Message.Error.SYSTEM_ERROR)
        draft.finish()
    await bus.publish(message.conversation_id, snapshot(draft.message))
    if draft.topic:
        await bus.tell_topic(message.conversation_id, draft.topic)


async def _write(draft: Draft) -> None:
    question, memory = await in_database(_memory)(draft.message)
    await answer(draft, question, memory)


async def _pulse(draft: Draft) -> None:
    """Publish what changed, and keep the lease; ends when the row says that the answer is stopped, or closed."""
    saved = time.monotonic()
    while True:
        with suppress(TimeoutError):
            async with asyncio.timeout(SAVE_EVERY):
                await draft.changed.wait()
        if draft.changed.is_set():
            draft.changed.clear()
            draft.step_seq()
            await bus.publish(draft.message.conversation_id, snapshot(draft.message))
        if time.monotonic() - saved >= SAVE_EVERY:
            with suppress(DatabaseError):  # an answer goes on while the database restarts; its end is saved with retries
                if await in_database(draft.save)():
                    return
                # Whoever joined before this save has seen less; to the others it is nothing new, and they drop it.
                await bus.publish(draft.message.conversation_id, snapshot(draft.message))
            saved = time.monotonic()
        await asyncio.sleep(PUBLISH_EVERY)


async def _save(draft: Draft, retries: int = 5) -> None:
    for attempt in range(retries + 1):
        try:
            await in_database(draft.save)()
            return
        except DatabaseError:
            if attempt == retries:
                raise
            await asyncio.sleep(0.2 * 2**attempt)
