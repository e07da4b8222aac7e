"""The published protocol is what the server speaks: made of the same models, and current."""

import json
from typing import Any, get_args
from uuid import uuid4

import pytest
from django.conf import settings
from jsonschema import Draft202012Validator

from chat.protocol import documents
from chat.protocol.asyncapi import asyncapi, refusals
from chat.protocol.schema import frame_schema, message_schema, variants
from chat.protocol.typescript import declarations, type_of
from chat.wire import Frame
from tests.clients import Program


@pytest.mark.parametrize("name", documents())
def test_what_is_published_is_current(name: str) -> None:
    published = (settings.BASE_DIR / "static" / name).read_text(encoding="utf-8")
    assert published == documents()[name], "run make protocol"


@pytest.mark.parametrize("schema", [frame_schema(), message_schema()], ids=["frame", "message"])
def test_the_schemas_are_of_the_dialect_that_they_name(schema: dict[str, Any]) -> None:
    Draft202012Validator.check_schema(schema)


def test_every_frame_that_the_server_takes_is_published() -> None:
    assert {name for name, _kind in variants(frame_schema())} == {
        kind.__name__ for kind in get_args(Frame)
    }


@pytest.mark.parametrize(
    ("frame", "is_one"),
    [
        ({"type": "message", "message": "tents"}, True),
        (
            {
                "type": "message",
                "message": "tents",
                "client_id": str(uuid4()),
                "selected_product": 7,
            },
            True,
        ),
        ({"type": "stop"}, True),
        ({"type": "message"}, False),
        ({"type": "message", "message": "x" * 4001}, False),
        ({"type": "message", "message": "x", "volume": 11}, False),
        ({"type": "message", "message": "x", "selected_product": 0}, False),
        ({"type": "dance"}, False),
        ([], False),
    ],
)
def test_the_schema_takes_what_the_server_takes(frame: object, is_one: bool) -> None:
    assert Draft202012Validator(frame_schema()).is_valid(frame) is is_one


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("transactional_db", "demo", "turns_end")
async def test_what_the_server_sends_is_what_the_schema_says() -> None:
    validator = Draft202012Validator(message_schema())
    async with Program() as program:
        await program.send(type="dance")
        frames = [await program.receive()]
        await program.send(type="message", message="tents", client_id=str(uuid4()))
        while frames[-1]["role"] == "user" or frames[-1]["status"] != "sent":
            frames.append(await program.receive())
    assert frames[-1]["metadata"]["products"]
    assert [error.message for frame in frames for error in validator.iter_errors(frame)] == []


def test_references_of_the_asyncapi_document_lead_somewhere() -> None:
    document = asyncapi()

    def references(part: Any) -> list[str]:
        if isinstance(part, dict):
            own = [part["$ref"]] if "$ref" in part else []
            return own + [each for value in part.values() for each in references(value)]
        return (
            [each for value in part for each in references(value)] if isinstance(part, list) else []
        )

    for reference in references(document):
        found = document
        for step in reference.removeprefix("#/").split("/"):
            found = found[step]


def test_refusals_are_told_by_code() -> None:
    assert {
        "bad_frame",
        "empty_message",
        "message_too_long",
        "conversation_not_found",
        "database_away",
    } <= set(refusals())


@pytest.mark.parametrize(
    ("schema", "said"),
    [
        ({"const": "user"}, '"user"'),
        ({"enum": ["a", "b"]}, '"a" | "b"'),
        ({"anyOf": [{"type": "integer"}, {"type": "number"}, {"type": "null"}]}, "number | null"),
        ({"type": "array", "items": {"$ref": "#/$defs/Tool"}}, "Tool[]"),
        (
            {"type": "array", "items": {"anyOf": [{"type": "string"}, {"type": "null"}]}},
            "(string | null)[]",
        ),
        (
            {"type": "array", "prefixItems": [{"type": "string"}, {"type": "integer"}]},
            "[string, number]",
        ),
        ({"type": "object", "additionalProperties": {"type": "number"}}, "Record<string, number>"),
        ({"type": "object"}, "Record<string, unknown>"),
        ({}, "unknown"),
    ],
)
def test_a_schema_as_a_type(schema: dict[str, Any], said: str) -> None:
    assert type_of(schema) == said


def test_fields_that_may_be_absent_are_optional_and_told_of() -> None:
    text = declarations(frame_schema(), message_schema())
    assert "  client_id?: string | null;" in text
    assert (
        "  /** The id of the product that is talked about. */\n  selected_product?: number | null;"
        in text
    )
    assert '  status: "sent" | "sending" | "error";' in text
    assert text.count("export interface ProductResult {") == 1


def test_the_documents_are_json() -> None:
    for name, text in documents().items():
        assert name.endswith(".d.ts") or json.loads(text)
