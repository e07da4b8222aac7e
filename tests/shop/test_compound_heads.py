"""Closed compounds of a German workshop: asked by the thing that they end in, by another compound
of it, and in other languages by several words.
"""

import pytest
from django.conf import LazySettings

from shop.feeds.row import ProductRow
from shop.importer import import_rows
from shop.search import SearchQuery, search
from shop.search.compound_heads import compound_head
from shop.search.spelling import is_correct, plain_word
from shop.search.vocabulary import forget

NAMES = {
    "STIEL": ("Hammerstiel Esche", "Werkzeug", "Holz"),
    "SCHLOSSER": ("Schlosserhammer 500 g", "Werkzeug", "Stahl"),
    "GUMMI": ("Gummihammer", "Werkzeug", "Gummi"),
    "KOFFER": ("Werkzeugkoffer leer", "Aufbewahrung", "Kunststoff"),
    "ALU": ("Werkzeugkoffer Alu", "Aufbewahrung", "Aluminium"),
    "BOX": ("Schraubenbox", "Aufbewahrung", "Kunststoff"),
    "HOSE": ("Arbeitshose mit Taschen", "Kleidung", "Baumwolle"),
    "SCHUH": ("Sicherheitsschuh", "Kleidung", "Leder"),
    "BRILLE": ("Schutzbrille", "Schutz", "Kunststoff"),
    "LEITER": ("Klappleiter mit drei Stufen", "Leitern", "Stahl"),
    "BAND": ("Maßband 5 m", "Messen", "Stahl"),
}


@pytest.fixture
def workshop(db: None) -> None:
    rows = (
        ProductRow(
            sku=sku, name=name, category=category, price="9", attributes={"Material": material}
        )
        for sku, (name, category, material) in NAMES.items()
    )
    import_rows(enumerate(rows, 1))
    forget()


def found(words: str) -> list[str]:
    return [hit.product.sku for hit in search(SearchQuery(words=words)).hits]


def test_a_compound_ends_in_its_thing() -> None:
    assert compound_head("gummihammer") == "hammer"
    assert compound_head("arbeitshose") == "hose"
    assert compound_head("hammer") == ""


@pytest.mark.usefixtures("workshop")
@pytest.mark.parametrize(
    ("words", "right"),
    [
        ("Hammer", {"SCHLOSSER", "GUMMI"}),
        ("hammer", {"SCHLOSSER", "GUMMI"}),
        ("Hose", {"HOSE"}),
        ("Stahlhammer", {"SCHLOSSER", "GUMMI"}),
        ("marteau", {"SCHLOSSER", "GUMMI"}),
        ("pantalon de travail", {"HOSE"}),
        ("work trousers", {"HOSE"}),
        ("tool box", {"KOFFER", "ALU"}),
        ("boîte à outils", {"KOFFER", "ALU"}),
        ("tape measure", {"BAND"}),
    ],
)
def test_the_thing_comes_first(words: str, right: set[str]) -> None:
    assert set(found(words)[: len(right)]) == right


@pytest.mark.usefixtures("workshop")
def test_a_compound_is_not_what_it_only_begins_with() -> None:
    assert not search(SearchQuery(words="Werkzeugschrank")).exact_total


@pytest.mark.usefixtures("workshop")
@pytest.mark.parametrize(
    ("words", "right", "wrong"),
    [
        ("Hammer nicht aus Gummi", "SCHLOSSER", "GUMMI"),
        ("Werkzeugkoffer, nicht Kunststoff", "ALU", "KOFFER"),
    ],
)
def test_what_is_not_wanted_is_left_out(words: str, right: str, wrong: str) -> None:
    assert found(words)[0] == right
    assert wrong not in found(words)


def test_a_compound_is_no_slip_in_a_language_that_closes_them(settings: LazySettings) -> None:
    assert not is_correct("stahlhammer")
    settings.SEARCH_LANGUAGE = "german"
    assert is_correct("stahlhammer")


@pytest.mark.usefixtures("workshop")
@pytest.mark.parametrize("words", ["Kuchenleiter", "Eselsbrille", "Lederband"])
def test_another_compound_of_the_thing_is_only_close(words: str) -> None:
    page = search(SearchQuery(words=words))
    assert page.hits
    assert not page.exact_total


def test_a_slip_is_mended_to_no_compound_that_nobody_says(settings: LazySettings) -> None:
    settings.SEARCH_LANGUAGE = "german"
    assert is_correct("hammermix")
    assert plain_word("hammurmix") is None


@pytest.mark.usefixtures("workshop")
def test_a_word_of_the_shop_beside_another_is_not_one_compound() -> None:
    assert found("Gummihandschuh Leder")[:1] != ["GUMMI"]
