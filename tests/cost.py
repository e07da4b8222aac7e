"""What work costs, however busy the machine is."""

import time
from collections.abc import Callable


def cost(work: Callable[[], object], runs: int = 2) -> float:
    """Returns the seconds of this thread's own processor time, the best of these runs: the garbage
    collector may come along with one of them.
    """
    taken = []
    for _run in range(runs):
        begun = time.thread_time()
        work()
        taken.append(time.thread_time() - begun)
    return min(taken)
