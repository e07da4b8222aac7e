"""A limit of processor time for work on a thread. A thread cannot be ended from outside, so work
that depends on what a stranger wrote asks at its steps whether there is time left.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_end: ContextVar[float | None] = ContextVar("end", default=None)


class OutOfTime(Exception):
    """The work is given up."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Work inside may use so much processor time of this thread: a busy machine and a slow database
    do not count."""
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
