"""What a message is does not change while it grows: every field but those that grow, to the
microsecond, on every road.
"""

import json
from collections.abc import Iterable
from typing import Any
from uuid import uuid4

import pytest
from django.test import AsyncClient

from chat.conformance.client import FIXED
from tests.chat.test_events import Stream, client_of
from tests.clients import Program

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("transactional_db", "turns_end"),
]
Frames = list[dict[str, Any]]


async def _asked_in_every_way(program: Program) -> Frames:
    """Every frame of a talk: two questions, an answer asked for again, a question in other words,
    an opinion.
    """
    frames = await _until_ended(program, type="message", message="tents")
    frames += await _until_ended(program, type="message", message="lamps")
    frames += await _until_ended(program, type="retry", answer=frames[-1]["id"])
    question = next(each for each in reversed(frames) if each["role"] == "user")
    frames += await _until_ended(program, type="edit", question=question["id"], message="red lamps")
    await program.send(type="feedback", answer=frames[-1]["id"], rating="up")
    return [*frames, await program.receive()]


async def _until_ended(program: Program, **frame: str) -> Frames:
    await program.send(**frame, client_id=str(uuid4()))
    frames: Frames = []
    while not frames or frames[-1]["role"] == "user" or frames[-1]["status"] == "sending":
        frames.append(await program.receive())
    return frames


async def _read_again(client: AsyncClient, conversation: str, count: int) -> Frames:
    """The messages over HTTP, in the export and from the stream of events."""
    address = f"/api/conversations/{conversation}"
    listed = (await client.get(f"{address}/messages")).json()
    exported = (await client.get(f"{address}/export")).json()["messages"]
    taken = json.loads((await client.get(f"/chat/{conversation}/conversation.json")).content)[
        "messages"
    ]
    async with Stream(client, conversation) as stream:
        streamed = [await stream.next() for _message in range(count)]
    return [*listed, *exported, *taken, *streamed]


def _fixed(frames: Iterable[dict[str, Any]]) -> dict[str, set[tuple[Any, ...]]]:
    """Every state of what should be fixed, by message."""
    found: dict[str, set[tuple[Any, ...]]] = {}
    for frame in frames:
        found.setdefault(frame["id"], set()).add(tuple(frame.get(name) for name in FIXED))
    return found


async def test_a_message_is_the_same_on_every_road_and_after_every_change() -> None:
    async with Program() as program:
        frames = await _asked_in_every_way(program)
        again = await program.missing("", 4)
        frames += again + await _read_again(
            await client_of(program), frames[0]["conversation"], len(again)
        )
    assert {pk: states for pk, states in _fixed(frames).items() if len(states) > 1} == {}
    times = [frame["timestamp"] for frame in sorted(again, key=lambda frame: frame["position"])]
    assert times == sorted(set(times)), (
        "a question and its answer are in the order of their times, too"
    )
