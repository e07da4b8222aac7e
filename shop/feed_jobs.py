"""Feeds by address are fetched when they are due, and imported where they have changed."""

from datetime import datetime, timedelta
from hashlib import file_digest
from typing import IO, Any

from django.core.files import File
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from shop import import_jobs
from shop.models import Import, Product, ScheduledFeed
from shop.public_web import Fetched, Unfetchable
from site_config.clock import database_time

# Of the imports of a feed, so many that changed something are kept, to be looked at and undone.
KEPT = 10
# A file that would hide more than this part of the shop, or of which so many rows are bad, is
# broken more often than true. Staff decide on it.
HIDDEN_PART = 0.2
BAD_PART = 0.2
Status = Import.Status


class NotDue(Exception):
    """Another process fetches the feed, or it was put off."""


def due() -> QuerySet[ScheduledFeed]:
    return ScheduledFeed.objects.filter(next_at__lte=Now())


def ask_for(feed: ScheduledFeed) -> datetime:
    """Makes a feed due now. Returns that time."""
    feed.next_at = database_time()
    feed.save(update_fields=["next_at"])
    return feed.next_at


def claim(feed: ScheduledFeed) -> datetime | None:
    """Takes the fetch that is due, so that nobody else does, and sets the next. Returns its time;
    None where none follows. Raises NotDue.
    """
    follows = database_time() + timedelta(minutes=feed.minutes) if feed.minutes else None
    mine = due().filter(pk=feed.pk, next_at=feed.next_at)
    if not mine.update(next_at=follows, fetched_at=Now()):
        raise NotDue
    return follows


def run(feed: ScheduledFeed) -> Import | None:
    """Fetches a feed, and imports it where it has changed. Returns the import, which waits for
    staff where the file looks broken; None where nothing has changed, or nothing could be fetched.
    """
    try:
        source = _fetched(feed)
    except Unfetchable as failed:
        _note(feed, problem=str(failed.problem.label))
        return None
    if source is None:
        # What the same file was held back for still holds.
        if not _is_held(feed):
            _note(feed, problem="")
        return None
    import_jobs.look_at(source)
    _note(feed, problem=_doubt(source) or _imported(feed, source))
    for old in _old(feed):
        old.file.delete(save=False)
        old.delete()
    return source


def _is_held(feed: ScheduledFeed) -> bool:
    newest = feed.imports.first()
    return newest is not None and newest.status in (Status.PREVIEW, Status.REFUSED)


def _imported(feed: ScheduledFeed, source: Import) -> str:
    """Runs an import. Returns why it did not come to its end; "" where it did."""
    if import_jobs.ask_for(source.pk) and import_jobs.claim(source.pk):
        import_jobs.run(source)
    if problem := str(source.report.get("problem", "")):
        # Its server is asked for the whole file again.
        _note(feed, etag="", modified="", digest="")
    return problem[:300]


def _note(feed: ScheduledFeed, **fields: str) -> None:
    ScheduledFeed.objects.filter(pk=feed.pk).update(**fields)


def _fetched(feed: ScheduledFeed) -> Import | None:
    """Returns a new import of the feed; None where the file is that of the last one."""
    headers = {"If-None-Match": feed.etag, "If-Modified-Since": feed.modified}
    given = {name: value for name, value in headers.items() if value}
    with import_jobs.downloaded(feed.address, given) as (file, fetched):
        if not fetched.is_new:
            return None
        fields = _marks(file, fetched)
        if fields["digest"] == feed.digest:
            return None
        _note(feed, **fields)
        return _stored(feed, file)


def _marks(file: IO[bytes], fetched: Fetched) -> dict[str, str]:
    """Returns by what the same file is known again."""
    digest = file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
    file.seek(0)
    etag, modified = fetched.headers.get("etag", ""), fetched.headers.get("last-modified", "")
    # A mark that is cut would match nothing.
    return {
        "digest": digest,
        "etag": etag if len(etag) <= 300 else "",
        "modified": modified if len(modified) <= 100 else "",
    }


def _stored(feed: ScheduledFeed, file: IO[bytes]) -> Import:
    name = import_jobs.file_name(feed.address)
    source = Import(name=name, feed=feed, currency=feed.currency, mapping=feed.mapping)
    source.is_whole, source.seen_at = feed.is_whole, database_time()
    source.file.save(name, File(file), save=False)
    source.save()
    return source


def _doubt(source: Import) -> str:
    """Returns why an import waits for staff, in a sentence; "" where it may run."""
    if source.status != Status.PREVIEW:
        return str(source.report.get("problem", ""))
    found: dict[str, Any] = source.preview
    if not found["rows"]:
        return _("The file holds no product.")
    if found["bad_count"] > BAD_PART * (found["rows"] + found["bad_count"]):
        return _("%(n)s rows cannot be imported. Look at the import before it runs.") % {
            "n": found["bad_count"]
        }
    shown = Product.objects.filter(active=True).count()
    if source.is_whole and found["missing"] > max(HIDDEN_PART * shown, 1):
        return _("%(n)s products would be hidden. Look at the import before it runs.") % {
            "n": found["missing"]
        }
    return ""


def _old(feed: ScheduledFeed) -> list[Import]:
    """Returns the imports of a feed that nobody looks at any more."""
    ended = (Status.DONE, Status.UNDONE, Status.REFUSED)
    sources = list(feed.imports.all())
    idle = [
        source
        for source in sources[1:KEPT]
        if source.status in ended and not source.changes.exists()
    ]
    return [*idle, *sources[KEPT:]]
