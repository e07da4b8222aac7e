"""A conversation that loses and doubles nothing: reloads, two tabs, a network that goes, stop, and
answers asked for again.
"""

import re
from collections.abc import AsyncIterator, Iterator
from threading import Event
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from playwright.sync_api import Browser, Page, expect
from pydantic_ai.messages import ModelMessage
from pydantic_ai.models.function import AgentInfo, FunctionModel

from chat.answering import run
from chat.models import Message
from tests.browser.test_first_light import ask, last_answer

pytestmark = pytest.mark.browser


@pytest.fixture
def go_on(monkeypatch: pytest.MonkeyPatch) -> Iterator[Event]:
    """A model that says one word, and the rest when it is let."""
    let = Event()

    async def stream(messages: list[ModelMessage], info: AgentInfo) -> AsyncIterator[str]:
        yield "Well"
        await sync_to_async(let.wait, thread_sensitive=False)(20)
        yield " then."

    monkeypatch.setattr(
        run, "offline_model", lambda: FunctionModel(stream_function=stream, model_name="slow")
    )
    yield let
    let.set()


def say(page: Page, words: str) -> None:
    page.get_by_label("Your message").fill(words)
    page.get_by_role("button", name="Send").click()


def bubbles(page: Page) -> Any:
    return page.locator("#messages > li")


def test_a_reload_in_the_middle_of_an_answer(page: Page, server: str, go_on: Event) -> None:
    page.goto(f"{server}/chat/")
    say(page, "hello")
    expect(last_answer(page)).to_contain_text("Well")
    page.reload()
    expect(bubbles(page)).to_have_count(2)
    go_on.set()
    expect(last_answer(page)).to_contain_text("Well then.")
    expect(page.get_by_role("button", name="Stop")).to_have_count(0)


def test_two_tabs_show_the_same(page: Page, server: str, go_on: Event) -> None:
    go_on.set()
    page.goto(f"{server}/chat/")
    ask(page, "hello")
    other = page.context.new_page()
    other.goto(f"{server}/chat/")
    ask(other, "and now")
    expect(bubbles(page)).to_have_count(4)
    page.get_by_role("button", name="Answer again").click()
    for tab in (page, other):
        expect(tab.get_by_role("link", name="Version 2 of 2")).to_be_visible()
        expect(bubbles(tab)).to_have_count(4)


def test_stop_and_ask_again(page: Page, server: str, go_on: Event) -> None:
    page.goto(f"{server}/chat/")
    say(page, "hello")
    expect(last_answer(page)).to_contain_text("Well")
    page.get_by_role("button", name="Stop").click()
    expect(last_answer(page)).to_contain_text("Stopped.")
    go_on.set()
    page.get_by_role("button", name="Try again").click()
    expect(last_answer(page)).to_contain_text("Well then.")
    expect(bubbles(page)).to_have_count(2)


def test_the_last_question_in_other_words(page: Page, server: str, go_on: Event) -> None:
    go_on.set()
    page.goto(f"{server}/chat/")
    ask(page, "hello")
    page.get_by_text("Change", exact=True).click()
    page.get_by_label("Your question in other words").fill("good morning")
    page.get_by_role("button", name="Ask this instead").click()
    expect(bubbles(page).first).to_contain_text("good morning")
    expect(bubbles(page)).to_have_count(2)
    page.get_by_role("link", name="Version 2 of 2").first.click()
    expect(page.locator("#version-1")).to_contain_text("hello")


def test_words_said_while_the_network_is_away_outlive_a_reload(
    page: Page, server: str, go_on: Event
) -> None:
    go_on.set()
    page.goto(f"{server}/chat/")
    ask(page, "hello")
    cut = {"is": False}
    sockets: list[Any] = []

    def route(socket: Any) -> None:
        if cut["is"]:
            socket.close(code=1013)
        else:
            sockets.append(socket)
            socket.connect_to_server()

    page.route_web_socket(re.compile("/ws/chat/"), route)
    page.reload()
    expect(bubbles(page)).to_have_count(2)
    cut["is"] = True
    page.wait_for_function("() => true") if not sockets else sockets[-1].close(code=1013)
    page.context.set_offline(True)
    say(page, "are you there?")
    expect(page.locator("#waiting")).to_contain_text("are you there?")
    expect(page.locator("#waiting")).to_contain_text("Waiting to be sent")
    page.context.set_offline(False)
    page.reload()
    expect(page.locator("#waiting")).to_contain_text("are you there?")
    cut["is"] = False
    expect(bubbles(page)).to_have_count(4, timeout=20_000)
    expect(page.locator("#waiting > li")).to_have_count(0)
    assert Message.objects.filter(content="are you there?").count() == 1


def test_what_is_refused_for_good_comes_back_into_the_field(
    page: Page, server: str, go_on: Event
) -> None:
    go_on.set()
    page.goto(f"{server}/chat/")
    ask(page, "hello")
    page.get_by_label("Your message").evaluate("field => field.removeAttribute('maxlength')")
    say(page, "x" * 5000)
    expect(page.get_by_role("alert")).to_contain_text("too long")
    expect(page.get_by_label("Your message")).to_have_value("x" * 5000)
    expect(page.locator("#waiting > li")).to_have_count(0)


def test_without_javascript_an_answer_is_asked_for_again(
    browser: Browser, server: str, go_on: Event
) -> None:
    go_on.set()
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{server}/chat/")
    ask(page, "hello")
    page.get_by_role("button", name="Answer again").click()
    expect(page.get_by_role("link", name="Version 2 of 2")).to_be_visible()
    page.get_by_text("Change", exact=True).click()
    page.get_by_label("Your question in other words").fill("good morning")
    page.get_by_role("button", name="Ask this instead").click()
    expect(bubbles(page).first).to_contain_text("good morning")
    page.context.close()


def test_an_answer_that_nobody_sees_leaves_a_mark(page: Page, server: str, go_on: Event) -> None:
    mark = page.get_by_text("There is an answer")
    page.goto(f"{server}/search/?q=tent")
    page.locator("#dock-open").click()
    say(page, "hello")
    expect(last_answer(page)).to_contain_text("Well")
    page.keyboard.press("Escape")
    page.locator("#results article a.card-link").first.click()
    expect(page.locator("h1#name")).to_be_visible()
    expect(mark).to_be_hidden()
    go_on.set()
    expect(mark).to_be_visible()
    page.locator("#dock-open").click()
    expect(last_answer(page)).to_contain_text("Well then.")
    page.keyboard.press("Escape")
    expect(page.locator("#dock-open")).to_be_visible()
    expect(mark).to_be_hidden()
