"""The graded catalogue: products, shoppers' head queries, and hand grades of products for them.

BENCH_DATA names its folder (../shared/data/icecat where it is not set); the tools score.py and
peers.py lie in ../../tools beside it. BENCH_ROWS says how many of its rows are taken.
"""

import gzip
import json
import os
import runpy
import statistics
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

DATA = Path(
    os.environ.get("BENCH_DATA")
    or Path(__file__).resolve().parent.parent.parent / "shared" / "data" / "icecat"
)
TOOLS = DATA.parent.parent / "tools"
SCORER = TOOLS / "score.py"
PRODUCTS = DATA / "products.jsonl.gz"
# All of them, unless a command is only to be tried.
ROWS = int(os.environ["BENCH_ROWS"]) if "BENCH_ROWS" in os.environ else None

Runs = Mapping[str, list[str]]


def require() -> None:
    """End with one sentence where the catalogue is not at hand."""
    missing = [
        path.name
        for path in (PRODUCTS, DATA / "queries.tsv", DATA / "qrels.tsv")
        if not path.exists()
    ]
    if missing:
        sys.exit(
            f"benchmark: {', '.join(missing)} not found for the graded catalogue {DATA}; set "
            f"BENCH_DATA. [no_data]"
        )


def products() -> Iterator[dict[str, Any]]:
    with gzip.open(PRODUCTS, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, islice(lines, ROWS))


def queries() -> list[tuple[str, str]]:
    """(query id, words) of every query."""
    return [(query_id, words) for query_id, words, *_rest in _read(DATA / "queries.tsv")]


def runs_of(path: Path) -> Runs:
    """A run as peers.py writes it: query id, sku, best first."""
    runs: dict[str, list[str]] = defaultdict(list)
    for query_id, sku, *_rest in _read(path):
        runs[query_id].append(sku)
    return runs


def grades() -> dict[str, dict[str, float]]:
    """How right a product is for a query, 0 to 3, by query id and sku."""
    found: dict[str, dict[str, float]] = defaultdict(dict)
    for query_id, sku, grade in _read(DATA / "qrels.tsv"):
        found[query_id][sku] = float(grade)
    return found


def quality(runs: Runs) -> tuple[float, float] | None:
    """(ndcg@10, condensed@10), means over the queries that have a relevant product; the scorer's
    own formula, so None without score.py.
    """
    if not SCORER.exists():
        return None
    ndcg: Callable[[dict[str, float], list[str]], float | None] = runpy.run_path(str(SCORER))[
        "ndcg"
    ]
    full, condensed = [], []
    for query_id, judged in grades().items():
        ranking = runs.get(query_id, [])
        score = ndcg(judged, ranking)
        if score is not None:
            full.append(score)
            condensed.append(ndcg(judged, [sku for sku in ranking if sku in judged]) or 0.0)
    return statistics.mean(full), statistics.mean(condensed)


def _read(path: Path) -> list[list[str]]:
    return [
        line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if line.strip()
    ]
