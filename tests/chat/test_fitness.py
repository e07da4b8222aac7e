"""Whether a product fits somebody is answered by what it states, and never by what it lacks."""

import pytest
from asgiref.sync import sync_to_async

from shop.search import vocabulary
from tests.clients import Program
from tests.shop.test_variants import load

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("transactional_db", "turns_end"),
]
CRIB = {
    "sku": "CR-1",
    "name": "Moonrise crib",
    "category": "Cribs",
    "price": 189,
    "stock": 3,
    "attributes": {"child_age": "0-6 months", "max_child_weight": "9 kg", "foldable": "no"},
}
SWING = {
    "sku": "SW-1",
    "name": "Hedgerow swing",
    "category": "Swings",
    "price": 59,
    "stock": 0,
    "attributes": {"ages": "3-10", "max_load": "45 kg"},
}
TALKS = [
    [
        ("moonrise crib", "Moonrise crib"),
        ("my baby is 8 months is it ok", "No, the Moonrise crib"),
        ("and for 5 months?", "Yes, the Moonrise crib"),
        ("ok for a 12 kg child?", "No, the Moonrise crib has a max child weight of 9 kg"),
    ],
    [
        ("hedgerow swing", "Hedgerow swing"),
        ("is it ok for my son, he is 4", "Yes, the Hedgerow swing"),
        ("suitable for 60 kg?", "No, the Hedgerow swing has a max load of 45 kg"),
    ],
    [("SW-1", "The Hedgerow swing costs €59. ")],
]


@pytest.mark.parametrize("talk", TALKS)
async def test_a_product_fits_by_what_it_states(talk: list[tuple[str, str]]) -> None:
    await sync_to_async(load)(CRIB, SWING, with_vectors=True)
    vocabulary.forget()
    async with Program() as program:
        for said, expected in talk:
            answer = await program.say(said)
            assert expected in answer["message"], said
