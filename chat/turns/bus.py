"""News of a conversation, sent from turns to sockets through groups of the channel layer, in one
process or many.

No answer depends on it. Snapshots are also stored, sockets poll the rows, and a stop is also
written to the row. Without Redis, the conversation continues without news.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any
from uuid import UUID

from channels.layers import get_channel_layer
from redis.exceptions import RedisError

from chat.models import Snapshot

log = logging.getLogger("aisle.chat")

# What a channel layer raises when its Redis is away.
UNREACHABLE = (RedisError, OSError)


def group(conversation: UUID | str) -> str:
    return f"conversation.{conversation}"


async def publish(conversation: UUID, *snapshots: Snapshot) -> None:
    """Sends snapshots to every socket on the conversation. A lost or doubled one does no harm."""
    if snapshots:
        await send(group(conversation), {"type": "chat.snapshots", "snapshots": list(snapshots)})


async def tell_topic(conversation: UUID, product: int | None) -> None:
    """Announces the product that the conversation is about now, or None."""
    await send(group(conversation), {"type": "chat.topic", "product": product})


async def tell_erased(conversation: UUID) -> None:
    """Announces that the conversation was deleted."""
    await send(group(conversation), {"type": "chat.erased"})


async def stop(message: UUID) -> None:
    """Asks the process that writes this answer to end it."""
    await send(stops(message), {"type": "stop"})


def stops(message: UUID) -> str:
    """Returns the name of the group that receives requests to stop this answer."""
    return f"stop.{message}"


@asynccontextmanager
async def listening(name: str, receive: Callable[[dict[str, Any]], None]) -> AsyncIterator[None]:
    """Calls `receive` with each piece of news of a group until the context ends. News from before
    is not repeated, so read the rows inside the context.
    """
    ready = asyncio.Event()
    task = asyncio.create_task(_listen(name, receive, ready))
    try:
        with suppress(TimeoutError):  # a Redis that hangs delays nobody
            async with asyncio.timeout(1):
                await ready.wait()
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _listen(
    name: str, receive: Callable[[dict[str, Any]], None], ready: asyncio.Event
) -> None:
    layer = get_channel_layer()
    while True:
        channel = ""
        try:
            channel = await layer.new_channel()
            await layer.group_add(name, channel)
            ready.set()
            while True:
                receive(await layer.receive(channel))
        except UNREACHABLE as error:
            log.debug("no news of %s: %s", name, error)
            ready.set()
            await asyncio.sleep(1)
        finally:
            # When receive() is cancelled, the layer frees the channel but not its place in the
            # group.
            with suppress(*UNREACHABLE):
                await layer.group_discard(name, channel)


async def send(name: str, news: dict[str, Any]) -> None:
    """Sends news to a group; logs it and returns where the channel layer cannot be reached."""
    try:
        await get_channel_layer().group_send(name, news)
    except UNREACHABLE as error:  # site_config.breaker has logged the outage
        log.debug("news was not sent: %s", error)
