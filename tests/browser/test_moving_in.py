"""A shop moves in: staff upload an export, look at it, run it and undo it, and a visitor finds what
it holds.
"""

import csv
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from shop.feeds.row import ProductRow
from shop.importer import import_rows
from shop.models import Product, Variant
from tests.browser.test_first_light import ask, last_answer
from tests.servers import served

pytestmark = pytest.mark.browser

COLUMNS = [
    "Handle",
    "Title",
    "Body (HTML)",
    "Vendor",
    "Type",
    "Published",
    "Option1 Name",
    "Option1 Value",
    "Option2 Name",
    "Option2 Value",
    "Variant SKU",
    "Variant Inventory Tracker",
    "Variant Inventory Qty",
    "Variant Inventory Policy",
    "Variant Price",
    "Status",
]
VARIANTS = [
    ("Red", "S", "2", "29.90"),
    ("Red", "M", "4", "31.50"),
    ("Blue", "M", "9", "24.90"),
    ("Blue", "L", "0", "24.90"),
]


def export() -> bytes:
    """An export of Shopify with one product in four variants."""
    file = StringIO()
    writer = csv.DictWriter(file, COLUMNS)
    writer.writeheader()
    for place, (colour, size, stock, price) in enumerate(VARIANTS):
        row = {
            "Handle": "sailor-smock",
            "Option1 Value": colour,
            "Option2 Value": size,
            "Variant SKU": f"SMOCK-{place}",
            "Variant Inventory Tracker": "shopify",
            "Variant Inventory Qty": stock,
            "Variant Inventory Policy": "deny",
            "Variant Price": price,
        }
        if place == 0:
            row |= {
                "Title": "Sailor smock",
                "Body (HTML)": "<p>Dense <b>cotton</b> drill.</p>",
                "Vendor": "Brigg",
                "Type": "Smocks",
                "Published": "true",
                "Option1 Name": "Colour",
                "Option2 Name": "Size",
                "Status": "active",
            }
        writer.writerow(row)
    return file.getvalue().encode()


@pytest.fixture
def server(transactional_db: None) -> Iterator[str]:
    """The address of a shop with two products."""
    rows = [
        {"sku": "mug", "name": "Enamel mug", "price": 9, "category": "Kitchen", "stock": 4},
        {"sku": "rug", "name": "Red rug", "price": 90, "attributes": {"colour": "Red"}},
    ]
    import_rows(enumerate(map(ProductRow.model_validate, rows), 1))
    with served() as address:
        yield address


@pytest.fixture
def staff(browser: Browser, server: str) -> Iterator[Page]:
    """A browser of somebody who is signed in as staff."""
    client = Client()
    client.force_login(User.objects.create_superuser("staff"))
    cookie: Any = {
        "name": settings.SESSION_COOKIE_NAME,
        "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
        "url": server,
    }
    context = browser.new_context()
    context.add_cookies([cookie])
    yield context.new_page()
    context.close()


def shop() -> set[tuple[Any, ...]]:
    return set(Product.objects.values_list("pk", "sku", "name", "price", "stock", "active"))


def test_an_export_moves_in_is_found_and_moves_out(page: Page, staff: Page, server: str) -> None:
    before = shop()
    staff.goto(f"{server}/admin/shop/import/add/")
    file: Any = {"name": "products_export.csv", "mimeType": "text/csv", "buffer": export()}
    staff.locator("input[type=file]").set_input_files(file)
    staff.get_by_role("button", name="Save", exact=True).click()
    main = staff.locator("#content-main")
    expect(main).to_contain_text("1 new")
    expect(main).to_contain_text("Sailor smock")
    assert shop() == before
    staff.get_by_role("button", name="Import", exact=True).click()
    expect(main).to_contain_text("1 added, 0 changed")

    page.goto(f"{server}/search/?q=red+in+M")
    card = page.get_by_role("article").filter(has_text="Sailor smock")
    expect(card).to_contain_text("€31.50")
    expect(card).to_contain_text("Red, M")
    page.goto(f"{server}/chat/")
    ask(page, "a smock, red in M")
    expect(last_answer(page)).to_contain_text("€31.50")

    staff.get_by_role("button", name="Undo this import").click()
    expect(main).to_contain_text("undone")
    assert shop() == before
    assert not Variant.objects.filter(sku__startswith="SMOCK").exists()
    page.goto(f"{server}/search/?q=Sailor+smock")
    expect(page.get_by_role("article").filter(has_text="Sailor smock")).to_have_count(0)
