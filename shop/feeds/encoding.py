"""The encoding of a file of text: by its mark, by what it holds, or by what it looks like."""

import codecs
import re
from collections.abc import Iterator
from contextlib import suppress
from io import TextIOWrapper
from typing import IO

from charset_normalizer import from_bytes

from shop.feeds.headers import known_names
from shop.feeds.money import SIGNS
from shop.feeds.packed import BROKEN

BLOCK = 1 << 20
# Bytes around the first one that is not UTF-8, which the guess is made from.
SAMPLE = 1 << 16
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What spreadsheets of Europe write. Others look alike in a short text and are guessed wrongly.
USUAL = "cp1252"
GUESSED = ["cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1257", "iso8859_2", "mac_roman"]
GUESSED += ["cp932", "gb18030", "big5", "euc_kr", "shift_jis"]


def encoding_of(file: IO[bytes]) -> str:
    """Returns the name of the encoding, as Python's codecs call it. Reads the file from its start
    in blocks, at most once to its end.
    """
    start = file.read(4)
    for mark, name in MARKS:
        if start.startswith(mark):
            return name
    if name := _without_mark(start):
        return name
    file.seek(0)
    begin = file.readline(SAMPLE)
    file.seek(0)
    before = b""
    decoder = codecs.getincrementaldecoder("utf-8")()
    for block in _blocks(file):
        try:
            decoder.decode(block)
        except UnicodeDecodeError as error:
            place = max(error.start, 0)
            sample = before[-SAMPLE:] + block[max(place - SAMPLE, 0) : place + SAMPLE]
            # Text that is UTF-8 elsewhere has a broken letter, not another encoding.
            return "utf-8" if _is_mostly_utf8(sample) else _guess(sample, begin)
        before = block
    return "utf-8"


def in_utf8(file: IO[bytes]) -> IO[bytes]:
    """Returns the file, or its text in UTF-8 where it is in UTF-16 or UTF-32."""
    try:
        start = file.read(4)
    except BROKEN:
        start = b""
    file.seek(0)
    wide = [name for mark, name in MARKS[1:] if start.startswith(mark)]
    name = wide[0] if wide else _without_mark(start)
    return Recoded(file, name) if name else file  # type: ignore[return-value]


class Recoded:
    """Reads lines of another encoding as UTF-8."""

    def __init__(self, file: IO[bytes], encoding: str) -> None:
        self._file, self._encoding = file, encoding
        self._text: TextIOWrapper | None = None
        self.seek(0)

    def seek(self, place: int) -> None:
        """Goes back to the start, the only place that can be asked for."""
        if self._text:
            self._text.detach()
        self._file.seek(place)
        self._text = TextIOWrapper(self._file, self._encoding, errors="replace", newline="\n")

    def readline(self, most: int) -> bytes:
        return self._text.readline(most).encode() if self._text else b""

    def __del__(self) -> None:
        with suppress(ValueError):  # of a file that is closed
            if self._text:
                self._text.detach()


def _without_mark(start: bytes) -> str:
    """Returns UTF-16 where every other byte is zero, as in Latin text."""
    if len(start) == 4 and start[1] == start[3] == 0 and start[0] and start[2]:
        return "utf-16-le"
    if len(start) == 4 and start[0] == start[2] == 0 and start[1] and start[3]:
        return "utf-16-be"
    return ""


def _blocks(file: IO[bytes]) -> Iterator[bytes]:
    while block := file.read(BLOCK):
        yield block


def _is_mostly_utf8(sample: bytes) -> bool:
    """Whether more letters outside of ASCII are whole in UTF-8 than are broken."""
    text = sample.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    return sum(not each.isascii() for each in text) - broken > broken


def _guess(sample: bytes, begin: bytes) -> str:
    """Returns the encoding in which most columns and currencies are known, or else what letters
    look like.
    """
    known = {each: _known(begin, sample, each) for each in GUESSED}
    best = max(GUESSED, key=lambda each: known[each])
    if known[best] > known[USUAL]:
        return best
    match = from_bytes(sample, cp_isolation=GUESSED).best()
    if match is None or match.encoding in ("ascii", "utf_8"):
        return USUAL
    return USUAL if _is_western(sample) else match.encoding


def _known(begin: bytes, sample: bytes, encoding: str) -> int:
    names = known_names(begin.decode(encoding, "replace"))
    # "Kč" is "Kè" in the encoding of the west.
    signs = re.findall(r"\d\s?([^\W\d]{1,4})\b", sample.decode(encoding, "replace"))
    return names + sum(sign.lower() in SIGNS for sign in signs)


def _is_western(sample: bytes) -> bool:
    """Whether the bytes outside of ASCII are rare and are the letters of western Europe."""
    text = sample.decode(USUAL, "replace")
    high = [each for each in text if not each.isascii()]
    common = sum(each in "äöüÄÖÜßåÅæÆøØéèêëàâçñóíúáôîïûù€£°–—’‘“”•·×½®™«»ÉÈÀÇ\xa0" for each in high)
    return common > 0.8 * len(high) and len(high) < len(text) / 4
