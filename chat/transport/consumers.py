"""The socket of a conversation: `/ws/chat/` speaks JSON to programs, and HTML fragments to browsers
with `?format=html`.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from contextlib import ExitStack, suppress
from typing import Any, ClassVar
from urllib.parse import parse_qs
from uuid import UUID

from channels.consumer import get_handler_name
from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings
from django.db import InterfaceError, OperationalError

from chat.answering.product_snapshots import CurrentProducts, product_ids
from chat.errors import BadFrame, Erased, NoConversation, SessionEnded, SiteIsOff, TooManySockets
from chat.models import Conversation
from chat.transport import render
from chat.transport.connection_limits import seat
from chat.transport.frames import parsed
from chat.transport.reader import Change, Reader
from chat.turns import bus, feedback, topic
from chat.turns import service as turns
from chat.turns.transcript import snapshot
from chat.visitors.access import (
    SessionToCome,
    address_of_socket,
    begin_conversation,
    check_session,
    current_conversation_for,
    get_conversation_for,
    site_of,
    visitor_of,
)
from chat.wire import (
    Asking,
    EditFrame,
    FeedbackFrame,
    Frame,
    MessageFrame,
    RetryFrame,
    SelectFrame,
    StopFrame,
)
from site_config.aio import in_database
from site_config.errors import AisleError, DatabaseAway

log = logging.getLogger("aisle.chat")

UNREACHABLE = (OperationalError, InterfaceError, *bus.UNREACHABLE)
# How often a socket tries to join its group where Redis is away, in seconds.
JOIN_EVERY = 5.0
AWAY = 1013  # "try again later": htmx reconnects by itself
FAULT = 1011
OVER = 4401
OFF = 4403
UNKNOWN = 4404
ERASED = 4410
IDLE = 4408
CROWDED = 4429
CODES = {
    Erased.code: ERASED, NoConversation.code: UNKNOWN, SiteIsOff.code: OFF, DatabaseAway.code: AWAY,
    TooManySockets.code: CROWDED,
    AisleError.code: FAULT,
    SessionEnded.code: OVER,
}  # fmt: skip
# How often a socket that only receives checks that its session still exists, in seconds.
CHECK_EVERY = 1.0


class ChatConsumer(AsyncWebsocketConsumer):  # type: ignore[misc]  # channels has no types
    """Holds a socket and nothing else: turns continue without it."""

    conversation: Conversation | None = None
    visitor: UUID | None = None
    session: SessionToCome | None = None
    sending: asyncio.Task[None] | None = None
    joining: asyncio.Task[None] | None = None
    watching: asyncio.TimerHandle | None = None
    seat: ExitStack | None = None
    is_accepted = is_closed = False

    async def __call__(
        self,
        scope: dict[str, Any],
        receive: Callable[[], Awaitable[Any]],
        send: Callable[[Any], Awaitable[None]],
    ) -> None:
        async def to_client(event: dict[str, Any]) -> None:
            # Sending to a client that left raises an OSError. That is no outage: the server is
            # about to report the closed socket.
            with suppress(OSError):
                await send(event)

        try:
            await super().__call__(scope, receive, to_client)
        finally:
            await self._leave()  # also where the server cancels the consumer

    async def dispatch(self, message: dict[str, Any]) -> None:
        """Calls the handler directly. Channels would look for old database connections at each
        event, and this thread holds none.
        """
        await getattr(self, get_handler_name(message))(message)

    async def connect(self) -> None:
        asked = parse_qs(self.scope["query_string"].decode("latin-1"))
        self.html = asked.get("format", [""])[0] == "html"
        self.current_products = CurrentProducts()
        self.address = address_of_socket(self.scope)
        self.seat = ExitStack()
        self.used = self.checked = time.monotonic()
        try:
            cookie = await in_database(self._identify)()
            self.seat.enter_context(seat(self.visitor, self.address))
            await self.accept(headers=cookie)
            self.is_accepted = True
            self._watch()
            await self._open(asked.get("conversation", [""])[0], asked.get("seen", [""])[0])
            if (
                self.html
                and self.conversation
                and asked.get("topic", ["0"])[0] != str(self.conversation.topic_id or 0)
            ):
                # The product was chosen while this tab was not connected.
                await self.chat_topic({"product": self.conversation.topic_id})
        except UNREACHABLE:
            log.exception("a socket could not be opened")
            await self._turn_away(DatabaseAway())
        except AisleError as error:
            await self._turn_away(error)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        client_id = None
        self.used = time.monotonic()
        try:
            frame = parsed(text_data)
            # Read before anything else, so that every refusal names the message that it refuses.
            client_id = getattr(frame, "client_id", None)
            await self._check_session()
            if isinstance(frame, BadFrame):
                raise frame
            await self.HANDLERS[type(frame)](self, frame)
        except UNREACHABLE:
            log.exception("a frame could not be taken")
            await self._refuse(DatabaseAway(), client_id)
        except (SiteIsOff, SessionEnded) as error:
            await self._turn_away(error, client_id)
        except AisleError as error:
            await self._refuse(error, client_id)
        except Exception:
            log.exception("a frame could not be taken")
            await self._refuse(AisleError(), client_id)

    async def _leave(self) -> None:
        self.is_closed = True
        if self.seat:
            self.seat.close()
        for task in (self.sending, self.joining, self.watching):
            if task:
                task.cancel()
        if self.conversation:
            with suppress(*UNREACHABLE):
                await self.channel_layer.group_discard(
                    bus.group(self.conversation.pk), self.channel_name
                )

    async def chat_snapshots(self, event: dict[str, Any]) -> None:
        for state in event["snapshots"]:
            self.reader.receive(state)

    async def chat_topic(self, event: dict[str, Any]) -> None:
        if self.conversation is None:
            return
        show = render.topic_html if self.html else render.topic_json
        await self.send(
            await in_database(show)(self.conversation.pk, event["product"], self.current_products)
        )

    async def chat_erased(self, event: dict[str, Any]) -> None:
        if self.sending:
            self.sending.cancel()
        if self.html:
            await self.send(await in_database(render.erased_html)())
            self.is_closed = True
            await self.close(ERASED)
        else:
            await self._turn_away(Erased())

    async def ask(self, frame: Asking) -> None:
        if self.conversation is None and isinstance(frame, MessageFrame):
            await self._begin()
        if self.conversation is None:
            raise NoConversation
        exchange = await turns.start(self.conversation, frame, self.address)
        # News may be lost, so the reader receives both here; it drops states that it has yielded.
        for message in (exchange.question, exchange.answer):
            self.reader.receive(snapshot(message))

    async def stop(self, frame: StopFrame) -> None:
        if self.conversation:
            await turns.stop(self.conversation)

    async def select(self, frame: SelectFrame) -> None:
        if self.conversation is None:
            await self._begin()
        if self.conversation is None:
            raise NoConversation
        await topic.select(self.conversation.pk, frame.product)

    async def rate(self, frame: FeedbackFrame) -> None:
        if self.conversation is None:
            raise NoConversation
        await feedback.rate(self.conversation.pk, frame)

    # The method that handles each frame.
    HANDLERS: ClassVar[dict[type[Frame], Callable[..., Awaitable[None]]]] = {
        MessageFrame: ask,
        RetryFrame: ask,
        EditFrame: ask,
        StopFrame: stop,
        SelectFrame: select,
        FeedbackFrame: rate,
    }

    def _identify(self) -> list[tuple[bytes, bytes]]:
        """Reads the visitor from the session and returns the headers of the handshake. A program
        without a session gets a cookie for one that its first message creates. A session that holds
        something else, such as a short list or a sign-in, is kept.
        """
        self.visitor = visitor_of(self.scope["session"])
        if self.visitor or self.html:
            return []
        stored = self.scope["session"].session_key
        self.session = SessionToCome(stored)
        return [] if stored else [(b"Set-Cookie", self.session.cookie())]

    async def _open(self, wanted: str, seen: str) -> None:
        """Joins the conversation that the address names, or the visitor's current one, and sends
        the states after `seen`.
        """
        if wanted:
            try:
                conversation_id = UUID(wanted)
            except ValueError as error:
                raise NoConversation from error
            found: Conversation | None = await in_database(get_conversation_for)(
                self.visitor, conversation_id
            )
        else:
            found = await in_database(current_conversation_for)(self.visitor)
        if found:
            await self._join(
                found, int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 18 else 0
            )

    async def _join(
        self, conversation: Conversation, seen: int = 0, *, is_new: bool = False
    ) -> None:
        # First the group, then the rows: a snapshot that is published between the two waits in the
        # reader, so none is lost.
        self.reader = Reader(conversation.pk, seen, is_new=is_new)
        self.conversation = conversation
        if not await self._join_group(conversation.pk):
            self.joining = asyncio.create_task(self._keep_joining_group(conversation.pk))
        self.sending = asyncio.create_task(self._send_changes())

    async def _join_group(self, conversation: UUID) -> bool:
        """Joins the group. Returns False where Redis is away; the reader then polls the rows."""
        try:
            await self.channel_layer.group_add(bus.group(conversation), self.channel_name)
        except bus.UNREACHABLE:
            return False
        return True

    async def _keep_joining_group(self, conversation: UUID) -> None:
        is_joined = False
        while not is_joined:
            await asyncio.sleep(JOIN_EVERY)
            is_joined = await self._join_group(conversation)

    async def _begin(self) -> None:
        """Creates the conversation of a program's first message, and the visitor of its session."""
        if made := await in_database(self._make)():
            await self._join(made, is_new=True)

    def _make(self) -> Conversation | None:
        visitor = self.session.visitor_to_be(self.address) if self.session else self.visitor
        if not visitor:
            return None
        begun = begin_conversation(visitor, site_of(self.scope["session"]), self.address)
        # Only now, so that a refused message creates no session.
        self.visitor = self.session.make() if self.session else visitor
        return begun

    async def _send_changes(self) -> None:
        """Sends changes for as long as the socket is open. While the client does not read, this
        waits, and the reader keeps only the newest states.
        """
        try:
            async for changes in self.reader.changes():
                await self._send_some(changes)
        except UNREACHABLE:
            log.exception("the changes of a conversation could not be read")
            await self._turn_away(DatabaseAway())
        except AisleError as error:
            await self._turn_away(error)
        except Exception:
            log.exception("a socket ends after an error")
            await self._turn_away(AisleError())

    async def _check_session(self) -> None:
        """Raises SessionEnded and SiteIsOff. A visitor without a message has no session yet, so
        nothing is checked.
        """
        if self.visitor or self.session:
            await in_database(check_session)(self.session or self.scope["session"])
        self.checked = time.monotonic()

    async def _send_some(self, changes: list[Change]) -> None:
        """Sends some changes. Where they cannot be rendered, sends a refusal, and later changes
        still follow.
        """
        try:
            if time.monotonic() - self.checked > CHECK_EVERY:
                await self._check_session()
            # Cards need the database, and HTML takes a while; the rest is quick enough for the
            # event loop.
            is_quick = not self.html and not any(product_ids(each.snapshot) for each in changes)
            texts = self._encode(changes) if is_quick else await in_database(self._encode)(changes)
        except (*UNREACHABLE, AisleError):
            raise
        except Exception:
            log.exception("conversation %s: a change could not be shown", self.reader.conversation)
            await self._refuse(AisleError())
            return
        for text in texts:
            await self.send(text)
            self.used = time.monotonic()

    def _encode(self, changes: list[Change]) -> list[str]:
        if not changes:
            return []
        if self.html:
            # In one frame: a page that lost the connection between two would miss the rest.
            is_whole, running, embedded = (
                self.reader.take_fresh(),
                self.reader.is_waiting,
                bool(site_of(self.scope["session"])),
            )
            return [
                render.changes_html(
                    changes,
                    self.current_products,
                    is_whole=is_whole,
                    running=running,
                    embedded=embedded,
                )
            ]
        return [
            message.model_dump_json(exclude_none=True)
            for message in render.wires([each.snapshot for each in changes], self.current_products)
        ]

    def _watch(self) -> None:
        """Closes a socket that was idle for CHAT_IDLE_SECONDS. The page opens it again when the
        visitor returns.
        """
        limit = settings.CHAT_IDLE_SECONDS
        left = self.used + limit - time.monotonic()
        if not limit or self.is_closed:
            return
        if left > 0:
            self.watching = asyncio.get_running_loop().call_later(left, self._watch)
        else:
            self.is_closed = True
            self.sending = asyncio.ensure_future(self.close(IDLE))

    async def _turn_away(self, error: AisleError, client_id: UUID | None = None) -> None:
        """Sends the refusal and closes. Accepts the socket first, since a rejected handshake
        carries no sentence.
        """
        if self.is_closed:
            return
        if not self.is_accepted:
            await self.accept()
        await self._refuse(error, client_id)
        self.is_closed = True
        await self.close(CODES.get(error.code, AWAY))

    async def _refuse(self, error: AisleError, client_id: UUID | None = None) -> None:
        if self.html:
            await self.send(
                render.notice_html(str(error), client_id=client_id, is_final=not error.retryable)
            )
            return
        await self.send(render.refusal(error, client_id).model_dump_json(exclude_none=True))
