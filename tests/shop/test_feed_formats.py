"""Exports of other shops are recognised by what they hold, and come in whole."""

import gzip
import random
import shutil
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from openpyxl import Workbook

from shop.feeds.formats import open_feed
from shop.feeds.row import BadRow, ProductRow
from shop.feeds.values import Options
from shop.models import Product, ProductImage
from tests import data

FEEDS = data.FOLDER / "feeds"


def read(path: Path, options: Options | None = None) -> tuple[dict[str, ProductRow], list[BadRow]]:
    """The good rows by sku, and the bad ones. The file's name says nothing."""
    good: dict[str, ProductRow] = {}
    bad: list[BadRow] = []
    with open_feed(path, options=options) as feed:
        assert feed.wrong_format() == ""
        for _line, row in feed.rows():
            if isinstance(row, BadRow):
                bad.append(row)
            else:
                good[row.sku] = row
    return good, bad


def choices(row: ProductRow) -> dict[str, tuple[str, Decimal, int | None]]:
    return {
        " ".join(each.values.values()): (each.sku, each.price, each.stock) for each in row.variants
    }


@pytest.mark.parametrize(
    ("name", "count", "bad"),
    [
        ("shopify.csv", 3, 0),
        ("woocommerce-german.csv", 6, 1),
        ("google.xml", 3, 1),
        ("google.tsv", 2, 0),
        ("chatgpt.csv", 1, 0),
        ("chatgpt.jsonl", 1, 0),
        ("plain-swedish.csv", 2, 0),
        ("plain-czech.csv", 2, 0),
        ("products-with-variants.jsonl", 1, 0),
    ],
)
@pytest.mark.parametrize("packed", [False, True])
def test_a_file_is_recognised_whatever_it_is_called(
    tmp_path: Path, name: str, count: int, bad: int, packed: bool
) -> None:
    path = tmp_path / "feed"
    content = (FEEDS / name).read_bytes()
    path.write_bytes(gzip.compress(content) if packed else content)
    good, left_out = read(path)
    assert (len(good), len(left_out)) == (count, bad)


def test_a_product_of_shopify_has_its_options_and_variants() -> None:
    good, _bad = read(FEEDS / "shopify.csv")
    tee = good["fjord-tee"]
    assert (tee.name, tee.brand) == ("Fjord T-shirt", "Nordvik")
    assert tee.category == "Apparel & Accessories > Clothing > Shirts"
    assert tee.options == ["Colour", "Size", "Fit"]
    assert choices(tee) == {
        "Red S Slim": ("FT-R-S", Decimal("24.95"), 2),
        "Red M Slim": ("FT-R-M", Decimal("24.95"), 0),
        "Blue M Slim": ("FT-B-M", Decimal("26.00"), 0),
        "Blue L Slim": ("FT-B-L", Decimal("26.00"), None),
        "Green M Slim": ("FT-G-M", Decimal("19.00"), 7),
    }
    assert tee.price == Decimal("19.00")


def test_a_product_of_shopify_has_its_pictures_and_metafields() -> None:
    tee = read(FEEDS / "shopify.csv")[0]["fjord-tee"]
    assert tee.variants[0].gtin == "4006381333931"
    assert tee.variants[0].image_url == "https://cdn.shop.example/fjord-red.jpg"
    assert tee.image_urls == [
        "https://cdn.shop.example/fjord-1.jpg?v=1",
        "https://cdn.shop.example/fjord-2.jpg",
    ]
    assert tee.attributes["färg"] == "Röd"
    assert tee.attributes["colour"] == ["Red", "Blue", "Green"]


def test_a_description_is_clean_text_and_safe_markup() -> None:
    tee = read(FEEDS / "shopify.csv")[0]["fjord-tee"]
    assert tee.description == "Om\n\nSoft & light.\n\nMade of linen."
    assert "<b>linen</b>" in tee.description_html
    assert "script" not in tee.description_html
    assert "alert" not in tee.description_html + tee.description


def test_what_a_shop_does_not_count_is_available_and_a_draft_is_hidden() -> None:
    good, _bad = read(FEEDS / "shopify.csv")
    assert good["oak-stool"].stock is None
    assert good["oak-stool"].compare_at_price is None
    assert not good["gone"].active


def test_what_a_shop_pays_is_never_taken() -> None:
    good, _bad = read(FEEDS / "shopify.csv")
    assert not any("cost" in key for row in good.values() for key in row.attributes)


