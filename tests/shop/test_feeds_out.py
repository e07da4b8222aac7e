"""The catalogue as feeds for others: what is read back is what was written."""

import csv
import json
from collections.abc import AsyncGenerator
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import AsyncClient, Client
from hypothesis import assume, given
from hypothesis import strategies as st
from lxml import etree

from shop.feeds.formats import open_feed
from shop.feeds.jsonl import product
from shop.feeds.out import catalogue
from shop.feeds.out.catalogue import channel
from shop.feeds.out.formats import FORMATS, chunks
from shop.feeds.out.items import amount
from shop.feeds.out.merchant import short_id
from shop.feeds.row import BadRow, ProductRow
from shop.feeds.values import Options
from shop.importer import import_rows
from shop.importer.preview import Preview, preview
from shop.models import Product, ShopFact, Variant
from tests.depth import few

pytestmark = pytest.mark.django_db
G = "{http://base.google.com/ns/1.0}"
ORIGIN = "https://shop.example"

SHIRT: dict[str, Any] = {
    "sku": "shirt",
    "name": "Fjord shirt",
    "description": "<p>Soft &amp; <b>warm</b>.</p>",
    "brand": "Fjord",
    "category": "Clothing > Shirts",
    "price": 19,
    "rating": 4.5,
    "rating_count": 8,
    "popularity": 70,
    "attributes": {"google_product_category": "212", "material": "Cotton", "gender": "unisex"},
    "image_urls": ["https://cdn.example/1.jpg", "https://cdn.example/red.jpg"],
    "options": ["Colour", "Size"],
    "variants": [
        {
            "sku": "shirt-r-m",
            "gtin": "4006381333931",
            "values": {"Colour": "Red", "Size": "M"},
            "price": 19,
            "compare_at_price": 25,
            "stock": 2,
            "image_url": "https://cdn.example/red.jpg",
        },
        {"sku": "shirt-b-m", "values": {"Colour": "Blue", "Size": "M"}, "price": 19, "stock": 0},
        {"values": {"Colour": "Blue", "Size": "L"}, "price": 21, "stock": 3, "active": False},
    ],
}
LAMP: dict[str, Any] = {"sku": "lamp", "name": "Lamp", "price": 1.234, "currency": "KWD"}


def load(*rows: dict[str, Any]) -> None:
    read = [(line, product(line, row, Options())) for line, row in enumerate(rows, start=1)]
    assert not [row for _line, row in read if isinstance(row, BadRow)]
    import_rows(read, with_vectors=False)


def text(name: str, *, is_whole: bool = False) -> str:
    parts = chunks(name, channel(ORIGIN, is_whole=is_whole))
    return "".join(part for _count, part in parts)


def again(path: Path, content: str) -> Preview:
    """What an import of this file would do."""
    path.write_text(content, encoding="utf-8", newline="")
    with open_feed(path) as feed:
        assert feed.wrong_format() == ""
        return preview(feed.rows())


def google() -> dict[str, dict[str, list[str]]]:
    """The items of the XML feed by their ids."""
    found = {}
    for item in etree.fromstring(text("google.xml").encode()).iter("item"):
        fields: dict[str, list[str]] = {}
        for child in item:
            fields.setdefault(str(child.tag).removeprefix(G), []).append(child.text or "")
        found[fields["id"][0]] = fields
    return found


WORDS = st.text(
    st.one_of(st.sampled_from("ab 1.,;|>/\"'=+-@&<\t\n&lt;amp"), st.characters(codec="utf-8")),
    min_size=1,
    max_size=30,
)
PRICES = st.decimals(0, 9_999_999, places=4).map(float) | st.sampled_from([0.5, 1.234, 1234, 12.5])
VALUES = st.sampled_from(["Red", "=1+1", "S/M", "<b>", "&amp;amp;", "1,5", "L"]) | WORDS


