"""The socket as an AsyncAPI 3 document: its address, the frames in both directions, and the
refusals.
"""

from collections.abc import Iterator
from itertools import chain
from typing import Any

from chat import errors
from chat.protocol.schema import Schema, frame_schema, message_schema, variants
from site_config.errors import AisleError, DatabaseAway

ADDRESS = "/ws/chat/"
QUERY = {
    "type": "object",
    "properties": {
        "conversation": {
            "type": "string",
            "format": "uuid",
            "description": "A conversation of yours; without it, the one that you spoke in last.",
        },
        "seen": {
            "type": "integer",
            "minimum": 0,
            "description": "The largest `seq` that you hold: nothing older is sent again.",
        },
    },
}
HEADERS = {
    "type": "object",
    "properties": {
        "Cookie": {
            "type": "string",
            "description": "The session; without one, the handshake gives it in Set-Cookie.",
        },
        "Origin": {
            "type": "string",
            "description": "Programs send none; a browser's must be the very host and port of the "
            "socket.",
        },
    },
}


def asyncapi() -> dict[str, Any]:
    taken, sent = frame_schema(), message_schema()
    messages = {
        name: _message(name, schema) for name, schema in chain(variants(taken), variants(sent))
    }
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Aisle's conversation",
            "version": "1",
            "description": "A conversation with the shop's assistant. Names may be added, and "
            "none is changed.",
        },
        "defaultContentType": "application/json",
        "servers": {
            "shop": {
                "host": "localhost:8000",
                "protocol": "ws",
                "description": "A shop on this machine.",
            }
        },
        "channels": {
            "conversation": {
                "address": ADDRESS,
                "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in messages},
                "bindings": {"ws": {"method": "GET", "query": QUERY, "headers": HEADERS}},
            }
        },
        "operations": {
            "take": _operation("receive", "The shop takes what a visitor says and does.", taken),
            "tell": _operation(
                "send", "The shop tells every message as it stands, whenever it changes.", sent
            ),
        },
        "components": {"messages": messages, "schemas": _shared(taken) | _shared(sent)},
        "x-codes": refusals(),
    }


def refusals() -> dict[str, str]:
    """Returns every code of an error frame with its usual sentence."""
    kinds: list[type[AisleError]] = [
        kind for kind in _kinds_of(AisleError) if kind.__module__ == errors.__name__
    ]
    kinds.append(DatabaseAway)
    return {kind.code: str(kind.sentence) for kind in kinds}


def _kinds_of(base: type[AisleError]) -> Iterator[type[AisleError]]:
    for kind in base.__subclasses__():
        yield kind
        yield from _kinds_of(kind)


def _operation(action: str, summary: str, schema: Schema) -> dict[str, Any]:
    channel = "#/channels/conversation"
    messages = [{"$ref": f"{channel}/messages/{name}"} for name, _kind in variants(schema)]
    return {
        "action": action,
        "summary": summary,
        "channel": {"$ref": channel},
        "messages": messages,
    }


def _message(name: str, schema: Schema) -> dict[str, Any]:
    payload = {key: value for key, value in schema.items() if key not in ("$schema", "$defs")}
    return {
        "name": name,
        "summary": str(schema.get("description", name)).split("\n")[0],
        "payload": _moved(payload),
    }


def _shared(schema: Schema) -> Schema:
    """Returns the schemas that frames share; the frames themselves are messages."""
    frames = {name for name, _kind in variants(schema)}
    return {
        name: _moved(kind) for name, kind in schema.get("$defs", {}).items() if name not in frames
    }


def _moved(schema: Any) -> Any:
    """Returns the schema with its references in AsyncAPI's place."""
    if isinstance(schema, dict):
        return {
            key: value.replace("#/$defs/", "#/components/schemas/")
            if key == "$ref"
            else _moved(value)
            for key, value in schema.items()
        }
    return [_moved(each) for each in schema] if isinstance(schema, list) else schema
