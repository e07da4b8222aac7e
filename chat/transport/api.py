"""The conversation over plain HTTP, for programs that do not use the socket. Messages and answers
are the same.
"""

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status
from pydantic import Field

from chat.answering.product_snapshots import CurrentProducts
from chat.errors import (
    AlreadyReplaced,
    EmptyMessage,
    Erased,
    MessageTooLong,
    NoConversation,
    NoMessage,
    NotTheLast,
    StillWriting,
    TooManyMessages,
    TooManySockets,
)
from chat.models import Conversation, Message
from chat.transport import events
from chat.transport.export import exported
from chat.transport.render import wires
from chat.turns import feedback, retention
from chat.turns import service as turns
from chat.turns.transcript import snapshot, transcript
from chat.turns.versions import versions_of
from chat.visitors.access import (
    address_of,
    begin_conversation,
    get_conversation_for,
    remember,
    site_of,
    visitor_of,
    visitor_to_be,
)
from chat.wire import (
    LONGEST_ADDRESS,
    Asking,
    ConversationExport,
    EditFrame,
    FeedbackFrame,
    MessageFrame,
    Rating,
    Reason,
    RetryFrame,
    WebSocketMessage,
    Words,
)
from site_config.aio import in_database
from site_config.errors import WrongOrigin, refuses
from site_config.origin import is_same_origin

router = Router(tags=["conversations"])

# The refusals of every operation that the assistant answers.
ASKING = (NoConversation, Erased, TooManyMessages)


class ConversationResult(Schema):
    id: UUID
    socket: str = Field(description="Where the same conversation is on a socket.")


class NewMessage(Schema):
    message: Words
    client_id: UUID | None = Field(
        None, description="Made by you: the same one twice is one message and one answer."
    )
    selected_product: Annotated[int, Field(ge=1, lt=2**63)] | None = None
    page: str = Field(
        "",
        max_length=LONGEST_ADDRESS,
        description="The address, path and query, of the shop's page that the visitor looks at.",
    )


class OtherWords(Schema):
    message: Words
    client_id: UUID | None = Field(
        None, description="Made by you: the same one twice is one version."
    )


class Again(Schema):
    client_id: UUID | None = Field(
        None, description="Made by you: the same one twice is one version."
    )


class NewFeedback(Schema):
    rating: Rating | None = None
    reason: Reason = Field("", description="Up to 500 characters.")


class Patience(Schema):
    wait: Annotated[float, Field(ge=0, le=60)] = Field(
        30,
        description="Seconds to wait for the answer; with 0 it comes as it stands, to be read "
        "again later.",
    )


class ExchangeResult(Schema):
    question: WebSocketMessage
    answer: WebSocketMessage


@router.post("/conversations", response={201: ConversationResult}, summary="Begin a conversation")
def create_conversation(request: HttpRequest) -> Status[ConversationResult]:
    """It belongs to the session cookie that the response sets, or that the request sent. Nobody
    else can open it.
    """
    _check_origin(request)
    address = _address(request)
    visitor = visitor_to_be(request.session, address)
    conversation = begin_conversation(visitor, site_of(request.session), address)
    remember(request.session, visitor)
    return Status(
        201,
        ConversationResult(id=conversation.pk, socket=f"/ws/chat/?conversation={conversation.pk}"),
    )


@router.get(
    "/conversations/{conversation_id}/messages",
    response={200: list[WebSocketMessage]},
    openapi_extra=refuses(NoConversation),
    summary="All that was said",
)
async def list_messages(request: HttpRequest, conversation_id: UUID) -> list[WebSocketMessage]:
    conversation = await in_database(_mine)(request, conversation_id)
    await turns.attend(conversation.pk)
    return await in_database(_all)(conversation)


EVENT = {
    "type": "object",
    "required": ["id", "data"],
    "properties": {
        "id": {"type": "string", "description": "The `seq`."},
        "data": {
            "type": "string",
            "contentMediaType": "application/json",
            "contentSchema": {"$ref": "#/components/schemas/WebSocketMessage"},
        },
    },
}
EVENTS = {
    200: {
        "description": "The data of each event is a WebSocketMessage, its id the `seq`.",
        "content": {"text/event-stream": {"schema": EVENT}},
    }
}


class Seen(Schema):
    seen: Annotated[int, Field(ge=0, lt=2**60)] = Field(
        0, description="The largest `seq` that you hold; the header Last-Event-ID outdoes it."
    )


@router.get(
    "/conversations/{conversation_id}/events",
    response={200: None},
    summary="All that is said, as server-sent events",
    openapi_extra=refuses(NoConversation, TooManySockets, responses=EVENTS),
)
async def stream_events(request: HttpRequest, conversation_id: UUID, seen: Query[Seen]) -> Any:
    """Sends the states after `seen`, then new ones. The stream ends after ten minutes, or with the
    process: reconnect with the last id.
    """
    conversation = await in_database(_mine)(request, conversation_id)
    last = request.headers.get("Last-Event-ID", "")
    return events.stream(
        request,
        conversation,
        int(last) if last.isascii() and last.isdigit() and len(last) < 18 else seen.seen,
    )


