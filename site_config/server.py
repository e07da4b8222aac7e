"""The HTTP server: uvicorn with limits on the size and the duration of a request's head.

`make run`, the image and the documents start servers with OPTIONS, so the limits are declared only
here. site_config.body_limit limits bodies by path.
"""

import asyncio
import json
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from site_config.errors import (
    AddressTooLong,
    AisleError,
    BadRequest,
    HeadTooLarge,
    TooSlow,
    error_body,
)

# One line of a request's head, in bytes. `websockets` reads no line longer than 8,192 in a
# handshake, and hangs on a longer one.
MAX_LINE = 8_000
# A whole head, or the framing of the chunks of a body.
MAX_HEAD = 32 * 1024
MAX_HEADERS = 100
# A head has to be complete, and a client has to accept data, within this many seconds.
HEAD_SECONDS = 20.0
STALLED_SECONDS = 60.0
# The largest frame of a socket, and the largest body where no uploads are taken, in bytes.
MESSAGE_BYTES = 256 * 1024

OPTIONS: dict[str, Any] = {
    "http": "site_config.server:BoundedProtocol",
    "lifespan": "on",
    "log_level": "warning",
    "ws_max_size": MESSAGE_BYTES,
    "timeout_graceful_shutdown": 5,
    # Whether a request came by https is the proxy's header to say, where BEHIND_PROXY lets it:
    # Django reads it.
    "proxy_headers": False,
    "server_header": False,
}


class BoundedProtocol(HttpToolsProtocol):
    """Refuses a head that is too long or too slow. httptools limits neither, and copies a long
    header again for each piece of it.
    """

    _deadline: asyncio.TimerHandle | None = None
    _stall: asyncio.TimerHandle | None = None
    _is_open = False  # a message has begun and has not ended
    _is_first = True  # the piece at hand holds the message's beginning
    _framing = 0  # bytes of the message that are not its body

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._expect_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._cancel_timers()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.transport.is_closing() or self.transport.get_protocol() is not self:
            return
        if (
            self._deadline is None
            and self.timeout_keep_alive_task is None
            and self._is_between_requests()
        ):
            self._expect_head()
        if not self._is_first:
            self._framing += len(data)
        self._is_first = False
        if self._is_open and self._framing > MAX_HEAD:
            self._refuse(HeadTooLarge())

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._is_open = self._is_first = True
        self._framing = 0

    def on_headers_complete(self) -> None:
        # A handshake begins no request cycle: its deadline runs on until it is handed over.
        if not (self.parser.should_upgrade() and self._should_upgrade()):
            self._cancel_deadline()
            if refused := self._refused():
                self.app = _refusing(refused)
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        # A chunk of one byte has five bytes around it.
        self._framing -= 8 * len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._is_open = False
        super().on_message_complete()

    def handle_websocket_upgrade(self) -> None:
        refused = self._refused() or (BadRequest() if self._has_body() else None)
        if refused is None:
            super().handle_websocket_upgrade()
            # A head that `websockets` cannot read starts nothing, and uvicorn would wait for ever.
            is_begun = getattr(self.transport.get_protocol(), "handshake_initiated", True)
            refused = None if is_begun else BadRequest()
        self._cancel_timers()
        if refused:
            self._refuse(refused)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._stall = self.loop.call_later(STALLED_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._stall:
            self._stall.cancel()

    def _refused(self) -> AisleError | None:
        """Returns why the head that was just read is refused, or None."""
        if len(self.url) > MAX_LINE:
            return AddressTooLong()
        sizes = [len(name) + len(value) for name, value in self.headers]
        if (
            len(sizes) > MAX_HEADERS
            or max(sizes, default=0) > MAX_LINE
            or sum(sizes) + len(self.url) > MAX_HEAD
        ):
            return HeadTooLarge()
        return None

    def _has_body(self) -> bool:
        """Whether the head that was just read announces a body."""
        return any(
            name == b"transfer-encoding" or (name == b"content-length" and value.strip(b" 0"))
            for name, value in self.headers
        )

    def _is_between_requests(self) -> bool:
        return self.cycle is None or self.cycle.response_complete

    def _refuse(self, error: AisleError) -> None:
        # A response in progress is aborted rather than mixed with another.
        if self._is_between_requests():
            body, headers = _response(error)
            status = HTTPStatus(error.status)
            lines = [
                f"HTTP/1.1 {status.value} {status.phrase}".encode(),
                *(b": ".join(each) for each in headers),
                b"",
                body,
            ]
            self.transport.write(b"\r\n".join(lines))
        self.transport.close()

    def _expect_head(self) -> None:
        self._cancel_deadline()
        self._deadline = self.loop.call_later(HEAD_SECONDS, self._give_up)

    def _give_up(self) -> None:
        if self._is_open:
            self._refuse(TooSlow())
        else:
            self.transport.close()

    def _cancel_deadline(self) -> None:
        if self._deadline:
            self._deadline.cancel()
        self._deadline = None

    def _cancel_timers(self) -> None:
        self._cancel_deadline()
        if self._stall:
            self._stall.cancel()


def _response(error: AisleError) -> tuple[bytes, list[tuple[bytes, bytes]]]:
    """Returns the body and the headers of a refusal."""
    body = json.dumps(error_body(error)).encode()
    length = str(len(body)).encode()
    return body, [
        (b"content-type", b"application/json"),
        (b"content-length", length),
        (b"connection", b"close"),
    ]


def _refusing(error: AisleError) -> Callable[..., Any]:
    """Returns an ASGI application that refuses every request."""

    async def refuse(scope: Any, receive: Any, send: Any) -> None:
        body, headers = _response(error)
        await send({"type": "http.response.start", "status": error.status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    return refuse
