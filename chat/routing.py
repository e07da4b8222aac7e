"""What answers on a socket."""

from typing import Any

from channels.routing import URLRouter
from channels.security.websocket import WebsocketDenier
from channels.sessions import CookieMiddleware, SessionMiddleware
from django.urls import path, re_path

from chat.access import SocketOrigin
from chat.consumers import ChatConsumer
from chat.tokens import SocketToken

_chat = CookieMiddleware(SessionMiddleware(SocketToken(ChatConsumer.as_asgi())))


async def _deny(scope: Any, receive: Any, send: Any) -> None:
    """Refuses the handshake; without it URLRouter raises, and the server answers 500."""
    await WebsocketDenier()(scope, receive, send)


websocket = SocketOrigin(URLRouter([path("ws/chat/", _chat), re_path("", _deny)]))
