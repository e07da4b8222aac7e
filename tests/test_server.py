"""What a client may send before the shop hears of it: long heads, slow heads and long handshakes
end in a refusal, and cost little.
"""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import pytest
import uvicorn
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from site_config import server
from tests.servers import free_ports

HOST = b"Host: localhost\r\n"


async def application(scope: Any, receive: Any, send: Any) -> None:
    """Takes every socket; answers a request with the length of its body."""
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.accept"})
        return
    length, is_more = 0, True
    while is_more:
        event = await receive()
        length, is_more = length + len(event.get("body", b"")), event.get("more_body", False)
    await send(
        {
            "type": "http.response.start",
            "status": 200,
            "headers": [(b"content-length", b"%d" % len(str(length)))],
        }
    )
    await send({"type": "http.response.body", "body": str(length).encode()})


class Server(uvicorn.Server):
    """Lets the loop know when it serves, and takes no signals."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leaves the signals to the test runner."""
        yield


@asynccontextmanager
async def serving() -> AsyncIterator[int]:
    """A server with the options that the shop's have; gives its port."""
    port = free_ports(1)[0]
    running = Server(uvicorn.Config(application, port=port, **server.OPTIONS | {"lifespan": "off"}))
    task = asyncio.create_task(running.serve())
    await running.ready.wait()
    try:
        yield port
    finally:
        running.should_exit = True
        await task


async def ask(port: int, *pieces: bytes) -> tuple[int, bytes]:
    """Status and body of what is answered to these bytes; the rest of them is left where the server
    hangs up. Status 0 for no answer.
    """
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        async with asyncio.timeout(60):
            try:
                for piece in pieces:
                    writer.write(piece)
                    await writer.drain()
                answered = await reader.read()
            except ConnectionError:
                answered = await reader.read()
    except ConnectionError:
        return 0, b""
    finally:
        writer.close()
    head, _blank, body = answered.partition(b"\r\n\r\n")
    return int(head.split()[1]) if head else 0, body


def request(*lines: bytes, path: bytes = b"/") -> bytes:
    return (
        b"GET "
        + path
        + b" HTTP/1.1\r\nConnection: close\r\n"
        + HOST
        + b"".join(line + b"\r\n" for line in lines)
        + b"\r\n"
    )


@pytest.mark.parametrize(
    ("sent", "status", "code"),
    [
        (request(b"X: " + b"a" * 9_000), 431, "head_too_large"),
        (request(*[b"X%d: a" % each for each in range(101)]), 431, "head_too_large"),
        (request(*[b"X%d: " % each + b"a" * 7_000 for each in range(5)]), 431, "head_too_large"),
        (request(path=b"/?" + b"q" * 9_000), 414, "address_too_long"),
    ],
    ids=["one header", "many headers", "a long head", "the address"],
)
async def test_a_long_head_is_refused(sent: bytes, status: int, code: str) -> None:
    async with serving() as port:
        answered, body = await ask(port, sent)
        assert (answered, json.loads(body)["code"]) == (status, code)


async def test_a_head_without_end_is_refused_early() -> None:
    async with serving() as port:
        endless = [b"GET / HTTP/1.1\r\n" + HOST + b"X: "] + [b"a" * 65_536] * 200
        answered, _body = await ask(port, *endless)
        assert answered in (431, 0)  # a client that goes on sending may lose the answer
        assert await ask(port, request()) == (200, b"0")


async def test_trailers_without_end_are_refused_early() -> None:
    async with serving() as port:
        begun = (
            b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n"
            + HOST
            + b"\r\n5\r\nhello\r\n0\r\nX: "
        )
        answered, _body = await ask(port, begun, *[b"a" * 65_536] * 200)
        assert answered == 0
        assert await ask(port, request()) == (200, b"0")


async def test_bodies_of_any_framing_arrive() -> None:
    async with serving() as port:
        post = b"POST / HTTP/1.1\r\nConnection: close\r\n" + HOST
        assert await ask(
            port,
            post + b"Transfer-Encoding: chunked\r\n\r\n" + b"1\r\na\r\n" * 90_000 + b"0\r\n\r\n",
        ) == (200, b"90000")
        assert await ask(port, post + b"Content-Length: 900000\r\n\r\n" + b"a" * 900_000) == (
            200,
            b"900000",
        )


