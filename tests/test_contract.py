"""The five shapes that outsiders rely on, field by field: in the models, the published schemas, the
types, and what is really sent.
"""

import html
import json
import re
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import AsyncClient
from jsonschema import Draft202012Validator
from pydantic import BaseModel

from chat import wire as chat_wire
from chat.models import Site
from chat.visitors.tokens import HEADER, TokenSession
from shop import wire as shop_wire
from tests.clients import Program

STRING, NUMBER, BOOLEAN = {"type": "string"}, {"type": "number"}, {"type": "boolean"}
TIMESTAMP = {
    "type": "string",
    "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$",
}
ERROR = {"enum": ["timeout", "cancelled", "system_error"]}


@dataclass(frozen=True)
class Field:
    """A field of the contract: its schema, and its type as TypeScript writes it."""

    schema: dict[str, Any]
    type: str
    required: bool = True


def shape(name: str) -> dict[str, str]:
    return {"$ref": f"#/$defs/{name}"}


def listed(name: str) -> dict[str, Any]:
    return {"type": "array", "items": shape(name)}


# Written out here once more and not taken from the code: what outsiders rely on does not change
# with it.
METADATA = {
    "context_used": Field(BOOLEAN, "boolean", False),
    "confidence": Field({"type": "number", "minimum": 0, "maximum": 1}, "number", False),
    "error": Field(ERROR, '"timeout" | "cancelled" | "system_error"', False),
    "tool_results": Field(listed("ToolResult"), "ToolResult[]", False),
    "selected_product": Field(shape("ProductResult"), "ProductResult", False),
}
CONTRACT: dict[str, dict[str, Field]] = {
    "WebSocketMessage": {
        "type": Field(STRING, '"message" | "loading" | "error" | "selected"'),
        "role": Field({"enum": ["user", "assistant"]}, '"user" | "assistant"'),
        "message": Field(STRING, "string"),
        "timestamp": Field(TIMESTAMP, "string"),
        "metadata": Field(shape("Metadata"), "Metadata", False),
    },
    "Message": {
        "id": Field(STRING, "string"),
        "type": Field({"enum": ["message", "loading"]}, '"message" | "loading"'),
        "content": Field(STRING, "string"),
        "sender": Field({"enum": ["user", "assistant"]}, '"user" | "assistant"'),
        "timestamp": Field(TIMESTAMP, "string"),
        "status": Field({"enum": ["sent", "sending", "error"]}, '"sent" | "sending" | "error"'),
        "metadata": Field(shape("Metadata"), "Metadata", False),
    },
    "Metadata": METADATA,
    "ToolResult": {"tool": Field(STRING, "string"), "result": Field(STRING, "string")},
    "ProductResult": {
        "category": Field(STRING, "string"),
        "name": Field(STRING, "string"),
        "description": Field(STRING, "string"),
        "price": Field(NUMBER, "number"),
        "signed_url": Field(STRING, "string", False),
        "scores": Field(shape("Scores"), "Scores"),
    },
    "Scores": {"hybrid": Field(NUMBER, "number")},
    "ProductSearchResult": {
        "data": Field(listed("ProductResult"), "ProductResult[]"),
        "metadata": Field(shape("SearchMetadata"), "SearchMetadata"),
    },
    "SearchMetadata": {
        "search_type": Field(STRING, '"hybrid" | "text" | "vector" | "browse"'),
        "total_results": Field({"type": "integer"}, "number"),
        "weights": Field(shape("Weights"), "Weights", False),
        "error": Field(ERROR, '"timeout" | "cancelled" | "system_error"', False),
    },
    "Weights": {"text": Field(NUMBER, "number"), "vector": Field(NUMBER, "number")},
}
FIELDS = [(name, field) for name, fields in CONTRACT.items() for field in fields]
# The shape that each published schema describes.
PUBLISHED = {"message": "WebSocketMessage", "widget": "Message", "search": "ProductSearchResult"}
TYPES = (settings.BASE_DIR / "static" / "types" / "aisle.d.ts").read_text(encoding="utf-8")


def model(name: str) -> type[BaseModel]:
    found: type[BaseModel] = getattr(chat_wire, name, None) or getattr(shop_wire, name)
    return found


def validator(name: str) -> Draft202012Validator:
    """Of the contract alone: what Aisle adds is let through."""
    definitions = {
        each: {
            "type": "object",
            "required": [key for key, field in fields.items() if field.required],
            "properties": {key: field.schema for key, field in fields.items()},
        }
        for each, fields in CONTRACT.items()
    }
    return Draft202012Validator({"$defs": definitions, **shape(name)})


