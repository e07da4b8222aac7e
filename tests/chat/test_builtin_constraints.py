"""No card ever breaks what was asked for: a part of the requests that the benchmark asks, each card
judged by its row alone.
"""

from decimal import Decimal
from itertools import islice
from typing import Any

import pytest

from benchmarks.assistant import converse, written
from benchmarks.wishes import DEMO, ICECAT, Line, Stated, Writer, broken
from shop.feeds.row import ProductRow
from shop.importer import import_rows
from shop.models import Product
from site_config.aio import in_database
from tests import data
from tests.depth import depth

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.thorough]
EVERY = depth(15, 5)
# Names made of ordinary words: "hard drive" is what both a cable and a case are called.
PLAIN: tuple[tuple[str, str, str, str, dict[str, Any]], ...] = (
    ("2.5in to 3.5in IDE Hard Drive Cable Adapter", "Cable adapters", "Linkwell", "7.95", {}),
    ("3.5in Hard Drive to 5.25in Front Bay Bracket", "Drive brackets", "Linkwell", "6.94",
    {"colour": "Black"}),
    ("External Hard Drive 1 TB", "Hard drives", "Samsung", "69.95", {"colour": "Silver"}),
    ("Premium Stereo Headset", "Headsets", "HP", "23.95", {"colour": "Black"}),
    ("Wired Headset 2.5 mm", "Headsets", "HP", "27.95", {"colour": "White"}),
    ("Bluetooth Headset", "Headsets", "Logitech", "64.95", {"colour": "Grey"}),
    ("Keyboard USB", "Keyboards", "HP", "21.95", {"colour": "Silver"}),
    ("Keyboard USB French", "Keyboards", "Logitech", "78.95", {"colour": "Silver"}),
    ("Laser Printer", "Laser printers", "Samsung", "149.95", {"colour": "White"}),
    ("Toner Cartridge Original", "Toner cartridges", "Samsung", "49.95", {"colour": "Black"}),
    ("Monitor 19 inch", "Monitors", "DELL", "129.95", {"colour": "Black", "touchscreen": False}),
    ("Monitor Cable 7 m", "Cables", "Linkwell", "25.95", {"colour": "Black"}),
    ("Touch Monitor 24 inch", "Monitors", "ASUS", "259.95", {"colour": "Black",
    "touchscreen": True}),
    ("Notebook Case 15.6 inch", "Notebook cases", "Lenovo", "62.95", {"colour": "Grey"}),
    ("Notebook Case 14 inch", "Notebook cases", "ASUS", "33.95", {"colour": "Black"}),
    ("Laptop 14 inch", "Laptops", "Lenovo", "449.95", {"colour": "Silver", "touchscreen": False}),
    ("Mouse Wireless", "Mice", "Logitech", "15.95", {"colour": "Red"}),
    ("Digital Camera", "Cameras", "Samsung", "99.95", {"colour": "Blue"}),
)  # fmt: skip


@pytest.fixture
async def _plain() -> None:
    rows = (
        ProductRow(
            sku=f"P{at}",
            name=name,
            category=category,
            brand=brand,
            price=Decimal(price),
            currency="USD",
            stock=5,
            attributes=more,
        )
        for at, (name, category, brand, price, more) in enumerate(PLAIN)
    )
    await in_database(import_rows)(enumerate(rows, 1))


async def kept(talks: list[list[Line]]) -> int:
    """How many answers showed cards; every one of them keeps what was stated."""
    answers = [answer for lines in talks for answer in await converse(lines)]
    assert not [(answer.line.said, answer.broken) for answer in answers if answer.broken]
    return sum(bool(answer.cards) for answer in answers)


@pytest.mark.usefixtures("demo")
async def test_every_stated_constraint_is_kept() -> None:
    talks = list(islice(Writer(DEMO).talks(), 0, None, EVERY))
    assert await kept(talks) > len(talks) / 2


@pytest.mark.usefixtures("_plain")
async def test_a_wish_in_the_words_of_a_name_is_no_question_on_that_product() -> None:
    talks = list(islice(Writer(ICECAT).talks(), 0, None, depth(12, 4)))
    assert await kept(talks) > len(talks) / 2


@pytest.mark.usefixtures("_plain")
@pytest.mark.parametrize(
    ("said", "reply"),
    [("is the premium stereo headset black?", "Premium Stereo Headset"), ("is the Touch Monitor "
        "24 inch under 300?", "259.95"),
     ("how much is the front bay bracket", "6.94")],
)  # fmt: skip
async def test_a_question_on_a_product_stays_one(said: str, reply: str) -> None:
    answer = (await converse([Line(said, Stated())]))[0]
    assert reply in answer.reply
    assert "search_products" not in answer.tools


@pytest.mark.usefixtures("_plain")
async def test_what_is_asked_for_behind_its_limit_is_a_wish() -> None:
    stated = Stated(colours=("grey",))
    answer = (await converse([Line("which hard drive in grey do you have", stated)]))[0]
    assert "search_products" in answer.tools
    assert answer.broken == []


@pytest.mark.usefixtures("demo")
async def test_prices_in_requests_as_people_type_them_are_kept() -> None:
    priced = [line for line in written(data.REQUESTS) if line.stated != Stated()]
    await kept([[line] for line in priced[:: depth(4, 1)]])


async def test_a_card_that_breaks_a_constraint_is_seen() -> None:
    row = {
        "name": "Lamp",
        "brand": "Duskwell",
        "price": 40,
        "attributes": {"colour": "Dark red", "dimmable": True},
    }
    assert not broken(
        row,
        Stated(
            price_max=Product(price=40).price,
            colours=("red",),
            not_brands=("Halvarn",),
            lacks=("leather",),
        ),
    )
    for stated in (
        Stated(colours=("blue",)),
        Stated(not_colours=("red",)),
        Stated(brands=("Halvarn",)),
        Stated(lacks=("dimmable",)),
    ):
        assert broken(row, stated)
