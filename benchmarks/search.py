"""Search quality and speed over the graded catalogue, beside the engines a shop would choose instead: `make bench-search`.

Prints one table of engines (ndcg@10, condensed@10, p50, p95) and one of the same page through HTTP.
"""

from argparse import ArgumentParser

from benchmarks import icecat, scratch


def main() -> None:
    parser = ArgumentParser(prog="bench-search", description=__doc__)
    parser.add_argument("--no-peers", action="store_true", help="leave the other engines out")
    parser.add_argument("--no-http", action="store_true", help="leave HTTP out")
    parser.add_argument("--fresh", action="store_true", help="import the catalogue anew, as after a change of what is indexed")
    args = parser.parse_args()
    icecat.require()
    with scratch.database("search", fresh=args.fresh):
        from benchmarks import report

        count = _imported()
        report.machine()
        _engines(f"{count:,} products, {len(icecat.queries())} queries; milliseconds", peers=not args.no_peers)
        if not args.no_http:
            _http()


def _imported() -> int:
    """How many products there are, after an import where some are missing; that embeds each and takes minutes."""
    from django.core.management import call_command

    from shop.models import Product

    wanted = len({row["sku"] for row in icecat.products()})
    if Product.objects.count() < wanted:
        call_command("import_products", str(icecat.PRODUCTS))
    return Product.objects.count()


def _engines(title: str, *, peers: bool) -> None:
    from benchmarks import engines, report
    from benchmarks import peers as others

    if not icecat.SCORER.exists():
        print("Quality is left out: there is no score.py in the tools beside the data.")
    rows = [*engines.ours(), *engines.plain(), *(others.peers() if peers else [])]
    report.table(title, ["engine", "ndcg@10", "condensed@10", "p50", "p95"], [row.cells for row in rows])


def _http() -> None:
    from benchmarks import report, web

    headers = ["through HTTP", "p50 cold", "p95 cold", "p50", "p95", "requests/s", "p50 then", "p95 then"]
    title = f"one client, query embedded anew (cold) and remembered; then {web.CLIENTS} clients, {web.WORKERS} workers, {web.SECONDS} s"
    report.table(title, headers, web.through_http())


if __name__ == "__main__":
    main()
