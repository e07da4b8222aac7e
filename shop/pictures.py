"""Storages of pictures and their signed addresses: on disk by default, in any S3 service by
setting.
"""

import logging
import os
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import IO, Any
from urllib.parse import urlsplit

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageCms, ImageOps
from storages.backends.s3 import S3Storage

from site_config.errors import STORAGE_FULL, AisleError, StorageFull

log = logging.getLogger("aisle.pictures")

SALT = "aisle.picture"


class PicturesAway(AisleError):
    code = "pictures_away"
    status = 503
    retryable = True
    sentence = _(
        "The picture could not be stored just now, and nothing was saved; please try again in a "
        "moment."
    )


class NotAPicture(AisleError):
    code = "not_a_picture"
    status = 422
    sentence = _(
        "This is not a picture that the shop can show; it accepts JPEG, PNG, WebP, GIF and AVIF."
    )


class PictureTooLarge(NotAPicture):
    code = "picture_too_large"
    sentence = _(
        "This picture is too large; the shop accepts up to 40 megapixels and 30 megabytes."
    )


# Pillow reads dozens of formats, some by outside programs; these are what browsers show as well.
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF")
MOST_PIXELS = 40_000_000
MOST_BYTES = 30_000_000
# Longest side of what is stored, in pixels: twice the widest place of a page.
LONGEST_SIDE = 2000
SUFFIX = ".webp"
CONTENT_TYPE = "image/webp"
# Whatever a decoder raises: each fails in its own way (AVIF with RuntimeError, others with
# struct.error or SystemError), and every failure means that the bytes are no picture. Nothing but
# decoding stands where this is caught.
UNREADABLE = Exception


class Picture(ContentFile[bytes]):
    """The bytes of a picture that the shop has encoded itself; storages accept nothing else."""

    content_type = CONTENT_TYPE


def encoded(file: IO[bytes]) -> Picture:
    """Returns the first frame of a picture, encoded anew as WebP: what else the file holds is left
    behind.

    Raises NotAPicture and PictureTooLarge.
    """
    return _webp(_checked(file))


def encoded_widths(file: IO[bytes], widths: Sequence[int]) -> dict[int, Picture]:
    """Returns a picture as `encoded` does, by its width: in each of `widths` that is smaller than
    it, and in the largest or its own.
    """
    decoded = _checked(file)
    wanted = {min(width, decoded.width) for width in widths}
    made = {}
    for width in sorted(wanted):
        height = max(1, round(decoded.height * width / decoded.width))
        made[width] = _webp(decoded.resize((width, height), Image.Resampling.LANCZOS))
    return made


def _checked(file: IO[bytes]) -> Image.Image:
    """Returns the first frame, decoded. Raises NotAPicture and PictureTooLarge."""
    if file.seek(0, os.SEEK_END) > MOST_BYTES:
        raise PictureTooLarge
    file.seek(0)
    try:
        with Image.open(file, formats=FORMATS) as image:
            # The header says the size before anything is unpacked.
            if image.width * image.height > MOST_PIXELS:
                raise PictureTooLarge
            return _decoded(image)
    except NotAPicture:
        raise
    except UNREADABLE as error:
        raise NotAPicture from error


def _webp(image: Image.Image) -> Picture:
    made = BytesIO()
    image.save(made, "WEBP", quality=85, method=4)
    return Picture(made.getvalue())


def _decoded(image: Image.Image) -> Image.Image:
    """Returns the picture upright, in sRGB and no larger than what is stored."""
    profile = image.info.get("icc_profile")
    image.draft(
        "RGB", (LONGEST_SIDE, LONGEST_SIDE)
    )  # a JPEG is then unpacked no larger than needed
    upright = ImageOps.exif_transpose(image)
    is_clear = upright.has_transparency_data
    plain = upright.convert("RGBA" if is_clear else "RGB") if upright.mode != "CMYK" else upright
    plain.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    return _in_srgb(plain, profile).convert("RGBA" if is_clear else "RGB")


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Converts the colours by the profile; without a valid profile they stay as they are."""
    if not profile or image.mode == "RGBA":
        return image
    with suppress(UNREADABLE):
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        converted = ImageCms.profileToProfile(
            image, source, ImageCms.createProfile("sRGB"), outputMode="RGB"
        )
        if converted is not None:
            return converted
    return image


def is_whole(file: IO[bytes]) -> bool:
    """Whether a stored picture can be decoded completely."""
    try:
        with Image.open(file, formats=FORMATS) as image:
            image.load()
    except UNREADABLE:
        return False
    return True


def content_type_of(content: bytes) -> str:
    """Returns the type of the bytes, whatever their file name says."""
    try:
        with Image.open(BytesIO(content), formats=FORMATS) as image:
            return image.get_format_mimetype() or "application/octet-stream"
    except UNREADABLE:
        return "application/octet-stream"


def stored_name(name: str) -> str:
    """Returns the name of a picture in the storage: "lamp.webp" stays, "lamp.png" becomes
    "lamp-png.webp".
    """
    path = PurePosixPath(name)
    if path.suffix.lower() == SUFFIX:
        return name
    return str(path.with_name(f"{path.stem}{path.suffix.lower().replace('.', '-')}{SUFFIX}"))


def is_allowed_source(url: str) -> bool:
    """Whether IMAGE_SOURCES names the host of this address; "https:" alone names none."""
    parts = urlsplit(url)
    return any(_is_of_source(parts.scheme, parts.netloc, each) for each in settings.IMAGE_SOURCES)


def _is_of_source(scheme: str, host: str, source: str) -> bool:
    wanted, _separator, rest = source.rpartition("://")
    name = rest.partition("/")[0]
    if not host or name.endswith(":") or (wanted and wanted != scheme):
        return False
    return host.endswith(name[1:]) if name.startswith("*.") else host == name


@contextmanager
def open_source(path: Path) -> Iterator[IO[bytes]]:
    """Opens an ordinary file. Raises OSError for a link, which is not followed, and for a pipe,
    which is not waited for.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(descriptor, "rb") as file:
        yield file


