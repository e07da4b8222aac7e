"""Indexes of the shop's tables: dropped before rows are poured in, built again and timed, and how
much room everything takes.

What is to be built stands in the table bench.build, so that an interrupted build goes on with the
next index.
"""

import os
from dataclasses import dataclass
from functools import partial

from django.db import connection

from benchmarks.report import Progress, milliseconds

# Unique indexes stay: rows are checked by them, and triggers may lean on them. Their time is part
# of the rows'.
DROPPABLE = """
    SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i
      JOIN pg_class t ON t.oid = i.indrelid
    WHERE t.relname LIKE 'shop\\_%' AND t.relnamespace = 'public'::regnamespace
      AND NOT i.indisunique ORDER BY 1
"""
SIZES = """
    SELECT c.relname, c.relkind, pg_relation_size(c.oid),
      coalesce(pg_total_relation_size(nullif(c.reltoastrelid, 0)), 0)
    FROM pg_class c LEFT JOIN pg_index i ON i.indexrelid = c.oid LEFT JOIN pg_class t
      ON t.oid = i.indrelid
    WHERE coalesce(t.relname, c.relname) LIKE 'shop\\_%'
      AND c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'm', 'i')
    ORDER BY coalesce(t.relname, c.relname), c.relkind DESC, c.relname
"""


@dataclass(frozen=True)
class Relation:
    """A table (`outside`: what is stored beside its rows, such as long texts and vectors) or an
    index, in bytes.
    """

    name: str
    is_index: bool
    inside: int
    outside: int
    seconds: float | None


def drop() -> None:
    """Remember every index that may go, and drop it; those dropped by an earlier, interrupted run
    are remembered already.
    """
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA IF NOT EXISTS bench")
        cursor.execute(
            "CREATE TABLE IF NOT EXISTS bench.build (name text PRIMARY KEY, definition text NOT "
            "NULL, seconds float)"
        )
        cursor.execute(DROPPABLE)
        for name, definition in cursor.fetchall():
            cursor.execute(
                "INSERT INTO bench.build VALUES (%s, %s) ON CONFLICT (name) DO UPDATE SET seconds "
                "= NULL",
                [name, definition],
            )
            cursor.execute(f"DROP INDEX {name}")


def build() -> None:
    """Build each that is not there, with the memory and the cores of this machine."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 4 // 2**20
    progress = Progress()
    with connection.cursor() as cursor:
        cursor.execute(
            f"SET maintenance_work_mem = '{min(memory, 4096)}MB'; SET statement_timeout = 0"
        )
        cursor.execute(f"SET max_parallel_maintenance_workers = {os.cpu_count() or 1}")
        cursor.execute(
            "SELECT name, definition FROM bench.build WHERE to_regclass(name) IS NULL ORDER BY name"
        )
        for name, definition in cursor.fetchall():
            progress.say(f"building {name}")
            elapsed, _nothing = milliseconds(partial(cursor.execute, definition))
            cursor.execute(
                "UPDATE bench.build SET seconds = %s WHERE name = %s", [elapsed / 1000, name]
            )
        cursor.execute(
            "RESET maintenance_work_mem; RESET max_parallel_maintenance_workers; RESET "
            "statement_timeout"
        )
    progress.end()


def relations() -> list[Relation]:
    """Each table of the shop, followed by its indexes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, seconds FROM bench.build")
        seconds = dict(cursor.fetchall())
        cursor.execute(SIZES)
        return [
            Relation(name, kind == "i", inside, outside, seconds.get(name))
            for name, kind, inside, outside in cursor.fetchall()
        ]
