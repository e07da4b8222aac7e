"""The shop on other sites' pages: their policy is strict, and their browser keeps
nothing for us.
"""

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route, expect

from chat.models import Conversation, Message, Site
from shop.models import Product
from tests.browser.embedding import FORM, LINK, SCRIPT, Host, ask, composer_is_active, frame
from tests.servers import until
from tests.test_contract import faults

pytestmark = pytest.mark.browser


# As browsers do that let frames of other sites store nothing: touching the storage is an error.
NO_STORAGE = """
if (window !== window.top) for (const name of ["localStorage", "sessionStorage"]) {
  const get = () => { throw new DOMException("The storage is blocked.", "SecurityError"); };
  Object.defineProperty(window, name, { configurable: true, get });
}
"""


def test_a_conversation_on_a_strict_page_that_stores_nothing(
    page: Page, host: Host, problems: list[str]
) -> None:
    page.add_init_script(NO_STORAGE)
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.goto(host.page(LINK + SCRIPT))
    expect(page.get_by_role("link", name="Ask us")).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert [url for url in requests if url.startswith(host.shop)] == [f"{host.shop}/embed/aisle.js"]

    page.get_by_role("link", name="Ask us").click()
    inside = frame(page)
    expect(inside.get_by_role("heading", name="What grows at your place?")).to_be_visible()
    until(lambda: composer_is_active(inside))
    blocked = page.frames[1].evaluate(
        "() => { try { return Object.getOwnPropertyDescriptor(window, 'localStorage').value !== "
        "undefined } catch { return false } }"
    )
    assert blocked, (
        "this browser lets frames of other sites store something, so this proves less than it "
        "should"
    )

    ask(inside, "a warm jacket under 150 for hiking")
    ask(inside, "the second one, is it waterproof?")
    expect(inside.locator("#messages > li").last).to_contain_text(re.compile(r"\b(yes|no)\b", re.I))
    assert Conversation.objects.get().site == "garden"
    assert not page.context.cookies()
    assert not [url for url in requests if "token" in url]

    # A reload of the host's page comes back to it.
    page.reload()
    page.get_by_role("link", name="Ask us").click()
    expect(frame(page).locator("#messages > li")).to_have_count(4)
    ask(frame(page), "something cheaper")
    assert Message.objects.filter(conversation=Conversation.objects.get()).count() == 6
    assert problems == []


@pytest.mark.parametrize("script", ["frame", "composer"])
def test_nothing_is_lost_that_is_said_while_a_script_of_the_frame_is_late(
    page: Page, host: Host, script: str
) -> None:
    late: list[Route] = []

    def hold(route: Route) -> None:  # Playwright does not take a built-in method
        late.append(route)

    page.route(f"**/{script}*.js", hold)
    page.goto(host.page("<aisle-chat></aisle-chat>" + SCRIPT))
    page.wait_for_load_state("networkidle")
    with page.expect_request(f"**/{script}*.js"):
        page.locator("aisle-chat").evaluate("chat => chat.ask('a lamp')")
    expect(frame(page).get_by_label("Your message")).to_be_visible()
    assert late
    for route in late:
        route.continue_()
    expect(frame(page).locator("#messages > li")).to_have_count(2)
    until(lambda: composer_is_active(frame(page)))


def test_by_keyboard(page: Page, host: Host, problems: list[str]) -> None:
    page.goto(host.page(LINK + SCRIPT))
    page.wait_for_load_state("networkidle")
    page.get_by_role("link", name="Ask us").focus()
    page.keyboard.press("Enter")
    field = frame(page).get_by_label("Your message")
    until(lambda: composer_is_active(frame(page)))
    # Pressed in the field itself: the keyboard may still be on its way between the two documents.
    field.press_sequentially("a lamp")
    field.press("Enter")
    expect(frame(page).locator("#messages > li")).to_have_count(2)
    field.press("Escape")
    expect(page.locator("iframe")).to_be_hidden()
    expect(page.get_by_role("link", name="Ask us")).to_be_focused()
    assert problems == []


