"""Fixtures that most stories share."""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator

import pytest
from asgiref.sync import SyncToAsync, sync_to_async
from channels.layers import channel_layers
from channels.testing import application as communicator
from django.core.cache import cache, caches
from django.db import close_old_connections, connection, connections, transaction
from django.utils import translation
from pydantic_ai import models as pydantic_ai_models

from chat import turns
from shop import demo as demo_shop
from shop.models import Product
from shop.search import facets, names, rules, vocabulary

# Playwright keeps an event loop in the main thread, where Django would else refuse to touch the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
pydantic_ai_models.ALLOW_MODEL_REQUESTS = False
# While it waits for a socket, Channels' communicator lets no thread give its connection back; the test database could not be dropped.
communicator.no_op = close_old_connections

KEPT = {
    "shop_category": "id, path, slug",
    "shop_product": "id, sku, slug, name, description, brand, model, category_id, price, compare_at_price, currency, stock, "
    "rating, rating_count, popularity, attributes, external_url, gtin, active, created_at, updated_at, facts, embedded, suspicion",
    "shop_productimage": "id, file, source_url, alt, position, product_id",
}
# What search reads: entries with their vectors, and the catalogue's own words.
KEPT_WORDS = ("shop_entry", "shop_label", "shop_term", "shop_word", "shop_shopfact")
EMPTY = "TRUNCATE shop_productimage, shop_entry, shop_product, shop_category, shop_label, shop_term, shop_word, shop_shopfact CASCADE"


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser stories come last: once Playwright runs, its event loop keeps the main thread, and no asynchronous story can begin."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


@pytest.fixture(autouse=True)
def _fresh() -> None:
    cache.clear()
    caches["template_fragments"].clear()
    vocabulary.forget()
    names.forget()
    facets.forget()
    rules.forget()
    translation.deactivate()  # what the last request of another story spoke
    channel_layers.backends.clear()


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """Nothing: one database for all, and no suffix."""


@pytest.fixture(scope="session", autouse=True)
def media(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Pictures of the tests go to a folder of their own."""
    from django.conf import settings
    from django.test.utils import override_settings

    folder = tmp_path_factory.mktemp("media")
    disk = settings.STORAGES["default"] | {"OPTIONS": {"location": folder}}
    with override_settings(STORAGES=settings.STORAGES | {"default": disk}):
        yield


@pytest.fixture(scope="session")
def _demo_kept(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """The demo shop, embedded once and kept in a schema of its own, from which each test fills its tables."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        demo_shop.load()
        with connection.cursor() as cursor:
            cursor.execute("CREATE SCHEMA IF NOT EXISTS kept")
            for table, columns in KEPT.items():
                cursor.execute(f"DROP TABLE IF EXISTS kept.{table}; CREATE TABLE kept.{table} AS SELECT {columns} FROM {table}")
            for table in KEPT_WORDS:
                cursor.execute(f"DROP TABLE IF EXISTS kept.{table}; CREATE TABLE kept.{table} AS SELECT * FROM {table}")
            cursor.execute(EMPTY)
    yield
    # The thread of the stories' own asynchronous queries keeps its connection, and the test database could not be dropped.
    SyncToAsync.single_thread_executor.submit(connections.close_all).result()


@pytest.fixture
def demo(_demo_kept: None, db: None) -> None:
    """The demo shop with its vectors and pictures."""
    if Product.objects.exists():
        return
    with transaction.atomic(), connection.cursor() as cursor:
        # Fresh index files: the rows of earlier stories, rolled back, would else stay in the vector index and crowd these out.
        cursor.execute(EMPTY)
        # As a restored backup comes: entries are kept with the products, and no trigger makes them again for each story.
        cursor.execute("SET LOCAL session_replication_role = replica")
        for table, columns in KEPT.items():
            cursor.execute(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM kept.{table}")
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")
        for table in KEPT_WORDS:
            cursor.execute(f"INSERT INTO {table} SELECT * FROM kept.{table}")
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")


@pytest.fixture
async def turns_end() -> AsyncIterator[None]:
    """Answers that a story left running end with it."""
    yield
    running = list(turns._tasks)
    if running:
        await asyncio.wait(running, timeout=1)
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)
    await sync_to_async(connections.close_all)()
