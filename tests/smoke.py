"""Start every command that the documents name once, on a tiny size: `make smoke`. Ends with 1 if
any of them fails.

With ARGS="bench-turn evals", those alone.

A shop of its own is made anew in .data/smoke and served with `make run`; the documents' own
commands are run on it. Then each benchmark runs over the sample data in tests/data.
"""

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import Any
from urllib.request import Request, urlopen

from tests import data
from tests.servers import fetch, free_ports

BASE = Path(__file__).resolve().parent.parent
SHOP = BASE / ".data" / "smoke"
MANAGE = ".venv/bin/python manage.py"
# How long one command may take, in seconds.
PATIENCE = 900


@dataclass(frozen=True)
class Step:
    """One command as the documents write it, made small. `{url}`, `{conversation}` and `{folder}`
    are filled in.
    """

    command: str

    @property
    def name(self) -> str:
        """The target of the Makefile, or `manage.py` and its command."""
        before, is_managed, after = self.command.partition(MANAGE)
        return f"manage.py {after.split()[0]}" if is_managed else before.split()[1]


# While the shop is served.
SERVED = (
    Step(f"{MANAGE} check --deploy"),
    Step(f"{MANAGE} createsuperuser --no-input --username staff --email staff@shop.example"),
    Step(f"{MANAGE} import_products demo/products.jsonl --no-embedding"),
    Step(f"{MANAGE} embed_products"),
    Step(f"{MANAGE} make_api_key ERP --days 1"),
    Step(f"{MANAGE} import_prices demo/products.jsonl"),
    Step(f"{MANAGE} fetch_feeds"),
    Step(f"{MANAGE} fetch_pictures"),
    Step(f"{MANAGE} export_products /dev/null --format chatgpt.jsonl --origin {{url}}"),
    Step(f"{MANAGE} reindex"),
    Step(f"{MANAGE} reindex --arrange"),
    Step(f"TASKS=worker {MANAGE} tidy"),
    Step(f"TASKS=worker {MANAGE} db_worker --queue-name '*' --no-reload --batch"),
    Step(f"{MANAGE} replay {{conversation}}"),
    Step(f"{MANAGE} check_chat {{url}} --seconds 10"),
)
ALONE = (
    Step(f"{MANAGE} collectstatic --no-input"),
    Step(
        "make bench-chat ARGS='--answers 4 --sockets 20 --asking 5 --faults server --seconds 5 "
        "--runs 1 --visitors 3'"
    ),
    Step("make bench-turn ARGS='--turns 2'"),
    Step("make bench-faults ARGS='--seconds 2 --only none 429'"),
    Step("make bench-assistant ARGS='--rounds 1 --most 5'"),
    Step("make bench-languages ARGS='--shop workshop'"),
    Step("make bench-edge ARGS='--shop bikes'"),
    Step("make bench-pages ARGS='--visits 1'"),
    Step("make screenshots ARGS='--only home --to {folder}'"),
    Step("make evals ARGS='--shop demo --family find --case tent'"),
    Step("make bench-import ARGS='--products 30'"),
    Step("make bench-import ARGS='--streamed 30 --variants'"),
    Step("make bench-search ARGS='--no-peers --seconds 1'"),
    Step("make bench-search ARGS='--variants'"),
    Step("make bench-growth ARGS='--products 400 --seconds 1'"),
)
RUN = Step("make run PORT={port}")
STEPS = (RUN, *SERVED, *ALONE)


def main() -> int:
    # What an earlier run made would be in the way: staff are created, and a start is a first one.
    shutil.rmtree(SHOP, ignore_errors=True)
    folder = Path(mkdtemp(prefix="aisle-smoke-"))
    data.write_graded_catalogue(folder / "graded")
    port = free_ports(1)[0]
    environment = os.environ | {
        "DATA_DIR": str(SHOP),
        "DEVDB_UNSAFE": "true",
        "ENV_FILE": "",
        "BENCH_DATA": str(folder / "graded"),
        "BENCH_REQUESTS": str(data.REQUESTS),
        "BENCH_ROWS": "300",
        "DJANGO_SUPERUSER_PASSWORD": "only-for-smoke",
    }
    names = {"url": f"http://localhost:{port}", "folder": str(folder), "port": str(port)}
    begun = time.monotonic()
    chosen = _chosen(sys.argv[1:])
    failed = _failed(chosen, names, environment)
    failures = ", ".join(step.name for step in failed) or "none"
    print(f"{len(chosen)} commands in {time.monotonic() - begun:.0f} s, failed: {failures}")
    return 1 if failed else 0


