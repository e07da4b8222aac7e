"""Talks over several messages in a small shop whose attributes no rule was written for."""

from typing import Any

import pytest
from asgiref.sync import sync_to_async

from chat.builtin.catalogue import things
from shop.search import vocabulary
from tests.chat.test_builtin import Shopper, shopper
from tests.shop.test_variants import load

__all__ = ["shopper"]

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("transactional_db", "shop"),
]


def row(sku: str, name: str, category: str, price: float, about: str, **stated: Any) -> Any:
    return {
        "sku": sku,
        "name": name,
        "category": category,
        "price": price,
        "stock": 9,
        "description": about,
        "attributes": stated,
    }


def with_options(
    base: dict[str, Any], options: list[str], *rows: tuple[tuple[str, ...], float, int]
) -> dict[str, Any]:
    variants = [
        {
            "sku": f"{base['sku']}-{place}",
            "values": dict(zip(options, values, strict=True)),
            "price": price,
            "stock": left,
        }
        for place, (values, price, left) in enumerate(rows)
    ]
    own = {key: value for key, value in base.items() if key not in ("price", "stock")}
    return own | {"options": options, "variants": variants}


VASES = "Home > Vases"
LANTERNS = "Lighting > Lanterns"
HOME: list[dict[str, Any]] = [
    row("L1", "Harbour lantern", LANTERNS, 39, "It hangs or stands.", burning_span="14 h"),
    row("L2", "Dune lantern", LANTERNS, 54, "A tall one, with a handle.", burning_span="22 h"),
    row("L3", "Pebble lantern", LANTERNS, 24.5, "For a pocket.", burning_span="6 h"),
    row("V1", "Reed vase", VASES, 28, "Blown glass.", vase_height="32 cm", rinsable=False),
    row("V2", "Bowl vase", VASES, 19, "Stoneware.", vase_height="14 cm", rinsable=True),
    row("V3", "Column vase", VASES, 64, "Cut by hand.", vase_height="45 cm", rinsable=False),
    row("T1", "Birch tray", "Home > Trays", 26, "For two cups.", finish="oiled"),
    row("T2", "Slate tray", "Home > Trays", 33, "For cheese.", finish="raw"),
    with_options(
        row("S1", "Felt slippers", "Textiles > Slippers", 0, "Warm.", sole="leather"),
        ["Colour", "Size"],
        (("Grey", "38"), 42, 2),
        (("Grey", "40"), 42, 0),
        (("Grey", "UK 9"), 44, 3),
        (("Black", "40"), 42, 4),
        (("Black", "UK 9"), 44, 1),
    ),
    with_options(
        row("S2", "Cork slippers", "Textiles > Slippers", 0, "Airy.", sole="rubber"),
        ["Size"],
        (("38",), 36, 2),
        (("40",), 36, 1),
    ),
]  # fmt: skip


@pytest.fixture
async def shop() -> None:
    await sync_to_async(load)(*HOME, with_vectors=True)
    vocabulary.forget()


