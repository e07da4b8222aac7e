"""manage.py export_products FILE: writes the catalogue as `import_products` reads it, or as
marketplaces do.
"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from shop.feeds.out.catalogue import channel
from shop.feeds.out.formats import FORMATS, chunks


class Command(BaseCommand):
    help = (
        "Write the catalogue to a file: every product as JSON lines or CSV, which "
        "import_products reads back, or those that are shown as Google or ChatGPT read them."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--format", choices=list(FORMATS), default="products.jsonl")
        parser.add_argument(
            "--origin",
            default="",
            help="What addresses of the shop begin with, such as https://www.example.com; for "
            "Google and ChatGPT.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        name, origin = options["format"], options["origin"]
        if FORMATS[name].has_addresses and not origin.startswith(("http://", "https://")):
            raise CommandError(
                f"{name} names pages of the shop; say where it is with "
                f"--origin https://www.example.com. [no_origin]"
            )
        count = 0
        try:
            with open(options["file"], "w", encoding="utf-8", newline="") as file:
                whole = channel(origin, is_whole=True)
                # Our own formats say of a product that it is hidden.
                hidden = not FORMATS[name].has_addresses
                for done, text in chunks(name, whole, with_hidden=hidden):
                    file.write(text)
                    count = done
        except OSError as error:
            raise CommandError(
                f"{options['file']} cannot be written: {error.strerror}. [unwritable_file]"
            ) from error
        self.stdout.write(f"{count:,} products written")
