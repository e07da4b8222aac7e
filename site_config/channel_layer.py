"""Channel layers for news between turns and sockets: within one process, or through Redis."""

import asyncio
import time
from collections.abc import Coroutine
from typing import Any
from uuid import uuid4

from channels.layers import InMemoryChannelLayer
from channels_redis.pubsub import RedisPubSubChannelLayer
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as RedisAway
from redis.exceptions import RedisError

from site_config.breaker import redis

# The longest that a Redis that does not respond may delay anybody, in seconds.
PATIENCE = 2.0

# How often unread news is dropped, in seconds.
CLEAN_EVERY = 10.0


class OneProcessLayer(InMemoryChannelLayer):  # type: ignore[misc]  # channels has no types
    """The in-memory layer with faster clean-up. Channels' own searches all channels and groups for
    each message, which is slow with a thousand sockets.
    """

    _cleaned = 0.0

    def _clean_expired(self) -> None:
        if time.monotonic() - self._cleaned >= CLEAN_EVERY:
            self._cleaned = time.monotonic()
            super()._clean_expired()


class SurvivingRedisLayer(RedisPubSubChannelLayer):  # type: ignore[misc]  # channels has no types
    """The Redis layer that opens sockets without Redis; Channels' own asks it for each. Raises
    RedisError or OSError quickly.
    """

    def __init__(self, hosts: list[str], **options: Any) -> None:
        # The client itself waits several seconds for a Redis that is away; the breaker decides when
        # it is asked again.
        patience: dict[str, Any] = {"socket_connect_timeout": 1, "retry": Retry(NoBackoff(), 0)}
        super().__init__(hosts=[{"address": host, **patience} for host in hosts], **options)

    async def new_channel(self, prefix: str = "specific.") -> str:
        """Returns the name of a new channel. News comes by groups alone, so Redis need
        not know it.
        """
        layer = self._get_layer()
        channel = f"{layer.prefix}{prefix}{uuid4().hex}"
        layer.channels[channel] = asyncio.Queue()
        return channel

    async def group_add(self, group: str, channel: str) -> None:
        await self._attempt(self._get_layer().group_add(group, channel))

    async def group_send(self, group: str, message: dict[str, Any]) -> None:
        await self._attempt(self._get_layer().group_send(group, message))

    async def group_discard(self, group: str, channel: str) -> None:
        # Always tried: it also makes the channel leave the group in this process.
        async with asyncio.timeout(PATIENCE):
            await self._get_layer().group_discard(group, channel)

    @staticmethod
    async def _attempt(operation: Coroutine[Any, Any, None]) -> None:
        if redis.is_open:
            operation.close()
            raise RedisAway("Redis was away a moment ago")
        try:
            async with asyncio.timeout(PATIENCE):
                await operation
        except (RedisError, OSError) as error:  # TimeoutError is an OSError
            redis.fail(error)
            raise
        redis.succeed()
