"""Pictures by address are fetched into the storage, each on its own, so that the job may be killed
and run again.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from io import BytesIO

from django.core.files.storage import default_storage
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now

from shop.models import ProductImage, sized_name
from shop.pictures import NotAPicture, Picture, PictureTooLarge, encoded_widths
from shop.public_web import Unfetchable
from shop.remote_pictures import download
from site_config.clock import database_time

log = logging.getLogger("aisle.pictures")

# What a page shows: a card, a card of a sharp screen, and the picture at full size.
WIDTHS = (400, 800, 1600)
# How long until the next attempt; the last one is followed by none.
WAITS = (timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6))
MOST_ATTEMPTS = len(WAITS) + 1
# Longer than an attempt takes: what is not done then was killed.
LEASE = timedelta(minutes=5)


def waiting() -> QuerySet[ProductImage]:
    """Returns the pictures that are still to be fetched, now or later."""
    return ProductImage.objects.filter(file="", attempts__lt=MOST_ATTEMPTS).exclude(source_url="")


def due() -> QuerySet[ProductImage]:
    return waiting().filter(Q(retry_at=None) | Q(retry_at__lte=Now()))


def next_attempt() -> datetime | None:
    """Returns when a picture is due next, which may be past; None where none is."""
    image = waiting().order_by(F("retry_at").asc(nulls_first=True)).first()
    return (image.retry_at or database_time()) if image else None


def fetch_due(is_over: Callable[[], bool] = lambda: False) -> int:
    """Fetches the pictures that are due, until `is_over`. Returns how many are stored.

    Raises StorageFull and PicturesAway; the picture is then due again later.
    """
    stored = 0
    while not is_over():
        image = due().order_by("attempts", "pk").first()
        if image is None:
            break
        if _claimed(image):
            stored += _fetch(image)
    return stored


def try_again(images: QuerySet[ProductImage]) -> int:
    """Has pictures fetched again that failed. Returns how many."""
    failed = images.filter(file="").exclude(source_url="").exclude(problem="")
    return failed.update(attempts=0, retry_at=None, problem="")


def _claimed(image: ProductImage) -> bool:
    """Whether nobody else fetches the picture now. Counts the attempt."""
    same = due().filter(pk=image.pk, attempts=image.attempts)
    return bool(same.update(attempts=F("attempts") + 1, retry_at=Now() + LEASE))


def _fetch(image: ProductImage) -> bool:
    name = f"products/{sha256(image.source_url.encode()).hexdigest()[:40]}.webp"
    try:
        widths = _stored_widths(name) or _store(name, download(image.source_url))
    except Unfetchable as failed:
        _fail(image, failed.problem, is_final=failed.is_final)
    except PictureTooLarge:
        _fail(image, ProductImage.Problem.LARGE, is_final=True)
    except NotAPicture:
        _fail(image, ProductImage.Problem.NO_PICTURE, is_final=True)
    else:
        return bool(_as_it_was(image).update(file=name, widths=widths, problem="", retry_at=None))
    return False


def _as_it_was(image: ProductImage) -> QuerySet[ProductImage]:
    """Returns the picture unless it has another address by now, or was deleted."""
    return ProductImage.objects.filter(pk=image.pk, source_url=image.source_url, file="")


def _stored_widths(name: str) -> list[int]:
    """Returns the widths of a picture that is there; [] for one that is not. Several products may
    show the same one. The name without a width is stored last.
    """
    other = ProductImage.objects.filter(file=name).exclude(widths=[]).first()
    return list(other.widths) if other and default_storage.exists(name) else []


def _store(name: str, content: bytes) -> list[int]:
    """Stores a picture in several widths. Returns the widths, the largest under the name itself."""
    made = encoded_widths(BytesIO(content), WIDTHS)
    *smaller, largest = sorted(made)
    for width in smaller:
        _replace(sized_name(name, width), made[width])
    _replace(name, made[largest])
    return [*smaller, largest]


def _replace(name: str, picture: Picture) -> None:
    """Stores under this very name: what a killed job left there is replaced."""
    if default_storage.exists(name):
        default_storage.delete(name)
    default_storage.save(name, picture)


def _fail(image: ProductImage, problem: str, *, is_final: bool) -> None:
    attempts = MOST_ATTEMPTS if is_final else image.attempts + 1
    wait = WAITS[attempts - 1] if attempts < MOST_ATTEMPTS else LEASE
    _as_it_was(image).update(problem=problem, attempts=attempts, retry_at=Now() + wait)
    log.info("%s was not fetched: %s", image.source_url, problem)
