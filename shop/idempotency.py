"""Idempotency-Key: a request that is sent again is not carried out again."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models.functions import Now
from django.http import HttpRequest
from pydantic import BaseModel

from shop.errors import OtherRequest
from shop.models import ApiKey, StoredAnswer
from site_config.errors import Invalid

HEADER = "Idempotency-Key"
LONGEST = 255
KEPT = timedelta(days=1)


@dataclass
class Answer:
    status: int
    result: Any
    etag: str = ""


type Write[W] = Callable[[], tuple[int, BaseModel, W, str]]


def answered_once[W](request: HttpRequest, write: Write[W]) -> tuple[Answer, W | None]:
    """Returns the answer of `write` with what it wrote, or the stored answer to the same request
    with None. Call it in the transaction in which `write` writes: both are kept, or neither.

    A second request that comes meanwhile waits for the transaction of the first.
    """
    name = request.headers.get(HEADER)
    stored = _claimed(request, name) if name is not None else None
    if stored is not None and stored.status:
        return Answer(stored.status, json.loads(stored.body), stored.etag), None
    status, result, work, etag = write()
    if stored is not None:
        stored.status, stored.body, stored.etag = status, result.model_dump_json(), etag
        stored.save(update_fields=["status", "body", "etag"])
    return Answer(status, result, etag), work


def _claimed(request: HttpRequest, name: str) -> StoredAnswer:
    """Returns the row of this name; its status is 0 where the request is new. Raises OtherRequest.

    A refused request rolls its row back, so a mended one may have the same name.
    """
    if not 0 < len(name) <= LONGEST:
        raise Invalid(f"{HEADER}: should have from 1 to {LONGEST} characters.")
    key: ApiKey = request.auth  # type: ignore[attr-defined]
    StoredAnswer.objects.filter(key=key, created_at__lt=Now() - KEPT).delete()
    digest = _digest(request)
    stored, _is_new = StoredAnswer.objects.get_or_create(
        key=key, name=name, defaults={"request": digest}
    )
    if stored.request != digest:
        raise OtherRequest
    return stored


def _digest(request: HttpRequest) -> str:
    said = f"{request.method} {request.get_full_path()}\n".encode() + request.body
    return hashlib.sha256(said).hexdigest()
