"""The HTTP API: the routers of both apps, one error body, and documentation pages with our own
assets.
"""

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.csp import CSP
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe
from ninja import Swagger
from ninja.errors import HttpError, ValidationError
from ninja.renderers import JSONRenderer
from ninja.responses import NinjaJSONEncoder
from redis.exceptions import RedisError

from chat.errors import EmptyMessage, MessageTooLong, TokenRefused
from chat.transport.api import router as conversations
from shop.api import router as catalogue
from shop.product_api import router as products
from shop.product_schema import schemas
from site_config import text
from site_config.errors import (
    AisleError,
    BadRequest,
    BodyTooLarge,
    DatabaseAway,
    Invalid,
    NotHere,
    error_body,
    finished,
)
from site_config.openapi import DescribedAPI


class ExactEncoder(text.ExactEncoder, NinjaJSONEncoder):
    """Ninja's encoder, which knows its models, with exact times."""


class ExactRenderer(JSONRenderer):
    encoder_class = ExactEncoder


# The pages of the API show nothing but their own description, with scripts and styles that the shop
# serves itself.
PAGE_CSP: dict[str, list[str]] = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
# ReDoc makes two style elements, named here by the hashes of their texts: an empty one, which it
# fills by script, and its scroll bar's. Its search runs in a worker made of a blob.
REDOC_STYLES = [
    "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='",
    "'sha256-QMIg+bpjm3JdElJ388KYke01izlUW0UoNOeKjpMxdgc='",
]
REDOC_CSP = PAGE_CSP | {"style-src": [CSP.SELF, *REDOC_STYLES], "worker-src": ["blob:"]}


class AisleAPI(DescribedAPI):
    refuses_anywhere = (*DescribedAPI.refuses_anywhere, TokenRefused)
    more_schemas = schemas()


api = AisleAPI(
    title="Aisle",
    version="1",
    description=(
        "Search a shop's catalogue and talk with its assistant. Every refusal has one body: code, "
        "message, retryable. "
        "HEAD is answered as GET, without the body; a method that an address does not take is "
        "refused with 405 and `Allow`."
    ),
    openapi_url="/openapi.json",
    docs_url="/docs",
    renderer=ExactRenderer(),
    docs=Swagger(
        {"validatorUrl": None}
    ),  # its default is a service elsewhere, which would be sent the description's address
    docs_decorator=csp_override(PAGE_CSP),
)
api.add_router("/api", catalogue)
# Behind the catalogue, since its addresses take any name for a product.
api.add_router("/api", products)
api.add_router("/api", conversations)


def _refuse(request: HttpRequest, error: AisleError, status: int = 0) -> HttpResponse:
    return finished(
        api.create_response(request, error_body(error), status=status or error.status), error
    )


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


@api.exception_handler(RequestDataTooBig)
def body_too_large(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    return _refuse(request, BodyTooLarge())


@api.exception_handler(HttpError)
def http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    return _refuse(request, BadRequest(str(error)), error.status_code)


# The faults of a visitor's words, which people are told of in their own language; all others are
# told to programmers, in English.
WORDS = {"string_too_long": MessageTooLong, "value_error": EmptyMessage}


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Answers a validation error with one sentence that names the first faulty field."""
    fault: dict[str, Any] = error.errors[0]
    field = ".".join(
        str(part) for part in fault["loc"][1:] if part not in ("asked", "body", "patience")
    ) or str(fault["loc"][-1])
    if field == "message" and (known := WORDS.get(fault["type"])):
        return _refuse(request, known())
    return _refuse(request, Invalid(f"{field}: {fault['msg'][:1].lower()}{fault['msg'][1:]}."))


@require_safe
@csp_override(REDOC_CSP)
def redoc(request: HttpRequest) -> HttpResponse:
    return render(request, "redoc.html")
