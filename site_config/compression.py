"""Compresses pages. Static files are compressed beforehand, and pictures are compressed already."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

TEXTS = ("text/", "application/json", "application/xml", "application/javascript", "image/svg+xml")


class TextCompressionMiddleware(GZipMiddleware):
    """Django's middleware, limited to whole texts. It pads at random, so that the length of a page
    reveals no secret.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        # A stream of events would wait in the compressor until there is enough of it.
        if response.streaming or not response.headers.get("Content-Type", "").startswith(TEXTS):
            return response
        return super().process_response(request, response)
