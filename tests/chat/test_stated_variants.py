"""A combination of options that is stated, whole or in part, is answered for that variant."""

from typing import Any

import pytest
from asgiref.sync import sync_to_async

from shop.search import vocabulary
from tests.chat.test_variants import variants
from tests.clients import Program
from tests.shop.test_variants import load

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("transactional_db", "turns_end"),
]


def combinations(code: str, options: list[str], *rows: tuple[str, float, int]) -> dict[str, Any]:
    """Returns the options and variants of a product: ("Teal, 40, Wide", 24.95, 2)."""
    named = [
        (dict(zip(options, values.split(", "), strict=True)), price, left)
        for values, price, left in rows
    ]
    return {"sku": code, "options": options, "variants": variants(code, *named)}


MAT = combinations(
    "MAT",
    ["Colour", "Size", "Backing"],
    ("Teal, 40, Wide", 24.95, 2),
    ("Teal, 40, Slim", 22.95, 0),
    ("Teal, 50, Wide", 27.95, 4),
    ("Sand, 40, Wide", 23.0, 0),
    ("Sand, 50, Slim", 21.0, 3),
) | {"name": "Cork bath mat", "category": "Mats", "description": "A mat of natural cork."}
BLIND = combinations(
    "BLIND",
    ["Colour", "Width", "Fabric"],
    ("Sage, 60 cm, Sheer", 24.9, 2),
    ("Sage, 90 cm, Blackout", 34.9, 3),
    ("Ochre, 90 cm, Blackout", 36.5, 0),
    ("Slate, 60 cm, Sheer", 22.0, 7),
) | {"name": "Day roller blind", "category": "Blinds", "description": "Shades a room."}
RUG = combinations(
    "RUG",
    ["Farbe", "Größe", "Rand"],
    ("Petrol, 40, Breit", 24.95, 2),
    ("Petrol, 40, Schmal", 22.95, 0),
    ("Petrol, 50, Breit", 27.95, 4),
    ("Sand, 40, Breit", 23.0, 0),
) | {"name": "Wollteppich Norden", "category": "Teppiche", "description": "Aus dichter Wolle."}
HOOK = {"sku": "HOOK", "name": "Brass hook", "category": "Hooks", "price": 4, "stock": 9}

TEAL_40 = "Teal, 40, Wide and is in stock: 2 left"
TALKS = [
    [("cork bath mat in Teal size 40 wide, in stock?", f"costs €24.95 in {TEAL_40}")],
    [("the cork bath mat", "from €21"), ("teal 40 wide, in stock?", TEAL_40)],
    [
        (
            "is the cork bath mat in stock in teal, size 40, wide?",
            "in stock in Teal, 40, Wide for €24.95: 2 left",
        ),
        ("and slim?", "€22.95 in Teal, 40, Slim and is out of stock"),
    ],
    [
        ("how much is the cork bath mat in teal size 40 slim?", "€22.95 in Teal, 40, Slim"),
        ("so is it in stock?", "The nearest in stock: Teal, 40, Wide for €24.95"),
    ],
    [
        ("cork bath mat in sand size 50 wide, in stock?", "does not come in Sand, 50, Wide"),
        (
            "cork bath mat in sand size 50 wide?",
            "nearest in stock: Teal, 50, Wide for €27.95 and Sand, 50, Slim for €21",
        ),
    ],
    [
        (
            "cork bath mat in teal, in stock?",
            "from €22.95 in Teal and is in stock in Teal, 40, Wide and Teal, 50, Wide",
        ),
        ("how many are left in teal?", "Teal, 40, Wide (2 left) and Teal, 50, Wide (4 left)"),
    ],
    [("is the cork bath mat in sand, 40, wide available?", "out of stock in Sand, 40, Wide")],
    [
        ("day roller blind in ochre 90 cm, in stock?", "€36.50 in Ochre, 90 cm, Blackout and is"),
        ("and in sage?", "€34.90 in Sage, 90 cm, Blackout and is in stock: 3 left"),
    ],
    [
        ("day roller blind in slate 90 cm, in stock?", "does not come in Slate, 90 cm"),
        ("in slate 60 cm then, how much?", "€22 in Slate, 60 cm, Sheer"),
    ],
]
GERMAN = [
    [
        (
            "Wollteppich Norden in Petrol Größe 40 breit, auf Lager?",
            "in Petrol, 40, Breit 24,95 € und ist vorrätig: noch 2",
        ),
        ("und in schmal?", "in Petrol, 40, Schmal 22,95 € und ist"),
    ],
    [
        (
            "Gibt es den Wollteppich Norden in Petrol 40 schmal?",
            "Am nächsten kommt, vorrätig: Petrol, 40, Breit für 24,95 €",
        ),
    ],
    [("Gibt es den Wollteppich Norden in Petrol Größe 40 breit?", "Petrol, 40, Breit")],
    [
        (
            "Was kostet der Wollteppich Norden in Petrol Größe 50 breit?",
            "in Petrol, 50, Breit 27,95 €",
        )
    ],
    [("Wollteppich Norden in Sand Größe 50, lieferbar?", "gibt es nicht in Sand, 50")],
]


@pytest.fixture
async def furnisher() -> None:
    await sync_to_async(load)(MAT, BLIND, HOOK, with_vectors=True)
    vocabulary.forget()


@pytest.fixture
async def german_furnisher(settings: Any) -> None:
    settings.SEARCH_LANGUAGE = "german"
    await sync_to_async(load)(RUG, HOOK | {"name": "Messinghaken"}, with_vectors=True)
    vocabulary.forget()


@pytest.mark.usefixtures("furnisher")
@pytest.mark.parametrize("talk", TALKS, ids=[talk[0][0] for talk in TALKS])
async def test_a_stated_combination_is_answered(talk: list[tuple[str, str]]) -> None:
    await _hold(talk)


@pytest.mark.usefixtures("german_furnisher")
@pytest.mark.parametrize("talk", GERMAN, ids=[talk[0][0] for talk in GERMAN])
async def test_a_stated_combination_is_answered_in_german(talk: list[tuple[str, str]]) -> None:
    await _hold(talk, (b"accept-language", b"de"))


async def _hold(talk: list[tuple[str, str]], *headers: tuple[bytes, bytes]) -> None:
    async with Program(headers=list(headers)) as program:
        for said, expected in talk:
            answer = await program.say(said)
            assert expected in answer["message"].replace("\xa0", " "), said
