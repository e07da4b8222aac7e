"""A shop that moves in, set up for a scene: the pages on which staff import a file, and a product
with options.
"""

import csv
import json
from collections.abc import Sequence
from io import StringIO
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import Page, expect

from shop.demo_file import FOLDER
from shop.feeds import jsonl
from shop.importer import import_rows
from shop.models import Import, Product
from site_config.clock import database_time

# A table of a program that no feed is known of.
OWN_TABLE = [
    ["No.", "What it is", "Takings", "Shelf", "Made of", "Where from"],
    ["K-104", "Kite, delta, 120 cm", "34.50", "11", "ripstop nylon", "workshop"],
    ["K-105", "Kite, box, 90 cm", "41.00", "4", "ripstop nylon", "workshop"],
    ["K-210", "Kite line, 50 m", "12.90", "38", "polyester", "bought in"],
]
EXPORT = [
    ["sku", "name", "price", "stock", "category", "brand", "description"],
    ["K-104", "Delta kite", "34.50", "11", "Kites > Single line", "Aloft", "Flies in any breeze."],
    ["K-105", "Box kite", "41.00", "4", "Kites > Single line", "Aloft", "Steady in a strong wind."],
    ["K-106", "Parafoil kite", "58.00", "-2", "Kites > Single line", "Aloft", "Has no rods."],
    ["K-210", "Kite line, 50 m", "12.90", "38", "Kites > Lines", "Tether", "Braided polyester."],
    ["K-211", "Kite line, 100 m", "21.90", "17", "Kites > Lines", "Tether", "Braided polyester."],
    ["K-300", "Stunt kite", "about 89", "5", "Kites > Two lines", "Aloft", "With two handles."],
]
# The demo shop has drawn a jacket of this kind.
DRAWN: Any = {"pictures": FOLDER / "pictures", "are_ours": True}
SIZES = ("S", "M", "L", "XL")
COLOURS = {"Forest green": (129, (4, 7, 2, 0)), "Red": (119, (3, 0, 5, 1)), "Navy": (129, (6,) * 4)}

# Some of its variants are sold out.
WITH_OPTIONS: dict[str, Any] = {
    "sku": "SCENE-1",
    "name": "Lofthus wind jacket",
    "description": "Keeps out the wind and folds into its own pocket.",
    "brand": "Halvarn",
    "category": "Outdoor > Jackets",
    "image": "OUT-JKT-002.webp",
    "price": 119,
    "rating": 4.4,
    "rating_count": 31,
    "options": ["Colour", "Size"],
    "attributes": {"material": "ripstop nylon", "weight_g": 190},
    "variants": [
        {
            "sku": f"SCENE-1-{colour[0]}{size}",
            "options": {"Colour": colour, "Size": size},
            "price": price,
            "stock": stock,
        }
        for colour, (price, stocks) in COLOURS.items()
        for size, stock in zip(SIZES, stocks, strict=True)
    ],
}


def _file(rows: Sequence[Sequence[str]], name: str) -> Any:
    text = StringIO()
    csv.writer(text).writerows(rows)
    return {"name": name, "mimeType": "text/csv", "buffer": text.getvalue().encode()}


def _sign_in(page: Page, base: str) -> None:
    staff, _is_new = User.objects.get_or_create(
        username="staff", defaults={"is_staff": True, "is_superuser": True}
    )
    client = Client()
    client.force_login(staff)
    name = settings.SESSION_COOKIE_NAME
    cookie: Any = {"name": name, "value": client.cookies[name].value, "url": base}
    page.context.add_cookies([cookie])


def _upload(page: Page, base: str, file: Any) -> None:
    _sign_in(page, base)
    page.goto(f"{base}/admin/shop/import/add/")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Save", exact=True).click()


def columns(page: Page, base: str) -> None:
    _upload(page, base, _file(OWN_TABLE, "stock-list.csv"))
    expect(page.get_by_text("Which column is what?")).to_be_visible()


def preview(page: Page, base: str) -> None:
    _upload(page, base, _file(EXPORT, "kites.csv"))
    expect(page.get_by_text("What the file holds")).to_be_visible()


def running(page: Page, base: str) -> None:
    """A large file, a third of which is written."""
    _sign_in(page, base)
    source = Import.objects.create(
        name="kites-and-lines.csv",
        status=Import.Status.RUNNING,
        progress=0.37,
        report={"saved": 7400},
        seen_at=database_time(),
    )
    page.goto(f"{base}/admin/shop/import/{source.pk}/change/")
    expect(page.get_by_role("progressbar")).to_be_visible()


def move_out() -> None:
    """Removes what the scenes have left in the shop."""
    Product.objects.filter(sku=WITH_OPTIONS["sku"]).delete()
    Import.objects.all().delete()


def chosen(page: Page, base: str) -> None:
    """A product with options of which one combination is chosen; some are sold out."""
    row = jsonl.parse(1, json.dumps(WITH_OPTIONS).encode())
    import_rows([(1, row)], **DRAWN)
    product = Product.objects.get(sku=WITH_OPTIONS["sku"])
    page.goto(f"{base}{product.get_absolute_url()}")
    for value in ("Red", "L"):
        page.locator("#choices").get_by_role("link", name=value, exact=True).click()
        current = page.locator("#choices").get_by_role("link", name=value, exact=True)
        expect(current).to_have_attribute("aria-current", "true")
    page.locator("#choices").evaluate("it => it.scrollIntoView({ block: 'center' })")
