"""Limits the open sockets and streams of a visitor, and of an address, in this process."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.conf import settings

from chat.errors import TooManySockets

_taken: Counter[str] = Counter()


def check(visitor: UUID | None, address: str) -> None:
    """Raises TooManySockets where the visitor or the address is at its limit."""
    if any(limit and _taken[key] >= limit for key, limit in _limits(visitor, address).items()):
        raise TooManySockets


@contextmanager
def seat(visitor: UUID | None, address: str) -> Iterator[None]:
    """Counts one open socket or stream inside the context. Raises TooManySockets at the limit."""
    limits = _limits(visitor, address)
    check(visitor, address)
    _taken.update(limits.keys())
    try:
        yield
    finally:
        for key in limits:
            _taken[key] -= 1
            if not _taken[key]:
                del _taken[key]


def _limits(visitor: UUID | None, address: str) -> dict[str, int]:
    found = {}
    if visitor:
        found[f"visitor {visitor}"] = settings.CHAT_MAX_SOCKETS
    if address:
        found[f"address {address}"] = settings.CHAT_MAX_SOCKETS_PER_ADDRESS
    return found
