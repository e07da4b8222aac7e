"""JSON Lines: one object a line, in UTF-8, plain or gzip."""

import codecs
import gzip
import json
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Self

from pydantic import ValidationError

from shop.feeds.row import BadRow, ProductRow, first_reason

LONGEST_LINE = 1_000_000
CSV_SEPARATORS = rb"[,;\t|]"
NOT_LINES = "A CSV or a JSON array is not read yet; write one JSON object a line. [not_json_lines]"


class Feed:
    """An open file (`with Feed(path) as feed`) and how far it has been read, so that whoever loops
    over `rows` can show progress.
    """

    def __init__(self, path: Path) -> None:
        self._size = path.stat().st_size or 1
        self._raw: IO[bytes] = open(path, "rb")  # noqa: SIM115  closed in __exit__
        packed = self._raw.read(2) == b"\x1f\x8b"
        self._raw.seek(0)
        self._lines: IO[bytes] = self._raw
        if packed:
            self._lines = gzip.GzipFile(fileobj=self._raw)  # type: ignore[assignment]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *args: object) -> None:
        self._raw.close()

    @property
    def progress(self) -> float:
        """The part of the file that has been read, 0.0 to 1.0."""
        return min(self._raw.tell() / self._size, 1.0)

    def wrong_format(self) -> str:
        """Returns why this is no file of lines: it begins as a JSON array, or as a CSV does whose
        header names a `sku`. "" for any other.
        """
        try:
            begin = next((line for line in self._first_lines() if line), b"")
        except (OSError, EOFError, zlib.error):
            return ""  # `rows` says where it breaks off
        finally:
            self._lines.seek(0)
        columns = {column.strip(b" \"'").lower() for column in re.split(CSV_SEPARATORS, begin)}
        is_csv = len(columns) > 1 and b"sku" in columns and not begin.startswith(b"{")
        return NOT_LINES if is_csv or begin.startswith(b"[") else ""

    def _first_lines(self) -> Iterator[bytes]:
        while line := self._lines.readline(LONGEST_LINE):
            yield line.removeprefix(codecs.BOM_UTF8).strip()

    def rows(self) -> Iterator[tuple[int, ProductRow | BadRow]]:
        """(line number, row or reason) for every line that is not blank; a broken archive ends with
        a BadRow.
        """
        number = 0
        while True:
            number += 1
            try:
                line = self._lines.readline(LONGEST_LINE)
                too_long = len(line) == LONGEST_LINE and not line.endswith(b"\n")
                if too_long:
                    self._skip_line()
            except (OSError, EOFError, zlib.error) as error:
                yield number, BadRow(line=number, reason=f"the file breaks off here ({error})")
                return
            if not line:
                return
            if too_long:
                yield number, BadRow(line=number, reason=f"longer than {LONGEST_LINE:,} bytes")
            elif line.strip():
                yield number, parse(number, line)

    def _skip_line(self) -> None:
        while (rest := self._lines.readline(LONGEST_LINE)) and not rest.endswith(b"\n"):
            pass


def parse(number: int, line: bytes) -> ProductRow | BadRow:
    try:
        value = json.loads(line.decode("utf-8-sig" if number == 1 else "utf-8"))
    except UnicodeDecodeError:
        return BadRow(line=number, reason="not UTF-8")
    except (ValueError, RecursionError) as error:
        return BadRow(line=number, reason=f"not JSON ({error})")
    if not isinstance(value, dict):
        return BadRow(line=number, reason="not a JSON object")
    try:
        return ProductRow.model_validate(value)
    except ValidationError as error:
        return BadRow(line=number, reason=first_reason(error))
