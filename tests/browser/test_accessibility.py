"""axe over every page and state, in both themes and both widths; what no program sees is walked by
hand in the other stories.
"""

from collections.abc import Sequence
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from pytest_django.fixtures import Settings

from tests.browser.scenes import ANSWERS, CHAT, EMBED, GALLERY, SHOP, Scene
from tests.depth import depth

pytestmark = [pytest.mark.browser, pytest.mark.thorough]
Theme = Literal["light", "dark"]
# WCAG 2.2 AA, and what axe calls best practice.
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],  # of what is well, thousands of nodes would come back
}
# What a theme and a width decide, on a page whose elements were all checked in another view.
RULES_OF_A_VIEW = RULES | {
    "runOnly": [
        "color-contrast", "heading-order", "link-in-text-block", "region",
        "scrollable-region-focusable", "target-size",
    ],
}  # fmt: skip
View = tuple[Theme, int]
VIEWS: tuple[View, ...] = (("light", 1280), ("dark", 390))


def faults(
    page: Page, scene: Scene, theme: Theme, rules: dict[str, list[str]] = RULES
) -> list[str]:
    """A line for each element at fault."""
    response: dict[str, Any] = Axe().run(page, options=rules).response
    return [
        f"{scene.name} ({theme}): {fault['id']}: {node['target']} "
        f"{node.get('failureSummary', '')[:300]}"
        for fault in response["violations"]
        for node in fault["nodes"]
    ]


def too_wide(page: Page, scene: Scene) -> list[str]:
    """Nothing scrolls sideways at 320 pixels, which is 1280 at a zoom of 400 %."""
    page.set_viewport_size({"width": 320, "height": 640})
    width = page.evaluate("document.scrollingElement.scrollWidth")
    return [f"{scene.name}: {width} pixels wide at 320"] if width > 320 else []


def walked(
    browser: Browser, server: str, scenes: Sequence[Scene], views: tuple[View, ...]
) -> list[str]:
    """One way for all views, which leave the page as it is, unless the way is another one on a
    phone.

    The first view is held to every rule, and the next to those that it can change. A sample looks
    at some of the scenes, and in one view, by turns.
    """
    found = []
    for number, scene in enumerate(scenes):
        chosen = depth((views[number % len(views)],), views)
        for seen in [(view,) for view in chosen] if scene.is_by_width else [chosen]:
            with browser.new_context() as context:
                page = context.new_page()
                for place, (theme, width) in enumerate(seen):
                    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
                    page.set_viewport_size({"width": width, "height": 900})
                    if place == 0:
                        scene.play(page, server)
                    found += faults(page, scene, theme, RULES_OF_A_VIEW if place else RULES)
                found += too_wide(page, scene) if width < 1000 else []
    return found


@pytest.mark.parametrize(
    "scenes",
    depth(
        [(SHOP[0], CHAT[0], ANSWERS[0])],
        [SHOP[::2], SHOP[1::2], CHAT[::2], CHAT[1::2], ANSWERS, EMBED],
    ),
)
def test_axe_finds_nothing(browser: Browser, server: str, scenes: Sequence[Scene]) -> None:
    assert walked(browser, server, scenes, VIEWS) == []


@pytest.mark.in_full
@pytest.mark.parametrize(
    ("scene", "view"), list(zip(GALLERY, VIEWS, strict=True)), ids=["wide", "right-to-left"]
)
def test_axe_finds_nothing_in_any_component(
    browser: Browser, server: str, scene: Scene, view: View, settings: Settings
) -> None:
    settings.GALLERY = True
    assert walked(browser, server, [scene], (view,)) == []


@pytest.mark.parametrize(
    ("html", "rule", "rules"),
    [
        ("<img src='x.png'>", "image-alt", RULES),
        ("<p style='color: #ccc'>faint</p>", "color-contrast", RULES_OF_A_VIEW),
    ],
)
def test_axe_would_find_something(
    page: Page, html: str, rule: str, rules: dict[str, list[str]]
) -> None:
    page.set_content(f"<title>x</title><main><h1>x</h1>{html}</main>")
    scene = Scene("page", lambda _page, _base: None)
    assert any(rule in fault for fault in faults(page, scene, "light", rules))
