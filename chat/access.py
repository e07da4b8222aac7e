"""Who may open what. A visitor is a random key in the session; a conversation is reached only through `get_conversation_for`."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID, uuid4

from channels.security.websocket import WebsocketDenier
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.http.request import split_domain_port, validate_host

from chat.errors import NoConversation
from chat.models import Conversation
from site_config.origin import is_origin_of

KEY = "visitor"
Application = Callable[[dict[str, Any], Any, Any], Awaitable[None]]


def visitor_of(session: SessionBase) -> UUID | None:
    """The visitor's key; None, and no cookie, before the first message."""
    found = session.get(KEY)
    return UUID(found) if found else None


def make_visitor(session: SessionBase) -> UUID:
    """The visitor's key, made and put into the session where there is none."""
    visitor = visitor_of(session) or uuid4()
    session[KEY] = str(visitor)
    return visitor


def get_conversation_for(visitor: UUID | None, conversation_id: UUID) -> Conversation:
    """Raises NoConversation for strangers as for what does not exist."""
    conversation = Conversation.objects.filter(pk=conversation_id, visitor=visitor).first() if visitor else None
    if conversation is None:
        raise NoConversation
    return conversation


def current_conversation_for(visitor: UUID | None) -> Conversation | None:
    """The one that was spoken in last."""
    return Conversation.objects.filter(visitor=visitor).order_by("-updated_at").first() if visitor else None


class SocketOrigin:
    """Our own pages may open the socket, and programs, which send no Origin; a browser cannot leave it out."""

    def __init__(self, application: Application) -> None:
        self.application = application

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        headers = dict(scope["headers"])
        host = headers.get(b"host", b"").decode("latin-1")
        origin = headers.get(b"origin")
        allowed = validate_host(split_domain_port(host)[0], settings.ALLOWED_HOSTS)
        if allowed and (origin is None or is_origin_of(origin.decode("latin-1"), host)):
            await self.application(scope, receive, send)
        else:
            await WebsocketDenier()(scope, receive, send)
