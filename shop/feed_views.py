"""Feeds of the catalogue at addresses, for marketplaces and programs."""

import hashlib
from collections.abc import AsyncGenerator
from secrets import compare_digest
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from shop.feeds.out.catalogue import Channel, channel, products_after, version
from shop.feeds.out.formats import FORMATS, REVISION, Format
from site_config.aio import in_database
from site_config.errors import AisleError, refusal


class FeedToken(AisleError):
    code = "feed_token"
    status = 403
    sentence = _("The address of this feed needs its token, as in “?token=…”.")


class FeedStream(StreamingHttpResponse):
    """Gives the server the generator itself. Django's wrapper would not close it when the client
    leaves during a send.
    """

    def __init__(self, chunks: AsyncGenerator[bytes], **options: Any) -> None:
        super().__init__(chunks, **options)
        self._chunks = chunks

    def __aiter__(self) -> AsyncGenerator[bytes]:
        return self._chunks


@require_safe
def feed(request: HttpRequest, name: str) -> HttpResponseBase:
    """Returns a feed, or 304 to whoever has it as it is."""
    if not settings.FEEDS or name not in FORMATS:
        raise Http404("no such feed")
    if settings.FEEDS_TOKEN and not _has_token(request):
        return refusal(request, FeedToken())
    reader = channel(request.build_absolute_uri("/"), is_whole=bool(settings.FEEDS_TOKEN))
    mark = _etag(name, reader)
    unchanged = get_conditional_response(request, etag=mark) if mark else None
    response = unchanged or _whole(request, FORMATS[name], reader)
    if mark:
        response["ETag"] = mark
    is_secret = bool(settings.FEEDS_TOKEN)
    patch_cache_control(response, no_cache=True, private=is_secret, public=not is_secret)
    response["X-Robots-Tag"] = "noindex"
    return response


def _has_token(request: HttpRequest) -> bool:
    given = request.GET.get("token", "")
    return compare_digest(given.encode(), settings.FEEDS_TOKEN.encode())


def _etag(name: str, reader: Channel) -> str:
    """Returns the ETag, a weak one: proxies compress feeds. "" while something is written."""
    if not (current := version()):
        return ""
    text = repr((REVISION, name, current, reader))
    return f'W/"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'


def _whole(request: HttpRequest, kind: Format, reader: Channel) -> HttpResponseBase:
    if request.method == "HEAD":
        # A stream would run to its end although nobody receives it.
        return HttpResponse(content_type=kind.content_type)
    return FeedStream(_chunks(kind, reader), content_type=kind.content_type)


async def _chunks(kind: Format, reader: Channel) -> AsyncGenerator[bytes]:
    """Yields the feed a page of products at a time. Between pages no connection is held."""
    yield kind.head(reader).encode()
    last = 0
    while page := await in_database(_page)(kind, reader, last):
        last, text = page
        yield text
    yield kind.foot.encode()


def _page(kind: Format, reader: Channel, last: int) -> tuple[int, bytes] | None:
    found = products_after(last)
    text = "".join(kind.product(product, reader) for product in found)
    return (found[-1].pk, text.encode()) if found else None
