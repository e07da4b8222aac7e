"""A visitor narrows results down: two brands and an attribute, with a mouse, with a keyboard, and
without JavaScript.
"""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

pytestmark = pytest.mark.browser

DESK = {"width": 1280, "height": 1000}
PHONE = {"width": 390, "height": 844}


def value(page: Page, name: str) -> Locator:
    return page.locator("#facets").get_by_role("link", name=re.compile(rf"^{name} \d"))


def found(page: Page) -> int:
    said = re.match(r"\d+", page.locator("#results p.tabular-nums").first.inner_text())
    assert said
    return int(said[0])


def choose_two_brands_and_a_season(page: Page) -> None:
    value(page, "Halvarn").click()
    expect(value(page, "Halvarn")).to_have_attribute("aria-current", "true")
    one = found(page)
    value(page, "Wendle").click()
    expect(value(page, "Wendle")).to_have_attribute("aria-current", "true")
    expect(value(page, "Halvarn")).to_have_attribute("aria-current", "true")
    both = found(page)
    assert both > one
    page.locator("#facets summary").filter(has_text=re.compile(r"^\s*Season\s*$")).click()
    value(page, "winter").click()
    expect(value(page, "winter")).to_have_attribute("aria-current", "true")
    assert 0 < found(page) < both
    expect(page.get_by_role("link", name="Remove: season: winter")).to_be_visible()


def test_two_brands_and_an_attribute(page: Page, server: str) -> None:
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on(
        "console",
        lambda message: problems.append(message.text) if message.type == "error" else None,
    )
    page.set_viewport_size(DESK)  # type: ignore[arg-type]
    page.goto(f"{server}/search/?category=outdoor")
    choose_two_brands_and_a_season(page)
    expect(page).to_have_url(re.compile(r"brand=Halvarn&brand=Wendle&attribute=season%3Awinter"))
    narrowed = found(page)
    page.reload()
    assert found(page) == narrowed
    page.go_back()
    expect(page.get_by_role("link", name="Remove: Wendle")).to_be_visible()
    expect(page.get_by_role("link", name="Remove: season: winter")).to_have_count(0)
    assert problems == []


def test_two_brands_and_an_attribute_without_javascript(browser: Browser, server: str) -> None:
    options: dict[str, Any] = {"java_script_enabled": False, "viewport": DESK}
    page = browser.new_context(**options).new_page()
    page.goto(f"{server}/search/?category=outdoor")
    choose_two_brands_and_a_season(page)
    page.locator(".bars a").first.click()
    expect(page.locator(".bars a").first).to_have_attribute("aria-current", "true")
    page.get_by_label("to", exact=True).fill("500")
    page.get_by_role("button", name="Apply").click()
    expect(page.get_by_role("link", name="Remove: up to 500")).to_be_visible()
    expect(page.get_by_role("link", name="Remove: Halvarn")).to_be_visible()
    page.context.close()


def test_all_brands_are_under_a_lid_that_stays_open(page: Page, server: str) -> None:
    page.set_viewport_size(DESK)  # type: ignore[arg-type]
    page.goto(f"{server}/search/")
    lid = page.locator("#more-brand")
    lid.locator("summary").focus()
    page.keyboard.press("Enter")
    last = lid.get_by_role("link").last
    name = last.inner_text().split("\n")[0]
    last.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name=f"Remove: {name}")).to_be_visible()
    expect(lid).to_have_attribute("open", "")
    expect(value(page, name)).to_be_focused()


def test_a_phone_narrows_down_in_a_sheet_that_stays(browser: Browser, server: str) -> None:
    page = browser.new_context(viewport=PHONE).new_page()  # type: ignore[arg-type]
    page.goto(f"{server}/search/?q=jacket")
    page.get_by_role("button", name="Filter").click()
    assert (
        min(
            round(box["height"])  # a sheet that still slides in stands between two pixels
            for link in page.locator("#facets a:visible").all()
            if (box := link.bounding_box())
        )
        >= 44
    )
    value(page, "Halvarn").click()
    expect(value(page, "Halvarn")).to_have_attribute("aria-current", "true")
    expect(page.locator("#facets")).to_be_visible()
    page.get_by_role("button", name=re.compile("^Show")).click()
    expect(page.locator("#facets")).to_be_hidden()
    page.context.close()


def test_typing_other_words_keeps_what_was_chosen(page: Page, server: str) -> None:
    page.goto(f"{server}/search/?q=jacket&brand=Halvarn&rating_min=4&literal=on")
    field = page.get_by_role("combobox", name="What are you looking for?")
    field.fill("")
    field.press_sequentially("boots")
    expect(page).to_have_url(re.compile(r"q=boots"))
    expect(page).to_have_url(
        re.compile(r"brand=Halvarn&rating_min=4$|q=boots&brand=Halvarn&rating_min=4")
    )
    expect(page.get_by_role("link", name="Remove: Halvarn")).to_be_visible()
