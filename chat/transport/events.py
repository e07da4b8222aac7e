"""A conversation as server-sent events: the same messages in the same order as on the socket, for
programs that cannot open one.
"""

import asyncio
import logging
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any
from uuid import UUID

from django.contrib.sessions.backends.base import SessionBase
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, StreamingHttpResponse

from chat.answering.product_snapshots import CurrentProducts
from chat.models import Conversation
from chat.transport.connection_limits import check, seat
from chat.transport.reader import Change, Reader
from chat.transport.render import refusal, wires
from chat.turns import bus
from chat.visitors.access import address_of, check_session
from chat.wire import WebSocketMessage
from site_config.aio import in_database
from site_config.errors import AisleError

# Seconds between comments, which tell proxies and clients that the stream is alive, and the longest
# time of a stream, after which the client reconnects.
HEARTBEAT = 15.0
LONGEST = 600.0
# How often the session is checked, in seconds.
CHECK_EVERY = 1.0

log = logging.getLogger("aisle.chat")

open_readers: set[Reader] = set()


class EventStream(StreamingHttpResponse):
    """Gives the server the generator itself. Django's wrapper would not close it when the client
    leaves during a send.
    """

    def __init__(self, events: AsyncGenerator[bytes]) -> None:
        super().__init__(events, content_type="text/event-stream")
        self._events = events
        self["Cache-Control"] = "no-store"
        self["X-Accel-Buffering"] = "no"  # nginx would buffer them otherwise

    def __aiter__(self) -> AsyncGenerator[bytes]:
        return self._events


def stream(request: HttpRequest, conversation: Conversation, seen: int) -> EventStream:
    """Returns the conversation's messages after the number `seen`, then new ones as they come.
    Raises TooManySockets.
    """
    visitor = conversation.visitor
    address = address_of(request.META.get("REMOTE_ADDR", ""), request.headers)
    check(visitor, address)
    return EventStream(_events(conversation.pk, seen, visitor, address, request.session))


def end_all() -> None:
    """Ends every stream of this process; clients reconnect to another one."""
    for reader in open_readers:
        reader.end()


async def _events(
    conversation: UUID, seen: int, visitor: UUID, address: str, session: SessionBase
) -> AsyncGenerator[bytes]:
    reader, end = Reader(conversation, seen), time.monotonic() + LONGEST

    def receive(news: dict[str, Any]) -> None:
        if news["type"] == "chat.erased":
            reader.end()
        for state in news.get("snapshots", ()):
            reader.receive(state)

    with seat(visitor, address):
        open_readers.add(reader)
        try:
            async with bus.listening(bus.group(conversation), receive):
                yield b"retry: 1000\n\n"
                async with aclosing(_beating(reader, end, session)) as beating:
                    async for text in beating:
                        yield text.encode()
        except (OperationalError, InterfaceError, AisleError):
            return  # away, deleted or logged out: the client reconnects and gets the refusal
        except Exception:
            log.exception("conversation %s: a stream of events ends early", conversation)
            yield _event(refusal(AisleError())).encode()
        finally:
            open_readers.discard(reader)


async def _beating(reader: Reader, end: float, session: SessionBase) -> AsyncGenerator[str]:
    """Yields each change as an event, and a heartbeat where there is none for a while."""
    current_products, changes, checked = CurrentProducts(), reader.changes(), time.monotonic()
    waiting: asyncio.Future[list[Change] | None] | None = None
    try:
        while time.monotonic() < end:
            waiting = waiting or asyncio.ensure_future(_next(changes))
            done, _pending = await asyncio.wait(
                {waiting}, timeout=min(HEARTBEAT, max(0.0, end - time.monotonic()))
            )
            if not done:
                yield ": still here\n\n"
                continue
            found = waiting.result()
            waiting = None
            if found is None:
                return
            if time.monotonic() - checked > CHECK_EVERY:
                await in_database(check_session)(session)
                checked = time.monotonic()
            for message in await in_database(wires)(
                [each.snapshot for each in found], current_products
            ):
                yield _event(message)
    finally:
        if waiting:
            waiting.cancel()
            await asyncio.gather(waiting, return_exceptions=True)
        await changes.aclose()


async def _next(changes: AsyncGenerator[list[Change]]) -> list[Change] | None:
    return await anext(changes, None)


def _event(message: WebSocketMessage) -> str:
    """Returns the event of a message with its `seq` as the id. One without an id keeps the client's
    last id.
    """
    number = f"id: {message.seq}\n" if message.id else ""
    return f"{number}data: {message.model_dump_json(exclude_none=True)}\n\n"
