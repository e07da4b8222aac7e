"""Search quality and speed over the Icecat catalogue: `make bench-search`.

Reads the products, queries and grades from BENCH_DATA (by default ../shared/data/icecat) and the scorer beside them; where they are
absent it says so and stops. The catalogue is imported into the database at hand unless it is there already.
"""

import os
import runpy
import statistics
import sys
import time
from collections import defaultdict
from pathlib import Path

import django

BASE = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("BENCH_DATA") or BASE.parent / "shared" / "data" / "icecat")
SCORER = DATA.parent.parent / "tools" / "score.py"


def percentile(times: list[float], part: float) -> float:
    return sorted(times)[min(int(len(times) * part), len(times) - 1)]


def main() -> None:
    """Import where needed, then score and time every query twice: cold words first, remembered vectors second."""
    if not (DATA / "queries.tsv").exists() or not SCORER.exists():
        sys.exit(f"bench-search: there is no graded catalogue at {DATA}; set BENCH_DATA.")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_config.settings")
    from site_config import devdb

    with devdb.running():
        django.setup()
        _bench()


def _bench() -> None:
    from django.core.management import call_command

    from shop.models import Product
    from shop.search import SearchQuery, embedding, search

    call_command("migrate", verbosity=0)
    if Product.objects.count() < 19_405:
        call_command("import_products", str(DATA / "products.jsonl.gz"))
    print(f"{Product.objects.count():,} products, {Product.objects.exclude(embedded='').count():,} with vectors, {os.cpu_count()} cores")

    queries = [line.split("\t") for line in (DATA / "queries.tsv").read_text(encoding="utf-8").splitlines()]
    runs: dict[str, list[str]] = defaultdict(list)
    for query_id, words in queries:
        runs[query_id] = [hit.product.sku for hit in search(SearchQuery(words=words, page_size=100)).hits]
    _score(runs)

    for label, forget in (("query embedding included", True), ("query embedding remembered", False)):
        times = []
        for _round in range(3):
            for _query_id, words in queries:
                if forget:
                    embedding._embed_query.cache_clear()
                begun = time.perf_counter()
                search(SearchQuery(words=words))
                times.append((time.perf_counter() - begun) * 1000)
        print(f"page of 24 with facets, {label}: p50 {statistics.median(times):.1f} ms, p95 {percentile(times, 0.95):.1f} ms")


def _score(runs: dict[str, list[str]]) -> None:
    ndcg = runpy.run_path(str(SCORER))["ndcg"]
    grades: dict[str, dict[str, float]] = defaultdict(dict)
    for line in (DATA / "qrels.tsv").read_text(encoding="utf-8").splitlines():
        query_id, sku, grade = line.split("\t")
        grades[query_id][sku] = float(grade)
    full, condensed = [], []
    for query_id, judged in grades.items():
        score = ndcg(judged, runs[query_id])
        if score is not None:
            full.append(score)
            condensed.append(ndcg(judged, [sku for sku in runs[query_id] if sku in judged]))
    print(f"ndcg@10 {statistics.mean(full):.3f}, condensed@10 {statistics.mean(condensed):.3f} over {len(full)} graded queries")


if __name__ == "__main__":
    main()
