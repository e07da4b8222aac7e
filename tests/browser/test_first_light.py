"""What a stranger does first: search the shop, ask a question, ask on about the second card. With
JavaScript and without.
"""

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

pytestmark = pytest.mark.browser

QUESTION = "a warm jacket under 150 for hiking"
FOLLOW_UP = "the second one, is it waterproof?"


def prices(cards: Locator) -> list[float]:
    return [
        float(found[1])
        for text in cards.all_inner_texts()
        if (found := re.search(r"(\d+\.\d\d)", text.replace(",", "")))
    ]


def test_results_follow_the_typing(page: Page, server: str) -> None:
    page.goto(f"{server}/search/")
    field = page.get_by_role("combobox", name="What are you looking for?")
    field.press_sequentially("warm jacket under 150")
    expect(page).to_have_url(re.compile(r"q=warm\+jacket\+under\+150|q=warm%20jacket"))
    expect(page.locator("#results article").first).to_contain_text("jacket")
    expect(field).to_be_focused()
    expect(field).to_have_value("warm jacket under 150")


def test_a_conversation_with_javascript(page: Page, server: str) -> None:
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on(
        "console",
        lambda message: problems.append(message.text) if message.type == "error" else None,
    )
    page.goto(f"{server}/chat/")
    ask(page, QUESTION)
    answer = last_answer(page)
    expect(answer).to_contain_text(re.compile("jacket", re.I))
    shown = prices(answer.locator(".shelf article"))
    assert len(shown) >= 2
    assert max(shown) <= 150
    second = answer.locator(".shelf article").nth(1).get_by_role("link").first.inner_text()
    ask(page, FOLLOW_UP)
    expect(page.locator("#messages > li")).to_have_count(4)
    expect(last_answer(page)).to_contain_text(re.compile(r"\b(yes|no)\b", re.I))
    assert second.split("\n")[0]
    expect(
        page.get_by_role("button", name="compare the first two")
    ).to_be_hidden()  # offered for the answer before
    page.reload()
    expect(page.locator("#messages > li")).to_have_count(4)
    assert problems == []


def test_a_conversation_without_javascript(browser: Browser, server: str) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(server)
    page.goto(f"{server}/search/?q=warm+jacket+under+150")
    expect(page.locator("#results")).to_contain_text(re.compile("jacket", re.I))
    page.goto(f"{server}/chat/")
    ask(page, QUESTION)
    assert max(prices(last_answer(page).locator(".shelf article"))) <= 150
    ask(page, FOLLOW_UP)
    expect(last_answer(page)).to_contain_text(re.compile(r"\b(yes|no)\b", re.I))
    page.context.close()


def ask(page: Page, words: str) -> None:
    """Say it with the form, as a person does, and wait for the whole answer."""
    said = page.locator("#messages > li").count()
    page.get_by_label("Your message").fill(words)
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#messages > li")).to_have_count(said + 2)
    expect(page.locator("#messages > li").nth(said)).to_contain_text(words)
    # Before its first words an answer has no button to stop it, and what is clicked is replaced.
    expect(last_answer(page)).to_have_attribute("data-status", re.compile("^(done|failed)$"))
    expect(page.get_by_role("button", name="Stop")).to_have_count(0)


def last_answer(page: Page) -> Locator:
    return page.locator("#messages > li").last
