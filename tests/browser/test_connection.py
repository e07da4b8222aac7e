"""A conversation whose socket does not open goes over plain HTTP, says so in one line, and comes
back to the socket.
"""

import re
from collections.abc import Awaitable, Callable, Iterator
from threading import Event
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.db import OperationalError
from playwright.sync_api import Locator, Page, Route, expect

from chat.models import Conversation, Message
from chat.transport import consumers
from chat.transport.consumers import ChatConsumer
from chat.visitors import access
from tests.browser.embedding import LINK, SCRIPT, Host, frame
from tests.browser.test_conversation import bubbles, go_on, say
from tests.browser.test_first_light import ask, last_answer

__all__ = ["go_on"]
pytestmark = pytest.mark.browser
STEPS = "No live connection just now: answers come in steps."
AWAY = "Reconnecting. What you send now will go out as soon as the connection is back."
Call = Callable[
    [ChatConsumer, dict[str, Any], Callable[[], Awaitable[Any]], Callable[[Any], Awaitable[None]]],
    Awaitable[None],
]


def gate(monkeypatch: pytest.MonkeyPatch, closed: Call) -> Event:
    """Sockets are answered by `closed` until the event is set."""
    is_open, serve = Event(), ChatConsumer.__call__

    async def answer(self: ChatConsumer, scope: dict[str, Any], receive: Any, send: Any) -> None:
        await (serve if is_open.is_set() else closed)(self, scope, receive, send)

    monkeypatch.setattr(ChatConsumer, "__call__", answer)
    return is_open


@pytest.fixture
def refused(monkeypatch: pytest.MonkeyPatch) -> Event:
    """A handshake that fails at once, as behind a proxy that passes no WebSockets."""

    async def closed(_self: ChatConsumer, _scope: dict[str, Any], receive: Any, send: Any) -> None:
        await receive()
        await send({"type": "websocket.close"})

    return gate(monkeypatch, closed)


@pytest.fixture
def swallowed(monkeypatch: pytest.MonkeyPatch) -> Iterator[Event]:
    """A handshake that nobody answers, as behind a firewall that drops it."""
    is_over = Event()

    async def closed(_self: ChatConsumer, _scope: dict[str, Any], receive: Any, _send: Any) -> None:
        await receive()
        await sync_to_async(is_over.wait, thread_sensitive=False)(20)

    yield gate(monkeypatch, closed)
    is_over.set()


def line(page: Page) -> Locator:
    return page.locator("#chat-away")


def test_without_a_socket_the_whole_conversation_is_held(
    page: Page, server: str, refused: Event
) -> None:
    page.goto(f"{server}/chat/")
    ask(page, "a warm jacket under 150")
    expect(last_answer(page).locator(".shelf article").first).to_be_visible()
    expect(line(page)).to_have_text(STEPS)
    ask(page, "the second one, is it waterproof?")
    page.get_by_role("button", name="Good answer").last.click()
    expect(page.get_by_text("Thank you. Say why?")).to_be_visible()
    page.get_by_role("button", name="Talk about this").first.click()
    expect(page.locator("[data-topic]")).to_be_visible()
    page.locator("[data-topic-off]").click()
    expect(page.locator("[data-topic]")).to_have_count(0)
    page.get_by_role("button", name="Answer again").click()
    expect(page.get_by_role("link", name="Version 2 of 2")).to_be_visible()
    expect(page.get_by_role("button", name="Stop")).to_have_count(0)
    page.get_by_text("Change", exact=True).last.click()
    page.get_by_label("Your question in other words").last.fill("a lamp")
    page.get_by_role("button", name="Ask this instead").last.click()
    expect(bubbles(page).nth(2)).to_contain_text("a lamp")
    expect(bubbles(page)).to_have_count(4)
    expect(page.locator("#waiting > li")).to_have_count(0)
    expect(page.locator("#outage")).to_be_hidden()


