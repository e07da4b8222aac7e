"""Limits the size and the duration of request bodies. Django stores a whole body before any code
looks at it.

The limit is small except where staff upload files, and where the shop's own systems write with a
key. The session of staff, or the key, is read only when a body exceeds the limit for everybody. A
refused request reaches Django without a body, and OutageMiddleware answers it like every refusal.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable
from contextlib import suppress
from http.cookies import CookieError, SimpleCookie
from importlib import import_module
from typing import Any

from channels.auth import get_user
from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.urls import reverse

from shop.api_keys import is_good_token
from shop.models import Webhook
from site_config.aio import in_database
from site_config.errors import REFUSED, AisleError, BodyTooLarge, TooSlow
from site_config.server import MESSAGE_BYTES

Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[Any], Awaitable[None]]

# How long a body may take: so many seconds, and one more for each so many bytes.
SECONDS = 30.0
BYTES_A_SECOND = 8 * 1024
# The rest of a refused body is read and dropped, so that the sender receives the refusal and not a
# broken connection.
DROPPED_BYTES = 1024 * 1024
DROPPED_SECONDS = 2.0
# A product of two thousand variants at Shopify takes about half of it.
WEBHOOK_BYTES = 4 * 1024 * 1024
WEBHOOK = re.compile(r"/api/webhooks/([0-9]{1,18})")


class BodyLimit:
    """Passes requests on with their whole body, or with the reason for the refusal."""

    def __init__(self, application: Callable[[Any, Receive, Send], Awaitable[None]]) -> None:
        self.application = application

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        body = _Body(scope, receive, send)
        await self.application(scope, body.receive, body.send)


class _Body:
    def __init__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        self._scope, self._receive, self._send = scope, receive, send
        self._most = MESSAGE_BYTES
        self._is_known = False  # whether it was looked up who sends this
        self._length = 0
        self._is_whole = False
        self._begun = asyncio.get_running_loop().time()

    async def receive(self) -> dict[str, Any]:
        """Returns the next event; an empty body in place of a refused one."""
        if REFUSED in self._scope:
            # Django listens for a disconnect meanwhile, and must not receive the rest of the body.
            await asyncio.Event().wait()
        if self._is_whole:
            return await self._receive()
        try:
            if not self._length:
                await self._check(_declared(self._scope))
            async with asyncio.timeout_at(self._begun + SECONDS + self._length / BYTES_A_SECOND):
                event = await self._receive()
            self._length += len(event.get("body", b""))
            await self._check(self._length)
        except TimeoutError:
            return self._refuse(TooSlow())
        except BodyTooLarge as error:
            return self._refuse(error)
        self._is_whole = not event.get("more_body", False)
        return event

    async def send(self, event: dict[str, Any]) -> None:
        """Sends the refusal, drops the rest of the body, and closes the connection."""
        if REFUSED not in self._scope:
            await self._send(event)
        elif event["type"] == "http.response.start":
            await self._send(
                {**event, "headers": [*event.get("headers", []), (b"connection", b"close")]}
            )
        elif event.get("more_body"):
            await self._send(event)
        else:
            await self._send({**event, "more_body": True})
            await self._drop()
            await self._send({"type": "http.response.body"})

    async def _check(self, length: int) -> None:
        """Raises BodyTooLarge."""
        if length > self._most and not self._is_known:
            self._is_known = True
            self._most = await _larger_limit(self._scope) or self._most
        if length > self._most:
            raise BodyTooLarge

    def _refuse(self, error: AisleError) -> dict[str, Any]:
        self._scope[REFUSED] = error
        self._is_whole = True
        return {"type": "http.request", "body": b"", "more_body": False}

    async def _drop(self) -> None:
        dropped, is_more = 0, True
        with suppress(TimeoutError):
            async with asyncio.timeout(DROPPED_SECONDS):
                while is_more and dropped < DROPPED_BYTES:
                    event = await self._receive()
                    is_more = event.get("more_body", False)
                    dropped += len(event.get("body", b""))


def _declared(scope: dict[str, Any]) -> int:
    """Returns the bytes that Content-Length announces; 0 without the header."""
    promised = dict(scope["headers"]).get(b"content-length", b"")
    return int(promised) if promised.isdigit() and len(promised) < 19 else 0


async def _larger_limit(scope: dict[str, Any]) -> int:
    """Returns the bytes that staff, holders of a key, and other shops to their webhook may send; 0
    for everybody else.
    """
    if await _is_upload_of_staff(scope):
        return settings.UPLOAD_MEGABYTES * 1024 * 1024
    if await _is_for_webhook(scope):
        return WEBHOOK_BYTES
    return settings.API_MEGABYTES * 1024 * 1024 if await _has_key(scope) else 0


async def _is_for_webhook(scope: dict[str, Any]) -> bool:
    """Whether the address is that of a webhook. Its signature is checked over the whole body."""
    number = WEBHOOK.fullmatch(scope["path"])
    if number is None:
        return False
    webhooks = Webhook.objects.filter(pk=number[1], active=True)
    try:
        return await in_database(webhooks.exists)()
    except (OperationalError, InterfaceError):
        return False


async def _has_key(scope: dict[str, Any]) -> bool:
    sent = dict(scope["headers"]).get(b"authorization", b"").decode("latin-1")
    scheme, _space, token = sent.partition(" ")
    if scheme.lower() != "bearer" or not scope["path"].startswith("/api/"):
        return False
    try:
        return await in_database(is_good_token)(token.strip())
    except (OperationalError, InterfaceError):
        return False


async def _is_upload_of_staff(scope: dict[str, Any]) -> bool:
    if not scope["path"].startswith(reverse("admin:index")):
        return False
    cookies = b"; ".join(value for name, value in scope["headers"] if name == b"cookie").decode(
        "latin-1"
    )
    try:
        cookie = SimpleCookie(cookies).get(settings.SESSION_COOKIE_NAME)
    except CookieError:
        return False
    if cookie is None:
        return False
    session = import_module(settings.SESSION_ENGINE).SessionStore(cookie.value)
    try:
        user = await get_user({"session": session})
    except (OperationalError, InterfaceError):
        return False
    return bool(user.is_active and user.is_staff)
