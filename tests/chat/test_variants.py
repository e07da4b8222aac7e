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


def variants(code: str, *rows: tuple[dict[str, str], float, int]) -> list[dict[str, Any]]:
    return [
        {"sku": f"{code}-{place}", "values": values, "price": price, "stock": left}
        for place, (values, price, left) in enumerate(rows)
    ]


SMOCK: dict[str, Any] = {
    "sku": "SMOCK",
    "name": "Sailor smock",
    "category": "Smocks",
    "options": ["Colour", "Size"],
    "attributes": {"material": "cotton"},
    "variants": variants(
        "SM",
        ({"Colour": "Red", "Size": "S"}, 29.9, 2),
        ({"Colour": "Red", "Size": "M"}, 31.5, 4),
        ({"Colour": "Red", "Size": "L"}, 31.5, 0),
        ({"Colour": "Blue", "Size": "M"}, 24.9, 9),
        ({"Colour": "Blue", "Size": "L"}, 24.9, 1),
    ),
}
BOOTS: dict[str, Any] = {
    "sku": "BOOTS",
    "name": "Quay boots",
    "category": "Boots",
    "options": ["Size"],
    "attributes": {"waterproof": True},
    "variants": variants(
        "BO", ({"Size": "38"}, 49, 1), ({"Size": "40"}, 47, 0), ({"Size": "42"}, 55, 3)
    ),
}


@pytest.fixture
async def outfitter() -> None:
    await sync_to_async(load)(SMOCK, BOOTS, PLAIN, with_vectors=True)
    vocabulary.forget()


# What is said, and what the answer says of it.
TALKS = [
    [
        ("a smock, red in M", "€31.50"),
        ("how much is it", "costs €31.50 in Red, M"),
        ("how many are left", "in stock in Red, M: 4 left"),
        ("and in blue?", "costs €24.90 in Blue, M and is in stock: 9 left"),
        ("what about L", "costs €24.90 in Blue, L and is in stock: 1 left"),
        ("is it cotton", "Yes"),
        ("how much is it", "costs €24.90 in Blue, L"),
    ],
    [
        ("which sizes does the smock come in", "S, M and L"),
        ("is the red one available in L", "No, the Sailor smock is out of stock in Red, L"),
        ("and the blue one?", "costs €24.90 in Blue, L and is in stock"),
    ],
    [
        ("boots in 40", "40: €47"),
        ("42 then", "cost €55 in 42 and are in stock: 3 left"),
        ("are they waterproof", "Yes"),
        ("how much are they", "€55"),
        ("in 38?", "€49"),
    ],
    [
        ("the sailor smock", "from €24.90"),
        ("what colours in L are in stock", "in stock in Blue, L."),
        ("how many red L left", "out of stock in Red, L at the moment."),
    ],
    [
        ("BO-2", "cost €"),
    ],
    [
        (
            "how much is the sailor smock in red",
            "from €29.90 in Red and is in stock in Red, S and Red, M",
        ),
        ("and in M?", "€31.50 in Red, M"),
        ("is it in stock", "Yes, the Sailor smock is in stock in Red, M"),
    ],
]


@pytest.mark.usefixtures("outfitter")
@pytest.mark.parametrize("talk", TALKS)
async def test_a_talk_keeps_to_the_variant_that_it_has_settled_on(
    talk: list[tuple[str, str]],
) -> None:
    async with Program() as program:
        for said, expected in talk:
            answer = await program.say(said)
            assert expected in answer["message"]
