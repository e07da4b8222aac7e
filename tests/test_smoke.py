"""What the documents tell people to type is started once before each release: nothing is named that
`make smoke` does not try.
"""

import re
from pathlib import Path

import pytest

from tests.smoke import STEPS

BASE = Path(__file__).resolve().parent.parent
DOCUMENTS = [BASE / "README.md", *sorted(BASE.glob("docs/*.md"))]
STARTED = {step.name for step in STEPS}
# Why a command that is named is not tried.
EXCEPTIONS = {
    "test": "a step of .ci/run of its own",
    "check": "a step of .ci/run of its own",
    "smoke": "tries all the others",
    "types": "a step of .ci/run of its own",
    "css": "writes into the checkout; make check compares what is there with what it would write",
    "texts": "writes into the checkout; make check compares what is there with what it would write",
    "protocol": "writes into the checkout; tests/chat/test_protocol.py compares what is there "
    "with what it would write",
    "manage.py clearsessions": "started by tidy",
    "manage.py prune_conversations": "started by tidy",
    "manage.py prune_db_task_results": "started by tidy",
    "manage.py prune_searches": "started by tidy",
    "lock": "asks the package index, whose newest answers may differ from day to day",
}


def named() -> set[str]:
    """Every make target and every command of manage.py in the documents, and every measurement of
    the Makefile.
    """
    text = "\n".join(path.read_text(encoding="utf-8") for path in DOCUMENTS)
    targets = set(re.findall(r"(?:`|^    |\$ )make\s+([a-z][a-z-]*)", text, re.MULTILINE))
    measured = set(
        re.findall(
            r"^(bench-[a-z]+|evals):", (BASE / "Makefile").read_text(encoding="utf-8"), re.MULTILINE
        )
    )
    return (
        targets
        | measured
        | {f"manage.py {command}" for command in re.findall(r"manage\.py ([a-z_]+)", text)}
    )


@pytest.mark.parametrize("command", sorted(named()))
def test_what_is_named_is_tried_or_excepted_with_a_reason(command: str) -> None:
    assert command in STARTED or EXCEPTIONS.get(command)


def test_no_exception_is_stale() -> None:
    assert set(EXCEPTIONS) <= named()
    assert not STARTED & set(EXCEPTIONS)


def test_ci_runs_it() -> None:
    assert "make smoke" in (BASE / ".ci" / "run").read_text(encoding="utf-8")
