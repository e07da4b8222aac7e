"""The same page through HTTP: real uvicorn workers with the settings of a shop in use, and clients
that keep asking.
"""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from itertools import cycle, islice
from urllib.parse import quote

from benchmarks import icecat, scratch
from benchmarks.report import Speed, milliseconds

WORKERS = 2
CLIENTS = 8
ROUNDS = 3
# A visitor's browser keeps a connection for a while; a new one may meet the other worker.
ASKED_PER_CONNECTION = 10
ADDRESSES = {"HTML page": "/search/?q=", "JSON API": "/api/products/search?q="}
# Questions that no graded query repeats, so that a worker's model and dictionaries are loaded and
# nothing more.
WARM_UP = ("garden hose", "wooden spoon", "green tea", "winter coat", "bicycle bell")


def through_http(seconds: int) -> list[list[str]]:
    """A row for page and API each: p50 and p95 of one client, query embedded anew and remembered;
    then requests a second of eight.
    """
    return [_measured(name, start, seconds) for name, start in ADDRESSES.items()]


def _measured(name: str, start: str, seconds: int) -> list[str]:
    paths = [start + quote(words) for _query_id, words in icecat.queries()]
    with _served() as port:
        for words in WARM_UP * WORKERS:
            _ask_once(port, start + quote(words))
        # One connection stays with one worker, which has seen none of these words before.
        client = _connection(port)
        for words in WARM_UP:
            _ask(client, start + quote(words))
        cold = [_timed(client, path) for path in paths]
        warm = [_timed(client, path) for _round in range(ROUNDS) for path in paths]
        client.close()
        times = _crowd(port, paths, seconds)
    return [
        name,
        *Speed.from_times(cold).cells,
        *Speed.from_times(warm).cells,
        f"{len(times) / seconds:.1f}",
        *Speed.from_times(times).cells,
    ]


def _crowd(port: int, paths: list[str], seconds: int) -> list[float]:
    """The times of all answers that CLIENTS clients were given within so many seconds; each begins
    at another query.
    """
    end = time.monotonic() + seconds

    def visit(number: int) -> list[float]:
        times = []
        asked = islice(cycle(paths), number * len(paths) // CLIENTS, None)
        while time.monotonic() < end:
            client = _connection(port)
            for path in islice(asked, ASKED_PER_CONNECTION):
                times.append(_timed(client, path))
                if time.monotonic() >= end:
                    break
            client.close()
        return times

    with ThreadPoolExecutor(CLIENTS) as clients:
        return [each for times in clients.map(visit, range(CLIENTS)) for each in times]


def _timed(client: http.client.HTTPConnection, path: str) -> float:
    return milliseconds(lambda: _ask(client, path))[0]


def _connection(port: int) -> http.client.HTTPConnection:
    return http.client.HTTPConnection("127.0.0.1", port, timeout=60)


def _ask(client: http.client.HTTPConnection, path: str) -> bytes:
    """The whole body; anything but 200 ends the benchmark, since a refusal is quick."""
    client.request("GET", path)
    response = client.getresponse()
    body = response.read()
    if response.status != 200:
        sys.exit(
            f"benchmark: {path} was answered with {response.status}; nothing can be measured so. "
            f"[http]"
        )
    return body


def _ask_once(port: int, path: str) -> None:
    with closing(_connection(port)) as client:
        _ask(client, path)


@contextmanager
def _served() -> Iterator[int]:
    """The port of WORKERS uvicorn processes on the database at hand, which answer."""
    from django.core.management import call_command

    call_command("collectstatic", interactive=False, verbosity=0)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [
        sys.executable,
        "-m",
        "uvicorn",
        "site_config.asgi:application",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
    ]
    options = [
        "--workers",
        str(WORKERS),
        "--lifespan",
        "on",
        "--no-proxy-headers",
        "--log-level",
        "warning",
        "--no-access-log",
    ]
    environment = os.environ | {
        "DEBUG": "false",
        "ALLOWED_HOSTS": "127.0.0.1",
        "HTTPS_ONLY": "false",
    }
    server = subprocess.Popen([*command, *options], cwd=scratch.BASE, env=environment)
    try:
        _await(port, server)
        yield port
    finally:
        server.terminate()
        server.wait(30)


def _await(port: int, server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 60
    while server.poll() is None and time.monotonic() < end:
        try:
            _ask_once(port, "/healthz")
        except OSError:
            time.sleep(0.1)
        else:
            return
    sys.exit("benchmark: the web server did not start. [http]")
