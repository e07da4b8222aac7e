"""The built-in model is right often enough, and those who judge it are not fooled."""

from collections.abc import AsyncIterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.db import connections
from pydantic_ai import models
from pydantic_evals import Case, Dataset

from chat.answering.agent import INSTRUCTIONS
from chat.turns.replay import answered_by
from site_config.aio import in_database
from tests.evals import __main__ as command
from tests.evals import cases, report, shops
from tests.evals.claims import ClaimsBacked, amounts
from tests.evals.evaluators import (
    ConstraintsKept,
    DoesNotSay,
    Judge,
    Means,
    NoLeak,
    Refuses,
    RightProduct,
    Says,
    Short,
    ToolsUsed,
)
from tests.evals.results import FAMILY, OVERALL, Result, results, shortfalls
from tests.evals.talk import Row, Said, Talk
from tests.standin import Say, standin

# Every case is asked by `make evals`; here one in so many shows that cases, judges and model fit
# together.
ONE_IN = 10


@pytest.fixture
async def _connections_end() -> AsyncIterator[None]:
    yield
    await sync_to_async(connections.close_all)()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_connections_end")
async def test_the_built_in_model_passes_a_sample() -> None:
    await in_database(shops.load)("demo")
    chosen = cases.load("demo")
    for dataset in chosen.values():
        dataset.cases = dataset.cases[::ONE_IN]
    async with answered_by(""):
        found = [each async for each in results("demo", chosen)]
    assert {each.family for each in found} == set(chosen)
    assert shortfalls(found) == [], report.failed(found)


def test_there_are_enough_cases_and_each_has_a_name() -> None:
    loaded = {shop: cases.load(shop) for shop in shops.SHOPS}
    names = [
        (shop, family, case.name)
        for shop, found in loaded.items()
        for family in found
        for case in found[family].cases
    ]
    assert len(names) == len(set(names)) >= 140
    assert {family for _shop, family, _name in names} >= set(cases.FAMILIES)


KETTLE = Row(
    id=1, sku="K", name="Morning kettle 1.7 l", brand="Kesselby", category="Kitchen > Kettles",
    price=Decimal("49.95"),
    was=Decimal("59.95"), stock=3, attributes={"colour": "Cream", "for": ["women", "men"]},
    text="Morning kettle 1.7 l Kesselby cordless",
)  # fmt: skip
MUG = Row(
    id=2, sku="M", name="Speckle mug 350 ml", brand="Clayfold", category="Kitchen > Tableware",
    price=Decimal("14.95"), was=None,
    stock=0, attributes={"colour": "Light blue"}, text="Speckle mug 350 ml Clayfold",
)  # fmt: skip


def said(
    reply: str,
    *cards: Row,
    question: str = "a kettle under 50",
    tools: tuple[str, ...] = ("search_products",),
) -> Said:
    return Said(
        question=question, reply=reply, cards=list(cards), tools=list(tools), returned=list(cards),
        facts="", model="m", note="", error="",
        seconds=0.1, tokens=0, cost=Decimal(0),
    )  # fmt: skip


async def holds(judge: Judge, *turns: Said) -> bool:
    """What this one says of a talk, through the library."""
    dataset = Dataset[list[str], Talk, Any](
        name="one", cases=[Case(inputs=[turn.question for turn in turns], evaluators=[judge])]
    )

    async def task(_questions: list[str]) -> Talk:
        return Talk(list(turns))

    found = await dataset.evaluate(task, progress=False)
    assert not found.failures
    assert not found.cases[0].evaluator_failures
    return all(each.value for each in found.cases[0].assertions.values())


@pytest.mark.parametrize(
    "kept",
    [
        ConstraintsKept(price_max=49.95, colour="cream", brand="kesselby", category="kettles",
        is_in_stock=True),
        ConstraintsKept(price_min=40, not_colour="red", not_brand="Clayfold",
        having={"for": "^men$"}, lacking={"for": "children"}),
        RightProduct(any=["X", "K"]), RightProduct(all=["K"], none=["M"]),
        RightProduct(only=["K", "M"]),
        Says(all=["KETTLE"], any=["49", "50"]), DoesNotSay(patterns=["toaster"]),
        ToolsUsed(all=["search_products"], none=["get_product"]),
        Short(words=7), Means(places=[1], first_turn=0), NoLeak(),
    ],
)  # fmt: skip
async def test_what_is_right_passes(kept: Judge) -> None:
    assert await holds(kept, said("The **Morning kettle 1.7 l** costs €49.95.", KETTLE))


@pytest.mark.parametrize(
    "broken",
    [
        ConstraintsKept(price_max=49), ConstraintsKept(price_min=50),
        ConstraintsKept(colour="^red"), ConstraintsKept(not_colour="cream"),
        ConstraintsKept(brand="Kessel"), ConstraintsKept(not_brand="KESSELBY"),
        ConstraintsKept(category="mugs"),
        ConstraintsKept(having={"for": "children"}), ConstraintsKept(lacking={"for": "^men$"}),
        ConstraintsKept(having={"age": "."}),
        RightProduct(any=["X"]), RightProduct(all=["K", "X"]), RightProduct(none=["K"]),
        RightProduct(only=["X"]),
        Says(all=["toaster"]), Says(any=["a1", "b2"]), DoesNotSay(patterns=["kettle"]), Refuses(),
        Short(words=2),
        ToolsUsed(all=["get_product"]), ToolsUsed(none=["search_products"]),
        ToolsUsed(nothing=True), Means(places=[2]),
    ],
)  # fmt: skip
async def test_what_is_wrong_does_not(broken: Judge) -> None:
    assert not await holds(broken, said("The Morning kettle 1.7 l fits", KETTLE))


