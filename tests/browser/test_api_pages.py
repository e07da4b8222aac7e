"""The pages of the HTTP API in a browser: they are drawn whole, and ask no other site
for anything.
"""

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.in_full]


@pytest.fixture
def requests(page: Page) -> list[str]:
    found: list[str] = []
    page.on("request", lambda request: found.append(request.url))
    return found


def elsewhere(requests: list[str], server: str) -> list[str]:
    return [
        url for url in requests if not url.startswith((f"{server}/", "data:", f"blob:{server}/"))
    ]


def test_swagger_is_the_shops_own(
    page: Page, server: str, requests: list[str], problems: list[str]
) -> None:
    page.goto(f"{server}/docs")
    operation = page.locator("#operations-catalogue-shop_api_search_products")
    operation.get_by_role("button").first.click()
    expect(operation).to_contain_text("staff_only")
    operation.get_by_role("button", name="Try it out").click()
    operation.get_by_role("textbox").first.fill("lamp")
    operation.get_by_role("button", name="Execute").click()
    expect(operation.locator(".live-responses-table")).to_contain_text("total_results")
    assert elsewhere(requests, server) == []
    assert problems == []


def test_redoc_is_the_shops_own(
    page: Page, server: str, requests: list[str], problems: list[str]
) -> None:
    page.goto(f"{server}/redoc")
    expect(page.get_by_role("heading", name="Search products")).to_be_visible()
    expect(page.get_by_role("heading", name="Search products")).to_have_css(
        "font-family", "Montserrat, sans-serif"
    )
    page.get_by_role("textbox").fill("suggestions")
    expect(page.locator("[data-role='search:results']")).to_contain_text("Suggestions")
    page.wait_for_load_state("networkidle")
    assert elsewhere(requests, server) == []
    assert problems == []
