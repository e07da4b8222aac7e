"""TypeScript declarations of a JSON Schema, as far as pydantic's schemas need the language."""

import json
from collections.abc import Iterator
from typing import Any

from chat.protocol.schema import Schema, variants

PRIMITIVES = {
    "string": "string",
    "integer": "number",
    "number": "number",
    "boolean": "boolean",
    "null": "null",
}
HEAD = """\
// What Aisle takes and sends, for programs in TypeScript. Made by `manage.py write_protocol`;
// do not edit.
// Names may be added, and none is changed: ignore what you do not know.
"""


def declarations(frame: Schema, *received: Schema) -> str:
    """Returns one interface per model. `Frame` is sent, each of the others is received."""
    models = frame.get("$defs", {}) | dict(variants(frame))
    for schema in received:
        models |= schema.get("$defs", {}) | {schema["title"]: schema}
    declared = [interface(name, schema) for name, schema in models.items()]
    union = " | ".join(name for name, _kind in variants(frame))
    return "\n".join(
        [HEAD, *declared, f"{_comment(frame.get('description'))}export type Frame = {union};\n"]
    )


def type_of(schema: Schema) -> str:
    """Returns a type in TypeScript; `unknown` where any value is allowed."""
    match schema:
        case {"$ref": str(reference)}:
            return reference.rsplit("/", 1)[-1]
        case {"const": _} | {"enum": _}:
            return " | ".join(
                json.dumps(value) for value in schema.get("enum", [schema.get("const")])
            )
        case {"anyOf": kinds} | {"oneOf": kinds}:
            return " | ".join(dict.fromkeys(type_of(kind) for kind in kinds))
        case {"type": "array" | "object" as kind}:
            return _array(schema) if kind == "array" else _record(schema)
        case {"type": str(name)}:
            return PRIMITIVES[name]
    return "unknown"


def _array(schema: Schema) -> str:
    if "prefixItems" in schema:
        return f"[{', '.join(map(type_of, schema['prefixItems']))}]"
    item = type_of(schema.get("items", {}))
    return f"({item})[]" if " " in item else f"{item}[]"


def _record(schema: Schema) -> str:
    values = schema.get("additionalProperties", True)
    return f"Record<string, {type_of(values) if isinstance(values, dict) else 'unknown'}>"


def interface(name: str, schema: Schema) -> str:
    comment = _comment(schema.get("description"))
    if "properties" not in schema:
        return f"{comment}export type {name} = {type_of(schema)};\n"
    return "\n".join([f"{comment}export interface {name} {{", *_fields(schema), "}\n"])


def _fields(schema: Schema) -> Iterator[str]:
    required = schema.get("required", [])
    for name, field in schema["properties"].items():
        mark = "" if name in required else "?"
        yield f"{_comment(field.get('description'), '  ')}  {name}{mark}: {type_of(field)};"


def _comment(text: Any, indent: str = "") -> str:
    """Returns the description as a comment for editors, with a line break."""
    if not text:
        return ""
    lines = str(text).replace("*/", "*\\/").splitlines()
    if len(lines) == 1:
        return f"{indent}/** {lines[0]} */\n"
    body = "\n".join(f"{indent} * {line}".rstrip() for line in lines)
    return f"{indent}/**\n{body}\n{indent} */\n"
