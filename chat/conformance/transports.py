"""Checks that a conversation is the same over socket, events and HTTP, and closed to strangers on
each.
"""

import asyncio
import json
from typing import Any
from uuid import uuid4

import httpx2
from websockets.exceptions import InvalidStatus

from chat.conformance.check import Broken, NotOffered, check, expect
from chat.conformance.client import Frame, Shop, differences, place
from chat.conformance.connecting import QUESTIONS

FOREIGN = "https://elsewhere.example"


@check("what is said over the form and over HTTP is the same conversation as on the socket")
async def roads(shop: Shop) -> str:
    async with shop.tab() as tab:
        await tab.ask(QUESTIONS[0])
        async with shop.http(tab.cookie) as client:
            form, road = (
                {"message": QUESTIONS[1], "client_id": str(uuid4())},
                {"message": QUESTIONS[2], "client_id": str(uuid4())},
            )
            page = await client.post(f"/chat/{tab.conversation}/", data=form, follow_redirects=True)
            said = await client.post(f"/api/conversations/{tab.conversation}/messages", json=road)
            expect(
                page.status_code == said.status_code == 200,
                f"the form brought {page.status_code}, HTTP {said.status_code}",
            )
            await tab.ends_of([form["client_id"], road["client_id"]])
            stored = {
                each["id"]: each
                for each in (
                    await client.get(f"/api/conversations/{tab.conversation}/messages")
                ).json()
            }
        expect(QUESTIONS[1] in page.text, "the page does not show what its form said")
    expect(not (found := differences(tab.messages, stored)), found)
    return f"{len(stored)} messages, the same on the socket, over HTTP and on the page"


@check("a page of another origin can neither open the socket nor post")
async def foreign_origin(shop: Shop) -> str:
    for origin in (FOREIGN, "null", shop.address + "0"):
        try:
            async with shop.tab(origin=origin):
                raise Broken(f"a page of {origin} may open the socket")
        except InvalidStatus as refused:
            expect(
                refused.response.status_code == 403, f"refused with {refused.response.status_code}"
            )
    async with shop.tab() as tab:
        await tab.ask("hello")
        body, headers = {"message": "hello", "client_id": str(uuid4())}, {"Origin": FOREIGN}
        async with shop.http(tab.cookie) as client:
            posted = [
                await client.post(
                    f"/api/conversations/{tab.conversation}/messages", json=body, headers=headers
                ),
                await client.post("/chat/", data=body, headers=headers),
            ]
    taken = [answer.status_code for answer in posted if answer.status_code != 403]
    expect(not taken, f"posts of {FOREIGN} were answered with {taken}")
    return "3 origins refused with 403 on the socket, a foreign one on HTTP and form"


@check("a stranger finds nothing at somebody else's conversation, on any road")
async def strangers(shop: Shop) -> str:
    async with shop.tab() as mine, shop.tab() as theirs:
        await mine.ask("hello")
        await theirs.ask("hello")
        expect(mine.conversation != theirs.conversation, "two visitors share a conversation")
        async with shop.tab(theirs.cookie, conversation=mine.conversation) as tab:
            code = (await tab.read()).get("code")
            expect(code == "conversation_not_found", f"the socket says {code}")
            await asyncio.wait_for(tab.connection.wait_closed(), shop.seconds)
            expect(tab.connection.close_code == 4404, f"closed with {tab.connection.close_code}")
        for cookie in (theirs.cookie, ""):
            async with shop.http(cookie) as client:
                api = f"/api/conversations/{mine.conversation}"
                asked: list[tuple[str, str, Any]] = [
                    ("GET", f"{api}/messages", None),
                    ("POST", f"{api}/messages", {"message": "hello"}),
                ]
                asked += [
                    ("POST", f"{api}/stop", None),
                    ("GET", f"{api}/events", None),
                    ("DELETE", api, None),
                ]
                asked += [
                    ("GET", f"/chat/{mine.conversation}/", None),
                    ("POST", f"/chat/{mine.conversation}/stop/", None),
                ]
                for method, path, body in asked:
                    status = (await client.request(method, path, json=body)).status_code
                    expect(
                        status in (404, 405),
                        f"{method} {path.replace(mine.conversation, '...')} brought {status}",
                    )
    return "404 over HTTP and on pages, 4404 on the socket"


