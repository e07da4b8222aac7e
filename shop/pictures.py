"""Where pictures live, and the signed addresses that lead to them: on disk by default, in any S3 service by setting."""

import logging
import time
from hashlib import sha256
from typing import Any

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.core.files.storage import FileSystemStorage
from django.urls import reverse
from storages.backends.s3 import S3Storage

from site_config.errors import AisleError

log = logging.getLogger("aisle.pictures")

SALT = "aisle.picture"


class PicturesAway(AisleError):
    code = "pictures_away"
    status = 503
    retryable = True
    sentence = "The picture could not be stored just now, and nothing was saved; please try again in a moment."


class SignedDisk(FileSystemStorage):
    """Files under MEDIA_ROOT, served by shop.views.picture to whoever holds an address that has not expired."""

    def url(self, name: str | None) -> str:
        if not name:
            raise ValueError("This picture has no file.")
        return reverse("shop:picture", args=[signing.Signer(salt=SALT).sign_object([name, _expiry()])])


class SignedS3(S3Storage):  # type: ignore[misc]  # django-storages has no types
    """An S3 bucket; an address is signed once and used again while at least half of its time is left.

    The host is part of what is signed, so where browsers reach the bucket by another name (`public_url`), that name signs.
    """

    def __init__(self, public_url: str = "", **options: Any) -> None:
        options["client_config"] = Config(
            signature_version=options.get("signature_version"),
            s3={"addressing_style": options.get("addressing_style")},
            # Somebody waits for this; boto3's own patience is minutes.
            connect_timeout=5,
            read_timeout=30,
            retries={"total_max_attempts": 2, "mode": "standard"},
        )
        super().__init__(**options)
        self._signer = S3Storage(**{**options, "endpoint_url": public_url}) if public_url else None

    def save(self, name: str | None, content: Any, max_length: int | None = None) -> str:
        """Raises PicturesAway where the bucket cannot be reached or refuses."""
        try:
            return str(super().save(name, content, max_length))
        except (BotoCoreError, ClientError) as error:
            log.error("%s was not stored: %s", name, error)
            raise PicturesAway from error

    def url(self, name: str | None, parameters: Any = None, expire: int | None = None, http_method: str | None = None) -> str:
        if not name:
            raise ValueError("This picture has no file.")
        sign = self._signer.url if self._signer else super().url
        if parameters or expire or http_method:
            return str(sign(name, parameters, expire, http_method))
        key = f"picture:{self.bucket_name}:{sha256(name.encode()).hexdigest()}"
        address: str | None = cache.get(key)
        if address is None:
            lifetime = settings.PICTURE_URL_SECONDS
            address = str(sign(name, expire=lifetime))
            cache.set(key, address, lifetime // 2)
        return address


def name_from_token(token: str) -> str | None:
    """The file that a signed address leads to; None where the address was forged or has expired."""
    try:
        name, expiry = signing.Signer(salt=SALT).unsign_object(token)
    except (signing.BadSignature, ValueError):
        return None
    return name if isinstance(name, str) and expiry > time.time() else None


def _expiry() -> int:
    """Between one and two lifetimes from now, in whole steps, so that a browser sees the same address, and its cache works."""
    lifetime: int = settings.PICTURE_URL_SECONDS
    return (int(time.time()) // lifetime + 2) * lifetime
