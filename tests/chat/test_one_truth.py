"""A wish finds the same on the page, through the API, in the suggestions and for the assistant."""

import re
from typing import Any, cast

import pytest
from django.test import Client

from chat.tools import Found
from chat.tools.deps import Deps
from chat.tools.search import _search
from chat.tools.search_arguments import Wanted
from shop.feeds.jsonl import Feed
from shop.importer import import_rows
from shop.records import search_in_chat
from shop.search import similar
from shop.search.suggest import suggest
from shop.search.vocabulary import forget
from tests import data

DEMO = (
    "a warm jacket under 150",
    "tent for two under 200",
    "wireless headphones not black",
    "desk lamp under 60",
    "kettle over 40",
    "backpack between 50 and 120",
    "sofa under 800 in stock",
    "running shoes at least 4 stars",
    "waterproof jacket not red",
    "stapler under 20",
    "jacket under 5",
    "garden gnome",
)
MUSIC = (
    "guitar under 300",
    "piano under 1000",
    "drum over 200",
    "violin under 100",
    "black stand",
    "recorder under 50",
    "saxophone not gold",
    "trombone under 500",
    "microphone under 120",
    "guitar in stock",
    "cello over 1000",
    "harp",
)


def on_the_page(client: Client, words: str) -> tuple[bool, int, list[int]]:
    """Whether anything is what was asked for, how many are, and the ids of those."""
    text = client.get("/search/", {"q": words}).content.decode()
    is_confident = "Closest:" not in text and "results-title" in text
    counted = re.search(r'tabular-nums">(\d+) products?</p>', text)
    listed = text.partition("near-title")[0] if is_confident else ""
    ids = [int(pk) for pk in re.findall(r'href="/p/(\d+)/', listed)]
    return is_confident, int(counted[1]) if counted else 0, list(dict.fromkeys(ids))


def api_answer(client: Client, words: str) -> dict[str, Any]:
    answer: dict[str, Any] = client.get("/api/products/search", {"q": words}).json()
    return answer


def agree(client: Client, words: str) -> None:
    answer = api_answer(client, words)
    exact = [each["id"] for each in answer["data"] if not each["near"]]
    metadata = answer["metadata"]
    page = metadata["confident"], metadata["exact_total"], exact
    assert on_the_page(client, words) == page
    assert_found_in_chat(words, exact, is_confident=metadata["confident"])
    assert_suggested(words, exact, notice=metadata["notice"])


def assert_found_in_chat(words: str, exact: list[int], *, is_confident: bool) -> None:
    deps = Deps(search=search_in_chat, similar=similar)
    found = cast(Found, _search(deps, Wanted(words=words, limit=12)).return_value)
    assert bool(found.notice) == (not is_confident)
    if exact:
        assert {each.id for each in found.products} <= set(exact)
        assert found.products[0].id in exact


def assert_suggested(words: str, exact: list[int], *, notice: str) -> None:
    suggested = suggest(words)
    assert suggested.notice == notice
    if exact:
        assert {product.pk for product in suggested.products} <= set(exact)


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("words", DEMO)
def test_a_wish_over_the_demo_shop(client: Client, words: str) -> None:
    agree(client, words)


@pytest.mark.django_db
def test_wishes_over_a_shop_for_instruments(client: Client) -> None:
    with Feed(data.MUSIC) as feed:
        import_rows(feed.rows())
    forget()
    for words in MUSIC:
        agree(client, words)