# What is said, and what the answer says of it; "!" stands before what it does not say.
TALKS: dict[str, list[tuple[str, str]]] = {
    "a misspelt attribute": [
        ("the harbour lantern", "Harbour"),
        ("burnning span?", "14 h"),
        ("and the other one?", "!found no"),
    ],
    "the attribute goes on to others": [
        ("lanterns", "Dune"),
        ("burning span of the dune one?", "22 h"),
        ("and the pebble one?", "6 h"),
        ("how about the harbour", "14 h"),
    ],
    "a question of plain words goes on": [
        ("vases", "Reed"),
        ("how high is the reed vase", "32 cm"),
        ("and the bowl one?", "14 cm"),
    ],
    "in two languages": [
        ("reed vase", "Reed"),
        ("wie hoch ist die", "32 cm"),
        ("and the column one?", "45 cm"),
        ("und die bowl?", "14 cm"),
    ],
    "cheaper and dearer again": [
        ("vases", "Reed"),
        ("cheaper", "**Bowl vase**"),
        ("more expensive", "**Reed vase**"),
    ],
    "a limit is taken back": [
        ("vases under 20 in red", "found no"),
        ("forget the colour", "**Bowl vase**"),
        ("never mind the price", "**Reed vase**"),
    ],
    "for somebody": [
        ("trays", "**Slate tray**"),
        ("actually for my dad", "tray**"),
    ],
    "back to what was looked for": [
        ("vases", "Reed"),
        ("trays", "tray"),
        ("back to the vases", "**Reed vase**"),
    ],
    "a limit that nothing keeps still holds": [
        ("purple vases", "found no"),
        ("something cheaper", "!comes first"),
    ],
    "the cheaper of two": [
        ("compare the two trays", "side by side"),
        ("take the cheaper one of both", "your choice is the **Birch tray**"),
    ],
    "options that are left": [
        ("the felt slippers in black", "Felt"),
        ("which sizes are left in grey", "in stock in Grey, 38 and Grey, UK 9"),
        ("the 9 in black?", "€44 in Black, UK 9"),
        ("how much for three", "€132"),
    ],
    "options that nothing has": [
        ("the cork slippers", "Cork"),
        ("which sizes are left in purple", "!are in stock in"),
    ],
    "several of a variant": [
        ("felt slippers in black 9", "Felt"),
        ("two of them, how much", "€88"),
        ("and two of the slate tray", "€154"),
    ],
    "a sum that changes": [
        ("a lantern and a vase, 60 altogether", "€52.50, which leaves €7.50"),
        ("swap the most expensive", "**Bowl vase**"),
        ("how much is it now", "€43.50, which leaves €16.50"),
        ("is the vase rinsable", "Yes, the Bowl vase"),
        ("without the vase", "**Pebble lantern** (€24.50)"),
    ],
    "one more thing": [
        ("a vase and a lantern", "Together"),
        ("and a tray too", "tray**"),
        ("70 at most", "which leaves"),
        ("what does that come to", "which leaves"),
    ],
    "nothing takes its place": [
        ("a lantern and a tray, 55 altogether", "**Pebble lantern**"),
        ("swap the lantern for a cheaper one", "nothing to take the place of the Pebble lantern"),
    ],
    "so many": [
        ("the reed vase", "Reed"),
        ("three of those, how much", "€84"),
        ("make it two", "€56"),
    ],
    "different ones": [
        ("two vases, different ones", "Together"),
        ("swap the second", "Together"),
    ],
    "for several people": [
        ("a vase for my mum and slippers for my dad, 130 max", "slippers**"),
        ("and the first vase, how high", " cm"),
    ],
    "one that is described": [
        ("lanterns and trays", "Together"),
        ("vases", "Reed"),
        ("the tall one", "Column vase"),
        ("and the small one", "Bowl vase"),
        ("what if i take four of the cheapest", "€76"),
    ],
    "all of it cheaper": [
        ("a vase and a lantern", "Together"),
        ("make it cheaper", "Together"),
        ("cheaper still", "Together"),
        ("60 at most", "leaves"),
        ("cheaper", "Together"),
    ],
    "amounts of goods": [
        ("3 of the bowl vase and 2 birch trays, what do i pay", "€109"),
    ],
}


@pytest.mark.parametrize("talk", TALKS.values(), ids=TALKS.keys())
async def test_a_talk_goes_on(talk: list[tuple[str, str]], shopper: Shopper) -> None:
    for said, expected in talk:
        answer = await shopper.say(said)
        is_meant = expected.removeprefix("!") in answer
        assert is_meant is not expected.startswith("!"), f"{said}: {answer}"


@pytest.mark.parametrize(
    ("said", "expected"),
    [("ein schloss", ("schloss",)), ("zwei minipumpen", ("minipumpen",)), ("ein pum", ())],
)
async def test_goods_are_called_by_the_parts_of_their_compounds(
    said: str, expected: tuple[str, ...], settings: Any
) -> None:
    settings.SEARCH_LANGUAGE = "german"
    await sync_to_async(load)(
        row("G1", "Bügelschloss Riegel", "Schlösser", 59, "Aus Stahl."),
        row("G2", "Minipumpe Hauch", "Pumpen", 22, "Klein."),
    )
    vocabulary.forget()
    assert (
        await sync_to_async(things)(said, await sync_to_async(vocabulary.vocabulary)()) == expected
    )
