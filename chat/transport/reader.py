"""Which states of a conversation one socket or stream has received, and which it lacks.

Stored states are numbered without gaps, in the order in which they became visible. A reader yields
a state only after all states before it. Lost news leaves a gap, which is filled from the rows. So a
client that returns with the largest `seq` it holds lacks exactly the larger ones. At most one state
a message waits, however slowly the reader is read.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from uuid import UUID

from django.db import InterfaceError, OperationalError

from chat.models import STEP, Message, Snapshot
from chat.turns import service as turns
from chat.turns.transcript import held, lacking, snapshot
from site_config.aio import in_database

log = logging.getLogger("aisle.chat")

AWAY = (OperationalError, InterfaceError)
# How often the rows are polled, in seconds, since news may be lost and a process may die: while an
# answer is open, and while none is.
LOOK_EVERY = 5.0
IDLE_LOOK = 60.0


@dataclass(frozen=True)
class Change:
    """A message that is new or has changed. `takes` is the id of the message whose place it takes:
    its own id where only its state is new, None where its place was empty.
    """

    snapshot: Snapshot
    takes: str | None


class Reader:
    def __init__(self, conversation: UUID, seen: int = 0, *, is_new: bool = False) -> None:
        """`seen`: the largest `seq` that the client holds. `is_new`: the conversation has no
        message.
        """
        self.conversation = conversation
        self._is_new = is_new
        self._is_fresh = not seen
        self._seen = seen
        self._at = seen // STEP
        self._last = seen
        self._pending: dict[str, Snapshot] = {}
        self._received: set[int] = set()
        self._open: dict[str, int] = {}
        self._shown: dict[int, tuple[int, str]] = {}
        self._news = asyncio.Event()
        self._is_over = False

    def receive(self, news: Snapshot) -> None:
        """Keeps the newest state of each message until it is read."""
        waiting = self._pending.get(news["id"])
        if waiting is None or waiting["seq"] < news["seq"]:
            self._pending[news["id"]] = news
        if news["seq"] // STEP > self._at:
            self._received.add(news["seq"] // STEP)
        self._news.set()

    def end(self) -> None:
        """Makes `changes` end after what it yields now."""
        self._is_over = True
        self._news.set()

    @property
    def is_waiting(self) -> bool:
        """Whether an answer is open."""
        return bool(self._open)

    @property
    def has_news(self) -> bool:
        """Whether there are states that `changes` has not yielded yet."""
        return self._news.is_set()

    @property
    def pending_count(self) -> int:
        """The number of messages with a state that has not been yielded; one state at most is kept
        for each message.
        """
        return len(self._pending)

    def take_fresh(self) -> bool:
        """Returns whether the first list of changes holds the whole conversation, also because
        `seen` was no state of it. True once.
        """
        is_fresh, self._is_fresh = self._is_fresh, False
        return is_fresh

    async def changes(self) -> AsyncGenerator[list[Change]]:
        """Yields the missing changes, perhaps none, then new ones until `end`. Raises
        NoConversation where the conversation was deleted.
        """
        yield [] if self._is_new else self._number(await self._read_rows())
        while not self._is_over:
            is_news = await self._wait(LOOK_EVERY if self._open else IDLE_LOOK)
            news = self._take()
            if not is_news or self._received:
                try:
                    news = _newest(await self._read_rows(), news)
                except AWAY:
                    log.warning(
                        "conversation %s: its rows cannot be read just now", self.conversation
                    )
                    for each in news:
                        self.receive(each)
                    self._news.clear()
                    continue
            if changes := self._number(news):
                yield changes

    async def _wait(self, seconds: float) -> bool:
        try:
            async with asyncio.timeout(seconds):
                await self._news.wait()
        except TimeoutError:
            return False
        return True

    def _take(self) -> list[Snapshot]:
        """Returns the waiting news. Numbers that stay in `_received` lie behind a gap."""
        self._news.clear()
        news = [each for each in self._pending.values() if self._is_news(each)]
        self._pending.clear()
        while self._at + 1 in self._received:
            self._at += 1
            self._received.discard(self._at)
        return news

    def _is_news(self, state: Snapshot) -> bool:
        version, _pk = self._shown.get(state["position"], (0, ""))
        if state["version"] < version:
            return False
        # Only a stored state changes a message that has ended.
        return bool(
            state["seq"] // STEP > self._at
            or state["seq"] > self._open.get(state["id"], state["seq"])
        )

    async def _read_rows(self) -> list[Snapshot]:
        """Returns the stored states that `changes` has not yielded yet, and reads up to them."""
        last, rows = await in_database(lacking)(self.conversation, self._at)
        if self._seen >= last * STEP + STEP:
            # The number belongs to another conversation, or is from before a backup was restored.
            self._start_afresh()
            return await self._read_rows()
        if self._seen and not self._shown:
            self._shown = await in_database(held)(self.conversation, self._seen)
        if any(each.status == Message.Status.QUEUED for each in rows):
            turns.work(self.conversation)
        states = [state for state in map(snapshot, rows) if self._is_lacking(state)]
        self._read_up_to(max(self._at, last, *(each.seq // STEP for each in rows)))
        return states

    def _start_afresh(self) -> None:
        self._seen = self._at = self._last = 0
        self._is_fresh = True

    def _read_up_to(self, step: int) -> None:
        self._at = step
        self._received = {each for each in self._received if each > step}

    def _is_lacking(self, state: Snapshot) -> bool:
        if state["id"] in self._open:
            return self._is_news(state)
        if state["seq"] // STEP == self._seen // STEP:
            # The client saw this open answer up to the state `seen`.
            self._open[state["id"]] = self._seen
            return bool(state["seq"] > self._seen)
        return state["seq"] <= self._seen or self._is_news(state)

    def _number(self, states: list[Snapshot]) -> list[Change]:
        """Returns the states as changes in the order of their numbers. A late state between two
        stored ones is renumbered to follow the last change.
        """
        changes = []
        for state in sorted(states, key=lambda each: each["seq"]):
            is_open = state["status"] in Message.OPEN
            if is_open:
                self._open[state["id"]] = state["seq"]
            else:
                self._open.pop(state["id"], None)
            self._last = max(state["seq"], self._last + 1) if is_open else state["seq"]
            _version, takes = self._shown.get(state["position"], (0, None))
            self._shown[state["position"]] = state["version"], state["id"]
            changes.append(Change({**state, "seq": self._last}, takes))
        return changes


def _newest(*lists: list[Snapshot]) -> list[Snapshot]:
    """Returns one state for each message; of two at a position, the newer version."""
    newest: dict[int, Snapshot] = {}
    for state in (each for states in lists for each in states):
        other = newest.get(state["position"])
        if other is None or (other["version"], other["seq"]) < (state["version"], state["seq"]):
            newest[state["position"]] = state
    return list(newest.values())
