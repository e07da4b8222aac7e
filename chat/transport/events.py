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

# A comment this often, so that proxies and clients know that the stream is alive; after the longest
# time the client comes back for more.
HEARTBEAT = 15.0
LONGEST = 600.0
# How often it is asked, in seconds, whether the session is still there.
CHECK_EVERY = 1.0

log = logging.getLogger("aisle.chat")

open_readers: set[Reader] = set()


class EventStream(StreamingHttpResponse):
    """Hands the server the events themselves: Django's own wrapper would leave them open where the
    client leaves while it is sent to.
    """

    def __init__(self, events: AsyncGenerator[bytes]) -> None:
        super().__init__(events, content_type="text/event-stream")
        self._events = events
        self["Cache-Control"] = "no-store"
        self["X-Accel-Buffering"] = "no"  # nginx would else keep them back

    def __aiter__(self) -> AsyncGenerator[bytes]:
        return self._events


def stream(request: HttpRequest, conversation: Conversation, seen: int) -> EventStream:
    """Raises TooManySockets."""
    visitor, address = (
        conversation.visitor,
        address_of(request.META.get("REMOTE_ADDR", ""), request.headers),
    )
    check(visitor, address)
    return EventStream(_events(conversation.pk, seen, visitor, address, request.session))


def end_all() -> None:
    """The process ends: clients come back to another one."""
    for reader in open_readers:
        reader.end()


async def _events(
    conversation: UUID, seen: int, visitor: UUID, address: str, session: SessionBase
) -> AsyncGenerator[bytes]:
    reader, end = Reader(conversation, seen), time.monotonic() + LONGEST

    def hear(news: dict[str, Any]) -> None:
        if news["type"] == "chat.erased":
            reader.end()
        for state in news.get("snapshots", ()):
            reader.hear(state)

    with seat(visitor, address):
        open_readers.add(reader)
        try:
            async with bus.listening(bus.group(conversation), hear):
                yield b"retry: 1000\n\n"
                async with aclosing(_beating(reader, end, session)) as beating:
                    async for text in beating:
                        yield text.encode()
        except (OperationalError, InterfaceError, AisleError):
            return  # away, erased or logged out: the client comes back, and is told so
        except Exception:
            log.exception("conversation %s: a stream of events ends early", conversation)
            yield _event(refusal(AisleError())).encode()
        finally:
            open_readers.discard(reader)


async def _beating(reader: Reader, end: float, session: SessionBase) -> AsyncGenerator[str]:
    """Each change as an event, and a heartbeat where there is none."""
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
    """With its number as the id of the event; what has none leaves the reader's last id
    as it is.
    """
    number = f"id: {message.seq}\n" if message.id else ""
    return f"{number}data: {message.model_dump_json(exclude_none=True)}\n\n"
