"""Real servers for stories that need them: free ports, waiting for what is to come, asking over HTTP."""

import socket
import time
from collections.abc import Callable
from contextlib import ExitStack
from urllib.error import HTTPError, URLError
from urllib.request import urlopen


def free_ports(count: int) -> list[int]:
    with ExitStack() as stack:
        probes = [stack.enter_context(socket.socket()) for _each in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]


def until[T](what: Callable[[], T], seconds: float = 120) -> T:
    """The first truthy answer of `what`."""
    end = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < end, "it did not come in time"
        time.sleep(0.05)
    return found


def fetch(address: str) -> tuple[int, bytes]:
    """Status and body; status 0 where nobody answers."""
    try:
        with urlopen(address, timeout=60) as response:
            return response.status, response.read()
    except HTTPError as error:
        return error.code, b""
    except URLError:
        return 0, b""
