"""What variants cost a search: the queries of the graded catalogue without variants, and with five
for each product, in databases of their own.

Both are measured in turn, each time by a process of its own, since what other programs do would
else count for one of them alone.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from itertools import chain
from tempfile import NamedTemporaryFile
from typing import Any

from benchmarks import icecat, scratch

TURNS = 3
SIZES = ("S", "M", "L", "XL", "XXL")


def compare(*, fresh: bool) -> None:
    """Prints p50 and p95 of both, and how much longer a search with variants takes."""
    from benchmarks import report

    times: dict[bool, list[float]] = {False: [], True: []}
    for turn in range(TURNS):
        for with_variants in (False, True):
            times[with_variants] += _measured(with_variants, fresh and not turn)
    without, of_five = (report.Speed.from_times(times[each]) for each in (False, True))
    ratio = [of_five.p50 / without.p50, of_five.p95 / without.p95]
    report.table(
        f"{len(icecat.queries())} queries, {TURNS} turns of each; milliseconds",
        ["products", "p50", "p95"],
        [
            ["without variants", *without.cells],
            ["five variants each", *of_five.cells],
            ["times as long", *(f"{each:.2f}" for each in ratio)],
        ],
    )


def with_sizes(row: dict[str, Any]) -> dict[str, Any]:
    """Returns the row of a product in five sizes, each of its own price."""
    variants = [
        {"sku": f"{row['sku']}-{size}", "price": row["price"] + place, "values": {"Size": size}}
        for place, size in enumerate(SIZES)
    ]
    return row | {"variants": variants}


def _measured(with_variants: bool, fresh: bool) -> list[float]:
    command = [sys.executable, "-m", "benchmarks.variants"]
    command += ["--variants"] * with_variants + ["--fresh"] * fresh
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    times: list[float] = json.loads(done.stdout.splitlines()[-1])
    return times


def _rows(*, with_variants: bool) -> Iterator[dict[str, Any]]:
    return map(with_sizes, icecat.products()) if with_variants else icecat.products()


def _import(*, with_variants: bool) -> None:
    from django.core.management import call_command

    from shop.models import Product

    if Product.objects.count() >= len({row["sku"] for row in icecat.products()}):
        return
    with NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        rows = _rows(with_variants=with_variants)
        file.writelines(json.dumps(row) + "\n" for row in rows)
        file.flush()
        call_command("import_products", file.name, stdout=sys.stderr)


def _times() -> list[float]:
    """Returns how long each search takes, its vector remembered, after a round that is left out."""
    from benchmarks.report import milliseconds
    from shop.search import SearchQuery, search

    queries = [SearchQuery(words=words) for _id, words in icecat.queries()]
    for query in queries:
        search(query)
    return [milliseconds(partial(search, query))[0] for query in chain(queries, queries)]


def main() -> None:
    with_variants = "--variants" in sys.argv
    name = "search_variants" if with_variants else "search"
    with scratch.database(name, fresh="--fresh" in sys.argv):
        _import(with_variants=with_variants)
        print(json.dumps(_times()))


if __name__ == "__main__":
    main()
