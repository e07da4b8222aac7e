"""What an import costs: `make bench-import`.

Prints rows a second without embedding, texts embedded a second, and what a second import embeds of
which only the prices, and then ten names, are new. On the first rows of the graded catalogue, in a
database that is made anew.
"""

import json
import re
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import StringIO
from itertools import islice
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from benchmarks import icecat, scratch

RENAMED = 10
EMBEDDED = re.compile(r"^([\d,]+) texts embedded \(([\d,]+) a second\)", re.MULTILINE)

Row = dict[str, Any]


def main() -> None:
    parser = ArgumentParser(prog="bench-import", description=__doc__)
    parser.add_argument("--products", type=int, default=2000, help="how many rows (2000)")
    parser.add_argument(
        "--streamed", type=int, metavar="N", help="rate and memory of one file of N rows instead"
    )
    parser.add_argument(
        "--variants", action="store_true", help="five variants for each product of that file"
    )
    args = parser.parse_args()
    icecat.require()
    with scratch.database("import", fresh=True):
        from benchmarks import report

        if args.streamed:
            from benchmarks import streaming

            report.machine()
            streaming.measure(args.streamed, with_variants=args.variants)
            return

        rows = list(islice(icecat.products(), args.products))
        report.machine()
        cells = [
            _imported("rows alone", rows, "--no-embedding"),
            _imported("the same again, with vectors", rows),
            _imported("every price changed", [row | {"price": row["price"] + 1} for row in rows]),
            _imported(
                f"{RENAMED} names changed",
                [row | {"name": f"New {row['name']}"} for row in rows[:RENAMED]] + rows[RENAMED:],
            ),
        ]
        report.table(
            f"{len(rows):,} rows a time",
            ["import_products", "seconds", "rows/s", "embedded", "embedded/s"],
            cells,
        )


def _imported(what: str, rows: list[Row], *options: str) -> list[str]:
    """One line of the table; rows a second are of the whole run, with the embedding where there is
    any.
    """
    from django.core.management import call_command

    from benchmarks import report

    said = StringIO()
    with _file(rows) as path:
        elapsed, _result = report.milliseconds(
            lambda: call_command(
                "import_products", str(path), *options, stdout=said, stderr=StringIO()
            )
        )
    embedded = EMBEDDED.search(said.getvalue())
    return [
        what,
        f"{elapsed / 1000:.1f}",
        f"{len(rows) / elapsed * 1000:,.0f}",
        *(embedded.groups() if embedded else ("0", "-")),
    ]


@contextmanager
def _file(rows: Iterable[Row]) -> Iterator[Path]:
    with NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)
        file.flush()
        yield Path(file.name)


if __name__ == "__main__":
    main()