def test_variations_stand_anywhere_and_name_their_parent_by_code_or_number() -> None:
    good, _bad = read(FEEDS / "woocommerce-german.csv")
    bag = good["TK"]
    assert choices(bag) == {
        "Rot M": ("TK-R-M", Decimal("39.90"), 3),
        "Blau M": ("TK-B", Decimal("34.90"), None),
        "Blau L": ("TK-B", Decimal("34.90"), None),
    }
    assert bag.compare_at_price == Decimal("39.90")
    assert bag.description == "Leicht.\nAus Leinen."
    assert (bag.category, bag.attributes["weight_kg"]) == ("Taschen > Umhänger", 0.4)


def test_each_kind_of_product_of_woocommerce_comes_in() -> None:
    good, bad = read(FEEDS / "woocommerce-german.csv")
    assert good["BU-1"].price == Decimal("1234.50")
    assert good["BU-1"].gtin == "9783161484100"
    assert good["21"].name == "Gutschein"
    assert good["SET"].price == Decimal(25)
    assert good["EXT"].url == "https://anderswo.example/x"
    assert "not in the file" in str(good["WAISE"].remarks[-1])
    assert bad[0].sku == "OHNE"


def test_items_of_a_group_are_one_product() -> None:
    shoe = read(FEEDS / "google.xml")[0]["SHOE"]
    assert shoe.name == "Trail shoe"
    assert choices(shoe) == {
        "Red 40": ("S-RED-40", Decimal(89), 0),
        "Blue 41": ("S-BLUE-41", Decimal(95), None),
    }
    assert shoe.price == 95
    assert shoe.attributes["gender"] == "female"


def test_an_item_of_google_has_its_sale_and_pictures() -> None:
    mug = read(FEEDS / "google.xml")[0]["M-1"]
    assert (mug.name, mug.price, mug.compare_at_price) == (
        "Mug & saucer",
        Decimal("9.90"),
        Decimal("12.50"),
    )
    assert (mug.currency, mug.gtin) == ("EUR", "04006381333931")
    assert len(mug.image_urls) == 3
    assert mug.attributes == {"condition": "new", "volume": "0.3 l"}


def test_a_sale_that_is_over_is_none() -> None:
    kettle = read(FEEDS / "google.tsv")[0]["A1"]
    assert (kettle.price, kettle.compare_at_price, kettle.currency) == (
        Decimal("105.29"),
        None,
        "USD",
    )


def test_columns_are_known_by_their_names_in_other_languages() -> None:
    lamp = read(FEEDS / "plain-swedish.csv")[0]["100-1"]
    assert (lamp.price, lamp.compare_at_price, lamp.currency) == (
        Decimal(1299),
        Decimal(1499),
        "SEK",
    )
    assert (lamp.stock, lamp.brand, lamp.gtin) == (12, "Ljus", "7310865004703")
    assert lamp.attributes == {"färg": "Svart", "vikt_kg": 1.2}
    cup = read(FEEDS / "plain-czech.csv")[0]["CZ-1"]
    assert (cup.price, cup.currency, cup.stock) == (Decimal("1249.90"), "CZK", None)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
)
@pytest.mark.parametrize("name", ["plain-swedish.csv", "woocommerce-german.csv"])
@pytest.mark.parametrize("separator", [";", "\t", "|"])
def test_encodings_and_separators_change_nothing(
    tmp_path: Path, encoding: str, name: str, separator: str
) -> None:
    text = (FEEDS / name).read_text(encoding="utf-8").replace("&nbsp;", "\xa0")
    path = tmp_path / "feed.dat"
    path.write_bytes(text.replace(";", separator).encode(encoding))
    plain = tmp_path / "plain"
    plain.write_text(text, encoding="utf-8")
    assert read(path) == read(plain)


def test_central_european_letters_are_read(tmp_path: Path) -> None:
    text = (FEEDS / "plain-czech.csv").read_text(encoding="utf-8")
    path = tmp_path / "feed"
    path.write_bytes(text.encode("cp1250"))
    assert read(path)[0]["CZ-2"].name == "Talíř"


def test_one_broken_letter_is_not_another_encoding(tmp_path: Path) -> None:
    content = "sku,name,price\n1,Größe,2\n".encode() + b"2,Gr\xf6\xdfe,3\n" + "3,Weiß,4\n".encode()
    (tmp_path / "feed").write_bytes(content)
    good, _bad = read(tmp_path / "feed")
    assert good["1"].name == "Größe"
    assert good["3"].name == "Weiß"
    assert "\ufffd" in good["2"].name


def workbook(path: Path, *rows: list[Any]) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


