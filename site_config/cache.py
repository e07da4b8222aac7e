"""The cache in Redis. While Redis is away, reads find nothing and writes are dropped; nothing
depends on the cache. What cannot be read, since another release or another program wrote it, is not
there either.
"""

import json
import re
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from site_config.breaker import redis

# A page waits for the cache, so the time is short. There is one more attempt, since Redis may have
# closed an idle connection.
PATIENCE: dict[str, Any] = {
    "socket_connect_timeout": 1,
    "socket_timeout": 1,
    "retry": Retry(NoBackoff(), 1),
}
# How long the value that the health check writes is kept.
HEALTH_SECONDS = 60
# What an operation returns without Redis. All others return None.
WITHOUT: dict[str, Callable[..., Any]] = {
    "add": lambda *args: True,
    "get": lambda key, default: default,
    "touch": lambda *args: False,
    "delete": lambda *args: False,
    "get_many": lambda *args: {},
    "has_key": lambda *args: False,
    "clear": lambda *args: False,
}


class UnreadableValue(Exception):
    """Redis holds a value that is not one of this cache."""


class JsonSerializer:
    """Stores values as JSON. Django's own pickle would run what others can write into Redis."""

    def dumps(self, obj: Any) -> bytes:
        return json.dumps(obj).encode()

    def loads(self, data: Any) -> Any:
        """Raises UnreadableValue."""
        try:
            return json.loads(data)
        except (ValueError, RecursionError) as error:
            raise UnreadableValue from error


class SurvivingClient:
    """Django's Redis client without errors: an outage answers like an empty cache."""

    def __init__(self, servers: list[str], **options: Any) -> None:
        self._client = _client(servers, **options)

    def __getattr__(self, name: str) -> Callable[..., Any]:
        operation = getattr(self._client, name)

        def attempt(*args: Any) -> Any:
            if redis.is_open:
                return self._without(name, args)
            try:
                found = operation(*args)
            except (RedisError, OSError) as error:
                redis.fail(error)
                return self._without(name, args)
            except UnreadableValue:
                return self._without(name, args)
            redis.succeed()
            return found

        return attempt

    @staticmethod
    def _without(name: str, args: tuple[Any, ...]) -> Any:
        if name == "incr":
            raise ValueError(
                f"Key {args[0]!r} not found"
            )  # what Django's caches say of a key that is not there
        answer = WITHOUT.get(name)
        return answer(*args) if answer else None


def _client(servers: list[str], **options: Any) -> Any:
    return RedisCacheClient(servers, serializer=JsonSerializer, **{**PATIENCE, **options})


class SurvivingRedisCache(RedisCache):
    """The cache backend that the settings use where Redis is configured."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = SurvivingClient
        self._addresses = re.split("[;,]", server)

    def ping(self) -> bool:
        """Whether Redis takes a value now, which one that is full or only a copy does not. Also
        asks where it has just failed.
        """
        try:
            _client(self._addresses).set(self.make_key("health"), 1, HEALTH_SECONDS)
        except (RedisError, OSError) as error:
            redis.fail(error)
            return False
        redis.succeed()
        return True
