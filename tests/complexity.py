"""Fails where a function has a cyclomatic complexity over 10 as radon counts it, boolean operators
and comprehensions included: `python -m tests.complexity`.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from radon.complexity import cc_visit
from radon.visitors import Class

BASE = Path(__file__).resolve().parent.parent
LIMIT = 10
ROOMS = (
    "site_config",
    "shop",
    "chat",
    "embed",
    "gallery",
    "demo",
    "benchmarks",
    "tests",
)


def checked() -> Iterator[Path]:
    for room in ROOMS:
        for path in sorted((BASE / room).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def name_of(path: Path) -> str:
    return path.relative_to(BASE).as_posix()


def too_complex(path: Path) -> list[str]:
    """One line for each function of a file that is over the limit."""
    blocks = cc_visit(path.read_text(encoding="utf-8"))
    return [
        f"{name_of(path)}:{block.lineno} {block.fullname} has complexity {block.complexity}"
        for block in blocks
        if not isinstance(block, Class) and block.complexity > LIMIT
    ]


def main() -> int:
    problems = [line for path in checked() for line in too_complex(path)]
    print("\n".join(problems), file=sys.stderr, end="\n" if problems else "")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
