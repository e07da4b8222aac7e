"""Output of the benchmarks: the machine first, then tables. Times are in milliseconds."""

import os
import platform
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Speed:
    """Median and 95th percentile of some times, in milliseconds."""

    p50: float
    p95: float

    @classmethod
    def from_times(cls, times: Sequence[float]) -> "Speed":
        ordered = sorted(times)
        return cls(
            statistics.median(ordered), ordered[min(int(len(ordered) * 0.95), len(ordered) - 1)]
        )

    @property
    def cells(self) -> list[str]:
        return [f"{self.p50:.1f}", f"{self.p95:.1f}"]


def milliseconds[T](work: Callable[[], T]) -> tuple[float, T]:
    begun = time.perf_counter()
    result = work()
    return (time.perf_counter() - begun) * 1000, result


def machine() -> None:
    """Prints the machine and its load, which shows whether other programs were running."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('server_version'), current_setting('shared_buffers')"
        )
        version, buffers = cursor.fetchone()
        cursor.execute("SELECT extversion FROM pg_extension WHERE extname = 'vector'")
        vector = cursor.fetchone()[0]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    print(
        f"machine: {os.cpu_count()} cores, {memory:.1f} GiB memory, load {os.getloadavg()[0]:.1f}; "
        f"PostgreSQL {version.split()[0]} (shared_buffers {buffers}), pgvector {vector}; Python "
        f"{platform.python_version()}"
    )


def table(title: str, headers: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Prints a table with its first column to the left and figures to the right."""
    lines = [list(headers), *map(list, rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(headers))]
    print(f"\n{title}")
    for number, line in enumerate(lines):
        cells = [
            cell.rjust(width) if column else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        ]
        print("  " + "  ".join(cells).rstrip(), flush=True)
        if not number:
            print("  " + "  ".join("-" * width for width in widths))


def size(count: float) -> str:
    return f"{count / 2**20:,.1f} MB"


class Progress:
    """A progress line on standard error: rewritten on a terminal, a new one every ten seconds
    elsewhere.
    """

    def __init__(self) -> None:
        self._said = time.monotonic()

    def say(self, text: str) -> None:
        if sys.stderr.isatty():
            print(f"\r{text}\033[K", end="", file=sys.stderr, flush=True)
        elif time.monotonic() - self._said > 10:
            print(text, file=sys.stderr, flush=True)
            self._said = time.monotonic()

    def end(self) -> None:
        if sys.stderr.isatty():
            print("\r\033[K", end="", file=sys.stderr, flush=True)
