"""Prices and stock alone: of products and of variants, over HTTP and from a file."""

import json
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from shop.feeds.prices import PriceRow, read_price_row
from shop.feeds.values import Options
from shop.importer.prices import write_prices
from shop.models import Entry, Product, Variant
from tests.depth import few
from tests.shop.test_write_api import SHIRT, System, found

pytestmark = pytest.mark.django_db


@pytest.fixture
def system() -> System:
    writer = System()
    writer.put("L1", {"name": "Otter lamp", "price": 40, "compare_at_price": 50, "stock": 3})
    writer.put("F", SHIRT)
    return System("prices:write")


def send(system: System, content: str | bytes, kind: str) -> Any:
    return system.client.generic("PATCH", "/api/prices", content, kind, headers=system.headers)


def prices(sku: str) -> tuple[float, float | None, int | None]:
    row = Product.objects.filter(sku=sku).first() or Variant.objects.get(sku=sku)
    before = row.compare_at_price
    return float(row.price), None if before is None else float(before), row.stock


def test_a_row_changes_what_it_names(system: System) -> None:
    rows = [{"sku": "L1", "price": "35,50 €"}, {"sku": "F-R", "stock": 0}]
    answer = system.send("PATCH", "prices", {"prices": rows})
    assert answer.json() == {
        "read": 2,
        "changed": 2,
        "unchanged": 0,
        "refused": 0,
        "remarks": 0,
        "rows": [],
    }
    assert (prices("L1"), prices("F-R")) == ((35.5, 50, 3), (24.95, None, 0))
    assert system.send("PATCH", "prices", {"prices": rows}).json()["unchanged"] == 2


def test_a_product_costs_what_its_variants_do(system: System, client: Client) -> None:
    send(
        system, '{"sku": "F-B", "price": 12.5, "stock": 0}\n{"sku": "F-R", "price": 30}', "x/lines"
    )
    product = Product.objects.get(sku="F")
    assert (product.price, product.price_max, product.stock) == (30, 30, 2)
    entry = Entry.objects.get(product=product)
    assert (entry.price, entry.available) == (30, True)
    send(system, '{"sku": "F-B", "stock": 1}', "application/x-ndjson")
    assert Product.objects.get(sku="F").price == Decimal("12.5")
    assert found(client, "fjord shirt under 20") == ["F"]


def test_a_table_clears_with_a_blank_cell(system: System) -> None:
    table = "Artikelnummer;Preis;UVP;Bestand\r\nL1;1.234,50;;\r\nF-R;25;30;7\r\n"
    answer = send(system, table.encode("cp1252"), "text/csv")
    assert answer.json()["changed"] == 2, answer.content
    assert (prices("L1"), prices("F-R")) == ((1234.5, None, None), (25, 30, 7))


def test_a_decimal_comma_without_quotation_marks_changes_no_price(system: System) -> None:
    answer = send(system, "sku,price,stock\nL1,9,70,4\nF-R,25,7\n", "text/csv").json()
    assert (answer["changed"], answer["refused"]) == (1, 1)
    assert "has more cells than the header" in answer["rows"][0]["reason"]
    assert prices("L1") == (40, 50, 3)


def test_what_cannot_be_taken_is_named(system: System) -> None:
    rows = [
        {"sku": "nobody", "price": 1},
        {"sku": "F", "price": 1},
        {"sku": "L1"},
        {"price": 1},
        {"sku": "L1", "price": "much"},
        {"sku": "L1", "price": "10 USD"},
        {"sku": "L1", "price": 1.23456},
        {"sku": "L1", "stock": -4, "stok": 1},
        {"sku": "L1", "stock": "many", "price": None},
        {"sku": "L1", "price": 9, "compare_at_price": "12 USD"},
        {"sku": "L1", "price": "1.234"},
        7,
    ]
    answer = system.send("PATCH", "prices", {"prices": rows}).json()
    assert [(row["line"], row["reason"]) for row in answer["rows"]] == [
        (1, "no product and no variant has this SKU"),
        (2, "is a product with variants; write them by their own SKUs"),
        (3, "names no price and no stock"),
        (4, "sku: field required"),
        (5, "price: is no price"),
        (6, "the price is in USD, and the product's in EUR"),
        (7, "price: value error, has more than 4 decimals"),
        (8, ""),
        (
            9,
            "names no price and no stock that can be taken (stock 'many': is no number; left out)",
        ),
        (10, "the price is in USD, and the product's in EUR"),
        (11, "price: can be read in two ways; send a number, or two decimals"),
        (12, "is no object"),
    ]
    assert len(answer["rows"][7]["remarks"]) == 2
    assert (answer["refused"], prices("L1")) == (11, (40, 50, 0))


