"""What processes remember of the catalogue's words, and when they read it again.

Whoever writes new words counts the catalogue's version up, in the same transaction. Each process
asks for the version at most every CHECK_SECONDS.
"""

from collections.abc import Callable
from threading import Lock
from time import monotonic

from django.db import connection

CHECK_SECONDS = 0.5
# Reading the words again takes at most one part of so many of the time, however often they change.
READING_SHARE = 10

BUMP = """
INSERT INTO shop_wordsversion AS held (id, version, uncounted)
VALUES (1, %(new)s, %(changed)s)
ON CONFLICT (id) DO UPDATE SET version = held.version + %(new)s, uncounted = held.uncounted +
%(changed)s
"""
VERSION = "SELECT version FROM shop_wordsversion"

_seen: dict[str, tuple[float, int]] = {}


def note(new: int, changed: int = 0) -> None:
    """Counts the version up if there are new words, and the products whose words changed. Call it
    in the transaction that writes them.
    """
    if new or changed:
        with connection.cursor() as cursor:
            cursor.execute(BUMP, {"new": int(new > 0), "changed": changed})


def version() -> int:
    """Returns the version as it was at most CHECK_SECONDS ago."""
    read_at, found = _seen.get("now", (0.0, 0))
    if read_at and read_at > monotonic() - CHECK_SECONDS:
        return found
    with connection.cursor() as cursor:
        cursor.execute(VERSION)
        row = cursor.fetchone()
    found = row[0] if row else 0
    _seen["now"] = (monotonic(), found)
    return found


def forget_version() -> None:
    _seen.clear()


class Fresh[T]:
    """A value that is read again after some seconds, or as soon as the catalogue has new words."""

    def __init__(self, seconds: float, least: float = 0.0) -> None:
        self._seconds = seconds
        self._least = least  # seconds from one reading to the next
        self._held: tuple[float, float, int, T] | None = None
        self._lock = Lock()

    def get(self, read: Callable[[], T]) -> T:
        """Returns the value. While one thread reads it again, the others use the old one."""
        held = self._held
        if held is not None and not self._is_old(held):
            return held[3]
        if not self._lock.acquire(blocking=held is None):
            return held[3] if held is not None else read()
        try:
            if self._held is not None and self._held is not held:  # somebody else was first
                return self._held[3]
            return self._read(read)
        finally:
            self._lock.release()

    def clear(self) -> None:
        self._held = None
        forget_version()

    def _read(self, read: Callable[[], T]) -> T:
        # What is written while it is read has a later version.
        now, begun = version(), monotonic()
        value = read()
        self._held = (monotonic(), monotonic() - begun, now, value)
        return value

    def _is_old(self, held: tuple[float, float, int, T]) -> bool:
        read_at, seconds, known, _value = held
        age = monotonic() - read_at
        if age > self._seconds:
            return True
        return age >= max(self._least, READING_SHARE * seconds) and version() != known