@check("server-sent events tell the same as the socket, and Last-Event-ID brings what is lacking")
async def events(shop: Shop) -> str:
    async with shop.tab() as tab:
        await tab.ask(QUESTIONS[0])
        path = f"/api/conversations/{tab.conversation}/events"
        async with shop.http(tab.cookie) as client:
            seen = tab.seen
            said = [await tab.say(words) for words in QUESTIONS[1:]]
            reading = asyncio.create_task(_events(client, path, {}, said))
            await tab.ends_of(said)
            whole = await asyncio.wait_for(reading, shop.seconds)
            rest = await asyncio.wait_for(
                _events(client, path, {"Last-Event-ID": str(seen)}, said), shop.seconds
            )
    expect(not (found := differences(tab.messages, _newest(whole))), f"all events: {found}")
    older = [frame["seq"] for frame in rest if frame["seq"] <= seen]
    expect(not older, f"after Last-Event-ID, {len(older)} events came again")
    lacking = {key: frame for key, frame in tab.messages.items() if frame["seq"] > seen}
    expect(not (found := differences(lacking, _newest(rest))), f"after Last-Event-ID: {found}")
    return (
        f"{len(whole)} events, the same last states as {len(tab.frames)} frames; {len(rest)} "
        f"after Last-Event-ID"
    )


@check("a visitor can erase the conversation, and then it is nowhere")
async def erase(shop: Shop) -> str:
    async with shop.tab() as tab:
        await tab.ask("hello")
    async with shop.http(tab.cookie) as client:
        described = (await client.get("/openapi.json")).json()["paths"]
        if "delete" not in described.get("/api/conversations/{conversation_id}", {}):
            raise NotOffered("DELETE /api/conversations/{conversation_id} is not there")
        path = f"/api/conversations/{tab.conversation}"
        status = (await client.delete(path)).status_code
        expect(status < 300, f"it was answered with {status}")
        after = (await client.get(f"{path}/messages")).status_code
        expect(after == 404, f"its messages are still there: {after}")
    return "erased over HTTP, 404 afterwards"


async def _events(
    client: httpx2.AsyncClient, path: str, headers: dict[str, str], said: list[str]
) -> list[Frame]:
    """Yields every event until the answers to the sent messages have ended."""
    found: list[Frame] = []
    async with client.stream(
        "GET", path, headers={"Accept": "text/event-stream", **headers}
    ) as response:
        if response.status_code in (404, 405):
            raise NotOffered("GET /api/conversations/{conversation_id}/events is not there")
        kind = response.headers.get("content-type", "")
        expect(
            response.status_code == 200 and kind.startswith("text/event-stream"),
            f"it was answered with {response.status_code} {kind}",
        )
        number = ""
        async for line in response.aiter_lines():
            name, _colon, value = line.partition(":")
            if name == "id":
                number = value.strip()
            elif name == "data":
                frame = json.loads(value)
                expect(
                    number == str(frame["seq"]),
                    f"the event's id is {number!r}, its seq {frame['seq']}",
                )
                found.append(frame)
            if not line and _are_answered(found, said):
                break
    return found


def _are_answered(frames: list[Frame], said: list[str]) -> bool:
    newest = sorted(_newest(frames).values(), key=place)
    asked = {frame.get("client_id") for frame in newest}
    return (
        asked.issuperset(said)
        and all(frame["status"] != "sending" for frame in newest)
        and newest[-1]["role"] == "assistant"
    )


def _newest(frames: list[Frame]) -> dict[str, Frame]:
    return {frame["id"]: frame for frame in frames}