def test_an_answer_is_seen_growing_and_stopped(
    page: Page, server: str, swallowed: Event, go_on: Event
) -> None:
    page.goto(f"{server}/chat/")
    say(page, "hello")
    expect(last_answer(page)).to_contain_text("Well")
    page.get_by_role("button", name="Stop").click()
    expect(last_answer(page)).to_contain_text("Stopped.")
    expect(line(page)).to_have_text(STEPS)


def test_it_comes_back_to_the_socket(page: Page, server: str, refused: Event) -> None:
    page.goto(f"{server}/chat/")
    ask(page, "a lamp")
    expect(line(page)).to_have_text(STEPS)
    refused.set()
    expect(line(page)).to_have_text("")
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    ask(page, "a cheaper one")
    expect(bubbles(page)).to_have_count(4)
    assert not [url for url in fetched if "/changes/" in url or url.endswith("/chat/")]


def test_what_both_roads_tell_is_shown_once(
    page: Page, server: str, swallowed: Event, go_on: Event
) -> None:
    """A socket that asked long ago what is new is told again what was fetched meanwhile."""
    page.goto(f"{server}/chat/")
    say(page, "hello")
    expect(line(page)).to_have_text(STEPS)
    go_on.set()
    expect(last_answer(page)).to_contain_text("Well then.")
    again = page.locator("#messages > li").last.evaluate("item => item.outerHTML")
    ids = page.locator("#messages > li").evaluate_all("items => items.map(item => item.id)")
    page.evaluate(
        """html => {
          const told = document.createElement("ol");
          told.innerHTML = html;
          const fragment = document.createRange().createContextualFragment(`<ol
          hx-swap-oob="beforeend:#messages">${html}</ol>`);
          const place = document.createElement("div");
          place.append(fragment);
          htmx.swap(document.getElementById("chat-announcer"), place.innerHTML,
          { swapStyle: "none" });
        }""",
        again,
    )
    assert page.locator("#messages > li").evaluate_all("items => items.map(item => item.id)") == ids


def test_a_refusal_gives_the_words_back(page: Page, server: str, refused: Event) -> None:
    page.goto(f"{server}/chat/")
    ask(page, "a lamp")
    expect(line(page)).to_have_text(STEPS)
    page.get_by_label("Your message").evaluate("field => field.removeAttribute('maxlength')")
    say(page, "x" * 5000)
    expect(page.get_by_role("alert")).to_contain_text("too long")
    expect(page.get_by_label("Your message")).to_have_value("x" * 5000)
    expect(page.locator("#waiting > li")).to_have_count(0)


def test_in_another_sites_frame_requests_carry_the_token(
    page: Page, host: Host, refused: Event
) -> None:
    page.goto(host.page(LINK + SCRIPT))
    page.wait_for_load_state("networkidle")
    page.get_by_role("link", name="Ask us").click()
    for words in ("a lamp", "cheaper"):
        frame(page).get_by_label("Your message").fill(words)
        frame(page).get_by_role("button", name="Send").click()
    expect(frame(page).locator("#messages > li")).to_have_count(4)
    expect(frame(page).get_by_role("button", name="Stop")).to_have_count(0)
    assert Message.objects.filter(conversation=Conversation.objects.get()).count() == 4


def test_a_first_message_said_offline_is_kept_and_goes_out_once(page: Page, server: str) -> None:
    page.goto(f"{server}/chat/")
    page.context.set_offline(True)
    say(page, "a lamp")
    say(page, "a cheaper one")
    expect(page.locator("#waiting > li")).to_have_count(2)
    expect(page.locator("#waiting > li").first).to_contain_text("Waiting to be sent")
    expect(line(page)).to_have_text(AWAY)
    expect(page.locator("#outage")).to_be_hidden()
    page.context.set_offline(False)
    expect(bubbles(page)).to_have_count(4)
    expect(line(page)).to_have_text("")
    expect(page.locator("#waiting > li")).to_have_count(0)
    said = Message.objects.filter(role=Message.Role.USER).values_list("content", flat=True)
    assert sorted(said) == ["a cheaper one", "a lamp"]
    assert Conversation.objects.count() == 1