@st.composite
def raw_rows(draw: st.DrawFn) -> dict[str, Any]:
    row: dict[str, Any] = {
        "name": draw(WORDS),
        "description": draw(WORDS | st.just("<h2>Care</h2>Wash &amp; <i>dry</i>")),
        "brand": draw(WORDS),
        "category": draw(
            st.sampled_from(["", "Home/Garden", "A > B & C", "Home &amp; <b>"]) | WORDS
        ),
        "price": draw(PRICES),
        "compare_at_price": draw(st.none() | PRICES),
        "currency": draw(st.sampled_from(["EUR", "KWD", "JPY"])),
        "stock": draw(st.none() | st.integers(-1, 10**6)),
        "rating": draw(st.none() | st.decimals(0, 5, places=2).map(float)),
        "rating_count": draw(st.integers(0, 99)),
        "popularity": draw(st.integers(0, 99)),
        "gtin": draw(st.sampled_from(["", "4006381333931", "036000291452"])),
        "url": draw(st.sampled_from(["", "https://a.example/x?a=1,https://b.example"])),
        "image_urls": draw(
            st.lists(st.sampled_from(["https://a.example/1,2.jpg", "//c.example/ä b.png"]))
        ),
        "attributes": draw(
            st.dictionaries(WORDS, WORDS | st.booleans() | st.integers(-9, 9) | st.lists(WORDS))
        ),
    }
    options = draw(st.lists(WORDS, max_size=2, unique=True))
    values = st.fixed_dictionaries(dict.fromkeys(options, VALUES))
    if options:
        row["options"] = options
        row["variants"] = [
            {
                "sku": draw(st.sampled_from(["", f"v{place}", "=v"])),
                "values": draw(values),
                "price": draw(PRICES),
                "stock": draw(st.none() | st.integers(0, 9)),
                "active": draw(st.booleans()),
            }
            for place in range(draw(st.integers(0, 3)))
        ]
    return row


@few(40)
@given(rows=st.lists(raw_rows(), min_size=1, max_size=4))
def test_our_own_formats_are_read_back_to_the_same_rows(
    tmp_path: Path, rows: list[dict[str, Any]]
) -> None:
    Product.objects.all().delete()
    read = [
        (line, product(line, {"sku": f"+{line}"} | row, Options()))
        for line, row in enumerate(rows, start=1)
    ]
    import_rows([(line, row) for line, row in read if isinstance(row, ProductRow)])
    count = Product.objects.count()
    assume(count)  # a name may be nothing but a tag
    for name in ("products.jsonl", "products.csv"):
        found = again(tmp_path / "feed", text(name, is_whole=True))
        assert (found.unchanged, found.bad) == (count, []), text(name, is_whole=True)


def test_a_public_feed_tells_what_pages_tell_and_is_read_back(tmp_path: Path) -> None:
    load(SHIRT, LAMP, LAMP | {"sku": "hidden", "active": False})
    rows = [json.loads(line) for line in text("products.jsonl").splitlines()]
    assert [row["sku"] for row in rows] == ["shirt", "lamp"]
    assert "popularity" not in rows[0]
    assert [each["sku"] for each in rows[0]["variants"]] == ["shirt-r-m", "shirt-b-m"]
    Variant.objects.filter(active=False).delete()
    for name in ("products.jsonl", "products.csv"):
        found = again(tmp_path / "feed", text(name))
        assert (found.unchanged, found.changed, found.new) == (2, 0, 0)


def test_lines_of_a_table_may_be_sorted_and_cells_typed_over(tmp_path: Path) -> None:
    load(SHIRT)
    head, *lines = text("products.csv", is_whole=True).splitlines(keepends=True)
    content = head + "".join(reversed(lines)).replace(",21.0,", ',"21,50",')
    found = again(tmp_path / "feed", content)
    assert (found.changed, found.bad, found.remarks) == (1, [], [])


def test_a_table_that_is_broken_says_where(tmp_path: Path) -> None:
    content = (
        "sku,variant_of,name,price,attributes,options,values\n"
        "a,,A,1,{,,\nb,c,,1,,,{}\nd,,D,2,{},[],{}\n"
    )
    found = again(tmp_path / "feed", content)
    assert found.new == 1
    assert ["attributes: is not JSON" in found.bad[0], found.bad[1]] == [
        True,
        "line 3: its product is not in the file",
    ]


def test_no_cell_is_a_formula() -> None:
    load(LAMP | {"name": "=HYPERLINK(1)", "brand": "'=x", "description": "@SUM(1)"})
    rows = list(csv.DictReader(StringIO(text("products.csv"))))
    assert (rows[0]["name"], rows[0]["brand"]) == ("'=HYPERLINK(1)", "''=x")


def test_an_item_of_google_is_a_variant_with_what_is_known_of_it() -> None:
    load(SHIRT)
    page = Product.objects.get().get_absolute_url()
    variant = Variant.objects.get(sku="shirt-r-m")
    items = google()
    assert items["shirt-r-m"] == {
        "id": ["shirt-r-m"],
        "title": ["Fjord shirt – Red, M"],
        "description": ["Soft & warm."],
        "link": [f"{ORIGIN}{page}?variant={variant.pk}"],
        "image_link": ["https://cdn.example/red.jpg"],
        "additional_image_link": ["https://cdn.example/1.jpg"],
        "availability": ["in_stock"],
        "price": ["25.00 EUR"],
        "sale_price": ["19.00 EUR"],
        "brand": ["Fjord"],
        "gtin": ["4006381333931"],
        "google_product_category": ["212"],
        "product_type": ["Clothing > Shirts"],
        "item_group_id": ["shirt"],
        "color": ["Red"],
        "size": ["M"],
        "material": ["Cotton"],
        "gender": ["unisex"],
    }
    assert items["shirt-b-m"]["availability"] == ["out_of_stock"]
    assert "sale_price" not in items["shirt-b-m"]
    assert len(items) == 2