def test_a_form_shows_what_it_finds_in_place(page: Page, host: Host, problems: list[str]) -> None:
    page.goto(host.page(FORM + SCRIPT))
    page.wait_for_load_state("networkidle")
    page.get_by_role("textbox", name="Search").fill("warm jacket under 150")
    page.get_by_role("textbox", name="Search").press("Enter")
    results = frame(page).get_by_role("listitem")
    expect(results.first).to_contain_text(re.compile("jacket", re.I))
    expect(frame(page).get_by_role("link", name="in the shop")).to_have_attribute(
        "href", re.compile("^/search/.q=warm")
    )
    fits = (
        "() => document.querySelector('aisle-search')"
        ".shadowRoot.querySelector('iframe').offsetHeight"
    )
    assert page.evaluate(fits) > 200
    page.get_by_role("textbox", name="Search").fill("lamp")
    page.get_by_role("button", name="Find").click()
    expect(results.first).to_contain_text(re.compile("lamp", re.I))
    assert page.url == f"{host.origin}/"
    results.first.get_by_role("link").press("Escape")
    expect(page.locator("iframe")).to_be_hidden()
    expect(page.get_by_role("textbox", name="Search")).to_be_focused()
    assert problems == []


def test_results_follow_the_typing_where_the_form_asks_for_it(page: Page, host: Host) -> None:
    page.goto(host.page(FORM.replace("data-aisle-search", 'data-aisle-search="live"') + SCRIPT))
    page.wait_for_load_state("networkidle")
    page.get_by_role("textbox", name="Search").press_sequentially("lamp")
    expect(frame(page).get_by_role("listitem").first).to_contain_text(re.compile("lamp", re.I))
    expect(page.get_by_role("textbox", name="Search")).to_be_focused()


def test_several_on_a_page_of_several_looks(page: Page, host: Host, problems: list[str]) -> None:
    elements = """
      <aisle-chat id="one" position="inline" label="Ask about jackets" accent="#2f6f4f"
      theme="dark" size="s"></aisle-chat>
      <aisle-chat id="two" position="start" label="Ask us"></aisle-chat>"""
    page.goto(host.page(elements + FORM + SCRIPT))
    page.get_by_role("button", name="Ask about jackets").click()
    one = page.frame_locator("#one iframe")
    expect(one.get_by_label("Your message")).to_be_visible()
    send = one.get_by_role("button", name="Send")
    expect(one.locator("html")).to_have_css("color-scheme", "dark")
    assert "0.19" in one.locator("body").evaluate("body => getComputedStyle(body).backgroundColor")
    page.locator("#one").evaluate("element => element.setAttribute('theme', 'light')")
    expect(one.locator("html")).to_have_css("color-scheme", "light")
    expect(send).to_have_css("background-color", "rgb(47, 111, 79)")
    ask(one, "a warm jacket")

    # The second is the same visitor: it goes on with what was said in the first.
    page.get_by_role("button", name="Ask us").click()
    expect(page.frame_locator("#two iframe").locator("#messages > li")).to_have_count(2)
    page.locator("#two").get_by_role("button", name="Close").click()
    page.get_by_role("textbox", name="Search").fill("lamp")
    page.get_by_role("button", name="Find").click()
    expect(page.locator("aisle-search iframe")).to_be_visible()
    assert problems == []


EVENTS = """() => {
  window.heard = [];
  for (const type of ["ready", "open", "close", "messages", "message", "unread", "product",
  "error", "results"])
    addEventListener("aisle:" + type, ({ detail }) => heard.push([type, detail]));
}"""


def wait_for_event(page: Page, type: str, **detail: str) -> None:
    """Waits until the page has heard it."""
    page.wait_for_function(
        """([type, wanted]) => heard.some(([each, detail]) =>
          each === type && Object.entries(wanted).every(([name, value]) => detail?.[name] ===
          value))""",
        arg=[type, detail],
    )


def test_what_the_page_hears_and_says(page: Page, host: Host) -> None:
    page.goto(host.page('<aisle-chat links="host"></aisle-chat>' + SCRIPT))
    page.wait_for_load_state("networkidle")
    page.evaluate(EVENTS)
    chat = page.locator("aisle-chat")
    chat.evaluate("chat => chat.ask('a warm jacket under 150')")
    expect(frame(page).locator(".shelf article").first).to_be_visible()
    expect(frame(page).get_by_role("button", name="Stop")).to_have_count(0)
    wait_for_event(page, "message", state="sent")
    wait_for_event(page, "message", state="answered")

    # The page may take a click on a product for itself.
    page.evaluate(
        "addEventListener('aisle:product', e => { e.preventDefault(); document.body.dataset.taken "
        "= '' }, { once: true })"
    )
    frame(page).locator(".shelf article a").first.click()
    expect(page.locator("body")).to_have_attribute("data-taken", "")
    wait_for_event(page, "product")
    product = next(detail for type, detail in page.evaluate("heard") if type == "product")
    assert re.match(rf"{host.shop}/p/{product['id']}/", product["url"])
    assert page.url == f"{host.origin}/"

    # An answer that comes while it is closed is counted.
    chat.evaluate("chat => { chat.ask('a lamp'); chat.close() }")
    expect(page.get_by_role("button", name="Ask")).to_have_attribute("data-unread", "1")
    chat.evaluate("chat => chat.open()")
    expect(page.get_by_role("button", name="Ask")).to_have_attribute("data-unread", "0")

    # Else it leads to the shop, in the place of the page.
    frame(page).locator(".shelf article a").first.click()
    page.wait_for_url(f"{host.shop}/p/**")


