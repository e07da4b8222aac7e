"""Conversations with the offline model over the demo shop, through the agent and its real tools."""

import re
from decimal import Decimal

import pytest
from pydantic_ai import AgentRunResult
from pydantic_ai.messages import (
    ModelMessage,
    ModelMessagesTypeAdapter,
    ToolCallPart,
    ToolReturnPart,
)

from chat.answering.agent import agent, limits
from chat.builtin import offline_model
from chat.builtin.talk import in_order_of_mention, read_talk
from chat.tools import Compared, Deps, Found
from shop.models import Product, ShopFact
from shop.records import search_in_chat
from shop.search import similar
from site_config.formatting import format_price

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("demo")]


class Shopper:
    """Says one thing after the other; what was said before is stored as JSON in between, as the
    shop does.
    """

    def __init__(self) -> None:
        self.deps = Deps(search=search_in_chat, similar=similar)
        self.history: list[ModelMessage] = []
        self.new: list[ModelMessage] = []
        self.reply = ""

    async def say(self, words: str) -> str:
        result: AgentRunResult[str] = await agent.run(
            words,
            deps=self.deps,
            model=offline_model(),
            message_history=self.history,
            usage_limits=limits(),
        )
        self.new, self.reply = result.new_messages(), result.output
        self.history = ModelMessagesTypeAdapter.validate_python(
            ModelMessagesTypeAdapter.dump_python(result.all_messages(), mode="json")
        )
        return result.output

    def calls(self) -> list[str]:
        return [
            part.tool_name
            for message in self.new
            for part in message.parts
            if isinstance(part, ToolCallPart)
        ]

    def cards(self) -> list[str]:
        """The names of the last list that was shown, in the order of the cards: what the answer
        names in bold comes first.
        """
        parts = [
            part
            for message in self.new
            for part in message.parts
            if isinstance(part, ToolReturnPart)
        ]
        lists = [
            part.content.products
            for part in parts
            if isinstance(part.content, Found | Compared) and part.metadata["cards"]
        ]
        return [line.name for line in in_order_of_mention(lists[-1], self.reply)] if lists else []


@pytest.fixture
def shopper() -> Shopper:
    return Shopper()


async def test_the_second_one_is_asked_about(shopper: Shopper) -> None:
    await shopper.say("a warm jacket under 150 for hiking")
    second = await Product.objects.aget(name=shopper.cards()[1])
    answer = await shopper.say("the second one, is it waterproof?")
    assert answer.startswith("Yes" if second.attributes["waterproof"] else "No")
    assert second.name in answer


async def test_cheaper_means_cheaper_than_the_one_spoken_of(shopper: Shopper) -> None:
    before = await shopper.say("headphones")
    named = re.findall(r"\*\*(.+?)\*\* \(€([\d.]+)\)", before)[0]
    await shopper.say("cheaper")
    assert shopper.cards()
    async for product in Product.objects.filter(name__in=shopper.cards()):
        assert product.price < float(named[1])


async def test_nothing_cheaper_is_said(shopper: Shopper) -> None:
    await shopper.say("cheapest tent")
    answer = await shopper.say("cheaper")
    assert (
        "nothing of this kind that is cheaper than the **Lakeside 3 dome tent** at €99.95" in answer
    )


async def test_a_comparison_names_both_prices(shopper: Shopper) -> None:
    await shopper.say("what tents do you have")
    first, second = shopper.cards()[:2]
    answer = await shopper.say("compare the first two")
    assert shopper.calls()[0] == "compare_products"
    for name in (first, second):
        product = await Product.objects.aget(name=name)
        assert format_price(product.price, product.currency) in answer


async def test_the_lightest_is_found_by_its_weight(shopper: Shopper) -> None:
    await shopper.say("tents")
    assert "the **Vireo 1 solo tent** is the lightest" in await shopper.say(
        "which is the lightest?"
    )


async def test_an_offer_is_taken_with_yes(shopper: Shopper) -> None:
    assert "Shall I leave out “under 20”?" in await shopper.say("red kettle under 20")
    assert "**Whistler stovetop kettle** (€34.95)" in await shopper.say("yes")


async def test_what_is_chosen_is_it(shopper: Shopper) -> None:
    await shopper.say("desk lamp")
    second = shopper.cards()[1]
    assert second in await shopper.say("I take the second")
    assert len(shopper.deps.selected) == 1
    assert second in await shopper.say("is it in stock?")