def test_a_table_for_google_says_the_same(tmp_path: Path) -> None:
    load(SHIRT, LAMP)
    rows = {row["id"]: row for row in csv.DictReader(StringIO(text("google.tsv")), delimiter="\t")}
    items = google()
    assert rows.keys() == items.keys()
    for code, row in rows.items():
        said = {name: value for name, value in row.items() if value}
        assert said == {name: " ".join(values) for name, values in items[code].items()}
    assert again(tmp_path / "feed", text("google.xml")).bad == []


@pytest.mark.parametrize(
    ("price", "currency", "said"),
    [
        ("19", "EUR", "19.00 EUR"),
        ("19.00", "JPY", "19 JPY"),
        ("1.234", "KWD", "1.234 KWD"),
        ("0.0125", "EUR", "0.0125 EUR"),
        ("1200", "KWD", "1200.000 KWD"),
    ],
)
def test_an_amount_has_the_decimals_of_its_currency(price: str, currency: str, said: str) -> None:
    assert amount(Decimal(price), currency) == said


def test_ids_of_google_are_short_and_all_others() -> None:
    codes = [f"{'x' * 90}{number}" for number in range(9)]
    assert {len(short_id(code)) for code in codes} == {50}
    assert len({short_id(code) for code in codes}) == 9


def test_what_xml_has_no_place_for_is_left_out() -> None:
    load(LAMP)
    Product.objects.update(name="La\x01mp <b> & ]]>\ufffe")
    assert google()["lamp"]["title"] == ["Lamp <b> & ]]>"]


def test_variants_without_codes_are_told_apart() -> None:
    same = [{"sku": "shirt", "values": {"Size": size}, "price": 9} for size in "SML"]
    load(SHIRT | {"options": ["Size"], "variants": same})
    items = google()
    assert len(items) == 3
    assert all(item["item_group_id"] == ["shirt"] != item["id"] for item in items.values())


def test_the_file_for_chatgpt_has_the_names_of_its_specification(settings: Any) -> None:
    settings.FEED_COUNTRIES = ["DE", "AT"]
    settings.SHOP_NAME = "Fjord & Co"
    policy = "Send it back within 30 days: https://shop.example/returns."
    ShopFact.objects.create(topic="returns", title="Returns", text=policy)
    load(SHIRT, LAMP)
    rows = [json.loads(line) for line in text("chatgpt.jsonl").splitlines()]
    page = Product.objects.get(sku="shirt").get_absolute_url()
    variant = Variant.objects.get(sku="shirt-r-m")
    assert rows[0] == {
        "item_id": "shirt-r-m",
        "title": "Fjord shirt – Red, M",
        "description": "Soft & warm.",
        "url": f"{ORIGIN}{page}?variant={variant.pk}",
        "brand": "Fjord",
        "image_url": "https://cdn.example/red.jpg",
        "additional_image_urls": ["https://cdn.example/1.jpg"],
        "price": "25.00 EUR",
        "sale_price": "19.00 EUR",
        "availability": "in_stock",
        "gtin": "4006381333931",
        "product_category": "Clothing > Shirts",
        "color": "Red",
        "size": "M",
        "material": "Cotton",
        "gender": "unisex",
        "seller_name": "Fjord & Co",
        "seller_url": f"{ORIGIN}/",
        "return_policy": "https://shop.example/returns",
        "target_countries": ["DE", "AT"],
        "store_country": "DE",
        "group_id": "shirt",
        "variant_dict": {"Colour": "Red", "Size": "M"},
        "star_rating": "4.50",
        "review_count": 8,
        "is_eligible_search": True,
        "is_eligible_checkout": False,
        "listing_has_variations": True,
    }
    assert "group_id" not in rows[-1]


def test_the_command_writes_the_same_file(tmp_path: Path) -> None:
    load(SHIRT)
    path = tmp_path / "feed"
    call_command(
        "export_products",
        str(path),
        "--format=google.xml",
        f"--origin={ORIGIN}",
        stdout=StringIO(),
    )
    assert path.read_text(encoding="utf-8") == text("google.xml")
    with pytest.raises(CommandError, match="no_origin"):
        call_command("export_products", str(path), "--format=google.xml", stdout=StringIO())


