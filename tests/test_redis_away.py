"""Redis carries news and saves work; while it is away every page opens, and what was said is
stored, answered and seen.
"""

import asyncio
import logging
import socket
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import caches
from django.test import AsyncClient, Client
from pytest_django.fixtures import Settings
from redis import Redis

from chat.transport import consumers
from shop.models import Product
from site_config import breaker
from tests.clients import Program
from tests.servers import free_ports, serving_redis

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("demo", "turns_end")]


def use(settings: Settings, port: int) -> None:
    """Redis at this port, and pictures in a bucket, whose signed addresses go through the cache."""
    url = f"redis://127.0.0.1:{port}/0"
    settings.CACHES = {
        **settings.CACHES,
        "default": {"BACKEND": "site_config.cache.SurvivingRedisCache", "LOCATION": url},
    }
    settings.CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "site_config.channel_layer.SurvivingRedisLayer",
            "CONFIG": {"hosts": [url]},
        }
    }
    s3 = {
        "bucket_name": "b",
        "endpoint_url": "http://127.0.0.1:1",
        "access_key": "a",
        "secret_key": "s",
        "region_name": "us-east-1",
    }
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "shop.pictures.SignedS3", "OPTIONS": s3},
    }


@pytest.fixture
def _refusing(settings: Settings) -> None:
    use(settings, free_ports(1)[0])


@pytest.fixture
def hanging(settings: Settings) -> Iterator[socket.socket]:
    """A Redis that takes connections and says nothing."""
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen(64)
        use(settings, silent.getsockname()[1])
        yield silent


@pytest.mark.usefixtures("_refusing")
@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/search/?q=lamp",
        "/p/{pk}/jacket/",
        "/api/products/search?q=lamp",
        "/api/products/{pk}",
    ],
)
def test_every_page_opens(client: Client, path: str) -> None:
    product = Product.objects.get(sku="OUT-JKT-001")
    answer = client.get(path.format(pk=product.pk), follow=True)
    assert answer.status_code == 200
    assert "Signature=" in answer.content.decode()


