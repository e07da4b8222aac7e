"""Conversations with the offline model over the demo shop, through the agent and its real tools."""

import re
from decimal import Decimal

import pytest
from pydantic_ai import AgentRunResult
from pydantic_ai.messages import ModelMessage, ModelMessagesTypeAdapter, ToolCallPart, ToolReturnPart

from chat.agent import agent, limits, model
from chat.offline.talk import read_talk
from chat.tools import Compared, Deps, Found
from shop.models import Product
from shop.search import search, similar

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("demo")]


class Shopper:
    """Says one thing after the other; what was said before is stored as JSON in between, as the shop does."""

    def __init__(self) -> None:
        self.deps = Deps(search=search, similar=similar)
        self.history: list[ModelMessage] = []
        self.new: list[ModelMessage] = []

    async def say(self, words: str) -> str:
        result: AgentRunResult[str] = await agent.run(
            words, deps=self.deps, model=model(), message_history=self.history, usage_limits=limits()
        )
        self.new = result.new_messages()
        self.history = ModelMessagesTypeAdapter.validate_python(ModelMessagesTypeAdapter.dump_python(result.all_messages(), mode="json"))
        return result.output

    def calls(self) -> list[str]:
        return [part.tool_name for message in self.new for part in message.parts if isinstance(part, ToolCallPart)]

    def cards(self) -> list[str]:
        """The names of the last list that was shown, in order."""
        parts = [part for message in self.new for part in message.parts if isinstance(part, ToolReturnPart)]
        lists = [part.content.products for part in parts if isinstance(part.content, Found | Compared)]
        return [line.name for line in lists[-1]] if lists else []


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
    before = await shopper.say("noise cancelling headphones")
    named = re.findall(r"\*\*(.+?)\*\* \(€([\d.]+)\)", before)[0]
    await shopper.say("cheaper")
    assert shopper.cards()
    async for product in Product.objects.filter(name__in=shopper.cards()):
        assert product.price < float(named[1])


async def test_nothing_cheaper_is_said(shopper: Shopper) -> None:
    await shopper.say("cheapest tent")
    answer = await shopper.say("cheaper")
    assert "nothing of this kind that is cheaper than the **Lakeside 3 dome tent** at €99.95" in answer


async def test_a_comparison_names_both_prices(shopper: Shopper) -> None:
    await shopper.say("what tents do you have")
    first, second = shopper.cards()[:2]
    answer = await shopper.say("compare the first two")
    assert shopper.calls()[0] == "compare_products"
    for name in (first, second):
        product = await Product.objects.aget(name=name)
        assert f"€{product.price}" in answer


async def test_the_lightest_is_found_by_its_weight(shopper: Shopper) -> None:
    await shopper.say("tents")
    assert "the **Vireo 1 solo tent** is the lightest" in await shopper.say("which is the lightest?")


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
    assert "othing here" in answer
    assert "“gluten free popcorn”" in answer


async def test_what_the_shop_does_not_know_is_said(shopper: Shopper) -> None:
    await shopper.say("tents")
    assert "The shop says nothing about “zodiac sign”" in await shopper.say("what zodiac sign does the first one have")


async def test_a_product_is_found_by_its_name(shopper: Shopper) -> None:
    assert await shopper.say("how heavy is the Skarv rain shell?") == "The Skarv rain shell weighs 410 g."


async def test_a_product_that_is_gone_is_not_invented(shopper: Shopper) -> None:
    await shopper.say("tents")
    gone = shopper.cards()[0]
    await Product.objects.filter(name=gone).aupdate(active=False)
    assert "can no longer be found" in await shopper.say("tell me more about the first one")


async def test_a_streamed_answer_comes_in_words(shopper: Shopper) -> None:
    async with agent.run_stream("hello", deps=shopper.deps, model=model()) as result:
        pieces = [piece async for piece in result.stream_text(delta=True, debounce_by=None)]
    assert "".join(pieces) == "Hello. What are you looking for?"
    assert len(pieces) > 3


DIALOGUES = [
    ["a warm jacket under 150 for hiking", "both, are they waterproof?", "lighter", "compare them", "which is better for rain?", "similar"],
    ["gift for a 6 year old under 30", "show me more", "the third", "is it good for babies?", "which of these is the cheapest"],
    ["headphones", "wireless ones", "without noise cancelling", "under 50", "only in stock", "the last one", "longer battery", "I take it"],
    ["sofa for three", "is it soft?", "are the covers removable?", "something like it but cheaper", "compare all"],
]


@pytest.mark.parametrize("lines", DIALOGUES, ids=lambda lines: lines[0])
async def test_names_and_prices_come_from_the_tools(shopper: Shopper, lines: list[str]) -> None:
    """A price beside "more" or "less" is a difference of two of them; a round one was named by the shopper."""
    for words in lines:
        reply = await shopper.say(words)
        talk = read_talk(shopper.history, None)
        known = [line for turn in [*talk.before, talk.now] for line in turn.lines()]
        assert set(re.findall(r"\*\*(.+?)\*\*", reply)) <= {line.name for line in known}
        said = {Decimal(price.replace(",", "")) for price in re.findall(r"€([\d,]+\.\d\d)(?! more| less)", reply)}
        assert said <= {line.price for line in known} | {line.was for line in known}
