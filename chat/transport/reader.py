"""What one socket or stream has been told of a conversation, and what it lacks.

Stored states are numbered without gaps, in the order in which they became visible. A reader is told
of one only when it has been told of all before it; news that fails to come leaves a gap, which is
filled from the rows. So whoever comes back with the largest `seq` that it holds lacks exactly what
is larger. News waits as one state a message, however slowly it is read.
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
# How often the rows are looked at, in seconds: news may be lost, and a process may die. The second
# while no answer is open.
LOOK_EVERY = 5.0
IDLE_LOOK = 60.0


@dataclass(frozen=True)
class Change:
    """A message that is new or otherwise than before. `takes` is the id of what stood in its place,
    its own where only its state is new.
    """

    snapshot: Snapshot
    takes: str | None


class Reader:
    def __init__(self, conversation: UUID, seen: int = 0, *, is_new: bool = False) -> None:
        """`is_new`: nothing was said in it yet."""
        self.conversation = conversation
        self._is_new = is_new
        self._is_fresh = not seen
        self._seen = seen
        self._at = seen // STEP
        self._last = seen
        self._pending: dict[str, Snapshot] = {}
        self._heard: set[int] = set()
        self._open: dict[str, int] = {}
        self._shown: dict[int, tuple[int, str]] = {}
        self._news = asyncio.Event()
        self._is_over = False

    def hear(self, news: Snapshot) -> None:
        """Keep the newest state of each message until it is read."""
        waiting = self._pending.get(news["id"])
        if waiting is None or waiting["seq"] < news["seq"]:
            self._pending[news["id"]] = news
        if news["seq"] // STEP > self._at:
            self._heard.add(news["seq"] // STEP)
        self._news.set()

    def end(self) -> None:
        self._is_over = True
        self._news.set()

    @property
    def is_waiting(self) -> bool:
        """Whether an answer is open."""
        return bool(self._open)

    @property
    def has_news(self) -> bool:
        """Whether states wait that `changes` has not yielded yet."""
        return self._news.is_set()

    @property
    def pending_count(self) -> int:
        """How many messages have a state that waits; at most one state a message is kept."""
        return len(self._pending)

    def take_fresh(self) -> bool:
        """Whether what is told first is all there is; also where `seen` was of no state of this
        conversation. True once.
        """
        is_fresh, self._is_fresh = self._is_fresh, False
        return is_fresh

    async def changes(self) -> AsyncGenerator[list[Change]]:
        """What is lacking now, also where that is nothing; then what comes, until `end`. Raises
        NoConversation where it is erased.
        """
        yield [] if self._is_new else self._tell(await self._look())
        while not self._is_over:
            is_news = await self._wait(LOOK_EVERY if self._open else IDLE_LOOK)
            news = self._take()
            if not is_news or self._heard:
                try:
                    news = _newest(await self._look(), news)
                except AWAY:
                    log.warning(
                        "conversation %s: its rows cannot be read just now", self.conversation
                    )
                    for each in news:
                        self.hear(each)
                    self._news.clear()
                    continue
            if told := self._tell(news):
                yield told

    async def _wait(self, seconds: float) -> bool:
        try:
            async with asyncio.timeout(seconds):
                await self._news.wait()
        except TimeoutError:
            return False
        return True

    def _take(self) -> list[Snapshot]:
        """The news that waits. What is left in `_heard` then lies behind a gap."""
        self._news.clear()
        news = [each for each in self._pending.values() if self._is_news(each)]
        self._pending.clear()
        while self._at + 1 in self._heard:
            self._at += 1
            self._heard.discard(self._at)
        return news

    def _is_news(self, state: Snapshot) -> bool:
        version, _pk = self._shown.get(state["position"], (0, ""))
        if state["version"] < version:
            return False
        # What has ended changes by a stored state alone.
        return bool(
            state["seq"] // STEP > self._at
            or state["seq"] > self._open.get(state["id"], state["seq"])
        )

    async def _look(self) -> list[Snapshot]:
        """Returns the stored states that `changes` has not yielded yet, and reads up to them."""
        last, rows = await in_database(lacking)(self.conversation, self._at)
        if self._seen >= last * STEP + STEP:
            # The number is of another conversation, or from before a restored backup.
            self._start_afresh()
            return await self._look()
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
        self._heard = {each for each in self._heard if each > step}

    def _is_lacking(self, state: Snapshot) -> bool:
        if state["id"] in self._open:
            return self._is_news(state)
        if state["seq"] // STEP == self._seen // STEP:
            # An open answer, and the last that was seen is one of its own states: it has been seen
            # to there.
            self._open[state["id"]] = self._seen
            return bool(state["seq"] > self._seen)
        return state["seq"] <= self._seen or self._is_news(state)

    def _tell(self, states: list[Snapshot]) -> list[Change]:
        """In the order of their numbers. A state between two stored ones that comes late is
        numbered after what was told before it.
        """
        told = []
        for state in sorted(states, key=lambda each: each["seq"]):
            is_open = state["status"] in Message.OPEN
            if is_open:
                self._open[state["id"]] = state["seq"]
            else:
                self._open.pop(state["id"], None)
            self._last = max(state["seq"], self._last + 1) if is_open else state["seq"]
            _version, takes = self._shown.get(state["position"], (0, None))
            self._shown[state["position"]] = state["version"], state["id"]
            told.append(Change({**state, "seq": self._last}, takes))
        return told


def _newest(*lists: list[Snapshot]) -> list[Snapshot]:
    """One state a message; of two at a position, the newer version."""
    newest: dict[int, Snapshot] = {}
    for state in (each for states in lists for each in states):
        other = newest.get(state["position"])
        if other is None or (other["version"], other["seq"]) < (state["version"], state["seq"]):
            newest[state["position"]] = state
    return list(newest.values())