async def test_what_the_shop_does_not_have_is_said(shopper: Shopper) -> None:
    answer = await shopper.say("i need gluten free popcorn")
    assert answer.startswith("I found no “gluten free popcorn” in this shop.")
    assert not shopper.cards()


async def test_what_the_shop_does_not_know_is_said(shopper: Shopper) -> None:
    await shopper.say("tents")
    assert "The shop does not say that about the" in await shopper.say(
        "what zodiac sign does the first one have"
    )


async def test_a_product_is_found_by_its_name(shopper: Shopper) -> None:
    assert (
        await shopper.say("how heavy is the Skarv rain shell?")
        == "The Skarv rain shell weighs 410 g."
    )


async def test_a_product_that_is_gone_is_not_invented(shopper: Shopper) -> None:
    await shopper.say("tents")
    gone = shopper.cards()[0]
    await Product.objects.filter(name=gone).aupdate(active=False)
    assert "can no longer be found" in await shopper.say("tell me more about the first one")


async def test_an_answer_can_be_streamed(shopper: Shopper) -> None:
    async with agent.run_stream("hello", deps=shopper.deps, model=offline_model()) as result:
        pieces = [piece async for piece in result.stream_text(delta=True, debounce_by=None)]
    assert "".join(pieces) == "Hello. What are you looking for?"


async def test_the_first_is_the_one_that_was_named_first(shopper: Shopper) -> None:
    named = re.findall(r"\*\*(.+?)\*\*", await shopper.say("backpack"))
    for at, place in enumerate(("first", "second")):
        assert named[at] in await shopper.say(f"how heavy is the {place} one?")
        assert shopper.calls() == ["get_product"]


async def test_out_of_stock_is_answered_the_right_way_round(shopper: Shopper) -> None:
    await shopper.say("is the Skarv rain shell waterproof?")
    assert (
        await shopper.say("is it out of stock?") == "No, the Skarv rain shell is in stock: 14 left."
    )
    assert await shopper.say("is it sold out?") == "No, the Skarv rain shell is in stock: 14 left."
    await Product.objects.filter(name="Skarv rain shell").aupdate(stock=0)
    assert (await shopper.say("is it out of stock?")).startswith(
        "Yes, the Skarv rain shell is out of stock"
    )
    assert (await shopper.say("is it in stock?")).startswith(
        "No, the Skarv rain shell is out of stock"
    )
    assert (await shopper.say("isn't it waterproof?")).startswith(
        "Yes, the Skarv rain shell is waterproof"
    )


async def test_an_amount_is_judged_by_the_number(shopper: Shopper) -> None:
    answer = await shopper.say("wireless headphones with at least 30 hours of battery")
    for name in (
        "Pipwick Loop wireless",
        "Pipwick Loop Hush wireless",
        "Hushwell Fermata wireless",
    ):
        assert f"**{name} headphones**" in answer
    assert "Hushwell Rest" not in answer  # 28 hours
    assert "does not mention" not in answer


async def test_a_hidden_limit_is_kept_and_said(shopper: Shopper) -> None:
    await shopper.say("a jacket under 150")
    await shopper.say("something cheaper")
    assert "I found no “jacket” here that fits “below €64.95” and “red”" in await shopper.say(
        "in red"
    )
    assert not shopper.cards()
    await shopper.say("a jacket under 150")
    await shopper.say("something cheaper")
    assert "(below €64.95)" in await shopper.say("warm ones")


async def test_two_questions_and_a_sibling(shopper: Shopper) -> None:
    for name in ("Skarv", "skarv"):
        answer = await shopper.say(f"is the {name} rain shell waterproof and how heavy is it?")
        assert answer == "Yes, the Skarv rain shell is waterproof. It weighs 410 g."
    answer = await shopper.say("and the women's cut?")
    assert answer == "Yes, the Skarv rain shell, women's cut is waterproof. It weighs 370 g."


async def test_a_count_is_honest(shopper: Shopper) -> None:
    answer = await shopper.say("how many headphones do you sell?")
    assert answer.startswith("I found 11 for “headphones”.")
    first = await Product.objects.aget(name=shopper.cards()[0])
    assert f"{first.stock} left" in await shopper.say("how many are left of the first one?")


