"""The database that each process of the tests copies: all tables, and the demo shop with its
vectors and pictures. It is kept from run to run, until a file that it is made of changes.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg

BASE = Path(__file__).resolve().parent.parent
SOURCES = ("chat", "demo", "embed", "models", "shop", "site_config")
ALONE = ("requirements.lock", "tests/demo_tables.py", "tests/template_database.py")
# PostgreSQL's advisory locks are numbers; two runs that start together make one template.
LOCK = 7_305_118
# Of an unfinished template the number of connections is unlimited.
IS_FINISHED = "SELECT datconnlimit = 0 FROM pg_database WHERE datname = %s"
FINISH = "ALTER DATABASE {name} CONNECTION LIMIT 0"


def prepare(url: str, folder: Path) -> dict[str, str]:
    """Makes the template on this server, with its pictures in `folder`, unless it is there. Returns
    the variables of the environment that name both.
    """
    name = f"aisle_template_{_digest()}"
    pictures = folder / name
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        found = connection.execute(IS_FINISHED, [name]).fetchone()
        if not (found and found[0] and pictures.is_dir()):
            _drop_all(connection, folder)
            subprocess.run(
                [sys.executable, "-m", "tests.template_database", name, str(pictures)],
                cwd=BASE,
                check=True,
            )
            connection.execute(FINISH.format(name=name))
    return {"TEST_TEMPLATE": name, "TEST_TEMPLATE_PICTURES": str(pictures)}


def _drop_all(connection: psycopg.Connection, folder: Path) -> None:
    for (name,) in connection.execute(
        "SELECT datname FROM pg_database WHERE datname LIKE 'aisle\\_template\\_%'"
    ).fetchall():
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
    for left in folder.glob("aisle_template_*"):
        shutil.rmtree(left)


def _digest() -> str:
    digest = hashlib.sha256()
    for path in _files():
        digest.update(f"{path.relative_to(BASE)}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _files() -> Iterator[Path]:
    for folder in SOURCES:
        for path in sorted((BASE / folder).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                yield path
    yield from map(BASE.joinpath, ALONE)


def make(name: str, pictures: Path) -> None:
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    django.setup()
    from django.conf import settings
    from django.db import connection, connections
    from django.test.utils import override_settings

    from tests.demo_tables import Kept

    connection.settings_dict["TEST"]["NAME"] = name
    pictures.mkdir(parents=True)
    disk = settings.STORAGES["default"] | {"OPTIONS": {"location": pictures}}
    with override_settings(STORAGES=settings.STORAGES | {"default": disk}):
        connection.creation.create_test_db(verbosity=0, autoclobber=True)
        Kept()
    connections.close_all()


if __name__ == "__main__":
    make(sys.argv[1], Path(sys.argv[2]))