async def test_requests_behind_a_large_body_arrive() -> None:
    async with serving() as port:
        first = b"POST / HTTP/1.1\r\nContent-Length: 200000\r\n" + HOST + b"\r\n" + b"a" * 200_000
        _status, answers = await ask(port, first + request()[:20], request()[20:])
        assert answers.startswith(b"200000")
        assert answers.endswith(b"0")


@pytest.mark.parametrize(
    "sent",
    [
        b"GET / HTTP/1.1\r\nX: a",
        request()[:-2].replace(b"Connection: close\r\n", b""),
        b"",
        b"\r\n",
    ],
)
async def test_a_slow_head_ends(sent: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "HEAD_SECONDS", 0.05)
    async with serving() as port:
        answered, _body = await ask(port, sent)
        assert answered == (408 if sent.strip() else 0)


async def test_a_slow_second_head_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "HEAD_SECONDS", 0.05)
    async with serving() as port, asyncio.timeout(60):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET / HTTP/1.1\r\n" + HOST + b"\r\n")
        assert (await reader.readuntil(b"\r\n\r\n0")).startswith(b"HTTP/1.1 200")
        writer.write(b"GET / HTTP/1.1\r\nX: ")
        assert (await reader.read()).startswith(b"HTTP/1.1 408")
        writer.close()


# Of what comes in several pieces, the first one decides whether the line or the whole head is too
# long.
@pytest.mark.parametrize(
    ("length", "statuses"), [(7_900, {101}), (8_300, {414}), (300_000, {414, 431})]
)
async def test_a_long_handshake_is_answered(length: int, statuses: set[int]) -> None:
    query = "q" * length
    async with serving() as port, asyncio.timeout(60):
        try:
            async with connect(f"ws://127.0.0.1:{port}/ws/chat/?{query}", compression=None):
                answered = 101
        except InvalidStatus as refused:
            answered = refused.response.status_code
        assert answered in statuses


HANDSHAKE = (
    b" /ws/chat/ HTTP/1.1\r\n" + HOST + b"Connection: Upgrade\r\nUpgrade: websocket\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
)


@pytest.mark.parametrize("method", [b"GET", b"POST"])
@pytest.mark.parametrize(
    "body",
    [
        b"Content-Length: 3\r\n\r\nabc",
        b"Content-Length: 3\r\n\r\n",
        b"Transfer-Encoding: chunked\r\n\r\n",
        b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
    ],
    ids=["whole", "announced", "chunks to come", "chunked"],
)
async def test_a_handshake_with_a_body_is_refused(method: bytes, body: bytes) -> None:
    async with serving() as port:
        answered, said = await ask(port, method + HANDSHAKE + body)
        assert (answered, json.loads(said)["code"]) == (400, "bad_request")


@pytest.mark.parametrize(
    "head",
    [b"GET" + HANDSHAKE, b"GET" + HANDSHAKE + b"Content-Length: 0\r\n"],
    ids=["bare", "empty body"],
)
async def test_a_handshake_without_a_body_is_taken(head: bytes) -> None:
    async with serving() as port:
        assert (await ask(port, head + b"\r\n"))[0] == 101


async def test_a_handshake_that_posts_is_answered() -> None:
    async with serving() as port:
        assert (await ask(port, b"POST" + HANDSHAKE + b"\r\n"))[0] >= 400


async def test_a_handshake_that_cannot_be_read_is_refused() -> None:
    async with serving() as port:
        strange = b"GET" + HANDSHAKE.replace(b"/ws/chat/", b"/ws/\xff/") + b"\r\n"
        assert (await ask(port, strange))[0] == 400


async def test_a_handshake_that_nobody_takes_over_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(server.BoundedProtocol, "_has_body", lambda _self: False)
    async with serving() as port:
        answered, _body = await ask(port, b"GET" + HANDSHAKE + b"Content-Length: 3\r\n\r\nabc")
        assert answered == 400


async def test_a_reader_that_takes_nothing_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "STALLED_SECONDS", 0.05)
    closed = asyncio.Event()
    lost = server.BoundedProtocol.connection_lost

    def watch(self: server.BoundedProtocol, exc: Exception | None) -> None:
        lost(self, exc)
        closed.set()

    monkeypatch.setattr(server.BoundedProtocol, "connection_lost", watch)
    monkeypatch.setattr("tests.test_server.application", _endless)
    async with serving() as port:
        _reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1024)
        writer.write(request())
        async with asyncio.timeout(60):
            await closed.wait()
        writer.close()


async def _endless(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    for _piece in range(500):  # more than both ends' buffers hold
        await send({"type": "http.response.body", "body": b"a" * 65_536, "more_body": True})
