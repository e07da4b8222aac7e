"""Search quality and speed over the graded catalogue, beside the engines a shop would choose
instead: `make bench-search`.

Prints one table of engines (ndcg@10, condensed@10, p50, p95) and one of the same page through HTTP.
"""

import json
from argparse import ArgumentParser
from tempfile import NamedTemporaryFile

from benchmarks import icecat, scratch


def main() -> None:
    parser = ArgumentParser(prog="bench-search", description=__doc__)
    parser.add_argument("--no-peers", action="store_true", help="leave the other engines out")
    parser.add_argument("--no-http", action="store_true", help="leave HTTP out")
    parser.add_argument(
        "--fresh",
        action="store_true",
        help="import the catalogue anew, as after a change of what is indexed",
    )
    parser.add_argument(
        "--seconds", type=int, default=10, help="how long the clients keep asking (10)"
    )
    parser.add_argument(
        "--variants",
        action="store_true",
        help="how long a search takes with five variants for each product, beside none, instead",
    )
    args = parser.parse_args()
    icecat.require()
    if args.variants:
        from benchmarks import variants

        variants.compare(fresh=args.fresh)
        return
    with scratch.database("search", fresh=args.fresh):
        from benchmarks import report

        count = _imported()
        report.machine()
        _engines(
            f"{count:,} products, {len(icecat.queries())} queries; milliseconds",
            peers=not args.no_peers,
        )
        if not args.no_http:
            _http(args.seconds)


def _imported() -> int:
    """How many products there are, after an import where some are missing; that embeds each and
    takes minutes.
    """
    from shop.models import Product

    wanted = len({row["sku"] for row in icecat.products()})
    if Product.objects.count() < wanted:
        _import()
    return Product.objects.count()


def _import() -> None:
    """The catalogue's own file, or a file of the rows that are taken of it."""
    from django.core.management import call_command

    with NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        if icecat.ROWS:
            file.writelines(json.dumps(row) + "\n" for row in icecat.products())
            file.flush()
        call_command("import_products", file.name if icecat.ROWS else str(icecat.PRODUCTS))


def _engines(title: str, *, peers: bool) -> None:
    from benchmarks import engines, report
    from benchmarks import peers as others

    if not icecat.SCORER.exists():
        print("Quality is left out: there is no score.py in the tools beside the data.")
    rows = [*engines.ours(), *engines.plain(), *(others.peers() if peers else [])]
    report.table(
        title,
        ["engine", "by", "ndcg@10", "condensed@10", "p50", "p95"],
        [row.cells for row in rows],
    )


def _http(seconds: int) -> None:
    from benchmarks import report, web

    headers = [
        "through HTTP",
        "p50 cold",
        "p95 cold",
        "p50",
        "p95",
        "requests/s",
        "p50 then",
        "p95 then",
    ]
    title = (
        f"one client, query embedded anew (cold) and remembered; then {web.CLIENTS} clients, "
        f"{web.WORKERS} workers, {seconds} s"
    )
    report.table(title, headers, web.through_http(seconds))


if __name__ == "__main__":
    main()
