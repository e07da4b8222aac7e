"""A client as docs/protocol.md describes it that also records every frame and whether it was in
order.
"""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit
from uuid import uuid4

import httpx2
from pydantic import ValidationError
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin

from chat.wire import WebSocketMessage

Frame = dict[str, Any]
SOCKET = "/ws/chat/"
# Refusals that mean "later", not "no".
LIMITS = ("too_many_messages", "too_many_conversations", "too_many_sockets")
# What a message keeps from its first frame to its last, on every road.
FIXED = ("role", "timestamp", "conversation", "position", "version", "replaces", "client_id")


class TooLate(Exception):
    """An expected frame did not arrive; the text names it."""


class Limited(Exception):
    """The server refused because of a limit."""


class Shop:
    """The server under test. `seconds` is how long to wait for any frame."""

    def __init__(self, address: str, seconds: float = 30) -> None:
        self.address = address.rstrip("/")
        self.seconds = seconds
        parts = urlsplit(self.address)
        self._socket = urlunsplit(
            parts._replace(
                scheme="wss" if parts.scheme == "https" else "ws",
                path=parts.path.rstrip("/") + SOCKET,
            )
        )

    @asynccontextmanager
    async def tab(
        self, cookie: str = "", *, origin: str = "", receive_buffer: int = 0, **query: object
    ) -> AsyncIterator["Tab"]:
        """Opens a socket. With `receive_buffer`, it buffers at most that many unread bytes."""
        more: dict[str, Any] = {"origin": Origin(origin)} if origin else {}
        if receive_buffer:
            more |= {
                "sock": await self._narrow(receive_buffer),
                "max_queue": 1,
                "ping_interval": None,
                "compression": None,
            }
        address = f"{self._socket}?{urlencode(query)}" if query else self._socket
        headers = {"Cookie": cookie} if cookie else {}
        async with connect(
            address,
            additional_headers=headers,
            open_timeout=self.seconds,
            close_timeout=2,
            max_size=None,
            proxy=None,
            **more,
        ) as connection:
            yield Tab(connection, self.seconds, cookie)

    @asynccontextmanager
    async def http(self, cookie: str = "") -> AsyncIterator[httpx2.AsyncClient]:
        # In the jar, not as a header: a redirect drops the header.
        jar = dict([cookie.split("=", 1)]) if cookie else {}
        async with httpx2.AsyncClient(
            base_url=self.address, cookies=jar, timeout=self.seconds, trust_env=False
        ) as client:
            yield client

    async def _narrow(self, size: int) -> socket.socket:
        parts = urlsplit(self.address)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        family, kind, proto, _name, where = (
            await asyncio.get_running_loop().getaddrinfo(
                parts.hostname, port, type=socket.SOCK_STREAM
            )
        )[0]
        narrow = socket.socket(family, kind, proto)
        # Before the handshake: it is then that the window is agreed on.
        narrow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, size)
        narrow.setblocking(False)
        await asyncio.get_running_loop().sock_connect(narrow, where)
        return narrow


