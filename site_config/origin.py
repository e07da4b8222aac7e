"""The origin of requests: our own pages and programs may change things, other sites may not."""

import re
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, cast
from urllib.parse import SplitResult, urlsplit

from asgiref.sync import iscoroutinefunction
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from site_config.errors import WrongOrigin

_HOST = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*|::1")


def is_same_origin(request: HttpRequest) -> bool:
    """Whether a request comes from our own pages, or from a program, which sends no such header.

    Browsers send Sec-Fetch-Site, or at least Origin, with every POST, and no page can forge either.
    So the first message needs no token and no cookie.
    """
    if site := request.headers.get("Sec-Fetch-Site"):
        return site in ("same-origin", "none")
    origin = request.headers.get("Origin")
    return origin is None or is_origin_of(origin, request.get_host())


def is_origin_of(origin: str, host: str) -> bool:
    """Whether an origin is that of the host, port included: another port is another site."""
    try:
        return urlsplit(origin).netloc == host
    except ValueError:
        return False


def origin_of(text: str) -> str:
    """Returns an origin as a browser writes it. Raises ValueError with a sentence for whoever typed
    it.
    """
    try:
        parts = urlsplit(text.strip())
        port = parts.port
        host = _ascii_host(parts.hostname or "")
    except ValueError as error:
        raise ValueError(
            _("“%(text)s” is not an origin; enter one such as https://www.example.com.")
            % {"text": text}
        ) from error
    if problem := _problem_of_origin(parts, host):
        raise ValueError(problem % {"text": text})
    name = f"[{host}]" if ":" in host else host
    usual_port = 80 if parts.scheme == "http" else 443
    written_port = "" if port in (None, usual_port) else f":{port}"
    return f"{parts.scheme}://{name}{written_port}"


def _ascii_host(name: str) -> str:
    return name.encode("ascii" if name.isascii() else "idna").decode()


def _problem_of_origin(parts: SplitResult, host: str) -> str:
    """Returns why an address is no origin that may embed the shop, or an empty string."""
    is_web = parts.scheme in ("http", "https")
    if not is_web or not _HOST.fullmatch(host) or parts.username is not None:
        return _(
            "“%(text)s” is not an origin; enter each name by itself, such as "
            "https://www.example.com."
        )
    if parts.path not in ("", "/") or parts.query or parts.fragment:
        return _("“%(text)s” is a page; an origin ends after the name and the port.")
    if parts.scheme == "http" and host not in ("localhost", "127.0.0.1", "::1"):
        return _(
            "“%(text)s” is not safe: only pages served over https can embed the shop, or over "
            "http on localhost."
        )
    return ""


def same_origin[**P, R](
    view: Callable[Concatenate[HttpRequest, P], R],
) -> Callable[Concatenate[HttpRequest, P], R]:
    """View decorator that refuses requests from other sites."""
    if iscoroutinefunction(view):

        @wraps(view)
        async def guarded_async(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> Any:
            if request.method not in ("GET", "HEAD") and not is_same_origin(request):
                raise WrongOrigin
            return await view(request, *args, **kwargs)

        return cast("Callable[Concatenate[HttpRequest, P], R]", csrf_exempt(guarded_async))

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> R:
        if request.method not in ("GET", "HEAD") and not is_same_origin(request):
            raise WrongOrigin
        return view(request, *args, **kwargs)

    return cast("Callable[Concatenate[HttpRequest, P], R]", csrf_exempt(guarded))
