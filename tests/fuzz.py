"""Fuzz the HTTP API by its own description: `make fuzz`. A fault of the server, or anything
undocumented, fails.
"""

import logging
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import Request, urlopen

import uvicorn

from benchmarks import scratch
from benchmarks.chat_servers import PLAIN

CONFIG = Path(__file__).resolve().parent / "schemathesis.toml"
STARTS_IN = 60.0


def main() -> int:
    os.environ.update(PLAIN)
    with scratch.database("fuzz"):
        from django.core.management import call_command

        from chat.transport import events
        from shop import demo

        logging.getLogger("django.request").setLevel(
            logging.ERROR
        )  # refusals are what is asked for
        demo.load_first()
        call_command("collectstatic", interactive=False, verbosity=0)
        events.LONGEST = 0.5  # a stream of events ends while the fuzzer waits for its end
        with _serving() as address:
            command = [
                "schemathesis",
                "--config-file",
                str(CONFIG),
                "run",
                f"{address}/openapi.json",
            ]
            command += ["--header", f"Cookie: {_cookie(address)}"]
            command += ["--header", f"Authorization: Bearer {_key()}", *sys.argv[1:]]
            # In a folder of its own: failures of an earlier run would be kept there and asked
            # first, and no two runs would be the same.
            with tempfile.TemporaryDirectory() as folder:
                return subprocess.run(command, cwd=folder, check=False).returncode


@contextmanager
def _serving() -> Iterator[str]:
    """The shop on a port of its own, in this process."""
    from site_config.asgi import application

    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        server = uvicorn.Server(
            uvicorn.Config(application, log_level="warning", timeout_graceful_shutdown=2)
        )
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        end = time.monotonic() + STARTS_IN
        while not server.started:
            if not thread.is_alive() or time.monotonic() > end:
                sys.exit("fuzz: the shop did not start. [http]")
            time.sleep(0.05)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join(10)


def _cookie(address: str) -> str:
    """The session of a visitor with a conversation: whatever the fuzzer begins belongs to it, and
    can be gone on with.
    """
    with urlopen(Request(f"{address}/api/conversations", method="POST")) as response:
        return str(response.headers["Set-Cookie"]).partition(";")[0]


def _key() -> str:
    """A key of the write API, which may do everything."""
    from shop.models import ApiKey, Scope

    key = ApiKey(name="fuzz", scopes=Scope.values)
    token = key.new_token()
    key.save()
    return token


if __name__ == "__main__":
    sys.exit(main())
