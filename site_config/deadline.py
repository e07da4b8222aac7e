"""A limit of processor time for work on a thread. A thread cannot be stopped from outside, so work
on a visitor's text checks at its steps whether time is left.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_end: ContextVar[float | None] = ContextVar("end", default=None)


class OutOfTime(Exception):
    """The work has used up its processor time."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Limits the processor time of this thread inside the context to `seconds`. Waiting for a busy
    machine or a slow database does not count.
    """
    token = _end.set(time.thread_time() + seconds)
    try:
        yield
    finally:
        _end.reset(token)


def check_time() -> None:
    """Raises OutOfTime where the time is used up; does nothing where none was set."""
    end = _end.get()
    if end is not None and time.thread_time() >= end:
        raise OutOfTime
