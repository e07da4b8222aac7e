"""From coroutines to the database."""

from collections.abc import Awaitable, Callable
from typing import cast

from channels.db import database_sync_to_async


def in_database[**P, R](function: Callable[P, R]) -> Callable[P, Awaitable[R]]:
    """`function` on a thread, its connection given back to the pool afterwards: an answer that takes half a minute holds none."""
    return cast("Callable[P, Awaitable[R]]", database_sync_to_async(function))
