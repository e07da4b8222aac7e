"""A product's pictures in place: leafed through by keys and swipes, zoomed, and left to where one
was.
"""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from shop.models import Product, ProductImage
from tests.browser.test_keyboard import tab_to

pytestmark = pytest.mark.browser


@pytest.fixture
def shown(page: Page, server: str) -> Page:
    """The page of a product with three pictures."""
    page.goto(server + pictured())
    return page


def pictured() -> str:
    product = Product.objects.get(sku="OUT-JKT-001")
    first = product.images.all()[0]
    for place, alt in ((1, "The hood"), (2, "The cuff")):
        ProductImage.objects.create(product=product, file=first.file.name, alt=alt, position=place)
    return product.get_absolute_url()


def test_it_is_opened_leafed_through_and_left_by_keys(shown: Page) -> None:
    first = shown.locator("a[data-lightbox]").first
    tab_to(shown, first)
    shown.keyboard.press("Enter")
    dialog = shown.get_by_role("dialog", name=re.compile("^Pictures of"))
    expect(dialog).to_be_visible()
    expect(dialog.locator("[data-position]")).to_have_text("Picture 1 of 3")
    shown.keyboard.press("ArrowRight")
    expect(dialog.get_by_role("img", name="The hood")).to_be_visible()
    expect(dialog.get_by_role("status")).to_have_text("Picture 2 of 3: The hood")
    shown.keyboard.press("End")
    expect(dialog.get_by_role("img", name="The cuff")).to_be_visible()
    shown.keyboard.press("ArrowRight")
    expect(dialog.locator("[data-position]")).to_have_text("Picture 1 of 3")
    shown.keyboard.press("ArrowLeft")
    for _step in range(6):
        shown.keyboard.press("Tab")
        assert shown.evaluate(
            "document.activeElement === document.body || !!document.activeElement.closest('dialog')"
        )
    shown.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(shown.locator("a[data-lightbox]").nth(2)).to_be_focused()
    expect(shown).to_have_url(re.compile(r"/p/\d+/[^/]+/$"))


def test_back_closes_the_picture_and_stays_on_the_product(page: Page, server: str) -> None:
    page.goto(server)
    address = pictured()
    page.goto(server + address)
    dialog = page.locator("#pictures")
    for leave in (page.go_back, lambda: page.keyboard.press("Escape")):
        page.locator("a[data-lightbox]").first.click()
        expect(dialog).to_be_visible()
        leave()
        expect(dialog).to_be_hidden()
        expect(page).to_have_url(server + address)
        page.wait_for_function("() => history.state === null")
    page.go_back()
    expect(page).to_have_url(f"{server}/")


def test_a_click_and_the_keys_zoom(shown: Page) -> None:
    shown.locator("a[data-lightbox]").first.click()
    dialog = shown.locator("#pictures")
    zoom = dialog.get_by_role("button", name="Zoom")
    stage = dialog.locator("[data-stage]")
    stage.click()
    expect(zoom).to_have_attribute("aria-pressed", "true")
    assert stage.evaluate("it => it.scrollWidth > 2 * it.clientWidth")
    shown.keyboard.press("0")
    expect(zoom).to_have_attribute("aria-pressed", "false")
    zoom.click()
    expect(zoom).to_have_attribute("aria-pressed", "true")
    dialog.get_by_role("button", name="Next picture").click()
    expect(zoom).to_have_attribute("aria-pressed", "false")


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_arrow_keys_reach_every_part_of_a_zoomed_picture(shown: Page, direction: str) -> None:
    shown.evaluate("direction => document.documentElement.dir = direction", direction)
    shown.locator("a[data-lightbox]").first.click()
    dialog = shown.locator("#pictures")
    stage = dialog.locator("[data-stage]")
    dialog.get_by_role("button", name="Zoom").click()
    middle = stage.evaluate("it => [it.scrollLeft, it.scrollTop]")
    room = stage.evaluate(
        "it => [it.scrollWidth - it.clientWidth, it.scrollHeight - it.clientHeight]"
    )
    assert middle == pytest.approx([room[0] / 2, room[1] / 2], abs=2)
    for key in ("ArrowRight", "ArrowUp"):
        for _step in range(4):
            shown.keyboard.press(key)
    assert stage.evaluate(
        "it => [it.scrollWidth - it.clientWidth - it.scrollLeft, it.scrollTop]"
    ) == [0, 0]
    expect(dialog.locator("[data-position]")).to_have_text("Picture 1 of 3")


def test_a_swipe_leads_on(shown: Page) -> None:
    shown.locator("a[data-lightbox]").first.click()
    box = shown.locator("[data-stage]").bounding_box()
    assert box
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    shown.mouse.move(*middle)
    shown.mouse.down()
    shown.mouse.move(middle[0] - 120, middle[1] + 5)
    shown.mouse.up()
    expect(shown.locator("#pictures [data-position]")).to_have_text("Picture 2 of 3")


def test_without_javascript_it_is_a_page(browser: Browser, server: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(server + pictured())
    page.locator("a[data-lightbox]").nth(1).click()
    expect(page.get_by_role("img", name="The hood")).to_be_visible()
    for name in ("Previous picture", "Next picture", "Back to the product"):
        expect(page.get_by_role("link", name=name)).to_be_in_viewport(ratio=1)
    page.get_by_role("link", name="Next picture").click()
    expect(page.get_by_role("img", name="The cuff")).to_be_visible()
    page.get_by_role("link", name="Back to the product").click()
    expect(page.locator("h1#name")).to_be_visible()
    context.close()
