"""HEAD at the addresses of the HTTP API: the status and the headers of GET without a body."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase


class HeadMiddleware:
    """Passes HEAD to the operation of GET, since the API's router does not know HEAD."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path.startswith("/api/"):
            return self.get_response(request)
        is_head = request.method == "HEAD"
        if is_head:
            request.method = "GET"
        response = self.get_response(request)
        if is_head:
            request.method = "HEAD"
            response = _without_stream(response)
        return _with_head_allowed(response)


def _without_stream(response: HttpResponseBase) -> HttpResponseBase:
    """Replaces a stream, which would run to its end although nobody receives it. Servers drop any
    other body themselves.
    """
    if not isinstance(response, StreamingHttpResponse):
        return response
    headers = HttpResponse(status=response.status_code, headers=response.headers)
    response.close()
    return headers


def _with_head_allowed(response: HttpResponseBase) -> HttpResponseBase:
    allowed = [method.strip() for method in response.headers.get("Allow", "").split(",")]
    if "GET" in allowed and "HEAD" not in allowed:
        response["Allow"] = ", ".join(sorted([*allowed, "HEAD"]))
    return response
