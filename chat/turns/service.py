"""A turn: the visitor's message is stored, a task of its own writes the answer, and every reader
of the conversation receives snapshots of it.

The messages table is the queue (chat.turns.queue). An answer waits as `queued`. One worker claims
it as `running`; the database allows one per conversation. The worker saves it at least once a
second, and this is its lease. Closing a socket does not end an answer; only `stop` does.
"""

import asyncio
import logging
import time
from contextlib import nullcontext, suppress
from contextvars import Context
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError
from django.utils import translation
from pydantic_ai.messages import ModelMessage, ModelMessagesTypeAdapter, repair_messages

from chat.answering import budgets, tracing
from chat.answering.draft import Draft, LeaseLost
from chat.answering.run import answer
from chat.errors import Erased, TooManyMessages
from chat.models import Conversation, Message
from chat.tools import Page
from chat.turns import bus, queue, scheduler, versions
from chat.turns.page import page_of
from chat.turns.queue import Exchange
from chat.turns.transcript import snapshot
from chat.wire import Asking, EditFrame, MessageFrame, RetryFrame
from shop.search import statements
from site_config.aio import in_database

log = logging.getLogger("aisle.chat")

# A snapshot at most this often, and the stored draft at least this often, in seconds.
PUBLISH_EVERY = 0.05
SAVE_EVERY = 1.0
# How many earlier turns the model receives.
REMEMBERED = 10
# How often `finished` polls the row, in seconds, in case the news of the end is lost.
LOOK_EVERY = 2.0

# The question before an answer: the newest version of it.
QUESTION = """
SELECT content, coalesce(metadata->>'language', ''), coalesce(metadata->'page'->>'address', '')
FROM chat_message AS question
WHERE conversation_id = %(conversation)s AND position = %(position)s
AND NOT EXISTS (SELECT FROM chat_message AS later WHERE later.replaces_id = question.id)
"""

running_tasks: set[asyncio.Task[None]] = set()
# The answers that this process is writing.
_written: set[UUID] = set()
_is_draining = False


async def start(conversation: Conversation, asked: Asking, address: str = "") -> Exchange:
    """Stores a visitor's message once and starts the work on its answer. Returns as soon as the
    message is stored. Raises TooManyMessages.
    """
    with scheduler.acknowledging():
        exchange = await in_database(_take)(conversation, asked, address)
    await bus.publish(conversation.pk, *map(snapshot, exchange.news))
    if exchange.news and isinstance(asked, MessageFrame) and asked.selected_product:
        await bus.tell_topic(conversation.pk, exchange.question.metadata.get("selected"))
    if exchange.stopped:
        await bus.stop(exchange.stopped)
    work(conversation.pk)
    return exchange


def work(conversation: UUID) -> None:
    """Answers the queued messages in a task of its own. Does nothing where another task or process
    already works on the conversation.
    """
    # An empty context: the task must not use the request's thread and connection, which end with
    # the request.
    context = Context()
    # Stored sentences are English, which models read; site_config.stored_translation translates
    # them for each visitor.
    context.run(translation.activate, "en")
    task = asyncio.get_running_loop().create_task(_work(conversation), context=context)
    running_tasks.add(task)
    task.add_done_callback(running_tasks.discard)


async def attend(conversation: UUID) -> None:
    """Starts the work on queued messages whose process may have died."""
    waiting = Message.objects.filter(conversation=conversation, status=Message.Status.QUEUED)
    if await in_database(waiting.exists)():
        work(conversation)


async def stop(conversation: Conversation) -> None:
    """Ends the answer that is being written, and cancels the queued ones."""
    cancelled, running = await in_database(queue.cancel)(conversation.pk)
    if running:
        await bus.stop(running)
    await bus.publish(conversation.pk, *map(snapshot, cancelled))


async def finished(message: UUID, seconds: float) -> Message:
    """Returns the answer when it has ended, or as it stands after `seconds`. Raises Erased where
    the conversation was deleted meanwhile.
    """
    found = await in_database(_stored)(message)
    ended = asyncio.Event()

    def receive(news: dict[str, Any]) -> None:
        states = news.get("snapshots", ())
        if news["type"] == "chat.erased" or any(
            each["id"] == str(message) and each["status"] not in Message.OPEN for each in states
        ):
            ended.set()

    with suppress(TimeoutError):
        async with (
            asyncio.timeout(seconds),
            bus.listening(bus.group(found.conversation_id), receive),
        ):
            while found.status in Message.OPEN:
                found = await in_database(_stored)(message)
                with suppress(TimeoutError):
                    async with asyncio.timeout(LOOK_EVERY if found.status in Message.OPEN else 0):
                        await ended.wait()
    return found


def _stored(message: UUID) -> Message:
    found = Message.objects.defer("history").filter(pk=message).first()
    if found is None:
        raise Erased
    return found


def _take(conversation: Conversation, asked: Asking, address: str) -> Exchange:
    try:
        payers = budgets.count(conversation, address)
    except TooManyMessages:
        if before := queue.sent_before(conversation.pk, asked.client_id):
            return before  # a repeated message does not count against the limit
        raise
    match asked:
        case RetryFrame():
            return versions.again(conversation.pk, asked, payers)
        case EditFrame():
            return versions.edit(conversation.pk, asked, payers)
    return queue.say(conversation.pk, asked, payers)


