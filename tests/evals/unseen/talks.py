"""The talks of this folder, held one by one: SHOP.yaml over SHOP.jsonl."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import yaml

from shop.feeds.jsonl import Feed
from shop.models import Product
from shop.search import multilingual_index
from tests.evals import shops
from tests.evals.results import Result
from tests.evals.talk import Talk, hold
from tests.evals.unseen.checks import failures

FOLDER = Path(__file__).resolve().parent
SHOPS = ("bikes", "tea", "music", "fishing", "plants", "crafts", "stars")

Case = dict[str, Any]


def load(shop: str, part: str = "") -> list[Case]:
    """The talks of a shop, those with `part` in their ids."""
    cases: list[Case] = yaml.safe_load((FOLDER / f"{shop}.yaml").read_text(encoding="utf-8"))
    return [case for case in cases if part in case["id"]]


def fill(shop: str) -> None:
    """Fill the catalogue of the present database, and nothing else, with this shop."""
    with Feed(FOLDER / f"{shop}.jsonl") as feed:
        shops.fill(f"unseen-{shop}", feed.rows())
    multilingual_index.fill(list(Product.objects.select_related("category")))


def wrapped(words: str) -> Iterator[tuple[str, str]]:
    """(name, words) of what people do to a sentence without meaning anything else by it."""
    yield "greeting", f"hiya, {words} pls thx"
    yield "capitals", words.upper()
    yield "typo", _with_typo(words)
    yield "comma", words.replace(",", "", 1)


def _with_typo(words: str) -> str:
    """Two neighbouring letters change places inside the longest plain word."""
    longest = max((word for word in words.split() if word.isalpha()), key=len, default="")
    if len(longest) < 6:
        return words
    mixed = f"{longest[:3]}{longest[4]}{longest[3]}{longest[5:]}"
    return words.replace(longest, mixed, 1)


async def held(shop: str, cases: list[Case]) -> AsyncIterator[tuple[Case, Result]]:
    for case in cases:
        turns = case["turns"]
        talk = await hold([turn["say"] for turn in turns])
        problems = [
            f"turn {at}: {problem}"
            for at, (turn, said) in enumerate(zip(turns, talk.turns, strict=True), 1)
            for problem in failures(turn, said, talk.turns)
        ]
        yield case, Result(shop, case["family"], case["id"], problems, talk)


async def changed_when_wrapped(case: Case, result: Result) -> list[str]:
    """The ways to wrap the first sentence of a talk that change its first card."""
    words, cards = case["turns"][0]["say"], result.talk.turns[0].cards
    if not cards:
        return []
    return [
        name
        for name, said in wrapped(words)
        if said != words and _first_card(await hold([said])) != cards[0].sku
    ]


def _first_card(talk: Talk) -> str:
    return next((card.sku for card in talk.turns[0].cards), "")
