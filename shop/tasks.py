"""Background jobs of the catalogue. A single process runs them at once; the worker runs them where
TASKS is "worker".
"""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.tasks import TaskResultStatus, default_task_backend, task
from django_tasks_db.models import DBTaskResult, get_date_max

from shop import feed_jobs, import_jobs, picture_jobs
from shop.importer import embed
from shop.importer.progress import Progress
from shop.models import Import, Product, ScheduledFeed
from shop.search import index, multilingual_index
from site_config.clock import database_time

# Other jobs wait for the same worker. Of those that are ready, a worker takes the ones that were
# put off first: a job that goes on and on needs a lower priority than what staff wait for.
FETCH_SECONDS = 10
PAUSE = timedelta(seconds=1)
IN_BACKGROUND = -50


@task
def embed_products(ids: Sequence[int]) -> str:
    """Computes vectors for these products where their text changed. Returns why it could not, or an
    empty string. Safe to run twice.
    """
    progress = Progress()
    products = list(Product.objects.select_related("category").filter(pk__in=ids))
    multilingual_index.fill(products)
    embed(products, progress, lambda progress: None)
    return progress.embedding_problem


@task
def recount_words() -> None:
    """Counts the words again, as an import of as many products does."""
    index.recount()


@task
def look_at_import(pk: int) -> None:
    """Works out the preview of an import."""
    import_jobs.look_at(Import.objects.get(pk=pk))


@task
def run_import(pk: int) -> None:
    """Runs an import that waits for it."""
    if import_jobs.claim(pk):
        import_jobs.run(Import.objects.get(pk=pk))
        fetch_pictures_soon()


@task(priority=IN_BACKGROUND)
def fetch_feed(pk: int, at: str) -> None:
    """Fetches a feed by address that is due at this time; does nothing where it is due at another.
    The next fetch is enqueued first, so that a job that is killed does not end them all.
    """
    feed = ScheduledFeed.objects.filter(pk=pk, next_at=datetime.fromisoformat(at)).first()
    if feed is None:
        return
    with suppress(feed_jobs.NotDue):
        follows = feed_jobs.claim(feed)
        if follows and default_task_backend.supports_defer:
            fetch_feed.using(run_after=follows).enqueue(pk, follows.isoformat())
        if feed_jobs.run(feed):
            fetch_pictures_soon()


def fetch_feed_now(feed: ScheduledFeed) -> None:
    fetch_feed.enqueue(feed.pk, feed_jobs.ask_for(feed).isoformat())


@task(priority=IN_BACKGROUND)
def fetch_pictures() -> int:
    """Fetches pictures by address for some seconds, and enqueues itself for the others. Returns
    how many are stored. Safe to run twice, and to be killed.
    """
    end = monotonic() + FETCH_SECONDS
    stored = picture_jobs.fetch_due(lambda: monotonic() > end)
    later = picture_jobs.next_attempt()
    if later and default_task_backend.supports_defer:
        at = max(later, database_time() + PAUSE)
        if not _enqueued_pictures().filter(run_after__lte=at).exists():
            fetch_pictures.using(run_after=at).enqueue()
    return stored


def fetch_pictures_soon() -> None:
    """Has new pictures by address fetched, where the shop does so. What is written piece by piece
    asks again and again; one job is enough.
    """
    if not settings.FETCH_PICTURES:
        return
    is_soon = Q(run_after__lte=database_time()) | Q(run_after=get_date_max())
    if not (default_task_backend.supports_defer and _enqueued_pictures().filter(is_soon).exists()):
        fetch_pictures.enqueue()


def _enqueued_pictures() -> QuerySet[Any]:
    """Returns the jobs that will fetch pictures. They are stored where they can be put off."""
    path = fetch_pictures.module_path
    return DBTaskResult.objects.filter(task_path=path, status=TaskResultStatus.READY)
