"""Fixtures that most stories share."""

import asyncio
import math
import os
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime
from functools import cache as once

import pytest
from asgiref.sync import sync_to_async
from channels.layers import channel_layers
from channels.testing import application as communicator
from django.core.cache import cache, caches
from django.db import close_old_connections, connection, connections
from django.test import TransactionTestCase
from django.utils import translation
from hypothesis import settings as hypothesis_settings
from pydantic_ai import models as pydantic_ai_models
from pytest_django import DjangoDbBlocker

from chat.turns import service as turns
from shop.search import facets, freshness, rules, suggestion_index, vocabulary
from shop.search.vocabulary import Vocabulary
from site_config import breaker
from tests.demo_tables import Kept
from tests.depth import THOROUGH

# How long an example takes is up to what else the machine does.
hypothesis_settings.register_profile("aisle", deadline=None)
hypothesis_settings.load_profile("aisle")

END_OTHERS = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()
      AND pid <> pg_backend_pid()
"""
# Playwright keeps an event loop in the main thread, where Django would else refuse to touch the
# database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
pydantic_ai_models.ALLOW_MODEL_REQUESTS = False
# While it waits for a socket, Channels' communicator lets no thread give its connection back; the
# test database could not be dropped.
communicator.no_op = close_old_connections


def pytest_itemcollected(item: pytest.Item) -> None:
    """Marks property tests as thorough, so that `make thorough` tries more examples."""
    is_property = hasattr(getattr(item, "obj", None), "is_hypothesis_test")
    if is_property or item.get_closest_marker("in_full"):
        item.add_marker("thorough")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves what costs much to `make thorough`. Sorts browser tests last: once Playwright runs,
    its event loop occupies the main thread, and no asynchronous test can start. Before them, those
    that ask for the demo shop come together, so that it is put in place less often.
    """
    if not THOROUGH:
        left = [item for item in items if item.get_closest_marker("in_full")]
        items[:] = [item for item in items if not item.get_closest_marker("in_full")]
        config.hook.pytest_deselected(items=left)
    items.sort(key=_order)


def _order(item: pytest.Item) -> tuple[bool, bool]:
    has_demo = "demo" in getattr(item, "fixturenames", ())
    return item.get_closest_marker("browser") is not None, has_demo


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    # Stories that count queries would else see one more whenever half a second is over.
    monkeypatch.setattr(freshness, "CHECK_SECONDS", math.inf)
    cache.clear()
    caches["template_fragments"].clear()
    vocabulary.forget()
    suggestion_index.forget()
    facets.forget()
    rules.forget()
    translation.deactivate()  # what the last request of another story spoke
    channel_layers.backends.clear()
    breaker.redis.reset()


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """Adds no suffix for each process, since tests.settings names a database of its own."""


@pytest.fixture(scope="session", autouse=True)
def media(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Stores the pictures of the tests in a temporary folder."""
    from django.conf import settings
    from django.test.utils import override_settings

    folder = tmp_path_factory.mktemp("media")
    if pictures := os.environ.get("TEST_TEMPLATE_PICTURES"):
        shutil.copytree(pictures, folder, copy_function=os.symlink, dirs_exist_ok=True)
    disk = settings.STORAGES["default"] | {"OPTIONS": {"location": folder}}
    with override_settings(STORAGES=settings.STORAGES | {"default": disk}):
        yield


@pytest.fixture(scope="session")
def kept_shop(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Kept]:
    """Cleans up after each test that commits, in place of Django's flush."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        found = Kept()
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _case: found.sweep())
        # The demo shop's words are learnt once, and anew wherever a story wrote to the shop.
        patch.setattr(vocabulary, "read", words_of(found, vocabulary.read))
        yield found
        # A connection that a thread still holds would keep the test database from being dropped.
        with connection.cursor() as cursor:
            cursor.execute(END_OTHERS)


def words_of(kept: Kept, read: Callable[[], Vocabulary]) -> Callable[[], Vocabulary]:
    words_of_demo = once(read)
    return lambda: words_of_demo() if kept.is_demo_as_loaded() else read()


@pytest.fixture
def _shop_in_place(
    request: pytest.FixtureRequest, kept_shop: Kept, django_db_blocker: DjangoDbBlocker
) -> None:
    with django_db_blocker.unblock():
        kept_shop.hold("demo" in request.fixturenames)


@pytest.fixture
def _django_db_helper(_shop_in_place: None, _django_db_helper: None) -> None:
    """Of pytest-django, which begins a story's transaction here: only once the shop is in place, so
    that it stays.
    """


@pytest.fixture
def demo(db: None) -> None:
    """The demo shop with its vectors and pictures, put in place before the story's transaction
    begins.
    """


@pytest.fixture
def one_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Limits count a minute, or a quarter of an hour; no story is cut in two by its end."""
    now = datetime.now(UTC).replace(second=30)
    for module in ("chat.answering.budgets", "chat.visitors.access", "site_config.attempts"):
        monkeypatch.setattr(f"{module}.database_time", lambda: now)


@pytest.fixture
async def turns_end() -> AsyncIterator[None]:
    """Cancels answers that a test leaves running."""
    yield
    running = list(turns.running_tasks)
    if running:
        await asyncio.wait(running, timeout=1)
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)
    await sync_to_async(connections.close_all)()
