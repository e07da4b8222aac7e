"""What answers on a socket."""

from channels.routing import URLRouter
from channels.sessions import CookieMiddleware, SessionMiddleware
from django.urls import path

from chat.transport.consumers import ChatConsumer
from chat.visitors.access import SocketOrigin
from chat.visitors.tokens import SocketToken

websocket = SocketOrigin(
    CookieMiddleware(
        SessionMiddleware(SocketToken(URLRouter([path("ws/chat/", ChatConsumer.as_asgi())])))
    )
)
