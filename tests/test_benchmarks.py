"""The catalogue that growth is measured on: the same for everybody, and about what its rows are
about.
"""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks.counting import FacetCounter
from benchmarks.kinds import OTHER, kind_of
from benchmarks.typesense import typesense
from benchmarks.variety import BLOCK, Stock, Varied


def row(sku: str, name: str, brand: str) -> dict[str, Any]:
    """A real row, as the graded catalogue writes it."""
    texts = {
        "name": f"{brand} {name}",
        "model": name,
        "description": f"{name}, 15 m, Black",
        "image_url": "https://img.example/1.jpg",
    }
    return texts | {
        "sku": sku,
        "brand": brand,
        "price": 20.0,
        "currency": "USD",
        "attributes": {"product_colour": "Black"},
    }


@pytest.fixture
def stock() -> Stock:
    vectors = np.eye(2, 384, dtype=np.float32)
    return Stock(
        [
            row("1", "CRG-718 toner cartridge", "Canon"),
            row("2", "C540A1KG toner cartridge", "Lexmark"),
        ],
        vectors,
    )


def same(one: Varied, other: Varied) -> bool:
    return one.fields == other.fields and bool(np.array_equal(one.vector, other.vector))


def test_the_first_round_is_the_real_catalogue(stock: Stock) -> None:
    assert [varied.fields["name"] for varied in stock.block(0, 2)] == [
        "Canon CRG-718 toner cartridge",
        "Lexmark C540A1KG toner cartridge",
    ]


def test_a_row_is_the_same_wherever_a_run_begins(stock: Stock) -> None:
    whole, rest = list(stock.block(BLOCK, BLOCK + 9)), list(stock.block(BLOCK + 5, BLOCK + 9))
    assert all(map(same, whole[5:], rest))


def test_varied_rows_keep_their_kind_and_no_two_skus_are_alike(stock: Stock) -> None:
    rows = list(stock.block(0, 100))
    assert {varied.category for varied in rows} == {"Printing > Toner"}
    assert len({varied.fields["sku"] for varied in rows}) == 100


def test_a_varied_vector_stays_near_its_own(stock: Stock) -> None:
    near = [
        float(varied.vector @ stock.vectors[varied.number % 2]) for varied in stock.block(0, 100)
    ]
    assert min(near) > 0.8


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Notebook case 15.6in", "Bags > Notebook cases"),
        ("HP 250 notebook", "Computers > Notebooks"),
        ("Gizmo", OTHER),
    ],
)
def test_what_goes_with_a_device_is_not_the_device(name: str, kind: str) -> None:
    assert kind_of(name, "") == kind


def test_facets_of_found_products_are_counted() -> None:
    products: list[dict[str, Any]] = [
        {"sku": "1", "brand": "Canon", "price": "20.00", "attributes": {"product_colour": "Black"}},
        {"sku": "2", "brand": "Canon", "price": None, "attributes": None},
        {"sku": "3", "brand": "Lexmark", "category": "Printing > Toner", "price": 25},
    ]
    counts = FacetCounter(products).count(["1", "2", "unknown"])
    assert counts["brand"] == {"Canon": 2}
    assert counts["product_colour"] == {"Black": 1}
    assert sum(counts["price"].values()) == 1
    assert "category" not in counts


def test_typesense_is_left_out_without_its_program(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert typesense(tmp_path) == []
    assert "Typesense is left out" in capsys.readouterr().out
