"""Calls of tools that a model wrote as text, in the forms that models are trained on, read as the
calls that they were meant to be.
"""

import ast
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

type ToolSchemas = Mapping[str, Mapping[str, Any]]

NAME_KEYS = ("name", "tool", "tool_name", "function", "recipient_name", "action")
ARGUMENT_KEYS = ("arguments", "parameters", "args", "input", "action_input", "kwargs")
# So many times is a text tried as JSON.
MOST_TRIES = 6
# Deeper ones are no calls, and exhaust Python's stack.
MOST_NESTED = 8
_PARAMETER = re.compile(
    r"<parameter(?:=| name=\"?)([\w.]+)\"?[^>]*>(.*?)</parameter>"
    r"|<arg_key>(.*?)</arg_key>\s*<arg_value>(.*?)</arg_value>",
    re.S,
)


@dataclass(frozen=True)
class Call:
    """`arguments` are a JSON object, whose names the tool knows."""

    tool: str
    arguments: str


def read_calls(text: str, tools: ToolSchemas) -> list[Call]:
    """Returns the calls of known tools; an empty list where one of them cannot be read."""
    for read in (_from_json, _from_named_json, _from_tags, _from_python):
        found = list(read(text, tools))
        if found:
            return [] if None in found else [each for each in found if each]
    return []


def _made(tool: str, arguments: object, tools: ToolSchemas) -> Call | None:
    if isinstance(arguments, str):
        arguments = _loaded(arguments or "{}")
    if not isinstance(arguments, dict):
        return None
    schema = tools[tool]
    known, required = schema.get("properties", {}), schema.get("required", ())
    if not set(required) <= arguments.keys() <= set(known):
        return None
    return Call(tool, json.dumps(arguments, ensure_ascii=False))


def _from_json(text: str, tools: ToolSchemas) -> Iterator[Call | None]:
    """{"name": "search_products", "arguments": {"words": "tent"}}, alone or within others."""
    for value, _end in _values(text):
        yield from _calls_in(value, tools)


def _calls_in(value: object, tools: ToolSchemas, depth: int = 0) -> Iterator[Call | None]:
    if depth > MOST_NESTED:
        return
    if not isinstance(value, dict):
        for each in value if isinstance(value, list) else ():
            yield from _calls_in(each, tools, depth + 1)
    elif tool := _tool_of(value, tools):
        given = [value[key] for key in ARGUMENT_KEYS if key in value]
        yield _made(tool, given[0] if given else {}, tools)
    else:
        for each in value.values():
            yield from _calls_in(each, tools, depth + 1)


def _tool_of(value: Mapping[str, object], tools: ToolSchemas) -> str:
    names = [str(value[key]).rpartition(".")[2] for key in NAME_KEYS if key in value]
    return next((name for name in names if name in tools), "")


def _from_named_json(text: str, tools: ToolSchemas) -> Iterator[Call | None]:
    """search_products {"words": "tent"}, with whatever marks stand between."""
    names = list(_names(tools).finditer(text))[:MOST_TRIES]
    for at, found in enumerate(names):
        end = names[at + 1].start() if at + 1 < len(names) else len(text)
        value = next((value for value, _end in _values(text[found.end() : end])), None)
        if isinstance(value, dict):
            yield _made(found[0], value, tools)


def _from_tags(text: str, tools: ToolSchemas) -> Iterator[Call | None]:
    """<function=search_products><parameter=words>tent</parameter></function> and its like."""
    names = list(_names(tools).finditer(text))[:MOST_TRIES]
    for at, found in enumerate(names):
        end = names[at + 1].start() if at + 1 < len(names) else len(text)
        given = {
            (each[1] or each[3]).strip(): _value(each[2] if each[1] else each[4])
            for each in _PARAMETER.finditer(text, found.end(), end)
        }
        if given:
            yield _made(found[0], given, tools)


def _from_python(text: str, tools: ToolSchemas) -> Iterator[Call | None]:
    """search_products(words="tent"), alone, in a list, or printed."""
    found = _names(tools).search(text)
    if not found:
        return
    begin = max(text.rfind("\n", 0, found.start()) + 1, 0)
    code = text[begin:].strip().strip("`").strip()
    for source in (code, text[found.start() :].strip().rstrip("`]) \n") + ")"):
        if tree := _parsed(source):
            yield from _python_calls(tree, tools)
            return
    if re.fullmatch(r"\W*", text[: found.start()].rpartition(">")[2] + text[found.end() :]):
        yield _made(found[0], {}, tools)


def _python_calls(tree: ast.AST, tools: ToolSchemas) -> Iterator[Call | None]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        name = node.func.id if isinstance(node.func, ast.Name) else name
        if name in tools:
            yield _python_call(name, node, tools)


def _python_call(name: str, node: ast.Call, tools: ToolSchemas) -> Call | None:
    try:
        given = {each.arg or "": ast.literal_eval(each.value) for each in node.keywords}
        plain = [ast.literal_eval(each) for each in node.args]
    except (ValueError, RecursionError):
        return None
    if len(plain) == 1 and isinstance(plain[0], dict) and not given:
        return _made(name, plain[0], tools)
    places = tools[name].get("properties", {})
    given |= dict(zip(places, plain, strict=False))
    return _made(name, given, tools)


def _parsed(source: str) -> ast.AST | None:
    try:
        return ast.parse(source, mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _names(tools: ToolSchemas) -> re.Pattern[str]:
    names = "|".join(sorted(map(re.escape, tools), key=len, reverse=True)) or r"(?!)"
    return re.compile(rf"\b(?:{names})\b")


def _values(text: str) -> Iterator[tuple[object, int]]:
    """The JSON objects and lists of a text, one after the other, in few tries."""
    at = 0
    for _try in range(MOST_TRIES):
        found = re.compile(r"[{\[]").search(text, at)
        if not found:
            return
        try:
            value, at = json.JSONDecoder().raw_decode(text, found.start())
            yield value, at
        except (ValueError, RecursionError):
            at = found.end()


def _loaded(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _value(text: str) -> object:
    """An argument between tags: JSON where it is, else a text."""
    loaded = _loaded(text.strip())
    return text.strip() if loaded is None and text.strip() != "null" else loaded
