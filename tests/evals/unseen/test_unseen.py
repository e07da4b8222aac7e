"""The built-in model understands shops that no rule was written from, often enough."""

from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.db import connections

from chat.turns.replay import answered_by
from site_config.aio import in_database
from tests.evals import report
from tests.evals.results import sum_up
from tests.evals.talk import Row, Said
from tests.evals.unseen import checks, talks

# Of all the talks of a shop; `make evals` asks each, here one in so many is asked.
LEAST = {
    "bikes": 0.75, "tea": 0.75, "music": 0.35, "fishing": 0.25, "plants": 0.35, "crafts": 0.6,
    "stars": 0.6,
}  # fmt: skip
ONE_IN = 6


@pytest.fixture
async def _connections_end() -> AsyncIterator[None]:
    yield
    await sync_to_async(connections.close_all)()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_connections_end")
@pytest.mark.parametrize("shop", talks.SHOPS)
async def test_a_sample_of_the_talks_passes(shop: str) -> None:
    await in_database(talks.fill)(shop)
    async with answered_by(""):
        found = [each async for _case, each in talks.held(shop, talks.load(shop)[::ONE_IN])]
    assert sum_up(found).share >= LEAST[shop], report.failed(found)


def test_every_talk_is_checked_and_has_an_id_of_its_own() -> None:
    cases = [case for shop in talks.SHOPS for case in talks.load(shop)]
    turns = [turn for case in cases for turn in case["turns"]]
    assert len({case["id"] for case in cases}) == len(cases) >= 150
    assert {name for turn in turns for name in turn} <= checks.NAMES
    assert all(any(len(turn) > 1 for turn in case["turns"]) for case in cases)


def answer(reply: str, *cards: Row) -> Said:
    return Said(
        question="", reply=reply, cards=list(cards), tools=[], returned=list(cards), facts="",
        model="m", note="", error="", seconds=0.1, tokens=0, cost=Decimal(0),
    )  # fmt: skip


BELL = Row(
    id=1, sku="B", name="Ding bell", brand="Hoppla", category="Bells", price=Decimal("9.90"),
    was=None, stock=3, attributes={"finish": "brass", "loud": True}, text="Ding bell",
)  # fmt: skip


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ({"first": ["B"]}, {"first": ["X"]}),
        ({"any": ["X", "B"]}, {"any": ["X"]}),
        ({"all": ["B"]}, {"all": ["B", "X"]}),
        ({"not": ["X"]}, {"not": ["B"]}),
        ({"top": {"n": 1, "any": ["B"]}}, {"top": {"n": 1, "any": ["X"]}}),
        ({"groups": [["B", "X"]]}, {"groups": [["B"], ["X"]]}),
        ({"every": {"price_max": 9.9, "cat": "bell"}}, {"every": {"price_below": 9.9}}),
        (
            {"every": {"attrs": {"finish": "Brass"}}},
            {"every": {"attrs": {"finish": {"re": "tin"}}}},
        ),
        ({"cards_min": 1, "cards_max": 1}, {"cards_min": 2}),
        ({"match": "BRASS"}, {"match": ["brass", "tin"]}),
        ({"not_match": "tin"}, {"not_match": "brass"}),
        ({"cards_max": 1}, {"no_cards": True}),
        ({}, {"unknown": True}),
        ({}, {"cheaper": {"turn": 0, "card": 0}}),
    ],
)
def test_a_check_tells_right_from_wrong(right: dict[str, Any], wrong: dict[str, Any]) -> None:
    said = answer("It is of brass.", BELL)
    assert checks.failures(right, said, [said]) == []
    assert checks.failures(wrong, said, [said]) != []


def test_what_is_wrapped_means_the_same() -> None:
    assert dict(talks.wrapped("a bell, please show")) == {
        "greeting": "hiya, a bell, please show pls thx",
        "capitals": "A BELL, PLEASE SHOW",
        "typo": "a bell, plesae show",
        "comma": "a bell please show",
    }
