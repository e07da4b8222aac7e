"""Every page and state that a visitor may meet, and the way to it: walked to be checked, and to be
drawn for the documentation.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page, expect

from site_config.errors import AisleError, DatabaseAway
from tests.browser import moving_in, stage
from tests.browser.test_first_light import ask, last_answer

# How an answer begins that is not whole.
BEGUN = (
    "These keep the rain out, and stay **under 150**. The first one is lined and warm; the second"
)
# Of a model that answers in the visitor's language, about goods whose names stay as they are.
RIGHT_TO_LEFT = (
    "שלום! יש שני מעילי גשם בצבע כחול.\n\n- **Halvarn Drift shell** עולה €149 ועמיד במים.\n"
    "- השני קל יותר, והוא מתאים לטיולים.\n\nאיזה מהם מתאים לך?"
)
Way = Callable[[Page, str], None]


@dataclass(frozen=True)
class Scene:
    """`play` leads a page to it; `base` is where the shop is."""

    name: str
    play: Way
    # Whether the way is another one on a phone.
    is_by_width: bool = False


def at(path: str) -> Way:
    def play(page: Page, base: str) -> None:
        page.goto(base + path)

    return play


def product(page: Page, base: str) -> None:
    page.goto(f"{base}/search/?q=shell+jacket")
    page.locator("#results article a.card-link").first.click()
    expect(page.locator("h1#name")).to_be_visible()


def suggestions(page: Page, base: str) -> None:
    page.goto(base)
    page.get_by_role("combobox").first.press_sequentially("jack")
    expect(page.get_by_role("option").first).to_be_visible()


def compared(page: Page, base: str) -> None:
    page.goto(f"{base}/search/?q=shell+jacket")
    links = [
        str(link.get_attribute("href"))
        for link in page.locator("#results article a.card-link").all()[:3]
    ]
    ids = "&".join(f"id={found[1]}" for link in links if (found := re.search(r"/p/(\d+)/", link)))
    page.goto(f"{base}/compare/?{ids}")


def kept(page: Page, base: str) -> None:
    for place in (0, 1):
        page.goto(f"{base}/search/?q=lamp")
        page.locator("#results article a.card-link").nth(place).click()
        page.locator("main").get_by_role("button", name=re.compile("Short list")).first.click()
        expect(page.get_by_role("link", name=f"Short list {place + 1}")).to_be_visible()
    page.goto(f"{base}/shortlist/")


def filtered(page: Page, base: str) -> None:
    """On a phone the facets are a sheet."""
    page.goto(f"{base}/search/?q=jacket&in_stock=on&brand=Halvarn")
    opener = page.get_by_role("button", name=re.compile("^Filter"))
    if opener.is_visible():
        opener.click()


def found(page: Page, base: str) -> None:
    page.goto(f"{base}/chat/")
    ask(page, "a warm jacket under 150 for hiking")
    expect(last_answer(page).locator(".shelf article").first).to_be_visible()


def side_by_side(page: Page, base: str) -> None:
    found(page, base)
    ask(page, "compare the first two")
    expect(last_answer(page).get_by_role("table")).to_be_visible()


def about_one(page: Page, base: str) -> None:
    found(page, base)
    last_answer(page).locator(".shelf article").nth(1).get_by_role(
        "button", name="Talk about this"
    ).click()
    expect(page.locator("[data-topic]")).to_be_visible()


def rated(page: Page, base: str) -> None:
    found(page, base)
    page.get_by_role("button", name="Bad answer").click()
    page.get_by_text("Say why?").click()


def dock(page: Page, base: str) -> None:
    page.goto(f"{base}/search/?q=tent")
    page.locator("#dock-open").click()
    ask(page, "a tent for two")


def about_the_page(page: Page, base: str) -> None:
    """What is asked in the dock is asked about the results beside it."""
    page.goto(f"{base}/search/?q=tent")
    page.locator("#dock-open").click()
    ask(page, "which of these is the lightest?")
    expect(last_answer(page).locator("article").first).to_be_visible()


def with_a_sum(page: Page, base: str) -> None:
    page.goto(f"{base}/chat/")
    ask(page, "two mugs and a teapot, 120 altogether")
    expect(last_answer(page).locator("article").first).to_be_visible()


def refused(page: Page, base: str) -> None:
    page.goto(f"{base}/chat/")
    ask(page, "which knife is best to hurt my neighbour's dog")
    expect(last_answer(page).locator(".prose")).to_be_visible()


def right_to_left(page: Page, base: str) -> None:
    page.goto(f"{base}/chat/")
    page.get_by_label("Your message").fill("אני מחפש מעיל גשם כחול")
    page.get_by_role("button", name="Send").click()
    # The encoder of other languages is loaded with the first of them.
    expect(last_answer(page).locator(".prose")).to_be_visible(timeout=60_000)
    expect(page.get_by_role("button", name="Stop")).to_have_count(0, timeout=60_000)
    stage.answer(page, status="done", content=RIGHT_TO_LEFT, metadata={})
    expect(page.get_by_text("שלום").first).to_be_visible()


def writing(page: Page, base: str) -> None:
    found(page, base)
    stage.answer(page, status="running", content=BEGUN)
    expect(page.get_by_role("button", name="Stop")).to_be_visible()


def thinking(page: Page, base: str) -> None:
    found(page, base)
    stage.answer(page, status="running")
    expect(page.get_by_text("Writing an answer")).to_be_attached()


def stopped(page: Page, base: str) -> None:
    found(page, base)
    stage.answer(page, status="failed", error="cancelled", content=BEGUN)
    expect(page.get_by_role("button", name="Try again")).to_be_visible()


def failed(page: Page, base: str) -> None:
    found(page, base)
    stage.answer(page, status="failed", error="system_error")
    expect(page.get_by_role("button", name="Try again")).to_be_visible()


def too_much(page: Page, base: str) -> None:
    found(page, base)
    stage.crowd()
    page.get_by_label("Your message").fill("and a blue one?")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("alert")).to_contain_text("That was a lot at once")


def docked_about_one(page: Page, base: str) -> None:
    """Nothing was said yet."""
    product(page, base)
    page.locator("main").get_by_role("link", name="Ask about this").click()
    expect(page.locator("[data-topic]")).to_be_visible()


def unread(page: Page, base: str) -> None:
    """What was asked in the dock was answered while it was shut."""
    dock(page, base)
    stage.answer(page, status="running")
    opener = page.locator("#dock-open")
    if opener.is_visible():  # on a phone it is shut on each page
        opener.click()
    expect(page.get_by_text("Writing an answer")).to_be_attached()
    page.keyboard.press("Escape")
    stage.answer(page, status="done", content=BEGUN)
    expect(page.get_by_text("There is an answer")).to_be_visible()


def toast(page: Page, base: str) -> None:
    product(page, base)
    # Before the scripts have run, the button sends its form, and the next page says it otherwise.
    page.wait_for_function("() => window.htmx && document.readyState === 'complete'")
    page.locator("main").get_by_role("button", name=re.compile("Short list")).first.click()
    expect(page.get_by_role("link", name="See it")).to_be_visible()


def embedding(page: Page, base: str) -> None:
    stage.sites("Garden", "Bakery")
    page.goto(f"{base}/embed/demo/")


def not_embedded(page: Page, base: str) -> None:
    stage.sites()
    page.goto(f"{base}/embed/demo/")


def embedded(page: Page, base: str) -> None:
    embedding(page, base)
    page.wait_for_load_state("networkidle")
    page.get_by_role("link", name="Ask us").click()
    expect(page.frame_locator("iframe").get_by_label("Your message")).to_be_visible()


def framed(path: str) -> Way:
    """What stands in the frame, by itself."""

    def play(page: Page, base: str) -> None:
        stage.sites("Garden")
        page.goto(f"{base}/embed/{path}site=garden&origin={base}")

    return play


def framed_answer(page: Page, base: str) -> None:
    framed("chat/?")(page, base)
    ask(page, "a warm jacket under 150 for hiking")
    expect(last_answer(page).locator(".shelf article").first).to_be_visible()


def mine(page: Page, base: str) -> None:
    found(page, base)
    page.goto(f"{base}/chat/mine/")


def erase(page: Page, base: str) -> None:
    mine(page, base)
    page.get_by_role("link", name="Erase").first.click()
    expect(page.get_by_role("heading", name="Erase this conversation?")).to_be_visible()


SHOP = (
    Scene("home", at("/")),
    Scene("suggestions", suggestions),
    Scene("search", at("/search/?q=warm+jacket+under+150")),
    Scene("filtered", filtered, is_by_width=True),
    Scene("list", at("/search/?q=jacket&view=list")),
    Scene("corrected", at("/search/?q=hedphones")),
    Scene("nothing-found", at("/search/?q=purple+tent+under+20")),
    Scene("category", at("/c/outdoor/")),
    Scene("product", product),
    Scene("compare", compared),
    Scene("compare-empty", at("/compare/")),
    Scene("shortlist", kept),
    Scene("toast", toast),
    Scene("not-found", at("/p/1000000/a-lamp-that-is-gone/")),
    Scene("fault", stage.refused(AisleError())),
    Scene("database-away", stage.refused(DatabaseAway())),
)
CHAT = (
    Scene("chat", at("/chat/")),
    Scene("chat-answered", found),
    Scene("chat-compared", side_by_side),
    Scene("chat-about-one", about_one),
    Scene("chat-rated", rated),
    Scene("chat-dock", dock, is_by_width=True),
    Scene("chat-dock-about-one", docked_about_one, is_by_width=True),
    Scene("chat-dock-unread", unread, is_by_width=True),
    Scene("chat-dock-page", about_the_page, is_by_width=True),
    Scene("chat-sum", with_a_sum),
    Scene("chat-refused", refused),
    Scene("chat-right-to-left", right_to_left),
    Scene("chat-mine", mine),
    Scene("chat-erase", erase),
)
ANSWERS = (
    Scene("chat-thinking", thinking),
    Scene("chat-writing", writing),
    Scene("chat-stopped", stopped),
    Scene("chat-failed", failed),
    Scene("chat-too-much", too_much),
)
EMBED = (
    Scene("embedding", embedding),
    Scene("embedding-open", embedded),
    Scene("embedding-none", not_embedded),
    Scene("embed-chat", framed("chat/?")),
    Scene("embed-chat-answered", framed_answer),
    Scene("embed-search", framed("search/?q=lamp&")),
    Scene("embed-nothing-found", framed("search/?q=purple+tent+under+20&")),
    Scene("embed-refused", at("/embed/chat/?site=nobody&origin=https://www.example.com")),
)
GALLERY = (
    Scene("components", at("/gallery/")),
    Scene("components-right-to-left", at("/gallery/?dir=rtl")),
)
# The last, as one of them leaves a product behind.
MOVING_IN = (
    Scene("import-columns", moving_in.columns),
    Scene("import-preview", moving_in.preview),
    Scene("import-running", moving_in.running),
    Scene("options", moving_in.chosen),
)
SCENES = SHOP + CHAT + ANSWERS + EMBED + GALLERY + MOVING_IN
