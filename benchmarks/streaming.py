"""A large file through `import_products`: its rate and its memory by rows.

Rows are the graded catalogue's, varied (benchmarks/variety.py), each with the first ATTRIBUTES of
its attributes, as a shop has them. The command runs in a process of its own, so that its memory is
measured without that of the benchmark.
"""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import numpy as np

from benchmarks import icecat, report
from benchmarks.scratch import BASE
from benchmarks.variants import with_sizes
from benchmarks.variety import BLOCK, Stock

ATTRIBUTES = 8
SAVED = re.compile(r"([\d,]+) saved")
LINES = 10

Cells = list[str]


def measure(products: int, *, with_variants: bool) -> None:
    """Prints the table of one import of that many products."""
    with NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        progress = report.Progress()
        for number, row in enumerate(_rows(products, with_variants=with_variants)):
            file.write(json.dumps(row) + "\n")
            if not number % BLOCK:
                progress.say(f"{number:,} of {products:,} rows written")
        progress.end()
        file.flush()
        size = report.size(Path(file.name).stat().st_size)
        cells = list(_imported(Path(file.name), products))
    what = f"{products:,} products{' with five variants each' if with_variants else ''} ({size})"
    report.table(what, ["saved", "seconds", "rows/s", "memory"], cells)


def _rows(products: int, *, with_variants: bool) -> Iterator[dict[str, Any]]:
    rows = [row | _texts(row) for row in islice(icecat.products(), products)]
    stock = Stock(rows, np.ones((len(rows), 1), np.float32))
    for first in range(0, products, BLOCK):
        for varied in stock.block(first, min(first + BLOCK, products)):
            row = varied.fields | {"category": varied.category}
            row["attributes"] = dict(islice(row["attributes"].items(), ATTRIBUTES))
            yield with_sizes(row) if with_variants else row


def _texts(row: dict[str, Any]) -> dict[str, str]:
    return {name: row[name] or "" for name in ("description", "brand", "model", "image_url")}


def _imported(path: Path, products: int) -> Iterator[Cells]:
    """Yields a line of the table after each tenth of the rows, and one at the end."""
    command = [sys.executable, "manage.py", "import_products", str(path), "--no-embedding"]
    begun, due, saved = time.monotonic(), 0, 0
    memory = 0.0
    with subprocess.Popen(command, cwd=BASE, stderr=subprocess.PIPE, text=True) as process:
        for line in process.stderr or ():
            memory = max(memory, _resident(process.pid))
            if not (found := SAVED.search(line)):
                continue
            saved = int(found[1].replace(",", ""))
            if saved >= due:
                yield _cells(saved, time.monotonic() - begun, memory)
                memory, due = 0.0, due + max(products // LINES, 1)
    yield _cells(saved, time.monotonic() - begun, memory)
    if process.returncode:
        sys.exit(f"bench-import: import_products ended with {process.returncode}.")


def _cells(saved: int, seconds: float, memory: float) -> Cells:
    return [f"{saved:,}", f"{seconds:.0f}", f"{saved / seconds:,.0f}", report.size(memory)]


def _resident(pid: int) -> float:
    """Returns the resident memory of a process in bytes; 0 where it has ended."""
    try:
        pages = Path(f"/proc/{pid}/statm").read_text(encoding="utf-8").split()[1]
    except (OSError, IndexError):
        return 0.0
    return int(pages) * float(os.sysconf("SC_PAGE_SIZE"))