def recalled(message: Message) -> tuple[str, list[ModelMessage], str, Page | None]:
    """Returns (question, history, language, page): the question that `message` answers, the
    messages before it in the form that the model needs, and the language and page of the visitor.
    """
    asked = {"conversation": message.conversation_id, "position": message.position - 1}
    ((question, language, address),) = statements.rows(QUESTION, asked)
    page = page_of(address)
    if message.position == 2:
        return question, [], language, page
    earlier = message.conversation.messages.current().filter(position__lt=message.position)
    answers = (
        earlier.filter(role=Message.Role.ASSISTANT)
        .exclude(history=[])
        .only("history")
        .order_by("-position")[:REMEMBERED]
    )
    rows: list[Any] = [row for each in reversed(answers) for row in each.history]
    memory = repair_messages(ModelMessagesTypeAdapter.validate_python(rows))
    return question, memory, language, page


async def drain(seconds: float) -> None:
    """Starts no other answer, and waits up to `seconds` for those of this process. Unfinished ones
    return to the queue for another process.
    """
    global _is_draining  # noqa: PLW0603
    _is_draining = True
    if running := set(running_tasks):
        await asyncio.wait(running, timeout=seconds)
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)
    for message in list(_written):
        if (left := await in_database(queue.hand_back)(message)) is not None:
            await bus.publish(left.conversation_id, snapshot(left))
    _written.clear()


def begin() -> None:
    """Lets this process start answers, also after `drain`."""
    global _is_draining  # noqa: PLW0603
    _is_draining = False


async def sweep() -> None:
    """Resumes unattended work: answers whose process died and questions whose visitor left. Deletes
    expired counts of the budgets.
    """
    await in_database(budgets.forget)()
    for conversation in await in_database(queue.unattended)():
        await in_database(queue.close_abandoned)(conversation)
        work(conversation)


async def _work(conversation: UUID) -> None:
    """Answers the queued messages one after the other. After a failure the lease expires, and the
    next `attend` or `sweep` resumes.
    """
    try:
        while await _next(conversation):
            pass
    except Exception:
        log.exception("conversation %s: nobody answers just now", conversation)


async def _next(conversation: UUID) -> bool:
    """Answers the oldest queued message. Returns whether there was one."""
    # The built-in model uses this machine's processor, so few of its answers run at once.
    async with nullcontext() if settings.CHAT_MODEL else scheduler.one_of_few():
        if _is_draining or (message := await in_database(queue.claim)(conversation)) is None:
            return False
        _written.add(message.pk)
        await bus.publish(conversation, snapshot(message))
        await _turn(message)
        _written.discard(message.pk)
        return True


async def _turn(message: Message) -> None:
    """Writes one answer until it is done, stopped, failed or out of time."""
    with tracing.turn(message) as span:
        draft = Draft(message)
        outcome = await _race(draft)
        if isinstance(outcome, Exception):
            log.error(
                "conversation %s: the answer failed", message.conversation_id, exc_info=outcome
            )
            draft.fail(Message.Error.SYSTEM_ERROR)
        await _end(draft)
        fields = {
            "outcome": message.status,
            "error": message.error,
            "model": message.model,
            **draft.account.fields(),
        }
        tracing.record_outcome(span, fields)
    parts = " ".join(f"{name}={value}" for name, value in fields.items() if value not in (None, ""))
    log.info("turn message=%s conversation=%s %s", message.pk, message.conversation_id, parts)


async def _race(draft: Draft) -> object:
    """Writes until the answer is done, stopped or out of time. Returns the exception that ended the
    writing, or None.
    """
    wish = asyncio.Event()
    async with bus.listening(bus.stops(draft.message.pk), lambda _news: wish.set()):
        stopped = asyncio.create_task(wish.wait())
        run = asyncio.create_task(_write(draft))
        pulse = asyncio.create_task(_pulse(draft))
        try:
            await asyncio.wait(
                {run, stopped, pulse},
                timeout=settings.CHAT_TIMEOUT_SECONDS,
                return_when=asyncio.FIRST_COMPLETED,
            )
            if not run.done():
                ended = stopped.done() or pulse.done()
                draft.fail(Message.Error.CANCELLED if ended else Message.Error.TIMEOUT)
        finally:
            for task in (run, pulse, stopped):
                task.cancel()
            outcome, _beat, _wish = await asyncio.gather(
                run, pulse, stopped, return_exceptions=True
            )
    return outcome


async def _end(draft: Draft) -> None:
    """Stores and publishes the last state. Where it cannot be stored, readers receive the words
    with an error.
    """
    message = draft.message
    try:
        await _close(draft)
    except LeaseLost:
        stored = await in_database(Message.objects.filter(pk=message.pk).first)()
        if stored is None:  # erased, with its conversation
            return
        log.error("conversation %s: an answer was closed before its end", message.conversation_id)
        draft.message = stored
    except DatabaseError:
        log.exception("conversation %s: the answer could not be saved", message.conversation_id)
        draft.fail(Message.Error.SYSTEM_ERROR)
        draft.finish()
        draft.step_seq()
    await bus.publish(message.conversation_id, snapshot(draft.message))
    if draft.topic:
        await bus.tell_topic(message.conversation_id, draft.topic)


async def _write(draft: Draft) -> None:
    question, memory, draft.language, draft.page = await in_database(recalled)(draft.message)
    await answer(draft, question, memory)


async def _pulse(draft: Draft) -> None:
    """Publishes changes and renews the lease. Ends when the row says that the answer is stopped or
    closed.
    """
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
            # An answer continues while the database restarts; its end is saved with retries.
            with suppress(DatabaseError):
                if await in_database(draft.save)():
                    return
                # A socket that joined before this save has an older state; the others drop this
                # one.
                await bus.publish(draft.message.conversation_id, snapshot(draft.message))
            saved = time.monotonic()
        await asyncio.sleep(PUBLISH_EVERY)


async def _close(draft: Draft, retries: int = 5) -> None:
    for attempt in range(retries + 1):
        try:
            await in_database(draft.close)()
            return
        except DatabaseError:
            if attempt == retries:
                raise
            await asyncio.sleep(0.2 * 2**attempt)
