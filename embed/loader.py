"""The script that other sites load. Its address never changes; it is small, and browsers revalidate
it.
"""

import gzip
import re
from functools import lru_cache
from hashlib import sha256

import brotli  # type: ignore[import-untyped]
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.views.decorators.http import require_safe

PATH = settings.BASE_DIR / "static" / "embed" / "aisle.js"
MAX_AGE = 600
# Indentation and comments are for who reads the file: no string in it holds either.
NOTES = re.compile(rb"^ *//.*\n| // .*$|^ +", re.M)


@lru_cache(maxsize=4)
def _encoded(changed: float, encoding: str) -> tuple[bytes, str]:
    """Returns the script in this encoding and its ETag. `changed` is the file's
    modification time.
    """
    script = NOTES.sub(b"", PATH.read_bytes())
    etag = f'"{sha256(script).hexdigest()[:20]}{encoding and "-"}{encoding}"'
    match encoding:
        case "br":
            return brotli.compress(script, mode=brotli.MODE_TEXT, quality=11), etag
        case "gzip":
            return gzip.compress(script, mtime=0), etag
        case _:
            return script, etag


@require_safe
def loader(request: HttpRequest) -> HttpResponse:
    accepted = {
        part.split(";")[0].strip()
        for part in request.headers.get("Accept-Encoding", "").split(",")
        if "q=0" not in part.split(";")
    }
    encoding = next((each for each in ("br", "gzip") if each in accepted), "")
    body, etag = _encoded(PATH.stat().st_mtime, encoding)
    response = HttpResponse(body, content_type="text/javascript; charset=utf-8")
    response["ETag"] = etag
    # A change reaches all sites within minutes, and a shop that is away holds nobody's page up.
    response["Cache-Control"] = (
        f"public, max-age={MAX_AGE}, stale-while-revalidate=86400, stale-if-error=604800"
    )
    response["Access-Control-Allow-Origin"] = "*"  # for script tags with crossorigin or integrity
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    response["X-Content-Type-Options"] = "nosniff"
    if encoding:
        response["Content-Encoding"] = encoding
    patch_vary_headers(response, ["Accept-Encoding"])
    answer = get_conditional_response(request, etag=etag, response=response)
    return answer if isinstance(answer, HttpResponse) else response
