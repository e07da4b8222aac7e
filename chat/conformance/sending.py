"""Checks of sending: a message counts once however often it is sent, and answers come in turn."""

import asyncio
from collections import Counter
from uuid import uuid4

from chat.conformance.check import NotOffered, check, expect
from chat.conformance.client import Frame, Shop, Tab
from chat.conformance.connecting import QUESTIONS


@check(
    "the same client_id is one message and one answer: at once, from two tabs, later, and over "
    "every road"
)
async def repeats(shop: Shop) -> str:
    client_id = str(uuid4())
    async with shop.tab() as tab:
        await tab.ask("hello")
        async with shop.tab(tab.cookie) as other, shop.http(tab.cookie) as client:
            road, form = (
                f"/api/conversations/{tab.conversation}/messages",
                f"/chat/{tab.conversation}/",
            )
            body = {"message": QUESTIONS[0], "client_id": client_id}
            await asyncio.gather(
                *[each.say(QUESTIONS[0], client_id) for each in (tab, tab, other)],
                client.post(road, json=body),
                client.post(form, data=body),
            )
            await tab.end_of(client_id)
            await tab.say(QUESTIONS[0], client_id)
            later = [await client.post(road, json=body), await client.post(form, data=body)]
            expect(
                all(each.status_code < 400 for each in later),
                f"repeating was refused with {[each.status_code for each in later]}",
            )
            await tab.quiet()
            stored = (await client.get(road)).json()
    said = Counter(
        each["role"] for each in stored if each.get("client_id") != stored[0].get("client_id")
    )
    mine = sum(each.get("client_id") == client_id for each in stored)
    expect(
        mine == 1 and said["assistant"] == 2,
        f"sent 8 times: stored {mine} times, with {said['assistant'] - 1} answers",
    )
    return "sent 8 times over socket, HTTP and form: one message, one answer"


@check("a form that begins a conversation twice begins one")
async def first_form(shop: Shop) -> str:
    async with (
        shop.tab() as tab
    ):  # for the cookie: two first forms of a browser without one are two browsers
        body = {"message": QUESTIONS[0], "client_id": str(uuid4())}
        async with shop.http(tab.cookie) as client:
            places = [
                each.headers.get("location", "")
                for each in await asyncio.gather(
                    *[client.post("/chat/", data=body) for _time in "ab"]
                )
            ]
            expect(places[0] and places[0] == places[1], f"two forms at once led to {places}")
            stored = (
                await client.get(
                    f"/api/conversations/{places[0].strip('/').split('/')[-1]}/messages"
                )
            ).json()
    expect(len(stored) == 2, f"{len(stored)} messages are stored")
    return "two forms at once: one conversation, one message, one answer"


@check("questions sent back to back are answered in order, one at a time, and never mixed")
async def order(shop: Shop) -> str:
    async with shop.tab() as tab:
        said = [await tab.say(words) for words in (*QUESTIONS, "thank you")]
        await tab.ends_of(said)
    roles = [frame["role"] for frame in tab.ordered()]
    expect(roles == ["user", "assistant"] * len(said), f"the conversation reads {roles}")
    expect(
        [frame["client_id"] for frame in tab.ordered()[::2]] == said,
        "the questions are not in the order in which they were sent",
    )
    done: set[str] = set()
    answers = [frame["id"] for frame in tab.ordered()[1::2]]
    for frame in tab.frames:
        if frame["id"] in answers and frame["message"]:
            earlier = answers[: answers.index(frame["id"])]
            expect(
                done.issuperset(earlier),
                f"answer {len(earlier) + 1} had words before answer {len(done) + 1} had ended",
            )
        if frame["role"] == "assistant" and frame["status"] != "sending":
            done.add(frame["id"])
    return f"{len(said)} questions at once, answered one after the other"


@check("retry answers a question again, and the earlier answer stays to be had")
async def retry(shop: Shop) -> str:
    async with shop.tab() as tab:
        before = await tab.ask(QUESTIONS[0])
        after = await _version(tab, {"type": "retry", "answer": before["id"]})
        return await _kept(shop, tab, before, after)


@check("editing the last question answers it anew, and the earlier words stay to be had")
async def edit(shop: Shop) -> str:
    async with shop.tab() as tab:
        client_id = await tab.say(QUESTIONS[0])
        before = await tab.end_of(client_id)
        question = next(
            frame for frame in tab.messages.values() if frame.get("client_id") == client_id
        )
        after = await _version(
            tab, {"type": "edit", "question": question["id"], "message": QUESTIONS[1]}
        )
        return await _kept(shop, tab, before, after)


async def _version(tab: Tab, frame: Frame) -> Frame:
    """Sends a frame twice and returns the one answer."""
    known, client_id, refused = dict(tab.messages), str(uuid4()), len(tab.refusals)
    for _time in "ab":
        await tab.send(**frame, client_id=client_id)

    def news(each: Tab) -> Frame | bool:
        fresh = [
            m
            for m in each.messages.values()
            if m["role"] == "assistant" and m["seq"] > known.get(m["id"], {}).get("seq", 0)
        ]
        return len(each.refusals) > refused or next(
            (m for m in fresh if m["status"] != "sending"), False
        )

    found = await tab.until(news, f"the answer to {frame['type']}")
    if len(tab.refusals) > refused:
        if tab.refusals[-1]["code"] == "bad_frame":
            raise NotOffered(f"the frame {frame['type']} is not known")
        expect(False, f"{frame['type']} was refused: {tab.refusals[-1]['code']}")
    await tab.quiet()
    answers = [m for m in tab.messages.values() if m["role"] == "assistant"]
    expect(
        len(answers) <= 2,
        f"{frame['type']} twice with one client_id brought {len(answers) - 1} answers",
    )
    return found


async def _kept(shop: Shop, tab: Tab, before: Frame, after: Frame) -> str:
    async with shop.http(tab.cookie) as client:
        stored = await client.get(f"/api/conversations/{tab.conversation}/messages")
    if before["id"] != after["id"]:
        kept = before["id"] in stored.text
        return _said(
            kept,
            f"a new answer beside the earlier one, which {'is' if kept else 'is not'} in the "
            f"conversation",
        )
    metadata = str(after.get("metadata"))
    return _said(
        "version" in metadata or before["message"] in stored.text, "the answer carries its versions"
    )


def _said(holds: bool, evidence: str) -> str:
    expect(holds, f"the earlier version cannot be had: {evidence}")
    return evidence
