"""Access to conversations. A visitor is a random key in the session, and `get_conversation_for` is
the only way to a conversation.
"""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import Any
from uuid import UUID, uuid4

from channels.security.websocket import WebsocketDenier
from django.conf import settings
from django.contrib.sessions.backends.base import VALID_KEY_CHARS, CreateError, SessionBase
from django.http.request import split_domain_port, validate_host
from django.utils.crypto import get_random_string, salted_hmac

from chat.answering import budgets
from chat.errors import NoConversation, SessionEnded
from chat.models import Conversation
from chat.visitors import tokens
from site_config.clock import database_time
from site_config.origin import is_origin_of
from site_config.proxies import client_network, is_secure
from site_config.sessions import SessionStore

KEY = tokens.KEY
Application = Callable[[dict[str, Any], Any, Any], Awaitable[None]]


def visitor_of(session: SessionBase) -> UUID | None:
    """Returns the visitor's key; None, and no cookie, before the first message."""
    found = session.get(KEY)
    return UUID(found) if found else None


def site_of(session: SessionBase) -> str:
    """Returns the key of the site that the visitor is on; "" on the shop's own pages."""
    return str(session.get("site", ""))


def visitor_to_be(session: SessionBase, address: str, first_words: str = "") -> UUID:
    """Returns the visitor's key, a new one where there is none. `remember` stores it in the session
    after the last possible refusal.

    `first_words` identifies a first message that may be sent twice at once: both then belong to the
    same visitor. Raises TooManyConversations where the network started too many sessions today.
    """
    if visitor := visitor_of(session):
        return visitor
    if not session.session_key:
        budgets.count_session(address)
    return _derived(first_words) if first_words else uuid4()


def remember(session: SessionBase, visitor: UUID) -> None:
    """Stores the visitor in the session. This stores a new session and sends its cookie."""
    session[KEY] = str(visitor)


def form_of(client_id: UUID | None, address: str) -> str:
    """Identifies a form that begins a conversation in a browser without a cookie, since sending it
    twice creates two sessions. The value holds for a minute or two and for one network, so a leaked
    id gives nobody else access.
    """
    return (
        f"form {client_id} {address} {int(database_time().timestamp()) // 120}" if client_id else ""
    )


def _derived(first_words: str) -> UUID:
    return UUID(
        bytes=salted_hmac("chat.visitor", first_words, algorithm="sha256").digest()[:16], version=4
    )


def check_session(session: "SessionBase | SessionToCome") -> None:
    """Raises SessionEnded where the session was logged out, flushed or has expired, and SiteIsOff
    where its site was switched off.
    """
    if isinstance(session, tokens.TokenSession):
        tokens.check(session)
    elif isinstance(session, SessionStore | SessionToCome) and not session.is_alive():
        raise SessionEnded


class SessionToCome:
    """The session of a socket that has no visitor yet. Either its cookie is sent with the handshake
    and the first message creates its row, or the row is `stored` and the first message adds the
    visitor.
    """

    def __init__(self, stored: str | None = None) -> None:
        self._key = stored or get_random_string(32, VALID_KEY_CHARS)
        self._is_tried = bool(stored)

    def is_alive(self) -> bool:
        """Whether the row exists or is not created yet."""
        return not self._is_tried or SessionStore(self._key).is_alive()

    def cookie(self) -> bytes:
        secure = "; Secure" if settings.SESSION_COOKIE_SECURE else ""
        cookie = f"{settings.SESSION_COOKIE_NAME}={self._key}"
        return f"{cookie}; Path=/; HttpOnly; SameSite=Lax{secure}".encode()

    def visitor_to_be(self, address: str) -> UUID:
        """Returns the visitor of the session, whether its row exists or not. Raises
        TooManyConversations before it exists.
        """
        if self._is_tried:
            # Another socket or a page of the same visitor may have been quicker.
            return self._visitor(SessionStore(self._key))
        budgets.count_session(address)
        return _derived(f"session {self._key}")

    def make(self) -> UUID:
        """Returns the visitor of the session; the first call creates its row."""
        session = SessionStore(self._key)
        is_new = not (self._is_tried and session.exists(self._key))
        self._is_tried = True
        if is_new:
            session.clear()  # nothing is to be loaded: that would forget the key
        visitor = self._visitor(session)
        remember(session, visitor)
        # Another socket with this cookie may have been quicker; it has made the same visitor.
        with suppress(CreateError):
            session.save(must_create=is_new)
        return visitor

    def _visitor(self, session: SessionStore) -> UUID:
        return visitor_of(session) or _derived(f"session {self._key}")


def address_of(peer: str, headers: Mapping[str, str]) -> str:
    """Returns the network of a request as the limits count it."""
    return client_network(peer, headers.get("x-forwarded-for", ""))


def address_of_socket(scope: Mapping[str, Any]) -> str:
    given = [
        value.decode("latin-1") for name, value in scope["headers"] if name == b"x-forwarded-for"
    ]
    return client_network((scope.get("client") or [""])[0], ",".join(given))


def get_conversation_for(visitor: UUID | None, conversation_id: UUID) -> Conversation:
    """Returns the visitor's conversation. Raises NoConversation where it is unknown or belongs to
    somebody else.
    """
    conversation = (
        Conversation.objects.filter(pk=conversation_id, visitor=visitor).first()
        if visitor
        else None
    )
    if conversation is None:
        raise NoConversation
    return conversation


def begin_conversation(
    visitor: UUID, site: str, address: str, pk: UUID | None = None
) -> Conversation:
    """Creates a conversation; returns the existing one where `pk` exists. Raises
    TooManyConversations.
    """
    if pk and (found := Conversation.objects.filter(pk=pk, visitor=visitor).first()):
        return found
    budgets.count_conversation(visitor, address)
    return Conversation.objects.get_or_create(
        pk=pk or uuid4(), defaults={"visitor": visitor, "site": site}
    )[0]


def current_conversation_for(visitor: UUID | None) -> Conversation | None:
    """Returns the conversation with the latest message, or None."""
    return (
        Conversation.objects.filter(visitor=visitor).order_by("-updated_at").first()
        if visitor
        else None
    )


class SocketOrigin:
    """Allows the socket to our own pages, to programs (which send no Origin), and to pages that
    embed us with a token of their site.

    A browser cannot omit the Origin, and the session of a token is never that of a cookie.
    """

    def __init__(self, application: Application) -> None:
        self.application = application

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        headers = dict(scope["headers"])
        host = headers.get(b"host", b"").decode("latin-1")
        origin = headers.get(b"origin")
        allowed = validate_host(split_domain_port(host)[0], settings.ALLOWED_HOSTS)
        named = origin.decode("latin-1") if origin is not None else ""
        # Pages are sent on to https; a browser follows no redirect of a handshake, and a program
        # should not.
        allowed = allowed and (is_secure(scope) or not settings.SECURE_SSL_REDIRECT)
        if allowed and (
            origin is None
            or is_origin_of(named, host)
            or await tokens.is_allowed_origin(scope, named)
        ):
            await self.application(scope, receive, send)
        else:
            await WebsocketDenier()(scope, receive, send)
