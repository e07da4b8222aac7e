"""Names say what they hold: these say nothing outside their sentence."""

import ast
from collections.abc import Iterator

from tests.complexity import checked, name_of

FORBIDDEN = {"of", "then", "told", "took", "hear", "meant", "look"}


def names(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yields (line, name) of each function, class, parameter, and variable that is set."""
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                yield node.lineno, node.name
            case ast.arg():
                yield node.lineno, node.arg
            case ast.Name(ctx=ast.Store()):
                yield node.lineno, node.id
            case ast.Attribute(ctx=ast.Store()):
                yield node.lineno, node.attr


def test_no_name_is_a_loose_word() -> None:
    assert [
        f"{name_of(path)}:{line} {name}"
        for path in checked()
        for line, name in names(ast.parse(path.read_text(encoding="utf-8")))
        if name.lstrip("_") in FORBIDDEN
    ] == []
