"""Choosing: a card to talk about, a short list, a comparison, a thumb, and one's own conversations.
With JavaScript and without.
"""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_first_light import ask, last_answer

pytestmark = pytest.mark.browser


@pytest.fixture
def plain(browser: Browser) -> Iterator[Page]:
    """A browser without JavaScript."""
    context = browser.new_context(java_script_enabled=False)
    yield context.new_page()
    context.close()


@pytest.fixture
def tidy(page: Page) -> Iterator[Page]:
    """A page on which nothing goes wrong unseen."""
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on(
        "console",
        lambda message: problems.append(message.text) if message.type == "error" else None,
    )
    yield page
    assert problems == []


def second_card(page: Page) -> str:
    """Press "Talk about this" on it, and say what it is called."""
    card = last_answer(page).locator(".shelf article").nth(1)
    card.get_by_role("button", name="Talk about this").click()
    return card.get_by_role("heading").inner_text()


def test_a_card_is_talked_about_in_every_tab(tidy: Page, server: str) -> None:
    tidy.goto(f"{server}/chat/")
    ask(tidy, "a warm jacket")
    other = tidy.context.new_page()
    other.goto(f"{server}/chat/")
    name = second_card(tidy)
    for tab in (tidy, other):
        expect(tab.locator("[data-topic]")).to_contain_text(name)
    expect(tidy.get_by_label("Your message")).to_be_focused()
    ask(tidy, "is it waterproof?")
    expect(last_answer(tidy)).to_contain_text(name)
    other.get_by_role("button", name=re.compile("Remove")).click()
    for tab in (tidy, other):
        expect(tab.locator("[data-topic]")).to_have_count(0)
    ask(tidy, "lamps")
    tidy.reload()
    expect(tidy.locator("[data-topic]")).to_have_count(0)


def test_a_card_is_talked_about_without_javascript(plain: Page, server: str) -> None:
    plain.goto(f"{server}/chat/")
    ask(plain, "a warm jacket")
    name = second_card(plain)
    expect(plain.locator("[data-topic]")).to_contain_text(name)
    plain.get_by_label("Your message").fill("half a question")
    plain.get_by_role("button", name=re.compile("Remove")).click()
    expect(plain.locator("[data-topic]")).to_have_count(0)
    expect(plain.get_by_label("Your message")).to_have_value("half a question")


def test_cards_of_an_answer_are_kept_and_compared(tidy: Page, server: str) -> None:
    tidy.goto(f"{server}/chat/")
    ask(tidy, "a warm jacket")
    cards = last_answer(tidy).locator(".shelf article")
    for number in (0, 1):
        cards.nth(number).get_by_role("button", name=re.compile("Short list")).click()
        expect(
            cards.nth(number).get_by_role("button", name=re.compile("Short list"))
        ).to_have_attribute("aria-pressed", "true")
    tidy.get_by_role("link", name="Short list 2").click()
    tidy.get_by_role("button", name=re.compile("Remove")).first.click()
    expect(tidy.locator("#main article")).to_have_count(1)
    expect(tidy.get_by_role("link", name="Short list 1")).to_be_visible()
    expect(tidy.get_by_role("heading", name="Short list")).to_be_focused()


def test_going_back_shows_what_is_kept_by_now(tidy: Page, server: str) -> None:
    tidy.goto(f"{server}/search/?q=jacket")
    tidy.locator("#results article a").first.click()
    tidy.get_by_role("button", name="Short list", exact=True).click()
    expect(tidy.get_by_role("link", name="Short list 1")).to_be_visible()
    tidy.go_back()
    expect(tidy.locator("#results article").first).to_be_visible()
    expect(tidy.get_by_role("link", name="Short list 1")).to_be_visible()


def test_a_short_list_and_a_comparison_without_javascript(plain: Page, server: str) -> None:
    for number in (0, 1, 2):
        plain.goto(f"{server}/search/?q=jacket")
        plain.locator("#results article a").nth(number).click()
        plain.get_by_role("button", name="Short list", exact=True).click()
        expect(plain.get_by_role("button", name="Short list", exact=True)).to_have_attribute(
            "aria-pressed", "true"
        )
    plain.get_by_role("link", name="Short list 3").click()
    plain.get_by_role("button", name="Compare").click()
    expect(plain.locator("thead th[scope=col]")).to_have_count(3)
    plain.get_by_role("link", name=re.compile("Remove")).first.click()
    expect(plain.locator("thead th[scope=col]")).to_have_count(2)
    plain.get_by_label("Only what differs").check()
    expect(plain.locator("tbody tr:not(.actions):visible")).to_have_count(
        plain.locator("tbody tr[data-differs]").count()
    )


