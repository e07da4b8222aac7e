"""A shop with a catalogue of its own shows nothing of the demo shop."""

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from shop import demo
from shop.cards import card, glyph
from shop.examples import examples, round_price
from shop.models import Category, Product, ShopFact
from shop.search import SearchQuery, search, vocabulary

pytestmark = pytest.mark.django_db

KINDS = (("Oboes", "Rigoletto", "Brown"), ("Wind > Clarinets", "Yama", "Black"), ("Reeds", "", ""))


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    rows: list[dict[str, Any]] = [
        {
            "sku": f"{place}-{number}",
            "name": f"Model {number} {kind}",
            "category": kind,
            "brand": brand,
            "price": 20 + 30 * number,
            "rating": 4.5,
            "attributes": {"colour": colour} if colour else {},
        }
        for place, (kind, brand, colour) in enumerate(KINDS)
        for number in range(1, 4 - place)
    ]
    path = tmp_path / "instruments.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)))
    return path


def load(path: Path) -> str:
    said = demo.load_own(str(path))
    vocabulary.forget()
    return said


def test_examples_are_made_of_the_catalogue_and_find_something(catalogue: Path) -> None:
    load(catalogue)
    found = examples()
    assert [words for _label, words in found] == [
        "oboes under 80",
        "Yama clarinets",
        "reeds under 50",
        "model 1 oboes",
    ]
    assert all(search(SearchQuery(words=words)).exact_total for _label, words in found)


def test_an_empty_shop_proposes_nothing(client: Client) -> None:
    vocabulary.forget()
    assert examples() == []
    assert 'placeholder="What are you looking for?"' in client.get("/").content.decode()


@pytest.mark.usefixtures("demo")
def test_an_own_catalogue_takes_the_place_of_the_demo_shop(client: Client, catalogue: Path) -> None:
    demo.load_facts()
    assert load(catalogue).startswith("6 products loaded")
    assert not Product.objects.filter(sku="OUT-JKT-001").exists()
    assert not ShopFact.objects.exists()
    assert sorted(Category.objects.values_list("path", flat=True)) == [
        "Oboes",
        "Reeds",
        "Wind",
        "Wind > Clarinets",
    ]
    for address in ("/", "/search/?q=zzzz&literal=on", "/chat/"):
        text = client.get(address).content.decode()
        assert "oboes under 80" in text, address
        assert not re.search(r"jacket|sofa|#outdoor|/outdoor", text, re.I), address
    assert load(catalogue) == ""


@pytest.mark.parametrize("source", ["/nowhere/at-all.csv", "http://127.0.0.1:9/shop.csv"])
def test_a_catalogue_that_cannot_be_read_is_refused_in_a_sentence(source: str) -> None:
    with pytest.raises(demo.NoCatalogue, match=source):
        demo.load_own(source)


def test_a_rating_that_nobody_counted_says_no_number() -> None:
    product = Product(name="Oboe", price=5, rating=Decimal("4.5"), pk=1, slug="oboe")
    assert card(product).rated == "Rated 4.5 out of 5"


@pytest.mark.parametrize(
    ("department", "icon"),
    [
        ("cell-phones", "phone"),
        ("headphones", "audio"),
        ("scarecrows", "tag"),
        ("menswear", "clothing"),
        ("kitchen", "kitchen"),
        ("oboes", "tag"),
    ],
)
def test_a_department_has_an_icon_that_fits_or_none_of_a_kind(department: str, icon: str) -> None:
    assert glyph(department) == icon


@pytest.mark.parametrize(
    ("price", "said"),
    [("123.45", "150"), ("37", "40"), ("6.49", "7"), ("0.2", "1"), ("150", "150")],
)
def test_a_price_is_rounded_as_people_say_it(price: str, said: str) -> None:
    assert round_price(Decimal(price)) == said