@pytest.mark.parametrize("kind", ["application/json", "text/csv", "application/x-ndjson"])
def test_a_price_is_read_by_the_currency_of_its_product(system: System, kind: str) -> None:
    System().put("K", {"name": "Kettle", "price": 5, "currency": "KWD"})
    System().put("C", {"name": "Cup", "price": 5, "currency": "CAD"})
    rows = [{"sku": "K", "price": "12.345"}, {"sku": "C", "price": "$7.50"}]
    lines = "\n".join(json.dumps(row) for row in rows)
    content = {
        "application/json": json.dumps({"prices": rows}),
        "text/csv": "sku,price\nK,12.345\nC,$7.50\n",
    }.get(kind, lines)
    assert send(system, content, kind).json()["changed"] == 2
    assert (prices("K")[0], prices("C")[0]) == (12.345, 7.5)


def test_our_own_table_names_its_codes_as_they_are(system: System) -> None:
    System().put("-x", {"name": "Kettle", "price": 5})
    table = "sku,variant_of,attributes,options,values,price\n'-x,,,,,7\n"
    assert send(system, table, "text/csv").json()["changed"] == 1


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ("\n", "text/csv"),
        ("\n", "application/x-ndjson"),
        ("a,b\n1,2\n", "text/csv"),
        ("sku,name\nL1,x\n", "text/csv"),
        ("PK\x03\x04", "text/csv"),
        ("[1]", "application/json"),
        ('{"prices": []}', "application/json"),
    ],
)
def test_a_body_without_rows_is_refused(system: System, content: str, kind: str) -> None:
    assert send(system, content, kind).status_code == 422


def test_a_file_of_prices_is_imported(system: System, tmp_path: Path) -> None:
    path = tmp_path / "prices.csv"
    path.write_text("sku,price,stock\nL1,12.00,9\nF-R,20,1\n", encoding="utf-8")
    out = StringIO()
    call_command("import_prices", str(path), stdout=out)
    assert out.getvalue().startswith("2 changed, 0 unchanged, 0 left out, 0 remarks;")
    assert (prices("L1"), prices("F-R")) == ((12, 50, 9), (20, None, 1))
    path.write_text("sku,price\nnobody,1\n", encoding="utf-8")
    with pytest.raises(CommandError, match="bad_lines"):
        call_command("import_prices", str(path), stdout=StringIO(), stderr=StringIO())
    path.write_text("a,b\n", encoding="utf-8")
    with pytest.raises(CommandError, match="unknown_columns"):
        call_command("import_prices", str(path))


def test_many_rows_take_few_statements(system: System, django_assert_max_num_queries: Any) -> None:
    Product.objects.bulk_create(
        Product(sku=f"P{number}", name="Peg", price=1) for number in range(500)
    )
    rows = [read_price_row(n, {"sku": f"P{n}", "price": 2}, Options()) for n in range(500)]
    with django_assert_max_num_queries(8):
        assert write_prices(rows).changed == 500
    assert Entry.objects.filter(price=2).count() == 500


VARIANTS = st.sampled_from(["F-R", "F-B"])
CHANGES = st.fixed_dictionaries(
    {"sku": VARIANTS},
    optional={
        "price": st.integers(1, 60),
        "stock": st.none() | st.integers(-2, 4),
        "compare_at_price": st.none() | st.integers(1, 90),
    },
)


@few(30)
@given(st.lists(CHANGES, min_size=1, max_size=5))
def test_a_product_and_its_variants_never_disagree(changes: list[dict[str, Any]]) -> None:
    """The road of prices ends where writing the whole product would."""
    writer = System()
    writer.put("F", SHIRT)
    rows = [read_price_row(line, change, Options()) for line, change in enumerate(changes)]
    write_prices(rows)
    product = Product.objects.get(sku="F")
    body = {k: v for k, v in writer.read("F").json().items() if k != "id"}
    assert writer.put("F", body).json()["status"] == "unchanged"
    assert product.price <= (product.price_max or 0)
    assert any(isinstance(row, PriceRow) for row in rows) or product.price == Decimal("19.95")