@router.post(
    "/conversations/{conversation_id}/messages",
    response={200: ExchangeResult},
    openapi_extra=refuses(*ASKING, MessageTooLong, EmptyMessage),
    summary="Say something",
)
async def send_message(
    request: HttpRequest, conversation_id: UUID, body: NewMessage, patience: Query[Patience]
) -> ExchangeResult:
    """Safe to repeat with the same `client_id`. A client that goes away does not end the answer."""
    said = MessageFrame(
        type="message",
        message=body.message,
        client_id=body.client_id,
        selected_product=body.selected_product,
        page=body.page,
    )
    return await _ask(request, conversation_id, said, patience)


@router.post(
    "/conversations/{conversation_id}/messages/{message_id}/retry",
    response={200: ExchangeResult},
    openapi_extra=refuses(*ASKING, NoMessage, AlreadyReplaced, StillWriting),
    summary="Ask for an answer again",
)
async def retry(
    request: HttpRequest,
    conversation_id: UUID,
    message_id: UUID,
    body: Again,
    patience: Query[Patience],
) -> ExchangeResult:
    """Writes another version of an answer that has ended, with or without an error. Safe to repeat
    with the same `client_id`.
    """
    return await _ask(
        request,
        conversation_id,
        RetryFrame(type="retry", answer=message_id, client_id=body.client_id),
        patience,
    )


@router.post(
    "/conversations/{conversation_id}/messages/{message_id}/edit",
    response={200: ExchangeResult},
    openapi_extra=refuses(
        *ASKING, MessageTooLong, EmptyMessage, NoMessage, AlreadyReplaced, NotTheLast
    ),
    summary="Change the last question",
)
async def edit(
    request: HttpRequest,
    conversation_id: UUID,
    message_id: UUID,
    body: OtherWords,
    patience: Query[Patience],
) -> ExchangeResult:
    """Replaces the words of the last question, and answers them. Safe to repeat with the same
    `client_id`.
    """
    edited = EditFrame(
        type="edit", question=message_id, message=body.message, client_id=body.client_id
    )
    return await _ask(request, conversation_id, edited, patience)


@router.get(
    "/conversations/{conversation_id}/messages/{message_id}/versions",
    response={200: list[WebSocketMessage]},
    openapi_extra=refuses(NoConversation, NoMessage),
    summary="All versions of a message",
)
async def list_versions(
    request: HttpRequest, conversation_id: UUID, message_id: UUID
) -> list[WebSocketMessage]:
    conversation = await in_database(_mine)(request, conversation_id)
    return await in_database(_wires)(await in_database(versions_of)(conversation, message_id))


@router.put(
    "/conversations/{conversation_id}/messages/{message_id}/feedback",
    response={200: WebSocketMessage},
    openapi_extra=refuses(NoConversation, NoMessage),
    summary="Say what you think of an answer",
)
async def give_feedback(
    request: HttpRequest, conversation_id: UUID, message_id: UUID, body: NewFeedback
) -> WebSocketMessage:
    """Replaces your earlier rating of this answer. Without a rating, it is removed."""
    _check_origin(request)
    conversation = await in_database(_mine)(request, conversation_id)
    said = FeedbackFrame(type="feedback", answer=message_id, rating=body.rating, reason=body.reason)
    rated = await feedback.rate(conversation.pk, said)
    return (await in_database(_wires)([rated]))[0]


@router.get(
    "/conversations/{conversation_id}/export",
    response={200: ConversationExport},
    openapi_extra=refuses(NoConversation),
    summary="Take it away",
)
async def export(request: HttpRequest, conversation_id: UUID) -> ConversationExport:
    return await in_database(exported)(await in_database(_mine)(request, conversation_id))


@router.delete(
    "/conversations/{conversation_id}",
    response={204: None},
    openapi_extra=refuses(NoConversation),
    summary="Erase it",
)
async def erase(request: HttpRequest, conversation_id: UUID) -> Status[None]:
    """When this answers, the rows are deleted. An answer that is being written ends, and its
    sockets are informed and closed.
    """
    _check_origin(request)
    await retention.erase((await in_database(_mine)(request, conversation_id)).pk)
    return Status(204, None)


@router.post(
    "/conversations/{conversation_id}/stop",
    response={204: None},
    openapi_extra=refuses(NoConversation),
    summary="End the answer that is being written",
)
async def stop(request: HttpRequest, conversation_id: UUID) -> Status[None]:
    _check_origin(request)
    await turns.stop(await in_database(_mine)(request, conversation_id))
    return Status(204, None)


async def _ask(
    request: HttpRequest, conversation_id: UUID, asked: Asking, patience: Patience
) -> ExchangeResult:
    _check_origin(request)
    exchange = await turns.start(
        await in_database(_mine)(request, conversation_id), asked, _address(request)
    )
    answer = await turns.finished(exchange.answer.pk, patience.wait)
    question, answered = await in_database(_wires)([exchange.question, answer])
    return ExchangeResult(question=question, answer=answered)


def _address(request: HttpRequest) -> str:
    return address_of(request.META.get("REMOTE_ADDR", ""), request.headers)


def _mine(request: HttpRequest, conversation_id: UUID) -> Conversation:
    return get_conversation_for(visitor_of(request.session), conversation_id)


def _all(conversation: Conversation) -> list[WebSocketMessage]:
    return _wires(transcript(conversation))


def _wires(messages: list[Message]) -> list[WebSocketMessage]:
    return wires([snapshot(message) for message in messages], CurrentProducts())


def _check_origin(request: HttpRequest) -> None:
    if not is_same_origin(request):
        raise WrongOrigin
