"""Graded shops of a few products: what is right comes first, all of it, what is ruled out is not
there, and what was asked for counts alone, where a shop says so. Each shop is in small_shops.jsonl,
with the question that it is asked.
"""

import json
import random
from pathlib import Path
from typing import Any

import pytest

from shop.feeds.row import ProductRow
from shop.importer import import_rows
from shop.models import Product
from shop.search import SearchQuery, rules, search
from shop.search.vocabulary import forget
from tests.depth import depth

SHOPS = [
    json.loads(line)
    for line in (Path(__file__).parent / "small_shops.jsonl").read_text("utf-8").splitlines()
]
NOT_YET: frozenset[str] = frozenset()


@pytest.mark.django_db
@pytest.mark.parametrize("shop", SHOPS, ids=lambda shop: shop["query"])
def test_what_is_right_comes_first(shop: dict[str, Any]) -> None:
    import_rows(enumerate((ProductRow(**row) for row in shop["products"]), 1))
    forget()
    rules.forget()
    page = search(SearchQuery(words=shop["query"]))
    found = [product.sku for product in page.products]
    right = shop["right"]
    assert set(found[: len(right)]) == set(right)
    assert found[0] == shop.get("first", found[0])
    assert not set(found) & set(shop.get("never", ()))
    exact = {hit.product.sku for hit in page.exact}
    assert exact == set(shop.get("count", exact))


def first_three(words: str) -> list[str]:
    return [product.name for product in search(SearchQuery(words=words, page_size=3)).products]


@pytest.mark.usefixtures("demo")
def test_a_product_is_found_by_its_own_name_whatever_it_looks_like() -> None:
    names = list(Product.objects.order_by("id").values_list("name", flat=True))
    asked = depth(random.Random(7).sample(names, 80), names)
    assert not [name for name in asked if name not in first_three(name)]


@pytest.mark.usefixtures("demo")
def test_a_product_is_found_by_its_name_less_a_word() -> None:
    names = list(Product.objects.order_by("id").values_list("name", flat=True))
    chance = random.Random(11)
    missed = []
    for name in depth(chance.sample(names, 60), names):
        words = name.split()
        if len(words) < 4:
            continue
        del words[chance.randrange(len(words))]
        if name not in first_three(" ".join(words)):
            missed.append((name, " ".join(words)))
    assert not missed


@pytest.mark.django_db
def test_what_is_sold_out_comes_last_among_equals() -> None:
    rows = [
        {"sku": "GONE", "name": "Garden chair, teak", "price": "10", "stock": 0, "popularity": 9},
        {"sku": "HERE", "name": "Garden chair, teak", "price": "10", "stock": 2},
        {"sku": "BENCH", "name": "Garden bench", "price": "10", "stock": 2},
    ]
    import_rows(enumerate((ProductRow(**row) for row in rows), 1))
    forget()
    found = [product.sku for product in search(SearchQuery(words="garden chair")).products]
    assert found == ["HERE", "GONE", "BENCH"]
