"""Questions on products of shops with attributes of their own, answered from what the shop
states.
"""

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic_ai.messages import ModelRequest, ToolReturnPart, UserPromptPart

from chat.builtin.answer import answers
from chat.builtin.aspects import degree_in
from chat.builtin.compare import which_reply
from chat.builtin.words import tokens
from chat.claims import Backing, check
from chat.tools import ProductFacts, VariantFacts, facts
from shop.feeds.row import ProductRow
from shop.importer import import_rows
from shop.models import Product
from shop.search import vocabulary
from tests.evals.unseen.checks import UNKNOWN

pytestmark = pytest.mark.django_db

FOLDER = Path(__file__).resolve().parent / "facts"
SHOPS = ("instruments", "plants", "parts")


def load(shop: str) -> tuple[dict[str, ProductFacts], list[dict[str, Any]]]:
    """The products by their sku, and the questions."""
    written = yaml.safe_load((FOLDER / f"{shop}.yaml").read_text(encoding="utf-8"))
    rows = [ProductRow(currency="EUR", **each) for each in written["products"]]
    import_rows(enumerate(rows, 1), with_vectors=False)
    vocabulary.forget()
    products = Product.objects.select_related("category")
    return {each.sku: facts(each) for each in products}, written["questions"]


def reply_to(question: dict[str, Any], products: dict[str, ProductFacts]) -> str:
    skus = question["of"]
    if isinstance(skus, str):
        return answers([products[skus]], question["ask"])
    read = [products[sku] for sku in skus]
    return which_reply(read, degree_in(tokens(question["ask"])), question["ask"])


def failures(question: dict[str, Any], reply: str, products: dict[str, ProductFacts]) -> list[str]:
    """What a reply lacks of what the question's line asks for."""
    patterns = question.get("says", [])
    wanted = [patterns] if isinstance(patterns, str) else list(patterns)
    wanted += [f"^(?:- )?{word}\\b" for word in ("yes", "no") if question.get(word)]
    found = [pattern for pattern in wanted if not re.search(pattern, reply, re.I)]
    if question.get("unknown") and not UNKNOWN.search(reply):
        found.append("that it is not stated")
    if (not_said := question.get("not_says")) and re.search(not_said, reply, re.I):
        found.append(f"nothing of {not_said}")
    return found + _misplaced(question, reply, products)


def _misplaced(
    question: dict[str, Any], reply: str, products: dict[str, ProductFacts]
) -> list[str]:
    """The product that has to be named first, where another one is."""
    if "first" not in question:
        return []
    places = {sku: reply.find(products[sku].name) for sku in question["of"]}
    named = [sku for sku in sorted(places, key=lambda sku: places[sku]) if places[sku] >= 0]
    return [] if named[:1] == [question["first"]] else [f"{question['first']} first"]


@pytest.mark.parametrize("shop", SHOPS)
def test_what_the_shop_states_answers(shop: str) -> None:
    products, questions = load(shop)
    wrong = [
        f"{question['ask']} ({question['of']}): {reply!r} lacks {lacking}"
        for question in questions
        if (lacking := failures(question, reply := reply_to(question, products), products))
    ]
    assert not wrong, "\n".join(wrong)


APRON = ProductFacts(
    id=7,
    name="Smith forge apron",
    price=Decimal(49),
    currency="EUR",
    attributes={"cut": ["S", "M", "L"], "tint": ["tan", "black"]},
    variants=[
        VariantFacts(values={"cut": "S", "tint": "tan"}, price=Decimal(49), in_stock=True),
        VariantFacts(values={"cut": "M", "tint": "tan"}, price=Decimal(49), in_stock=False),
        VariantFacts(values={"cut": "L", "tint": "black"}, price=Decimal(59), in_stock=True),
    ],
)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("is it in stock in M", "^No, .* is out of stock in M, tan"),
        ("is the L in stock", "^Yes, .* is in stock in L, black"),
        ("how much is it in L", "€59"),
        ("how much is it", "€49"),
        ("does it come in black", "^Yes"),
    ],
)
def test_a_variant_is_asked_about(asked: str, said: str) -> None:
    reply = answers([APRON], asked)
    assert re.search(said, reply), reply
    question, returned = UserPromptPart(asked), ToolReturnPart("get_product", APRON, "call")
    assert check(reply, Backing([ModelRequest(parts=[question, returned])])).text == reply


def test_what_the_description_denies_is_said_beside_the_attribute() -> None:
    kettle = APRON.model_copy(
        update={
            "variants": [],
            "description": "Holds 1.2 l. <b>Not</b> rustproof, sadly.",
            "attributes": {"rustproof": True, "holds": "1.5 l"},
        }
    )
    assert "description says: “Not rustproof, sadly.”" in answers([kettle], "is it rustproof")
    assert "“Holds 1.2 l.”" in answers([kettle], "how much does it hold")
