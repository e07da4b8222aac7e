"""Pictures by address are fetched into the storage, from public networks alone, and in bounds."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.test import Client
from django_tasks_db.models import DBTaskResult
from PIL import Image

from shop import picture_jobs, remote_pictures
from shop.feeds.row import ProductRow
from shop.importer import import_rows
from shop.models import Product, ProductImage, sized_name
from shop.picture_jobs import MOST_ATTEMPTS, fetch_due
from shop.pictures import PicturesAway, SignedDisk
from shop.public_web import Unfetchable, is_public
from shop.remote_pictures import download
from shop.tasks import fetch_pictures, fetch_pictures_soon, run_import
from site_config.clock import database_time

pytestmark = pytest.mark.django_db


def drawn(kind: str = "PNG", size: tuple[int, int] = (900, 600)) -> bytes:
    file = BytesIO()
    Image.new("RGB", size, "red").save(file, kind)
    return file.getvalue()


PAGES: dict[str, tuple[int, dict[str, str], bytes]] = {
    "/lamp.png": (200, {}, drawn()),
    "/small.gif": (200, {}, drawn("GIF", (60, 90))),
    "/moved": (302, {"Location": "/lamp.png"}, b""),
    "/inside": (302, {"Location": "http://127.0.0.1:9/x.png"}, b""),
    "/file": (302, {"Location": "file:///etc/passwd"}, b""),
    "/round": (302, {"Location": "/round"}, b""),
    "/page": (200, {"Content-Type": "image/png"}, b"<script>alert(1)</script>"),
    "/large": (200, {}, b"x" * 3000),
    "/busy": (503, {}, b""),
    "/gone": (404, {}, b""),
}


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.server.asked.append(self.path)  # type: ignore[attr-defined]
        status, headers, body = PAGES[self.path]
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture
def server(settings: Any, tmp_path: Path) -> Iterator[Any]:
    """A server of pictures, which is inside and named as trusted; and a storage of this story."""
    disk = settings.STORAGES["default"] | {"OPTIONS": {"location": tmp_path / "media"}}
    settings.STORAGES = settings.STORAGES | {"default": disk}
    settings.FETCH_PRIVATE_HOSTS = ["localhost"]
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as made:
        made.asked = []  # type: ignore[attr-defined]
        thread = threading.Thread(target=made.serve_forever, args=(0.01,))
        thread.start()
        yield made
        made.shutdown()
        thread.join()


def address(server: Any, path: str) -> str:
    return f"http://localhost:{server.server_port}{path}"


def linked(server: Any, *paths: str, sku: str = "lamp") -> list[ProductImage]:
    urls = [address(server, path) for path in paths]
    row = {"sku": sku, "name": "Lamp", "price": 1, "image_urls": urls}
    import_rows([(1, ProductRow.model_validate(row))], with_vectors=False)
    return list(ProductImage.objects.filter(product__sku=sku))


def test_a_picture_is_stored_in_widths_and_shown_from_the_shop(server: Any, client: Client) -> None:
    linked(server, "/lamp.png", "/small.gif")
    assert fetch_due() == 2
    lamp, small = ProductImage.objects.all()
    assert (lamp.widths, small.widths) == ([400, 800, 900], [60])
    with (
        default_storage.open(sized_name(str(lamp.file.name), 400)) as file,
        Image.open(file) as image,
    ):
        assert (image.format, image.size) == ("WEBP", (400, 267))
    page = client.get(Product.objects.get().get_absolute_url()).content.decode()
    assert "localhost" not in page.partition("<main")[2]
    assert "400w," in page
    assert 'sizes="(min-width: 48rem) 50vw, 100vw"' in page
    assert small.srcset == ""


def test_a_picture_of_two_products_is_fetched_once(server: Any) -> None:
    linked(server, "/lamp.png")
    linked(server, "/lamp.png", sku="other")
    assert fetch_due() == 2
    assert server.asked == ["/lamp.png"]
    assert fetch_due() == 0


@pytest.mark.parametrize(
    ("path", "problem", "is_final"),
    [
        ("/inside", "private", True),
        ("/file", "address", True),
        ("/round", "redirects", True),
        ("/page", "no_picture", True),
        ("/large", "large", True),
        ("/gone", "status", True),
        ("/busy", "status", False),
    ],
)
def test_what_is_no_picture_of_the_public_stays_at_its_address(
    server: Any, monkeypatch: pytest.MonkeyPatch, path: str, problem: str, is_final: bool
) -> None:
    monkeypatch.setattr(remote_pictures, "MOST_BYTES", 2500 if path == "/large" else 100_000)
    linked(server, path)
    assert fetch_due() == 0
    image = ProductImage.objects.get()
    assert (image.problem, image.attempts == MOST_ATTEMPTS) == (problem, is_final)
    assert (image.url, bool(image.file)) == (address(server, path), False)


def test_a_redirect_is_followed(server: Any) -> None:
    assert download(address(server, "/moved")) == PAGES["/lamp.png"][2]


def test_a_server_has_so_long_for_everything(server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote_pictures, "SECONDS", 0)
    with pytest.raises(Unfetchable) as refused:
        download(address(server, "/lamp.png"))
    assert (refused.value.problem, refused.value.is_final) == ("slow", False)


def test_a_private_host_is_not_asked_at_all(server: Any, settings: Any) -> None:
    settings.FETCH_PRIVATE_HOSTS = []
    for host in ("localhost", "127.0.0.1", "[::ffff:127.0.0.1]", "0.0.0.0", "127.1"):
        with pytest.raises(Unfetchable) as refused:
            download(f"http://{host}:{server.server_port}/lamp.png")
        assert refused.value.problem in ("private", "unreachable"), host
    assert server.asked == []


@pytest.mark.parametrize(
    "inside",
    "127.0.0.1 10.0.0.1 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0 224.0.0.1 "
    "255.255.255.255 ::1 :: fe80::1%eth0 fc00::1 ::ffff:10.0.0.1 64:ff9b::a00:1 2002:a00:1::1 "
    "2001:0:a00:1:: ff02::1".split(),
)
def test_an_address_inside_is_not_public(inside: str) -> None:
    assert not is_public(inside)


@pytest.mark.parametrize("outside", ["8.8.8.8", "93.184.216.34", "2606:4700::1111"])
def test_an_address_outside_is_public(outside: str) -> None:
    assert is_public(outside)


def test_an_attempt_is_repeated_later_and_not_for_ever(server: Any) -> None:
    linked(server, "/busy")
    for attempt in range(1, MOST_ATTEMPTS + 1):
        fetch_due()
        image = ProductImage.objects.get()
        assert image.attempts == attempt
        assert not picture_jobs.due().exists()
        ProductImage.objects.update(retry_at=None)
    assert not picture_jobs.waiting().exists()
    assert len(server.asked) == MOST_ATTEMPTS


def test_a_job_that_is_killed_is_finished_by_the_next(
    server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    linked(server, "/lamp.png")

    def full(self: Any, *args: Any) -> str:
        raise PicturesAway

    with monkeypatch.context() as patch:
        patch.setattr(SignedDisk, "save", full)
        with pytest.raises(PicturesAway):
            fetch_due()
    assert fetch_due() == 0  # another job may still be at it
    ProductImage.objects.update(retry_at=None)
    assert fetch_due() == 1


def test_another_address_in_the_feed_replaces_the_picture(server: Any) -> None:
    (before,) = linked(server, "/lamp.png")
    fetch_due()
    (image,) = linked(server, "/small.gif")
    assert (image.pk, image.file.name, image.widths) == (before.pk, "", [])
    assert fetch_due() == 1
    (again,) = linked(server, "/small.gif")
    assert again.widths == [60]


def test_staff_see_what_failed_and_try_again(
    server: Any, admin_client: Client, settings: Any
) -> None:
    (image,) = linked(server, "/gone")
    fetch_due()
    listed = admin_client.get("/admin/shop/productimage/?state=failed").content.decode()
    assert "its server refuses it, or does not have it" in listed
    settings.FETCH_PICTURES = True
    ProductImage.objects.update(source_url=address(server, "/lamp.png"))
    admin_client.post(
        "/admin/shop/productimage/", {"action": "fetch_again", "_selected_action": [image.pk]}
    )
    image.refresh_from_db()
    assert image.widths == [400, 800, 900]


def test_the_command_fetches_what_is_due(server: Any) -> None:
    linked(server, "/lamp.png", "/busy")
    out = StringIO()
    call_command("fetch_pictures", stdout=out)
    assert out.getvalue() == "1 pictures stored, 1 to be tried later\n"


def test_a_worker_fetches_the_others_later(server: Any, settings: Any) -> None:
    linked(server, "/lamp.png", "/busy")
    backend = {"BACKEND": "django_tasks_db.DatabaseBackend"}
    settings.TASKS = {"default": backend}
    assert fetch_pictures.func() == 1
    (later,) = DBTaskResult.objects.all()
    assert later.run_after == ProductImage.objects.get(file="").retry_at
    ProductImage.objects.filter(file="").update(attempts=MOST_ATTEMPTS)
    fetch_pictures.func()
    assert DBTaskResult.objects.count() == 1


def test_what_staff_wait_for_comes_before_pictures(server: Any, settings: Any) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    linked(server, "/busy")
    fetch_pictures.using(run_after=database_time() - timedelta(minutes=1)).enqueue()
    run_import.enqueue(1)
    paths = [job.task_path for job in DBTaskResult.objects.ready()]
    assert paths == ["shop.tasks.run_import", "shop.tasks.fetch_pictures"]


def test_pictures_that_are_named_one_by_one_are_one_job(server: Any, settings: Any) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    settings.FETCH_PICTURES = True
    for _time in range(3):
        fetch_pictures_soon()
    assert DBTaskResult.objects.count() == 1
    linked(server, "/busy")
    DBTaskResult.objects.all().delete()
    fetch_pictures.func()
    fetch_pictures.func()
    assert DBTaskResult.objects.count() == 1
