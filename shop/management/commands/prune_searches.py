"""manage.py prune_searches: deletes records of searches that are older than the shop keeps them."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from shop.models import Record
from site_config.clock import database_time

# Short transactions, so that no search waits.
BATCH = 10_000


class Command(BaseCommand):
    help = (
        "Delete records of searches, with their clicks, that are older than "
        "SEARCH_RECORDS_DAYS; all of them where it is 0. Run it daily."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        before = database_time() - timedelta(days=settings.SEARCH_RECORDS_DAYS)
        deleted = 0
        while ids := list(
            Record.objects.filter(created_at__lte=before)
            .order_by("created_at")
            .values_list("pk", flat=True)[:BATCH]
        ):
            Record.objects.filter(pk__in=ids).delete()
            deleted += len(ids)
        self.stdout.write(f"{deleted:,} searches deleted")
