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
from shop.search.relax import relaxations
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


def load(*rows: dict[str, Any], with_vectors: bool = False) -> Progress:
    good = []
    for line, raw in enumerate(rows, 1):
        row = feed_product(line, raw, Options())
        assert isinstance(row, ProductRow)
        good.append((line, row))
    return import_rows(good, with_vectors=with_vectors)


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


@pytest.mark.parametrize(
    ("asked", "sku"),
    [
        ({"not_colours": ("Red",)}, "SH-B-M"),
        ({"not_attributes": {"size": ("M",)}}, "SH-R-S"),
        ({"not_colours": ("Blue",), "not_attributes": {"size": ("S",)}}, "SH-R-M"),
        ({"not_colours": ("Blue",), "not_attributes": {"size": ("S", "M")}}, ""),
        ({"not_attributes": {"material": ("linen",)}}, ""),
        ({"price_max": Decimal(23)}, "SH-R-M"),
    ],
)
def test_what_is_ruled_out_is_ruled_out_of_one_variant(asked: dict[str, Any], sku: str) -> None:
    load(SHIRT)
    products = search(SearchQuery(**asked)).products
    assert [each.fitting[0].sku for each in products] == ([sku] if sku else [])


def test_a_number_that_is_an_option_is_a_variant_s(client: Client) -> None:
    phone = {"sku": "P", "name": "Phone", "options": ["Storage GB"]}
    variants = [
        {"values": {"Storage GB": str(size)}, "price": price}
        for size, price in ((64, 300), (128, 350), (256, 450))
    ]
    load(phone | {"variants": variants})
    least = SearchQuery(ranges={"storage_gb": (Decimal(100), None)})
    assert [product.price for product in search(least).products] == [350]
    dear = least.model_copy(update={"price_max": Decimal(340)})
    assert not search(dear).products


def test_a_card_shows_the_variants_that_fit(client: Client) -> None:
    load(SHIRT, PLAIN)
    red = Variant.objects.get(sku="SH-R-M")
    text = page(client, "/search/?q=linen+shirt&colour=Red&attribute=size:M")
    card = text.split("<article")[1].split("</article>")[0]
    assert "€22" in card
    assert "from €" not in card
    assert "Red, M" in card
    assert f"?variant={red.pk}" in card
    # In blue nothing is chosen but the colour.
    blue = page(client, "/search/?q=linen+shirt&colour=Blue").split("<article")[1]
    assert "€35" in blue.split("</article>")[0]


def test_words_alone_choose_the_variant_that_fits(client: Client) -> None:
    load(SHIRT, PLAIN)
    for words, sku in (
        ("red linen shirt in size M", "SH-R-M"),
        ("blue shirt", "SH-B-M"),
        ("SH-B-M", "SH-B-M"),
    ):
        answer = client.get("/api/products/search", {"q": words}).json()["data"][0]
        assert (answer["sku"], answer["variant"]["sku"]) == ("SHIRT", sku), words
        assert answer["price"] == answer["variant"]["price"]
        assert (answer["price_min"], answer["price_max"]) == (25, 35)


def test_words_that_no_variant_keeps_together_find_nothing_exactly() -> None:
    load(SHIRT, PLAIN)
    assert not search(SearchQuery(words="blue linen shirt in size S")).exact
    assert not search(SearchQuery(words="blue linen shirt under 30")).exact


def test_what_is_sold_out_comes_last_of_those_that_fit() -> None:
    load(SHIRT)
    (product,) = search(SearchQuery(colours=("Red",))).products
    assert [each.sku for each in product.fitting] == ["SH-R-S", "SH-R-M"]
    assert (product.price, product.stock) == (25, 3)


def test_an_offer_to_give_up_a_limit_counts_what_then_fits() -> None:
    load(SHIRT, PLAIN)
    asked = SearchQuery(colours=("Blue",), attributes={"size": ("S",)})
    offers = {each.label: each.total for each in relaxations(search(asked))}
    assert offers == {"Blue": 1, "S": 1}


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


QUESTION = st.tuples(
    st.sampled_from([None, *COLOURS]),
    st.sampled_from([None, *SIZES]),
    st.sampled_from([None, 15, 25]),
    st.sampled_from([None, 25, 35]),
    st.booleans(),
)
Fact = tuple[str, str, int, int | None]
Question = tuple[str | None, str | None, int | None, int | None, bool]


def rows_of(catalogue: list[list[Fact]]) -> list[dict[str, Any]]:
    return [
        {
            "sku": f"P{place}",
            "name": f"Thing {place}",
            "variants": [
                {"values": {"Colour": colour, "Size": size}, "price": price, "stock": stock}
                for colour, size, price, stock in variants
            ],
        }
        for place, variants in enumerate(catalogue)
    ]


@given(
    st.lists(VARIANTS, min_size=1, max_size=4),
    st.lists(QUESTION, min_size=1, max_size=6),
)
@few(45)
def test_what_is_found_has_a_variant_with_all_of_it(
    catalogue: list[list[Fact]], questions: list[Question]
) -> None:
    Product.objects.all().delete()
    load(*rows_of(catalogue))
    for question in questions:
        fitting = [
            f"P{place}"
            for place, variants in enumerate(catalogue)
            if any(_fits(each, question) for each in variants)
        ]
        assert found(**_asked(question)) == fitting, question


def _asked(question: Question) -> dict[str, Any]:
    colour, size, low, high, in_stock = question
    asked: dict[str, Any] = {"in_stock": in_stock, "price_min": low, "price_max": high}
    asked |= {"colours": (colour,)} if colour else {}
    return asked | ({"attributes": {"size": (size,)}} if size else {})


def _fits(variant: Fact, question: Question) -> bool:
    colour, size, low, high, in_stock = question
    has_values = colour in (None, variant[0]) and size in (None, variant[1])
    has_price = (low or 0) <= variant[2] <= (high or 99)
    return has_values and has_price and (not in_stock or variant[3] != 0)


@given(st.lists(VARIANTS, min_size=1, max_size=4), QUESTION)
@few(30)
def test_a_facet_counts_each_product_once_of_which_a_variant_fits(
    catalogue: list[list[Fact]], question: Question
) -> None:
    Product.objects.all().delete()
    load(*rows_of(catalogue))
    whole = search(SearchQuery(**_asked(question)))
    assert whole.total == _count(catalogue, question)
    places = {"colour": 0, "size": 1}
    for facet in whole.facets.attributes:
        for value in facet.values:
            expected = _count(catalogue, _with(question, places[facet.key], value.value))
            assert value.count == expected, (question, value)
    assert whole.facets.in_stock == _count(catalogue, _with(question, 4, True))
    priced = _count(catalogue, _with(_with(question, 2, None), 3, None))
    assert sum(band.count for band in whole.facets.prices) == priced
    fitting = [each for product in whole.products for each in product.fitting]
    assert all(_fits(_fact_of(each), question) for each in fitting)


def _fact_of(variant: Variant) -> Any:
    return (variant.values["colour"], variant.values["size"], variant.price, variant.stock)


def _with(question: Question, place: int, value: Any) -> Any:
    return (*question[:place], value, *question[place + 1 :])


def _count(catalogue: list[list[Fact]], question: Question) -> int:
    return sum(any(_fits(each, question) for each in variants) for variants in catalogue)


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
