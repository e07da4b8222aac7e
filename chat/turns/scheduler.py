"""What goes first in a process: what is said is stored and acknowledged before answers are begun,
of which a few are written at a time.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from weakref import WeakKeyDictionary

# More at once would each take as much longer.
ANSWERS = (os.process_cpu_count() or 1) + 1
# How long answers stand back at most, in seconds: where something is said all the time they are
# written all the same.
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
    """Something is said: no answer is begun until it is stored."""
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
    """An answer is written, once there is time for it."""
    pace = _pace()
    async with pace.answers:
        try:
            async with asyncio.timeout(LONGEST):
                await pace.quiet.wait()
        except TimeoutError:
            pass
        yield
