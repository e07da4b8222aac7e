"""How search holds when the catalogue grows: `make bench-growth ARGS="--products 20000 100000
1000000"`.

Prints, for each size, the time to pour in the rows and to build each index, the room each table and
index takes, and p50 and p95 of search() for broad, narrow, filtered and matchless questions and for
pages without words. The rows are the graded catalogue's, varied (benchmarks/variety.py), in a
database of their own, which is kept: an interrupted run goes on, and a larger size adds to the
smaller.
"""

import sys
import time
from argparse import ArgumentParser
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING

from benchmarks import icecat, scratch

if TYPE_CHECKING:
    from benchmarks.variety import Stock
    from shop.models import Category
    from shop.search import SearchQuery

ROUNDS = 3


def main() -> None:
    parser = ArgumentParser(prog="bench-growth", description=__doc__)
    parser.add_argument(
        "--products",
        type=int,
        nargs="+",
        default=[20_000, 100_000],
        help="sizes, the smallest first (20000 100000)",
    )
    parser.add_argument(
        "--seconds", type=int, default=90, help="cut a class of questions off after so many (90)"
    )
    parser.add_argument("--fresh", action="store_true", help="begin with an empty database")
    args = parser.parse_args()
    icecat.require()
    with scratch.database("growth", fresh=args.fresh):
        from benchmarks import report, stock

        report.machine()
        real = stock.stock()
        for size in sorted(args.products):
            _grow(real, size)
            _room(size)
            _speed(real, size, args.seconds)


def _grow(real: "Stock", size: int) -> None:
    """Rows up to `size`, in blocks that are each a transaction; then the indexes."""
    from benchmarks import indexes, report, shelf, variety
    from shop.models import Product

    have = Product.objects.count()
    if have > size:
        sys.exit(
            f"bench-growth: {have:,} products are there already; measure as many or more, or "
            f"begin anew with --fresh."
        )
    if have < size:
        indexes.drop()
    shelves = shelf.categories(real.kinds)
    progress = report.Progress()
    while have < size:
        until = min(size, (have // variety.BLOCK + 1) * variety.BLOCK)
        _block(real, shelves, have, until)
        have = until
        progress.say(f"{have:,} of {size:,} rows")
    if not shelf.is_settled(have):
        progress.say("counting words")
        shelf.settle(have)
    progress.end()
    indexes.build()
    shelf.finish()


def _block(real: "Stock", shelves: "dict[str, Category]", first: int, last: int) -> None:
    """The rows and the time they took, in one transaction: what is noted is there, and what is
    there is noted.
    """
    from django.db import connection, transaction

    from benchmarks import shelf

    rows = list(real.block(first, last))
    with transaction.atomic(), connection.cursor() as cursor:
        begun = time.perf_counter()
        shelf.put(rows, shelves)
        cursor.execute("CREATE TABLE IF NOT EXISTS bench.poured (rows int, seconds float)")
        cursor.execute(
            "INSERT INTO bench.poured VALUES (%s, %s)", [len(rows), time.perf_counter() - begun]
        )


def _room(size: int) -> None:
    from django.db import connection

    from benchmarks import indexes, report

    with connection.cursor() as cursor:
        cursor.execute("SELECT sum(rows), sum(seconds) FROM bench.poured")
        rows, seconds = cursor.fetchone()
    print(
        f"\n{size:,} products: rows poured in {seconds:,.0f} s ({rows / seconds:,.0f} a second, "
        f"unique indexes and triggers included)"
    )
    cells = []
    for each in indexes.relations():
        name = f"  {each.name}" if each.is_index else each.name
        built = "-" if each.seconds is None else f"{each.seconds:,.1f}"
        cells.append(
            [
                name,
                built,
                report.size(each.inside),
                report.size(each.outside) if each.outside else "-",
            ]
        )
    report.table(
        "tables and their indexes", ["relation", "built in s", "size", "stored beside"], cells
    )


def _speed(real: "Stock", size: int, seconds: int) -> None:
    """The classes in turn; the first search of all also reads what a process remembers
    of the shop.
    """
    from benchmarks import questions, report
    from shop.search import SearchQuery, embedding, search

    embedding.embed_query("a first one")  # the model is loaded once
    first, _page = report.milliseconds(lambda: search(SearchQuery(words="laptop")))
    cells = []
    for name, asked in questions.questions(real).items():
        times, found = _asked(asked, seconds)
        middle = sorted(found)[len(found) // 2]
        cells.append(
            [
                name,
                str(len(asked)),
                str(len(times)),
                f"{middle:,}",
                *report.Speed.from_times(times).cells,
                f"{max(times):.1f}",
            ]
        )
    title = (
        f"{size:,} products: words to finished page of 24 with facets, query embedded anew; ms "
        f"(first search of all {first:.0f})"
    )
    report.table(title, ["questions", "asked", "timed", "found", "p50", "p95", "worst"], cells)


def _asked(asked: "list[SearchQuery]", seconds: int) -> tuple[list[float], list[int]]:
    """(times, totals) of ROUNDS rounds, after one that is left out, since it pays for reading the
    disk; of all there is, where `seconds` end before the second.
    """
    from django.db import OperationalError

    from benchmarks import engines, report
    from shop.search import search

    def total(query: "SearchQuery") -> int:
        try:
            return search(query).total
        except OperationalError:  # cut off by statement_timeout: it found nothing, and took so long
            return 0

    times: list[float] = []
    found: list[int] = []
    end = time.monotonic() + seconds
    for query in chain.from_iterable([asked] * (ROUNDS + 1)):
        engines.forget_vectors()
        elapsed, count = report.milliseconds(partial(total, query))
        times.append(elapsed)
        found.append(count)
        if time.monotonic() > end:
            break
    warm = len(times) >= 2 * len(asked)
    return times[len(asked) :] if warm else times, found


if __name__ == "__main__":
    main()
