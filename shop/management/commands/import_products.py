"""manage.py import_products FILE: loads or refreshes the catalogue from a feed."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from shop.feeds.formats import FORMATS, Feed, open_feed
from shop.feeds.headers import field_names
from shop.feeds.money import currencies
from shop.feeds.values import Options
from shop.importer import import_rows
from shop.importer.preview import Preview, preview
from shop.importer.progress import Progress, named_remarks
from shop.tasks import fetch_pictures_soon
from site_config.text import visible

# Why an import ends early, by the code of the storage's refusal.
WHY = {"storage_full": "the disk or bucket is full", "pictures_away": "the disk or bucket fails"}


def read_options(options: dict[str, Any]) -> Options:
    """Returns the options for the file from the arguments. Raises CommandError for invalid ones."""
    currency = options["currency"].upper()
    if currency and currency not in currencies():
        raise CommandError(f"{currency} is no currency of ISO 4217. [unknown_currency]")
    mapping = dict(_pair(text) for text in options["map"])
    return Options(currency=currency, decimal=options["decimal"], mapping=mapping)


def _pair(text: str) -> tuple[str, str]:
    column, _, name = text.rpartition("=")
    if not column or name not in field_names():
        fields = ", ".join(field_names())
        raise CommandError(
            f"--map takes COLUMN=FIELD, and the fields are {fields}. [unknown_field]"
        )
    return column, name


class Command(BaseCommand):
    help = (
        "Load or refresh products from a file: JSON lines, a product export of Shopify, "
        "WooCommerce, Magento, PrestaShop, Etsy or Amazon, Google Merchant data, a CSV or an Excel "
        "table; text plain or gzip. Safe to interrupt and run again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--format",
            choices=list(FORMATS),
            default="auto",
            help="The default, auto, tells by what the file holds.",
        )
        parser.add_argument(
            "--map",
            action="append",
            default=[],
            metavar="COLUMN=FIELD",
            help="Which field a column of a table is, such as Artikelname=name; may be repeated.",
        )
        parser.add_argument(
            "--currency", default="", help="The currency of prices that name none, such as SEK."
        )
        parser.add_argument(
            "--decimal",
            choices=[".", ","],
            default="",
            help="The decimal mark of the prices; the default tells by the first rows.",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="Say what would change, and write nothing."
        )
        parser.add_argument(
            "--pictures", type=Path, help="The folder in which each row's `image` names a file."
        )
        parser.add_argument(
            "--no-embedding",
            action="store_true",
            help="Leave the vectors to a later embed_products.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        if not path.is_file():
            raise CommandError(f"There is no file at {path}. [no_file]")
        try:
            feed = open_feed(path, options["format"], read_options(options))
        except OSError as error:
            raise CommandError(
                f"{path} cannot be read: {error.strerror or error}. [unreadable_file]"
            ) from error
        with feed:
            if problem := feed.wrong_format():
                raise CommandError(problem)
            if options["dry_run"]:
                self._report_preview(preview(feed.rows()))
                return
            progress = self._import(feed, options)
        fetch_pictures_soon()
        self._report(progress)

    def _report_preview(self, found: Preview) -> None:
        self._list([f"bad {line}" for line in found.bad], found.bad_count, "bad lines")
        self._list_remarks(found.remarks)
        jumps = [
            f"price: {each['sku']}: {each['before']} -> {each['after']}" for each in found.jumps
        ]
        self._list(jumps, found.jump_count, "prices that move by more than half")
        self.stdout.write(
            f"{found.new:,} new, {found.changed:,} changed, {found.unchanged:,} unchanged, "
            f"{found.missing:,} of the shop not in the file, {found.bad_count:,} bad lines, "
            f"{found.remark_count:,} remarks; nothing was written"
        )

    def _import(self, feed: Feed, options: dict[str, Any]) -> Progress:
        saved = 0

        def show(progress: Progress) -> None:
            nonlocal saved
            saved = progress.saved
            self._line(
                f"{feed.progress:4.0%}  {progress.saved:,} saved, {progress.embedded:,} embedded, "
                f"{progress.bad_count:,} bad"
            )

        try:
            return import_rows(
                feed.rows(),
                show,
                pictures=options["pictures"],
                with_vectors=not options["no_embedding"],
            )
        except KeyboardInterrupt:
            text = (
                f"\nInterrupted after {saved:,} products, which are kept; run it again to go on. "
                f"[interrupted]"
            )
            raise CommandError(text, returncode=130) from None

    def _line(self, text: str) -> None:
        """Overwrites the line on a terminal, and prints a new one elsewhere."""
        if sys.stderr.isatty():
            self.stderr.write(f"\r{text}\033[K", ending="")
        else:
            self.stderr.write(text)

    def _report(self, progress: Progress) -> None:
        if sys.stderr.isatty():
            self.stderr.write("")
        self._report_lines(progress)
        self._report_saved(progress)
        if error := progress.storage_problem:
            raise CommandError(
                f"The pictures could not be stored ({WHY.get(error.code, error.code)}): "
                f"the lines up to {progress.line:,} are saved, and nothing of those after it; "
                f"run it again to go on. [{error.code}]"
            )
        if progress.bad_count:
            raise CommandError(f"{progress.bad_count:,} lines were left out. [bad_lines]")

    def _report_lines(self, progress: Progress) -> None:
        bad = [f"line {bad.line}: {visible(bad.reason)}" for bad in progress.bad]
        self._list(bad, progress.bad_count, "bad lines")
        warnings = [f"warning: {visible(warning)}" for warning in progress.warnings]
        self._list(warnings, progress.warning_count, "warnings")
        self._list_remarks(named_remarks(progress))
        if progress.pictures_left_out:
            self.stderr.write(
                f"warning: {progress.pictures_left_out:,} lines name a file in `image`, and no "
                f"pictures were taken; "
                "say where they are with --pictures FOLDER. [no_pictures_folder]"
            )

    def _list_remarks(self, remarks: list[str]) -> None:
        for remark in remarks:
            self.stderr.write(f"remark: {visible(remark)}")

    def _list(self, lines: list[str], count: int, name: str) -> None:
        """Writes the lines, and how many of `count` were left out."""
        for line in lines:
            self.stderr.write(line)
        if count > len(lines):
            self.stderr.write(f"... and {count - len(lines):,} more {name}")

    def _report_saved(self, progress: Progress) -> None:
        rate = progress.saved / max(progress.seconds - progress.embedding_seconds, 1e-9)
        self.stdout.write(
            f"{progress.saved:,} products saved in {progress.seconds:.1f} s ({rate:,.0f} a second "
            f"without embedding)"
        )
        if progress.embedded:
            self.stdout.write(
                f"{progress.embedded:,} texts embedded "
                f"({progress.embedded / progress.embedding_seconds:,.0f} a second)"
            )
        if progress.embedding_problem:
            self.stderr.write(
                f"{visible(progress.embedding_problem)} The products are found by words; run "
                f"embed_products later. [embedding_unavailable]"
            )
