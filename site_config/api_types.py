"""TypeScript types of the HTTP API, generated from its OpenAPI description. Types of the protocol
are imported from their own file.
"""

import re
from collections.abc import Iterator
from typing import Any

from django.conf import settings

from chat.protocol.typescript import interface, type_of
from site_config.api import api

PROTOCOL = settings.BASE_DIR / "static" / "types" / "aisle.d.ts"
FILE = "static/types/api.d.ts"
HEAD = """\
// Aisle's HTTP API, for programs in TypeScript. Made by `make protocol` from
// /openapi.json; do not edit.
"""
OPERATIONS = (
    "/** Every operation by its method and address: what it takes, and what each status "
    "carries. */\nexport interface Operations {"
)


def declarations() -> str:
    description = api.get_openapi_schema(path_prefix="")
    shared = set(
        re.findall(
            r"^export (?:interface|type) (\w+)", PROTOCOL.read_text(encoding="utf-8"), re.MULTILINE
        )
    )
    schemas = {
        name: schema
        for name, schema in description["components"]["schemas"].items()
        if name not in shared
    }
    interfaces = [interface(name, schema) for name, schema in sorted(schemas.items())]
    operations = [
        _operation(f"{method.upper()} {path}", operation)
        for path, methods in description["paths"].items()
        for method, operation in methods.items()
    ]
    text = "\n".join([*interfaces, "\n".join([OPERATIONS, *operations, "}\n"])])
    code = re.sub(r"/\*\*.*?\*/", "", text, flags=re.DOTALL)
    used = sorted(name for name in shared if re.search(rf"\b{name}\b", code))
    return f'{HEAD}\nimport type {{ {", ".join(used)} }} from "./aisle.js";\n\n{text}'


def _operation(name: str, operation: dict[str, Any]) -> str:
    return "\n".join(
        [f"  /** {operation['summary']} */", f'  "{name}": {{', *_parts(operation), "  };"]
    )


def _parts(operation: dict[str, Any]) -> Iterator[str]:
    for place in ("path", "query"):
        if parameters := [each for each in operation["parameters"] if each["in"] == place]:
            yield f"    {place}: {{ {'; '.join(map(_parameter, parameters))} }};"
    if body := operation.get("requestBody"):
        yield f"    body: {_content(body)};"
    yield "    responses: {"
    for status, response in operation["responses"].items():
        yield f"      {status}: {_content(response)};"
    yield "    };"


def _parameter(parameter: dict[str, Any]) -> str:
    return (
        f"{parameter['name']}{'' if parameter['required'] else '?'}: {type_of(parameter['schema'])}"
    )


def _content(part: dict[str, Any]) -> str:
    content = next(iter(part.get("content", {}).items()), None)
    if content is None:
        return "undefined"
    kind, media = content
    return type_of(media["schema"]) if kind == "application/json" else "string"
