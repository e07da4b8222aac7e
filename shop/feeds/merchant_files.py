"""Product data in Google's terms in files that are no tables: RSS, Atom, and objects a line."""

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, Self

from lxml import etree

from shop.feeds import jsonl
from shop.feeds.merchant import COLUMNS, Groups, item_of
from shop.feeds.row import BadRow, ProductRow
from shop.feeds.table import BROKEN
from shop.feeds.values import Options

ENTRIES = ("item", "entry", "product")


class XmlFeed:
    """RSS or Atom with Google's names. Entities are not resolved and nothing is fetched."""

    def __init__(self, path: Path, options: Options) -> None:
        self._size = path.stat().st_size or 1
        self._raw: IO[bytes] = open(path, "rb")  # noqa: SIM115  closed in __exit__
        packed = self._raw.read(2) == b"\x1f\x8b"
        self._raw.seek(0)
        self._file: IO[bytes] = gzip.GzipFile(fileobj=self._raw) if packed else self._raw  # type: ignore[assignment]
        self._options = options

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *args: object) -> None:
        self._raw.close()

    @property
    def progress(self) -> float:
        return min(self._raw.tell() / self._size, 1.0)

    def wrong_format(self) -> str:
        return ""

    def rows(self) -> Iterator[tuple[int, ProductRow | BadRow]]:
        columns = {name: known[0].replace(" ", "_") for name, known in COLUMNS.items()}
        columns |= {f"variants.{name}": column for name, column in columns.items()}
        return Groups(self._options).products(self._items(), columns)

    def _items(self) -> Iterator[tuple[int, dict[str, Any] | BadRow]]:
        self._file.seek(0)
        line = 1
        try:
            events = etree.iterparse(
                self._file,
                events=("end",),
                resolve_entities=False,
                no_network=True,
                load_dtd=False,
                huge_tree=False,
                recover=True,
            )
            for _event, element in events:
                if _local(element) in ENTRIES and _has_product(element):
                    line = element.sourceline or line
                    yield line, item_of(_fields(element))
                    element.clear()
                    while element.getprevious() is not None:
                        del element.getparent()[0]
        except (*BROKEN, etree.LxmlError) as error:
            yield line, BadRow(line=line, reason=f"the file breaks off here ({error})")


class LinesFeed(jsonl.Feed):
    """A file of lines whose objects have the names of this format, as of ChatGPT's product file."""

    def rows(self) -> Iterator[tuple[int, ProductRow | BadRow]]:
        items = (
            (line, value if isinstance(value, BadRow) else item_of(value))
            for line, value in self.objects()
        )
        return Groups(self.options).products(items, {})


def _local(element: Any) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _has_product(element: Any) -> bool:
    names = {_local(child) for child in element}
    return bool(names & {"id", "offer_id"}) and bool(names & {"title", "name", "price"})


def _fields(element: Any) -> dict[str, Any]:
    """Returns the texts of an item's children; those that are there several times are a list."""
    found: dict[str, Any] = {}
    for child in element:
        name = _local(child)
        if name == "product_detail":
            parts = {_local(part): "".join(part.itertext()).strip() for part in child}
            if parts.get("attribute_name") and parts.get("attribute_value"):
                pair = (parts["attribute_name"], parts["attribute_value"])
                found.setdefault("product_detail", []).append(pair)
            continue
        value = "".join(child.itertext()).strip() or child.get("href", "")
        if name in ("additional_image_link", "product_highlight"):
            found.setdefault(name, []).append(value)
        elif name:
            found.setdefault(name, value)
    return found
