"""Talks on what goes with what, and what it all costs, in a small shop for aquariums."""

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


def row(sku: str, name: str, category: str, price: float, about: str, **more: Any) -> Any:
    own = {key: more.pop(key) for key in ("brand", "stock", "rating") if key in more}
    return {
        "sku": sku,
        "name": name,
        "category": category,
        "price": price,
        "stock": 9,
        "description": about,
        "attributes": more,
    } | own


CANISTERS = "Filters > Canister Filters"
FISHROOM: list[dict[str, Any]] = [
    row("C200", "Marlow C200 Canister Filter", CANISTERS, 79, "Quiet enough for a bedroom.",
        brand="Marlow", cartridge_type="M2", weight="2.1 kg", warranty="2 years"),
    row("C400", "Marlow C400 Canister Filter", CANISTERS, 139, "For tanks up to 400 litres.",
        brand="Marlow", cartridge_type="M2", weight="3.4 kg", warranty="3 years"),
    row("PEB", "Marlow Pebble Filter", CANISTERS, 34, "A small filter for a desk.",
        brand="Marlow", weight="0.6 kg", warranty="1 year"),
    row("R90", "Tarn R90 Canister Filter", CANISTERS, 119, "Uses Tarn's own cartridges.",
        brand="Tarn", cartridge_type="Tarn T", weight="2.8 kg", warranty="2 years"),
    row("CM2", "M2 Cartridges, pack of 4", "Filter Parts > Cartridges", 12,
        "Carbon for Marlow canisters. Not for Tarn.", brand="Marlow", cartridge_type="M2"),
    row("CTT", "Tarn T Cartridges, pack of 3", "Filter Parts > Cartridges", 15,
        "Ceramic cartridges for the R90.", brand="Tarn", cartridge_type="Tarn T"),
    row("BAR", "Spray Bar, 30 cm", "Filter Parts > Outlets", 14.5,
        "Spreads the flow. Fits all Marlow canisters, but not the Pebble and not Tarn.",
        brand="Marlow"),
    row("GRD", "Inlet Guard", "Filter Parts > Inlets", 6,
        "Keeps shrimps out. Clip it on Marlow filters.", brand="Marlow"),
    row("BOX", "Padded Transport Box", "Filter Parts > Boxes", 29,
        "Holds the Marlow C200 and the Tarn R90. It can be locked.", colour="grey"),
    row("HOSE", "Clear Airline Hose", "Plumbing > Hoses", 1.5, "Soft and sold by the metre.",
        stock=60, hose_width="6 mm"),
    row("PIPE", "Black Rigid Pipe", "Plumbing > Pipes", 4, "Cut it with a saw.",
        stock=17, pipe_length="50 cm"),
    row("SAND", "Fine River Sand", "Ground > Sand", 9, "For bottom feeders and roots."),
    row("GRAV", "Coarse Lava Gravel", "Ground > Gravel", 7, "For a hillside."),
    row("TABS", "Root Tabs", "Plants > Plant Food", 4.5, "Feed roots for months.", pack_size=10),
    row("LEAF", "Almond Leaves", "Plants > Leaves", 5.5, "They tint the water.", pieces=20),
    row("GUIDE", "Planted Tank Booklet", "Books > Guides", 11,
        "How to plant a tank. You need fine sand, root tabs and a pair of tweezers."),
    row("TWZ", "Long Tweezers", "Tools > Tweezers", 8.5, "For planting without wet sleeves."),
    row("UVB", "Clearwater Bulb", "Filter Parts > Bulbs", 19, "Nine watts.",
        compatible_models="Brillux UV-9, Brillux UV-11"),
    row("NET", "Shrimp Net", "Tools > Nets", 3.5, "A soft net."),
]  # fmt: skip


@pytest.fixture
async def shop() -> None:
    await sync_to_async(load)(*FISHROOM, with_vectors=True)
    vocabulary.forget()


