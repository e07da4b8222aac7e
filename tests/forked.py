"""Python programs in processes that are forked from one which has imported the libraries already:
their imports take longer than most of what tests try.
"""

import os
import runpy
import signal
import sys
import warnings
from collections.abc import Mapping
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

BASE = Path(__file__).resolve().parent.parent
# Libraries alone, none of which reads settings or the environment as it is imported.
LIBRARIES = (
    "boto3",
    "channels.generic.websocket",
    "channels_redis.core",
    "django.core.handlers.asgi",
    "django.core.management",
    "django.db.models",
    "httpx",
    "psycopg",
    "pydantic_ai.models.openai",
    "uvicorn",
)
_context = get_context("forkserver")
_context.set_forkserver_preload([*LIBRARIES])


class Done(NamedTuple):
    returncode: int
    stdout: str
    stderr: str


class Program:
    """A started program: `words` are what would stand behind `python`. What it prints goes to
    `folder`.
    """

    def __init__(self, words: tuple[str, ...], environment: Mapping[str, str], folder: Path):
        self._files = folder / "stdout", folder / "stderr"
        self._process = _context.Process(
            target=_run, args=(words, dict(environment), *map(str, self._files))
        )
        self._process.start()

    def terminate(self) -> None:
        if pid := self._process.pid:
            os.kill(pid, signal.SIGTERM)

    def wait(self, seconds: float) -> Done:
        self._process.join(seconds)
        code = self._process.exitcode
        if code is None:
            self._process.kill()
            raise TimeoutError(f"still running after {seconds} s")
        return Done(code, *(file.read_text(encoding="utf-8") for file in self._files))


def run(*words: str, environment: Mapping[str, str], seconds: float = 300) -> Done:
    """Runs a program to its end, as subprocess.run does."""
    with TemporaryDirectory() as folder:
        return Program(words, environment, Path(folder)).wait(seconds)


class Template:
    """A process that has run `prelude`, of which copies are made; it must have started no thread,
    since copies have none but their own.
    """

    def __init__(self, prelude: str, environment: Mapping[str, str]) -> None:
        self._ours, theirs = _context.Pipe()
        self._process = _context.Process(
            target=_make_copies, args=(prelude, dict(environment), theirs)
        )
        self._process.start()
        theirs.close()

    def copy(self, program: str) -> int:
        """Runs the program in a copy. Returns its process id."""
        self._ours.send(program)
        pid: int = self._ours.recv()
        return pid

    def close(self) -> None:
        """Ends the template; the copies go on."""
        self._ours.close()
        self._process.join(10)


def _make_copies(prelude: str, environment: dict[str, str], orders: "Connection[int, str]") -> None:
    _move(environment)
    _execute(prelude)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the copies
    with suppress(EOFError):
        while program := orders.recv():
            if pid := os.fork():
                orders.send(pid)
                continue
            orders.close()
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            try:
                _execute(program)
            finally:
                os._exit(1)


def _run(words: tuple[str, ...], environment: dict[str, str], *files: str) -> None:
    for number, file in enumerate(files, start=1):
        opened = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(opened, number)
    _move(environment)
    match words:
        case "-m", module, *rest:
            sys.argv = [module, *rest]
            runpy.run_module(module, run_name="__main__", alter_sys=True)
        case "-c", program, *rest:
            sys.argv = ["-c", *rest]
            _execute(program)
        case file, *rest:
            sys.argv = [file, *rest]
            runpy.run_path(file, run_name="__main__")


def _move(environment: dict[str, str]) -> None:
    os.chdir(BASE)
    os.environ.clear()
    os.environ.update(environment)
    if environment.get("PYTHONWARNINGS") == "error":
        warnings.simplefilter("error")


def _execute(program: str) -> None:
    exec(compile(program, "<string>", "exec"), {"__name__": "__main__"})