def held(page: Page, count: int) -> list[dict[str, Any]]:
    """The messages of the element, once they are so many and have all ended."""
    page.wait_for_function(
        """(count) => {
          const { messages } = document.querySelector("aisle-chat");
          return messages.length === count && messages.every(({ status }) => status !== "sending");
        }""",
        arg=count,
    )
    messages: list[dict[str, Any]] = page.evaluate("document.querySelector('aisle-chat').messages")
    return messages


def test_the_page_holds_the_messages_in_the_contracts_shape(
    page: Page, host: Host, problems: list[str]
) -> None:
    page.goto(host.page("<aisle-chat></aisle-chat>" + SCRIPT))
    page.wait_for_load_state("networkidle")
    page.evaluate(EVENTS)
    chat = page.locator("aisle-chat")
    assert chat.evaluate("chat => chat.messages") == []
    chat.evaluate("chat => chat.ask('a warm jacket under 150')")
    question, answer = held(page, 2)
    assert (question["sender"], question["content"]) == ("user", "a warm jacket under 150")
    assert answer["metadata"]["products"]
    wait_for_event(page, "message", state="answered")
    assert faults_of_messages(page) == []
    assert [detail["message"] for detail in details(page, "message")] == [question, answer]

    # What was there before is held as well, and is no news.
    page.reload()
    page.evaluate(EVENTS)
    chat.evaluate("chat => chat.open()")
    assert held(page, 2) == [question, answer]
    assert not details(page, "message")
    frame(page).get_by_role("button", name="New conversation").click()
    assert held(page, 0) == []
    assert problems == []


def faults_of_messages(page: Page) -> list[str]:
    """Returns what is not of the contract in any of the lists of messages that the page got."""
    messages = [each for detail in details(page, "messages") for each in detail["messages"]]
    return [fault for message in messages for fault in faults("Message", message)]


def details(page: Page, event: str) -> list[dict[str, Any]]:
    """Returns the details of the events of a type that the page has received."""
    return [detail for name, detail in page.evaluate("heard") if name == event]


def test_messages_of_others_are_not_heard(page: Page, host: Host) -> None:
    page.goto(host.page(LINK + SCRIPT))
    page.wait_for_load_state("networkidle")
    page.get_by_role("link", name="Ask us").click()
    until(lambda: composer_is_active(frame(page)))
    page.evaluate("postMessage({ source: 'aisle', version: 1, type: 'close' }, '*')")
    page.evaluate(
        "postMessage({ source: 'aisle', version: 1, type: 'keep', token: 'theirs' }, '*')"
    )
    expect(frame(page).get_by_label("Your message")).to_be_visible()
    assert page.evaluate("localStorage.length") == 0


def test_a_page_that_is_not_allowed_reads_why(page: Page, host: Host, problems: list[str]) -> None:
    Site.objects.update(origins="https://another.example")
    page.goto(host.page('<p id="theirs">Their page</p>' + LINK + SCRIPT))
    page.wait_for_load_state("networkidle")
    page.evaluate(EVENTS)
    page.get_by_role("link", name="Ask us").click()
    expect(frame(page).get_by_role("alert")).to_contain_text(
        "The shop may not be shown on pages of this address."
    )
    expect(frame(page).get_by_role("alert")).to_contain_text("origin_not_allowed")
    expect(page.locator("#theirs")).to_be_visible()
    wait_for_event(page, "error", code="origin_not_allowed")
    assert [each for each in problems if "403" not in each] == []


def test_a_page_that_says_it_is_another_is_not_shown_the_shop(page: Page, host: Host) -> None:
    Site.objects.update(origins="https://another.example")
    page.goto(
        host.page(
            '<iframe src="{shop}/embed/chat/?site=garden&origin=https://another.example"></iframe>'
        )
    )
    page.wait_for_load_state("networkidle")
    expect(frame(page).get_by_label("Your message")).to_have_count(0)


