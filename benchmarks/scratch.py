"""Databases for measuring, beside the shop's own and never in it: on the embedded server, or on the
one that DATABASE_URL names.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from hashlib import sha256
from pathlib import Path

import psycopg
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError
from psycopg.conninfo import make_conninfo

BASE = Path(__file__).resolve().parent.parent


@contextmanager
def database(name: str, *, fresh: bool = False) -> Iterator[None]:
    """Django, set up on the database aisle_bench_NAME with its tables made. One that older
    migrations made is dropped first.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_config.settings")
    try:
        # Late, since a mistake in the environment is found on import.
        from site_config import devdb, env
    except ImproperlyConfigured as problem:
        sys.exit(f"benchmark: {problem} [configuration]")
    try:
        with devdb.running() if devdb.needed() else nullcontext():
            os.environ["DATABASE_URL"] = _made(
                env.secret("DATABASE_URL") or devdb.url(), f"aisle_bench_{name}", fresh
            )
            os.environ.pop("DATABASE_URL_FILE", None)
            _set_up()
            yield
    except (ImproperlyConfigured, CommandError, devdb.DevDbError) as problem:
        sys.exit(f"benchmark: {problem}")
    except KeyboardInterrupt:
        sys.exit("\nInterrupted; what is built is kept, and the same command goes on.")


def _made(server: str, name: str, fresh: bool) -> str:
    mark = _schema()
    try:
        connection = psycopg.connect(server, autocommit=True)
    except psycopg.OperationalError as error:
        sys.exit(f"benchmark: the database cannot be reached: {error} [database_unreachable]")
    with connection:
        found = connection.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s",
            [name],
        ).fetchone()
        if found and (fresh or found[0] != mark):
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
            found = None
        if not found:
            connection.execute(f"CREATE DATABASE {name}")
            connection.execute(f"COMMENT ON DATABASE {name} IS '{mark}'")
    return make_conninfo(server, dbname=name)


def _schema() -> str:
    """A mark of all migrations of ours: a database made by others would measure
    yesterday's tables.
    """
    texts = [
        path.read_bytes()
        for app in ("chat", "shop")
        for path in sorted((BASE / app / "migrations").glob("*.py"))
    ]
    return sha256(b"".join(texts)).hexdigest()[:16]


def _set_up() -> None:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def folder() -> Path:
    """Where benchmarks keep what is slow to make; below DATA_DIR."""
    from site_config import devdb

    path = devdb.DATA_DIR / "benchmarks"
    path.mkdir(parents=True, exist_ok=True)
    return path
