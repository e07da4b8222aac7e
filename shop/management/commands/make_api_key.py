"""manage.py make_api_key NAME: makes a key for the write API, and prints it."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from shop.models import ApiKey, Scope
from site_config.clock import database_time

MOST_DAYS = 36_500


class Command(BaseCommand):
    help = (
        "Make a key with which a program writes to the catalogue over HTTP. It is printed this "
        "once; only its hash is stored."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="The system that uses it, such as ERP.")
        parser.add_argument(
            "--scope",
            action="append",
            choices=Scope.values,
            help="What it may do; may be repeated. The default is products:write.",
        )
        parser.add_argument("--days", type=int, help="After how many days it ends; never without.")

    def handle(self, *args: Any, **options: Any) -> None:
        days, name = options["days"], options["name"].strip()
        if days is not None and not 0 < days <= MOST_DAYS:
            raise CommandError(f"--days takes a number from 1 to {MOST_DAYS:,}. [bad_days]")
        if not 0 < len(name) <= 100:
            raise CommandError("The name has from 1 to 100 characters. [bad_name]")
        key = ApiKey(name=name, scopes=options["scope"] or [Scope.PRODUCTS.value])
        if days is not None:
            key.expires_at = database_time() + timedelta(days=days)
        token = key.new_token()
        key.save()
        self.stderr.write(f"The key of {name}, shown this once:")
        self.stdout.write(token)
