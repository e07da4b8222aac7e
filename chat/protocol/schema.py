"""JSON Schema (2020-12) of the frames as pydantic generates it, without details that only matter
here.
"""

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode
from pydantic_core import core_schema

from chat.wire import Message, WebSocketMessage, frames
from shop.wire import ProductSearchResult

DIALECT = "https://json-schema.org/draft/2020-12/schema"
Schema = dict[str, Any]


class Plain(GenerateJsonSchema):
    """Leaves out titles that repeat a name, and requires the fields that are always sent."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False

    def tagged_union_schema(self, schema: core_schema.TaggedUnionSchema) -> Schema:
        # "discriminator" is OpenAPI's word; the constants of `type` tell as much to everybody.
        made = super().tagged_union_schema(schema)
        made.pop("discriminator", None)
        return made

    def field_is_required(
        self,
        field: core_schema.ModelField | core_schema.DataclassField | core_schema.TypedDictField,
        total: bool,
    ) -> bool:
        inner = field["schema"]
        # Frames leave out what is null, and nothing else.
        if self.mode == "serialization" and inner["type"] == "default":
            return inner.get("default", ...) is not None
        return super().field_is_required(field, total)


def frame_schema() -> Schema:
    """Returns the schema of the frames that a client sends."""
    return _document(
        "Frame", "What a client sends to /ws/chat/, one frame at a time.", _schema("validation")
    )


def message_schema() -> Schema:
    """Returns the schema of the messages that a client receives."""
    return _document(
        "WebSocketMessage", "What a client receives from /ws/chat/.", _schema("serialization")
    )


def widget_schema() -> Schema:
    """Returns the schema of a message as the widget hands it to the host page."""
    return _document(
        "Message",
        "A message as the embedded conversation hands it to the page around it.",
        _sent(Message),
    )


def search_schema() -> Schema:
    """Returns the schema of search results."""
    return _document(
        "ProductSearchResult", "What a search of the catalogue returns.", _sent(ProductSearchResult)
    )


def variants(schema: Schema) -> Iterator[tuple[str, Schema]]:
    """Yields each kind of frame with its name; a single one where there is no union."""
    kinds = schema.get("oneOf") or schema.get("anyOf") or [schema]
    for kind in kinds:
        name = str(kind["$ref"]).rsplit("/", 1)[-1] if "$ref" in kind else str(kind["title"])
        yield name, schema.get("$defs", {}).get(name, kind)


def _schema(mode: JsonSchemaMode) -> Schema:
    if mode == "validation":
        return frames.json_schema(mode=mode, schema_generator=Plain)
    return _sent(WebSocketMessage)


def _sent(model: type[BaseModel]) -> Schema:
    return model.model_json_schema(mode="serialization", schema_generator=Plain)


def _document(title: str, description: str, schema: Schema) -> Schema:
    return {"$schema": DIALECT, "title": title, "description": description, **schema}
