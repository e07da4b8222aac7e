"""Checks of `stop`: it ends the work and keeps the words, at any moment and from any tab."""

import asyncio
import time

from chat.conformance.check import NotCaught, check, expect
from chat.conformance.client import Frame, Shop, Tab
from chat.conformance.connecting import QUESTIONS

WITHIN = 0.2
ROUNDS = 5


@check("stop where nothing is written changes nothing, and the next question is answered")
async def stop_idle(shop: Shop) -> str:
    async with shop.tab() as tab:
        await tab.send(type="stop")
        answer = await tab.ask(QUESTIONS[0])
        for _time in "ab":
            await tab.send(type="stop")
        await tab.quiet()
        after = tab.messages[answer["id"]]
        expect(after == answer, f"an answer that had ended is now {after['status']}")
        expect(not tab.refusals, f"refused with {[frame.get('code') for frame in tab.refusals]}")
        expect((await tab.ask("hello"))["status"] == "sent", "the next question was not answered")
    return "before, after and twice"


@check(
    f"stop ends an answer as cancelled, or finds it complete, within {WITHIN * 1000:.0f} ms, and "
    f"keeps its words"
)
async def stop(shop: Shop) -> str:
    return await _stopped(shop, "same tab")


@check("stop from another tab does the same")
async def stop_elsewhere(shop: Shop) -> str:
    return await _stopped(shop, "another tab")


@check(
    "stop at every moment from sending to the end: cancelled or complete, never open, and the "
    "talk goes on"
)
async def stop_races(shop: Shop) -> str:
    ends = {"sent": 0, "cancelled": 0}
    async with shop.tab() as tab:
        for number in range(12):
            client_id = await tab.say(QUESTIONS[number % 3])
            await asyncio.sleep(number * 0.015)
            for _time in range(1 + number % 2):
                await tab.send(type="stop")
            answer = await tab.end_of(client_id)
            ends[_end(answer)] += 1
        expect((await tab.ask("hello"))["status"] == "sent", "after the stops, nothing is answered")
        expect(not tab.faults, "; ".join(tab.faults))
    return (
        "12 stops, 0 to 165 ms after the question: "
        f"{ends['cancelled']} cancelled, {ends['sent']} complete"
    )


async def _stopped(shop: Shop, where: str) -> str:
    times, cancelled = [], 0
    async with shop.tab() as tab:
        await tab.ask("hello")
        async with shop.tab(tab.cookie) as other:
            for _round in range(ROUNDS):
                said = [await tab.say(words) for words in QUESTIONS]
                await tab.begin_of(*said)
                words = {frame["id"]: frame["message"] for frame in tab.open()}
                if not words:
                    continue
                begun = time.monotonic()
                await (tab if where == "same tab" else other).send(type="stop")
                await tab.until(lambda each: not each.open(), "the end of the stopped answers")
                times.append(time.monotonic() - begun)
                cancelled += sum(_end(tab.messages[key]) == "cancelled" for key in words)
                _keeps(tab, words)
            await tab.quiet()
            expect(
                not tab.faults and not tab.open(),
                "; ".join(tab.faults) or "an answer is open again after it was stopped",
            )
    if not cancelled:
        raise NotCaught("every answer had ended before it could be stopped")
    evidence = (
        f"{len(times)} stops ended {cancelled} answers, "
        f"the slowest after {max(times) * 1000:.0f} ms"
    )
    expect(max(times) <= WITHIN, evidence)
    return evidence


def _keeps(tab: Tab, words: dict[str, str]) -> None:
    for key, before in words.items():
        after = tab.messages[key]["message"]
        expect(after.startswith(before), f"of the words {before[:40]!r}, {after[:40]!r} was kept")


def _end(answer: Frame) -> str:
    error = (answer.get("metadata") or {}).get("error")
    end = str(answer["status"]) if not error else str(error)
    expect(end in ("sent", "cancelled"), f"a stopped answer ended as {end}")
    return end
