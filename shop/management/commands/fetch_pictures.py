"""manage.py fetch_pictures: fetches pictures by address into the storage."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from shop.picture_jobs import fetch_due, waiting
from site_config.errors import AisleError


class Command(BaseCommand):
    help = "Fetch the pictures that products have by address. Safe to interrupt and run again."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            stored = fetch_due()
        except AisleError as error:
            raise CommandError(f"{error} [{error.code}]") from error
        self.stdout.write(f"{stored:,} pictures stored, {waiting().count():,} to be tried later")
