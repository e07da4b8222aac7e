"""What answers on a socket."""

from channels.routing import URLRouter
from channels.sessions import CookieMiddleware, SessionMiddleware
from django.urls import path

from chat.access import SocketOrigin
from chat.consumers import ChatConsumer
from chat.tokens import SocketToken

websocket = SocketOrigin(CookieMiddleware(SessionMiddleware(SocketToken(URLRouter([path("ws/chat/", ChatConsumer.as_asgi())])))))