def test_only_the_first_page_waits(
    client: Client, hanging: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("site_config.cache.PATIENCE", {"socket_timeout": 0.05})
    asked = caches["default"]
    assert client.get("/search/?q=lamp").status_code == 200
    hanging.setblocking(False)
    attempts = 0
    with suppress(BlockingIOError):
        while attempts < 50:
            hanging.accept()[0].close()
            attempts += 1
    assert attempts <= 4, "one operation, with the client's own attempts"
    assert asked.get("anything", "nothing") == "nothing"


@pytest.mark.usefixtures("_refusing")
def test_every_operation_of_the_cache_comes_to_a_miss() -> None:
    cache = caches["default"]
    assert cache.get("a", 1) == 1
    assert cache.get_many(["a"]) == {}
    assert cache.get_or_set("a", lambda: 2) == 2
    assert not cache.has_key("a")
    assert cache.set_many({"a": 1}) == []
    with pytest.raises(ValueError, match="not found"):
        cache.incr("a")
    for drop in (cache.delete, cache.touch):
        assert not drop("a")
    cache.set("a", 1)
    cache.delete_many(["a"])
    cache.clear()


def test_an_outage_is_logged_once_and_its_end(caplog: pytest.LogCaptureFixture) -> None:
    now = [0.0]
    found = breaker.Breaker("Redis", lambda: now[0])
    with caplog.at_level(logging.WARNING, "aisle.services"):
        for _time in range(10):
            now[0] += breaker.REST_SECONDS
            assert not found.is_open
            found.fail(OSError("refused"))
            assert found.is_open
        found.succeed()
    assert [record.getMessage().partition(",")[0] for record in caplog.records] == [
        "Redis is away",
        "Redis is back",
    ]
    assert not found.is_open


@pytest.mark.usefixtures("_refusing")
async def test_a_message_is_stored_and_answered(async_client: AsyncClient) -> None:
    begun = (await async_client.post("/api/conversations")).json()
    path = f"/api/conversations/{begun['id']}/messages"
    said = await async_client.post(path, {"message": "a tent"}, content_type="application/json")
    assert (said.status_code, said.json()["answer"]["status"]) == (200, "sent")
    assert said.json()["answer"]["metadata"]["products"]


@pytest.mark.usefixtures("_refusing")
async def test_a_socket_opens_and_looks_at_the_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chat.transport.reader.LOOK_EVERY", 0.05)
    async with Program() as program:
        assert (await program.say("a tent"))["status"] == "sent"


async def test_a_socket_opens_while_redis_hangs(
    hanging: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("site_config.channel_layer.PATIENCE", 0.05)
    monkeypatch.setattr("site_config.cache.PATIENCE", {"socket_timeout": 0.05})
    monkeypatch.setattr("chat.transport.reader.LOOK_EVERY", 0.05)
    async with Program() as program:
        assert (await program.say("a tent"))["status"] == "sent"


@pytest.mark.usefixtures("_refusing")
async def test_a_socket_hears_news_again_once_redis_is_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(consumers, "JOIN_EVERY", 0.01)
    heard = asyncio.Event()
    tried: list[str] = []

    async def join(self: Any, group: str, channel: str) -> None:
        tried.append(group)
        if len(tried) < 3:
            raise ConnectionError("refused")
        heard.set()

    monkeypatch.setattr("site_config.channel_layer.SurvivingRedisLayer.group_add", join)
    async with Program() as program:
        await program.send(
            type="select", product=await Product.objects.values_list("pk", flat=True).afirst()
        )
        async with asyncio.timeout(10):
            await heard.wait()


# -- what is in it ---------------------------------------------------------------------------------


@pytest.fixture
def redis_url(tmp_path: Path) -> Iterator[str]:
    with serving_redis(tmp_path) as url:
        yield url


NO_CLASS = b"cno_such_module\nNoSuchClass\n."


@pytest.mark.redis
def test_what_another_program_left_in_redis_is_not_there(
    client: Client, settings: Settings, redis_url: str
) -> None:
    """Also what an earlier release of the shop wrote."""
    use(settings, int(redis_url.rpartition(":")[2].partition("/")[0]))
    assert client.get("/search/?q=lamp").status_code == 200
    server = Redis.from_url(redis_url)
    names = server.keys("*picture*")
    assert names
    for value in (b"\xff\x00", NO_CLASS, b"{", b"[" * 100_000, b"7", b'{"a": 1}'):
        for name in names:
            server.set(name, value)
        answer = client.get("/search/?q=lamp")
        assert answer.status_code == 200, value[:20]
        assert "Signature=" in answer.content.decode()


@pytest.mark.redis
def test_a_redis_that_takes_nothing_is_said_to_be_away(
    client: Client, settings: Settings, redis_url: str
) -> None:
    """It is full, or a copy that may only be read."""
    use(settings, int(redis_url.rpartition(":")[2].partition("/")[0]))
    assert client.get("/healthz").json()["redis"] == "ok"
    server = Redis.from_url(redis_url)
    server.config_set("maxmemory", 1)
    try:
        assert client.get("/healthz").json()["redis"] == "away"
        assert client.get("/search/?q=lamp").status_code == 200
    finally:
        server.config_set("maxmemory", 0)
        breaker.redis.reset()


# -- health ----------------------------------------------------------------------------------------


def test_health_says_that_all_is_well(client: Client) -> None:
    assert client.get("/healthz").json() == {"status": "ok", "database": "ok", "embeddings": "ok"}


@pytest.mark.usefixtures("_refusing")
def test_health_says_what_is_degraded(client: Client) -> None:
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json() == {
        "status": "degraded",
        "database": "ok",
        "redis": "away",
        "embeddings": "ok",
    }
