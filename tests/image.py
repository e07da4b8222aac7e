"""The image without an engine: what `.dockerignore` lets in by Docker's own rules, and the steps of
the `Dockerfile` on it.
"""

import json
import os
import re
import shlex
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from docker.utils.build import exclude_paths

BASE = Path(__file__).resolve().parent.parent
QUICK = BASE / "tests" / "uncompressed.py"


@dataclass
class Stage:
    """A stage of the Dockerfile, its instructions in their order."""

    steps: list[tuple[str, str]] = field(default_factory=list)

    def environment(self) -> dict[str, str]:
        pairs = (pair for word, text in self.steps if word == "ENV" for pair in shlex.split(text))
        return dict(pair.split("=", 1) for pair in pairs)

    def last(self, word: str) -> str:
        return [text for each, text in self.steps if each == word][-1]

    def runs_in_the_tree(self) -> Iterator[str]:
        """The RUN steps after the one that copies the tree."""
        yield from (
            text for word, text in self.steps[self.steps.index(("COPY", ". .")) :] if word == "RUN"
        )


def stages() -> list[Stage]:
    lines = (
        line
        for line in (BASE / "Dockerfile").read_text().splitlines()
        if not line.lstrip().startswith("#")
    )
    found: list[Stage] = []
    for line in "\n".join(lines).replace("\\\n", "").splitlines():
        if not line.strip():
            continue
        word, _blank, text = line.strip().partition(" ")
        if word == "FROM":
            found.append(Stage())
        else:
            found[-1].steps.append((word, text.strip()))
    return found


def admitted() -> list[str]:
    """Paths of the files that go to the builder."""
    lines = (line.strip() for line in (BASE / ".dockerignore").read_text().splitlines())
    patterns = [line for line in lines if line and not line.startswith("#")]
    # The engine is always handed the list itself, and leaves it out again.
    return sorted(
        path
        for path in exclude_paths(str(BASE), patterns)
        if (BASE / path).is_file() and path != ".dockerignore"
    )


class Image:
    """The image's tree in a folder, made by a checkout that nobody else may read."""

    def __init__(self, place: Path) -> None:
        self.tree = place / "aisle"
        self._quick = place / "quick"
        self.builder, self.final = stages()
        for path in admitted():
            (self.tree / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(BASE / path, self.tree / path)
            (self.tree / path).chmod(0o600)
        for folder in (self.tree, *(each for each in self.tree.rglob("*") if each.is_dir())):
            folder.chmod(0o700)
        self._quick.mkdir()
        shutil.copy(QUICK, self._quick)

    def build(self) -> None:
        """Take the steps of the builder. Raises CalledProcessError where one fails."""
        environment = self._environment(
            self.builder, PYTHONPATH=str(self._quick), DJANGO_SETTINGS_MODULE=QUICK.stem
        )
        for step in self.builder.runs_in_the_tree():
            subprocess.run(
                ["sh", "-c", step],
                cwd=self.tree,
                env=environment,
                check=True,
                capture_output=True,
                text=True,
            )

    def start(self, command: str, **settings: str) -> subprocess.Popen[str]:
        """Start a command of the image as its user, with its environment and these settings."""
        words = [
            sys.executable if word == "python" else word
            for word in json.loads(re.sub(r"^CMD ", "", command))
        ]
        environment = self._environment(self.final) | settings
        return subprocess.Popen(
            [*_as_user(self.final.last("USER")), *words], cwd=self.tree, env=environment, text=True
        )

    def unreadable(self) -> list[Path]:
        """What the image's user could not read."""
        return [path for path in self.tree.rglob("*") if not path.stat().st_mode & stat.S_IROTH]

    def _environment(self, stage: Stage, **settings: str) -> dict[str, str]:
        """The stage's own environment, with this machine's programs."""
        return (
            stage.environment() | {"PATH": f"{Path(sys.executable).parent}:{os.defpath}"} | settings
        )


def _as_user(user: str) -> list[str]:
    """Words before a command that make it the image's user, where we are root: it may then write
    nothing of ours.
    """
    if os.geteuid() != 0:
        return []
    number = user.partition(":")[0]
    lent = [
        "--inh-caps",
        "+dac_read_search",
        "--ambient-caps",
        "+dac_read_search",
    ]  # this interpreter may be root's alone to read
    return ["setpriv", "--reuid", number, "--regid", number, "--clear-groups", *lent]
