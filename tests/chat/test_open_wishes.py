"""Wishes that name no thing, and what is refused: in this answer and in the later ones."""

import pytest

from chat.builtin.unwanted import refused_in
from shop.models import Product
from tests.chat.test_builtin import Shopper, pytestmark, shopper

__all__ = ["pytestmark", "shopper"]


@pytest.mark.parametrize(
    ("said", "refused"),
    [
        ("nothing with drawing please", "drawing"),
        ("not the teething one", "teething"),
        ("no ducks", "ducks"),
        ("anything but cards", "cards"),
        ("the German one I do not want", "german"),
        ("no cheaper", ""),
        ("not too heavy", ""),
        ("no more than 50", ""),
        ("a lamp without a cable", ""),
        ("do you have no lamps", ""),
    ],
)
def test_what_a_message_refuses(said: str, refused: str) -> None:
    assert refused_in(said) == refused


async def test_words_that_name_nothing_deny_nothing(shopper: Shopper) -> None:
    answer = await shopper.say("something quick for my nephew, under 20 euros")
    assert shopper.cards()
    assert "nephew" not in answer
    assert "found no" not in answer
    prices = Product.objects.filter(name__in=shopper.cards()).values_list("price", flat=True)
    assert all([price <= 20 async for price in prices])


async def test_a_thing_that_is_not_sold_is_denied_still(shopper: Shopper) -> None:
    assert "macrame" in await shopper.say("do you sell macrame kits under 20")


async def test_what_is_pointed_at_and_refused_stays_away(shopper: Shopper) -> None:
    await shopper.say("tents")
    first = shopper.cards()[0]
    await shopper.say("I do not want the first one")
    assert shopper.cards()
    assert first not in shopper.cards()
    await shopper.say("under 300")
    assert first not in shopper.cards()
