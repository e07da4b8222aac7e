"""The assistant beside the page: neither its panel nor what opens it lies on what one reads or
presses.
"""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.depth import depth

pytestmark = pytest.mark.browser
PAGES = ("/", "/search/?q=jacket", "/search/?q=jacket&view=list", "/c/outdoor/")
# What of the page's words and controls lies under an element, at every place that the page can be
# scrolled to.
COVERED = """(selector) => {
  const cover = document.querySelector(selector);
  const found = new Set();
  const isOutside = (node) => !cover.contains(node)
    && !node.parentElement.closest(".sr-only, [hidden], aside");
  const meets = (one, other) =>
    Math.min(one.right, other.right) > Math.max(one.left, other.left) && Math.min(one.bottom,
    other.bottom) > Math.max(one.top, other.top);
  const shown = (node) => {
    const range = document.createRange();
    range.selectNode(node);
    let { left, right, top, bottom } = (node instanceof Text ? range :
    node).getBoundingClientRect();
    // What scrolls by itself shows a part.
    for (let at = node.parentElement; at; at = at.parentElement) {
      if (at === document.body || getComputedStyle(at).overflowX === "visible") continue;
      const edge = at.getBoundingClientRect();
      [left, right] = [Math.max(left, edge.left), Math.min(right, edge.right)];
      [top, bottom] = [Math.max(top, edge.top), Math.min(bottom, edge.bottom)];
    }
    return { left, right, top, bottom };
  };
  const nodes = [...document.querySelectorAll(
    "main button, main input, main select, main summary, header a, footer a")];
  for (const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  walker.nextNode();) {
    if (walker.currentNode.data.trim()) nodes.push(walker.currentNode);
  }
  for (let y = 0; y <= document.documentElement.scrollHeight; y += 120) {
    scrollTo({ top: y, behavior: "instant" });
    const place = cover.getBoundingClientRect();
    for (const node of nodes.filter(isOutside)) {
      if (!node.parentElement.checkVisibility() || !meets(shown(node), place)) continue;
      found.add(node.textContent.trim() || node.outerHTML);
    }
  }
  scrollTo({ top: 0, behavior: "instant" });
  return [...found];
}"""
# What has the focus and is not seen whole above the bar.
HIDDEN_BY_BAR = """() => {
  const bar = document.getElementById("dock-open");
  const found = [];
  for (const control of document.querySelectorAll(
    "main a, main button, main input, main summary, footer a")) {
    if (!control.checkVisibility() || control.closest("[popover]:not(:popover-open)")) continue;
    control.focus();
    const { bottom } = control.getBoundingClientRect();
    if (control === document.activeElement && bottom > bar.getBoundingClientRect().top + 1)
    found.push(control.outerHTML.slice(0, 120));
  }
  return found;
}"""


def to_product(page: Page, server: str) -> None:
    page.goto(f"{server}/search/?q=shell+jacket")
    page.locator("#results article a.card-link").first.click()
    expect(page.locator("h1#name")).to_be_visible()


@pytest.mark.thorough
@pytest.mark.parametrize("width", depth([1024], [1024, 1280, 1600]))
def test_the_round_mark_lies_on_no_words_and_no_control(
    page: Page, server: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    for path in PAGES:
        page.goto(server + path)
        assert page.evaluate(COVERED, "#dock-open") == [], path
    to_product(page, server)
    assert page.evaluate(COVERED, "#dock-open") == []


@pytest.mark.thorough
@pytest.mark.parametrize("width", depth([1024], [1024, 1280, 1600]))
def test_the_panel_stands_beside_the_page(page: Page, server: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(server)
    page.locator("#dock-open").click()
    for path in PAGES:
        page.goto(server + path)
        expect(page.locator("#dock #composer")).to_be_visible()
        assert page.evaluate(COVERED, "#dock") == [], path
        assert page.evaluate("document.scrollingElement.scrollWidth") <= width
    to_product(page, server)
    assert page.evaluate(COVERED, "#dock") == []


def test_the_header_leaves_the_panel_its_room_in_a_language_of_long_words(
    browser: Browser, server: str
) -> None:
    with browser.new_context(locale="de-DE", viewport={"width": 1280, "height": 800}) as context:
        page = context.new_page()
        to_product(page, server)
        page.locator("main").get_by_role("button", name="Merkliste").first.click()
        expect(page.get_by_role("link", name="Merkliste 1")).to_be_visible()
        page.goto(f"{server}/search/?q=tent")
        page.locator("#dock-open").click()
        expect(page.locator("#dock #composer")).to_be_visible()
        assert page.evaluate(COVERED, "#dock") == []


@pytest.mark.parametrize("width", [390, 768])
def test_a_bar_below_the_page_hides_nothing_that_is_used(
    page: Page, server: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    for path in PAGES[:2]:
        page.goto(server + path)
        bar = page.locator("#dock-open")
        expect(bar).to_be_in_viewport()
        assert page.evaluate(HIDDEN_BY_BAR) == [], path
    page.evaluate("scrollTo({ top: document.documentElement.scrollHeight, behavior: 'instant' })")
    expect(bar).to_be_in_viewport()
    lowest = page.locator("footer a, footer button").evaluate_all(
        "all => Math.max(...all.map((each) => each.getBoundingClientRect().bottom))"
    )
    assert lowest <= bar.evaluate("bar => bar.getBoundingClientRect().top")


def test_the_bar_steps_back_while_one_reads_on(page: Page, server: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{server}/search/?q=jacket")
    bar = page.locator("#dock-open")
    page.mouse.wheel(0, 400)
    expect(bar).to_be_hidden()
    page.mouse.wheel(0, -60)
    expect(bar).to_be_visible()
    page.set_viewport_size({"width": 640, "height": 360})  # a phone on its side, or a zoom of 200 %
    expect(bar).to_have_css("position", "static")


def test_where_there_is_no_room_the_panel_holds_the_focus(page: Page, server: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{server}/search/?q=tent")
    page.locator("#dock-open").click()
    field = page.get_by_label("Your message")
    field.fill("a tent for")
    expect(page.locator("#dock:not(:modal)")).to_be_visible()
    page.set_viewport_size({"width": 800, "height": 800})
    expect(page.locator("#dock:modal")).to_be_visible()
    expect(field).to_have_value("a tent for")
    expect(field).to_be_focused()
    page.set_viewport_size({"width": 1280, "height": 800})
    expect(page.locator("#dock:not(:modal)")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.locator("#dock-open")).to_be_focused()
