"""manage.py reindex: rebuilds the index of words after a change of SEARCH_LANGUAGE or of the
indexing.
"""

from itertools import batched
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from shop.models import Product
from shop.search import index, language, multilingual_index


class Command(BaseCommand):
    help = (
        "Index the words of every product anew, in the language of SEARCH_LANGUAGE. The shop "
        "goes on meanwhile; safe to run again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        only = parser.add_mutually_exclusive_group()
        only.add_argument(
            "--counts",
            action="store_true",
            help="Only count the words anew, as after many small imports.",
        )
        only.add_argument(
            "--arrange",
            action="store_true",
            help="Only put the entries in the order of popularity; searches wait until it is done.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["counts"]:
            index.recount()
            self.stdout.write("Counted.")
            return
        if options["arrange"]:
            index.arrange()
            self.stdout.write("Arranged.")
            return
        try:
            if not language.is_current():
                language.change()
            for done, total in index.rebuild():
                self.stderr.write(f"{done:,} of {total:,} products indexed")
            for batch in batched(Product.objects.select_related("category").iterator(500), 500):
                multilingual_index.fill(batch)
        except language.LanguageUnknown as error:
            raise CommandError(f"{error} [{error.code}]") from None
        except KeyboardInterrupt:
            raise CommandError(
                "\nInterrupted; run it again, or some products keep their old words. [interrupted]",
                returncode=130,
            ) from None
        self.stdout.write(f"Indexed in {language.present()}.")
