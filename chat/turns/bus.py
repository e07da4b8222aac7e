"""News of a conversation between turns and sockets, in one process or many: groups of the channel
layer.

Nothing here is needed for an answer to be right: snapshots are also stored, sockets look at the
rows now and then, and a stop is noted in the row as well. So where Redis is away, the conversation
goes on without the news.
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
    """Give snapshots to every socket on the conversation. Losing one, or seeing one twice, harms
    nothing.
    """
    if snapshots:
        await send(group(conversation), {"type": "chat.snapshots", "snapshots": list(snapshots)})


async def tell_topic(conversation: UUID, product: int | None) -> None:
    """Another product is talked about now, or none."""
    await send(group(conversation), {"type": "chat.topic", "product": product})


async def tell_erased(conversation: UUID) -> None:
    """There is nothing of it any more."""
    await send(group(conversation), {"type": "chat.erased"})


async def stop(message: UUID) -> None:
    """Tell whichever process writes this answer to end it."""
    await send(stops(message), {"type": "stop"})


def stops(message: UUID) -> str:
    """The group that hears of a wish to stop this answer."""
    return f"stop.{message}"


@asynccontextmanager
async def listening(name: str, hear: Callable[[dict[str, Any]], None]) -> AsyncIterator[None]:
    """Calls `hear` with each piece of news of a group, until it is left. What came before it is not
    told: look at the rows inside.
    """
    ready = asyncio.Event()
    task = asyncio.create_task(_listen(name, hear, ready))
    try:
        with suppress(TimeoutError):  # a Redis that hangs holds nobody up
            async with asyncio.timeout(1):
                await ready.wait()
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _listen(name: str, hear: Callable[[dict[str, Any]], None], ready: asyncio.Event) -> None:
    layer = get_channel_layer()
    while True:
        channel = ""
        try:
            channel = await layer.new_channel()
            await layer.group_add(name, channel)
            ready.set()
            while True:
                hear(await layer.receive(channel))
        except UNREACHABLE as error:
            log.debug("no news of %s: %s", name, error)
            ready.set()
            await asyncio.sleep(1)
        finally:
            # Cancelled while it receives, the layer frees the channel, but not its place in the
            # group.
            with suppress(*UNREACHABLE):
                await layer.group_discard(name, channel)


async def send(name: str, news: dict[str, Any]) -> None:
    try:
        await get_channel_layer().group_send(name, news)
    except UNREACHABLE as error:  # site_config.breaker has logged the outage
        log.debug("news was not sent: %s", error)
