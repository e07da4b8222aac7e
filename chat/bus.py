"""News of a conversation between turns and sockets, in one process or many: groups of the channel layer."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

from channels.layers import get_channel_layer

Snapshot = dict[str, Any]


def group(conversation: UUID | str) -> str:
    return f"conversation.{conversation}"


async def publish(conversation: UUID, snapshot: Snapshot) -> None:
    """Give a snapshot to every socket on the conversation. Losing one, or seeing one twice, harms nothing."""
    await get_channel_layer().group_send(group(conversation), {"type": "chat.snapshot", "snapshot": snapshot})


async def stop(conversation: UUID, message: UUID) -> None:
    """Tell whichever process writes this answer to end it."""
    await get_channel_layer().group_send(f"stop.{conversation}", {"type": "stop", "message": str(message)})


class Stops:
    def __init__(self, channel: str) -> None:
        self._channel = channel

    async def wait(self, message: UUID) -> None:
        """Return when somebody asks to stop this answer; a stop that came too late for the one before it is not for this one."""
        while (await get_channel_layer().receive(self._channel))["message"] != str(message):
            pass


@asynccontextmanager
async def stops(conversation: UUID) -> AsyncIterator[Stops]:
    """Listen for `stop` from here on: subscribe before an answer begins, or a quick stop is missed."""
    layer = get_channel_layer()
    channel = await layer.new_channel()
    await layer.group_add(f"stop.{conversation}", channel)
    try:
        yield Stops(channel)
    finally:
        await layer.group_discard(f"stop.{conversation}", channel)
