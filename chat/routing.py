"""What answers on a socket."""

from channels.routing import URLRouter
from channels.sessions import CookieMiddleware, SessionMiddleware
from django.urls import path

from chat.access import SocketOrigin
from chat.consumers import ChatConsumer

websocket = SocketOrigin(CookieMiddleware(SessionMiddleware(URLRouter([path("ws/chat/", ChatConsumer.as_asgi())]))))
