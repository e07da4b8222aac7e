"""The socket of a conversation: `/ws/chat/` speaks JSON to programs, and HTML fragments to browsers with `?format=html`."""

import asyncio
import json
import logging
from typing import Any
from urllib.parse import parse_qs
from uuid import UUID, uuid4

from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.utils import timezone
from pydantic import ValidationError

from chat import bus, feedback, render, topic, turns
from chat.access import current_conversation_for, get_conversation_for, make_visitor, visitor_of
from chat.errors import BadFrame, Erased, MessageTooLong, NoConversation, refused
from chat.models import Conversation, Message
from chat.wire import LONGEST_FRAME, FeedbackFrame, Frame, MessageFrame, SelectFrame, WebSocketMessage, frames
from site_config.aio import in_database
from site_config.errors import AisleError, DatabaseAway

log = logging.getLogger("aisle.chat")

UNREACHABLE = (OperationalError, InterfaceError, *bus.UNREACHABLE)
# How often a socket looks at the rows while an answer is open, in seconds: news may be lost, and a process may die.
LOOK_EVERY = 5.0
AWAY = 1013  # "try again later": htmx reconnects by itself
UNKNOWN = 4404
ERASED = 4410


class ChatConsumer(AsyncWebsocketConsumer):  # type: ignore[misc]  # channels has no types
    """Holds the socket and nothing else; turns go on without it."""

    conversation: Conversation | None = None
    visitor: UUID | None = None
    accepted = False

    async def connect(self) -> None:
        asked = parse_qs(self.scope["query_string"].decode("latin-1"))
        self.html = asked.get("format", [""])[0] == "html"
        self.shelf = render.Shelf()
        self.sent: dict[str, int] = {}
        self.questions: dict[int, str] = {}
        self.open: set[str] = set()
        self.look: asyncio.Task[None] | None = None
        try:
            cookie = await in_database(self._identify)()
            await self.accept(headers=cookie)
            self.accepted = True
            await self._open(asked.get("conversation", [""])[0], asked.get("seen", [""])[0])
            if self.html and self.conversation and asked.get("topic", ["0"])[0] != str(self.conversation.topic_id or 0):
                # Chosen while this tab was not connected.
                await self.chat_topic({"product": self.conversation.topic_id})
        except UNREACHABLE:
            log.exception("a socket could not be opened")
            await self._turn_away(DatabaseAway(), AWAY)
        except AisleError as error:
            await self._turn_away(error, UNKNOWN)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        client_id = None
        try:
            frame = parse(text_data)
            if isinstance(frame, MessageFrame):
                client_id = frame.client_id
                await turns.start(await self._conversation(), frame)
            elif isinstance(frame, FeedbackFrame):
                await feedback.rate((await self._conversation()).pk, frame)
            elif isinstance(frame, SelectFrame):
                await topic.select((await self._conversation()).pk, frame.product)
            elif self.conversation:
                await turns.stop(self.conversation)
        except UNREACHABLE:
            log.exception("a message could not be stored")
            await self._refuse(DatabaseAway(), client_id)
        except AisleError as error:
            await self._refuse(error, client_id)

    async def disconnect(self, code: int) -> None:
        if self.look:
            self.look.cancel()
        if self.conversation:
            await self.channel_layer.group_discard(bus.group(self.conversation.pk), self.channel_name)

    async def chat_snapshot(self, event: dict[str, Any]) -> None:
        await self._show(event["snapshot"])

    async def chat_topic(self, event: dict[str, Any]) -> None:
        if self.conversation is None:
            return
        show = render.topic_html if self.html else render.topic_json
        await self.send(await in_database(show)(self.conversation.pk, event["product"], self.shelf))

    async def chat_erased(self, event: dict[str, Any]) -> None:
        if self.html:
            await self.send(await in_database(render.erased_html)())
        else:
            await self._refuse(Erased())
        self.open.clear()
        await self.close(ERASED)

    def _identify(self) -> list[tuple[bytes, bytes]]:
        """Know the visitor by the session. A program without one is given a cookie with the handshake."""
        session = self.scope["session"]
        self.visitor = visitor_of(session)
        if self.visitor or self.html:
            return []
        self.visitor = make_visitor(session)
        session.save()
        secure = "; Secure" if settings.SESSION_COOKIE_SECURE else ""
        value = f"{settings.SESSION_COOKIE_NAME}={session.session_key}; Path=/; HttpOnly; SameSite=Lax{secure}"
        return [(b"Set-Cookie", value.encode())]

    async def _open(self, wanted: str, seen: str) -> None:
        """Join the conversation that the address names, or the one at hand, then give what is stored of it after `seen`."""
        if wanted:
            try:
                conversation_id = UUID(wanted)
            except ValueError as error:
                raise NoConversation from error
            found: Conversation | None = await in_database(get_conversation_for)(self.visitor, conversation_id)
        else:
            found = await in_database(current_conversation_for)(self.visitor)
        if found:
            await self._join(found, int(seen) if seen.isascii() and seen.isdigit() else 0)

    async def _join(self, conversation: Conversation, seen: int) -> None:
        # First the group, then the rows: what is published between the two waits in the channel, and nothing falls through.
        await self.channel_layer.group_add(bus.group(conversation.pk), self.channel_name)
        self.conversation = conversation
        stored = await in_database(turns.transcript)(conversation)
        snapshots = [turns.snapshot(message) for message in stored]
        self.sent = {each["id"]: each["seq"] for each in snapshots}
        if any(each["seq"] > seen for each in snapshots):
            await self._show_all(snapshots)
        for each in snapshots:
            self._note(each)
        await turns.attend(conversation.pk)

    async def _conversation(self) -> Conversation:
        """The one at hand; the first message of a program makes one."""
        if self.conversation is None:
            if self.visitor is None:
                raise NoConversation
            made = await in_database(Conversation.objects.create)(pk=uuid4(), visitor=self.visitor)
            await self.channel_layer.group_add(bus.group(made.pk), self.channel_name)
            self.conversation = made
        return self.conversation

    async def _show_all(self, snapshots: list[bus.Snapshot]) -> None:
        if self.html:
            await self.send(await in_database(render.transcript_html)(snapshots, self.shelf))
            return
        for message in await in_database(render.wires)(snapshots, self.shelf):
            await self._send_json(message)

    async def _show(self, snapshot: bus.Snapshot) -> None:
        """Send one snapshot, unless a newer state of the message went out before."""
        before = self.sent.get(snapshot["id"])
        if before is not None and before >= snapshot["seq"]:
            return
        self.sent[snapshot["id"]] = snapshot["seq"]
        # An ended answer that changed once more, as by its feedback.
        is_revised = before is not None and snapshot["id"] not in self.open
        self._note(snapshot)
        if self.html:
            question = self.questions.get(snapshot["position"] - 1, "")
            await self.send(
                await in_database(render.snapshot_html)(
                    snapshot, self.shelf, is_new=before is None, is_revised=is_revised, question=question
                )
            )
        else:
            await self._show_all([snapshot])

    def _note(self, snapshot: bus.Snapshot) -> None:
        """Remember what a retry would ask, and look after an open answer until it has ended."""
        if snapshot["role"] == Message.Role.USER:
            self.questions[snapshot["position"]] = snapshot["content"]
        if snapshot["status"] in Message.OPEN:
            self.open.add(snapshot["id"])
        else:
            self.open.discard(snapshot["id"])
        if self.open and (self.look is None or self.look.done()):
            self.look = asyncio.create_task(self._look_after())

    async def _look_after(self) -> None:
        """Show what the rows say, now and then, while an answer is open: its last news may be lost, and its process may have died."""
        while self.open and self.conversation:
            await asyncio.sleep(LOOK_EVERY)
            try:
                await turns.attend(self.conversation.pk)
                for message in await in_database(turns.transcript)(self.conversation):
                    await self._show(turns.snapshot(message))
            except UNREACHABLE:
                log.warning("conversation %s: cannot look after its answer just now", self.conversation.pk)

    async def _turn_away(self, error: AisleError, code: int) -> None:
        """Say why and close: a socket that was never accepted could not say it."""
        if not self.accepted:
            await self.accept()
        await self._refuse(error)
        await self.close(code)

    async def _refuse(self, error: AisleError, client_id: UUID | None = None) -> None:
        if self.html:
            await self.send(render.notice_html(error.sentence))
            return
        frame = WebSocketMessage(
            type="error",
            role="assistant",
            message=error.sentence,
            timestamp=timezone.now(),
            status="error",
            code=error.code,
            client_id=client_id,
        )
        await self._send_json(frame)

    async def _send_json(self, message: WebSocketMessage) -> None:
        await self.send(message.model_dump_json(exclude_none=True))


def parse(text: str | None) -> Frame:
    """One frame as its type. Raises BadFrame with the sentence that helps most."""
    if text is None:
        raise BadFrame("This frame is binary; send JSON as text.")
    if len(text) > LONGEST_FRAME:
        raise MessageTooLong
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadFrame from error
    if not isinstance(value, dict):
        raise BadFrame
    value.pop("HEADERS", None)  # htmx adds the headers of an ordinary request
    try:
        # A form's empty field says that nothing is selected.
        return frames.validate_python({name: item for name, item in value.items() if item != "" or name == "message"})
    except ValidationError as error:
        raise refused(error) from error
