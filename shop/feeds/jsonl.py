"""JSON Lines: one object a line, in UTF-8 or UTF-16, plain or packed."""

import codecs
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any, Self

from shop.feeds.cleaning import clean
from shop.feeds.encoding import in_utf8
from shop.feeds.packed import BROKEN, unpacked
from shop.feeds.row import BadRow, ProductRow
from shop.feeds.values import Options

LONGEST_LINE = 1_000_000
NOT_LINES = "A JSON array is not read; write one JSON object a line. [not_json_lines]"


class Feed:
    """An open file (`with Feed(path) as feed`) and how far it has been read, so that whoever loops
    over `rows` can show progress.
    """

    def __init__(self, path: Path, options: Options | None = None) -> None:
        self.options = options or Options()
        self._size = path.stat().st_size or 1
        self._raw: IO[bytes] = open(path, "rb")  # noqa: SIM115  closed in __exit__
        self._lines = in_utf8(unpacked(self._raw))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *args: object) -> None:
        self._raw.close()

    @property
    def progress(self) -> float:
        """The part of the file that has been read, 0.0 to 1.0."""
        return min(self._raw.tell() / self._size, 1.0)

    def wrong_format(self) -> str:
        """Returns why this is no file of lines: it begins as a JSON array. "" for any other."""
        return NOT_LINES if self.first_line().startswith(b"[") else ""

    def first_line(self) -> bytes:
        """Returns the first line that is not blank, without a mark; b"" where there is none."""
        try:
            return next((line for line in self._first_lines() if line), b"")
        except BROKEN:
            return b""  # `rows` says where it breaks off
        finally:
            self._lines.seek(0)

    def _first_lines(self) -> Iterator[bytes]:
        while line := self._lines.readline(LONGEST_LINE):
            yield line.removeprefix(codecs.BOM_UTF8).strip()

    def rows(self) -> Iterator[tuple[int, ProductRow | BadRow]]:
        """(line number, row or reason) for every line that is not blank; a broken archive ends with
        a BadRow.
        """
        for number, value in self.objects():
            if isinstance(value, BadRow):
                yield number, value
            else:
                yield number, product(number, value, self.options)

    def objects(self) -> Iterator[tuple[int, dict[str, Any] | BadRow]]:
        """Yields (line number, object or reason) for every line that is not blank."""
        number = 0
        while True:
            number += 1
            try:
                line = self._lines.readline(LONGEST_LINE)
                too_long = len(line) == LONGEST_LINE and not line.endswith(b"\n")
                if too_long:
                    self._skip_line()
            except BROKEN as error:
                yield number, BadRow(line=number, reason=f"the file breaks off here ({error})")
                return
            if not line:
                return
            if too_long:
                yield number, BadRow(line=number, reason=f"longer than {LONGEST_LINE:,} bytes")
            elif line.strip():
                yield number, parse_object(number, line)

    def _skip_line(self) -> None:
        while (rest := self._lines.readline(LONGEST_LINE)) and not rest.endswith(b"\n"):
            pass


def parse(number: int, line: bytes, options: Options | None = None) -> ProductRow | BadRow:
    value = parse_object(number, line)
    return value if isinstance(value, BadRow) else product(number, value, options or Options())


def parse_object(number: int, line: bytes) -> dict[str, Any] | BadRow:
    try:
        value = json.loads(line.decode("utf-8-sig" if number == 1 else "utf-8"))
    except UnicodeDecodeError:
        return BadRow(line=number, reason="not UTF-8")
    except (ValueError, RecursionError) as error:
        return BadRow(line=number, reason=f"not JSON ({error})")
    if not isinstance(value, dict):
        return BadRow(line=number, reason="not a JSON object")
    return value


def product(
    number: int,
    value: Mapping[str, Any],
    options: Options,
    columns: Mapping[str, str] | None = None,
) -> ProductRow | BadRow:
    """Returns the row of an object with our names; its variants name their values under `values`
    or `options`. `columns` are other names that the feed has for the fields.
    """
    raw = dict(value)
    if isinstance(raw.get("variants"), list):
        given = [each for each in raw["variants"] if isinstance(each, dict)]
        raw["variants"] = [
            {**each, "values": each.get("values", each.get("options"))} for each in given
        ]
        if raw.get("price") in (None, ""):
            raw["price"] = next((each["price"] for each in given if each.get("price")), None)
    return clean(number, raw, columns or {}, options)
