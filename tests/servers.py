"""Real servers for tests: free ports, waiting, and HTTP requests."""

import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import redis
import uvicorn


@contextmanager
def served() -> Iterator[str]:
    """Serves the shop on the test database from a thread of this process, and yields
    its address.
    """
    from chat.turns import service as turns
    from site_config.asgi import application

    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        config = uvicorn.Config(
            application, log_level="warning", ws_max_size=256 * 1024, timeout_graceful_shutdown=2
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        ready = threading.Event()
        while not server.started and thread.is_alive():
            ready.wait(0.02)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join(10)
    turns.begin()  # the server's end is not that of this process


@contextmanager
def serving_redis(folder: Path) -> Iterator[str]:
    """Yields the address of a Redis of its own, which is empty and ends afterwards."""
    program = shutil.which("redis-server")
    assert program, "redis-server is not installed"
    port = str(free_ports(1)[0])
    options = {"port": port, "bind": "127.0.0.1", "save": "", "appendonly": "no"}
    options["loglevel"] = "warning"
    words = [word for name, value in options.items() for word in (f"--{name}", value)]
    server = subprocess.Popen([program, *words], cwd=folder, stdout=subprocess.DEVNULL)
    url = f"redis://127.0.0.1:{port}/0"
    try:
        until(lambda: _is_redis(url))
        yield url
    finally:
        server.kill()
        server.wait()


def _is_redis(url: str) -> bool:
    with redis.Redis.from_url(url) as client:
        try:
            return bool(client.ping())
        except redis.ConnectionError:
            return False


def free_ports(count: int) -> list[int]:
    with ExitStack() as stack:
        probes = [stack.enter_context(socket.socket()) for _each in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]


def until[T](what: Callable[[], T], seconds: float = 120) -> T:
    """Returns the first truthy result of `what`. Fails after `seconds`."""
    end = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < end, "it did not come in time"
        time.sleep(0.05)
    return found


def fetch(address: str) -> tuple[int, bytes]:
    """Returns (status, body); status 0 where nothing answers."""
    try:
        with urlopen(address, timeout=60) as response:
            return response.status, response.read()
    except HTTPError as error:
        return error.code, b""
    except URLError:
        return 0, b""
