"""A conversation as server-sent events: the same messages, and the way back with the last id."""

import asyncio
import json
from collections.abc import AsyncGenerator
from typing import Any

import pytest
from channels.layers import get_channel_layer
from django.test import AsyncClient

from chat.transport import events
from tests.clients import PATIENCE, Program

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("transactional_db", "demo", "turns_end"),
]


class Stream:
    """Reads what a stream of events says."""

    def __init__(self, client: AsyncClient, conversation: str, **headers: str) -> None:
        self.client, self.address, self.headers = (
            client,
            f"/api/conversations/{conversation}/events",
            headers,
        )

    async def __aenter__(self) -> "Stream":
        response: Any = await self.client.get(self.address, headers=self.headers)
        assert response["Content-Type"] == "text/event-stream"
        self.parts: AsyncGenerator[bytes] = aiter(response)
        return self

    async def __aexit__(self, *args: object) -> None:
        await self.parts.aclose()

    async def next(self) -> dict[str, Any]:
        """The next event's data, with its id."""
        async with asyncio.timeout(PATIENCE):
            async for part in self.parts:
                lines = dict(
                    line.split(": ", 1)
                    for line in part.decode().strip().splitlines()
                    if not line.startswith(":")
                )
                if "data" in lines:
                    data: dict[str, Any] = json.loads(lines["data"])
                    return data | {"event": lines.get("id", "")}
        raise EOFError


async def client_of(program: Program) -> AsyncClient:
    client = AsyncClient()
    client.cookies["sessionid"] = program.cookie.partition("=")[2]
    return client


async def test_what_was_said_then_what_comes_then_what_was_missed() -> None:
    async with Program() as program:
        first = await program.say("tents")
        client = await client_of(program)
        async with Stream(client, first["conversation"]) as stream:
            assert [(await stream.next())["role"] for _message in range(2)] == ["user", "assistant"]
            await program.say("lamps")
            assert (await stream.next())["message"] == "lamps"
        async with Stream(
            client, first["conversation"], **{"Last-Event-ID": str(first["seq"])}
        ) as stream:
            back = await stream.next()
    assert (back["message"], back["event"]) == ("lamps", str(back["seq"]))


async def test_a_reader_that_leaves_leaves_nothing_behind() -> None:
    async with Program() as program:
        first = await program.say("tents")
        groups = set(get_channel_layer().groups[f"conversation.{first['conversation']}"])
        async with Stream(await client_of(program), first["conversation"]) as stream:
            await stream.next()
            assert len(get_channel_layer().groups[f"conversation.{first['conversation']}"]) == 2
        assert set(get_channel_layer().groups[f"conversation.{first['conversation']}"]) == groups
    assert not events.open_readers


async def test_a_quiet_stream_beats_and_ends_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    async with Program() as program:
        first = await program.say("tents")
        monkeypatch.setattr(events, "HEARTBEAT", 0.01)
        monkeypatch.setattr(events, "LONGEST", 0.5)
        response: Any = await (await client_of(program)).get(
            f"/api/conversations/{first['conversation']}/events?seen={first['seq']}"
        )
        parts = [part.decode() async for part in response]
    assert parts[0].startswith("retry:")
    assert set(parts[1:]) == {": still here\n\n"}


async def test_a_stranger_gets_none() -> None:
    async with Program() as program:
        first = await program.say("tents")
    refused = await AsyncClient().get(f"/api/conversations/{first['conversation']}/events")
    assert (refused.status_code, refused.json()["code"]) == (404, "conversation_not_found")
