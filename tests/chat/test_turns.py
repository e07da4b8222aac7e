"""The life of an answer: it grows, it can be stopped, it outlives its socket, and a dead one is
closed.
"""

import asyncio
import threading
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from asgiref.sync import sync_to_async
from django.utils import timezone
from pydantic_ai import models
from pydantic_ai.messages import ModelMessage
from pydantic_ai.models.function import AgentInfo, DeltaToolCall, DeltaToolCalls, FunctionModel

from chat.answering import run
from chat.answering.draft import Draft
from chat.models import Conversation, Message
from chat.transport import reader
from chat.turns import bus, queue
from chat.turns import service as turns
from chat.turns.transcript import transcript
from chat.wire import MessageFrame
from tests.clients import PATIENCE, Program

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("transactional_db", "turns_end"),
]


class Slow:
    """A model that says one word, then waits until it is let go on."""

    def __init__(self) -> None:
        self.go_on = asyncio.Event()

    async def stream(self, messages: list[ModelMessage], info: AgentInfo) -> AsyncIterator[str]:
        yield "Well"
        await self.go_on.wait()
        yield " then."


@pytest.fixture
async def slow(monkeypatch: pytest.MonkeyPatch) -> Slow:
    model = Slow()
    monkeypatch.setattr(
        run, "offline_model", lambda: FunctionModel(stream_function=model.stream, model_name="slow")
    )
    return model


class OfOneThread(asyncio.Event):
    """An event that notes which threads set it; asyncio's own objects are not made for several."""

    def __init__(self) -> None:
        super().__init__()
        self.setters: set[int] = set()

    def set(self) -> None:
        self.setters.add(threading.get_ident())
        super().set()


async def in_sentences(messages: list[ModelMessage], info: AgentInfo) -> AsyncIterator[str]:
    for sentence in ("Good morning. ", "How are you? "):
        yield sentence


