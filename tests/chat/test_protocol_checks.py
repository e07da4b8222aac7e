"""manage.py check_chat finds what a server does wrong: each story is one fault in a server that
does nothing else.
"""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from io import StringIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from websockets.asyncio.server import ServerConnection, serve

from chat.conformance import CHECKS, Verdict, run
from chat.conformance.check import Finding
from chat.conformance.client import Shop, differences

Talk = Callable[[ServerConnection], Awaitable[None]]


@asynccontextmanager
async def server(talk: Talk) -> AsyncIterator[Shop]:
    async with serve(talk, "127.0.0.1", 0) as running:
        yield Shop(f"http://127.0.0.1:{next(iter(running.sockets)).getsockname()[1]}", seconds=1)


async def tried(name: str, talk: Talk) -> Finding:
    async with server(talk) as shop:
        return await run(CHECKS[name], shop)


def frame(role: str, seq: int, **more: Any) -> str:
    made: dict[str, Any] = {
        "type": "message",
        "role": role,
        "message": "words",
        "timestamp": "2026-05-01T09:00:00Z",
        "id": str(uuid4()),
    }
    made["position"] = 1 if role == "user" else 2
    return json.dumps(made | {"conversation": str(uuid4()), "seq": seq, "status": "sent"} | more)


async def answers(
    socket: ServerConnection,
    *,
    first: int = 1,
    second: int = 2,
    status: str = "sent",
    times: int = 1,
) -> None:
    """A server that takes and answers everything, as it is told to."""
    async for text in socket:
        said = json.loads(text)
        if said["type"] == "message":
            await socket.send(frame("user", first, client_id=said["client_id"]))
            for _time in range(times):
                await socket.send(frame("assistant", second, status=status))


def refusal(code: str) -> str:
    error = json.loads(frame("assistant", 0, type="error", status="error", code=code))
    return json.dumps(
        {name: value for name, value in error.items() if name not in ("id", "conversation")}
    )


async def test_a_server_that_answers_holds() -> None:
    finding = await tried("heartbeat", answers)
    assert finding.verdict is Verdict.HELD


async def test_an_answer_that_never_ends_is_broken() -> None:
    finding = await tried("contract", lambda socket: answers(socket, status="sending"))
    assert finding.verdict is Verdict.BROKEN
    assert "the end of an answer: not within 1 s" in finding.evidence


async def test_a_seq_that_falls_is_broken() -> None:
    finding = await tried("seq", lambda socket: answers(socket, first=5, second=4))
    assert finding.verdict is Verdict.BROKEN


async def test_garbage_that_is_taken_is_broken() -> None:
    async def takes(socket: ServerConnection) -> None:
        async for _text in socket:
            await socket.send(frame("user", 1))

    finding = await tried("garbage", takes)
    assert (finding.verdict, finding.evidence) == (Verdict.BROKEN, "binary: taken as a message")


async def test_a_socket_that_closes_on_garbage_is_broken() -> None:
    async def closes(socket: ServerConnection) -> None:
        await socket.recv()

    finding = await tried("garbage", closes)
    assert finding.verdict is Verdict.BROKEN
    assert "closed with 1000" in finding.evidence


async def test_an_origin_that_is_let_in_is_broken() -> None:
    finding = await tried("foreign-origin", answers)
    assert finding.verdict is Verdict.BROKEN


async def test_a_frame_that_is_not_known_is_not_offered() -> None:
    async def knows_no_retry(socket: ServerConnection) -> None:
        async for text in socket:
            said = json.loads(text)
            if said["type"] == "message":
                await socket.send(frame("user", 1, client_id=said["client_id"]))
                await socket.send(frame("assistant", 2))
            else:
                await socket.send(refusal("bad_frame"))

    assert (await tried("retry", knows_no_retry)).verdict is Verdict.NOT_OFFERED


async def test_a_limit_is_not_a_fault() -> None:
    async def limits(socket: ServerConnection) -> None:
        async for _text in socket:
            await socket.send(refusal("too_many_messages"))

    assert (await tried("order", limits)).verdict is Verdict.NOT_CAUGHT


async def test_where_nobody_answers_every_check_is_broken() -> None:
    async with server(answers) as shop:
        pass
    assert (await run(CHECKS["contract"], shop)).verdict is Verdict.BROKEN


def test_two_views_that_differ_are_told_apart() -> None:
    one = json.loads(frame("assistant", 1))
    assert differences({"1": one}, {"1": one}) == ""
    assert (
        differences({"1": one}, {"1": one | {"message": "wor"}})
        == "assistant message: 'words' and 'wor'"
    )
    assert differences({"1": one}, {}) == "1 messages are in one view alone"


def test_the_command_lists_its_checks_and_refuses_what_is_no_address() -> None:
    out = StringIO()
    call_command("check_chat", "--list", stdout=out)
    assert len(out.getvalue().splitlines()) == len(CHECKS)
    with pytest.raises(CommandError, match="bad_address"):
        call_command("check_chat", "localhost:8000")


def test_the_command_ends_with_1_where_something_is_broken() -> None:
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command(
            "check_chat", "http://127.0.0.1:1", "--only", "heartbeat", "--seconds", "1", stdout=out
        )
    assert ended.value.code == 1
    assert out.getvalue().startswith("broken       heartbeat")
