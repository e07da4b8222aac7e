"""Product data in Google's terms in files that are no tables: RSS, Atom, and objects a line."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, Self

from lxml import etree

from shop.feeds import jsonl
from shop.feeds.encoding import encoding_of
from shop.feeds.headers import plain
from shop.feeds.merchant import COLUMNS, Groups, item_of
from shop.feeds.packed import BROKEN, unpacked
from shop.feeds.row import BadRow, ProductRow, Remark
from shop.feeds.tabular import NO_CURRENCY
from shop.feeds.values import Options

ENTRIES = ("item", "entry", "product", "listing", "vehicle", "shopitem")

# A declaration of another encoding than UTF-8.
OTHER_ENCODING = re.compile(rb"<\?xml[^>]*encoding\s*=\s*[\"'](?!utf-?8)", re.I)
# Elements that may be there several times, and those that hold a name and a value.
SEVERAL = ("additional_image_link", "product_highlight", "imgurl_alternative")
DETAILS = ("product_detail", "param")


class XmlFeed:
    """RSS or Atom with Google's names. Entities are not resolved and nothing is fetched."""

    def __init__(self, path: Path, options: Options) -> None:
        self._size = path.stat().st_size or 1
        self._raw: IO[bytes] = open(path, "rb")  # noqa: SIM115  closed in __exit__
        self._file = unpacked(self._raw)
        self._start, self._encoding = _start_of(self._file)
        self._options = options

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *args: object) -> None:
        self._raw.close()

    @property
    def progress(self) -> float:
        return min(self._raw.tell() / self._size, 1.0)

    def wrong_format(self) -> str:
        if next(self._items(), None) is not None:
            return ""
        return (
            "No product is found in this XML: each needs an element such as item, entry or "
            "product, and in it an id and a title or a price. [unknown_xml]"
        )

    def rows(self) -> Iterator[tuple[int, ProductRow | BadRow]]:
        columns = {name: known[0].replace(" ", "_") for name, known in COLUMNS.items()}
        columns |= {f"variants.{name}": column for name, column in columns.items()}
        return _with_doubt(Groups(self._options).products(self._items(), columns))

    def _items(self) -> Iterator[tuple[int, dict[str, Any] | BadRow]]:
        self._file.seek(self._start)
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
                encoding=self._encoding,
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


def _start_of(file: IO[bytes]) -> tuple[int, str | None]:
    """Returns where the document begins, behind blanks, and its encoding where that is not what it
    says: many that call themselves UTF-8 are not.
    """
    try:
        file.seek(0)
        start = file.read(1000)
        blanks = len(start) - len(start.lstrip(b" \t\r\n"))
        if OTHER_ENCODING.search(start) or b"\0" in start:
            return blanks, None
        found = encoding_of(file)
    except BROKEN:
        return 0, None
    return blanks, None if found.startswith("utf-8") else found


class LinesFeed(jsonl.Feed):
    """A file of lines whose objects have the names of this format, as of ChatGPT's product file."""

    def rows(self) -> Iterator[tuple[int, ProductRow | BadRow]]:
        items = (
            (line, value if isinstance(value, BadRow) else item_of(value))
            for line, value in self.objects()
        )
        return _with_doubt(Groups(self.options).products(items, {}))


def _with_doubt(
    rows: Iterator[tuple[int, ProductRow | BadRow]],
) -> Iterator[tuple[int, ProductRow | BadRow]]:
    """Yields the rows; the first one whose prices have no currency carries a remark on it."""
    is_said = False
    for line, row in rows:
        if isinstance(row, ProductRow) and not is_said and "currency" not in row.model_fields_set:
            row.with_remarks([Remark(line, row.sku, "currency", "", NO_CURRENCY)])
            is_said = True
        yield line, row


def _local(element: Any) -> str:
    return etree.QName(element).localname.lower() if isinstance(element.tag, str) else ""


def _has_product(element: Any) -> bool:
    names = {plain(_local(child)) for child in element}
    return bool(names & set(COLUMNS["sku"])) and bool(
        names & {*COLUMNS["name"], *COLUMNS["price"], "make"}
    )


def _fields(element: Any) -> dict[str, Any]:
    """Returns the texts of an item's children; those that are there several times are a list."""
    found: dict[str, Any] = {}
    for child in element:
        name = _local(child)
        if name in DETAILS:
            if pair := _detail(child):
                found.setdefault("product_detail", []).append(pair)
            continue
        value = _text(child)
        if name in SEVERAL:
            found.setdefault(name, []).append(value)
        elif name == "image" and "image" in found:
            found.setdefault("additional_image_link", []).append(value)
        elif name:
            found.setdefault(name, value)
    return found


def _text(element: Any) -> str:
    """Returns the text of an element: of one that only holds others their address, or their texts
    parted by blanks.
    """
    parts = _parts(element)
    is_mixed = any((each or "").strip() for each in [element.text, *(c.tail for c in element)])
    if parts and not is_mixed:
        return parts.get("url") or " ".join(filter(None, parts.values()))
    return "".join(element.itertext()).strip() or str(element.get("href", ""))


def _parts(element: Any) -> dict[str, str]:
    elements = (part for part in element if isinstance(part.tag, str))
    return {_local(part): "".join(part.itertext()).strip() for part in elements}


def _detail(element: Any) -> tuple[str, str] | None:
    """Returns the name and the value of a detail; None for an incomplete one."""
    parts = _parts(element)
    name = parts.get("attribute_name") or parts.get("param_name")
    value = parts.get("attribute_value") or parts.get("val")
    return (name, value) if name and value else None