async def test_the_battery_of_the_first(shopper: Shopper) -> None:
    await shopper.say("wireless headphones")
    first = await Product.objects.aget(name=shopper.cards()[0])
    answer = await shopper.say("how long does the first last?")
    assert f"a battery life of {first.attributes['battery_life_h']} hours" in answer


async def test_which_has_more_is_asked_of_what_was_compared(shopper: Shopper) -> None:
    await shopper.say("laptops")
    await shopper.say("compare the first two")
    names = shopper.cards()
    answer = await shopper.say("which has more RAM?")
    assert shopper.calls() == ["get_product", "get_product"]
    assert all(name in answer for name in names)
    assert "ram: 16 GB" in answer.partition("Then")[0]


async def test_what_was_ruled_out_comes_last_and_is_said(shopper: Shopper) -> None:
    answer = await shopper.say("kettle without a whistle")
    assert (
        "Of the cards, the Whistler stovetop kettle is described with “whistle”, which you ruled "
        "out." in answer
    )
    assert shopper.cards()[0] != "Whistler stovetop kettle"
    answer = await shopper.say("headphones without noise cancelling")
    assert "without noise cancelling" in answer
    async for product in Product.objects.filter(name__in=shopper.cards()):
        assert not product.attributes.get("noise_cancelling")


async def test_a_gift_keeps_its_price(shopper: Shopper) -> None:
    await shopper.say("a gift for a child under 20")
    assert "Rainbow stacking rings" in shopper.cards()
    async for product in Product.objects.filter(name__in=shopper.cards()):
        assert product.price < 20


async def test_another_language_is_noticed_once(shopper: Shopper) -> None:
    answer = await shopper.say("je cherche une tente")
    assert "I understand English best" in answer
    assert "I understand English best" not in await shopper.say(
        "je cherche une lampe pour la table"
    )


async def test_what_cannot_be_listed_is_said(shopper: Shopper) -> None:
    assert "cannot list what is out of stock" in await shopper.say("what is out of stock?")
    assert not shopper.calls()


async def test_the_shop_is_asked_about_itself(shopper: Shopper) -> None:
    assert re.match(
        r"This shop has Audio \(\d+\), ", await shopper.say("what categories do you have?")
    )
    assert "30 days" in await shopper.say("can I return it?")
    await ShopFact.objects.all().adelete()
    assert (
        await shopper.say("how long is delivery?")
        == "The shop gives no information about that. Please ask the shop itself."
    )


async def test_what_is_reduced_is_found(shopper: Shopper) -> None:
    await shopper.say("what is on sale?")
    assert shopper.cards()
    async for product in Product.objects.filter(name__in=shopper.cards()):
        assert product.saving


async def test_another_brand_is_another(shopper: Shopper) -> None:
    await shopper.say("a jacket under 150")
    first = await Product.objects.aget(name=shopper.cards()[0])
    await shopper.say("another brand please")
    assert shopper.cards()
    assert not await Product.objects.filter(name__in=shopper.cards(), brand=first.brand).aexists()


async def test_a_correction_takes_the_place_of_what_was_said(shopper: Shopper) -> None:
    await shopper.say("tent for 4 people")
    await shopper.say("no, I meant 2 people")
    assert [
        persons
        async for persons in Product.objects.filter(name__in=shopper.cards()).values_list(
            "attributes__persons", flat=True
        )
    ] == [2]


async def test_limits_are_kept_in_german(shopper: Shopper) -> None:
    await shopper.say("ich suche eine warme Jacke unter 100 Euro")
    assert shopper.cards()
    assert not await Product.objects.filter(name__in=shopper.cards(), price__gt=100).aexists()


async def test_what_asks_for_no_goods_shows_none(shopper: Shopper) -> None:
    for said in (
        "who should i vote for",
        "write me a python script",
        "i have a headache what should i take",
    ):
        answer = await shopper.say(said)
        assert re.search(r"only know this shop|beyond me", answer)
        assert not shopper.cards()


async def test_a_limit_at_the_end_of_a_long_message_is_kept(shopper: Shopper) -> None:
    await shopper.say(
        f"I am looking for a lamp. "
        f"{'It is for the room of my grandmother, who reads a lot. ' * 12} It must cost less than "
        f"50 euros."
    )
    assert shopper.cards()
    assert not await Product.objects.filter(name__in=shopper.cards(), price__gt=50).aexists()


