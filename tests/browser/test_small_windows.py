"""Narrow and low windows: a phone, a phone on its side, and one at a zoom of 200 %."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from shop.comparison import comparison_address
from shop.models import Product
from tests.browser.test_first_light import ask

pytestmark = pytest.mark.browser
# Words that are set in more lines than every third letter would begin.
LETTER_COLUMNS = """() => {
  const found = [];
  for (const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  walker.nextNode();) {
    const { data, parentElement } = walker.currentNode;
    const words = data.trim();
    if (words.length < 3 || !parentElement.checkVisibility() || parentElement.closest(".sr-only"))
    continue;
    const range = document.createRange();
    range.selectNodeContents(walker.currentNode);
    const lines = new Set([...range.getClientRects()].map((each) => Math.round(each.top)));
    if (lines.size > 1 && lines.size > words.length / 3) found.push(words);
  }
  return found;
}"""

# In how many lines the words of each element are set, without those that are only read out.
LINES = """items => items.map(item => {
  const words = [...item.childNodes].find(each => each.nodeType === 3 && each.data.trim());
  const range = document.createRange();
  range.selectNodeContents(words);
  return range.getClientRects().length;
})"""
PLACEHOLDER = """field => {
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = getComputedStyle(field).font;
  return pen.measureText(field.placeholder).width;
}"""

# Scrolls so far that the lower edge of an element stands on that of the conversation.
TO_THE_EDGE = """it => {
  const box = document.getElementById("chat-scroll");
  box.scrollTop += it.getBoundingClientRect().bottom - box.getBoundingClientRect().bottom;
}"""


def product() -> Product:
    return Product.objects.get(sku="OUT-JKT-001")


PATHS: dict[str, Callable[[], str]] = {
    "home": lambda: "/",
    "search": lambda: "/search/?q=jacket",
    "list": lambda: "/search/?q=jacket&view=list",
    "nothing": lambda: "/search/?q=purple+tent+under+20",
    "department": lambda: "/c/outdoor/",
    "product": lambda: product().get_absolute_url(),
    "compare": lambda: comparison_address(list(Product.objects.all()[:3])),
    "shortlist": lambda: "/shortlist/",
    "conversations": lambda: "/chat/mine/",
}


def test_every_page_reflows_down_to_195_pixels(page: Page, server: str) -> None:
    page.set_viewport_size({"width": 195, "height": 422})
    for name, path in PATHS.items():
        page.goto(server + path())
        assert page.evaluate("document.scrollingElement.scrollWidth") <= 195, name
        assert page.evaluate(LETTER_COLUMNS) == [], name


@pytest.mark.parametrize(("width", "height"), [(844, 390), (195, 422)])
def test_a_low_window_leaves_the_answer_more_than_half(
    page: Page, server: str, width: int, height: int
) -> None:
    page.set_viewport_size({"width": width, "height": height})
    page.goto(f"{server}/chat/")
    ask(page, "a warm jacket under 150")
    assert page.evaluate(LETTER_COLUMNS) == []
    assert page.evaluate("document.scrollingElement.scrollWidth") <= width
    assert page.evaluate("document.scrollingElement.scrollHeight") <= height
    page.locator("#chat-scroll").evaluate("it => it.scrollTop = 0")
    # The button that leads to the end goes with the scroll event, a frame later.
    page.wait_for_function(
        "least => document.getElementById('chat-scroll').clientHeight > least", arg=height / 2
    )


def test_a_narrow_comparison_breaks_no_button_in_a_language_of_long_words(
    browser: Browser, server: str
) -> None:
    with browser.new_context(locale="de-DE", viewport={"width": 390, "height": 844}) as context:
        page = context.new_page()
        page.goto(server + comparison_address(list(Product.objects.all()[:3])))
        buttons = page.locator(".compare .actions a")
        expect(buttons.first).to_contain_text("Entfernen")
        assert buttons.evaluate_all(LINES) == [1, 1, 1]


def test_price_stock_and_buttons_stand_above_the_fold_of_a_phone(page: Page, server: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(server + product().get_absolute_url())
    bar = page.locator("#dock-open").bounding_box()
    for name in ("Ask about this", "Short list"):
        box = (
            page.locator("article")
            .get_by_role("button" if name == "Short list" else "link", name=name, exact=True)
            .bounding_box()
        )
        assert bar
        assert box
        assert box["y"] + box["height"] <= bar["y"], name


def test_the_placeholder_of_a_phone_is_whole(page: Page, server: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(server)
    field = page.locator("main input[name=q]")
    assert field.evaluate(PLACEHOLDER) <= field.evaluate("it => it.clientWidth")
    expect(field).to_have_css("text-overflow", "ellipsis")


def test_what_was_just_done_is_said_clear_of_the_head_and_the_bar(page: Page, server: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{server}/search/?q=jacket")
    page.locator("form[data-shortlist] button").first.click()
    toast = page.locator(".toast").bounding_box()
    field, bar = page.locator("header").bounding_box(), page.locator("#dock-open").bounding_box()
    assert toast
    assert field
    assert bar
    assert field["y"] + field["height"] <= toast["y"]
    assert toast["y"] + toast["height"] <= bar["y"]


def test_the_way_to_the_latest_message_lies_on_nothing(page: Page, server: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{server}/chat/")
    ask(page, "a warm jacket under 150")
    ask(page, "compare the first two")
    page.locator("#chat-scroll").evaluate("it => it.scrollTop = -it.clientHeight")
    latest, messages = (
        page.get_by_role("button", name="To the latest message"),
        page.locator("#chat-scroll"),
    )
    expect(latest).to_be_visible()
    above, button = messages.bounding_box(), latest.bounding_box()
    assert above
    assert button
    assert above["y"] + above["height"] <= button["y"]
    latest.click()
    expect(latest).to_be_hidden()


def test_the_question_why_is_seen_after_an_opinion(page: Page, server: str) -> None:
    page.set_viewport_size({"width": 390, "height": 500})
    page.goto(f"{server}/chat/")
    ask(page, "a warm jacket under 150")
    button = page.get_by_role("button", name="Bad answer")
    button.evaluate(TO_THE_EDGE)
    button.click()
    expect(page.get_by_text("Say why?")).to_be_in_viewport(ratio=1)
    expect(page.locator("#chat-scroll")).to_have_css("mask-image", "none")
