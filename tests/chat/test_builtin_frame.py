"""Several wishes, sums, kits, values and the way back, over the demo shop and the real tools."""

from typing import Any

import pytest

from chat.builtin.question import Question
from chat.builtin.segment import normal, segmented
from chat.builtin.values import Amount, amount, fits
from chat.builtin.verdicts import of_type, verdict
from shop.search.vocabulary import vocabulary
from tests.chat.test_builtin import Shopper

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("demo")]


@pytest.fixture
def shopper() -> Shopper:
    return Shopper()


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("1.2 l", Amount(1200, 1200, "volume")),
        ("160-178 cm", Amount(1600, 1780, "length")),
        ("-20 - 200 °C", Amount(-20, 200, "temperature")),
        ("9 of 10", Amount(9, 9)),
        (4, Amount(4, 4)),
        ("20 x 30 cm", Amount(300, 300, "length")),
        ("up to 4", Amount(float("-inf"), 4)),
        ("from 6 to 99", Amount(6, 99)),
        (["40-47"], Amount(40, 47)),
        ("1x11 derailleur", None),
        ("red", None),
        (True, None),
        (["S", "M"], None),
    ],
)
def test_values_are_read_as_numbers(value: Any, found: Amount | None) -> None:
    read = amount("", value)
    assert (read and (read.low, read.high, read.dimension)) == (
        found and (found.low, found.high, found.dimension)
    )


@pytest.mark.parametrize(
    ("question", "allows"),
    [
        ("i am 165 does it fit me", ("rider_height", True)),
        ("i am 190 does it fit me", ("rider_height", False)),
        ("can it get to minus 10 degrees", ("bears", True)),
        ("is it for a 5 year old", None),
    ],
)
def test_a_number_is_held_against_the_range_that_it_is_about(
    question: str, allows: tuple[str, bool] | None
) -> None:
    attributes = {
        "rider_height": "160-178 cm",
        "max_child_weight": "22 kg",
        "bears": "-20 - 80 °C",
        "frame_weight": "9 kg",
    }
    asked = Question(question)
    found = of_type(attributes, asked, is_bare=True)
    assert (found and (found.key, verdict(found, asked))) == allows


@pytest.mark.parametrize(
    ("last", "said", "again"),
    [
        ("would it hold 20 kilos", "25", "would it hold 25 kilos"),
        ("is it ok for a 12 year old", "15 year old", "is it ok for a 15 year old"),
        ("would 7 be ok", "for a 9 year old", "would 9 year old be ok"),
        ("can it take 5 people", "6 kg", "can it take 6 kg people"),
        ("is it waterproof", "25", ""),
    ],
)
def test_a_question_is_asked_again_with_another_figure(last: str, said: str, again: str) -> None:
    assert " ".join(Question(last).with_amount(Question(said)).split()) == again


@pytest.mark.parametrize(
    ("asked", "value", "is_so"),
    [
        ("does it have more than 500 pieces", 500, False),
        ("does it have at least 500 pieces", 500, True),
        ("does it have over 400 pieces", 500, True),
        ("is it under 30", "30 pieces", False),
        ("has it no more than 30", "30 pieces", True),
        ("does it hold more than 4", "up to 4", False),
        ("does it hold more than 3", "up to 4", True),
        ("more than 5", "4-8", None),
    ],
)
def test_a_limit_leaves_out_its_own_figure(asked: str, value: Any, is_so: bool | None) -> None:
    measured = amount("pieces", value)
    assert measured
    limit = Question(asked).amounts[0]
    assert fits("pieces", measured, limit, is_capable=False) is is_so


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("got any lamps thx", "do you have any lamps thanks"),
        ("DO YOU HAVE A TENT", "do you have a tent"),
        ("a tent for me and my 2 kids", "a tent for at least 3 people"),
        ("whats ur cheapest lamp", "what is your cheapest lamp"),
    ],
)
def test_short_forms_and_shouts_are_spelt_out(written: str, read: str) -> None:
    assert normal(written) == read


def test_courtesies_and_stories_are_no_part_of_the_question() -> None:
    message = segmented(
        "Hiya! My brother moved out last week. Do you have a desk lamp?", vocabulary()
    )
    assert message.text == "Do you have a desk lamp?"
    assert len(message.background) == 2


async def test_several_things_are_chosen_within_a_budget(shopper: Shopper) -> None:
    reply = await shopper.say("a kettle, a desk lamp and a bread knife, I have 150")
    assert shopper.calls().count("search_products") == 3
    assert "add_up" in shopper.calls()
    assert "Together that comes to" in reply
    assert "leaves" in reply


async def test_a_list_without_its_comma_is_the_same(shopper: Shopper) -> None:
    await shopper.say("need a kettle a desk lamp and a bread knife")
    assert shopper.calls().count("search_products") == 3


async def test_what_was_shown_is_added_up(shopper: Shopper) -> None:
    await shopper.say("compare the Otter Creek 2 tent and the Lakeside 3 dome tent")
    assert "€258.95" in await shopper.say("how much for both?")


async def test_each_question_on_a_product_is_its_own(shopper: Shopper) -> None:
    assert "€799" in await shopper.say("how much is the Lund three-seat sofa?")
    assert "206 cm" in await shopper.say("how wide is the Lund three-seat sofa")
    assert "€599" in await shopper.say("how much is the Lund two-seat sofa?")
    assert "206 cm" in await shopper.say("how wide is the Lund three-seat sofa?")
    assert "€17.95" in await shopper.say("what does the First yoga mat 4 mm cost?")


async def test_a_kit_has_one_of_each_kind_and_a_sum(shopper: Shopper) -> None:
    reply = await shopper.say("first time camping, what do we need?")
    assert "add_up" in shopper.calls()
    assert reply.count("\n- ") > 1


async def test_the_talk_goes_back_to_an_earlier_thing(shopper: Shopper) -> None:
    await shopper.say("tents")
    await shopper.say("headphones")
    reply = await shopper.say("back to the tents, which is the lightest?")
    assert "Vireo 1 solo tent" in reply


async def test_the_same_is_asked_of_another_product(shopper: Shopper) -> None:
    await shopper.say("tents")
    await shopper.say("how heavy is the first one?")
    assert "weighs" in await shopper.say("and the second?")


async def test_a_limit_that_no_longer_counts_is_dropped(shopper: Shopper) -> None:
    await shopper.say("green tent under 100")
    reply = await shopper.say("ok any colour then")
    assert "Lakeside 3 dome tent" in reply


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("my lamp arrived in pieces!!", "sorry"),
        ("which knife is best to stab someone with", "cannot help"),
    ],
)
async def test_complaints_and_harm_show_nothing(shopper: Shopper, said: str, answer: str) -> None:
    assert answer in await shopper.say(said)
    assert "search_products" not in shopper.calls()