def test_without_javascript_they_are_a_link_and_a_form(browser: Browser, host: Host) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(host.page(LINK + FORM + SCRIPT))
    page.get_by_role("textbox", name="Search").fill("lamp")
    page.get_by_role("button", name="Find").click()
    expect(page).to_have_url(f"{host.shop}/search/?q=lamp")
    page.go_back()
    page.get_by_role("link", name="Ask us").click()
    expect(page).to_have_url(f"{host.shop}/chat/")
    page.context.close()


def test_a_shop_that_is_away_leaves_the_way_to_it(page: Page, host: Host) -> None:
    page.goto(host.page(LINK + SCRIPT))
    page.wait_for_load_state("networkidle")
    page.clock.install()
    page.route(re.compile("/embed/chat/"), lambda route: route.abort())
    page.get_by_role("link", name="Ask us").click()
    page.clock.run_for(16_000)
    expect(page.get_by_role("link", name=host.shop)).to_have_attribute("href", f"{host.shop}/chat/")


def test_where_the_socket_never_comes_forms_go_out_with_the_token(page: Page, host: Host) -> None:
    page.route_web_socket(re.compile("/ws/chat/"), lambda socket: socket.close(code=4403))
    page.goto(host.page(LINK + SCRIPT))
    page.wait_for_load_state("networkidle")
    page.get_by_role("link", name="Ask us").click()
    ask_slowly = frame(page)
    ask_slowly.get_by_label("Your message").fill("a lamp")
    ask_slowly.get_by_role("button", name="Send").click()
    expect(ask_slowly.locator("#messages > li")).to_have_count(2)
    ask_slowly.get_by_label("Your message").fill("cheaper")
    ask_slowly.get_by_role("button", name="Send").click()
    expect(ask_slowly.locator("#messages > li")).to_have_count(4)
    assert Message.objects.filter(conversation=Conversation.objects.get()).count() == 4


def test_a_token_that_has_run_out_makes_room_for_a_new_conversation(page: Page, host: Host) -> None:
    page.goto(host.page(LINK + SCRIPT))
    page.evaluate("localStorage['aisle:garden'] = 'run-out'")
    page.wait_for_load_state("networkidle")
    page.get_by_role("link", name="Ask us").click()
    expect(frame(page).get_by_role("heading", name="What grows at your place?")).to_be_visible()
    page.wait_for_load_state("networkidle")
    ask(frame(page), "a lamp")
    assert Conversation.objects.get().site == "garden"
    assert len(page.evaluate("localStorage['aisle:garden']")) > 50


def test_a_link_begins_with_its_product_and_the_page_chooses_another(
    page: Page, host: Host
) -> None:
    first, second = Product.objects.filter(active=True)[:2]
    link = f'<a href="{{shop}}/chat/?product={first.pk}" data-aisle-chat>Ask about it</a>'
    page.goto(host.page(link + SCRIPT))
    page.wait_for_load_state("networkidle")
    page.get_by_role("link", name="Ask about it").click()
    expect(frame(page).locator("#topic")).to_contain_text(first.name)
    page.locator("aisle-chat").evaluate("(chat, id) => chat.select(id)", second.pk)
    expect(frame(page).locator("#topic")).to_contain_text(second.name)


def test_axe_finds_nothing_around_the_frames(page: Page, host: Host) -> None:
    """What stands in them is walked by itself (tests/browser/scenes.py)."""
    page.goto(
        host.page(
            f'<html lang="en"><title>Paper</title><main><h1>Paper</h1>{LINK}{FORM}</main>{SCRIPT}'
        )
    )
    page.wait_for_load_state("networkidle")
    page.get_by_role("link", name="Ask us").click()
    until(lambda: composer_is_active(frame(page)))
    assert Axe().run(page).response["violations"] == []


def test_a_new_conversation_in_the_frame(page: Page, host: Host) -> None:
    page.goto(host.page(LINK + SCRIPT))
    page.wait_for_load_state("networkidle")
    page.get_by_role("link", name="Ask us").click()
    ask(frame(page), "a lamp")
    frame(page).get_by_role("button", name="New conversation").click()
    expect(frame(page).get_by_role("heading", name="What grows at your place?")).to_be_visible()
    expect(frame(page).get_by_role("link", name="My conversations")).to_have_count(0)
    ask(frame(page), "a jacket")
    assert Conversation.objects.filter(site="garden").count() == 2
    assert len(set(Conversation.objects.values_list("visitor", flat=True))) == 1
