"""One visitor: the time from a sent frame to the first snapshot, and to the end of an answer with
cards.
"""

import asyncio
import time
from itertools import cycle, islice

from websockets.asyncio.client import connect

from benchmarks import chat_servers, report
from chat.conformance.client import Shop

# No two in a row are alike; each finds something in the demo shop.
QUESTIONS = (
    "a warm jacket under 150 for hiking", "a tent for two under 300", "red lamps",
    "headphones for travel", "a sofa for a small room",
    "a gift for a child of six", "something to make coffee", "running shoes",
    "a desk lamp under 80", "a backpack for a weekend",
)  # fmt: skip
# A new conversation now and then, as visitors begin them.
PER_CONVERSATION = 10
FIRST_TARGET, WHOLE_TARGET = 30.0, 250.0


def measure(answers: int) -> None:
    with chat_servers.web() as (server,):
        shop = Shop(server.address)
        asyncio.run(_ask(shop, 20))  # the process loads its model and vocabulary
        first, whole = asyncio.run(_ask(shop, answers))
        html = asyncio.run(_html(shop, answers // 2))
    rows = [
        _row("sent frame to first snapshot, JSON", first, "p50", FIRST_TARGET),
        _row("sent frame to first snapshot, HTML", html, "p50", FIRST_TARGET),
        _row("sent frame to finished answer with cards", whole, "p95", WHOLE_TARGET),
    ]
    report.table("one visitor, milliseconds", ["", "times", "p50", "p95", "target"], rows)


async def _ask(shop: Shop, count: int) -> tuple[list[float], list[float]]:
    """Returns the milliseconds to the first frame with the message, and to the end of each answer
    with cards.
    """
    first, whole = [], []
    asked = islice(cycle(QUESTIONS), count)
    while batch := list(islice(asked, PER_CONVERSATION)):
        async with shop.tab() as tab:
            for words in batch:
                begun = time.perf_counter()
                client_id = await tab.say(words)
                await tab.read()
                first.append((time.perf_counter() - begun) * 1000)
                answer = await tab.end_of(client_id)
                if (answer.get("metadata") or {}).get("products"):
                    whole.append((time.perf_counter() - begun) * 1000)
    if len(whole) < count / 2:
        chat_servers.fail(
            f"only {len(whole)} of {count} answers came with cards; the demo shop is not what is "
            f"served. [demo]"
        )
    return first, whole


async def _html(shop: Shop, count: int) -> list[float]:
    """Measures the same for browsers."""
    first = []
    address = shop.address.replace("http", "ws", 1) + "/ws/chat/?format=html"
    for batch in range(0, count, PER_CONVERSATION):
        async with shop.tab() as tab:
            await tab.ask(QUESTIONS[0])
        async with connect(
            address, additional_headers={"Cookie": tab.cookie}, proxy=None
        ) as socket:
            await socket.recv()  # the transcript
            for words in islice(cycle(QUESTIONS), batch, batch + PER_CONVERSATION):
                begun = time.perf_counter()
                await socket.send(f'{{"type": "message", "message": "{words}"}}')
                await socket.recv()
                first.append((time.perf_counter() - begun) * 1000)
                await _silence(socket)
    return first


async def _silence(socket: object) -> None:
    try:
        while True:
            await asyncio.wait_for(socket.recv(), 0.4)  # type: ignore[attr-defined]
    except TimeoutError:
        return


def _row(name: str, times: list[float], which: str, target: float) -> list[str]:
    speed = report.Speed.from_times(times)
    met = getattr(speed, which) <= target
    return [
        name,
        f"{len(times):,}",
        *speed.cells,
        f"{which} {target:.0f}: {'met' if met else 'missed'}",
    ]
