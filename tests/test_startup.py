"""Bad days at the start: one clear sentence with a code, never a traceback, and never a
password.
"""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from secrets import token_urlsafe
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest
from django.core.checks.security.base import check_secret_key
from django.db import connection
from psycopg.conninfo import make_conninfo

from site_config import devdb, keys
from site_config.checks import database_problem
from tests import forked
from tests.depth import depth
from tests.servers import fetch, free_ports, until

pytestmark = pytest.mark.xdist_group("startup")
BASE = Path(__file__).resolve().parent.parent
SERVE = ("-m", "site_config.serve")
MANAGE = ("manage.py", "check")
DEVDB = ("-m", "site_config.devdb")
NOBODY = "postgresql://aisle:hunter2@127.0.0.1:1/aisle"


def environment(**settings: object) -> dict[str, str]:
    """Nothing of this machine's own settings."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return (
        kept
        | {"ENV_FILE": "", "PYTHONWARNINGS": "error"}
        | {name: str(value) for name, value in settings.items()}
    )


def start(*command: str, **settings: object) -> forked.Done:
    return forked.run(*command, environment=environment(**settings))


def refusal(*command: str, **settings: object) -> str:
    """The one sentence that the command ends with."""
    done = start(*command, **settings)
    assert done.returncode == 1, done.stdout + done.stderr
    lines = done.stderr.splitlines()
    assert len(lines) == 1, done.stderr
    assert re.fullmatch(r"(aisle|manage\.py|devdb): .+ \[[a-z_]+\]", lines[0])
    return lines[0]


# -- the database ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "command",
    [*depth([], [(*SERVE, "prepare")]), SERVE, ("manage.py", "migrate", "--check")],
    ids=" ".join,
)
@pytest.mark.thorough
def test_a_database_that_is_away(command: tuple[str, ...]) -> None:
    said = refusal(*command, DATABASE_URL=NOBODY, PORT=free_ports(1)[0])
    assert "hunter2" not in said
    assert said.endswith(
        "PostgreSQL at 127.0.0.1:1 cannot be used (Connection refused); check DATABASE_URL. "
        "[database_away]",
    )


@pytest.mark.parametrize(
    ("extensions", "version", "code"),
    [
        ({"pg_trgm", "unaccent"}, 180000, "pgvector_missing"),
        ({"vector", "unaccent"}, 180000, "extension_missing"),
        ({"vector", "pg_trgm", "unaccent"}, 140000, "postgresql_old"),
    ],
)
def test_a_database_that_lacks_something(
    monkeypatch: pytest.MonkeyPatch, extensions: set[str], version: int, code: str
) -> None:
    class Connection:
        info = SimpleNamespace(server_version=version)

        def __enter__(self) -> None: ...
        def __exit__(self, *args: object) -> None: ...
        def execute(self, statement: str) -> Iterator[tuple[str]]:
            return ((name,) for name in extensions)

    monkeypatch.setattr(psycopg, "connect", lambda **options: Connection())
    assert str(database_problem()).endswith(f"[{code}]")


@pytest.fixture(scope="module")
def empty_database(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """The address of a database without tables."""
    name = f"test_aisle_{os.getpid()}_empty"
    with django_db_blocker.unblock():
        url = _tests_database()
    with psycopg.connect(url, autocommit=True) as opened:
        opened.execute(f"CREATE DATABASE {name}")
        yield make_conninfo(url, dbname=name)
        opened.execute(f"DROP DATABASE {name} WITH (FORCE)")


# Each command in a process of its own, all of them forked from one in which Django is set up.
EACH_COMMAND = """
import os, sys
import django
import manage
os.environ["DJANGO_SETTINGS_MODULE"] = "site_config.settings"
django.setup()
for command in sys.argv[1:]:
    sys.argv = ["manage.py", *command.split()]
    if not (process := os.fork()):
        manage.main()
        os._exit(0)
    print(os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]), flush=True)
