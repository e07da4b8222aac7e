"""Database access from coroutines."""

from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import cast

from channels.db import database_sync_to_async
from django.conf import settings

# Threads of our own, as many as there are connections: all sockets of a process would else share
# one thread, and wait for each other.
_threads = ThreadPoolExecutor(
    settings.DATABASES["default"]["OPTIONS"]["pool"]["max_size"], thread_name_prefix="database"
)


def in_database[**P, R](
    function: Callable[P, R], threads: ThreadPoolExecutor = _threads
) -> Callable[P, Awaitable[R]]:
    """Runs `function` on a thread and returns its connection to the pool afterwards, so that an
    answer of half a minute holds none.
    """
    on_thread = database_sync_to_async(function, thread_sensitive=False, executor=threads)
    return cast("Callable[P, Awaitable[R]]", on_thread)
