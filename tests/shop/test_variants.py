"""A product with options is one product, and what is asked for holds for one of its variants."""

from contextlib import suppress
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from shop.feeds.jsonl import product as feed_product
from shop.feeds.row import ProductRow
from shop.feeds.values import Options
from shop.importer import Progress, import_rows
from shop.models import Product, Variant
from shop.search import SearchQuery, search
from tests import data
from tests.depth import few

pytestmark = pytest.mark.django_db

SHIRT: dict[str, Any] = {
    "sku": "SHIRT",
    "name": "Linen shirt",
    "options": ["Colour", "Size"],
    "attributes": {"material": "linen"},
    "variants": [
        {"sku": "SH-R-S", "values": {"Colour": "Red", "Size": "S"}, "price": 25, "stock": 3},
        {"sku": "SH-R-M", "values": {"Colour": "Red", "Size": "M"}, "price": 22, "stock": 0},
        {"sku": "SH-B-M", "values": {"Colour": "Blue", "Size": "M"}, "price": 35, "stock": 5},
    ],
}
PLAIN = {"sku": "PLAIN", "name": "Linen cloth", "price": 30, "stock": 2}


def load(*rows: dict[str, Any]) -> Progress:
    good = []
    for line, raw in enumerate(rows, 1):
        row = feed_product(line, raw, Options())
        assert isinstance(row, ProductRow)
        good.append((line, row))
    return import_rows(good, with_vectors=False)


def found(**asked: Any) -> list[str]:
    page = search(SearchQuery(**asked))
    return sorted(product.sku for product in page.products)


def test_variants_are_stored_once_and_keep_their_ids() -> None:
    load(SHIRT)
    before = dict(Variant.objects.values_list("sku", "id"))
    changed = [SHIRT["variants"][1] | {"price": 23}, SHIRT["variants"][0]]
    load(SHIRT | {"variants": changed})
    after = dict(Variant.objects.values_list("sku", "id"))
    assert after == {sku: before[sku] for sku in ("SH-R-S", "SH-R-M")}
    assert Variant.objects.get(sku="SH-R-M").price == 23


def test_a_product_costs_what_its_cheapest_variant_does_that_can_be_bought() -> None:
    load(SHIRT)
    product = Product.objects.get()
    assert (product.price, product.price_max, product.stock) == (25, 35, 8)
    assert product.attributes == {
        "material": "linen",
        "colour": ["Red", "Blue"],
        "size": ["S", "M"],
    }


def test_a_row_without_variants_takes_them_away_only_where_it_says_so() -> None:
    load(SHIRT)
    load({"sku": "SHIRT", "name": "Linen shirt", "price": 25})
    assert Variant.objects.count() == 3
    load({"sku": "SHIRT", "name": "Linen shirt", "price": 25, "variants": []})
    assert not Variant.objects.exists()
    product = Product.objects.get()
    assert (product.options, product.price_max, product.variant_codes) == ([], None, [])


def test_a_second_import_changes_nothing() -> None:
    load(SHIRT, PLAIN)
    before = list(Product.objects.order_by("id").values())
    again = load(SHIRT, PLAIN)
    assert (again.created, again.changed, again.saved) == (0, 0, 2)
    assert list(Product.objects.order_by("id").values()) == before


@pytest.mark.parametrize("name", ["shopify.csv", "woocommerce-german.csv", "google.xml"])
def test_an_export_changes_nothing_the_second_time(name: str) -> None:
    def load_file() -> list[Any]:
        path = str(data.FOLDER / "feeds" / name)
        with suppress(CommandError):  # bad lines end it with an error
            call_command(
                "import_products", path, "--no-embedding", stdout=StringIO(), stderr=StringIO()
            )
        return [
            list(Product.objects.order_by("id").values()),
            list(Variant.objects.order_by("id").values()),
        ]

    first = load_file()
    assert first[0]
    assert load_file() == first


def test_a_code_of_a_variant_finds_its_product(client: Client) -> None:
    load(SHIRT, PLAIN)
    for words in ("SH-B-M", "shbm", "sh b m"):
        answer = client.get("/api/products/search", {"q": words}).json()
        assert answer["data"][0]["sku"] == "SHIRT", words


def test_the_api_gives_options_and_variants(client: Client) -> None:
    load(SHIRT, PLAIN)
    shirt, cloth = Product.objects.get(sku="SHIRT"), Product.objects.get(sku="PLAIN")
    one = client.get(f"/api/products/{shirt.pk}").json()
    assert (one["price"], one["price_min"], one["price_max"]) == (25, 25, 35)
    assert one["options"][0] == {"name": "Colour", "key": "colour", "values": ["Red", "Blue"]}
    assert [(each["sku"], each["price"], each["available"]) for each in one["variants"]] == [
        ("SH-R-S", 25, True),
        ("SH-R-M", 22, False),
        ("SH-B-M", 35, True),
    ]
    hit = client.get("/api/products/search", {"q": "linen shirt"}).json()["data"][0]
    assert hit["variants"] == one["variants"]
    other = client.get(f"/api/products/{cloth.pk}").json()
    assert (other["variants"], other["price_min"], other["price_max"]) == ([], 30, 30)


@pytest.mark.parametrize(
    ("asked", "is_found"),
    [
        ({"colours": ("Red",)}, True),
        ({"colours": ("Red",), "attributes": {"size": ("M",)}}, True),
        ({"colours": ("Red",), "attributes": {"size": ("M",)}, "in_stock": True}, False),
        ({"colours": ("Blue",), "attributes": {"size": ("S",)}}, False),
        ({"colours": ("Blue",), "price_max": Decimal(30)}, False),
        ({"price_min": Decimal(30)}, True),
        ({"price_min": Decimal(26), "price_max": Decimal(34)}, False),
        ({"colours": ("Blue",), "attributes": {"material": ("linen",)}}, True),
        ({"colours": ("Blue",), "attributes": {"material": ("wool",)}}, False),
        ({"attributes": {"size": ("M",)}, "in_stock": True, "price_max": Decimal(35)}, True),
    ],
)
def test_a_combination_holds_for_one_variant(asked: dict[str, Any], is_found: bool) -> None:
    load(SHIRT)
    assert found(**asked) == (["SHIRT"] if is_found else [])