def test_a_comparison_fits_into_the_panel_beside_the_page(tidy: Page, server: str) -> None:
    tidy.goto(f"{server}/search/?q=tent")
    tidy.locator("#dock-open").click()
    ask(tidy, "tents")
    ask(tidy, "compare the first two")
    table = last_answer(tidy).get_by_role("table")
    expect(table).to_be_visible()
    broken = """all => all.filter((name) => !/[ -]/.test(name.textContent)
      && name.getClientRects().length > 1)
        .map((name) => name.textContent)"""
    assert table.locator("tbody th bdi").evaluate_all(broken) == []
    best = table.locator("thead .best").bounding_box()
    price = table.locator("thead td:has(.best) .font-semibold").bounding_box()
    assert best
    assert price
    assert (
        abs(best["y"] + best["height"] / 2 - price["y"] - price["height"] / 2) < price["height"] / 2
    )
    about = tidy.locator("#dock .chat-head p")
    assert about.evaluate("it => it.scrollWidth <= it.clientWidth")
    table.locator("tbody tr").last.scroll_into_view_if_needed()
    for name in table.locator("thead th[scope=col]").all():
        name.scroll_into_view_if_needed()
        expect(name).to_be_in_viewport(ratio=0.9)  # its padding slides under the edge


def test_a_thumb_and_a_reason(tidy: Page, server: str) -> None:
    tidy.goto(f"{server}/chat/")
    ask(tidy, "tents")
    thumb = tidy.get_by_role("button", name="Bad answer")
    thumb.press("Enter")
    expect(thumb).to_have_attribute("aria-pressed", "true")
    expect(thumb).to_be_focused()
    tidy.get_by_text("Say why?").click()
    tidy.get_by_label("What was wrong?").fill("too small")
    tidy.get_by_label("What was wrong?").press("Enter")
    expect(last_answer(tidy)).to_contain_text("“too small”")
    tidy.reload()
    expect(thumb).to_have_attribute("aria-pressed", "true")
    thumb.click()
    expect(thumb).to_have_attribute("aria-pressed", "false")
    expect(last_answer(tidy)).not_to_contain_text("too small")


def test_a_thumb_and_a_reason_without_javascript(plain: Page, server: str) -> None:
    plain.goto(f"{server}/chat/")
    ask(plain, "tents")
    plain.get_by_role("button", name="Good answer").click()
    plain.get_by_text("Say why?").click()
    plain.get_by_label("What was good?").fill("just right")
    plain.get_by_label("What was good?").press("Enter")
    expect(last_answer(plain)).to_contain_text("“just right”")
    expect(plain.get_by_role("button", name="Good answer")).to_have_attribute(
        "aria-pressed", "true"
    )


def test_an_erased_conversation_ends_in_the_other_tab(tidy: Page, server: str) -> None:
    tidy.goto(f"{server}/chat/")
    ask(tidy, "tents")
    other = tidy.context.new_page()
    other.goto(f"{server}/chat/")
    expect(other.locator("#messages > li")).to_have_count(2)
    tidy.get_by_role("link", name="My conversations").click()
    tidy.get_by_role("link", name="Erase").click()
    tidy.get_by_role("button", name="Erase").click()
    expect(tidy.get_by_text("The conversation was erased.")).to_be_visible()
    expect(tidy.get_by_text("No messages yet")).to_be_visible()
    expect(other.get_by_role("alert")).to_contain_text("This conversation was erased.")
    expect(other.locator("#messages > li")).to_have_count(0)
    ask(other, "lamps")  # and goes on with a new one


def test_a_conversation_is_taken_away_and_erased_without_javascript(
    plain: Page, server: str
) -> None:
    plain.goto(f"{server}/chat/")
    ask(plain, "tents")
    plain.get_by_role("link", name="My conversations").click()
    with plain.expect_download() as download:
        plain.get_by_role("link", name="Text").click()
    assert "tents" in download.value.path().read_text()
    plain.get_by_role("link", name="Erase").click()
    plain.get_by_role("button", name="Erase").click()
    expect(plain.get_by_text("No messages yet")).to_be_visible()


def test_a_card_among_the_results_is_kept_in_place_and_a_line_says_so(
    tidy: Page, server: str
) -> None:
    tidy.goto(f"{server}/search/?q=jacket")
    tidy.get_by_role("link", name="List", exact=True).click()
    expect(tidy).to_have_url(f"{server}/search/?q=jacket&view=list")
    keep = (
        tidy.locator("#results article").nth(1).get_by_role("button", name=re.compile("Short list"))
    )
    keep.click()
    expect(keep).to_have_attribute("aria-pressed", "true")
    expect(tidy.get_by_role("status").filter(has_text="On your short list")).to_be_visible()


def test_a_conversation_is_erased_where_it_is_listed(tidy: Page, server: str) -> None:
    tidy.goto(f"{server}/chat/")
    ask(tidy, "a warm jacket")
    expect(last_answer(tidy).locator(".shelf article").first).to_be_visible()
    tidy.goto(f"{server}/chat/mine/")
    tidy.get_by_role("link", name="Erase").click()
    dialog = tidy.get_by_role("dialog", name="Erase a conversation")
    dialog.get_by_role("link", name="Keep it").click()
    expect(dialog).to_be_hidden()
    tidy.get_by_role("link", name="Erase").click()
    dialog.get_by_role("button", name="Erase").click()
    expect(tidy.get_by_text("The conversation was erased.")).to_be_visible()
