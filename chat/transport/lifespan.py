"""The work of a process at its start, at intervals, and at its end.

SIGTERM is caught before the server handles it. From then on no answer starts. Running answers have
CHAT_GRACE_SECONDS to end while their sockets stay open; unfinished ones return to the queue for
another process. Then the server closes its sockets with 1012.
"""

import asyncio
import logging
import signal
import threading
from collections.abc import Awaitable, Callable
from contextlib import suppress
from types import FrameType
from typing import Any

from django.conf import settings
from django.db import DatabaseError

from chat.builtin import intents
from chat.transport import events
from chat.turns import service as turns
from chat.turns.bus import UNREACHABLE

log = logging.getLogger("aisle.chat")


async def lifespan(
    scope: dict[str, Any],
    receive: Callable[[], Awaitable[dict[str, Any]]],
    send: Callable[[Any], Awaitable[None]],
) -> None:
    """The ASGI application for `lifespan`."""
    await receive()
    turns.begin()
    _catch_sigterm()
    keeper, learning = (
        asyncio.create_task(_keep()),
        asyncio.create_task(asyncio.to_thread(intents.prepare)),
    )
    await send({"type": "lifespan.startup.complete"})
    await receive()
    keeper.cancel()
    learning.cancel()
    # After SIGTERM this does nothing; Ctrl-C and other servers arrive here without it.
    await _drain()
    await send({"type": "lifespan.shutdown.complete"})


async def _keep() -> None:
    """Resumes unattended work at the start and once per lease."""
    while True:
        with suppress(DatabaseError, *UNREACHABLE):
            await turns.sweep()
        await asyncio.sleep(settings.CHAT_LEASE_SECONDS)


async def _drain() -> None:
    try:
        await turns.drain(settings.CHAT_GRACE_SECONDS)
    except (DatabaseError, *UNREACHABLE):
        log.exception("answers could not be handed over: their lease runs out instead")
    events.end_all()


def _catch_sigterm() -> None:
    """Drains on SIGTERM before the server handles it; a second SIGTERM goes to the server at once.
    Does nothing outside the main thread, where no signal can be handled.
    """
    if threading.current_thread() is not threading.main_thread():
        return
    server = signal.getsignal(signal.SIGTERM)
    loop = asyncio.get_running_loop()
    draining: list[asyncio.Task[None]] = []

    async def end(number: int, frame: FrameType | None) -> None:
        await _drain()
        signal.signal(signal.SIGTERM, server)
        if callable(server):
            server(number, frame)
        else:
            signal.raise_signal(number)

    def begin(number: int, frame: FrameType | None) -> None:
        if draining and callable(server):
            server(number, frame)
        else:
            draining.append(loop.create_task(end(number, frame)))

    def caught(number: int, frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(begin, number, frame)

    signal.signal(signal.SIGTERM, caught)
