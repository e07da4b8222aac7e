"""The import of a file by staff: preview, run, undo."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import batched
from pathlib import Path
from tempfile import TemporaryDirectory

from shop.feeds import columns
from shop.feeds.formats import Feed, open_feed
from shop.feeds.headers import field_names
from shop.feeds.row import BadRow, ProductRow
from shop.feeds.values import Options
from shop.importer import BATCH, Progress, embed, import_rows, journal
from shop.importer.comparison import Stored
from shop.importer.preview import preview
from shop.models import Import, Product
from shop.search import suggestion_index, vocabulary

# Of a table whose columns are not known.
MOST_COLUMNS = 100
SHOWN_VALUE = 80


def read_options(source: Import) -> Options:
    pairs = (line.rpartition("=") for line in source.mapping.splitlines() if line.strip())
    mapping = {column.strip(): name.strip() for column, _, name in pairs}
    return Options(currency=source.currency.upper(), mapping=mapping)


def unknown_fields(mapping: str) -> list[str]:
    """Returns the lines that name no column, or an unknown field."""
    lines = [line.strip() for line in mapping.splitlines() if line.strip()]
    known = set(field_names())
    pairs = [(line, line.rpartition("=")) for line in lines]
    return [line for line, (column, _, name) in pairs if not column or name.strip() not in known]


@contextmanager
def opened(source: Import) -> Iterator[Feed]:
    """Opens the file of an import. Feeds are read from a folder: the storage may be a bucket."""
    with TemporaryDirectory(prefix="aisle-import-") as folder:
        path = Path(folder) / "feed"
        with source.file.open("rb") as stored, open(path, "wb") as copy:
            shutil.copyfileobj(stored, copy)
        with open_feed(path, options=read_options(source)) as feed:
            yield feed


def look_at(source: Import) -> None:
    """Writes the preview of an import, or why there is none."""
    with opened(source) as feed:
        if problem := feed.wrong_format():
            source.status = Import.Status.REFUSED
            source.report = {"problem": problem, "columns": _columns(feed)}
        else:
            source.preview = preview(feed.rows()).as_json()
            source.status = Import.Status.PREVIEW
    source.save(update_fields=["status", "report", "preview"])


def _columns(feed: Feed) -> list[dict[str, str]]:
    """Returns the columns of a table with their first values and the fields that they are taken
    for; [] for a file that is no table.
    """
    if not isinstance(feed, columns.Feed):
        return []
    rows = (cells for _line, cells in feed.table.rows() if not isinstance(cells, BadRow))
    first = next(rows, [])
    fields = {place: name for name, place in feed.places.items()}
    return [
        {
            "name": column,
            "value": str(first[place])[:SHOWN_VALUE] if place < len(first) else "",
            "field": fields.get(place, ""),
        }
        for place, column in enumerate(feed.header[:MOST_COLUMNS])
        if column
    ]


def map_columns(source: Import, fields: Sequence[str]) -> None:
    """Says which field each of the columns is that `look_at` has found; "" for none."""
    known, found = field_names(), source.report.get("columns", [])
    pairs = [
        f"{column['name']}={field}"
        for column, field in zip(found, fields, strict=False)
        if field in known
    ]
    source.mapping, source.status, source.report = "\n".join(pairs), Import.Status.PREVIEW, {}
    source.save(update_fields=["mapping", "status", "report"])


def run(source: Import) -> None:
    """Imports the file. What it changes is kept, so that it can be undone."""
    source.progress = 0.0
    _set_status(source, Import.Status.RUNNING)
    with opened(source) as feed:

        def show(progress: Progress) -> None:
            source.progress, source.report = feed.progress, _report(progress)
            source.save(update_fields=["progress", "report"])

        def keep(changed: Sequence[tuple[str, Stored | None]]) -> None:
            journal.record(source, changed)

        skus: set[str] = set()
        rows = _noting_skus(feed, skus) if source.is_whole else feed.rows()
        progress = import_rows(rows, show, journal=keep)
    hidden = 0
    if source.is_whole and not progress.storage_problem and skus:
        hidden = _hide_others(source, skus)
    source.progress, source.report = 1.0, _report(progress) | {"hidden": hidden}
    failed = progress.storage_problem is not None
    source.save(update_fields=["progress", "report"])
    _set_status(source, Import.Status.FAILED if failed else Import.Status.DONE)


def undo(source: Import) -> int:
    """Puts the products back as they were before the import. Returns how many."""
    count = journal.restore(source)
    _set_status(source, Import.Status.UNDONE)
    # The vectors belong to the imported texts.
    skus = list(source.changes.values_list("sku", flat=True))
    for some in batched(skus, BATCH):
        products = Product.objects.select_related("category").filter(sku__in=some)
        embed(list(products), Progress(), lambda progress: None)
    vocabulary.forget()
    suggestion_index.forget()
    return count


def _noting_skus(feed: Feed, skus: set[str]) -> Iterator[tuple[int, ProductRow | BadRow]]:
    for line, row in feed.rows():
        skus.add(row.sku)
        yield line, row


def _hide_others(source: Import, skus: set[str]) -> int:
    """Hides the products that a complete catalogue does not name. A product that an invalid row
    names stays.
    """
    count = 0
    for product in Product.objects.filter(active=True).only("sku").iterator(chunk_size=1000):
        if product.sku not in skus:
            whole = Product.objects.prefetch_related("variants", "images").get(pk=product.pk)
            journal.record(source, [(product.sku, Stored(whole))])
            Product.objects.filter(pk=product.pk).update(active=False)
            count += 1
    return count


def _report(progress: Progress) -> dict[str, object]:
    problem = progress.storage_problem
    return {
        "saved": progress.saved,
        "created": progress.created,
        "changed": progress.changed,
        "bad": progress.bad_count,
        "remarks": progress.remark_count,
        "problem": str(problem) if problem else "",
    }


def _set_status(source: Import, status: str) -> None:
    source.status = status
    source.save(update_fields=["status"])
