"""Frames in and out of a conversation. `WebSocketMessage` and its parts are a contract: names may
be added, none is changed.
"""

import re
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter

from shop.wire import ErrorKind, ProductResult

LONGEST_MESSAGE = 4000
# Bytes of a frame: the longest message in four-byte characters, each escaped, and room for the
# rest.
LONGEST_FRAME = 64 * 1024


# Of a page of the shop; its query has all that was chosen.
LONGEST_ADDRESS = 2000

Rating = Literal["up", "down"]


class ToolResult(BaseModel):
    tool: str
    result: str


class FeedbackResult(BaseModel):
    """What the visitor thinks of an answer."""

    rating: Rating
    reason: str = ""


class Change(BaseModel):
    """What is no longer as it was when an answer was given."""

    product: int
    name: str
    price_then: float
    currency: str
    price: float | None = Field(
        default=None, description="Today's; absent where the product is no longer sold."
    )
    sold_out: bool = Field(default=False, description="It could be bought then, and cannot now.")


class Metadata(BaseModel):
    context_used: bool | None = Field(
        default=None, description="Whether the answer rests on what the tools returned."
    )
    confidence: float | None = Field(
        default=None,
        ge=0,
        le=1,
        description="How well the best product answers the words, see the protocol; absent where "
        "nothing was looked up.",
    )
    error: ErrorKind | None = None
    tool_results: list[ToolResult] | None = None
    selected_product: ProductResult | None = None
    products: list[ProductResult] | None = Field(
        default=None, description="The cards under the words, in order."
    )
    changes: list[Change] | None = Field(
        default=None,
        description="Products of the answer that cost something else now, or have gone.",
    )
    feedback: FeedbackResult | None = None


class WebSocketMessage(BaseModel):
    """One message as it stands: a later one with the same `id` and a larger `seq` takes
    its place.
    """

    type: Literal["message", "loading", "error", "selected"] = Field(
        description="loading: an answer without words yet; error: a frame was refused, see "
        "`code`; selected: another product is talked "
        "about, `metadata.selected_product`, or none."
    )
    role: Literal["user", "assistant"]
    message: str
    timestamp: datetime
    metadata: Metadata | None = None
    id: UUID | None = None
    conversation: UUID | None = None
    seq: int = Field(
        default=0,
        description="Grows with every frame of a conversation; come back with the largest that "
        "you hold.",
    )
    position: int | None = Field(
        default=None,
        description="Its place in the conversation: 1 is the first question, 2 its answer.",
    )
    version: int | None = Field(
        default=None, description="1, or more where it was asked again or edited."
    )
    replaces: UUID | None = Field(default=None, description="The message whose place it takes.")
    status: Literal["sent", "sending", "error"] = "sent"
    code: str | None = Field(
        default=None, description="Of an error frame: what went wrong, for programs."
    )
    retry_after: int | None = Field(
        default=None,
        description="Of an error frame: after how many seconds the same frame may be taken.",
    )
    client_id: UUID | None = Field(
        default=None,
        description="The sender's own id of what it sent; on a message, it acknowledges it.",
    )


class Message(BaseModel):
    """A message as the widget on other sites holds it, and hands it to the page around it."""

    id: UUID
    type: Literal["message", "loading"] = Field(description="loading: an answer without words yet.")
    content: str
    sender: Literal["user", "assistant"]
    timestamp: datetime
    status: Literal["sent", "sending", "error"]
    metadata: Metadata | None = None


def widget_message(sent: WebSocketMessage) -> Message:
    """The same message as the widget holds it. Raises ValidationError for a frame that is no
    message of a conversation.
    """
    fields = sent.model_dump(include={"id", "type", "timestamp", "status"})
    return Message(**fields, content=sent.message, sender=sent.role, metadata=sent.metadata)


class ConversationExport(BaseModel):
    """A whole conversation, to take away."""

    id: UUID
    begun: datetime
    updated: datetime
    messages: list[WebSocketMessage]


# A character that can be seen: neither a space nor a control character.
VISIBLE = r"[^\s\x00-\x1f\x7f-\x9f]"


def _not_blank(text: str) -> str:
    if not re.search(VISIBLE, text):
        raise ValueError("empty_message")
    return text


def _without_nul(text: str) -> str:
    """PostgreSQL stores no NUL, and nobody means one."""
    return text.replace("\0", "")


# The length first: the schemas cannot say that it counts without the spaces around, and after a
# function pydantic no longer calls it one of a string.
Words = Annotated[
    str,
    StringConstraints(max_length=LONGEST_MESSAGE),
    AfterValidator(str.strip),
    AfterValidator(_without_nul),
    AfterValidator(_not_blank),
    Field(json_schema_extra={"minLength": 1, "pattern": VISIBLE}),
]


Reason = Annotated[
    str, StringConstraints(max_length=500), AfterValidator(str.strip), AfterValidator(_without_nul)
]


class MessageFrame(BaseModel):
    """What a visitor says. A `client_id` makes it safe to send twice."""

    model_config = ConfigDict(extra="forbid")

    type: Literal["message"]
    message: Words
    client_id: UUID | None = None
    selected_product: int | None = Field(
        default=None, ge=1, lt=2**63, description="The id of the product that is talked about."
    )
    page: str = Field(
        default="",
        max_length=LONGEST_ADDRESS,
        description="The address, path and query, of the shop's page that the visitor looks at, "
        "such as /search/?q=tent. An address of no page of the shop is ignored.",
    )
    # Parts of the contract's own shape that a program may send along.
    role: Literal["user"] = "user"
    timestamp: datetime | None = None
    metadata: dict[str, Any] | None = None


class RetryFrame(BaseModel):
    """Ask for another version of an answer that has ended, however it ended."""

    model_config = ConfigDict(extra="forbid")

    type: Literal["retry"]
    answer: UUID = Field(description="The id of the answer.")
    client_id: UUID | None = None


class EditFrame(BaseModel):
    """Say the last question in other words: it and its answer get another version."""

    model_config = ConfigDict(extra="forbid")

    type: Literal["edit"]
    question: UUID = Field(description="The id of the question.")
    message: Words
    client_id: UUID | None = None


class StopFrame(BaseModel):
    """End the answer that is being written, and those that wait; what was said stays."""

    model_config = ConfigDict(extra="forbid")

    type: Literal["stop"]


class SelectFrame(BaseModel):
    """Choose the product that the next messages are about; null takes the choice back."""

    model_config = ConfigDict(extra="forbid")

    type: Literal["select"]
    product: int | None = Field(default=None, ge=1, lt=2**63, description="The id of a product.")


class FeedbackFrame(BaseModel):
    """What the visitor thinks of an answer that has ended; it takes the place of what was said
    before, and null takes it back.
    """

    model_config = ConfigDict(extra="forbid")

    type: Literal["feedback"]
    answer: UUID = Field(description="The id of the answer.")
    rating: Rating | None = None
    reason: Reason = ""


# What is answered, and what else a program may send.
Asking = MessageFrame | RetryFrame | EditFrame
Frame = Asking | StopFrame | SelectFrame | FeedbackFrame
frames: TypeAdapter[Frame] = TypeAdapter(Annotated[Frame, Field(discriminator="type")])