async def test_it_is_the_product_whose_long_name_was_cut(shopper: Shopper) -> None:
    name = (
        "Nightwatch lamp with a very long name as marketplaces write it, 230 V, 12 W, warm "
        "white, matt black"
    )
    await Product.objects.filter(name="Nightwatch lamp").aupdate(name=name)
    await shopper.say("bedside lamps")
    places = ("first", "second", "third", "fourth", "fifth", "sixth")
    await shopper.say(f"the {places[shopper.cards().index(name)]} one")
    assert "Nightwatch lamp" in await shopper.say("how much is it?")


DIALOGUES = [
    [
        "a warm jacket under 150 for hiking",
        "both, are they waterproof?",
        "lighter",
        "compare them",
        "which is better for rain?",
        "similar",
    ],
    [
        "gift for a 6 year old under 30",
        "show me more",
        "the third",
        "is it good for babies?",
        "which of these is the cheapest",
    ],
    [
        "headphones",
        "wireless ones",
        "without noise cancelling",
        "under 50",
        "only in stock",
        "the last one",
        "longer battery",
        "I take it",
    ],
    [
        "sofa for three",
        "is it soft?",
        "are the covers removable?",
        "something like it but cheaper",
        "compare all",
    ],
]


@pytest.mark.parametrize("lines", DIALOGUES, ids=lambda lines: lines[0])
async def test_names_and_prices_come_from_the_tools(shopper: Shopper, lines: list[str]) -> None:
    """A price beside "more" or "less" is a difference of two of them; a round one was named by the
    shopper.
    """
    for words in lines:
        reply = await shopper.say(words)
        talk = read_talk(shopper.history, None)
        known = [line for turn in [*talk.before, talk.now] for line in turn.lines()]
        assert set(re.findall(r"\*\*(.+?)\*\*", reply)) <= {line.name for line in known}
        said = {
            Decimal(price.replace(",", ""))
            for price in re.findall(r"€([\d,]+\.\d\d)(?! more| less)", reply)
        }
        assert said <= {line.price for line in known} | {line.was for line in known}


async def test_a_question_that_only_leads_to_a_wish_is_no_part_of_it(shopper: Shopper) -> None:
    await shopper.say("whats the weather tomorrow? want a rain jacket")
    assert "Drizzle packable rain jacket" in shopper.cards()
    answer = await shopper.say("do you have tents, how long does delivery take")
    assert "2 to 4 working days" in answer


async def test_the_day_by_which_it_is_wanted_is_no_part_of_the_thing(shopper: Shopper) -> None:
    answer = await shopper.say("need a tent quick, must be here by friday, not expensive")
    assert "Lakeside 3 dome tent" in shopper.cards()
    assert "least expensive" in answer


async def test_that_together_is_all_that_was_just_added_up(shopper: Shopper) -> None:
    await shopper.say("show me lamps")
    first = await shopper.say("just the cheapest two")
    assert await shopper.say("so what would that be in total") == first


async def test_how_much_of_it_is_no_question_on_the_price(shopper: Shopper) -> None:
    answer = await shopper.say("how much of the sun cream should i use a day")
    assert "costs" not in answer
    assert "costs €" in await shopper.say("how much is the Speckle mug")


async def test_a_longer_form_of_a_word_is_not_what_it_is_short_for(shopper: Shopper) -> None:
    await shopper.say("how much water do i need for the kettle")
    assert "Morning kettle 1.7 l" in shopper.cards()


async def test_for_how_many_people_it_is_may_be_said_by_nothing(shopper: Shopper) -> None:
    answer = await shopper.say("a kettle for a family of 5")
    assert "I looked for “a kettle”." in answer or "of this kind" in answer
    assert any("kettle" in name for name in shopper.cards())


async def test_haste_is_no_part_of_a_thing_that_is_called_otherwise(shopper: Shopper) -> None:
    before = await shopper.say("I NEED A COOKER")
    assert await Shopper().say("I NEED A COOKER NEXT DAY DELIVERY") == before


@pytest.mark.parametrize("said", ["got anyhting for rain", "somehting for rain plese"])
async def test_a_mistyped_function_word_is_no_thing(shopper: Shopper, said: str) -> None:
    answer = await shopper.say(said)
    assert "hting" not in answer
    assert shopper.cards()
