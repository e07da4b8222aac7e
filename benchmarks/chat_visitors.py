"""Visitors that behave as docs/protocol.md asks of clients: they reconnect at growing, randomised
intervals and repeat unacknowledged messages under the same client_id.
"""

import asyncio
import random
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from httpx2 import HTTPError
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidMessage

from benchmarks.chat_latency import QUESTIONS
from chat.conformance.client import Shop, Tab, TooLate, differences

THINKS = (2.0, 8.0)
# How long an acknowledgement is waited for before the connection counts as broken.
ACKNOWLEDGED_WITHIN = 10.0
LONGEST_PAUSE = 5.0
# How many answers somebody waits for before they ask no more: a server that was killed is not to be
# drowned as well.
MOST_WAITING = 2
GONE = (ConnectionClosed, InvalidHandshake, InvalidMessage, OSError, TimeoutError, EOFError)


@dataclass
class Visitor:
    shops: list[Shop]
    chance: random.Random
    said: dict[str, str] = field(default_factory=dict)
    acknowledged: set[str] = field(default_factory=set)
    messages: dict[str, dict[str, Any]] = field(default_factory=dict)
    cookie: str = ""
    reconnects: int = 0
    unheard: int = 0
    away: str = ""
    codes: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    async def live(self, end: asyncio.Event, settled: asyncio.Event) -> None:
        """Talk until `end`, then look on until `settled`."""
        pause = 0.2
        while not settled.is_set():
            try:
                async with self.chance.choice(self.shops).tab(self.cookie, seen=self._seen) as tab:
                    self.cookie, self.away = tab.cookie, ""
                    tab.messages = self.messages
                    pause = 0.2
                    await self._talk(tab, end, settled)
            except GONE as problem:
                self.reconnects += 1
                self.away = f"away since {type(problem).__name__}"
            await asyncio.sleep(pause * self.chance.uniform(0.5, 1.5))
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _talk(self, tab: Tab, end: asyncio.Event, settled: asyncio.Event) -> None:
        reader = asyncio.create_task(self._read(tab))
        try:
            for client_id in [each for each in self.said if each not in self.acknowledged]:
                await self._say(tab, reader, client_id)
            while not settled.is_set():
                await self._sleep(reader, self.chance.uniform(*THINKS) if not end.is_set() else 0.5)
                if not end.is_set() and self.waiting < MOST_WAITING:
                    client_id = str(uuid4())
                    self.said[client_id] = self.chance.choice(QUESTIONS)
                    await self._say(tab, reader, client_id)
        finally:
            self.faults += tab.faults
            reader.cancel()
            with suppress(asyncio.CancelledError, *GONE):
                await reader

    async def _say(self, tab: Tab, reader: "asyncio.Task[None]", client_id: str) -> None:
        await tab.say(self.said[client_id], client_id)
        for _time in range(int(ACKNOWLEDGED_WITHIN / 0.05)):
            if client_id in self.acknowledged:
                return
            await self._sleep(reader, 0.05)
        self.unheard += 1
        raise TimeoutError

    async def _read(self, tab: Tab) -> None:
        while True:
            refused = len(tab.refusals)
            frame = await tab.read(3600)
            if len(tab.refusals) > refused:
                self.codes.append(str(frame.get("code")))
                if frame.get("code") == "database_away":
                    await asyncio.sleep(self.chance.uniform(0.5, 1.5))
                    raise TimeoutError  # not stored: come back, and say it again
            elif client_id := frame.get("client_id"):
                self.acknowledged.add(client_id)

    async def _sleep(self, reader: "asyncio.Task[None]", seconds: float) -> None:
        """Wait, unless the connection breaks."""
        done, _waiting = await asyncio.wait({reader}, timeout=seconds)
        if done:
            reader.result()

    @property
    def waiting(self) -> int:
        """How many answers are open on this visitor's screen."""
        return sum(frame["status"] == "sending" for frame in self.messages.values())

    @property
    def _seen(self) -> int:
        return max((frame["seq"] for frame in self.messages.values()), default=0)


@dataclass
class Outcome:
    """Totals over all messages of a run."""

    said: int = 0
    acknowledged: int = 0
    once: int = 0
    doubled: int = 0
    lost: int = 0
    complete: int = 0
    failed: int = 0
    still_open: int = 0
    unanswered: int = 0
    screens: int = 0
    disorder: int = 0
    reconnects: int = 0
    unheard: int = 0

    HEADERS = (
        "said", "acknowledged", "once", "doubled", "lost", "complete", "failed", "open",
        "unanswered", "screens differ", "disorder",
        "reconnects", "unheard",
    )  # fmt: skip

    @property
    def cells(self) -> list[str]:
        return [f"{value:,}" for value in vars(self).values()]

    @property
    def held(self) -> bool:
        return not (
            self.doubled
            or self.lost
            or self.still_open
            or self.unanswered
            or self.screens
            or self.disorder
        )


async def outcome(visitors: list[Visitor]) -> tuple[Outcome, list[str]]:
    """Returns the sums, counted over HTTP as any client could, and the first faults in words."""
    found, wrong = Outcome(), []
    for number, visitor in enumerate(visitors):
        stored = await _stored(visitor) if visitor.messages else []
        _count_questions(found, visitor, stored)
        _count_answers(found, stored)
        found.reconnects += visitor.reconnects
        found.unheard += visitor.unheard
        found.disorder += len(visitor.faults)
        wrong += [f"visitor {number}: {fault}" for fault in visitor.faults[:2]]
        if difference := differences({each["id"]: each for each in stored}, visitor.messages):
            found.screens += 1
            wrong.append(
                f"visitor {number} ({visitor.away or 'connected'}): stored and on screen: "
                f"{difference}"
            )
    return found, wrong


def _count_questions(found: Outcome, visitor: Visitor, stored: list[dict[str, Any]]) -> None:
    """Adds how often each message of the visitor is stored, and whether it has an answer."""
    times = Counter(each.get("client_id") for each in stored)
    counts = [times[client_id] for client_id in visitor.said]
    kept = sum(map(bool, counts))
    answers = sum(each["role"] == "assistant" for each in stored)
    found.said += len(visitor.said)
    found.acknowledged += len(visitor.acknowledged)
    found.once += counts.count(1)
    found.doubled += sum(count > 1 for count in counts) + max(answers - kept, 0)
    found.lost += sum(not times[client_id] for client_id in visitor.acknowledged)
    found.unanswered += max(kept - answers, 0)


def _count_answers(found: Outcome, stored: list[dict[str, Any]]) -> None:
    states = Counter(each["status"] for each in stored if each["role"] == "assistant")
    found.complete += states["sent"]
    found.failed += states["error"]
    found.still_open += states["sending"]


async def _stored(visitor: Visitor) -> list[dict[str, Any]]:
    conversation = next(iter(visitor.messages.values()))["conversation"]
    for _attempt in range(20):
        with suppress(HTTPError, TooLate):
            async with visitor.shops[0].http(visitor.cookie) as client:
                response = await client.get(f"/api/conversations/{conversation}/messages")
            if response.status_code == 200:
                stored: list[dict[str, Any]] = response.json()
                return stored
        await asyncio.sleep(0.5)
    return []
