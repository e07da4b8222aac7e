"""The first sheet of an Excel workbook (.xlsx) as a table."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, Self
from warnings import catch_warnings, simplefilter
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook

from shop.feeds.row import BadRow
from shop.feeds.table import HEADER_WITHIN, Cells

# What a workbook may take unpacked: a small archive may hold very much.
LARGEST = 2 * 10**9


class NotAWorkbook(ValueError):
    """The file is no workbook that can be read."""


class ExcelTable:
    def __init__(self, path: Path, is_header: Callable[[Sequence[str]], bool]) -> None:
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
        self._find_header(is_header)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *args: object) -> None:
        self._book.close()
        self._file.close()

    @property
    def progress(self) -> float:
        return min(self._read / (self._sheet.max_row or self._read or 1), 1.0)

    def rows(self) -> Iterator[tuple[int, Cells | BadRow]]:
        for number, cells in self._cells(self._sheet):
            self._read = number
            if number > self.header_line:
                yield number, cells

    def _cells(self, sheet: Any) -> Iterator[tuple[int, Cells]]:
        for number, cells in enumerate(sheet.iter_rows(values_only=True), 1):
            if any(cell not in (None, "") for cell in cells):
                yield number, [_plain(cell) for cell in cells]

    def _find_header(self, is_header: Callable[[Sequence[str]], bool]) -> None:
        """Takes the first sheet whose first rows hold a header; else the first row there is."""
        for sheet in self._book.worksheets:
            for number, cells in self._cells(sheet):
                header = ["" if cell is None else str(cell).strip() for cell in cells]
                if is_header(header) or not self.header:
                    self.header, self.header_line, self._sheet = header, number, sheet
                if is_header(header):
                    return
                if number >= HEADER_WITHIN:
                    break


def _plain(cell: Any) -> Any:
    """Returns a cell as a feed of text would have it; numbers stay numbers."""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 10**15:
        return int(cell)
    if isinstance(cell, datetime | date):
        return cell.isoformat()
    if cell is None or isinstance(cell, str | int | float | bool):
        return cell
    return str(cell)
