"""manage.py import_prices FILE: changes prices and stock alone."""

from argparse import ArgumentParser
from pathlib import Path
from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from shop.feeds.excel import NotAWorkbook
from shop.feeds.prices import open_prices
from shop.importer.prices import PriceReport, write_prices
from shop.management.commands.import_products import read_options
from site_config.text import visible


class Command(BaseCommand):
    help = (
        "Change prices and stock of products and variants from a file: JSON lines, a CSV or an "
        "Excel table with a SKU and any of price, compare-at price and stock."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--map",
            action="append",
            default=[],
            metavar="COLUMN=FIELD",
            help="Which field a column of a table is, such as Artikel=sku; may be repeated.",
        )
        parser.add_argument("--currency", default="", help="Of prices that name none.")
        parser.add_argument("--decimal", default="", choices=["", ".", ","], help="Its mark.")

    def handle(self, *args: Any, **options: Any) -> None:
        begun = monotonic()
        try:
            feed = open_prices(options["file"], read_options(options))
        except (OSError, NotAWorkbook) as error:
            raise CommandError(f"The file cannot be read ({error}). [unreadable]") from error
        with feed:
            if problem := feed.wrong_format():
                raise CommandError(problem)
            report = write_prices(feed.price_rows())
        self._report(report, monotonic() - begun)

    def _report(self, report: PriceReport, seconds: float) -> None:
        for row in report.rows:
            if row.reason:
                self.stderr.write(f"line {row.line} of {row.sku or '?'}: {visible(row.reason)}")
            for remark in row.remarks:
                self.stderr.write(f"remark: {visible(str(remark))}")
        self.stdout.write(
            f"{report.changed:,} changed, {report.unchanged:,} unchanged, {report.refused:,} left "
            f"out, {report.remarks:,} remarks; {seconds:.1f} s"
        )
        if report.refused:
            raise CommandError(f"{report.refused:,} lines were left out. [bad_lines]")