class SignedDisk(FileSystemStorage):
    """Files under MEDIA_ROOT. shop.views.picture serves them to clients with a valid signed
    address.
    """

    def save(self, name: str | None, content: IO[Any], max_length: int | None = None) -> str:
        """Raises NotAPicture, StorageFull, and PicturesAway where the disk fails otherwise."""
        picture = content if isinstance(content, Picture) else encoded(content)
        try:
            return super().save(stored_name(name or "picture"), picture, max_length)
        except OSError as error:
            log.error("%s was not stored: %s", name, error)
            raise (StorageFull if error.errno in STORAGE_FULL else PicturesAway) from error

    def _save(self, name: str, content: File[bytes]) -> str:
        """Writes a temporary file and links it when complete, so that a name never leads to half a
        picture.
        """
        folder = Path(self.path(name)).parent
        folder.mkdir(parents=True, exist_ok=True, mode=self.directory_permissions_mode or 0o777)
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".", suffix=".part") as aside:
            write_file(aside, content)
            os.fchmod(aside.fileno(), self.file_permissions_mode or 0o644)
            while True:
                try:
                    os.link(aside.name, self.path(name))
                    break
                except FileExistsError:
                    name = self.get_available_name(name)
        _sync(folder)
        return name.replace("\\", "/")

    def url(self, name: str | None) -> str:
        if not name:
            raise ValueError("This picture has no file.")
        return _signed_address(name, _expiry())


# A page shows dozens, and the address of each stays the same for as long as its expiry.
@lru_cache(maxsize=16_384)
def _signed_address(name: str, expiry: int) -> str:
    return reverse("shop:picture", args=[signing.Signer(salt=SALT).sign_object([name, expiry])])


def write_file(file: IO[bytes], content: File[bytes]) -> None:
    for chunk in content.chunks():
        file.write(chunk)
    file.flush()
    os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    """Syncs a folder to disk; a new name is safe only after that."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class SignedS3(S3Storage):  # type: ignore[misc]  # django-storages has no types
    """An S3 bucket. An address is signed once and used again while at least half of its time is
    left.

    The host is part of the signature, so where browsers reach the bucket by another name
    (`public_url`), that name is signed.
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
        """Raises NotAPicture, StorageFull, and PicturesAway where the bucket cannot be reached or
        refuses.
        """
        picture = content if isinstance(content, Picture) else encoded(content)
        try:
            return str(super().save(stored_name(name or "picture"), picture, max_length))
        except (BotoCoreError, ClientError) as error:
            log.error("%s was not stored: %s", name, error)
            raise (StorageFull if _is_full(error) else PicturesAway) from error

    def url(
        self,
        name: str | None,
        parameters: Any = None,
        expire: int | None = None,
        http_method: str | None = None,
    ) -> str:
        if not name:
            raise ValueError("This picture has no file.")
        sign = self._signer.url if self._signer else super().url
        if parameters or expire or http_method:
            return str(sign(name, parameters, expire, http_method))
        key = f"picture:{self.bucket_name}:{sha256(name.encode()).hexdigest()}"
        address = cache.get(key)
        if not isinstance(address, str):
            lifetime = settings.PICTURE_URL_SECONDS
            address = str(sign(name, expire=lifetime))
            cache.set(key, address, lifetime // 2)
        return address


def _is_full(error: Exception) -> bool:
    """Whether an error says that the storage is full. Services use their own codes, and mostly
    status 507.
    """
    answer: dict[str, Any] = getattr(error, "response", {})
    code = str(answer.get("Error", {}).get("Code", ""))
    is_507 = answer.get("ResponseMetadata", {}).get("HTTPStatusCode") == StorageFull.status
    return is_507 or "StorageFull" in code or code == "QuotaExceeded"


def name_from_token(token: str) -> str | None:
    """Returns the file of a signed address; None where the address was forged or has expired."""
    try:
        name, expiry = signing.Signer(salt=SALT).unsign_object(token)
    except (signing.BadSignature, ValueError):
        return None
    return name if isinstance(name, str) and expiry > time.time() else None


def _expiry() -> int:
    """Returns an expiry between one and two lifetimes from now in whole steps, so that the address
    stays the same and browser caches work.
    """
    lifetime: int = settings.PICTURE_URL_SECONDS
    return (int(time.time()) // lifetime + 2) * lifetime
