"""A real Chromium before the real server: uvicorn in a thread, on the test database."""

import shutil
import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import BrowserContext, Page, expect

from chat.models import Site
from tests.browser.embedding import Host, serving
from tests.run import CHROMIUM

# What comes is waited for, however busy the machine is: a longest time costs nothing where all is well.
expect.set_options(timeout=20_000)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    quiet = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update"
    program = next(filter(None, map(shutil.which, CHROMIUM)))
    return {**browser_type_launch_args, "executable_path": program, "args": [*quiet.split(), "--disable-sync", "--disable-dev-shm-usage"]}


@pytest.fixture
def context(context: BrowserContext) -> BrowserContext:
    context.set_default_navigation_timeout(60_000)
    return context


@pytest.fixture
def server(transactional_db: None, demo: None) -> Iterator[str]:
    """The address of the shop, with the demo products."""
    from site_config.asgi import application

    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        config = uvicorn.Config(application, log_level="warning", timeout_graceful_shutdown=2)
        uvicorn_server = uvicorn.Server(config)
        thread = threading.Thread(target=uvicorn_server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        ready = threading.Event()
        while not uvicorn_server.started and thread.is_alive():
            ready.wait(0.02)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        uvicorn_server.should_exit = True
        thread.join(10)


@pytest.fixture
def host(server: str) -> Iterator[Host]:
    """A site that may show the shop. Another name is another site to the browser, where another port alone would be the same."""
    found = Host(server)
    with serving(found):
        Site.objects.create(key="garden", name="Garden", origins=found.origin, greeting="What grows at your place?")
        yield found


@pytest.fixture
def problems(page: Page) -> list[str]:
    """What the browser complains of, in the page and in the frame."""
    found: list[str] = []
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on("console", lambda message: found.append(message.text) if message.type in ("error", "warning") else None)
    return found
