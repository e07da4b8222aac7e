"""What is written is found and understood in every process, without waiting for a cache."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client

from shop.models import Entry, Label, Product
from shop.search import freshness, suggestion_index, vocabulary
from shop.search.vocabulary import Vocabulary, read
from tests.shop.test_write_api import LAMP, System, found

pytestmark = pytest.mark.django_db


class Process:
    """What another process remembers of the shop's words, with a clock that this test moves."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 1000.0
        self.readings = 0
        monkeypatch.setattr(freshness, "CHECK_SECONDS", 0.5)
        monkeypatch.setattr(freshness, "monotonic", lambda: self.now)
        self._held: freshness.Fresh[Vocabulary] = freshness.Fresh(vocabulary.SECONDS)

    def words(self) -> Vocabulary:
        def counted() -> Vocabulary:
            self.readings += 1
            return read()

        return self._held.get(counted)


@pytest.fixture
def other(monkeypatch: pytest.MonkeyPatch) -> Process:
    return Process(monkeypatch)


@pytest.fixture
def system() -> System:
    return System()


def test_another_process_reads_new_words_within_a_second(system: System, other: Process) -> None:
    system.put("L1", LAMP | {"attributes": {"colour": "Red"}})
    assert "teal" not in other.words().colours
    other.now += 1
    assert "teal" not in other.words().colours
    system.put("L2", LAMP | {"brand": "Zephyr", "category": "Home > Sconces"})
    other.now += 1
    words = other.words()
    assert words.colours["teal"] == ("Teal",)
    assert words.brands["zephyr"] == "Zephyr"
    assert "sconce" in words.categories


def test_prices_and_stock_have_nobody_read_words_again(system: System, other: Process) -> None:
    system.put("L1", LAMP)
    other.words()
    for number in range(5):
        other.now += 1
        system.patch("L1", {"price": 10 + number, "stock": number})
        system.send("PATCH", "prices", {"prices": [{"sku": "L1", "price": 20 + number}]})
        other.words()
    assert other.readings == 1


def test_slow_reading_is_not_repeated_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr(freshness, "monotonic", lambda: now)
    monkeypatch.setattr(freshness, "CHECK_SECONDS", 0.5)
    held: freshness.Fresh[int] = freshness.Fresh(60)
    readings: list[int] = []

    def slow() -> int:
        nonlocal now
        now += 2
        readings.append(1)
        return len(readings)

    assert held.get(slow) == 1
    freshness.note(1)
    now += 1
    assert held.get(slow) == 1
    now += 2 * freshness.READING_SHARE
    assert held.get(slow) == 2


def test_a_new_value_is_counted_in_its_facet_at_once(system: System, client: Client) -> None:
    for number, colour in enumerate(("Red", "Red", "Blue", "Blue")):
        system.put(f"L{number}", LAMP | {"attributes": {"colour": colour}})
    assert Label.objects.get(key="colour", value="Blue").facet is not None
    Product.objects.bulk_create(
        Product(sku=f"P{number}", name="Peg", price=1) for number in range(400)
    )
    system.put("L9", LAMP | {"attributes": {"colour": "Mauve"}})
    asked = client.get("/api/products/search", {"q": "otter lamp", "mode": "text"}).json()
    values = {
        value["value"]: value["count"]
        for facet in asked["metadata"]["facets"]["attributes"]
        if facet["key"] == "colour"
        for value in facet["values"]
    }
    assert values == {"Red": 2, "Blue": 2, "Mauve": 1}


def test_a_price_is_shown_and_said_at_once(system: System, client: Client) -> None:
    page = system.put("L1", LAMP).json()["url"]
    assert found(client, "otter lamp under 20") == []
    system.send("PATCH", "prices", {"prices": [{"sku": "L1", "price": 12.34}]})
    assert found(client, "otter lamp under 20") == ["L1"]
    assert "12.34" in client.get(page).content.decode()


def test_suggestions_follow_new_words(system: System, monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr(freshness, "monotonic", lambda: now)
    monkeypatch.setattr(freshness, "CHECK_SECONDS", 0.5)
    suggestion_index.forget()
    system.put("L1", LAMP)
    assert suggestion_index.names().words.get("zither") is None
    system.put("L2", LAMP | {"name": "Zither"})
    now += suggestion_index.LEAST_SECONDS
    assert suggestion_index.names().words.get("zither") is not None
    suggestion_index.forget()


def test_stock_that_changes_nothing_for_search_leaves_the_entry_alone(system: System) -> None:
    system.put("L1", LAMP)
    system.patch("L1", {"price": 1})
    place = "SELECT ctid::text FROM shop_entry"
    before = _places(place)
    system.patch("L1", {"stock": 2})
    assert _places(place) == before
    system.patch("L1", {"stock": 0})
    assert not Entry.objects.get().available


def _places(statement: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        found: list[Any] = cursor.fetchall()
    return found
