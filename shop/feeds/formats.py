"""The formats that a catalogue can be loaded from, by the names of `import_products --format`, and
which one a file has.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol, Self

from shop.feeds import (
    amazon,
    columns,
    etsy,
    excel,
    jsonl,
    magento,
    merchant,
    merchant_files,
    own_table,
    prestashop,
    shopify,
    woocommerce,
)
from shop.feeds.packed import ZIP, NotOneFile, is_archive
from shop.feeds.row import BadRow, ProductRow
from shop.feeds.table import Table, TextTable
from shop.feeds.tabular import TableFeed
from shop.feeds.values import Options

OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
TABLES: tuple[tuple[Callable[[Sequence[str]], bool], type[TableFeed]], ...] = (
    (own_table.is_table, own_table.Feed),
    (shopify.is_export, shopify.Feed),
    (woocommerce.is_export, woocommerce.Feed),
    (magento.is_export, magento.Feed),
    (amazon.is_table, amazon.Feed),
    (etsy.is_export, etsy.Feed),
    (prestashop.is_export, prestashop.Feed),
    (merchant.is_table, merchant.Feed),
)


class Feed(AbstractContextManager["Feed"], Protocol):
    """An open file of products."""

    def __enter__(self) -> Self: ...

    @property
    def progress(self) -> float:
        """The part of the file that has been read, 0.0 to 1.0."""

    def wrong_format(self) -> str:
        """Returns a sentence with a code where the file is of another format; "" else."""

    def rows(self) -> Iterator[tuple[int, ProductRow | BadRow]]:
        """Yields (line number, row) for each product; a BadRow for one that cannot be read."""


class Refused:
    """A file that no format can read; `wrong_format` says why."""

    progress = 1.0

    def __init__(self, reason: str) -> None:
        self._reason = reason

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *args: object) -> None:
        pass

    def wrong_format(self) -> str:
        return self._reason

    def rows(self) -> Iterator[tuple[int, ProductRow | BadRow]]:
        yield from ()


def open_feed(path: Path, name: str = "auto", options: Options | None = None) -> Feed:
    """Opens a file in the format of that name. Raises OSError where it cannot be read."""
    try:
        return FORMATS[name](path, options or Options())
    except NotOneFile as error:
        return Refused(f"This archive cannot be read: {error}. Pack one file. [not_one_file]")


def _recognised(path: Path, options: Options) -> Feed:
    """Opens a file by what it holds, whatever it is called."""
    with open(path, "rb") as file:
        start = file.read(4)
    if start.startswith(OLD_WORKBOOK):
        return Refused("This is an Excel file of before 2007; save it as .xlsx. [old_workbook]")
    if start.startswith(ZIP) and not is_archive(path):
        return _table(path, options)
    begin = _first_line(path)
    if begin.startswith(b"<"):
        return merchant_files.XmlFeed(path, options)
    if begin.startswith((b"{", b"[")):
        return _lines(path, options)
    return _table(path, options)


def _first_line(path: Path) -> bytes:
    with jsonl.Feed(path) as feed:
        line = feed.first_line()
    return line.lstrip()


def _lines(path: Path, options: Options) -> Feed:
    with jsonl.Feed(path) as feed:
        value = jsonl.parse_object(1, feed.first_line())
    if not isinstance(value, BadRow) and merchant.is_object(list(value)):
        return merchant_files.LinesFeed(path, options)
    return jsonl.Feed(path, options)


def _table(path: Path, options: Options) -> Feed:
    table = _open_table(path)
    if isinstance(table, Refused):
        return table
    if options.mapping:
        return columns.Feed(table, options)
    kind = next((kind for is_one, kind in TABLES if is_one(table.header)), columns.Feed)
    return kind(table, options)


def _open_table(path: Path) -> Table | Refused:
    with open(path, "rb") as file:
        is_book = file.read(4) == ZIP and not is_archive(path)
    try:
        return excel.ExcelTable(path, HEADERS) if is_book else TextTable(path, HEADERS)
    except excel.NotAWorkbook as error:
        return Refused(f"This is no Excel file that can be read ({error}). [not_a_workbook]")


# The row of a known format may stand below one of names for people.
HEADERS = (lambda header: any(is_one(header) for is_one, _kind in TABLES), columns.is_header)


def _table_of(kind: type[TableFeed]) -> Callable[[Path, Options], Feed]:
    def opened(path: Path, options: Options) -> Feed:
        table = _open_table(path)
        return table if isinstance(table, Refused) else kind(table, options)

    return opened


# Each opens a file. Raises OSError where it cannot be read.
FORMATS: dict[str, Callable[[Path, Options], Feed]] = {
    "auto": _recognised,
    "jsonl": jsonl.Feed,
    "shopify": _table_of(shopify.Feed),
    "woocommerce": _table_of(woocommerce.Feed),
    "magento": _table_of(magento.Feed),
    "prestashop": _table_of(prestashop.Feed),
    "etsy": _table_of(etsy.Feed),
    "amazon": _table_of(amazon.Feed),
    "google": _table_of(merchant.Feed),
    "google-xml": merchant_files.XmlFeed,
    "csv": _table_of(columns.Feed),
    "excel": _table_of(columns.Feed),
}
