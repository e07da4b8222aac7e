"""A real Chromium before the real server: uvicorn in a thread, on the test database."""

import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from chat.models import Site
from tests.browser.embedding import Host, serving
from tests.run import CHROMIUM
from tests.servers import served

# A story waits for what is to come, however busy the machine is; this ends one that waits in vain.
PATIENCE = 60_000
expect.set_options(timeout=PATIENCE)


@pytest.fixture
def context(context: BrowserContext) -> BrowserContext:
    context.set_default_timeout(PATIENCE)
    return context


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    quiet = (
        "--no-sandbox --disable-gpu --disable-quic --no-first-run "
        "--disable-background-networking --disable-component-update"
    )
    program = next(filter(None, map(shutil.which, CHROMIUM)))
    return {
        **browser_type_launch_args,
        "executable_path": program,
        "args": [*quiet.split(), "--disable-sync", "--disable-dev-shm-usage"],
    }


@pytest.fixture
def server(transactional_db: None, demo: None) -> Iterator[str]:
    """The address of the shop, with the demo products."""
    with served() as address:
        yield address


@pytest.fixture
def host(server: str) -> Iterator[Host]:
    """A site that may show the shop. Another name is another site to the browser, where another
    port alone would be the same.
    """
    found = Host(server)
    with serving(found):
        Site.objects.create(
            key="garden", name="Garden", origins=found.origin, greeting="What grows at your place?"
        )
        yield found


@pytest.fixture
def problems(page: Page) -> list[str]:
    """What the browser complains of, in the page and in the frame."""
    found: list[str] = []
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on(
        "console",
        lambda message: (
            found.append(message.text) if message.type in ("error", "warning") else None
        ),
    )
    return found
