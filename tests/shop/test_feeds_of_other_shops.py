"""Tables of shop systems without a format of their own: rows below a product are its variants,
whatever names the options have.
"""

import gzip
import json
from decimal import Decimal
from pathlib import Path
from zipfile import ZipFile

import pytest

from shop.feeds.formats import open_feed
from shop.feeds.row import BadRow, ProductRow
from tests import data

FEEDS = data.FOLDER / "feeds"
type Rows = dict[str, ProductRow]


def read(path: Path) -> tuple[Rows, list[BadRow]]:
    with open_feed(path) as feed:
        assert feed.wrong_format() == ""
        rows = [row for _line, row in feed.rows()]
    good = {row.sku: row for row in rows if isinstance(row, ProductRow)}
    return good, [row for row in rows if isinstance(row, BadRow)]


def table(path: Path, text: str, encoding: str = "utf-8") -> tuple[Rows, list[BadRow]]:
    path.write_bytes("\n".join(line.strip() for line in text.strip().splitlines()).encode(encoding))
    return read(path)


def sold(row: ProductRow) -> list[tuple[str, str, Decimal, int | None]]:
    return [(each.sku, " ".join(each.values.values()), each.price, each.stock)
            for each in row.variants]  # fmt: skip


def actions(row: ProductRow) -> dict[str, str]:
    return {each.column: each.action for each in row.remarks}


def test_a_row_without_a_name_is_a_variant_of_the_one_above(tmp_path: Path) -> None:
    good, bad = table(
        tmp_path / "a.csv",
        """
        Product ID,Title,SKU,Option Name 1,Option Value 1,Option Name 2,Option Value 2,Price,\
Sale Price,On Sale,Stock
        p1,Felt tray,T-1,Size,S,Shade,Oat,18.00,15.00,No,4
        ,,T-2,,M,,Oat,20.00,0.00,No,Unlimited
        ,,T-3,,M,,Ink,22.00,19.00,Yes,0
        p2,Peg bag,P-1,,,,,14.00,0.00,No,2
        """.replace("\\\n", ""),
        "utf-16",
    )
    assert not bad
    assert sold(good["T-1"]) == [
        ("T-1", "S Oat", Decimal(18), 4),
        ("T-2", "M Oat", Decimal(20), None),
        ("T-3", "M Ink", Decimal(19), 0),
    ]
    assert good["T-1"].options == ["Size", "Shade"]
    assert not good["P-1"].variants


def test_options_are_read_from_a_list_in_a_cell_or_a_name(tmp_path: Path) -> None:
    good, _bad = table(
        tmp_path / "a.csv",
        """
        Item number,Title,Variation details,Custom label (SKU),Quantity,Start price,Current price
        110551,Loom frame,,,9,19.00,18.00
        110551,,[Wood=Ash][Width=40 cm],LF-A,5,19.00,
        110551,,[Wood=Oak][Width=60 cm],LF-O,0,21.00,
        """,
    )
    assert sold(good["110551"]) == [
        ("LF-A", "Ash 40 cm", Decimal(19), 5),
        ("LF-O", "Oak 60 cm", Decimal(21), 0),
    ]
    good, _bad = table(
        tmp_path / "b.csv",
        """
        Item Type,Product ID,Product Name,Option Set,Product Code/SKU,Price,Current Stock Level
        Product,7,Clay jug,jugs,J-1,30.00,0
          SKU,8,"[S]Glaze=Blue,[RB]Size=1 L",,J-1-B,,3
          SKU,9,"[S]Glaze=Cream,[RB]Size=2 L",,J-1-C,34.00,0
        """,
    )
    assert sold(good["J-1"]) == [
        ("J-1-B", "Blue 1 L", Decimal(30), 3),
        ("J-1-C", "Cream 2 L", Decimal(34), 0),
    ]


def test_discounts_and_surcharges_make_the_price(tmp_path: Path) -> None:
    good, _bad = table(
        tmp_path / "a.csv",
        """
        handleId,fieldType,name,sku,price,surcharge,discountMode,discountValue,inventory,\
productOptionName1,productOptionDescription1
        p_1,Product,Wax wrap,WW,20.00,,PERCENT,10.0,InStock,Print,#f00:Leaf;#000:Dots
        p_1,Variant,,WW-L,,0.0,,,4,,Leaf
        p_1,Variant,,WW-D,,2.5,,,OutOfStock,,Dots
        p_2,Product,Jar label,,6.00,,AMOUNT,1,7,,
        """.replace("\\\n", ""),
    )
    assert sold(good["WW"]) == [
        ("WW-L", "Leaf", Decimal(18), 4),
        ("WW-D", "Dots", Decimal("20.25"), 0),
    ]
    assert (good["p_2"].price, good["p_2"].compare_at_price) == (Decimal(5), Decimal(6))


