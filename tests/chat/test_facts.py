"""Questions on products of shops with attributes of their own, answered from what the shop
states.
"""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from chat.builtin.answer import answers
from chat.builtin.aspects import degree_in
from chat.builtin.compare import which_reply
from chat.builtin.words import tokens
from chat.tools import ProductFacts, facts
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
    patterns = question.get("says", [])
    wanted = [patterns] if isinstance(patterns, str) else list(patterns)
    if first := question.get("first"):
        others = [products[sku].name for sku in question["of"] if sku != first]
        name = products[first].name
        places = [reply.find(each) for each in (name, *others)]
        wanted += [re.escape(name)]
        if any(-1 < place < places[0] for place in places[1:]):
            wanted += [f"^.{{0,60}}{name}"]
    if "yes" in question:
        wanted.append("^(?:- )?Yes")
    if "no" in question:
        wanted.append("^(?:- )?No\\b")
    found = [pattern for pattern in wanted if not re.search(pattern, reply, re.I)]
    if question.get("unknown") and not UNKNOWN.search(reply):
        found.append("that it is not stated")
    if (not_said := question.get("not_says")) and re.search(not_said, reply, re.I):
        found.append(f"nothing of {not_said}")
    return found


@pytest.mark.parametrize("shop", SHOPS)
def test_what_the_shop_states_answers(shop: str) -> None:
    products, questions = load(shop)
    wrong = [
        f"{question['ask']} ({question['of']}): {reply!r} lacks {lacking}"
        for question in questions
        if (lacking := failures(question, reply := reply_to(question, products), products))
    ]
    assert not wrong, "\n".join(wrong)
