"""Suggestions in a real browser: with the keyboard, the mouse and a screen reader's eyes; and
without JavaScript.
"""

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from shop.models import Click, Product, Record

pytestmark = pytest.mark.browser


def field(page: Page) -> Locator:
    return page.get_by_role("combobox", name="What are you looking for?")


def typed(page: Page, words: str) -> Locator:
    """The field, with the list of suggestions open."""
    field(page).press_sequentially(words)
    expect(page.get_by_role("listbox", name="Suggestions")).to_be_visible()
    expect(page.locator("[role=listbox] > div")).to_have_attribute("data-for", words)
    return field(page)


def active(page: Page) -> Locator:
    return page.locator("[role=listbox] [aria-selected=true]")


@pytest.mark.parametrize("path", ["/", "/p/{}/x/", "/search/"], ids=["home", "header", "results"])
def test_every_search_field_suggests(page: Page, server: str, path: str) -> None:
    page.goto(server + path.format(Product.objects.order_by("pk").values_list("pk", flat=True)[0]))
    combobox = typed(page, "jack")
    expect(combobox).to_have_attribute("aria-expanded", "true")
    expect(combobox).to_have_attribute(
        "aria-controls", str(page.get_by_role("listbox").get_attribute("id"))
    )
    expect(page.get_by_role("option", name=re.compile("jacket")).first).to_be_visible()
    expect(page.get_by_role("group", name="Searches")).to_be_visible()
    expect(page.locator("[data-combobox] [role=status]")).to_have_text(
        re.compile(r"\d+ suggestions")
    )
    expect(page.get_by_role("group", name="Products")).to_have_count(0 if path == "/search/" else 1)


def test_the_keyboard_walks_the_list(page: Page, server: str) -> None:
    page.goto(server)
    combobox = typed(page, "jack")
    page.keyboard.press("ArrowDown")
    expect(combobox).to_have_attribute("aria-activedescendant", re.compile("option-query-1$"))
    page.keyboard.press("End")
    expect(active(page)).to_have_attribute("id", re.compile("option-product-"))
    page.keyboard.press("ArrowDown")  # the field itself
    expect(active(page)).to_have_count(0)
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Home")
    expect(active(page)).to_have_attribute("id", re.compile("option-query-1$"))
    page.keyboard.press("Escape")
    expect(combobox).to_have_attribute("aria-expanded", "false")
    expect(combobox).to_have_value("jack")
    page.keyboard.press("ArrowDown")
    expect(combobox).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    words = active(page).get_attribute("data-words")
    page.keyboard.press("Enter")
    expect(field(page)).to_have_value(words or "")
    expect(page).to_have_url(re.compile(r"/search/\?q="))


def test_enter_without_a_choice_searches_what_was_typed(page: Page, server: str) -> None:
    page.goto(server)
    typed(page, "jack")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/search/\?q=jack$"))


def test_the_mouse_opens_a_product_and_chooses_words(page: Page, server: str) -> None:
    page.goto(f"{server}/search/")
    typed(page, "jack")
    option = page.get_by_role("option").first
    words = option.get_attribute("data-words") or ""
    option.click()
    expect(field(page)).to_have_value(words)
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(page.locator("#results")).to_have_attribute("data-words", words)
    page.goto(server)
    typed(page, "jack")
    page.get_by_role("group", name="Products").get_by_role("option").first.click()
    expect(page).to_have_url(re.compile("/p/"))


def test_a_late_answer_opens_nothing(page: Page, server: str) -> None:
    page.goto(f"{server}/search/")
    field(page).press_sequentially("jacket")
    page.keyboard.press("Enter")
    expect(page.locator("#results")).to_have_attribute("data-words", "jacket")
    page.wait_for_load_state("networkidle")
    expect(page.get_by_role("listbox")).to_be_hidden()


def test_suggestions_that_fail_are_no_outage(page: Page, server: str) -> None:
    page.route("**/suggest/**", lambda route: route.abort())
    page.goto(server)
    with page.expect_event("requestfailed"):
        field(page).press_sequentially("jack")
    expect(page.locator("#outage")).to_be_hidden()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/search/\?q=jack$"))


def test_without_javascript_the_form_submits(browser: Browser, server: str) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(server)
    page.get_by_role("searchbox").fill("jacket")
    page.keyboard.press("Enter")
    expect(page.locator("#results")).to_contain_text(re.compile("jacket", re.I))
    page.context.close()


def test_typing_is_one_record(page: Page, server: str) -> None:
    page.clock.set_fixed_time("2026-01-05T12:00:00Z")  # however long the answers take
    page.goto(f"{server}/search/")
    field(page).press_sequentially("warm jacket", delay=60)
    expect(page.locator("#results")).to_have_attribute("data-words", "warm jacket")
    page.locator("#results article a").first.press(
        "Enter"
    )  # an Escape that comes before the suggestions would empty the field
    expect(page).to_have_url(re.compile(r"/p/.*position=1"))
    assert list(Record.objects.values_list("words", flat=True)) == ["warm jacket"]
    assert Click.objects.get().position == 1
