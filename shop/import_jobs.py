"""The import of a file: fetched from its address, looked at, run, stopped, undone."""

import shutil
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import timedelta
from itertools import batched, takewhile
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import IO
from urllib.parse import urlsplit

from django.core.files import File
from django.db.models.functions import Now

from shop.feeds import columns
from shop.feeds.formats import Feed, open_feed
from shop.feeds.headers import field_names
from shop.feeds.likely_columns import likely_columns
from shop.feeds.row import BadRow, ProductRow
from shop.feeds.values import Options
from shop.importer import BATCH, Progress, embed, import_rows, journal
from shop.importer.comparison import Stored
from shop.importer.preview import preview
from shop.importer.seen_codes import SeenCodes
from shop.models import Import, Product
from shop.public_web import Fetched, Limits, Unfetchable, fetch
from shop.search import suggestion_index, vocabulary

# Of a table whose columns are not known.
MOST_COLUMNS = 100
SHOWN_VALUE = 80
# Of a file at an address.
LIMITS = Limits(size=2 * 1024**3, seconds=900)
# A job says more often than this that it runs.
LEASE = timedelta(minutes=10)
Status = Import.Status


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


@contextmanager
def downloaded(address: str, headers: Mapping[str, str]) -> Iterator[tuple[IO[bytes], Fetched]]:
    """Fetches a file. Raises Unfetchable."""
    with TemporaryFile(prefix="aisle-feed-") as file:
        fetched = fetch(address, file.write, LIMITS, headers)
        file.seek(0)
        yield file, fetched


def file_name(address: str) -> str:
    """Returns the last part of an address, or its host. It holds no password."""
    parts = urlsplit(address)
    return (Path(parts.path).name or parts.hostname or "feed")[-200:]


def look_at(source: Import) -> None:
    """Writes the preview of an import, or why there is none."""
    try:
        _fetch(source)
    except Unfetchable as failed:
        source.status = Status.REFUSED
        source.report = {"problem": str(failed.problem.label)}
    else:
        _preview(source)
    source.save(update_fields=["status", "report", "preview"])


def _fetch(source: Import) -> None:
    """Fetches the file of an import by address, once. Raises Unfetchable."""
    if not source.file:
        with downloaded(source.address, {}) as (file, _fetched):
            source.file.save(source.name, File(file))


def _preview(source: Import) -> None:
    with opened(source) as feed:
        if problem := feed.wrong_format():
            source.status = Status.REFUSED
            source.report = {"problem": problem, "columns": _columns(feed)}
        else:
            source.preview = preview(feed.rows()).as_json()
            source.status = Status.PREVIEW


def _columns(feed: Feed) -> list[dict[str, str]]:
    """Returns the columns of a table with their first values and the fields that they are taken
    for; [] for a file that is no table.
    """
    if not isinstance(feed, columns.Feed):
        return []
    rows = (cells for _line, cells in feed.table.rows() if not isinstance(cells, BadRow))
    first = next(rows, [])
    guessed = {**likely_columns(feed.table, feed.places), **feed.places}
    fields = {place: name for name, place in guessed.items()}
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
    source.mapping, source.status, source.report = "\n".join(pairs), Status.READING, {}
    source.save(update_fields=["mapping", "status", "report"])


def ask_for(pk: int) -> bool:
    """Whether an import waits for its job from now on. One that runs, or has run to its end, does
    not.
    """
    runnable = [Status.PREVIEW, Status.FAILED, Status.STOPPED]
    asked = Import.objects.filter(pk=pk, status__in=runnable)
    return bool(asked.update(status=Status.WAITING, seen_at=Now()))


def claim(pk: int) -> bool:
    """Whether the import is to run now, here. Only one job is told so."""
    claimed = Import.objects.filter(pk=pk, status=Status.WAITING)
    fields = {"status": Status.RUNNING, "seen_at": Now(), "progress": 0.0, "is_to_stop": False}
    return bool(claimed.update(**fields))


def run(source: Import) -> None:
    """Imports the file of a claimed import, until its end or until `stop`. What it changes is kept,
    so that it can be undone.
    """
    with opened(source) as feed:

        def show(progress: Progress) -> None:
            source.progress, source.report = feed.progress, _report(progress)
            _say_that_it_runs(source)

        def keep(changed: Sequence[tuple[str, Stored | None]]) -> None:
            journal.record(source, changed)

        with SeenCodes() as seen:
            # Closed while the file is open, which one that is stopped has not read to its end.
            with closing(_noting_skus(feed, seen)) as all_rows:
                rows = takewhile(lambda row: not source.is_to_stop, all_rows)
                progress = import_rows(rows, show, journal=keep)
            is_read = not source.is_to_stop and progress.storage_problem is None
            hidden = _hide_others(source, seen) if source.is_whole and is_read else 0
    counts = {**_report(progress), **_changes_of_all_runs(source, hidden), "hidden": hidden}
    source.progress, source.report = 1.0, counts
    source.save(update_fields=["progress", "report"])
    _set_status(source, _end(source, progress))


def _changes_of_all_runs(source: Import, hidden: int) -> dict[str, int]:
    """Returns the counts of an import that was stopped and went on: a later run finds unchanged
    what an earlier one has written.
    """
    created = source.changes.filter(before__isnull=True).count()
    return {"created": created, "changed": source.changes.count() - created - hidden}


def _end(source: Import, progress: Progress) -> str:
    if progress.storage_problem is not None:
        return Status.FAILED
    return Status.STOPPED if source.is_to_stop else Status.DONE


def _say_that_it_runs(source: Import) -> None:
    """Saves how far a job has come, and takes over whether it is to stop."""
    fields = {"progress": source.progress, "report": source.report}
    Import.objects.filter(pk=source.pk).update(**fields, seen_at=Now())
    source.is_to_stop = Import.objects.values_list("is_to_stop", flat=True).get(pk=source.pk)


def stop(source: Import) -> bool:
    """Has a running import end after its present batch. Returns whether it runs."""
    running = Import.objects.filter(pk=source.pk, status=Status.RUNNING)
    return bool(running.update(is_to_stop=True))


def end_dead() -> int:
    """Marks the imports whose job has died as interrupted: they can be run again, and undone.
    Returns how many.
    """
    busy = Import.objects.filter(status__in=[Status.READING, Status.WAITING, Status.RUNNING])
    return busy.filter(seen_at__lt=Now() - LEASE).update(status=Status.FAILED)


def undo(source: Import) -> int:
    """Puts the products back as they were before the import. Returns how many."""
    count = journal.restore(source)
    _set_status(source, Status.UNDONE)
    # The vectors belong to the imported texts.
    skus = source.changes.filter(before__isnull=False).values_list("sku", flat=True)
    for some in batched(skus.iterator(chunk_size=BATCH), BATCH):
        products = Product.objects.select_related("category").filter(sku__in=some)
        embed(list(products), Progress(), lambda progress: None)
    vocabulary.forget()
    suggestion_index.forget()
    return count


def _noting_skus(
    feed: Feed, seen: SeenCodes
) -> Generator[tuple[int, ProductRow | BadRow], None, None]:
    for line, row in feed.rows():
        seen.add_sku(row.sku, line)
        yield line, row


def _hide_others(source: Import, seen: SeenCodes) -> int:
    """Hides the products that a complete catalogue does not name. A product that an invalid row
    names stays. A file without a product hides nothing.
    """
    if not seen.count():
        return 0
    count = 0
    for product in Product.objects.filter(active=True).only("sku").iterator(chunk_size=1000):
        if product.sku not in seen:
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
