"""A catalogue in German, asked in German as people write it, and in English."""

import pytest

from shop.feeds.row import ProductRow
from shop.importer import import_rows
from shop.search import SearchQuery, search
from shop.search.vocabulary import forget

pytestmark = pytest.mark.usefixtures("kitchen")

ROWS: list[dict[str, object]] = [
    {
        "sku": "TOASTER",
        "name": "Doppelschlitz-Toaster Ilse",
        "category": "Küche > Toaster",
        "price": "49",
        "attributes": {"Brötchenaufsatz": "ja", "Farbe": "rot", "Gewicht": "1,4 kg"},
    },
    {
        "sku": "LANGSCHLITZ",
        "name": "Langschlitz-Toaster Otto",
        "category": "Küche > Toaster",
        "price": "79",
        "attributes": {"Brötchenaufsatz": "nein", "Farbe": "schwarz", "Gewicht": "2,1 kg"},
    },
    {
        "sku": "BLAU",
        "name": "Suppenschüssel Lena",
        "category": "Küche > Geschirr",
        "price": "15",
        "attributes": {"Farbe": "hellblau", "Ofenfest": "ja"},
    },
    {
        "sku": "GRUEN",
        "name": "Suppenschüssel Mara",
        "category": "Küche > Geschirr",
        "price": "15",
        "attributes": {"Farbe": "grün", "Ofenfest": "nein"},
    },
    {
        "sku": "LEITER",
        "name": "Haushaltsleiter, drei Stufen",
        "category": "Haushalt > Leitern",
        "price": "59",
        "attributes": {"Maximale Belastung": "120 kg", "Gewicht": "4 kg"},
    },
    {
        "sku": "KUEHLTASCHE",
        "name": "Kühltasche für Picknick",
        "category": "Haushalt > Taschen",
        "price": "25",
        "attributes": {"Farbe": "blau"},
    },
]


@pytest.fixture
def kitchen(db: None) -> None:
    import_rows(enumerate((ProductRow(**row) for row in ROWS), 1))
    forget()


def exact(words: str) -> list[str]:
    return [hit.product.sku for hit in search(SearchQuery(words=words)).exact]


@pytest.mark.parametrize(
    ("words", "skus"),
    [
        ("toaster ohne brötchenaufsatz", ["LANGSCHLITZ"]),
        ("toaster mit brötchenaufsatz", ["TOASTER"]),
        ("toaster unter 60 euro", ["TOASTER"]),
        ("toaster unter 1,5 kg", ["TOASTER"]),
        ("roter toaster", ["TOASTER"]),
        ("blaue suppenschüssel", ["BLAU"]),
        ("suppenschuessel gruen", ["GRUEN"]),
        ("leiter bis 110 kg", ["LEITER"]),
        ("leiter für 130 kg", []),
        ("kuehltasche", ["KUEHLTASCHE"]),
        ("black toaster", ["LANGSCHLITZ"]),
    ],
)
def test_german_is_read_where_the_shop_knows_every_word(words: str, skus: list[str]) -> None:
    assert exact(words) == skus


def test_a_compound_that_only_begins_alike_is_another_thing() -> None:
    assert not exact("suppenkelle")