def test_a_first_message_outlives_a_shop_that_is_away_and_a_reload(page: Page, server: str) -> None:
    page.goto(f"{server}/chat/")
    page.route(
        re.compile("/chat/$"),
        lambda route: route.abort() if route.request.method == "POST" else route.continue_(),
    )
    page.get_by_role("button", name="headphones for the train").click()
    expect(page.locator("#waiting > li")).to_contain_text("headphones for the train")
    expect(line(page)).to_have_text(AWAY)
    expect(page.locator("#outage")).to_be_hidden()
    page.unroute_all()
    page.reload()
    expect(bubbles(page)).to_have_count(2)
    expect(page.locator("#waiting > li")).to_have_count(0)
    assert Message.objects.filter(content="headphones for the train").count() == 1


def test_a_first_message_that_is_refused_stands_in_the_field(page: Page, server: str) -> None:
    page.goto(f"{server}/chat/")
    page.get_by_label("Your message").evaluate("field => field.removeAttribute('maxlength')")
    say(page, "x" * 5000)
    expect(page.get_by_role("alert")).to_contain_text("too long")
    expect(page.get_by_label("Your message")).to_have_value("x" * 5000)
    expect(page.locator("#waiting > li")).to_have_count(0)


def test_a_toast_leaves_what_is_used_free_and_goes(page: Page, server: str) -> None:
    page.clock.install()
    page.goto(f"{server}/search/?q=tent")
    page.route(re.compile("/chat/panel/"), lambda route: route.abort())
    opener = page.locator("#dock-open")
    opener.focus()
    page.keyboard.press("Enter")
    toast = page.locator("#outage")
    expect(toast).to_contain_text("could not be reached")
    expect(toast).to_have_css("pointer-events", "none")
    page.clock.fast_forward(8000)
    expect(toast).to_be_hidden()


def test_what_is_said_while_the_database_is_away_goes_out_once_it_is_back(
    page: Page, server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.clock.install()
    page.goto(f"{server}/chat/")
    ask(page, "a lamp")
    expect(bubbles(page)).to_have_count(2)
    is_away, check = Event(), access.check_session

    def check_session(session: Any) -> None:
        if is_away.is_set():
            raise OperationalError("connection refused")
        check(session)

    monkeypatch.setattr(consumers, "check_session", check_session)
    is_away.set()
    say(page, "a cheaper one")
    expect(page.get_by_role("alert")).to_contain_text("Nothing is lost")
    expect(page.locator("#waiting > li")).to_contain_text("a cheaper one")
    is_away.clear()
    page.clock.fast_forward(5000)
    expect(bubbles(page)).to_have_count(4)
    expect(page.locator("#waiting > li")).to_have_count(0)
    assert Message.objects.filter(content="a cheaper one").count() == 1


def test_a_browser_that_believes_to_be_offline_tries_all_the_same(page: Page, server: str) -> None:
    """With loopback alone, Chromium says so, and the shop of this machine can be reached."""
    page.add_init_script(
        "Object.defineProperty(Navigator.prototype, 'onLine', { get: () => false })"
    )
    page.goto(f"{server}/chat/")
    ask(page, "a lamp")
    ask(page, "a cheaper one")
    expect(bubbles(page)).to_have_count(4)
    expect(page.locator("#waiting > li")).to_have_count(0)
    expect(line(page)).to_have_text("")


def test_pictures_that_fail_before_the_script_runs_leave_the_glyphs_of_their_departments(
    page: Page, server: str
) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        """A function of Python's, as Playwright marks it."""
        held.append(route)

    page.route(re.compile("/media/"), lambda route: route.abort())
    page.route(re.compile(r"/picture\."), hold)
    page.goto(f"{server}/search/?q=tent", wait_until="commit")
    pictures = page.locator("img[data-picture]")
    page.wait_for_function(
        """() => {
          const pictures = [...document.querySelectorAll("img[data-picture]")];
          return pictures.length > 1 && pictures.every((each) => each.complete &&
          !each.naturalWidth);
        }"""
    )
    held.pop().continue_()
    expect(pictures.filter(visible=True)).to_have_count(0)
    for place in pictures.locator("xpath=..").all():
        expect(place.locator("svg").first).to_be_visible()
