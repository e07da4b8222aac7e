"""Static files, each answered whole."""

from contextlib import closing
from typing import Any

from django.http import HttpRequest, HttpResponse
from whitenoise.middleware import WhiteNoiseMiddleware


class StaticFilesMiddleware(WhiteNoiseMiddleware):  # type: ignore[misc]  # whitenoise has no types
    """WhiteNoise without its streams. They would hold a file open until it is sent, and longer
    when a browser leaves before; the files are small enough to be read at once.
    """

    @staticmethod
    def serve(static_file: Any, request: HttpRequest) -> HttpResponse:
        streamed = WhiteNoiseMiddleware.serve(static_file, request)
        with closing(streamed):
            body = b"".join(streamed.streaming_content)
        return HttpResponse(body, status=streamed.status_code, headers=streamed.headers)
