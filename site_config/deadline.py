"""A time by which work on a thread has to be done. A thread cannot be ended from outside, so work that
depends on what a stranger wrote asks at its steps whether there is time left."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_end: ContextVar[float | None] = ContextVar("end", default=None)


class OutOfTime(Exception):
    """The work is given up."""


@contextmanager
def until(end: float) -> Iterator[None]:
    """Work inside has to be done by `end`, on the clock of time.monotonic()."""
    token = _end.set(end)
    try:
        yield
    finally:
        _end.reset(token)


def check_time() -> None:
    """Raises OutOfTime where the time is over; does nothing where none was set."""
    end = _end.get()
    if end is not None and time.monotonic() >= end:
        raise OutOfTime
