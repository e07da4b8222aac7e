"""No card ever breaks what was asked for: a part of the requests that the benchmark asks, each card judged by its row alone."""

from itertools import islice

import pytest

from benchmarks.assistant import REQUESTS, converse, written
from benchmarks.wishes import DEMO, Line, Stated, Writer, broken
from shop.models import Product

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("demo")]
EVERY = 5


async def kept(talks: list[list[Line]]) -> int:
    """How many answers showed cards; every one of them keeps what was stated."""
    answers = [answer for lines in talks for answer in await converse(lines)]
    assert not [(answer.line.said, answer.broken) for answer in answers if answer.broken]
    return sum(bool(answer.cards) for answer in answers)


async def test_every_stated_constraint_is_kept() -> None:
    talks = list(islice(Writer(DEMO).talks(), 0, None, EVERY))
    assert await kept(talks) > len(talks) / 2


async def test_prices_in_requests_as_people_type_them_are_kept() -> None:
    if not REQUESTS.exists():
        pytest.skip("the requests are not at hand")
    priced = [line for line in written(REQUESTS) if line.stated != Stated()]
    await kept([[line] for line in priced[::EVERY]])


async def test_a_card_that_breaks_a_constraint_is_seen() -> None:
    row = {"name": "Lamp", "brand": "Duskwell", "price": 40, "attributes": {"colour": "Dark red", "dimmable": True}}
    assert not broken(row, Stated(price_max=Product(price=40).price, colours=("red",), not_brands=("Halvarn",), lacks=("leather",)))
    for stated in (Stated(colours=("blue",)), Stated(not_colours=("red",)), Stated(brands=("Halvarn",)), Stated(lacks=("dimmable",))):
        assert broken(row, stated)