class Tab:
    """One open socket. `messages` holds the newest state of each message; a reconnecting client
    puts there what it held before.
    """

    def __init__(self, connection: ClientConnection, seconds: float, cookie: str = "") -> None:
        self.connection = connection
        self.seconds = seconds
        self.messages: dict[str, Frame] = {}
        self.frames: list[Frame] = []
        self.refusals: list[Frame] = []
        self.selections: list[Frame] = []
        self.faults: list[str] = []
        self._sent: dict[str, Frame] = {}
        self.bytes = 0
        self.given = (
            connection.response.headers.get("Set-Cookie", "") if connection.response else ""
        )
        self.cookie = self.given.partition(";")[0] or cookie

    async def send(self, **frame: Any) -> None:
        await self.connection.send(json.dumps(frame))

    async def say(self, words: str, client_id: str = "", **more: Any) -> str:
        """Sends a message with this client_id or a new one, and returns the client_id without
        waiting.
        """
        client_id = client_id or str(uuid4())
        await self.send(type="message", message=words, client_id=client_id, **more)
        return client_id

    async def read(self, seconds: float | None = None) -> Frame:
        async with asyncio.timeout(seconds or self.seconds):
            text = await self.connection.recv()
        frame: Frame = json.loads(text)
        self.bytes += len(text)
        self._take(frame)
        return frame

    async def until[T](self, what: Callable[["Tab"], T | bool | None], wanted: str) -> T:
        """Returns the first truthy result of `what`, which is called after every frame. Raises
        TooLate, and Limited where a limit prevents it.
        """
        try:
            async with asyncio.timeout(self.seconds):
                while not (found := what(self)):
                    await self.read()
                    if self.refusals and self.refusals[-1].get("code") in LIMITS:
                        raise Limited(
                            f"the server's limits stand in the way ({self.refusals[-1]['code']}); "
                            f"raise them for the time of the checks"
                        )
        except TimeoutError:
            raise TooLate(f"{wanted}: not within {self.seconds:.0f} s; {self.summary()}") from None
        except ConnectionClosed as closed:
            raise TooLate(
                f"{wanted}: the socket was closed with "
                f"{closed.rcvd.code if closed.rcvd else 1006}; {self.summary()}"
            ) from None
        return found  # type: ignore[return-value]  # truthy, so neither None nor False

    async def quiet(self, seconds: float = 0.5) -> None:
        """Reads until nothing has arrived for `seconds`."""
        try:
            while True:
                await self.read(seconds)
        except TimeoutError:
            return

    async def ask(self, words: str) -> Frame:
        """Sends a message and returns its answer when it has ended."""
        return await self.end_of(await self.say(words))

    async def end_of(self, client_id: str) -> Frame:
        return await self.until(lambda tab: tab.ended(client_id), "the end of an answer")

    async def ends_of(self, client_ids: list[str]) -> None:
        await self.until(
            lambda tab: all(map(tab.ended, client_ids)), f"the end of {len(client_ids)} answers"
        )

    async def begin_of(self, *client_ids: str) -> None:
        await self.until(lambda tab: all(map(tab.answer, client_ids)), "an acknowledgement")

    def ordered(self) -> list[Frame]:
        """Returns the messages of the conversation from first to last."""
        return sorted(self.messages.values(), key=place)

    def answer(self, client_id: str) -> Frame | None:
        """Returns the newest state of the answer to the message with this client_id, or None."""
        asked = next(
            (each for each in self.messages.values() if each.get("client_id") == client_id), None
        )
        if asked is None:
            return None
        position, version = place(asked)
        # An edited question comes before the new version of its answer.
        answers = [
            each
            for each in self.messages.values()
            if place(each) >= (position + 1, version) and each["role"] == "assistant"
        ]
        return max(
            (each for each in answers if each.get("position") == position + 1),
            key=place,
            default=None,
        )

    def ended(self, client_id: str) -> Frame | None:
        found = self.answer(client_id)
        return found if found and found["status"] != "sending" else None

    def open(self) -> list[Frame]:
        return [frame for frame in self.messages.values() if frame["status"] == "sending"]

    @property
    def conversation(self) -> str:
        return next((frame["conversation"] for frame in self.messages.values()), "")

    @property
    def seen(self) -> int:
        return max((frame["seq"] for frame in self.messages.values()), default=0)

    def summary(self) -> str:
        states = ", ".join(f"{frame['role']} {frame['status']}" for frame in self.ordered()[-4:])
        codes = ", ".join(str(frame.get("code")) for frame in self.refusals[-3:])
        refused = f", refused with {codes}" if codes else ""
        return f"{len(self.frames)} frames, last {states or 'nothing'}{refused}"

    def _take(self, frame: Frame) -> None:
        self._check_contract(frame)
        if "id" not in frame:  # A refusal, or news of the product that is talked about.
            is_refusal = frame.get("type") == "error"
            (self.refusals if is_refusal else self.selections).append(frame)
            return
        previous = self._sent.get(frame["id"])
        self.frames.append(frame)
        self._sent[frame["id"]] = frame
        self._check_fixed(frame, previous or frame)
        if previous:
            self._check_order(frame, previous)
        held = self.messages.get(frame["id"])
        if held is None or held["seq"] <= frame["seq"]:
            self.messages[frame["id"]] = frame

    def _check_contract(self, frame: Frame) -> None:
        try:
            WebSocketMessage.model_validate(frame)
        except ValidationError as error:
            first = error.errors()[0]
            self.faults.append(f"a frame is not of the contract: {first['loc']} {first['msg']}")

    def _check_fixed(self, frame: Frame, previous: Frame) -> None:
        changed = [name for name in FIXED if frame.get(name) != previous.get(name)]
        if changed or not frame.get("position"):
            what = ", ".join(changed) or "no position"
            self.faults.append(f"message {frame['id']}: {what} changed while it grew")

    def _check_order(self, frame: Frame, previous: Frame) -> None:
        if previous["seq"] >= frame["seq"]:
            self.faults.append(
                f"message {frame['id']}: seq {frame['seq']} came after {previous['seq']}"
            )
        if previous["status"] != "sending" and frame["status"] == "sending":
            self.faults.append(f"message {frame['id']}: ended, and then open again")


def place(frame: Frame) -> tuple[int, int]:
    """Returns (position, version), the order of messages; their times do not order them."""
    return frame.get("position") or 0, frame.get("version") or 1


def differences(one: dict[str, Frame], other: dict[str, Frame]) -> str:
    """Describes the first difference between two views of a conversation; an empty string where
    they are equal.
    """
    if lacking := set(other) ^ set(one):
        return f"{len(lacking)} messages are in one view alone"
    for key, frame in one.items():
        # A picture's address is signed anew every time.
        for name in (*FIXED, "message", "status", "type", "seq"):
            if frame.get(name) != other[key].get(name):
                return (
                    f"{frame['role']} {name}: {str(frame.get(name))[:60]!r} and "
                    f"{str(other[key].get(name))[:60]!r}"
                )
        skus = [
            [p["sku"] for p in (each.get("metadata") or {}).get("products") or []]
            for each in (frame, other[key])
        ]
        if skus[0] != skus[1]:
            return f"cards: {skus[0]} and {skus[1]}"
    return ""
