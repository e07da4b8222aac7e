"""manage.py embed_products: computes vectors for products whose text or model has changed."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from shop.importer import embed_products
from shop.importer.progress import Progress
from site_config.text import visible


class Command(BaseCommand):
    help = (
        "Embed every product whose text, or whose model, changed. Safe to interrupt and run again."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        embedded = 0

        def show(progress: Progress) -> None:
            nonlocal embedded
            embedded = progress.embedded
            self.stderr.write(f"{progress.read:,} looked at, {progress.embedded:,} embedded")

        try:
            progress = embed_products(show)
        except KeyboardInterrupt:
            text = (
                f"\nInterrupted after {embedded:,} products, whose vectors are kept; run it again "
                f"to go on. [interrupted]"
            )
            raise CommandError(text, returncode=130) from None
        if progress.embedding_problem:
            raise CommandError(f"{visible(progress.embedding_problem)} [embedding_unavailable]")
        self.stdout.write(
            f"{progress.embedded:,} of {progress.read:,} products embedded in "
            f"{progress.seconds:.1f} s"
        )
