"""Password hashing that does not delay the shop: only a few at once, and without a database
connection.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.db import connections

from site_config.errors import SignInsBusy

# A hash takes a core for half a second or more; half of the cores stay free for visitors.
slots = BoundedSemaphore(max(1, (os.cpu_count() or 1) // 2))
# Seconds that somebody waits for a slot.
PATIENCE = 5.0


class BoundedHasher(PBKDF2PasswordHasher):
    """Django's hasher and format. Raises SignInsBusy where too many others wait."""

    def encode(self, password: str, salt: str, iterations: int | None = None) -> str:
        with _slot():
            return super().encode(password, salt, iterations)


@contextmanager
def _slot() -> Iterator[None]:
    _return_connections()
    if not slots.acquire(timeout=PATIENCE):
        raise SignInsBusy
    try:
        yield
    finally:
        slots.release()


def _return_connections() -> None:
    """Returns this thread's connections to the pool; the next query takes another one."""
    for connection in connections.all(initialized_only=True):
        if not connection.in_atomic_block:
            connection.close()
