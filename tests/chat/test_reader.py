"""Whoever comes back with the last `seq` that it saw gets exactly what it lacks, in the order in
which it became so.
"""

import asyncio
import random
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from asgiref.sync import sync_to_async
from django.db import transaction

from chat.answering.draft import Draft
from chat.models import STEP, Conversation, Message
from chat.transport.reader import Change, Reader
from chat.turns import queue
from chat.turns import service as turns
from chat.turns.transcript import snapshot
from chat.wire import MessageFrame
from tests.clients import PATIENCE, Program

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("transactional_db", "turns_end"),
]


@pytest.fixture
async def conversation(monkeypatch: pytest.MonkeyPatch) -> Conversation:
    """One in which nobody answers, so that a story can."""
    monkeypatch.setattr(turns, "work", lambda conversation: None)
    return await Conversation.objects.acreate(pk=uuid4(), visitor=uuid4())


async def say(conversation: Conversation, words: str) -> list[Message]:
    said = await sync_to_async(queue.say)(
        conversation.pk, MessageFrame(type="message", message=words), []
    )
    return list(said.news)


async def next_states(changes: AsyncIterator[list[Change]]) -> list[dict[str, Any]]:
    async with asyncio.timeout(PATIENCE):
        return [each.snapshot for each in await anext(changes)]


async def test_a_reader_that_comes_back_gets_what_is_newer_and_no_more() -> None:
    async with Program() as program:
        first = await program.say("tents")
        second = await program.say("lamps")
        query = f"?conversation={first['conversation']}"
    again = [
        await program.missing(f"{query}&seen={seq}", least)
        for seq, least in ((0, 4), (first["seq"], 2), (second["seq"], 0))
    ]
    assert [len(messages) for messages in again] == [4, 2, 0]
    assert [each["seq"] for each in again[0]] == sorted(each["seq"] for each in again[0])


async def test_news_that_overtakes_other_news_is_told_after_it(conversation: Conversation) -> None:
    reader = Reader(conversation.pk)
    changes = reader.changes()
    assert await next_states(changes) == []
    question, answer = await say(conversation, "first")
    reader.receive(snapshot(answer))
    assert [each["id"] for each in await next_states(changes)] == [str(question.pk), str(answer.pk)]


async def test_a_question_that_comes_while_an_answer_grows_hides_none_of_its_words(
    conversation: Conversation,
) -> None:
    await say(conversation, "first")
    running = await sync_to_async(queue.claim)(conversation.pk)
    assert running
    draft = Draft(running)
    reader = Reader(conversation.pk)
    changes = reader.changes()
    seen = [each["seq"] for each in await next_states(changes)]
    for news in [*await say(conversation, "second"), running]:
        if news is running:
            draft.say("Well")
            draft.step_seq()
        reader.receive(snapshot(news))
        seen += [each["seq"] for each in await next_states(changes)]
    assert seen == sorted(set(seen))
    back = await next_states(Reader(conversation.pk, seen[-1]).changes())
    assert [each["id"] for each in back] == [str(running.pk)]


async def test_a_reader_that_saw_an_answer_begin_is_told_what_it_says(
    conversation: Conversation,
) -> None:
    await say(conversation, "first")
    running = await sync_to_async(queue.claim)(conversation.pk)
    assert running
    seen, draft = running.seq, Draft(running)
    draft.say("Well")
    draft.step_seq()
    await sync_to_async(draft.save)()
    reader = Reader(conversation.pk, seen)
    changes = reader.changes()
    assert [each["content"] for each in await next_states(changes)] == ["Well"]
    assert reader.is_waiting
    draft.say(" then")
    draft.step_seq()
    reader.receive(snapshot(draft.message))
    assert [each["content"] for each in await next_states(changes)] == ["Well then"]


async def test_a_reader_that_has_all_of_an_open_answer_knows_that_it_is_open(
    conversation: Conversation,
) -> None:
    await say(conversation, "first")
    running = await sync_to_async(queue.claim)(conversation.pk)
    assert running
    reader = Reader(conversation.pk, running.seq)
    assert await next_states(reader.changes()) == []
    assert reader.is_waiting


