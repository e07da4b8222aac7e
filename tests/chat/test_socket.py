"""A program holds a conversation on /ws/chat/ with the JSON contract alone."""

import asyncio
import json
from typing import Any
from uuid import uuid4

import pytest
from channels.layers import get_channel_layer
from channels.testing import WebsocketCommunicator
from django.contrib.sessions.models import Session

from chat.models import Message
from chat.transport import connection_limits
from chat.turns import bus
from chat.turns import service as turns
from chat.wire import WebSocketMessage
from site_config.asgi import application
from tests.clients import Program

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("transactional_db", "demo", "turns_end"),
]


async def test_a_question_is_answered_with_products() -> None:
    async with Program() as program:
        answer = await program.say("a warm jacket under 150 for hiking")
    products = answer["metadata"]["products"]
    assert products
    assert all(product["price"] <= 150 for product in products)
    assert answer["status"] == "sent"


async def test_every_frame_is_a_websocket_message() -> None:
    async with Program() as program:
        await program.send(type="message", message="red lamps", client_id=str(uuid4()))
        frames: list[dict[str, Any]] = []
        while not frames or frames[-1]["role"] == "user" or frames[-1]["status"] == "sending":
            frames.append(await program.receive())
    for frame in frames:
        WebSocketMessage.model_validate(frame)
    by_seq = [frame["seq"] for frame in frames if frame["role"] == "assistant"]
    assert by_seq == sorted(set(by_seq))


async def test_the_same_client_id_is_one_message() -> None:
    client_id = str(uuid4())
    async with Program() as program:
        for _time in range(2):
            await program.send(type="message", message="tents", client_id=client_id)
        await program.ended()
    assert await Message.objects.acount() == 2


async def test_a_program_that_says_nothing_leaves_nothing_behind() -> None:
    async with Program() as program:
        await program.send(type="dance")
        await program.receive()
        await program.send(type="stop")
        assert await program.socket.receive_nothing()
    assert not await Session.objects.aexists()


async def test_the_cookie_of_the_handshake_leads_back() -> None:
    async with Program() as program:
        answer = await program.say("tents")
    assert [each["id"] for each in await program.missing("")][-1] == answer["id"]


async def test_a_repeated_message_on_another_socket_is_not_answered_twice() -> None:
    client_id = str(uuid4())
    async with Program() as one:
        await one.say("tents")
        async with Program(cookie=one.cookie) as other:
            for program in (one, other):
                await program.send(type="message", message="lamps", client_id=client_id)
            await one.ended()
    assert await Message.objects.acount() == 4


async def test_what_is_repeated_is_acknowledged_though_all_news_is_lost(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def lost(name: str, news: dict[str, Any]) -> None:
        """Redis is away."""

    said = {"type": "message", "message": "tents", "client_id": str(uuid4())}
    async with Program() as program:
        await program.say("red lamps")
        async with Program(cookie=program.cookie) as other:
            await other.ended()
            monkeypatch.setattr(bus, "send", lost)
            for each in (program, other):
                await each.send(**said)
                assert (await each.receive())["client_id"] == said["client_id"]


async def test_who_goes_while_something_is_sent_leaves_no_seat_behind() -> None:
    events: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    for event in (
        {"type": "websocket.connect"},
        {"type": "websocket.receive", "text": "?"},
        {"type": "websocket.disconnect", "code": 1006},
    ):
        events.put_nowait(event)

    async def send(event: dict[str, Any]) -> None:
        if event["type"] == "websocket.send":
            raise OSError("gone")  # as servers do

    async with Program() as program:
        answer = await program.say("red lamps")
        gone = Program(cookie=program.cookie)
    await application(gone.socket.scope | {"client": ["192.0.2.1", 1]}, events.get, send)
    assert bus.group(answer["conversation"]) not in get_channel_layer().groups
    assert not connection_limits._taken


async def test_a_fault_of_ours_is_told_and_the_socket_stays(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def fail(*args: object) -> None:
        raise RuntimeError("secret detail")

    async with Program() as program:
        with monkeypatch.context() as patch:
            patch.setattr(turns, "start", fail)
            await program.send(type="message", message="hello")
            refused = await program.receive()
        assert (refused["code"], "secret" in str(refused)) == ("system_error", False)
        assert (await program.say("hello"))["status"] == "sent"


async def test_an_unknown_conversation_is_refused() -> None:
    async with Program(query=f"?conversation={uuid4()}") as program:
        assert (await program.receive())["code"] == "conversation_not_found"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("not json", "bad_frame"),
        ("[]", "bad_frame"),
        ('{"type": "dance"}', "bad_frame"),
        ('{"type": "message", "message": "x", "volume": 11}', "bad_frame"),
        ('{"type": "message"}', "bad_frame"),
        ('{"type": "message", "message": "   "}', "empty_message"),
        (json.dumps({"type": "message", "message": "x" * 10_000}), "message_too_long"),
        ("x" * 100_000, "message_too_long"),
        ("[" * 50_000, "bad_frame"),
    ],
)
async def test_a_bad_frame_is_refused_and_the_socket_stays(text: str, code: str) -> None:
    async with Program() as program:
        await program.socket.send_to(text_data=text)
        assert (await program.receive())["code"] == code
        assert (await program.say("hello"))["status"] == "sent"


async def test_a_nul_in_a_message_is_left_out() -> None:
    async with Program() as program:
        await program.say("hi\0there")
    assert (await Message.objects.aget(role="user")).content == "hithere"


@pytest.mark.parametrize(
    "origin", ["http://[", "null", "http://testserver:81", "https://elsewhere.example"]
)
async def test_a_page_of_another_origin_cannot_open_the_socket(origin: str) -> None:
    connected, _code = await Program(headers=[(b"origin", origin.encode())]).socket.connect()
    assert not connected


@pytest.mark.parametrize("path", ["/", "/ws/", "/ws/chat/more", "/admin/", "/healthz", "/%ff"])
async def test_a_handshake_elsewhere_is_refused(
    path: str, caplog: pytest.LogCaptureFixture
) -> None:
    socket = WebsocketCommunicator(application, path, headers=[(b"host", b"testserver")])
    assert await socket.connect() == (False, 1000)
    assert not caplog.records


async def test_a_binary_frame_is_refused_and_the_socket_stays() -> None:
    async with Program() as program:
        await program.socket.send_to(bytes_data=b"\x00\xff")
        assert (await program.receive())["code"] == "bad_frame"
        assert (await program.say("hello"))["status"] == "sent"