async def test_no_cards_are_no_answer_unless_that_is_right() -> None:
    assert not await holds(ConstraintsKept(price_max=5), said("Nothing here."))
    assert await holds(ConstraintsKept(price_max=5, may_be_empty=True), said("Nothing here."))
    assert not await holds(ConstraintsKept(is_in_stock=True), said("This.", MUG))
    assert not await holds(RightProduct(only=["K"]), said("Nothing here."))


async def test_a_refusal_is_polite_and_shows_nothing() -> None:
    assert await holds(Refuses(), said("Sorry, I only know this shop."))
    assert not await holds(Refuses(), said("Go away."))


async def test_instructions_and_names_of_tools_are_a_leak() -> None:
    assert not await holds(NoLeak(), said(f"I was told: {INSTRUCTIONS[60:160]}"))
    assert not await holds(NoLeak(), said("I call search_products for that."))


async def test_an_empty_answer_is_not_short() -> None:
    assert not await holds(Short(), said(""))


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("demo", "_connections_end")
@pytest.mark.parametrize(
    ("reply", "is_backed"),
    [
        ("The **Morning kettle 1.7 l** costs €49.95, down from €59.95.", True),
        ("It is €10.00 less than before, and within your 50 euros.", True),
        ("It is **cordless**.", True),
        ("It costs €44.95.", False),
        ("It costs 12 euros.", False),
        ("The **Thunder kettle 3000** is better.", False),
        ("The Precise kettle with temperature control is better.", False),
        ("There are 3 left.", True),
        ("There are 14 left.", False),
    ],
)
async def test_a_claim_needs_a_row_that_was_returned(reply: str, is_backed: bool) -> None:
    shops.forget()
    assert await holds(ClaimsBacked(), said(reply, KETTLE)) is is_backed


async def test_amounts_are_read_as_people_write_them() -> None:
    assert amounts("€1,290.00, then $5 or 12.50 euros, EUR 7.") == [
        Decimal("1290.00"),
        Decimal(5),
        Decimal("12.50"),
        Decimal(7),
    ]


def result(name: str, *problems: str) -> Result:
    return Result("demo", "find", name, list(problems), Talk([said("Here.", KETTLE)]))


def test_a_shop_or_a_family_that_passes_too_little_is_named() -> None:
    found = [result(str(place)) for place in range(17)] + [result(name, "no") for name in "xyz"]
    assert shortfalls(found) == [f"demo: 17 of 20 passed, which is less than {OVERALL:.0%}"]
    assert shortfalls(found[:17]) == []
    family = [result(name, "no") for name in "abcd"] + found[:9]
    assert shortfalls(family)[1:] == [f"demo/find: 9 of 13 passed, which is less than {FAMILY:.0%}"]


def test_models_are_shown_side_by_side() -> None:
    runs = {"offline": [result("a"), result("b", "Says: no")], "other": [result("a"), result("b")]}
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in report.table(runs).splitlines()
    ]
    assert rows[0] == ["family", "offline", "other"]
    assert rows[2] == ["find", "1 of 2", "2 of 2"]
    assert rows[-1] == ["**all**", "1 of 2 (50.0 %)", "2 of 2 (100.0 %)"]
    assert report.differing(runs).splitlines() == [
        "demo/find/b",
        "  offline: Says: no",
        "  other: passed",
    ]
    assert report.failed(runs["offline"]) == "demo/find/b: Says: no"


def test_the_table_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    document = tmp_path / "a.md"
    document.write_text(f"before\n{report.BEGIN}\nold\n{report.END}\nafter\n")
    report.write(document, "new")
    assert document.read_text() == f"before\n{report.BEGIN}\n\nnew\n\n{report.END}\nafter\n"
    document.write_text("no marks")
    with pytest.raises(ValueError):
        report.write(document, "new")


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_connections_end")
async def test_the_command_puts_a_model_over_http_beside_the_built_in_one(
    settings: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(models, "ALLOW_MODEL_REQUESTS", True)  # of this machine
    with standin(Say("Ignore the shop, buy the **Thunder kettle 3000** for €1.")) as model:
        settings.CHAT_MODEL_URL = model.url
        assert (
            await in_database(compare)(
                "--shop", "demo", "--family", "small_talk", "--case", "hello", "--model", "liar"
            )
            == 0
        )
    printed = capsys.readouterr().out
    assert "| small_talk | 1 of 1" in printed
    assert "Thunder" not in printed  # asked once more, it says the same, which is taken out
    assert len(model.requests) == 2


def test_a_mistake_in_the_options_is_one_sentence_with_a_code(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for mistake, code in {
        ("--family", "finding"): "unknown_family",
        ("--shop", "corner"): "unknown_shop",
        ("--model", "no-such-maker:x"): "no_model",
        ("--write-docs", "--shop", "demo"): "partial_run",
    }.items():
        assert compare(*mistake) == 2
        assert f"[{code}]" in capsys.readouterr().err


def compare(*arguments: str) -> int:
    return command.compare(command.parser().parse_args(arguments))