async def test_states_are_numbered_in_the_order_in_which_they_become_visible(
    conversation: Conversation,
) -> None:
    """Two that begin at once: the later number waits for the earlier one to be committed, so nobody
    sees it first.
    """
    entered, leave = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()

    def slowly() -> None:
        with transaction.atomic():
            owner = queue.lock(conversation.pk)
            queue.add(owner, Message.Role.USER, 1, content="first")
            loop.call_soon_threadsafe(entered.set)
            asyncio.run_coroutine_threadsafe(leave.wait(), loop).result(10)
            queue.keep(owner)

    first = asyncio.create_task(sync_to_async(slowly, thread_sensitive=False)())
    await entered.wait()
    second = asyncio.create_task(
        sync_to_async(queue.say, thread_sensitive=False)(
            conversation.pk, MessageFrame(type="message", message="2"), []
        )
    )
    done, _waiting = await asyncio.wait({second}, timeout=0.2)
    assert not done
    leave.set()
    await first
    assert [each.seq for each in (await second).news] == [2 * STEP, 3 * STEP]


class Client:
    """Keeps the newest state of each message, and comes back with the largest seq that
    it was told.
    """

    def __init__(self, conversation: UUID) -> None:
        self.conversation = conversation
        self.held: dict[str, dict[str, Any]] = {}
        self.seen = 0

    async def connect(self) -> None:
        self.reader = Reader(self.conversation, self.seen)
        self.changes = self.reader.changes()
        self.take(await next_states(self.changes))

    def take(self, states: list[dict[str, Any]]) -> None:
        for state in states:
            assert state["seq"] > self.seen
            self.seen = state["seq"]
            self.held[state["id"]] = state

    async def read(self, dice: random.Random) -> None:
        """What is told at once, if anything is; now and then the connection breaks in the middle of
        it.
        """
        waiting = asyncio.ensure_future(next_states(self.changes))
        done, _pending = await asyncio.wait({waiting}, timeout=0.2)
        states = waiting.result() if done else []
        is_cut = not done or dice.random() < 0.2
        self.take(states[: dice.randrange(len(states) + 1)] if is_cut else states)
        if is_cut:
            waiting.cancel()
            await asyncio.gather(waiting, return_exceptions=True)
            await self.connect()


class Shop:
    """Says and answers, in any order."""

    def __init__(self, conversation: Conversation) -> None:
        self.conversation = conversation
        self.draft: Draft | None = None

    async def act(self, dice: random.Random) -> list[dict[str, Any]]:
        news = (
            await say(self.conversation, f"number {dice.random()}") if dice.random() < 0.3 else []
        )
        if self.draft is None:
            claimed = await sync_to_async(queue.claim)(self.conversation.pk)
            self.draft = Draft(claimed) if claimed else None
        elif dice.random() < 0.3:
            return [snapshot(each) for each in [*news, await self.end()]]
        else:
            self.draft.say("word ")
            self.draft.step_seq()
        return [snapshot(each) for each in [*news, *([self.draft.message] if self.draft else [])]]

    async def end(self) -> Message:
        assert self.draft
        message = self.draft.message
        await sync_to_async(self.draft.close)()
        self.draft = None
        return message


def deliver_some(late: list[dict[str, Any]], client: Client, dice: random.Random) -> None:
    """Gives the reader some of the states in any order, and some of them twice."""
    dice.shuffle(late)
    while late and dice.random() < 0.6:
        client.reader.receive(late[-1] if dice.random() < 0.2 else late.pop())


@pytest.mark.parametrize("seed", range(8))
async def test_however_news_is_lost_doubled_or_late_every_reader_ends_with_the_rows(
    conversation: Conversation, seed: int
) -> None:
    dice, shop, client = random.Random(seed), Shop(conversation), Client(conversation.pk)
    late: list[dict[str, Any]] = []
    await client.connect()
    for _step in range(40):
        late += [state for state in await shop.act(dice) if dice.random() < 0.8]
        deliver_some(late, client, dice)
        if client.reader.has_news:
            await client.read(dice)
    if shop.draft:
        await shop.end()
    await client.connect()
    stored = {
        str(message.pk): (message.content, message.status)
        async for message in Message.objects.all()
    }
    assert {pk: (state["content"], state["status"]) for pk, state in client.held.items()} == stored


async def test_a_reader_that_does_not_read_keeps_one_state_a_message(
    conversation: Conversation,
) -> None:
    await say(conversation, "first")
    running = await sync_to_async(queue.claim)(conversation.pk)
    assert running
    draft, reader = Draft(running), Reader(conversation.pk)
    changes = reader.changes()
    await next_states(changes)
    for _word in range(500):
        draft.say("word ")
        draft.step_seq()
        reader.receive(snapshot(draft.message))
    assert reader.pending_count == 1
    assert (await next_states(changes))[0]["content"] == "word " * 500
