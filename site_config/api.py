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
from chat.wire import LONGEST_MESSAGE
from shop.api import router as catalogue
from site_config.errors import AisleError, DatabaseAway, NotHere, error_body

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
    response = api.create_response(request, error_body(error), status=status or error.status)
    if error.retryable:
        response["Retry-After"] = str(error.retry_after)
    return response


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


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """The first fault as one sentence that names the field."""
    fault: dict[str, Any] = error.errors[0]
    field = ".".join(str(part) for part in fault["loc"][1:] if part not in ("asked", "body", "patience")) or str(fault["loc"][-1])
    code = "invalid"
    if field == "message":
        code = {"string_too_long": "message_too_long", "value_error": "empty_message"}.get(fault["type"], code)
    sentences = {
        "message_too_long": f"This message is too long; please use at most {LONGEST_MESSAGE:,} characters.",
        "empty_message": "There is nothing in this message.",
    }
    return _refuse(request, AisleError(sentences.get(code) or f"{field}: {fault['msg'][:1].lower()}{fault['msg'][1:]}.", code=code), 422)


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
