"""A file as it was sent: plain, in gzip, or alone in a ZIP archive."""

import gzip
import zlib
from pathlib import Path, PurePosixPath
from typing import IO
from zipfile import BadZipFile, ZipFile, ZipInfo

GZIP = b"\x1f\x8b"
ZIP = b"PK\x03\x04"
WORKBOOK = "[Content_Types].xml"
MOST_NAMED = 5
BROKEN = (OSError, EOFError, zlib.error, BadZipFile)


class NotOneFile(ValueError):
    """An archive that holds no file, several, or one that is encrypted; the message says which."""


def unpacked(raw: IO[bytes]) -> IO[bytes]:
    """Returns the file that is read, from its start. Raises NotOneFile."""
    raw.seek(0)
    start = raw.read(4)
    raw.seek(0)
    if start.startswith(GZIP):
        return gzip.GzipFile(fileobj=raw)  # type: ignore[return-value]
    if start != ZIP:
        return raw
    try:
        archive = ZipFile(raw)
        return archive.open(_only_file(archive))
    except (BadZipFile, RuntimeError, NotImplementedError, NotOneFile) as error:
        raw.close()
        raise NotOneFile(str(error)) from error


def is_archive(path: Path) -> bool:
    """Whether a file is a ZIP archive and no workbook, which is one as well."""
    with open(path, "rb") as file:
        if file.read(4) != ZIP:
            return False
        try:
            return WORKBOOK not in ZipFile(file).namelist()
        except BadZipFile:
            return False


def _only_file(archive: ZipFile) -> ZipInfo:
    files = [each for each in archive.infolist() if _is_content(each)]
    if len(files) == 1:
        return files[0]
    names = ", ".join(each.filename for each in files[:MOST_NAMED])
    raise NotOneFile(f"it holds {len(files)} files{f': {names}' if names else ''}")


def _is_content(each: ZipInfo) -> bool:
    """Whether a member is a file of somebody's, and no folder or note of an operating system."""
    name = PurePosixPath(each.filename)
    is_hidden = name.name.startswith(".") or "__MACOSX" in name.parts
    return not each.is_dir() and not is_hidden
