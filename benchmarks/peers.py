"""Other engines on the same products and queries: peers.py, which lies beside the data, in a
virtual environment of its own, and Typesense, whose program is installed there too.
"""

import re
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

from django.conf import settings

from benchmarks import icecat, scratch
from benchmarks.engines import Result
from benchmarks.report import Speed
from benchmarks.typesense import typesense

PINS = Path(__file__).with_name("peers.txt")
WAYS = {"bm25s": "words", "minilm": "meaning"}
SPEED = re.compile(r"^(\w+)\s+p50\s+([\d.]+) ms\s+p95\s+([\d.]+) ms", re.MULTILINE)


def peers() -> list[Result]:
    """Their rows, measured now; none, and one sentence, where they cannot run. The first time they
    embed all products (minutes).
    """
    home = _environment()
    return [*_embedded(home), *typesense(home)]


def _embedded(home: Path) -> list[Result]:
    """The engines that run inside of a Python process."""
    script = icecat.TOOLS / "peers.py"
    if not script.exists():
        print("The peers are left out: there is no peers.py in the tools beside the data.")
        return []
    if not _is_installed(home, "engines", _pins(is_typesense=False)):
        print(
            "The peers are left out: their packages (benchmarks/peers.txt) could not be installed."
        )
        return []
    out = scratch.folder() / "peers"
    command: list[str | Path] = [home / "bin" / "python", "-m", "benchmarks.peer_run", script]
    command += [icecat.DATA, settings.EMBEDDING_MODEL_DIR, out]
    done = subprocess.run(command, cwd=scratch.BASE, capture_output=True, text=True, check=False)
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        print(f"The peers are left out: {reason}")
        return []
    return [
        Result(
            name,
            icecat.runs_of(out / f"{name}.tsv"),
            Speed(float(p50), float(p95)),
            by=WAYS.get(name, "both"),
        )
        for name, p50, p95 in SPEED.findall(done.stdout)
    ]


def _environment() -> Path:
    """The peers' virtual environment, with what could be installed of its packages."""
    home = scratch.folder() / "venv"
    if not (home / "bin" / "python").exists():
        subprocess.run([sys.executable, "-m", "venv", home], capture_output=True, check=False)
    _is_installed(home, "typesense", _pins(is_typesense=True))
    return home


def _pins(*, is_typesense: bool) -> list[str]:
    lines = PINS.read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    return [line for line in pins if line.startswith("typesense") == is_typesense]


def _is_installed(home: Path, name: str, pins: list[str]) -> bool:
    """Whether these packages are there, after an attempt to install them on first use and when a
    pin changes.
    """
    stamp = home / f".installed-{name}"
    mark = sha256("\n".join(pins).encode()).hexdigest()
    if stamp.exists() and stamp.read_text() == mark:
        return True
    pip: list[str | Path] = [home / "bin" / "python", "-m", "pip", "install", "--quiet"]
    try:
        done = subprocess.run(
            [*pip, "--disable-pip-version-check", *pins], capture_output=True, check=False
        )
    except OSError:  # there is no environment
        return False
    if done.returncode:
        return False
    stamp.write_text(mark)
    return True
