"""Priorities within a process: visitors' messages are stored and acknowledged before answers start,
and only a few answers are written at a time.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from weakref import WeakKeyDictionary

# More parallelism only slows each answer.
ANSWERS = (os.process_cpu_count() or 1) + 1
# The longest delay of an answer in favour of new messages, in seconds, so that a busy shop still
# writes answers.
LONGEST = 2.0


class _Pace:
    def __init__(self) -> None:
        self.answers = asyncio.Semaphore(ANSWERS)
        self.quiet = asyncio.Event()
        self.quiet.set()
        self.acknowledging = 0


_paces: WeakKeyDictionary[asyncio.AbstractEventLoop, _Pace] = WeakKeyDictionary()


def _pace() -> _Pace:
    return _paces.setdefault(asyncio.get_running_loop(), _Pace())


@contextmanager
def acknowledging() -> Iterator[None]:
    """No answer starts inside this context, in which a message is stored."""
    pace = _pace()
    pace.acknowledging += 1
    pace.quiet.clear()
    try:
        yield
    finally:
        pace.acknowledging -= 1
        if not pace.acknowledging:
            pace.quiet.set()


@asynccontextmanager
async def one_of_few() -> AsyncIterator[None]:
    """Waits until one more answer may be written, and holds its place inside the context."""
    pace = _pace()
    async with pace.answers:
        try:
            async with asyncio.timeout(LONGEST):
                await pace.quiet.wait()
        except TimeoutError:
            pass
        yield
