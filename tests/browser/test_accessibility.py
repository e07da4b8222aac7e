"""axe over every page and state, in both themes and both widths; what no program sees is walked by hand in the other stories."""

from collections.abc import Sequence
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from pytest_django.fixtures import Settings

from tests.browser.scenes import CHAT, GALLERY, SHOP, Scene

pytestmark = pytest.mark.browser
Theme = Literal["light", "dark"]
# WCAG 2.2 AA, and what axe calls best practice.
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
VIEWS: tuple[tuple[Theme, int], ...] = (("light", 1280), ("dark", 390))


def faults(page: Page, scene: Scene, theme: Theme) -> list[str]:
    """A line for each element at fault."""
    response: dict[str, Any] = Axe().run(page, options=RULES).response
    return [
        f"{scene.name} ({theme}): {fault['id']}: {node['target']} {node.get('failureSummary', '')[:300]}"
        for fault in response["violations"]
        for node in fault["nodes"]
    ]


def walked(browser: Browser, server: str, scenes: Sequence[Scene]) -> list[str]:
    found = []
    for theme, width in VIEWS:
        for scene in scenes:
            context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=theme, reduced_motion="reduce")
            page = context.new_page()
            scene.play(page, server)
            found += faults(page, scene, theme)
            context.close()
    return found


@pytest.mark.parametrize("scenes", [SHOP, CHAT, GALLERY], ids=["shop", "chat", "components"])
def test_axe_finds_nothing(browser: Browser, server: str, scenes: Sequence[Scene], settings: Settings) -> None:
    settings.GALLERY = True
    assert walked(browser, server, scenes) == []


def test_axe_would_find_something(page: Page) -> None:
    page.set_content("<title>x</title><main><h1>x</h1><img src='x.png'></main>")
    assert any("image-alt" in fault for fault in faults(page, Scene("picture", lambda _page, _base: None), "light"))
