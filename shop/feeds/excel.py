"""The first sheet of an Excel workbook (.xlsx) as a table."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from itertools import takewhile
from pathlib import Path
from typing import Any, NamedTuple, Self
from warnings import catch_warnings, simplefilter
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook
from openpyxl.utils.cell import range_boundaries

from shop.feeds.row import BadRow
from shop.feeds.table import HEADER_WITHIN, Cells, HeaderTests

# What a workbook may take unpacked: a small archive may hold very much.
LARGEST = 2 * 10**9


BLOCK = 1 << 20
MERGED = re.compile(rb'<mergeCell ref="([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})"')
LONGEST_REFERENCE = 60
MOST_MERGED = 1_000


class Merged(NamedTuple):
    """A cell that spans rows: its column from 0, and its rows from 1."""

    column: int
    first: int
    last: int


class NotAWorkbook(ValueError):
    """The file is no workbook that can be read."""


class ExcelTable:
    def __init__(self, path: Path, are_headers: HeaderTests) -> None:
        # By an open file, since openpyxl refuses a name that does not end in .xlsx.
        self._file = open(path, "rb")  # noqa: SIM115  closed in __exit__
        try:
            with ZipFile(self._file) as archive:
                if sum(each.file_size for each in archive.infolist()) > LARGEST:
                    raise NotAWorkbook("larger than 2 GB")
            with catch_warnings():
                simplefilter("ignore")  # of styles and forms that are not read
                self._book = load_workbook(
                    self._file, read_only=True, data_only=True, keep_links=False
                )
        except (BadZipFile, KeyError, ValueError, OSError) as error:
            self._file.close()
            raise NotAWorkbook(str(error)) from error
        self._read = 0
        self.header: list[str] = []
        self.header_line = 1
        self._sheet = self._book.worksheets[0]
        self._find_header(are_headers)
        self._merged = self._merged_cells()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *args: object) -> None:
        self._book.close()
        self._file.close()

    @property
    def progress(self) -> float:
        return min(self._read / (self._sheet.max_row or self._read or 1), 1.0)

    def rows(self) -> Iterator[tuple[int, Cells | BadRow]]:
        values: dict[Merged, Any] = {}
        for number, cells in self._cells(self._sheet):
            self._read = number
            if number > self.header_line:
                self._fill(number, cells, values)
                yield number, cells

    def _fill(self, number: int, cells: Cells, values: dict[Merged, Any]) -> None:
        """Writes the value of a cell that spans rows into each of them: only the first has it."""
        for merged in self._merged:
            if merged.first == number and merged.column < len(cells):
                values[merged] = cells[merged.column]
            elif merged in values and number <= merged.last and merged.column < len(cells):
                cells[merged.column] = values[merged]

    def _merged_cells(self) -> list[Merged]:
        """Returns the cells that span rows below the header."""
        found: list[Merged] = []
        rest = b""
        with ZipFile(self._file) as archive, archive.open(_path_of(self._sheet)) as sheet:
            while block := sheet.read(BLOCK):
                for ref in MERGED.findall(rest + block):
                    column, first, _column, last = range_boundaries(ref.decode())
                    if self.header_line < first < last and len(found) < MOST_MERGED:
                        found.append(Merged(column - 1, first, last))
                rest = block[-LONGEST_REFERENCE:]
        return list(dict.fromkeys(found))

    def _cells(self, sheet: Any) -> Iterator[tuple[int, Cells]]:
        for number, cells in enumerate(sheet.iter_rows(values_only=True), 1):
            if any(cell not in (None, "") for cell in cells):
                yield number, [_plain(cell) for cell in cells]

    def _find_header(self, are_headers: HeaderTests) -> None:
        """Takes the first sheet whose first rows hold a header; else the first row there is."""
        rows = [
            (sheet, number, ["" if cell is None else str(cell).strip() for cell in cells])
            for sheet in self._book.worksheets
            for number, cells in takewhile(_is_near_top, self._cells(sheet))
        ]
        passed = [row for is_header in are_headers for row in rows if is_header(row[2])]
        if found := next(iter([*passed, *rows]), None):
            self._sheet, self.header_line, self.header = found


def _path_of(sheet: Any) -> str:
    """Returns where a sheet lies in its workbook."""
    return str(sheet._worksheet_path)  # noqa: SLF001


def _is_near_top(row: tuple[int, Cells]) -> bool:
    return row[0] <= HEADER_WITHIN


def _plain(cell: Any) -> Any:
    """Returns a cell as a feed of text would have it; numbers stay numbers."""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 10**15:
        return int(cell)
    if isinstance(cell, datetime | date):
        return cell.isoformat()
    if cell is None or isinstance(cell, str | int | float | bool):
        return cell
    return str(cell)
