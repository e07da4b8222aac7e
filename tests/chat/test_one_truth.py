"""A wish finds the same on the page, through the API, in the suggestions and for the assistant."""

import re
from typing import Any

import pytest
from django.test import Client

from chat.tools import Deps, Found
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


def told(client: Client, words: str) -> dict[str, Any]:
    answer: dict[str, Any] = client.get("/api/products/search", {"q": words}).json()
    return answer


def agree(client: Client, words: str) -> None:
    answer = told(client, words)
    exact = [each["id"] for each in answer["data"] if not each["near"]]
    told_of = answer["metadata"]
    page = on_the_page(client, words)
    assert page == (told_of["confident"], told_of["exact_total"], exact)
    assistant_agrees(words, exact, is_confident=told_of["confident"])
    suggested = suggest(words)
    assert suggested.notice == told_of["notice"]
    assert not exact or {product.pk for product in suggested.products} <= set(exact)


def assistant_agrees(words: str, exact: list[int], *, is_confident: bool) -> None:
    deps = Deps(search=search_in_chat, similar=similar)
    found = _search(deps, Wanted(words=words, limit=12)).return_value
    assert isinstance(found, Found)
    assert bool(found.notice) == (not is_confident)
    shown = [each.id for each in found.products]
    assert not exact or (shown[0] in exact and set(shown) <= set(exact))


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