def test_variants_name_their_product_by_its_number_or_share_a_handle(tmp_path: Path) -> None:
    good, _bad = table(
        tmp_path / "a.csv",
        """
        id;parent_id;product_number;stock;name;price_net;price_gross;purchase_prices_net;optionIds
        a1;;N-1;0;Wärmflasche;10.08;12;4;
        a2;a1;N-1.1;7;;;;4;o1|o2
        """,
        "cp1252",
    )
    assert [(each.sku, each.price, each.stock) for each in good["N-1"].variants] == [
        ("N-1.1", Decimal(12), 7)
    ]
    good, _bad = table(
        tmp_path / "b.csv",
        """
        id,handle,sku,name,variant_option_one_name,variant_option_one_value,supply_price,\
retail_price,inventory_Main,inventory_Second
        x1,mug,10011,Camp mug,Size,300 ml,4.00,14.95,3,2
        x2,mug,10012,Camp mug,Size,500 ml,5.00,17.95,0,0
        """.replace("\\\n", ""),
    )
    assert sold(good["mug"]) == [
        ("10011", "300 ml", Decimal("14.95"), 5),
        ("10012", "500 ml", Decimal("17.95"), 0),
    ]


def test_what_a_shop_pays_and_prices_without_tax_are_shown_nowhere(tmp_path: Path) -> None:
    good, _bad = table(
        tmp_path / "a.csv",
        """
        sku,name,price,supply_price,purchase_prices_net,price_net,std. VK Netto
        A-1,Sieve,12.00,3.00,2.50,10.08,10.08
        """,
    )
    assert not good["A-1"].attributes


def test_steps_of_a_category_are_one_path_and_counts_may_have_a_word(tmp_path: Path) -> None:
    good, _bad = table(
        tmp_path / "a.csv",
        """
        Artikelnummer;Artikelname;VK Brutto;Kategorie Ebene 1;Kategorie Ebene 2;Lagerbestand
        G-1;Sense;39,90;Garten;Mähen;1 200 Stk.
        G-2;Sichel;1.249,00;Garten;;>10
        """,
        "cp1252",
    )
    assert [(row.category, row.stock, row.price) for row in good.values()] == [
        ("Garten > Mähen", 1200, Decimal("39.90")),
        ("Garten", 10, Decimal(1249)),
    ]


def test_a_variant_whose_price_cannot_be_read_costs_itself_alone(tmp_path: Path) -> None:
    good, bad = table(
        tmp_path / "a.csv",
        """
        Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price
        apron,Apron,Size,S,A-S,gratis
        apron,,,M,A-M,25.00
        """,
    )
    assert not bad
    assert sold(good["apron"]) == [("A-M", "M", Decimal(25), None)]
    assert actions(good["apron"])["variants"] == "has no price that can be read; left out"


def test_a_price_that_a_listing_has_once_is_said_to_be_that_of_all_variants() -> None:
    good, _bad = read(FEEDS / "etsy.csv")
    apron = next(row for row in good.values() if row.variants)
    assert actions(apron)["PRICE"] == "is the only one of the listing; taken for all variants"


def test_markup_that_was_escaped_is_markup(tmp_path: Path) -> None:
    good, _bad = table(
        tmp_path / "a.csv",
        """
        sku,name,price,description
        A-1,Vice,50,&lt;p&gt;Cast iron &amp;amp; steel&lt;/p&gt;
        """,
    )
    assert good["A-1"].description == "Cast iron & steel"


def dumped(path: Path) -> list[str]:
    """Returns the rows of a file without the lines that they come from."""
    good, bad = read(path)
    return [row.model_dump_json() for row in good.values()] + [row.reason for row in bad]


def samples() -> list[Path]:
    return sorted(FEEDS.iterdir())


@pytest.mark.parametrize("sample", samples(), ids=lambda path: path.name)
def test_encodings_and_archives_change_no_row(sample: Path, tmp_path: Path) -> None:
    text = sample.read_text(encoding="utf-8-sig")
    wide = text.encode("utf-16")
    forms = [text.encode("utf-8-sig"), wide, text.encode("utf-16-le"), gzip.compress(wide)]
    for number, form in enumerate([*forms, f"\n\n{text}".encode()]):
        (tmp_path / str(number)).write_bytes(form)
    with ZipFile(tmp_path / "packed", "w") as archive:
        archive.writestr("__MACOSX/._products", "x")
        archive.writestr("products", wide)
    expected = dumped(sample)
    for path in tmp_path.iterdir():
        assert dumped(path) == expected, path.name


def test_an_archive_of_several_files_is_refused_in_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "two.zip"
    with ZipFile(path, "w") as archive:
        archive.writestr("a.csv", "sku,name,price\n")
        archive.writestr("b.csv", "sku,name,price\n")
    with open_feed(path) as feed:
        assert feed.wrong_format().endswith("it holds 2 files: a.csv, b.csv. Pack one file. "
                                            "[not_one_file]")  # fmt: skip


def test_xml_that_is_not_the_utf8_that_it_says_is_read(tmp_path: Path) -> None:
    xml = '<?xml version="1.0" encoding="UTF-8"?><rss><channel><item><id>V1</id>'
    xml += "<title>Fauteuil d’été</title><price>90 EUR</price></item></channel></rss>"
    (tmp_path / "a.xml").write_bytes(xml.encode("cp1252"))
    assert read(tmp_path / "a.xml")[0]["V1"].name == "Fauteuil d’été"


def test_lines_of_json_may_be_utf16(tmp_path: Path) -> None:
    line = json.dumps({"sku": "Ö1", "name": "Öllampe", "price": 9}, ensure_ascii=False)
    (tmp_path / "a.jsonl").write_text(f"{line}\n{line}\n", encoding="utf-16")
    good, bad = read(tmp_path / "a.jsonl")
    assert (list(good), bad) == (["Ö1"], [])