def _chosen(wanted: list[str]) -> list[Step]:
    """Returns the steps of the names, or all of them where there is no name."""
    return [step for step in STEPS if not wanted or step.name in wanted]


def _failed(steps: list[Step], names: dict[str, str], environment: dict[str, str]) -> list[Step]:
    """Runs the steps, those that need the shop first, and returns those that fail."""
    served = [step for step in steps if step not in ALONE]
    alone = [step for step in steps if step in ALONE]
    failed = _served(served, names, environment) if served else []
    return failed + [step for step in alone if not _run(step, names, environment)]


def _served(steps: list[Step], names: dict[str, str], environment: dict[str, str]) -> list[Step]:
    """Those of the steps that fail while the shop is served."""
    with _serving(names, environment) as is_served:
        print(f"{'ok' if is_served else 'FAILED':<8} {RUN.command.format(**names)}", flush=True)
        if not is_served:
            return steps
        names["conversation"] = _conversation(names["url"])
        return [step for step in steps if step != RUN and not _run(step, names, environment)]


@contextmanager
def _serving(names: dict[str, str], environment: dict[str, str]) -> Iterator[bool]:
    """`make run`, until it is no longer wanted; whether it answers."""
    server = subprocess.Popen(
        ["make", "run", f"PORT={names['port']}"], cwd=BASE, env=environment, start_new_session=True
    )
    end = time.monotonic() + PATIENCE
    try:
        while (
            (status := fetch(f"{names['url']}/healthz")[0]) != 200
            and server.poll() is None
            and time.monotonic() < end
        ):
            time.sleep(0.2)
        yield status == 200
    finally:
        if server.poll() is None:
            os.killpg(server.pid, signal.SIGINT)
            server.wait(60)


def _conversation(url: str) -> str:
    """One that was answered."""
    with urlopen(Request(f"{url}/api/conversations", method="POST")) as made:
        pk, cookie = json.load(made)["id"], made.headers["Set-Cookie"].partition(";")[0]
    headers = {"Content-Type": "application/json", "Cookie": cookie}
    with urlopen(
        Request(f"{url}/api/conversations/{pk}/messages", b'{"message": "a tent for two"}', headers)
    ) as said:
        said.read()
    return str(pk)


def _run(step: Step, names: dict[str, str], environment: dict[str, str]) -> bool:
    """Says how it went, with the last lines where it went wrong; whether it went well."""
    command = step.command.format(**names)
    begun, before = time.monotonic(), _processor()
    code, said = _ended(command, environment)
    print(
        f"{'FAILED' if code else 'ok':<8} {command} ({time.monotonic() - begun:.1f} s, "
        f"{_processor() - before:.1f} s of a processor)",
        flush=True,
    )
    if code:
        print("\n".join(f"    {line}" for line in said.splitlines()[-30:]), flush=True)
    return not code


def _ended(command: str, environment: dict[str, str]) -> tuple[int, str]:
    """Exit code and output; -1 where it had to be ended, with all that it started."""
    pipes: Any = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    with subprocess.Popen(
        ["sh", "-c", command], cwd=BASE, env=environment, start_new_session=True, **pipes
    ) as running:
        try:
            said = running.communicate(timeout=PATIENCE)[0]
            return running.returncode, said
        except subprocess.TimeoutExpired:
            # As Ctrl-C does: a command stops the database that it has started.
            os.killpg(running.pid, signal.SIGINT)
            return -1, f"{running.communicate()[0]}\nIt took longer than {PATIENCE} s."


def _processor() -> float:
    """Seconds that commands have worked so far, however busy the machine is otherwise."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    sys.exit(main())
