"""The published protocol: JSON Schema, AsyncAPI and TypeScript, generated from the models in
chat/wire.py.

`manage.py write_protocol` writes `documents()` below static/; a test fails while the files there
differ.
"""

import json

from chat.protocol.asyncapi import asyncapi
from chat.protocol.schema import frame_schema, message_schema, search_schema, widget_schema
from chat.protocol.typescript import declarations

__all__ = ["documents"]


def documents() -> dict[str, str]:
    """Returns the path below static/ and the text of each file."""
    frame, message, widget, search = (
        frame_schema(),
        message_schema(),
        widget_schema(),
        search_schema(),
    )
    return {
        "protocol/frame.schema.json": _text(frame),
        "protocol/message.schema.json": _text(message),
        "protocol/widget.schema.json": _text(widget),
        "protocol/search.schema.json": _text(search),
        "protocol/asyncapi.json": _text(asyncapi()),
        "types/aisle.d.ts": declarations(frame, message, widget, search),
    }


def _text(document: object) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"
