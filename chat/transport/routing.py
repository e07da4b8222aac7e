"""Routes WebSocket connections."""

from channels.routing import URLRouter
from channels.security.websocket import WebsocketDenier
from channels.sessions import CookieMiddleware, SessionMiddleware
from django.urls import path, re_path

from chat.transport.consumers import ChatConsumer
from chat.visitors.access import SocketOrigin
from chat.visitors.tokens import SocketToken

_chat = CookieMiddleware(SessionMiddleware(SocketToken(ChatConsumer.as_asgi())))
# URLRouter raises where no route matches, and the server would answer 500.
websocket = SocketOrigin(
    URLRouter([path("ws/chat/", _chat), re_path("", WebsocketDenier.as_asgi())])
)
