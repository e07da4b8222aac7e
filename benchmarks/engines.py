"""Engines inside the current database: the shop's own search, and PostgreSQL's plain full text
search.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django.db import connection

from benchmarks import icecat
from benchmarks.counting import FacetCounter
from benchmarks.report import Speed, milliseconds
from shop.search import SearchQuery, embedding, search

ROUNDS = 3
DEPTH = 200

# What somebody writes who adds full text to a table of products; {operator} joins the words of a
# question.
PLAIN = """
    SELECT sku FROM plain, (SELECT replace(plainto_tsquery('english', %s)::text, '&',
      '{operator}')::tsquery AS query) AS asked
    WHERE words @@ query ORDER BY ts_rank(words, query) DESC, sku LIMIT %s
"""


@dataclass(frozen=True)
class Result:
    """One row of the table: an engine's results for every query, and its speed."""

    name: str
    runs: icecat.Runs
    speed: Speed
    by: str
    """What it goes by: words, meaning, or both."""

    @property
    def cells(self) -> list[str]:
        scores = icecat.quality(self.runs)
        quality = [f"{score:.4f}" for score in scores] if scores else ["-", "-"]
        return [self.name, self.by, *quality, *self.speed.cells]


def forget_vectors() -> None:
    """Clears the cache of query vectors, so that the next query is embedded again."""
    embedding._embed_query.cache_clear()


def ours() -> list[Result]:
    """Measures the time from words to a page of 24 with facets in this process: first with each
    query embedded, then with cached vectors.
    """
    queries = icecat.queries()
    runs = {
        query_id: [hit.product.sku for hit in search(SearchQuery(words=words, page_size=100)).hits]
        for query_id, words in queries
    }
    return [
        Result(
            "aisle",
            runs,
            timed(queries, lambda words: search(SearchQuery(words=words)), forget_vectors),
            by="both",
        ),
        Result(
            "aisle, vector remembered",
            runs,
            timed(queries, lambda words: search(SearchQuery(words=words))),
            by="both",
        ),
    ]


def plain() -> list[Result]:
    """Measures to_tsvector('english', name and description) in a table of its own with a GIN index,
    ranked by ts_rank; counts the facets of the skus it returns.
    """
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS plain")
        cursor.execute(
            "CREATE TEMP TABLE plain AS SELECT sku, to_tsvector('english', name || ' ' || "
            "description) AS words FROM shop_product"
        )
        cursor.execute("CREATE INDEX ON plain USING gin (words)")
        cursor.execute("ANALYZE plain")
    queries = icecat.queries()
    counter = FacetCounter()
    results = []
    for name, operator in (("ts_rank, all words", "&"), ("ts_rank, any word", "|")):

        def ask(words: str, operator: str = operator) -> list[str]:
            with connection.cursor() as cursor:
                cursor.execute(PLAIN.format(operator=operator), [words, DEPTH])
                skus = [row[0] for row in cursor.fetchall()]
            counter.count(skus)
            return skus

        runs = {query_id: ask(words) for query_id, words in queries}
        results.append(Result(name, runs, timed(queries, ask), by="words"))
    return results


def timed(
    queries: list[tuple[str, str]],
    ask: Callable[[str], object],
    before: Callable[[], None] = lambda: None,
) -> Speed:
    times = []
    for _round in range(ROUNDS):
        for _query_id, words in queries:
            before()
            times.append(milliseconds(partial(ask, words))[0])
    return Speed.from_times(times)