def test_a_workbook_is_a_table(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "prices.bin",
        ["Our price list of this spring"],
        [],
        ["Artikelnummer", "Bezeichnung", "Preis", "Bestand", "EAN", "Farbe"],
        [1001, "Lampe", 1.299, 3.0, 4006381333931, "rot"],
        ["1002", "Stuhl", "1.299,00 €", None, None, None],
    )
    good, bad = read(path)
    assert not bad
    assert (good["1001"].price, good["1001"].stock) == (Decimal("1.299"), 3)
    assert good["1001"].gtin == "4006381333931"
    assert (good["1002"].price, good["1002"].currency) == (Decimal(1299), "EUR")


def test_an_export_that_was_saved_by_excel_is_still_one(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "export.xlsx",
        ["Handle", "Title", "Option1 Name", "Option1 Value", "Variant SKU", "Variant Price"],
        ["hat", "Hat", "Size", "S", "H-S", 20],
        ["hat", None, None, "M", "H-M", 21.5],
    )
    assert choices(read(path)[0]["hat"]) == {
        "S": ("H-S", Decimal(20), None),
        "M": ("H-M", Decimal("21.5"), None),
    }


def test_columns_can_be_said(tmp_path: Path) -> None:
    (tmp_path / "feed").write_text("Nyckel,Rubriken,Kostar\nA,Lampa,12\n")
    with open_feed(tmp_path / "feed") as feed:
        assert feed.wrong_format().endswith("[unknown_columns]")
    mapping = {"Nyckel": "sku", "rubriken": "name", "Kostar": "price"}
    good, _bad = read(tmp_path / "feed", Options(mapping=mapping))
    assert good["A"].name == "Lampa"


def test_rows_of_a_plain_table_that_share_a_group_are_variants(tmp_path: Path) -> None:
    (tmp_path / "feed").write_text(
        "sku,parent sku,name,price,colour,material\n"
        "P,,Pan,,,steel\nP-1,P,Pan red,20,red,steel\nP-2,P,Pan blue,22,blue,steel\n"
    )
    pan = read(tmp_path / "feed")[0]["P"]
    assert pan.name == "Pan"
    assert choices(pan) == {
        "red steel": ("P-1", Decimal(20), None),
        "blue steel": ("P-2", Decimal(22), None),
    }


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "old_workbook"),
        (b"PK\x03\x04 and no more", "not_a_workbook"),
        (b"[1]", "not_json_lines"),
        (b"just a letter to you", "unknown_columns"),
        (bytes(random.Random(1).randbytes(400)), "unknown_columns"),
        (b"", "unknown_columns"),
    ],
)
def test_what_is_no_feed_is_refused_in_one_sentence(
    tmp_path: Path, content: bytes, code: str
) -> None:
    (tmp_path / "feed").write_bytes(content)
    with open_feed(tmp_path / "feed") as feed:
        assert feed.wrong_format().endswith(f"[{code}]")


def test_a_document_type_is_neither_resolved_nor_fetched(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("the-secret")
    (tmp_path / "feed.xml").write_text(
        f'<!DOCTYPE rss [<!ENTITY x SYSTEM "file://{secret}"><!ENTITY a "{"b" * 99}">]>'
        "<rss><channel><item><id>1</id><title>Mug &x;&a;</title><price>2 EUR</price></item>"
        "</channel></rss>"
    )
    name = read(tmp_path / "feed.xml")[0]["1"].name
    assert name.startswith("Mug")
    assert not {"the-secret", "b" * 9} & set(name.split())
    assert len(name) < 20


@pytest.mark.django_db
def test_an_export_is_imported_by_command(tmp_path: Path) -> None:
    shutil.copy(FEEDS / "shopify.csv", tmp_path / "x")
    out, errors = StringIO(), StringIO()
    call_command(
        "import_products",
        str(tmp_path / "x"),
        "--currency=sek",
        "--no-embedding",
        stdout=out,
        stderr=errors,
    )
    product = Product.objects.get(sku="fjord-tee")
    assert (product.currency, product.stock) == ("SEK", None)
    assert ProductImage.objects.filter(product=product).count() == 2
    assert "remark: line 4 of fjord-tee: Variant Inventory Qty '-3'" in errors.getvalue()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("argument", "code"),
    [("--map=Titel", "unknown_field"), ("--map=T=x", "unknown_field"), ("--currency=zz", "unkn")],
)
def test_arguments_that_say_nothing_are_refused(argument: str, code: str) -> None:
    with pytest.raises(CommandError, match=code):
        call_command("import_products", str(FEEDS / "google.tsv"), argument, stdout=StringIO())
