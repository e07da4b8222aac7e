"""What one message asks, of shops whose attributes no rule was written for."""

from typing import Any

import pytest
from asgiref.sync import sync_to_async

from shop.models import ShopFact
from shop.search import vocabulary
from tests.clients import Program
from tests.shop.test_variants import load

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("transactional_db", "turns_end"),
]


def product(name: str, category: str, price: float, **attributes: Any) -> dict[str, Any]:
    """`variants` are rows of (values, price, stock)."""
    variants = attributes.pop("variants", ())
    brand, about = attributes.pop("brand", ""), attributes.pop("about", "")
    sku = name.replace(" ", "-").upper()
    made = {"sku": sku, "name": name, "category": category, "brand": brand, "price": price}
    made |= {"description": about, "attributes": attributes}
    rows = [
        {"sku": f"{sku}-{at}", "values": values, "price": cost, "stock": stock}
        for at, (values, cost, stock) in enumerate(variants)
    ]
    return made | ({"variants": rows} if rows else {"stock": 5})


NURSERY = (
    product("Larkspur pram", "Prams", 449, mass_kg=11.5, carries_at_most="22 kg",
            jogging_friendly=True),
    product("Otterby pram", "Prams", 299, mass_kg=7.2, carries_at_most="15 kg",
            jogging_friendly=False),
    product("Simmer bottle warmer", "Bottle warmers", 34.9, heats_in="3 min", holds_bottles=1),
    product("Simmer Twin bottle warmer", "Bottle warmers", 49.9, heats_in="5 min",
            holds_bottles=2),
    product("Hush monitor", "Monitors", 69, talk_back=False, reach="300 m"),
    product("Hush Duo monitor", "Monitors", 119, talk_back=True, reach="300 m"),
)  # fmt: skip
HOUSE = (
    product("Alder rug", "Rugs", 59, brand="Alder", variants=[
        ({"colour": "grey", "length": "50 cm"}, 59, 3),
        ({"colour": "grey", "length": "80 cm"}, 89, 0),
        ({"colour": "rust", "length": "50 cm"}, 59, 1),
        ({"colour": "rust", "length": "80 cm"}, 89, 6),
    ]),
    product("Birch rug", "Rugs", 39, brand="Alder", variants=[
        ({"length": "50 cm"}, 39, 2),
        ({"length": "80 cm"}, 69, 2),
    ]),
    product("Ember foot warmer", "Foot warmers", 45, heat_up="8 min"),
    product("Ember Mini foot warmer", "Foot warmers", 29, heat_up="4 min"),
    product("Slate throw", "Throws", 49, warmth_grade="high", made_of="wool"),
    product("Chalk throw", "Throws", 35, warmth_grade="medium", made_of="cotton"),
)  # fmt: skip
WORKSHOP = (
    product("Quill coat", "Coats", 89, variants=[
        ({"size": "UK 12", "shade": "navy"}, 89, 3),
        ({"size": "UK 14", "shade": "black"}, 89, 0),
    ]),
    product("Brum drill", "Drills", 129, noise="80 dB", runs_for="60 min"),
    product("Brum Mini drill", "Drills", 79, noise="64 dB", runs_for="40 min"),
    product("Drill bit oil", "Care", 6, about="Light oil for bits."),
    product("Reed mat", "Mats", 19, about="A mat of reed. Not for use in a sauna."),
    product("Stone mat", "Mats", 29, about="A mat of stone for the sauna."),
    product("Vale wellies", "Footwear", 39, fit_for_climbing="no",
            about="Rubber wellies that stay warm. Laces not included."),
    product("Cold box cooler", "Boxes", 49, holds="20 l", Watertight="yes"),
)  # fmt: skip
SHELF = (
    product("Horsehair broom", "Brooms", 19, about="A broom for dust on smooth floors."),
    product("Coir broom", "Brooms", 15, about="A broom for sand and leaves outside."),
    product("Nine Harbours", "Board games", 34, player_count="1-5"),
    product("Shout It", "Board games", 19, player_count="4-50"),
    product("Two Crowns", "Board games", 24, player_count="2"),
)
FACTS = (
    ("warranty", "Two years on all goods."),
    ("returns", "Send it back within 30 days."),
    ("contact", "Write to post@shop.example."),
)


async def answers(rows: tuple[dict[str, Any], ...], expected: dict[str, str]) -> None:
    """Each message opens a conversation of its own, and its answer has the expected words."""
    await sync_to_async(load)(*rows, with_vectors=True)
    for topic, text in FACTS:
        await ShopFact.objects.acreate(topic=topic, title=topic.title(), text=text)
    vocabulary.forget()
    for said, words in expected.items():
        async with Program() as program:
            answer = await program.say(said)
            assert words in answer["message"], (said, answer["message"])


async def test_a_qualifier_tells_which_attribute_is_asked_about() -> None:
    await answers(NURSERY, {
        "what max weight does the larkspur pram take": "“carries at most: 22 kg”",
        "how heavy is the larkspur pram": "a mass of 11.5 kg",
        "a pram lighter than 10 kg": "The **Otterby pram** (€299) is the lightest",
        "a pram that is jogging friendly": "it is jogging friendly. Would",
        "monitor with talk back": "The **Hush Duo monitor** (€119) fits best",
        "bottle warmer": "bottle warmer** (€49.90) comes first.",
        "which is the fastest bottle warmer": "“heats in: 3 min”",
        "the hush monitor arrived broken": "I am sorry that this went wrong.",
        "my larkspur pram lost a wheel after two weeks": "“Two years on all goods. Send it",
        "i like the larkspur pram": "The **Larkspur pram**",
    })  # fmt: skip


async def test_a_number_is_a_price_a_length_or_how_many_are_left() -> None:
    await answers(HOUSE, {
        "is the birch rug under 50": "Yes, the Birch rug costs €39.",
        "is the alder rug under 50": "No, the Alder rug costs €59.",
        "how many alder rugs are left": "in stock: 10 left",
        "how many alder rugs in rust 80 cm are left": "in stock in rust, 80 cm for €89: 6 left",
        "which lengths are left in grey for the alder rug": "in stock in grey, 50 cm.",
        "the warmest throw": "The **Slate throw** (€49) is the warmest",
        "foot warmer": "(€29) comes first.",
    })  # fmt: skip


async def test_a_sentence_is_answered_by_what_it_asks() -> None:
    await answers(WORKSHOP, {
        "quill coat size 14": "is out of stock",
        "does the quill coat come in 12": "Yes, the Quill coat is in stock in UK 12, navy",
        "whats the diffrence between the two drills": "\n- Noise: 80 dB against 64 dB",
        "a mat for the sauna": "I found one of this kind. The **Stone mat**",
        "do you have bike coats": "Nothing here is quite “bike coats”.",
        "i want to return a coat that does not fit": "“Send it back within 30 days.”",
        "do the vale wellies come with laces": "“Laces not included.”",
        "is the cooler watertight": "it is watertight.",
        "my aunt slips in the sauna and hurt her knee, what would help her": "**Stone mat** (€29):",
    })  # fmt: skip


async def test_what_is_told_beside_a_wish_ranks_and_denies_nothing() -> None:
    await answers(SHELF, {
        "sand and salt all over the deck boards, which broom": "The **Coir broom** (€15) comes",
        "a game i can play alone or with others": "The **Nine Harbours** (€34)",
        "a game for one to five people": "The **Nine Harbours** (€34)",
        "do you have spurs": "I found no “spurs” in this shop.",
        "le coir broom est arrivé cassé": "I am sorry that this went wrong.",
    })  # fmt: skip
