"""Clients of the tests: a program on the socket, a browser's socket, a visitor."""

import asyncio
import json
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from channels.testing import WebsocketCommunicator
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.http import QueryDict
from django.urls import resolve

from chat.models import Conversation
from chat.visitors.access import KEY
from shop.forms import SearchForm
from shop.models import ApiKey
from site_config.asgi import application

# A story waits for what is to come, however busy the machine is; this ends one that waits in vain.
PATIENCE = 180
ORIGIN = (b"origin", b"http://testserver")


class Program:
    """Speaks only the JSON contract on /ws/chat/."""

    def __init__(
        self,
        *,
        cookie: str = "",
        query: str = "",
        headers: list[tuple[bytes, bytes]] | None = None,
        client: str = "",
    ) -> None:
        sent = [(b"host", b"testserver"), *(headers or [])]
        if cookie:
            sent.append((b"cookie", cookie.encode()))
        self.socket = WebsocketCommunicator(application, f"/ws/chat/{query}", headers=sent)
        if client:
            self.socket.scope["client"] = [client, 50000]

    async def __aenter__(self) -> "Program":
        connected, code = await self.socket.connect()
        assert connected, f"refused with {code}"
        return self

    async def __aexit__(self, *args: object) -> None:
        await self.socket.disconnect()

    @property
    def cookie(self) -> str:
        """The session cookie of the handshake."""
        return next(
            str(value.decode()).partition(";")[0]
            for name, value in self.socket.response_headers
            if name == b"Set-Cookie"
        )

    async def missing(self, query: str, least: int = 2) -> list[dict[str, Any]]:
        """Returns the messages that a new socket of the same visitor receives at once, at least
        `least`.
        """
        async with Program(cookie=self.cookie, query=query) as fresh:
            found = [await fresh.receive() for _message in range(least)]
            while not await fresh.socket.receive_nothing(timeout=0.3, interval=0.05):
                found.append(await fresh.receive())
        return found

    async def send(self, **frame: Any) -> None:
        await self.socket.send_to(text_data=json.dumps(frame))

    async def say(self, words: str, **more: Any) -> dict[str, Any]:
        """Sends a message and returns its answer when it has ended."""
        await self.send(type="message", message=words, client_id=str(uuid4()), **more)
        return await self.ended()

    async def receive(self) -> dict[str, Any]:
        frame: dict[str, Any] = json.loads(await self.socket.receive_from(timeout=PATIENCE))
        return frame

    async def ended(self) -> dict[str, Any]:
        return (await self.states())[-1]

    async def states(self) -> list[dict[str, Any]]:
        """Returns every state of the answer up to the last."""
        frames: list[dict[str, Any]] = []
        async with asyncio.timeout(PATIENCE):
            while not frames or frames[-1]["status"] == "sending":
                frame = await self.receive()
                if frame["role"] == "assistant":
                    frames.append(frame)
        return frames


async def cookie_of(conversation: str) -> str:
    """Returns the session cookie of the owner of this conversation."""
    visitor = (await Conversation.objects.aget(pk=conversation)).visitor
    session = SessionStore()
    session[KEY] = str(visitor)
    await session.asave()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def asked_at(url: str) -> SearchForm:
    """Returns the search form that an address stands for."""
    parts = urlsplit(url)
    asked = QueryDict(parts.query, mutable=True)
    if slug := resolve(parts.path).kwargs.get("slug"):
        asked["category"] = slug
    return SearchForm(asked)


def key_token(*scopes: str) -> str:
    """Returns the token of a new key of the write API."""
    key = ApiKey(name="ERP", scopes=list(scopes) or ["products:write"])
    token = key.new_token()
    key.save()
    return token