"""


def test_a_command_before_the_first_start(empty_database: str) -> None:
    commands = ("import_products demo/products.jsonl", "reindex", "tidy")
    done = start("-c", EACH_COMMAND, *commands, DATABASE_URL=empty_database)
    assert done.stdout.split() == ["1"] * len(commands), done.stderr
    assert "Traceback" not in done.stderr
    said = [line for line in done.stderr.splitlines() if line.startswith("manage.py: ")]
    assert len(said) == len(commands)
    for line in said:
        assert line.endswith("run python -m site_config.serve prepare. [tables_missing]")


# -- settings --------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", depth([SERVE], [SERVE, MANAGE]), ids=" ".join)
@pytest.mark.thorough
@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"ALLOWED_HOSTS": "shop.example"}, "SECRET_KEY is not set"),
        ({"ALLOWED_HOSTS": "shop.example", "SECRET_KEY": "x"}, "SECRET_KEY is too easy to guess"),
        (
            {"ALLOWED_HOSTS": "*", "SECRET_KEY": "x"},
            "ALLOWED_HOSTS is '*'; write the shop's own names",
        ),
        ({"DEBUG": "perhaps"}, "DEBUG is 'perhaps'; write true or false."),
        ({"CHAT_TIMEOUT_SECONDS": "soon"}, "CHAT_TIMEOUT_SECONDS is 'soon'; write a whole number"),
        ({"SEARCH_WEIGHT_TEXT": "-1"}, "SEARCH_WEIGHT_TEXT is '-1'; write a number of 0 or more."),
        ({"LOG_LEVEL": "LOUD"}, "LOG_LEVEL is 'LOUD'; write DEBUG, INFO"),
        ({"LANGUAGES": "en,fr"}, "LANGUAGES is 'en,fr'; write one or more of en, de"),
        ({"DATABASE_URL": "my database"}, "DATABASE_URL is not an address"),
        (
            {"DATABASE_URL_FILE": "/nowhere/url"},
            "DATABASE_URL_FILE points to /nowhere/url, which cannot be read",
        ),
    ],
    ids=str,
)
def test_a_setting_that_makes_no_sense(
    command: tuple[str, ...], settings: dict[str, str], said: str
) -> None:
    sentence = refusal(*command, **{"DATABASE_URL": NOBODY, "PORT": free_ports(1)[0]} | settings)
    assert said in sentence
    assert sentence.endswith("[configuration]")


@pytest.mark.parametrize(
    "key",
    [
        "short",
        "a" * 60,
        "changeme" * 10,
        "django-insecure-" + token_urlsafe(48),
        "0101101" * 9 + "x",
    ],
    ids=range(5),
)
def test_a_key_that_is_easy_to_guess_is_weak(key: str) -> None:
    assert not keys.is_strong(key)


def test_the_command_of_the_documents_makes_a_key_that_the_check_accepts(settings: Any) -> None:
    """The check is Django's own (security.W009), and it may become stricter."""
    text = (BASE / "docs" / "operations.md").read_text(encoding="utf-8")
    found = re.search(r"`(openssl rand -base64 \d+)`", text)
    assert found
    assert found[1] == keys.COMMAND
    key = subprocess.run(
        found[1].split(), capture_output=True, text=True, check=True
    ).stdout.strip()
    assert keys.is_strong(key)
    settings.SECRET_KEY = key
    assert check_secret_key(None) == []


@pytest.mark.parametrize(
    ("public", "named"),
    [("https://pictures.example/shop", "https://pictures.example"), ("", "http://minio:9000")],
    ids=["public", "same"],
)
def test_pages_name_the_address_of_pictures_that_browsers_use_and_no_other(
    public: str, named: str
) -> None:
    program = "from site_config import settings; print(*settings.SECURE_CSP['img-src'])"
    done = start(
        "-c",
        program,
        DATABASE_URL=NOBODY,
        S3_BUCKET="b",
        S3_ENDPOINT_URL="http://minio:9000",
        S3_PUBLIC_URL=public,
    )
    assert [source for source in done.stdout.split() if "://" in source] == [named], done.stderr


@pytest.mark.parametrize("port", ["abc", "0", "70000"])
def test_a_port_that_is_none(port: str) -> None:
    assert f"PORT is {port}" in refusal(*SERVE, PORT=port).replace("'", "")


def test_a_port_that_is_taken() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        assert refusal(*SERVE, PORT=port).endswith(
            f"choose another: make run PORT={port + 1}. [port_taken]"
        )


# -- without the embedding model -------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_without_the_embedding_model_the_shop_serves_and_finds_by_words(tmp_path: Path) -> None:
    port = free_ports(1)[0]
    (tmp_path / "empty").mkdir()
    settings = {
        "DATABASE_URL": _tests_database(),
        "PORT": port,
        "DATA_DIR": tmp_path,
        "EMBEDDING_MODEL_DIR": tmp_path / "empty",
        "DJANGO_SETTINGS_MODULE": "tests.uncompressed",
    }
    checked = start(*MANAGE, **settings)
    assert "aisle.W002" in checked.stderr
    assert checked.returncode == 0
    shop = forked.Program(SERVE, environment(**settings, DEMO_SHOP="false"), tmp_path)
    try:
        until(lambda: fetch(f"http://127.0.0.1:{port}/healthz")[0] == 200)
        status, page = fetch(f"http://127.0.0.1:{port}/api/products/search?q=lamp")
        assert status == 200
        assert b'"search_type": "text"' in page
    finally:
        shop.terminate()
        assert shop.wait(60).returncode == 0


def _tests_database() -> str:
    found = connection.settings_dict
    names = {
        "host": "HOST",
        "port": "PORT",
        "user": "USER",
        "password": "PASSWORD",
        "dbname": "NAME",
    }
    return make_conninfo(**{name: found[key] for name, key in names.items() if found[key]})


# -- the shop's own PostgreSQL ---------------------------------------------------------------------


@pytest.fixture(scope="module")
def stopped_server() -> Iterator[Path]:
    """The folder of a server that was started once: making one takes longer than starting it."""
    with TemporaryDirectory(prefix="aisle-") as folder:
        made = Path(folder) / "data"
        start_server(made)
        start(*DEVDB, "stop", DATA_DIR=made)
        yield made