def test_feeds_can_be_switched_off_or_need_a_token(client: Client, settings: Any) -> None:
    settings.FEEDS_TOKEN = "secret"
    assert client.head("/feeds/google.xml").status_code == 403
    assert client.head("/feeds/google.xml?token=wröng").status_code == 403
    answer = client.head("/feeds/google.xml?token=secret")
    assert answer.status_code == 200
    assert "private" in answer["Cache-Control"]
    settings.FEEDS = False
    assert client.head("/feeds/google.xml?token=secret").status_code == 404
    assert client.head("/feeds/unknown.xml").status_code == 404


async def read(client: AsyncClient, name: str, **headers: str) -> tuple[Any, str]:
    response: Any = await client.get(f"/feeds/{name}", headers=headers)
    if not response.streaming:
        return response, response.content.decode()
    parts: AsyncGenerator[bytes] = aiter(response)
    return response, b"".join([part async for part in parts]).decode()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("demo")
async def test_a_feed_is_streamed_and_not_sent_again_unchanged(
    async_client: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalogue, "PAGE", 50)
    for name, kind in FORMATS.items():
        response, whole = await read(async_client, name)
        assert response["Content-Type"] == kind.content_type
        assert "Cookie" not in response.get("Vary", "")
        assert whole.count("Skarv") > 0
    first, lines = await read(async_client, "products.jsonl")
    assert len(lines.splitlines()) == await Product.objects.filter(active=True).acount()
    mark = first["ETag"]
    same, nothing = await read(async_client, "products.jsonl", **{"If-None-Match": mark})
    assert (same.status_code, nothing, same["ETag"]) == (304, "", mark)
    await Product.objects.filter(sku="OUT-JKT-001").aupdate(stock=1)
    changed, lines = await read(async_client, "products.jsonl", **{"If-None-Match": mark})
    assert changed.status_code == 200
    assert '"stock": 1,' in lines


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("demo")
async def test_a_client_may_leave_in_the_middle(
    async_client: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalogue, "PAGE", 10)
    response: Any = await async_client.get("/feeds/products.csv")
    parts: AsyncGenerator[bytes] = aiter(response)
    await anext(parts)
    await anext(parts)
    await parts.aclose()
    assert await anext(parts, None) is None


@pytest.mark.django_db(transaction=True)
def test_while_somebody_writes_a_feed_has_no_mark() -> None:
    assert catalogue.version().isdigit()
    other = connection.copy()
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("UPDATE shop_category SET path = path")
        assert catalogue.version() == ""
        other.rollback()
    finally:
        other.close()
    assert catalogue.version().isdigit()


def test_a_variant_without_a_colour_has_none_of_its_siblings() -> None:
    variants = [
        {"sku": "a", "values": {"Colour": "Red", "Size": "M"}, "price": 3},
        {"sku": "b", "values": {"Size": "L"}, "price": 3},
    ]
    load({"sku": "s", "name": "Sock", "price": 3, "variants": variants})
    found = google()
    assert found["a"]["color"] == ["Red"]
    assert "color" not in found["b"]


def test_what_costs_nothing_is_offered_to_no_marketplace() -> None:
    load({"sku": "free", "name": "Leaflet", "price": 0}, LAMP)
    assert google().keys() == {"lamp"}
    assert '"item_id": "free"' not in text("chatgpt.jsonl")
    assert '"free"' in text("products.jsonl")


@pytest.mark.parametrize("name", ["products.csv", "products.jsonl"])
def test_a_public_feed_read_again_leaves_hidden_variants(name: str, tmp_path: Path) -> None:
    load(SHIRT)
    path = tmp_path / name
    path.write_text(text(name), encoding="utf-8", newline="")
    assert again(path, text(name)).unchanged == 1
    with open_feed(path) as feed:
        import_rows(feed.rows(), with_vectors=False)
    assert Variant.objects.filter(active=False).count() == 1


@few(30)
@given(st.lists(st.text("'-=+@a1\t –", min_size=1, max_size=4), min_size=1, max_size=4))
def test_codes_come_back_as_they_are(tmp_path: Path, codes: list[str]) -> None:
    """A spreadsheet takes some codes for formulas, so the table guards them."""
    rows = [{"sku": code, "name": "Peg", "price": 1} for code in codes]
    read = [(line, product(line, row, Options())) for line, row in enumerate(rows, start=1)]
    import_rows([each for each in read if isinstance(each[1], ProductRow)], with_vectors=False)
    assume(Product.objects.exists())
    found = again(tmp_path / "products.csv", text("products.csv", is_whole=True))
    assert (found.new, found.changed, found.bad_count) == (0, 0, 0)
