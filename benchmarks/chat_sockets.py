"""A thousand open sockets on one process: the memory of each, and the time to answer two hundred
that ask at once, beside a bare echo.
"""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from uuid import uuid4

from benchmarks import chat_servers, report
from benchmarks.chat_latency import QUESTIONS
from chat.conformance.client import Shop, Tab

MEMORY_TARGET, FIRST_TARGET = 100.0, 1000.0
# Handshakes at once: a crowd that arrives, not a flood that is refused.
AT_ONCE = 50
PATIENCE = 120.0


@dataclass
class Crowd:
    """What a server used for its sockets: KiB per socket before and after they asked, and times in
    milliseconds.
    """

    idle: float
    asked: float
    first: list[float]
    whole: list[float]
    lost: int
    doubled: int


def measure(sockets: int, asking: int) -> None:
    chat_servers.open_files(2 * sockets + 200)
    with chat_servers.web() as (server,):
        ours = asyncio.run(_ours(server, sockets, asking))
    with chat_servers.web(chat_servers.ECHO) as (server,):
        floor = asyncio.run(_floor(server, sockets, asking))
    rows = [_row("aisle", ours), _row("bare echo", floor)]
    headers = [
        "",
        "KiB a socket",
        "after asking",
        "first p50",
        "p95",
        "answer p50",
        "p95",
        "lost",
        "doubled",
    ]
    report.table(
        f"{sockets:,} open sockets on one process, {asking:,} ask at once (KiB, milliseconds)",
        headers,
        rows,
    )
    _verdict("memory for each socket, KiB", ours.idle, MEMORY_TARGET)
    _verdict("first snapshot p95, ms", report.Speed.from_times(ours.first).p95, FIRST_TARGET)


async def _ours(server: chat_servers.Web, sockets: int, asking: int) -> Crowd:
    shop = Shop(server.address, PATIENCE)
    await _warm(shop)
    before = server.memory()
    async with _opened(shop, sockets) as tabs:
        await asyncio.sleep(2)
        idle = (server.memory() - before) / sockets / 1024
        askers = tabs[:asking]
        questions = [QUESTIONS[number % len(QUESTIONS)] for number in range(len(askers))]
        asked = await asyncio.gather(*map(_ask, askers, questions))
        await asyncio.gather(*[tab.quiet(1) for tab in askers])
        after = (server.memory() - before) / sockets / 1024
        doubled = sum(map(_is_doubled, askers))
    first = [begun for begun, _end in asked if begun]
    whole = [end for _begun, end in asked if end]
    return Crowd(idle, after, first, whole, asking - len(whole), doubled)


def _is_doubled(tab: Tab) -> bool:
    """Whether a tab that asked once holds a second question or answer."""
    count = Counter(frame["role"] for frame in tab.messages.values())
    return max(count["user"], count["assistant"]) > 1


async def _floor(server: chat_servers.Web, sockets: int, asking: int) -> Crowd:
    shop = Shop(server.address, PATIENCE)
    async with _opened(shop, 20) as tabs:
        await asyncio.gather(*map(_echo, tabs))
    before = server.memory()
    async with _opened(shop, sockets) as tabs:
        await asyncio.sleep(2)
        idle = (server.memory() - before) / sockets / 1024
        first = await asyncio.gather(*map(_echo, tabs[:asking]))
        after = (server.memory() - before) / sockets / 1024
    return Crowd(idle, after, list(first), [], 0, 0)


async def _warm(shop: Shop) -> None:
    """Loads models, vocabulary and database threads before anything is measured."""
    async with _opened(shop, 20) as tabs:
        await asyncio.gather(
            *[tab.ask(words) for tab, words in zip(tabs, QUESTIONS * 2, strict=True)]
        )


@asynccontextmanager
async def _opened(shop: Shop, count: int) -> AsyncIterator[list[Tab]]:
    """Opens `count` sockets, each of its own visitor."""
    gate = asyncio.Semaphore(AT_ONCE)

    async with AsyncExitStack() as stack:

        async def one() -> Tab:
            async with gate:
                return await stack.enter_async_context(shop.tab())

        yield list(await asyncio.gather(*[one() for _number in range(count)]))


async def _ask(tab: Tab, words: str) -> tuple[float, float]:
    """Returns the milliseconds to the first snapshot and to the end; 0 where it never came."""
    begun = time.perf_counter()
    client_id, first = await tab.say(words), 0.0
    try:
        await tab.until(lambda each: each.messages, "a first snapshot")
        first = (time.perf_counter() - begun) * 1000
        await tab.end_of(client_id)
    except Exception as problem:  # counted as lost, whatever it was
        print(f"  lost: {problem}")
        return first, 0.0
    return first, (time.perf_counter() - begun) * 1000


async def _echo(tab: Tab) -> float:
    begun = time.perf_counter()
    await tab.connection.send(
        f'{{"type": "message", "message": "{QUESTIONS[0]}", "client_id": "{uuid4()}"}}'
    )
    await tab.connection.recv()
    return (time.perf_counter() - begun) * 1000


def _row(name: str, crowd: Crowd) -> list[str]:
    whole = report.Speed.from_times(crowd.whole).cells if crowd.whole else ["-", "-"]
    return [
        name, f"{crowd.idle:.1f}", f"{crowd.asked:.1f}",
        *report.Speed.from_times(crowd.first).cells,
        *whole, str(crowd.lost), str(crowd.doubled)
    ]  # fmt: skip


def _verdict(what: str, value: float, target: float) -> None:
    print(
        f"  {what}: {value:.1f}, target {target:.0f}: {'met' if value <= target else 'missed'}",
        flush=True,
    )
