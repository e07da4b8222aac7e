"""Other engines on the same products and queries: peers.py, which lies beside the data, in a
virtual environment of its own.
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

PINS = Path(__file__).with_name("peers.txt")
SPEED = re.compile(r"^(\w+)\s+p50\s+([\d.]+) ms\s+p95\s+([\d.]+) ms", re.MULTILINE)


def peers() -> list[Result]:
    """Their rows, measured now; none, and one sentence, where they cannot run. The first time they
    embed all products (minutes).
    """
    script = icecat.TOOLS / "peers.py"
    if not script.exists():
        print("The peers are left out: there is no peers.py in the tools beside the data.")
        return []
    python = _environment()
    if not python:
        print(
            "The peers are left out: their packages (benchmarks/peers.txt) could not be installed."
        )
        return []
    out = scratch.folder() / "peers"
    command: list[str | Path] = [python, script, icecat.DATA, settings.EMBEDDING_MODEL_DIR, out]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        print(f"The peers are left out: {reason}")
        return []
    return [
        Result(name, icecat.runs_of(out / f"{name}.tsv"), Speed(float(p50), float(p95)))
        for name, p50, p95 in SPEED.findall(done.stdout)
    ]


def _environment() -> Path | None:
    """The interpreter that has the pinned packages, made on first use and when a pin changes; None
    where they cannot be had.
    """
    home = scratch.folder() / "venv"
    stamp = home / ".installed"
    mark = sha256(PINS.read_bytes()).hexdigest()
    if not stamp.exists() or stamp.read_text() != mark:
        pip: list[str | Path] = [
            home / "bin" / "python",
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "-r",
            PINS,
        ]
        commands: list[list[str | Path]] = [[sys.executable, "-m", "venv", home], pip]
        if any(
            subprocess.run(command, capture_output=True, check=False).returncode
            for command in commands
        ):
            return None
        stamp.write_text(mark)
    return home / "bin" / "python"