@pytest.fixture
def used_dir(data_dir: Path, stopped_server: Path) -> Path:
    """A folder with a server that was started before."""
    # Unlike shutil.copytree, this keeps the owner.
    subprocess.run(["cp", "-a", stopped_server, data_dir], check=True)
    return data_dir


@pytest.fixture
def data_dir() -> Iterator[Path]:
    """A folder for a server of its own, stopped at the end; not one of pytest's, which takes away
    what lets the server's user pass.
    """
    with TemporaryDirectory(prefix="aisle-") as folder:
        yield Path(folder) / "data"
        start(*DEVDB, "stop", DATA_DIR=Path(folder) / "data")


def start_server(data_dir: Path) -> str:
    """The address of the started server."""
    done = start(*DEVDB, "start", DATA_DIR=data_dir)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()[-1]


def ask(url: str, *statements: str) -> list[Any]:
    with psycopg.connect(url, autocommit=True) as opened:
        for statement in statements[:-1]:
            opened.execute(statement)
        return opened.execute(statements[-1]).fetchall()


@pytest.mark.parametrize("command", [SERVE, MANAGE, (*DEVDB, "start")], ids=" ".join)
def test_a_folder_that_cannot_be_written(command: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    said = refusal(*command, DATA_DIR=tmp_path / "file" / "data", PORT=free_ports(1)[0])
    assert said.endswith("set DATA_DIR to a folder that can be written. [data_dir]")


@pytest.mark.parametrize("left", depth(["base/1/112"], ["base/1/112", "PG_VERSION"]))
@pytest.mark.thorough
def test_a_first_start_that_was_interrupted_is_begun_anew(data_dir: Path, left: str) -> None:
    file = data_dir / "postgres" / left
    file.parent.mkdir(parents=True)
    file.write_text("18")
    assert ask(start_server(data_dir), "SELECT 1") == [(1,)]
    assert [each.name for each in data_dir.glob("postgres.unfinished-*")], "what was there is kept"


def test_a_server_that_was_killed_starts_again_with_its_data(used_dir: Path) -> None:
    ask(start_server(used_dir), "CREATE TABLE goods AS SELECT 'lamp' AS name", "SELECT 1")
    process = int((used_dir / "postgres" / "postmaster.pid").read_text().splitlines()[0])
    os.kill(process, signal.SIGKILL)
    assert ask(start_server(used_dir), "SELECT name FROM goods") == [("lamp",)]


def test_a_watched_server_that_is_killed_comes_back(used_dir: Path) -> None:
    url = start_server(used_dir)
    ask(url, "CREATE TABLE goods AS SELECT 'lamp' AS name", "SELECT 1")
    watch = (
        "import sys; from site_config import devdb\nwith devdb.watched(lambda said: "
        "print(said, flush=True), 0.05): sys.stdin.read()"
    )
    command = [sys.executable, "-c", watch]
    with subprocess.Popen(
        command,
        cwd=BASE,
        env=environment(DATA_DIR=used_dir),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as watching:
        assert watching.stdin
        assert watching.stdout
        os.kill(
            int((used_dir / "postgres" / "postmaster.pid").read_text().splitlines()[0]),
            signal.SIGKILL,
        )
        assert [watching.stdout.readline() for _line in range(2)] == [
            "PostgreSQL has ended; starting it again\n",
            "PostgreSQL is back\n",
        ]
        assert ask(url, "SELECT name FROM goods") == [("lamp",)], "at the same port"
        watching.stdin.close()
        assert watching.wait(20) == 0


def test_attempts_to_start_it_again_come_less_and_less_often(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    waits: list[float] = []

    class Over:
        def wait(self, seconds: float) -> bool:
            waits.append(seconds)
            return len(waits) == 9

    def fail(*, keep_port: bool) -> None:
        raise devdb.DevDbError("It does not start.")

    monkeypatch.setattr(devdb, "start", fail)
    monkeypatch.setattr(devdb, "read_state", lambda: {"port": 1, "password": ""})
    monkeypatch.setattr(devdb, "is_port_free", lambda port: True)
    devdb.watch_server(Over(), lambda said: None, 1.0)  # type: ignore[arg-type]
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60, 60]


def test_a_server_keeps_its_data_from_start_to_start(used_dir: Path) -> None:
    url = start_server(used_dir)
    ask(url, "CREATE TABLE goods AS SELECT 'lamp' AS name", "SELECT 1")
    start(*DEVDB, "stop", DATA_DIR=used_dir)
    port = psycopg.conninfo.conninfo_to_dict(url)["port"]
    with socket.socket() as other:  # somebody else has taken the port meanwhile
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", int(str(port))))
        other.listen()
        assert ask(start_server(used_dir), "SELECT name FROM goods") == [("lamp",)]


def test_a_lost_password_is_said_and_the_data_is_left_alone(used_dir: Path) -> None:
    start_server(used_dir)
    start(*DEVDB, "stop", DATA_DIR=used_dir)
    (used_dir / "postgres.json").unlink()
    assert "postgres.json is lost" in refusal(*DEVDB, "start", DATA_DIR=used_dir)
    assert (used_dir / "postgres" / "PG_VERSION").exists()