@pytest.mark.parametrize(
    ("longest", "said"), [(4000, "Good morning. How are you?"), (20, "Good morning.")]
)
async def test_an_answer_is_changed_by_the_thread_of_its_loop_alone(
    longest: int, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where it is checked at its end, or cut short."""
    monkeypatch.setattr(run, "LONGEST_ANSWER", longest)
    conversation = Conversation(pk=uuid4(), visitor=uuid4())
    draft = Draft(
        Message(
            pk=uuid4(),
            conversation=conversation,
            role=Message.Role.ASSISTANT,
            status=Message.Status.RUNNING,
            payers=[],
        )
    )
    draft.changed = changed = OfOneThread()
    model = FunctionModel(stream_function=in_sentences, model_name="plain")
    monkeypatch.setattr(run, "offline_model", lambda: model)
    await run.answer(draft, "hello", [])
    assert draft.message.content.strip() == said
    assert changed.setters == {threading.get_ident()}


async def growing(program: Program) -> dict[str, object]:
    """The first snapshot that has words."""
    async with asyncio.timeout(PATIENCE):
        while True:
            frame = await program.receive()
            if frame["role"] == "assistant" and frame["message"]:
                return frame


async def test_stop_keeps_what_was_said(slow: Slow) -> None:
    async with Program() as program:
        await program.send(type="message", message="hello")
        await growing(program)
        await program.send(type="stop")
        answer = await program.ended()
    assert (answer["message"], answer["metadata"]["error"]) == ("Well", "cancelled")


@pytest.mark.usefixtures("demo")
async def test_of_a_stopped_answer_what_is_not_backed_is_taken_out(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.CHAT_MODEL, go_on = "liar", asyncio.Event()

    async def stream(
        messages: list[ModelMessage], info: AgentInfo
    ) -> AsyncIterator[str | DeltaToolCalls]:
        if len(messages) == 1:
            yield {
                0: DeltaToolCall(
                    name="search_products",
                    json_args='{"words": "Skarv rain shell"}',
                    tool_call_id="1",
                )
            }
        else:
            yield "The **Skarv rain shell** fits best. The **Glacier Pro 500** costs €9"
            await go_on.wait()

    monkeypatch.setattr(
        run,
        "language_model",
        lambda _choice: FunctionModel(stream_function=stream, model_name="liar"),
    )
    async with Program() as program:
        await program.send(type="message", message="a rain shell")
        await growing(program)
        await program.send(type="stop")
        answer = await program.ended()
    stored = await Message.objects.aget(pk=answer["id"])
    assert (answer["message"], answer["metadata"]["error"]) == (
        "The **Skarv rain shell** fits best.",
        "cancelled",
    )
    assert stored.content == answer["message"]
    assert "Glacier" not in str(stored.history)
    assert stored.history[-1]["parts"][0]["content"] == answer["message"]


async def test_a_second_stop_does_not_end_the_next_answer(slow: Slow) -> None:
    async with Program() as program:
        await program.send(type="message", message="first")
        await growing(program)
        await program.send(type="stop")
        await program.send(type="stop")
        await program.ended()
        slow.go_on.set()
        assert (await program.say("second"))["message"] == "Well then."


async def test_a_closed_socket_does_not_end_the_answer(slow: Slow) -> None:
    async with Program() as program:
        await program.send(type="message", message="hello")
        growing_answer = await growing(program)
    slow.go_on.set()
    answer = await turns.finished(UUID(str(growing_answer["id"])), 10)
    assert (answer.status, answer.content) == ("done", "Well then.")


async def test_what_is_said_meanwhile_is_answered_next(slow: Slow) -> None:
    async with Program() as program:
        await program.send(type="message", message="first")
        await growing(program)
        await program.send(type="message", message="second")
        slow.go_on.set()
        assert (
            (await program.ended())["message"] == (await program.ended())["message"] == "Well then."
        )
    stored = [message.content async for message in Message.objects.order_by("position")]
    assert stored == ["first", "Well then.", "second", "Well then."]


async def test_an_answer_whose_process_died_is_closed() -> None:
    conversation = await Conversation.objects.acreate(pk=uuid4(), visitor=uuid4())
    long_ago = timezone.now() - timedelta(minutes=5)
    await Message.objects.acreate(
        pk=uuid4(),
        conversation=conversation,
        role="assistant",
        status="running",
        position=1,
        content="Well",
        saved_at=long_ago,
    )
    stored = await sync_to_async(transcript)(conversation)
    assert (stored[0].status, stored[0].error, stored[0].content) == (
        "failed",
        "system_error",
        "Well",
    )


async def test_a_failing_model_ends_in_an_error_that_is_not_a_spinner(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def broken(messages: list[ModelMessage], info: AgentInfo) -> AsyncIterator[str]:
        yield "Well"
        raise RuntimeError("secret detail")

    monkeypatch.setattr(
        run, "offline_model", lambda: FunctionModel(stream_function=broken, model_name="broken")
    )
    async with Program() as program:
        answer = await program.say("hello")
    assert answer["status"] == "error"
    assert answer["metadata"]["error"] == "system_error"
    assert "secret" not in str(answer)


async def test_a_provider_that_is_away_hands_over_to_the_built_in_model(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(models, "ALLOW_MODEL_REQUESTS", True)  # to a closed port of this machine
    settings.CHAT_MODEL, settings.CHAT_MODEL_URL = "some-model", "http://127.0.0.1:9/v1"
    async with Program() as program:
        answer = await program.say("hello")
    assert answer["status"] == "sent"
    message = await Message.objects.aget(pk=answer["id"])
    assert "built-in" in message.metadata["note"]


async def test_two_that_begin_at_once_are_put_in_order() -> None:
    conversation = await Conversation.objects.acreate(pk=uuid4(), visitor=uuid4())
    said = [MessageFrame(type="message", message=f"number {number}") for number in range(5)]
    exchanges = await asyncio.gather(*(turns.start(conversation, each) for each in said))
    for exchange in exchanges:
        assert (await turns.finished(exchange.answer.pk, 10)).status == "done"
    assert sorted(exchange.question.position for exchange in exchanges) == [1, 3, 5, 7, 9]


async def test_a_silent_provider_hands_over_in_time(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    silent = Slow()

    async def nothing(messages: list[ModelMessage], info: AgentInfo) -> AsyncIterator[str]:
        await silent.go_on.wait()
        yield "never"

    monkeypatch.setattr(
        run,
        "language_model",
        lambda _choice: FunctionModel(stream_function=nothing, model_name="silent"),
    )
    settings.CHAT_MODEL, settings.CHAT_TIMEOUT_SECONDS = "silent", 1
    async with Program() as program:
        answer = await program.say("hello")
    assert answer["status"] == "sent"
    assert (await Message.objects.aget(pk=answer["id"])).model == "offline"


async def test_an_answer_that_lost_its_lease_is_not_brought_back(slow: Slow) -> None:
    async with Program() as program:
        await program.send(type="message", message="hello")
        frame = await growing(program)
        await Message.objects.filter(pk=str(frame["id"])).aupdate(
            saved_at=timezone.now() - timedelta(minutes=5)
        )
        await sync_to_async(queue.close_abandoned)(UUID(str(frame["conversation"])))
        slow.go_on.set()
        answer = await program.ended()
    assert answer["metadata"]["error"] == "system_error"


async def test_a_socket_sees_the_end_though_its_news_was_lost(
    slow: Slow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "LOOK_EVERY", 0.05)

    async def lose(conversation: UUID, snapshot: object) -> None:
        pass

    async with Program() as program:
        await program.send(type="message", message="hello")
        await growing(program)
        monkeypatch.setattr(bus, "publish", lose)
        slow.go_on.set()
        assert (await program.ended())["message"] == "Well then."


async def test_what_waits_is_taken_up_by_whoever_looks() -> None:
    conversation = await Conversation.objects.acreate(pk=uuid4(), visitor=uuid4())
    exchange = await sync_to_async(queue.say)(
        conversation.pk, MessageFrame(type="message", message="hello"), []
    )
    await turns.attend(conversation.pk)
    assert (await turns.finished(exchange.answer.pk, 10)).status == "done"
