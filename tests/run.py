"""Runs every test: `make test`. Starts a PostgreSQL for them (or uses DATABASE_URL) and prints what
was left out.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Collection
from contextlib import nullcontext
from pathlib import Path

import psycopg

BASE = Path(__file__).resolve().parent.parent
CHROMIUM = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
FIREFOX = ("firefox-esr", "firefox")
NEEDS = {
    "browser": (CHROMIUM, "the browser tests (no chromium is installed)"),
    "firefox": (FIREFOX, "the Firefox tests (no firefox is installed)"),
    "redis": (("redis-server",), "the tests of several processes (no redis-server is installed)"),
}


def main() -> int:
    missing = _missing()
    if missing and os.environ.get("CI", "").lower() in ("1", "true"):
        print(
            f"test: CI leaves nothing out, but would {' and '.join(missing.values())}. "
            f"[tool_missing]",
            file=sys.stderr,
        )
        return 1
    # A developer's own settings must not change what the tests see.
    # Each process would compile every module of the tests anew.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ |= {"ENV_FILE": "", "DATA_DIR": str(BASE / ".data" / "test"), "DEVDB_UNSAFE": "true"}
    from site_config import devdb
    from tests import template_database

    embedded = devdb.needed()
    try:
        with devdb.running() if embedded else nullcontext():
            if embedded:
                sweep(devdb.url())
                os.environ |= template_database.prepare(devdb.url(), devdb.DATA_DIR)
            code = _run_pytest(missing)
    except devdb.DevDbError as problem:
        print(f"test: {problem}", file=sys.stderr)
        return 1
    for what in missing.values():
        print(f"left out: {what}")
    return code


def _missing() -> dict[str, str]:
    """Returns the marks whose program is not installed, each with what is left out for it."""
    return {
        mark: what
        for mark, (programs, what) in NEEDS.items()
        if not any(map(shutil.which, programs))
    }


def _run_pytest(missing: Collection[str]) -> int:
    marks = ["-m", " and ".join(f"not {mark}" for mark in missing)] if missing else []
    # All of them in a process more than there are cores, since each waits now and then, with a
    # database each; a few in one, where they can be watched. What is costly to set up is one group,
    # and stays in one process; the groups come first.
    processes = str(min((os.cpu_count() or 1) + 1, 5))
    chosen = sys.argv[1:] or ["-n", processes, "--dist", "loadgroup"]
    command = [sys.executable, "-m", "pytest", *marks, *chosen]
    return subprocess.run(command, cwd=BASE, check=False).returncode


def sweep(url: str) -> None:
    """Drops the test databases of runs that were killed."""
    with psycopg.connect(url, autocommit=True) as connection:
        for (name,) in connection.execute(
            "SELECT datname FROM pg_database WHERE datname LIKE 'test\\_aisle\\_%'"
        ).fetchall():
            if not is_alive(name.split("_")[2]):
                connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def is_alive(pid: str) -> bool:
    try:
        os.kill(int(pid), 0)
    except (ValueError, ProcessLookupError):
        return False
    except PermissionError:
        return True
    return True


if __name__ == "__main__":
    sys.exit(main())
