"""Embedded visitors. Browsers send no cookie of ours on other sites, so a signed token identifies
the visitor in each request and socket.

The host page stores the token and hands it to our frame, which keeps it in memory. It travels in a
header or a subprotocol, never in an address. It names a visitor and a site, and is valid for that
site while the site is active and for as long as a session.
"""

from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.core.signing import BadSignature
from django.core.validators import slug_re
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import get_language, override

from chat.errors import OriginRefused, SiteIsOff, TokenRefused, UnknownSite
from chat.models import Site
from site_config.aio import in_database
from site_config.clock import DatabaseTimestampSigner
from site_config.errors import refusal

KEY = "visitor"
HEADER = "Aisle-Visitor"
PROTOCOL = "aisle"
_PREFIX = "aisle.token."
# A dot, since a subprotocol may hold no colon.
_signer = DatabaseTimestampSigner(salt="chat.tokens", sep=".")


class TokenSession(SessionBase):
    """The session of one request or socket of an embedded visitor. It is not stored: other values
    in it are lost.
    """

    def __init__(self, site: Site, visitor: UUID | None = None) -> None:
        super().__init__()
        self.site = site
        self._session_cache = {KEY: str(visitor or uuid4()), "site": site.key}

    @property
    def token(self) -> str:
        """Returns a new token of the same visitor."""
        return _signer.sign_object([self[KEY], self.site.key])


def get_site_for(key: str, origin: str, own: str) -> Site:
    """Returns the site that pages of this origin may show; `own` is the shop's origin. Raises
    NotEmbedded.
    """
    site = Site.objects.filter(key=key).first() if slug_re.fullmatch(key) else None
    if site is None:
        raise UnknownSite
    if not site.active:
        raise SiteIsOff
    if origin not in (own, *site.allowed_origins):
        raise OriginRefused
    return site


def check(session: TokenSession) -> None:
    """Raises SiteIsOff where staff switched the site off or deleted it."""
    if not Site.objects.filter(pk=session.site.pk, active=True).exists():
        raise SiteIsOff


def spoken_on(site: Site) -> AbstractContextManager[None]:
    """Activates the site's language inside the context; without one, the active language stays."""
    return override(site.language) if site.language else nullcontext()


def session_of(token: str) -> TokenSession:
    """Returns the session of a token. Raises TokenRefused."""
    try:
        visitor, key = _signer.unsign_object(token, max_age=settings.SESSION_COOKIE_AGE)
        return TokenSession(Site.objects.get(key=key, active=True), UUID(visitor))
    except (BadSignature, ValueError, Site.DoesNotExist) as error:
        raise TokenRefused from error


class VisitorToken:
    """Middleware that gives a request with a token the token's session, and none from a cookie."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        token = request.headers.get(HEADER)
        if token is None:
            return self.get_response(request)
        try:
            session = request.session = session_of(token)
        except TokenRefused as error:
            return refusal(request, error)
        with spoken_on(session.site):
            response = self.get_response(request)
            response["Content-Language"] = get_language()
        session.modified = False  # no cookie goes out
        return response


class SocketToken:
    """The same for sockets. An invalid token leaves the socket without a visitor, so its
    conversation is not found.
    """

    def __init__(self, application: Callable[..., Awaitable[None]]) -> None:
        self.application = application

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        token = token_of_socket(scope)
        if not token:
            await self.application(scope, receive, send)
            return

        async def answer(event: dict[str, Any]) -> None:
            # A browser gives up a socket that takes none of the subprotocols that it offered.
            await send(
                event | {"subprotocol": PROTOCOL} if event["type"] == "websocket.accept" else event
            )

        session = await _session_of_socket(token)
        with spoken_on(session.site) if session else nullcontext():
            await self.application({**scope, "session": session or SessionBase()}, receive, answer)


def token_of_socket(scope: dict[str, Any]) -> str:
    """Returns the token that the socket offers as a subprotocol. An address would be written into
    logs.
    """
    return next(
        (
            each.removeprefix(_PREFIX)
            for each in scope.get("subprotocols", [])
            if each.startswith(_PREFIX)
        ),
        "",
    )


async def is_allowed_origin(scope: dict[str, Any], origin: str) -> bool:
    """Whether the token is of a site that lists this origin."""
    session = await _session_of_socket(token_of_socket(scope))
    return session is not None and origin in session.site.allowed_origins


async def _session_of_socket(token: str) -> TokenSession | None:
    try:
        return await in_database(session_of)(token) if token else None
    except (TokenRefused, OperationalError, InterfaceError):
        return None