# What is said, and what the answer says of it; "!" stands before what it does not say.
TALKS: dict[str, list[tuple[str, ...]]] = {
    "the part's text rules a model out": [
        ("does the spray bar fit the marlow pebble?", "No, ", "not the Pebble"),
        ("and the C200?", "Yes, ", "Fits all Marlow"),
        ("and the tarn r90?", "No, "),
    ],
    "the part's text names the brand": [
        ("will the inlet guard fit my marlow c400", "Yes, ", "Clip it on Marlow filters"),
    ],
    "the part of the talk": [
        ("padded transport box", "Padded"),
        ("does it fit the marlow c400", "!Yes", "!No", "Holds the Marlow C200"),
        ("does it fit the c200", "Yes, "),
    ],
    "a brand alone": [
        ("inlet guard", "Inlet Guard"),
        ("does it fit the tarn", "!Yes", "Marlow filters"),
    ],
    "the type that both state": [
        ("do the m2 cartridges fit the tarn r90", "No, "),
        ("does the marlow c400 take the m2 cartridges", "Yes, "),
        ("are the tarn t cartridges ok for the marlow c400?", "No, "),
    ],
    "nothing says it": [
        ("do the long tweezers fit the marlow c200", "!Yes", "!No,", "does not say"),
        ("does the shrimp net work with the tarn r90", "!Yes", "!No,", "does not say"),
    ],
    "a machine that is not sold here": [
        ("does the clearwater bulb fit the uv-11", "Yes, ", "Brillux UV-11"),
        ("does the clearwater bulb fit the uv-30", "!Yes", "Brillux UV-11"),
    ],
    "which part for a machine that they have": [
        ("ive got a tarn r90, which cartridges", "Tarn T Cartridges", "!Marlow", "!M2"),
    ],
    "which part by the type": [
        ("what cartridges do i need for the Marlow C400", "M2 Cartridges", "!Together", "!Tarn"),
    ],
    "which of a kind for what is in talk": [
        ("planted tank booklet", "Booklet"),
        ("which tweezers do i need for it", "Long Tweezers", "!Sand", "!Together"),
    ],
    "nothing says whether any is needed": [
        ("planted tank booklet", "Booklet"),
        ("do i need a net for it", "!Yes", "!No,", "!Tweezers", "does not say"),
    ],
    "whether any is needed": [
        ("planted tank booklet", "Booklet"),
        ("do i need tweezers for that", "Yes, ", "**Long Tweezers**"),
    ],
    "a machine of the talk and packs beside it": [
        ("marlow c200", "C200"),
        ("plus 2 packs of m2 cartridges, total?", "€103"),
    ],
    "with another thing": [
        ("marlow c400", "C400"),
        ("and how much with the spray bar", "€153.50"),
    ],
    "kinds that were spoken of": [
        ("marlow c400", "C400"),
        ("which cartridges do i need for it", "M2 Cartridges"),
        ("so the filter plus 2 packs of cartridges, how much all in", "€163"),
    ],
    "a budget over it": [
        ("marlow c200", "C200"),
        ("plus 2 packs of m2 cartridges, total? i have 120 max", "€103", "leaves €17"),
    ],
    "another thing of a kind in the sum": [
        ("lava gravel and root tabs", "Together"),
        ("what is both together with 3 packs of root tabs", "3 × ", "€20.50"),
    ],
    "pieces of a pack": [
        ("almond leaves", "Almond"),
        ("i need 45 of them, how many packs and what would it be", "3 ", "€16.50"),
    ],
    "pieces of a pack that the name states": [
        ("how much are 9 m2 cartridges", "3 ", "€36"),
    ],
    "stock in its unit": [
        ("how many metres of the airline hose do you have left", "60", "metre", "!6 mm"),
        ("how much airline hose have you left", "60", "!€1.50"),
        ("have you got enough of it in stock, i need 25 metres", "Yes, ", "60"),
        ("have you got enough of it in stock, i need 80 metres", "No, ", "60"),
    ],
    "stock by number": [
        ("how many black pipes have you got left", "17"),
    ],
    "what is better": [
        ("whats better about the marlow c400 than the c200", "side by side"),
    ],
    "what is better about the other one": [
        ("marlow c200 or marlow pebble", "C200"),
        ("what is better about the c200 one", "Pebble", "C200"),
    ],
    "all that a project needs": [
        ("everything for planting a tank", "Fine River Sand", "Root Tabs", "Long Tweezers"),
    ],
    "cheaper ones in stock": [
        ("a present for somebody with an aquarium, about 30", ""),
        ("something cheaper, under a fiver", "€4.50", "!not sure"),
    ],
}  # fmt: skip


@pytest.mark.parametrize("talk", TALKS.values(), ids=TALKS.keys())
async def test_a_talk_goes_on(talk: list[tuple[str, ...]], shopper: Shopper) -> None:
    for said, *expected in talk:
        answer = await shopper.say(said)
        for each in expected:
            is_meant = each.removeprefix("!") in answer
            assert is_meant is not each.startswith("!"), f"{said}: {answer}"
