"""Questions in plain words to a small shop whose facts stand in its texts, and whose accessories
are called after what they are for.
"""

from typing import Any

import pytest
from asgiref.sync import sync_to_async

from shop.search import vocabulary
from tests.chat.test_builtin import Shopper, shopper
from tests.shop.test_variants import load

__all__ = ["shopper"]

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("transactional_db", "shop"),
]


def row(sku: str, name: str, category: str, price: float, about: str, **stated: Any) -> Any:
    stock, rating = stated.pop("stock", 9), stated.pop("rating", None)
    return {
        "sku": sku,
        "name": name,
        "category": category,
        "price": price,
        "stock": stock,
        "rating": rating,
        "description": about,
        "attributes": stated,
    }


MANUAL, ELECTRIC = "Honey Extractors > Manual", "Honey Extractors > Electric"
CARE, WEAR = "Extractor Accessories > Care", "Protective Clothing > Gloves"
SUITS, TOOLS = "Protective Clothing > Suits", "Tools > Hive Tools"
APIARY: list[dict[str, Any]] = [
    row("X1", "Tallow T4 Honey Extractor", MANUAL, 219,
        "Four frames by hand crank. Drum of stainless steel. Legs not included.",
        frames=4, weight="12 kg", rating=4.3),
    row("X2", "Tallow R9 Radial Honey Extractor", ELECTRIC, 689,
        "Nine frames and a motor with a foot switch. Quiet enough for a kitchen.",
        frames=9, weight="31 kg", rating=4.8),
    row("X3", "Dray Tangential Extractor", MANUAL, 165,
        "Two frames and a plastic drum for the first year.", frames=2, weight="7 kg", rating=4.0),
    row("A1", "Honey Extractor Grease 100 g", CARE, 6.5,
        "Food-safe grease for gears and bearings.", volume="100 g", rating=4.9),
    row("A2", "Honey Extractor Cover for Manual Drums", CARE, 18,
        "Keeps dust and wasps off.", colour="grey", rating=4.1),
    row("S1", "Meadow Full Suit, White", SUITS, 98,
        "Three layers of mesh. Sting-proof and washable at 40 degrees. No veil.",
        colour="white", composition="100% cotton", rating=4.6),
    row("S2", "Heath Jacket, Olive", SUITS, 64,
        "Shower-resistant canvas with a fencing veil. Do not tumble dry. SPF 40.",
        colour="olive", composition="100% polyester", rating=4.4),
    row("G1", "Goatskin Gloves, Left-handed Pair for Tool Work", WEAR, 27,
        "A grip patch on the left palm.", hand="left", rating=4.2),
    row("G2", "Goatskin Gloves, Right-handed Pair", WEAR, 25,
        "A grip patch on the right palm.", hand="right", rating=4.7),
    row("H1", "J-hook Hive Tool, Red", TOOLS, 13, "Hardened steel.", colour="red", length="25 cm"),
    row("H2", "J-hook Hive Tool, Black", TOOLS, 13, "Hardened steel.", colour="black",
        length="25 cm"),
    row("H3", "Scraper Hive Tool, Yellow", TOOLS, 11, "Spring steel.", colour="yellow",
        length="18 cm"),
    row("F1", "Beeswax Foundation, pack of 10", "Frames > Foundation", 22,
        "Pure wax sheets, each about 35 x 20 cm. Wired, so they will not sag.", pieces=10),
    row("F2", "Plastic Foundation, pack of 10", "Frames > Foundation", 16,
        "Looks like wax at two thirds of the price.", pieces=10, composition="100% plastic"),
    row("M1", "Queen Marking Cage", "Tools > Marking", 8,
        "Holds her still for a dot of paint.", stock=0, rating=4.7),
    row("M2", "Queen Marking Pen, Blue", "Tools > Marking", 5,
        "Draws a dot that lasts all season. Let it dry before she walks off.", colour="blue"),
    row("K1", "Bamboo Smoker", "Smokers", 45, "Burns for an hour on dry grass.", rating=4.5),
    row("K2", "Copper Smoker", "Smokers", 59, "With a hook and a heat guard.", rating=4.1),
]  # fmt: skip


@pytest.fixture
async def shop() -> None:
    await sync_to_async(load)(*APIARY, with_vectors=True)
    vocabulary.forget()


# What is said, and what the answer says of it; "!" stands before what it does not say.
TALKS: dict[str, list[tuple[str, tuple[str, ...]]]] = {
    "a fact of the text that the name denies nothing of": [
        ("need a suit thats sting proof and can go in the wash at 40",
         ("Meadow Full Suit", "!does not say")),
    ],
    "a fact in other words": [
        ("the heath jacket", ("Heath Jacket",)),
        ("can i put it in the dryer", ("Do not tumble dry", "!does not say")),
    ],
    "what it does not need": [
        ("the meadow full suit", ("Meadow",)),
        ("does it come with a veil", ("No, ", "No veil")),
    ],
    "which of two is real": [
        ("which of these is real wax, the beeswax foundation or the plastic foundation",
         ("Beeswax Foundation", "Pure wax sheets", "!any of these")),
    ],
    "how big each is": [
        ("the beeswax foundation", ("Beeswax",)),
        ("how big are the sheets in the pack", ("35 x 20 cm",)),
    ],
    "a kind and not a name": [
        ("whats your most expensive honey extractor", ("Tallow R9", "!Grease")),
        ("and the cheapest", ("Dray", "!Marking", "!Grease")),
    ],
    "the cheapest of a kind": [
        ("which honey extractor is the cheapest", ("Dray", "!Grease")),
    ],
    "the best of a kind": [
        ("which extractor is best rated", ("Tallow R9", "!Grease", "!Cover")),
    ],
    "the kind itself": [
        ("show me your honey extractors", ("3 of this kind", "!Grease")),
    ],
    "another one than what is sold out": [
        ("do you have a queen marking cage", ("out of stock",)),
        ("ok what else can i use to mark a queen", ("Marking Pen", "!does not say")),
        ("how long does the mark last", ("all season",)),
    ],
    "not this one, the other": [
        ("a smoker", ("Smoker",)),
        ("no, not the bamboo, the other one", ("Copper Smoker", "!Bamboo")),
    ],
    "in another colour": [
        ("the j-hook hive tool in red", ("Red",)),
        ("have you got it in pink", ("!something", "Hive Tool")),
    ],
    "goods that went wrong": [
        ("the gloves i bought off you last week are already torn!!", ("sorry", "!Goatskin")),
    ],
    "for one hand": [
        ("left-handed gloves", ("Left-handed", "!Right-handed")),
    ],
    "a colour": [
        ("a red hive tool", ("Red", "one of this kind", "!Black")),
    ],
}  # fmt: skip


@pytest.mark.parametrize("talk", TALKS.values(), ids=TALKS.keys())
async def test_a_plain_question_is_answered(
    talk: list[tuple[str, tuple[str, ...]]], shopper: Shopper
) -> None:
    for said, expected in talk:
        answer = await shopper.say(said)
        for each in expected:
            is_meant = each.removeprefix("!") in answer
            assert is_meant is not each.startswith("!"), f"{said}: {answer}"
