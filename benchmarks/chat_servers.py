"""Real processes that can be killed: the shop as its image runs it, and a Redis and a PostgreSQL of
their own.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

from websockets.exceptions import WebSocketException

from benchmarks import scratch

SHOP = "site_config.asgi:application"
ECHO = "benchmarks.chat_echo:application"
PATIENCE = 90.0
# All visitors come from one address, and ask more than people do.
UNLIMITED = (
    *(
        "CHAT_FLOOD_PER_MINUTE",
        "CHAT_MESSAGES_PER_MINUTE",
        "CHAT_CONVERSATIONS_PER_MINUTE",
        "NEW_SESSIONS_PER_DAY",
        "API_REQUESTS_PER_MINUTE",
    ),
    *("CHAT_MAX_SOCKETS", "CHAT_MAX_SOCKETS_PER_ADDRESS"),
)
PLAIN = {"DEBUG": "false", "ALLOWED_HOSTS": "127.0.0.1", "HTTPS_ONLY": "false"} | dict.fromkeys(
    UNLIMITED, "0"
)


def fail(sentence: str) -> None:
    sys.exit(f"bench-chat: {sentence}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(what: Callable[[], object], failed: str) -> None:
    end = time.monotonic() + PATIENCE
    while not what():
        if time.monotonic() > end:
            fail(failed)
        time.sleep(0.05)


class Web:
    """One web process, as the image starts it."""

    def __init__(self, application: str = SHOP, **environment: str) -> None:
        self.port = free_port()
        self._environment = (
            os.environ | PLAIN | environment | {"HOST": "127.0.0.1", "PORT": str(self.port)}
        )
        self._command = [sys.executable, "-m", *_served(application, self.port)]
        self.address = f"http://127.0.0.1:{self.port}"
        self.log = _logs() / f"{self.port}.log"
        self.start()

    def start(self) -> None:
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command, cwd=scratch.BASE, env=self._environment, stdout=log, stderr=log
            )

    def restart(self) -> None:
        self.start()
        self.wait()

    def kill(self) -> None:
        """Kills the process without warning, as a power failure does."""
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()

    def wait(self) -> None:
        until(
            lambda: self._answers() or self._process.poll() is not None,
            "the web server did not start. [http]",
        )
        if self._process.poll() is not None:
            fail(f"the web server ended at once; {self.log} says why. [http]")

    def stop(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self.kill()

    def memory(self) -> int:
        """Returns the resident memory of the process in bytes."""
        kilobytes = subprocess.run(
            ["ps", "-o", "rss=", "-p", str(self._process.pid)],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        return int(kilobytes) * 1024

    def _answers(self) -> bool:
        try:
            with urlopen(f"{self.address}/healthz", timeout=5) as response:
                return bool(response.status == 200)
        except OSError:
            return False


def _logs() -> Path:
    folder = scratch.folder() / "chat-logs"
    folder.mkdir(exist_ok=True)
    return folder


def _served(application: str, port: int) -> list[str]:
    """Returns the command that serves the shop as its image does, or another application with the
    same server.
    """
    if application == SHOP:
        return ["site_config.serve", "web"]
    return ["uvicorn", application, "--host", "127.0.0.1", "--port", str(port)]


@contextmanager
def web(application: str = SHOP, count: int = 1, **environment: str) -> Iterator[list[Web]]:
    """Starts `count` processes and waits until they answer."""
    processes = [Web(application, **environment) for _number in range(count)]
    try:
        for each in processes:
            each.wait()
        yield processes
    except (OSError, WebSocketException) as error:
        fail(f"{type(error).__name__}: {error}; {_logs()} has the servers' logs. [http]")
    finally:
        for each in processes:
            each.stop()


class Redis:
    """A redis-server without persistence; `missing` where none is installed."""

    missing = shutil.which("redis-server") is None

    def __init__(self, folder: Path) -> None:
        self._port = free_port()
        self._folder = folder
        self.url = f"redis://127.0.0.1:{self._port}/0"
        self.start()

    def start(self) -> None:
        options = [
            "--port",
            str(self._port),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--appendonly",
            "no",
            "--loglevel",
            "warning",
        ]
        self._process = subprocess.Popen(
            ["redis-server", *options], cwd=self._folder, stdout=subprocess.DEVNULL
        )
        until(self._answers, "redis-server did not start. [redis]")

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()

    def _answers(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self._port), timeout=1).close()
        except OSError:
            return False
        return True


class Postgres:
    """An embedded server of its own below `folder`, with the demo shop in it."""

    def __init__(self, folder: Path) -> None:
        own = {
            name: value for name, value in os.environ.items() if not name.startswith("DATABASE_URL")
        }
        self._environment = own | {"DATA_DIR": str(folder), "ENV_FILE": ""}
        self.url = ""
        self.folder = folder
        self.start()
        if self._run("-m", "site_config.serve", "prepare", DATABASE_URL=self.url).returncode:
            fail("the demo shop could not be loaded. [database]")

    def start(self) -> None:
        done = self._run("-m", "site_config.devdb", "start")
        if done.returncode:
            fail(done.stderr.strip() or "the embedded PostgreSQL did not start. [postgres_failed]")
        self.url = done.stdout.strip().splitlines()[-1]

    def stop(self) -> None:
        self._run("-m", "site_config.devdb", "stop")

    def _run(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        # Files, not pipes: the server that pg_ctl leaves behind would hold a pipe open.
        with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
            command = [sys.executable, *arguments]
            code = subprocess.run(
                command,
                cwd=scratch.BASE,
                env=self._environment | environment,
                stdout=out,
                stderr=err,
                check=False,
            ).returncode
            out.seek(0)
            err.seek(0)
            return subprocess.CompletedProcess(command, code, out.read(), err.read())


def open_files(wanted: int) -> None:
    """Raises the limit of open files for this process and its children."""
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < wanted:
        if hard not in (resource.RLIM_INFINITY,) and hard < wanted:
            fail(
                f"{wanted:,} open files are needed, and this machine allows {hard:,}: raise it "
                f"with ulimit -n. [open_files]"
            )
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
