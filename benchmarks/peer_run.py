"""Runs peers.py with facets: each engine's answer ends when the facets of what it found are
counted.

    VENV/bin/python -m benchmarks.peer_run PEERS.PY DATA MODEL OUT
"""

import importlib.util
import json
import sys
from collections.abc import Callable
from types import ModuleType, SimpleNamespace
from typing import Any

from benchmarks.counting import FacetCounter

Search = Callable[[str], list[str]]


def main() -> None:
    del sys.argv[0]  # as peers.py expects them
    peers = _loaded(sys.argv[0])
    counter = FacetCounter()
    measure = peers.measure

    def measure_with_facets(name: str, queries: list[list[str]], search: Search) -> None:
        def answer(text: str) -> list[str]:
            skus = search(text)
            counter.count(skus)
            return skus

        measure(name, queries, answer)

    peers.measure = measure_with_facets  # type: ignore[attr-defined]
    peers.json = SimpleNamespace(loads=_whole)  # type: ignore[attr-defined]
    peers.main()


def _whole(line: str) -> dict[str, Any]:
    """A row with every field that peers.py reads; catalogues leave out what they have not."""
    row: dict[str, Any] = {"description": "", "brand": ""} | json.loads(line)
    return row


def _loaded(path: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location("peers", path)
    if spec is None or spec.loader is None:
        sys.exit(f"benchmark: {path} is no module. [no_data]")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    main()