def faults(name: str, sent: Any) -> list[str]:
    return [f"{error.json_path}: {error.message}" for error in validator(name).iter_errors(sent)]


def without_nulls(value: Any) -> Any:
    """An optional field of the HTTP API that is null counts as absent."""
    if isinstance(value, dict):
        return {key: without_nulls(each) for key, each in value.items() if each is not None}
    return [without_nulls(each) for each in value] if isinstance(value, list) else value


@pytest.mark.parametrize(("name", "field"), FIELDS)
def test_the_models_have_the_field(name: str, field: str) -> None:
    found = model(name).model_fields[field]
    accepts_none = type(None) in getattr(found.annotation, "__args__", ())
    assert accepts_none is not CONTRACT[name][field].required
    assert found.is_required() or found.default is None or CONTRACT[name][field].required


@pytest.mark.parametrize("file", PUBLISHED)
def test_the_published_schemas_have_each_field(file: str) -> None:
    schema = json.loads(
        (settings.BASE_DIR / "static" / "protocol" / f"{file}.schema.json").read_text(
            encoding="utf-8"
        )
    )
    Draft202012Validator.check_schema(schema)
    parts = schema["$defs"] | {PUBLISHED[file]: schema}
    for name in parts.keys() & CONTRACT.keys():
        required = {key for key, field in CONTRACT[name].items() if field.required}
        assert CONTRACT[name].keys() <= parts[name]["properties"].keys(), name
        assert required == CONTRACT[name].keys() & set(
            parts[name]["required"] if required else ()
        ), name


@pytest.mark.parametrize(("name", "field"), FIELDS)
def test_the_types_have_the_field(name: str, field: str) -> None:
    body = re.search(rf"^export interface {name} {{\n(.*?)^}}", TYPES, re.MULTILINE | re.DOTALL)
    assert body
    wanted = CONTRACT[name][field]
    declared = (
        f"  {field}: {wanted.type};" if wanted.required else f"  {field}?: {wanted.type} | null;"
    )
    assert declared in body[1].splitlines()


def test_a_message_of_the_widget_has_no_other_field() -> None:
    assert list(chat_wire.Message.model_fields) == list(CONTRACT["Message"])


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("transactional_db", "demo", "turns_end")
class TestSent:
    async def test_over_the_socket(self) -> None:
        async with Program() as program:
            await program.send(type="message", message="a tent for two", client_id=str(uuid4()))
            frames = [await program.receive()]
            while frames[-1]["role"] == "user" or frames[-1]["status"] != "sent":
                frames.append(await program.receive())
        assert [fault for frame in frames for fault in faults("WebSocketMessage", frame)] == []
        assert {"tool_results", "confidence", "context_used"} <= frames[-1]["metadata"].keys()
        assert [
            fault
            for product in frames[-1]["metadata"]["products"]
            for fault in faults("ProductResult", product)
        ] == []

    async def test_over_http(self, async_client: AsyncClient) -> None:
        found = (await async_client.get("/api/products/search", {"q": "warm jacket"})).json()
        assert faults("ProductSearchResult", without_nulls(found)) == []
        assert found["metadata"]["weights"]
        conversation = (await async_client.post("/api/conversations")).json()["id"]
        address = f"/api/conversations/{conversation}/messages"
        said = (
            await async_client.post(address, {"message": "tents"}, content_type="application/json")
        ).json()
        assert faults("WebSocketMessage", without_nulls(said["question"])) == []
        assert faults("WebSocketMessage", without_nulls(said["answer"])) == []

    async def test_in_the_frame_and_on_no_page_of_the_shop(self, async_client: AsyncClient) -> None:
        site = await Site.objects.acreate(
            key="garden", name="Garden", origins="https://garden.example"
        )
        headers = {HEADER: TokenSession(site).token, "HX-Request": "true"}
        said = {"type": "message", "message": 'a "warm" jacket & <b>', "client_id": str(uuid4())}
        await async_client.post("/chat/", said, headers=headers)
        text = (await async_client.get("/chat/", headers=headers)).content.decode()
        question, answer = [
            json.loads(html.unescape(each)) for each in re.findall(r'data-message="([^"]*)"', text)
        ]
        assert faults("Message", question) + faults("Message", answer) == []
        assert (question["content"], question["sender"], question["status"]) == (
            said["message"],
            "user",
            "sent",
        )
        assert answer.keys() <= CONTRACT["Message"].keys()
        await async_client.post("/chat/", said | {"client_id": str(uuid4())})
        assert "data-message" not in (await async_client.get("/chat/")).content.decode()
