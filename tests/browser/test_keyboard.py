"""The shop and a whole conversation by keyboard alone."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.test_first_light import last_answer

pytestmark = pytest.mark.browser
# Whether what has the focus shows it: an outline, or a ring drawn as a shadow, of itself or of what
# holds it.
IS_SEEN = """() => {
  for (let at = document.activeElement; at && at !== document.body; at = at.parentElement) {
    const style = getComputedStyle(at);
    if (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1) return true;
    const after = getComputedStyle(at, "::after");
    if (after.outlineStyle !== "none" && parseFloat(after.outlineWidth) >= 1) return true;
  }
  return false;
}"""


def tab_to(page: Page, target: Locator, most: int = 60, key: str = "Tab") -> None:
    """Press Tab until it has the focus; at each stop the eye can follow."""
    for _step in range(most):
        page.keyboard.press(key)
        assert page.evaluate(IS_SEEN), page.evaluate(
            "document.activeElement.outerHTML.slice(0, 200)"
        )
        if target.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"Tab does not lead to {target}")


def test_from_the_front_door_to_an_answer(page: Page, server: str) -> None:
    page.goto(server)
    tab_to(page, page.get_by_role("link", name="Skip to the content"), most=1)
    tab_to(page, page.get_by_role("combobox").first)
    page.keyboard.type("shell jacket")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile(r"/search/\?q=shell"))
    first = page.locator("#results article a.card-link").first
    name = first.inner_text()
    tab_to(page, page.get_by_role("link", name="Skip to the products"))
    page.keyboard.press("Enter")
    tab_to(page, first, most=2)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    tab_to(page, page.locator("main").get_by_role("link", name="Ask about this"))
    page.keyboard.press("Enter")
    expect(page.get_by_label("Your message")).to_be_focused()
    page.keyboard.type("is it waterproof?")
    page.keyboard.press("Enter")
    expect(last_answer(page)).to_contain_text(name)
    expect(page.get_by_label("Your message")).to_be_focused()
    page.keyboard.type("show me cheaper ones")
    page.keyboard.press("Enter")
    expect(page.locator("#messages > li")).to_have_count(4)
    expect(page.get_by_role("button", name="Stop")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.locator("main").get_by_role("link", name="Ask about this")).to_be_focused()


def test_the_cards_of_an_answer_are_walked_and_kept(page: Page, server: str) -> None:
    page.goto(f"{server}/chat/")
    tab_to(page, page.get_by_label("Your message"))
    page.keyboard.type("a warm jacket under 150")
    page.keyboard.press("Enter")
    expect(page.locator("#messages > li")).to_have_count(2)
    expect(page.get_by_role("button", name="Stop")).to_have_count(0)
    keep = (
        last_answer(page)
        .locator(".shelf article")
        .nth(2)
        .get_by_role("button", name=re.compile("Short list"))
    )
    tab_to(page, keep, key="Shift+Tab")
    expect(keep).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(keep).to_have_attribute("aria-pressed", "true")
    expect(keep).to_be_focused()
