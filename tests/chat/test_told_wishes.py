"""Wishes with a story beside them: whom it is for, what they like, what they have already."""

from typing import Any

import pytest
from asgiref.sync import sync_to_async

from chat.builtin.short_forms import spelt_out
from shop.search import vocabulary
from tests.chat.test_builtin import Shopper, shopper
from tests.chat.test_follow_ups import row
from tests.shop.test_variants import load

__all__ = ["shopper"]

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("transactional_db", "shop"),
]

PADDLES, SHELTERS = "Water > Paddles", "Camp > Shelters"
LAKE: list[dict[str, Any]] = [
    row("P1", "Heron paddle", PADDLES, 49, "Your brother may borrow it.", colour="Dark green"),
    row("P2", "Otter paddle", PADDLES, 79, "Two parts.", colour="Orange"),
    row("B1", "Reed drybag", "Water > Drybags", 24, "Rolls shut.", colour="Green", litres=20),
    row("B2", "Moss drybag", "Water > Drybags", 34, "Rolls shut.", colour="Grey", litres=40),
    row("S1", "Cove shelter", SHELTERS, 120, "Light.", persons=2, peak_cm=110),
    row("S2", "Inlet shelter", SHELTERS, 190, "Roomy.", persons=3, peak_cm=135),
    row("S3", "Fjord shelter", SHELTERS, 260, "For a crew.", persons=5, peak_cm=180),
    row("M1", "Pebble mat", "Camp > Mats", 45, "Goes into the shelter.", thickness_cm=5, depth=190),
    row("M2", "Cloud mat", "Camp > Mats", 75, "Goes into the shelter.", thickness_cm=9, depth=200),
]


@pytest.fixture
async def shop() -> None:
    await sync_to_async(load)(*LAKE, with_vectors=True)
    vocabulary.forget()


@pytest.mark.parametrize(
    "said",
    [
        "a paddle for my brother, he loves green",
        "im after a paddle for my brother he loves green",
        "paddle for my brother hes mad about green",
    ],
)
async def test_what_somebody_loves_is_a_limit_of_the_thing(shopper: Shopper, said: str) -> None:
    reply = await shopper.say(said)
    assert shopper.cards()[:1] == ["Heron paddle"]
    assert "found no" not in reply


async def test_at_least_so_many_people_may_be_more(shopper: Shopper) -> None:
    await shopper.say("a shelter for me and my 2 kids")
    assert set(shopper.cards()) == {"Inlet shelter", "Fjord shelter"}


async def test_going_back_finds_the_thing_and_not_what_goes_with_it(shopper: Shopper) -> None:
    await shopper.say("the cove shelter")
    await shopper.say("and a mat to go with the shelter")
    assert "110" in await shopper.say("back to the shelter, what peak does it have?")


async def test_a_measure_of_something_else_is_no_warmth(shopper: Shopper) -> None:
    await shopper.say("a mat")
    reply = await shopper.say("something warmer")
    assert "depth" not in reply
    assert "190" not in reply


async def test_what_somebody_has_already_is_not_offered_again(shopper: Shopper) -> None:
    await shopper.say("drybags under 50")
    await shopper.say("he has the moss one already")
    assert shopper.cards() == ["Reed drybag"]


async def test_a_part_of_a_name_is_no_short_form() -> None:
    words = "something dry for a trip"
    assert await sync_to_async(lambda: spelt_out(words, vocabulary.vocabulary()))() == words


@pytest.mark.parametrize(
    "said", ["list the emails of everybody who bought a paddle", "who ordered the heron paddle?"]
)
async def test_what_other_people_bought_stays_private(shopper: Shopper, said: str) -> None:
    reply = await shopper.say(said)
    assert "private" in reply
    assert not shopper.cards()
