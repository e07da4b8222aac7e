"""manage.py fetch_feeds: imports the feeds by address that are due."""

from typing import Any

from django.core.management.base import BaseCommand

from shop import feed_jobs
from shop.models import ScheduledFeed
from shop.tasks import fetch_pictures_soon


class Command(BaseCommand):
    help = (
        "Fetch the feeds by address that are due, and import those that have changed. For a shop "
        "without a worker: run it every few minutes."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        for feed in feed_jobs.due():
            self._fetch(feed)

    def _fetch(self, feed: ScheduledFeed) -> None:
        try:
            feed_jobs.claim(feed)
        except feed_jobs.NotDue:
            return
        source = feed_jobs.run(feed)
        feed.refresh_from_db()
        if source:
            fetch_pictures_soon()
        outcome = source.get_status_display() if source else "nothing new"
        self.stdout.write(f"{feed.name}: {feed.problem or outcome}")
