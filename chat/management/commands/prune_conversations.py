"""manage.py prune_conversations: forget conversations that are older than the shop keeps them."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from chat.turns.retention import forget_before
from site_config.clock import database_time


class Command(BaseCommand):
    help = (
        "Delete conversations in which nothing was said for CHAT_RETENTION_DAYS, with all that "
        "belongs to them; none where it is 0. "
        "Run it daily; it can be interrupted at any time."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.CHAT_RETENTION_DAYS:
            self.stdout.write("CHAT_RETENTION_DAYS is 0: every conversation is kept")
            return
        before = database_time() - timedelta(days=settings.CHAT_RETENTION_DAYS)
        deleted = 0
        try:
            while batch := forget_before(before):
                deleted += batch
                if options["verbosity"] > 1:
                    self.stdout.write(f"{deleted:,} so far")
        finally:
            self.stdout.write(f"{deleted:,} conversations deleted")
