"""Middleware around all views: refuses text that cannot be stored, and keeps private answers out of
caches.
"""

from collections.abc import Callable, Iterator
from itertools import chain

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponseBase
from django.http.multipartparser import MultiPartParserError
from django.utils.cache import patch_cache_control, patch_vary_headers

from chat.answering import budgets
from chat.visitors.access import KEY, address_of
from chat.visitors.tokens import HEADER
from site_config.errors import STORAGE_FULL, BadRequest, StorageFull, TooManyVisitors, refusal
from site_config.sessions import SessionStore

FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
# Responses that depend on the visitor's language, shortlist and conversation.
WRITTEN = ("text/html", "application/json")


class InputMiddleware:
    """Refuses what PostgreSQL cannot store: NUL, and unpaired surrogates. The models of the API
    check JSON bodies.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        try:
            is_storable = all(map(_is_storable, _texts(request)))
        except (SuspiciousOperation, MultiPartParserError):
            # Too many fields, or an invalid form: Django would log a traceback for each, and this
            # is one line.
            return refusal(request, BadRequest())
        except OSError as error:
            # An upload is written to the disk while it is read.
            if error.errno not in STORAGE_FULL:
                raise
            return refusal(request, StorageFull())
        return self.get_response(request) if is_storable else refusal(request, _unstorable(request))


def _unstorable(request: HttpRequest) -> BadRequest:
    error = BadRequest()
    if request.path_info.startswith("/api/"):
        # The API describes this refusal like that of every other invalid value.
        error.code, error.status = "invalid", 422
    return error


def _texts(request: HttpRequest) -> Iterator[str]:
    yield request.path_info
    for name, value in request.COOKIES.items():
        yield from (name, value)
    fields = chain(request.GET.lists(), request.POST.lists() if _is_form(request) else ())
    for name, values in fields:
        yield name
        yield from map(str, values)


def _is_form(request: HttpRequest) -> bool:
    """Whether the body is a form. The API reads its bodies itself and could not read them
    afterwards.
    """
    is_api = request.path_info.startswith("/api/")
    return request.method == "POST" and request.content_type in FORMS and not is_api


def _is_storable(text: str) -> bool:
    return "\0" not in text and (
        text.isascii() or text == text.encode("utf-8", "replace").decode("utf-8")
    )


class NewSessionMiddleware:
    """Counts the new sessions of a network, since each is a row for months. Past the limit nothing
    is stored, and the answer is a refusal.

    A conversation counts its own session before it begins (chat.visitors.access). Signing in stores
    its session itself and has its own limits.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        session = request.session
        is_new = isinstance(session, SessionStore) and session.modified and not session.session_key
        if not is_new or session.is_empty() or KEY in session:
            return response
        address = address_of(request.META.get("REMOTE_ADDR", ""), request.headers)
        if not (wait := budgets.seconds_to_next_session(address)):
            return response
        session.clear()
        error = TooManyVisitors()
        error.retry_after = wait
        return refusal(request, error)


class PrivacyMiddleware:
    """Marks answers that depend on the visitor as private and adds the headers that identify the
    visitor to Vary.

    It wraps the session's middleware, whose cookie it has to see.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        session = getattr(request, "session", None)
        is_read = session is not None and session.accessed
        is_written = (
            response.get("Content-Type", "").startswith(WRITTEN)
            and not 300 <= response.status_code < 400
        )
        if is_read or is_written:
            patch_vary_headers(response, ["Cookie", HEADER])
        is_known = settings.SESSION_COOKIE_NAME in request.COOKIES or HEADER in request.headers
        if response.cookies or (is_read and is_known):
            patch_cache_control(response, private=True, no_store=True)
        return response
