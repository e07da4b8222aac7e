"""Nobody fills the disk by a request: bodies are counted as they come, and only staff
upload much.
"""

import json
from typing import Any, cast

import pytest
from asgiref.testing import ApplicationCommunicator
from django.contrib.auth.models import User
from django.test import Client
from pytest_django.fixtures import Settings

from shop.models import Webhook
from site_config import body_limit
from site_config.aio import in_database
from site_config.asgi import application
from tests.clients import key_token

pytestmark = [pytest.mark.django_db(transaction=True)]

CHUNK = b"a" * 65_536


class Post:
    """A POST whose body comes in pieces; how much of it was taken is counted."""

    def __init__(self, path: str, *headers: tuple[bytes, bytes]) -> None:
        headers = ((b"host", b"testserver"), (b"content-type", b"application/json"), *headers)
        scope = {
            "type": "http",
            "http_version": "1.1",
            "method": "POST",
            "path": path,
            "query_string": b"",
            "headers": [*headers],
        }
        self.socket: Any = cast(Any, ApplicationCommunicator)(
            application, scope
        )  # asgiref has no types here

    async def send(self, *pieces: bytes, ends: bool = True) -> tuple[int, dict[bytes, bytes], str]:
        """Status, headers and text of the answer."""
        for piece in pieces:
            await self.socket.send_input({"type": "http.request", "body": piece, "more_body": True})
        if ends:
            await self.socket.send_input({"type": "http.request", "body": b"", "more_body": False})
        start = await self.socket.receive_output(10)
        text, is_more = b"", True
        while is_more:
            event = await self.socket.receive_output(10)
            text, is_more = text + event.get("body", b""), event.get("more_body", False)
        await self.socket.wait(10)
        return start["status"], dict(start["headers"]), text.decode(errors="replace")

    @property
    def left(self) -> int:
        """Pieces that were not taken."""
        return int(self.socket.input_queue.qsize())


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/chat/",
        "/nothing/",
        "/api/conversations",
        "/admin/login/",
        "/admin/shop/product/add/",
        "/healthz",
    ],
)
async def test_a_body_without_a_length_is_taken_no_further_than_the_limit(path: str) -> None:
    post = Post(path)
    status, headers, text = await post.send(*[CHUNK] * 100)
    assert status == 413
    assert post.left > 70
    assert headers[b"connection"] == b"close"
    assert "larger than the shop accepts" in text


async def test_a_length_that_is_too_much_is_refused_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(body_limit, "DROPPED_SECONDS", 0.01)
    status, _headers, text = await Post(
        "/api/conversations", (b"content-length", b"419430400")
    ).send(ends=False)
    assert (status, json.loads(text)["code"]) == (413, "body_too_large")


async def test_a_small_length_is_not_believed() -> None:
    assert (await Post("/", (b"content-length", b"10")).send(*[CHUNK] * 5))[0] == 413


async def test_what_fits_is_taken() -> None:
    body = json.dumps({"filling": "a" * 200_000}).encode()
    assert (await Post("/api/conversations").send(body[:100_000], body[100_000:]))[0] == 201


async def test_a_slow_body_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(body_limit, "SECONDS", 0.01)
    monkeypatch.setattr(body_limit, "DROPPED_SECONDS", 0.01)
    status, _headers, text = await Post("/api/conversations").send(b"a", ends=False)
    assert (status, json.loads(text)["code"]) == (408, "too_slow")


def cookie_of(**user: Any) -> tuple[bytes, bytes]:
    client = Client()
    client.force_login(User.objects.create_user("somebody", **user))
    return b"cookie", f"sessionid={client.cookies['sessionid'].value}".encode()


@pytest.fixture
def staff() -> tuple[bytes, bytes]:
    return cookie_of(is_staff=True)


@pytest.fixture
def customer() -> tuple[bytes, bytes]:
    return cookie_of()


async def test_staff_upload_more(staff: tuple[bytes, bytes]) -> None:
    assert (await Post("/admin/shop/product/add/", staff).send(*[CHUNK] * 20))[
        0
    ] == 403  # no token of the form
    assert (await Post("/", staff).send(*[CHUNK] * 20))[0] == 413


async def test_staff_have_a_limit_too(staff: tuple[bytes, bytes], settings: Settings) -> None:
    settings.UPLOAD_MEGABYTES = 1
    assert (await Post("/admin/shop/product/add/", staff).send(*[CHUNK] * 20))[0] == 413


async def test_others_do_not(customer: tuple[bytes, bytes]) -> None:
    for cookie in (customer, (b"cookie", b"sessionid=made-up"), (b"cookie", b'sessionid="; \xff')):
        assert (await Post("/admin/shop/product/add/", cookie).send(*[CHUNK] * 20))[0] == 413


@pytest.mark.parametrize(
    ("is_good", "path", "status"),
    [
        (True, "/api/products/batch", 200),
        (False, "/api/products/batch", 413),
        (True, "/chat/", 413),
    ],
)
async def test_a_key_may_send_more_to_the_api(is_good: bool, path: str, status: int) -> None:
    token = await in_database(key_token)()
    sent = token if is_good else token[:-4] + "none"
    rows = [{"sku": "L1", "name": "Lamp", "price": 1, "description": "x" * 400_000}]
    content = json.dumps({"products": rows}).encode()
    post = Post(path, (b"authorization", f"Bearer {sent}".encode()))
    answer = await post.send(content)
    assert answer[0] == status, answer[2]


@pytest.mark.parametrize(("number", "pieces", "status"), [(0, 20, 401), (0, 70, 413), (1, 20, 413)])
async def test_another_shop_may_send_more_to_its_webhook(
    number: int, pieces: int, status: int
) -> None:
    webhook = await Webhook.objects.acreate(name="Other", platform="shopify", secret="s")
    post = Post(f"/api/webhooks/{webhook.pk + number}")
    answer = await post.send(*[CHUNK] * pieces)
    assert answer[0] == status, answer[2]
