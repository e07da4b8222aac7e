"""A table of text: its encoding, its separator, its header and its rows, whatever was written."""

import csv
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from io import TextIOWrapper
from itertools import chain
from pathlib import Path
from typing import IO, Any, Protocol, Self

from shop.feeds.encoding import encoding_of
from shop.feeds.packed import BROKEN, unpacked
from shop.feeds.row import BadRow
from shop.feeds.values import is_blank

SEPARATORS = ",;\t|"
LONGEST_CELL = 1_000_000
# A quotation mark that opens a cell and is never closed would take in the rest of the file.
MOST_LINES = 2_000
# A title or a date may stand above the header.
HEADER_WITHIN = 20
csv.field_size_limit(10 * LONGEST_CELL)

type Cells = list[Any]
# Whether a row is the header of a table, the surest test first.
type HeaderTests = Sequence[Callable[[Sequence[str]], bool]]


class Table(Protocol):
    header: list[str]

    def __enter__(self) -> Self: ...
    def __exit__(self, *args: object) -> None: ...

    @property
    def progress(self) -> float:
        """The part of the file that has been read, 0.0 to 1.0."""

    def rows(self) -> Iterator[tuple[int, Cells | BadRow]]:
        """Yields (line number, cells) for each row below the header that is not blank. It can be
        called again, and begins anew.
        """


class TextTable:
    """A file of separated values, plain or packed."""

    def __init__(self, path: Path, are_headers: HeaderTests) -> None:
        self._size = path.stat().st_size or 1
        self._raw: IO[bytes] = open(path, "rb")  # noqa: SIM115  closed in __exit__
        self._file = unpacked(self._raw)
        try:
            self.encoding = encoding_of(self._file)
        except BROKEN:
            self.encoding = "utf-8"
        self.separator = ","
        self.header, self.header_line = self._find_header(are_headers)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *args: object) -> None:
        self._raw.close()

    @property
    def progress(self) -> float:
        return min(self._raw.tell() / self._size, 1.0)

    def rows(self) -> Iterator[tuple[int, Cells | BadRow]]:
        for line, cells in records(self._lines(), self.separator, len(self.header)):
            if line > self.header_line and (isinstance(cells, BadRow) or _is_row(cells)):
                yield line, cells

    def _find_header(self, are_headers: HeaderTests) -> tuple[list[str], int]:
        """Returns the header and its line: the first row that passes the first of the tests that
        any row passes, or else the row with most cells.
        """
        rows = [
            (separator, line, [str(cell).strip() for cell in cells])
            for separator in _separators(self._first_lines())
            for line, cells in records(iter(self._first_lines()), separator, 0)
            if not isinstance(cells, BadRow) and _is_row(cells)
        ]
        passed = [row for is_header in are_headers for row in rows if is_header(row[2])]
        longest = max(rows, key=lambda row: len(row[2]), default=(self.separator, 0, []))
        self.separator, line, header = passed[0] if passed else longest
        return header, line

    def _first_lines(self) -> list[str]:
        lines = self._lines()
        return [line for _number, line in zip(range(HEADER_WITHIN), lines, strict=False) if line]

    def _lines(self) -> Iterator[str]:
        """Yields physical lines from the start. Ends with an empty one where an archive breaks
        off.
        """
        self._file.seek(0)
        text = TextIOWrapper(self._file, self.encoding, errors="replace", newline="")
        try:
            # A line without an end would else be read into memory whole.
            while line := text.readline(10 * LONGEST_CELL):
                yield line
        except (*BROKEN, UnicodeError):
            yield ""
        finally:
            text.detach()


def records(
    lines: Iterator[str], separator: str, width: int
) -> Iterator[tuple[int, Cells | BadRow]]:
    """Yields (line number, cells) for each record. After a quotation mark that does not fit, the
    reading goes on with the next line, so that one row is lost instead of many.
    """
    number = 1
    waiting: deque[str] = deque()
    while True:
        source = _Source(chain(_drained(waiting), lines))
        reader = csv.reader(source, delimiter=separator)
        while True:
            source.taken.clear()
            try:
                cells = next(reader)
            except StopIteration:
                return
            except (_Unclosed, csv.Error):
                cells = None
            taken = list(source.taken)
            if taken and not taken[-1]:
                yield number, BadRow(line=number, reason="the file breaks off here")
                return
            if cells is None or _swallowed(cells, taken, width):
                yield number, BadRow(line=number, reason=_unclosed_reason(taken))
                waiting = deque(taken[1:] + list(waiting))
                number += 1
                break
            yield number, cells
            number += len(taken)


class _Unclosed(Exception):
    """A record goes on for too long."""


class _Source:
    """Lines for a csv.reader, which remembers those of the present record."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self.taken: list[str] = []
        self._length = 0

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> str:
        if not self.taken:
            self._length = 0
        if len(self.taken) > MOST_LINES or self._length > 2 * LONGEST_CELL:
            raise _Unclosed
        line = next(self._lines)
        self.taken.append(line)
        self._length += len(line)
        return line


def _drained(waiting: deque[str]) -> Iterator[str]:
    while waiting:
        yield waiting.popleft()


def _swallowed(cells: Cells, taken: Sequence[str], width: int) -> bool:
    """Whether a record of several lines is not one: it has fewer or more cells than the header."""
    return width > 1 and len(taken) > 1 and len(cells) != width


def _unclosed_reason(taken: Sequence[str]) -> str:
    lines = f" (up to {len(taken):,} lines)" if len(taken) > 1 else ""
    return f"a quotation mark opens a cell that is not closed{lines}"


def _is_row(cells: Cells) -> bool:
    return any(str(cell).strip() for cell in cells if cell is not None)


def surplus_cells(cells: Cells, header: Sequence[str]) -> Cells:
    """Returns the cells that say something and stand behind the last column of the header."""
    return [cell for cell in cells[len(header) :] if not is_blank(cell)]


def _separators(lines: Sequence[str]) -> list[str]:
    """Returns the separators by how often they part the first lines, the likeliest first."""
    first = next((line for line in lines if line.strip()), "")
    counts = {each: sum(line.count(each) for line in lines[:3]) for each in SEPARATORS}
    counts |= {each: counts[each] + 1000 * (first.count(each) > 1) for each in SEPARATORS}
    return sorted(SEPARATORS, key=lambda each: -counts[each])
