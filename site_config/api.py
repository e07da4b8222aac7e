"""The HTTP API: both apps' routers, one error body, and its pages with assets of our own."""

from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.csp import CSP
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from redis.exceptions import RedisError

from chat.api import router as conversations
from chat.errors import EmptyMessage, MessageTooLong
from shop.api import router as catalogue
from site_config.errors import AisleError, DatabaseAway, NotHere, error_body, finished

api = NinjaAPI(
    title="Aisle",
    version="1",
    description="Search a shop's catalogue and talk with its assistant. Every refusal has one body: code, message, retryable.",
    openapi_url="/openapi.json",
    docs_url="/docs",
)
api.add_router("/api", catalogue)
api.add_router("/api", conversations)


def _refuse(request: HttpRequest, error: AisleError, status: int = 0) -> HttpResponse:
    return finished(api.create_response(request, error_body(error), status=status or error.status), error)


@api.exception_handler(AisleError)
def refused(request: HttpRequest, error: AisleError) -> HttpResponse:
    return _refuse(request, error)


@api.exception_handler(Http404)
def not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    return _refuse(request, NotHere())


@api.exception_handler(OperationalError)
@api.exception_handler(InterfaceError)
@api.exception_handler(RedisError)
def database_away(request: HttpRequest, error: Exception) -> HttpResponse:
    return _refuse(request, DatabaseAway())


@api.exception_handler(HttpError)
def http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    return _refuse(request, AisleError(str(error), code="bad_request"), error.status_code)


# The faults of a visitor's words, which people are told of in their own language; all others are told to programmers, in English.
WORDS = {"string_too_long": MessageTooLong, "value_error": EmptyMessage}


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """The first fault as one sentence that names the field."""
    fault: dict[str, Any] = error.errors[0]
    field = ".".join(str(part) for part in fault["loc"][1:] if part not in ("asked", "body", "patience")) or str(fault["loc"][-1])
    if field == "message" and (known := WORDS.get(fault["type"])):
        return _refuse(request, known())
    return _refuse(request, AisleError(f"{field}: {fault['msg'][:1].lower()}{fault['msg'][1:]}.", code="invalid"), 422)


# ReDoc makes its own style elements and a worker from a blob; this page shows nothing but our own description.
REDOC_CSP: dict[str, list[str]] = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF, CSP.UNSAFE_INLINE],
    "img-src": [CSP.SELF, "data:"],
    "connect-src": [CSP.SELF],
    "worker-src": ["blob:"],
    "frame-ancestors": [CSP.NONE],
}


@require_safe
@csp_override(REDOC_CSP)
def redoc(request: HttpRequest) -> HttpResponse:
    return render(request, "redoc.html")
