"""The assistant speaks of the variants that fit what was asked, and keeps to them."""

from typing import Any

import pytest
from asgiref.sync import sync_to_async

from shop.models import Variant
from shop.search import vocabulary
from tests.clients import Program
from tests.shop.test_variants import PLAIN, SHIRT, load

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("transactional_db", "turns_end"),
]


@pytest.fixture
async def shop() -> None:
    await sync_to_async(load)(SHIRT, PLAIN, with_vectors=True)
    vocabulary.forget()


def card_of(answer: dict[str, Any]) -> dict[str, Any]:
    card: dict[str, Any]
    (card,) = [each for each in answer["metadata"]["products"] if each["sku"] == "SHIRT"]
    return card


@pytest.mark.usefixtures("shop")
async def test_an_answer_says_the_variant_that_fits_and_what_it_costs() -> None:
    async with Program() as program:
        answer = await program.say("do you have a red linen shirt in size M?")
    assert "Red, M: €22" in answer["message"]
    card = card_of(answer)
    assert (card["price"], card["variant"]["sku"], card["available"]) == (22, "SH-R-M", False)


@pytest.mark.usefixtures("shop")
async def test_an_answer_notes_a_new_price_of_its_variant() -> None:
    async with Program() as program:
        first = await program.say("a blue linen shirt")
        assert "changes" not in first["metadata"]
        await Variant.objects.filter(sku="SH-B-M").aupdate(price=39)
        *_question, seen = await program.missing(f"?conversation={first['conversation']}")
    (change,) = seen["metadata"]["changes"]
    assert (change["price_then"], change["price"]) == (35, 39)
