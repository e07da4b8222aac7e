"""The tools: what they return, and how they teach a model to correct a bad call."""

import json
from decimal import Decimal
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from pydantic_ai import Agent
from pydantic_ai.messages import ModelMessage, ModelResponse, TextPart, ToolCallPart, ToolReturnPart
from pydantic_ai.models.function import AgentInfo, FunctionModel

from chat.tools import Compared, Deps, Facts, Found, Places, Relaxed, tools
from shop.models import Category, Product
from shop.records import search_in_chat
from shop.search import similar

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("demo")]


async def called(tool: str, **args: Any) -> ToolReturnPart:
    """What comes back from one call of a tool, as a model gets it."""
    returned: list[ToolReturnPart] = []

    async def answer(messages: list[ModelMessage], info: AgentInfo) -> ModelResponse:
        returned.extend(part for part in messages[-1].parts if isinstance(part, ToolReturnPart))
        return ModelResponse(
            parts=[TextPart("ok") if returned else ToolCallPart(tool, json.dumps(args))]
        )

    agent = Agent(FunctionModel(answer), deps_type=Deps, toolsets=[tools], retries=2)
    await agent.run("go", deps=Deps(search=search_in_chat, similar=similar))
    return returned[0]


async def products(**args: Any) -> list[Product]:
    found = (await called("search_products", limit=12, **args)).content
    assert isinstance(found, Found)
    return await sync_to_async(
        lambda: [
            Product.objects.select_related("category").get(pk=each.id) for each in found.products
        ]
    )()


async def test_every_constraint_of_a_search_is_kept() -> None:
    found = await products(
        words="jacket", price_max=200, attributes={"waterproof": "yes"}, in_stock=True, rating_min=4
    )
    assert found
    assert all(
        each.price <= 200
        and each.attributes["waterproof"]
        and each.is_available
        and (each.rating or 0) >= Decimal(4)
        for each in found
    )


async def test_what_is_ruled_out_stays_out() -> None:
    brand = (await products(words="jacket"))[0].brand
    found = await products(words="jacket", not_brands=[brand], not_words=["rain"])
    assert found
    assert not any(each.brand == brand or "rain" in each.name.lower() for each in found)


async def test_a_range_of_a_number_is_kept() -> None:
    found = await products(words="jacket", ranges={"weight_g": {"most": 500}})
    assert found
    assert all(each.attributes["weight_g"] <= 500 for each in found)


async def test_nulls_of_arguments_are_left_out() -> None:
    assert (
        await called("search_products", words="jacket", brand=None, price_min=None)
    ).outcome == "success"


BAD = {
    "no such category": ({"category": "moon"}, "no category 'moon'"),
    "no such brand": ({"brand": "Nobody"}, "no brand 'Nobody'"),
    "no such colour": ({"colour": "octarine"}, "Its colours"),
    "no such attribute": ({"attributes": {"moons": "2"}}, "The shop's attributes"),
    "no such value": ({"attributes": {"warmth": "volcanic"}}, "Its values"),
    "no number": ({"ranges": {"material": {"least": 1}}}, "is no number"),
    "a range reversed": ({"price_min": 200, "price_max": 100}, "reversed"),
    "a price below nothing": ({"price_max": -1}, "greater than or equal to 0"),
    "a price that is none": ({"price_max": "NaN"}, "finite"),
    "a price beyond all": ({"price_max": 1e300}, "less than or equal"),
    "too many brands": ({"brand": ["Halvarn"] * 50}, "at most 20"),
    "no such argument": ({"prise_max": 100}, "Extra inputs"),
}


@pytest.mark.parametrize(("args", "taught"), BAD.values(), ids=BAD)
async def test_a_bad_search_is_taught_better(args: dict[str, Any], taught: str) -> None:
    returned = await called("search_products", words="jacket", **args)
    assert returned.outcome == "retried"
    assert taught in str(returned.content)


@pytest.mark.parametrize("words", ["\0", "x" * 100_000, "%'\"\\;--", "\ud83d\ude00"])
async def test_strange_words_are_no_fault(words: str) -> None:
    assert (await called("search_products", words=words)).outcome == "success"


@pytest.mark.parametrize("number", [0, -1, 2**63, 10**30])
async def test_an_id_that_is_nobodys_is_taught_better(number: int) -> None:
    assert "no product" in str((await called("get_product", product_id=number)).content)


async def test_relaxing_says_what_would_fit_without_each() -> None:
    relaxed = (await called("relax_search", words="tent", price_max=1)).content
    assert isinstance(relaxed, Relaxed)
    assert relaxed.total == 0
    assert any(each.without == "price" and each.products for each in relaxed.would_fit)


async def test_a_comparison_says_what_is_unknown() -> None:
    one = await Product.objects.acreate(sku="A", name="Lamp", price=9, attributes={"power_w": 5})
    other = await Product.objects.acreate(sku="B", name="Bulb", price=9, attributes={"lumens": 400})
    compared = (await called("compare_products", product_ids=[one.pk, other.pk])).content
    assert isinstance(compared, Compared)
    assert sorted(compared.unknown) == ["lumens", "power w"]


async def test_categories_are_counted_with_what_is_below_them() -> None:
    top = (await called("list_categories")).content
    assert isinstance(top, Places)
    outdoor = next(each for each in top.categories if each.slug == "outdoor")
    below = (await called("list_categories", under="outdoor")).content
    assert isinstance(below, Places)
    own = await Product.objects.filter(
        category=await Category.objects.aget(slug="outdoor")
    ).acount()
    assert outdoor.products == own + sum(each.products for each in below.categories)


async def test_what_the_shop_says_is_found_by_its_words() -> None:
    facts = (await called("shop_facts", question="how long may I send something back?")).content
    assert isinstance(facts, Facts)
    assert facts.facts[0].topic == "returns"
    assert facts.titles, "what else it speaks of"