COLOURS, SIZES = ("Red", "Blue", "Green"), ("S", "M", "L")
VARIANTS = st.lists(
    st.tuples(
        st.sampled_from(COLOURS),
        st.sampled_from(SIZES),
        st.integers(10, 40),
        st.sampled_from([None, 0, 3]),
    ),
    min_size=1,
    max_size=5,
    unique_by=lambda each: each[:2],
)


@given(
    st.lists(VARIANTS, min_size=1, max_size=4),
    st.lists(
        st.tuples(
            st.sampled_from([None, *COLOURS]),
            st.sampled_from([None, *SIZES]),
            st.sampled_from([None, 15, 25, 35]),
            st.sampled_from([None, 15, 25, 35]),
            st.booleans(),
        ),
        min_size=1,
        max_size=6,
    ),
)
@few(45)
def test_whatever_is_asked_one_variant_has_all_of_it(
    catalogue: list[list[tuple[str, str, int, int | None]]],
    questions: list[tuple[str | None, str | None, int | None, int | None, bool]],
) -> None:
    Product.objects.all().delete()
    load(
        *(
            {
                "sku": f"P{place}",
                "name": f"Thing {place}",
                "variants": [
                    {"values": {"Colour": colour, "Size": size}, "price": price, "stock": stock}
                    for colour, size, price, stock in variants
                ],
            }
            for place, variants in enumerate(catalogue)
        )
    )
    for question in questions:
        for sku in found(**_asked(question)):
            variants = catalogue[int(sku[1:])]
            assert any(_fits(each, question) for each in variants), (sku, question)


def _asked(question: tuple[str | None, str | None, int | None, int | None, bool]) -> dict[str, Any]:
    colour, size, low, high, in_stock = question
    asked: dict[str, Any] = {"in_stock": in_stock, "price_min": low, "price_max": high}
    asked |= {"colours": (colour,)} if colour else {}
    return asked | ({"attributes": {"size": (size,)}} if size else {})


def _fits(
    variant: tuple[str, str, int, int | None],
    question: tuple[str | None, str | None, int | None, int | None, bool],
) -> bool:
    colour, size, low, high, in_stock = question
    if low is not None and high is not None:
        low, high = sorted((low, high))
    has_values = colour in (None, variant[0]) and size in (None, variant[1])
    has_price = (low or 0) <= variant[2] <= (high or 99)
    return has_values and has_price and (not in_stock or variant[3] != 0)


def page(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def test_a_card_says_from_and_how_many_colours(client: Client) -> None:
    load(SHIRT, PLAIN)
    text = page(client, "/search/?q=linen")
    assert "from €25" in text
    assert "2 colours" in text
    assert "from €30" not in text


def test_each_value_of_an_option_is_a_link(client: Client) -> None:
    load(SHIRT)
    product, by_sku = Product.objects.get(), {each.sku: each for each in Variant.objects.all()}
    address = product.get_absolute_url()
    text = page(client, address)
    assert "from €25" in text
    assert f'href="{address}?variant={by_sku["SH-R-S"].pk}#choices"' in text
    chosen = page(client, f"{address}?variant={by_sku['SH-B-M'].pk}")
    assert "€35" in chosen
    assert "from €" not in chosen
    assert "SH-B-M" in chosen
    options = chosen.split('id="choices"')[1].split("Ask about this")[0]
    assert options.count('aria-current="true"') == 2
    # From blue in M, red leads to red in M, though it is sold out.
    assert f"?variant={by_sku['SH-R-M'].pk}#choices" in chosen
    assert f'rel="canonical" href="http://testserver{address}"' in chosen


@pytest.mark.parametrize("asked", ["", "0", "x", "99999999999999999999", "-1"])
def test_a_variant_that_is_none_shows_the_product(client: Client, asked: str) -> None:
    load(SHIRT)
    answer = client.get(f"{Product.objects.get().get_absolute_url()}?variant={asked}")
    assert answer.status_code == 200
    assert answer.context["variant"] is None


def test_a_page_shows_the_markup_of_a_description_until_staff_change_it(client: Client) -> None:
    load(
        SHIRT | {"description": "<h2>Care</h2><p onclick=x>Wash <b>cold</b></p><script>x</script>"}
    )
    product = Product.objects.get()
    text = page(client, product.get_absolute_url())
    assert "<h3>Care</h3><p>Wash <b>cold</b></p>" in text
    assert product.description == "Care\n\nWash cold"


@pytest.mark.parametrize("name", ["shopify.csv", "google.xml", "plain-swedish.csv"])
def test_an_exported_catalogue_changes_nothing_when_it_is_imported(
    tmp_path: Path, name: str
) -> None:
    with suppress(CommandError):  # bad lines end it with an error
        call_command(
            "import_products",
            str(data.FOLDER / "feeds" / name),
            "--no-embedding",
            stdout=StringIO(),
            stderr=StringIO(),
        )
    path, out = tmp_path / "catalogue", StringIO()
    call_command("export_products", str(path), stdout=StringIO())
    call_command("import_products", str(path), "--dry-run", stdout=out, stderr=StringIO())
    count = Product.objects.count()
    assert f"0 new, 0 changed, {count} unchanged, 0 of the shop" in out.getvalue()
