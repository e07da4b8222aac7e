"""Refusals and outages as visitors and programs see them.

AisleError            (shop.errors, chat.errors derive from it)
  code, sentence, status, retryable
"""

import errno
import logging
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.db import DataError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from redis.exceptions import RedisError

log = logging.getLogger("aisle.http")

# Where an ASGI scope says why its request is refused, before Django has looked at it.
REFUSED = "aisle.refused"


class AisleError(Exception):
    """A refusal. `sentence` is safe to show and `code` is for programs; details go to the log and
    never to a visitor.

    str() returns the sentence in the active language.
    """

    code = "system_error"
    status = 500
    retryable = False
    retry_after = 5  # seconds, where it is retryable
    challenge = ""  # the scheme of WWW-Authenticate, where a key is wanted
    sentence: str | Promise = _("Something went wrong on our side.")

    def __init__(self, sentence: str | Promise = "", *, code: str = "") -> None:
        self.sentence = sentence or self.sentence
        self.code = code or self.code
        super().__init__(self.sentence)


class DatabaseAway(AisleError):
    code = "database_away"
    status = 503
    retryable = True
    sentence = _(
        "The shop cannot reach its catalogue just now. Nothing is lost; please try again in a "
        "moment."
    )


class BadRequest(AisleError):
    code = "bad_request"
    status = 400
    sentence = _("The shop could not understand this request.")


class NotHere(AisleError):
    code = "not_found"
    status = 404
    sentence = _("There is nothing at this address.")


class Invalid(AisleError):
    code = "invalid"
    status = 422
    sentence = "A parameter or a field does not hold what it should; the sentence names it."


class WrongMethod(AisleError):
    code = "wrong_method"
    status = 405
    sentence = _("This address does not accept this method.")


class WrongOrigin(AisleError):
    code = "wrong_origin"
    status = 403
    sentence = _("This request came from another site.")


def refuses(*refusals: type[AisleError], **extra: Any) -> dict[str, Any]:
    """Returns the `openapi_extra` of an operation with these refusals; site_config.openapi adds
    those of every operation.
    """
    return {"x-refusals": refusals, **extra}


class AddressTooLong(AisleError):
    code = "address_too_long"
    status = 414
    sentence = _("This address is too long.")


class HeadTooLarge(AisleError):
    code = "head_too_large"
    status = 431
    sentence = _("The headers of this request are too long.")


class BodyTooLarge(AisleError):
    code = "body_too_large"
    status = 413
    sentence = _("This is larger than the shop accepts here.")


class TooSlow(AisleError):
    code = "too_slow"
    status = 408
    retryable = True
    sentence = _("The request took too long to arrive; please try again.")


class TooManySignIns(AisleError):
    code = "too_many_sign_ins"
    status = 429
    retryable = True
    sentence = _(
        "There were too many attempts. Please wait a few minutes before you sign in again."
    )


class TooManyVisitors(AisleError):
    code = "too_many_visitors"
    status = 429
    retryable = True
    sentence = _("Too many new visitors came from your network today. Please try again tomorrow.")


class SignInsBusy(AisleError):
    code = "sign_ins_busy"
    status = 429
    retryable = True
    sentence = _("Many people are signing in just now. Please try again in a moment.")


# Error numbers of the system that mean that the storage is full.
STORAGE_FULL = (errno.ENOSPC, errno.EDQUOT)


class StorageFull(AisleError):
    code = "storage_full"
    status = 507
    retryable = True
    retry_after = 300
    sentence = _(
        "The shop's storage is full, so nothing was changed. Please tell the people who run it."
    )


class OutageMiddleware:
    """Answers an unreachable database with one page or one JSON body with 503, and any refusal of
    the API with its error body.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if refused := getattr(request, "scope", {}).get(REFUSED):
            return refusal(request, refused)
        response = self.get_response(request)
        if response.status_code == WrongMethod.status and request.path.startswith("/api/"):
            # The router answers in plain text; its Allow header is kept.
            allow = response.headers.get("Allow", "")
            response = refusal(request, WrongMethod())
            response["Allow"] = allow
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        if isinstance(error, (OperationalError, InterfaceError, RedisError)):
            log.error("database or Redis away: %s", error)
            return refusal(request, DatabaseAway())
        if isinstance(error, (DataError, OverflowError)) or _is_bad_lookup(request, error):
            # A number or a date out of range, which a list in the admin passes on to the database
            # unchanged.
            log.warning("refused: %s: %s", type(error).__name__, str(error).split("\n", 1)[0])
            return refusal(request, BadRequest())
        if isinstance(error, AisleError):
            return refusal(request, error)
        return None


def _is_bad_lookup(request: HttpRequest, error: Exception) -> bool:
    """Whether an address of a list in the admin compares with what is no value, such as year 0.
    Django notices it only when the list is read.
    """
    found = request.resolver_match
    is_list = (
        found is not None
        and found.app_name == "admin"
        and str(found.url_name).endswith("_changelist")
    )
    return is_list and request.method in ("GET", "HEAD") and isinstance(error, ValueError)


def error_body(error: AisleError) -> dict[str, str | bool]:
    """Returns the one error body of the whole API (shop.wire.ErrorBody)."""
    return {"code": error.code, "message": str(error), "retryable": error.retryable}


def refusal(request: HttpRequest, error: AisleError, words: str = "") -> HttpResponse:
    if request.path.startswith("/api/"):
        response: HttpResponse = JsonResponse(error_body(error), status=error.status)
    elif request.path.startswith("/embed/"):
        response = framed(
            render(request, "embed/refused.html", {"error": error}, status=error.status), ["*"]
        )
    else:
        # The session is in the database too, so a page that reports that the database is away does
        # not read it. The same applies to a page that refuses an unreadable cookie.
        is_bare = isinstance(error, (DatabaseAway, BadRequest))
        context: dict[str, Any] = {"error": error, "words": words} | (
            {"shortlist": []} if is_bare else {}
        )
        response = render(request, "error.html", context, status=error.status)
    return finished(response, error)


def finished[R: HttpResponse](response: R, error: AisleError) -> R:
    """Adds the headers of every refusal: no cache keeps it, since it holds only for this moment and
    this visitor.
    """
    if error.retryable:
        response["Retry-After"] = str(error.retry_after)
    if error.challenge:
        response["WWW-Authenticate"] = error.challenge
    patch_cache_control(response, private=True, no_store=True)
    return response


def framed(response: HttpResponse, origins: list[str]) -> HttpResponse:
    """Allows frames on pages of these origins to show the page; "*" for all, where it holds only a
    sentence.
    """
    # As Django's csp_override does.
    policy = settings.SECURE_CSP | {"frame-ancestors": origins}
    response._csp_config = policy  # type: ignore[attr-defined]  # noqa: SLF001
    response.xframe_options_exempt = True
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, SuspiciousOperation):
        log.warning("refused: %s", exception)
    return refusal(request, BadRequest())


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return refusal(
        request,
        _with_status(AisleError(_("You do not have access to this."), code="forbidden"), 403),
    )


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    # The address of a removed product or category ends in its name: the search field suggests it.
    words = (
        request.path.strip("/").rsplit("/", 1)[-1]
        if request.path.startswith(("/p/", "/c/"))
        else ""
    )
    return refusal(request, NotHere(), words=words.replace("-", " "))


def server_error(request: HttpRequest) -> HttpResponse:
    return refusal(request, AisleError())


def _with_status(error: AisleError, status: int) -> AisleError:
    error.status = status
    return error
