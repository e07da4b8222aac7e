"""Checks under load: floods, clients that do not read, and dozens of sockets."""

import asyncio
import time
from collections import Counter
from typing import Any

from websockets.exceptions import ConnectionClosed, InvalidStatus

from chat.conformance.check import Broken, NotCaught, NotOffered, check, expect
from chat.conformance.client import Limited, Shop, Tab, differences
from chat.conformance.connecting import QUESTIONS

FLOOD = 60
NOISE = 300
SOCKETS = 64
# What a server's kernel may hold for a reader that does not read, whatever the server does: the
# largest send buffer of Linux.
HELD_BY_KERNELS = 4 * 1024 * 1024
# What makes a question long, in characters of four bytes.
LONG = " " + "\N{SHOPPING BAGS}" * 3900


@check(f"a flood of {FLOOD} messages ends in answers or refusals with a code, each message once")
async def flood(shop: Shop) -> str:
    """Sends more messages at once than are answered; each is answered once or refused."""
    async with shop.tab() as tab:
        said = [await tab.say(QUESTIONS[number % 3]) for number in range(FLOOD)]
        await _settle(shop, tab, said)
        stored = await _stored(shop, tab)
    counted = Counter(frame.get("client_id") for frame in stored if frame["role"] == "user")
    refused = _refused_ids(tab)
    lost = set(said) - set(counted) - refused
    most = max(counted.values(), default=0)
    expect(not lost and most <= 1, f"{len(lost)} lost, at most {most} times stored")
    both = refused.intersection(counted)
    expect(not both, f"{len(both)} refused and stored all the same")
    expect(not tab.faults, "; ".join(tab.faults[:3]))
    codes = ", ".join(sorted({str(frame.get("code")) for frame in tab.refusals})) or "none"
    return f"{len(counted)} answered, {len(refused)} refused ({codes})"


async def _settle(shop: Shop, tab: Tab, said: list[str]) -> None:
    """Reads until each message is answered or refused."""
    deadline = time.monotonic() + 4 * shop.seconds
    while not _is_settled(tab, said):
        expect(
            time.monotonic() < deadline,
            f"after {4 * shop.seconds:.0f} s not all is answered or refused; {tab.summary()}",
        )
        await tab.read()
    await tab.quiet()


def _refused_ids(tab: Tab) -> set[str | None]:
    return {frame.get("client_id") for frame in tab.refusals}


def _is_settled(tab: Tab, said: list[str]) -> bool:
    refused = _refused_ids(tab)
    return all(client_id in refused or tab.ended(client_id) for client_id in said)


async def _stored(shop: Shop, tab: Tab) -> list[dict[str, Any]]:
    """Returns the messages of the tab's conversation as the HTTP API lists them."""
    if not tab.conversation:
        return []
    path = f"/api/conversations/{tab.conversation}/messages"
    async with shop.http(tab.cookie) as client:
        stored: list[dict[str, Any]] = (await client.get(path)).json()
    return stored


@check(
    f"{NOISE} frames of garbage in a row are refused, or the socket is closed with a code; others "
    f"are not kept waiting"
)
async def noise(shop: Shop) -> str:
    async with shop.tab() as calm, shop.tab() as loud:
        await calm.ask("hello")
        try:
            for _number in range(NOISE):
                await loud.connection.send('{"type": "dance"}')
            begun = time.monotonic()
            await calm.ask("hello")
            waited = time.monotonic() - begun
            while len(loud.refusals) < NOISE:
                await loud.read()
        except ConnectionClosed as closed:
            code = closed.rcvd.code if closed.rcvd else 1006
            expect(code != 1006, "the connection was cut without a code")
            return f"closed with {code} after {len(loud.refusals)} refusals"
    return (
        f"{len(loud.refusals)} refused; meanwhile another visitor was answered in "
        f"{waited * 1000:.0f} ms"
    )


@check(
    "a reader that does not read for seconds ends with the last state, and is not sent all that "
    "it missed"
)
async def slow_reader(shop: Shop) -> str:
    async with shop.tab() as watcher:
        await watcher.ask(QUESTIONS[0])
        async with shop.tab(watcher.cookie, receive_buffer=4096) as slow:
            await _talk(watcher, shop.seconds)
            missed, last = watcher.bytes, watcher.seen
            await slow.until(lambda each: each.seen >= last, "the last state, at the slow reader")
            await asyncio.gather(slow.quiet(), watcher.quiet())
    expect(not (found := differences(watcher.messages, slow.messages)), found)
    expect(not slow.faults, "; ".join(slow.faults))
    evidence = (
        f"sent {slow.bytes // 1024} KiB afterwards, of {missed // 1024} KiB that a quick reader got"
    )
    if slow.bytes < missed / 2:
        return evidence
    if missed < HELD_BY_KERNELS:
        raise NotCaught(
            f"it ends with the last state; the kernel may have held what it missed: {evidence}"
        )
    raise Broken(f"the server kept a backlog: {evidence}")


async def _talk(tab: Tab, seconds: float) -> None:
    """Sends long questions until a slow reader must have missed answers, or until the time or a
    limit ends it.
    """
    begun = time.monotonic()
    try:
        while tab.bytes < HELD_BY_KERNELS and time.monotonic() - begun < seconds:
            await tab.ends_of([await tab.say(words + LONG) for words in QUESTIONS])
    except Limited:
        await tab.until(lambda each: not each.open(), "the end of the answers")


@check(f"one visitor cannot hold {SOCKETS} sockets: the rest are closed with a code")
async def many_sockets(shop: Shop) -> str:
    codes: Counter[int] = Counter()
    async with shop.tab() as first:
        await first.ask("hello")

        async def one_more() -> None:
            try:
                async with shop.tab(first.cookie, seen=first.seen) as tab:
                    await tab.quiet(3)
                codes[0] += 1
            except ConnectionClosed as closed:
                codes[closed.rcvd.code if closed.rcvd else 1006] += 1
            except InvalidStatus as refused:
                codes[refused.response.status_code] += 1

        await asyncio.gather(*[one_more() for _number in range(SOCKETS)])
        answer = await first.ask("hello")
    expect(answer["status"] == "sent", "the first socket no longer answers")
    if set(codes) == {0}:
        raise NotOffered(f"{SOCKETS} sockets of one visitor were all kept open")
    expect(1006 not in codes, f"{codes[1006]} sockets were cut without a code")
    return f"{codes.pop(0, 0)} kept, the rest refused with {', '.join(map(str, codes))}"


@check("a ping is answered at once, also while an answer is written")
async def heartbeat(shop: Shop) -> str:
    async with shop.tab() as tab:
        await tab.say(QUESTIONS[0])
        waited = await asyncio.wait_for(await tab.connection.ping(), shop.seconds)
        expect(waited < 2, f"it took {waited:.1f} s")
    return f"{waited * 1000:.0f} ms"
