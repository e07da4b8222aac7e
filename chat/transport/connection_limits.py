"""How many sockets and streams a visitor, and an address, hold open in this process."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.conf import settings

from chat.errors import TooManySockets

_taken: Counter[str] = Counter()


def check(visitor: UUID | None, address: str) -> None:
    """Raises TooManySockets where one of them has too many."""
    if any(limit and _taken[key] >= limit for key, limit in _limits(visitor, address).items()):
        raise TooManySockets


@contextmanager
def seat(visitor: UUID | None, address: str) -> Iterator[None]:
    """Raises TooManySockets where one of them has too many."""
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
