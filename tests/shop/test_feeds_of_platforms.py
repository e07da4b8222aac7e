"""Exports of Magento, PrestaShop, Etsy, Amazon and Shoptet, and listings of vehicles, come in
whole.
"""

from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook

from shop.feeds.formats import open_feed
from shop.feeds.likely_columns import likely_columns
from shop.feeds.row import BadRow, ProductRow
from tests import data

FEEDS = data.FOLDER / "feeds"
type Choices = dict[str, tuple[str, Decimal, int | None]]


def read(path: Path) -> dict[str, ProductRow]:
    with open_feed(path) as feed:
        assert feed.wrong_format() == ""
        rows = [row for _line, row in feed.rows() if not isinstance(row, BadRow)]
    return {row.sku: row for row in rows}


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def choices(row: ProductRow) -> Choices:
    return {
        " ".join(each.values.values()): (each.sku, each.price, each.stock) for each in row.variants
    }


def remarks(row: ProductRow) -> set[tuple[str, str]]:
    return {(each.column, each.action) for each in row.remarks}


def test_a_configurable_product_of_magento_has_its_simple_products_as_variants() -> None:
    good = read(FEEDS / "magento.csv")
    assert set(good) == {"MT1", "B-01", "B-02"}
    tee = good["MT1"]
    assert (tee.name, tee.brand, tee.category) == ("Morning Tee", "Halm", "Women > Tops")
    assert choices(tee) == {
        "XS Blue": ("MT1-XS-Blue", Decimal(22), 100),
        "S Red": ("MT1-S-Red", Decimal(24), 0),
    }
    assert tee.options == ["Size", "Color"]
    assert tee.attributes["care"] == "Wash, dry, iron"
    assert tee.attributes["climate"] == ["Indoor", "Warm"]
    assert len(tee.image_urls) == 3


def test_a_product_of_magento_keeps_the_texts_of_its_own_store_view() -> None:
    bag = read(FEEDS / "magento.csv")["B-01"]
    assert (bag.name, bag.price, bag.compare_at_price) == ("Weekend Bag", Decimal(29), Decimal(34))
    what = "is the text of another store view; left out"
    assert ("store_view_code", what) in remarks(bag)
    assert not read(FEEDS / "magento.csv")["B-02"].active


def test_a_product_of_prestashop_has_its_category_features_and_discount() -> None:
    good = read(FEEDS / "prestashop.csv")
    mug, tee = good["demo_6"], good["demo_1"]
    assert mug.category == "Accessories > Home Accessories"
    assert mug.attributes["composition"] == "Ceramic"
    assert mug.attributes["capacity"] == "325 ml"
    assert mug.attributes["tags"] == ["mug", "gift"]
    assert (tee.price, tee.compare_at_price, tee.active) == (
        Decimal("19.12"),
        Decimal("23.9"),
        False,
    )
    without_tax = "the file has no other price; taken as it is, without tax"
    assert ("Price tax excluded", without_tax) in remarks(mug)


def test_what_a_shop_pays_is_taken_from_no_table(tmp_path: Path) -> None:
    path = written(tmp_path / "x", "sku,name,price,Wholesale price,Cost,Colour\nA,Mug,9,4,3,red\n")
    mug = read(path)["A"]
    assert mug.attributes == {"colour": "red"}
    not_taken = "this column is not taken"
    assert {("Wholesale price", not_taken), ("Cost", not_taken)} <= remarks(mug)
    assert "wholesale" not in str(read(FEEDS / "prestashop.csv")["demo_6"].attributes).lower()


def test_a_listing_of_etsy_has_a_variant_for_each_combination() -> None:
    good = read(FEEDS / "etsy.csv")
    apron = good["linen-apron-handmade"]
    assert len(apron.variants) == 6
    assert choices(apron)["Sage M"] == ("AP-SAGE-M", Decimal(48), None)
    assert apron.attributes["materials"] == ["Linen", "Cotton thread"]
    assert "counts all variants together" in str(remarks(apron))
    assert (good["CANDLE-1"].name, good["CANDLE-1"].stock) == ("Beeswax candle & holder", 4)
    assert good["brass-hook"].stock == 0


def test_a_parent_of_amazon_has_its_children_as_variants() -> None:
    good = read(FEEDS / "amazon.tsv")
    assert choices(good["TEE"]) == {
        "Red M": ("TEE-R-M", Decimal("24.95"), 7),
        "Blue L": ("TEE-B-L", Decimal("26.95"), 0),
    }
    assert good["TEE"].attributes["features"] == ["Organic cotton", "Made in Portugal"]
    # An ASIN is no GTIN.
    assert (good["MUG-1"].gtin, good["MUG-1"].price) == ("", Decimal(12))


def test_a_czech_export_has_its_variants_pictures_and_texts(tmp_path: Path) -> None:
    text = (FEEDS / "shoptet.csv").read_text(encoding="utf-8")
    (tmp_path / "x").write_bytes(text.encode("cp1250"))
    good = read(tmp_path / "x")
    shirt = good["4411"]
    assert choices(shirt) == {
        "S červená": ("4411/S", Decimal(1299), 5),
        "M červená": ("4411/M", Decimal(1299), 0),
    }
    assert (shirt.category, shirt.currency, shirt.compare_at_price) == (
        "Oblečení > Trička",
        "CZK",
        Decimal(1499),
    )
    assert shirt.description == "Pohodlné tričko\n\nBavlna 100 %"
    assert len(shirt.image_urls) == 2
    assert not good["5513"].active


@pytest.mark.parametrize("name", ["vehicles.tsv", "vehicles.xml"])
def test_a_vehicle_is_named_by_what_it_is(name: str) -> None:
    car = read(FEEDS / name)["V1"]
    assert (car.name, car.brand, car.model) == ("2019 Honda Civic EX", "Honda", "Civic")
    assert (car.price, car.currency, car.category.lower()) == (Decimal(18995), "USD", "sedan")
    assert (car.attributes["year"], car.attributes["mileage"]) == (2019, "42000 miles")
    assert "currency" not in {column for column, _action in remarks(car)}


def test_parts_of_an_element_are_read_apart(tmp_path: Path) -> None:
    path = written(
        tmp_path / "x",
        "<listings><listing><vehicle_id>A9</vehicle_id><make>Opel</make><model>Corsa</model>"
        "<mileage><value>90000</value><unit>KM</unit></mileage><price>5990 EUR</price>"
        "<image><url>https://cdn.shop.example/9.jpg</url><tag>Front</tag></image>"
        "<description>One <b>own</b>er</description></listing></listings>",
    )
    car = read(path)["A9"]
    assert car.attributes["mileage"] == "90000 KM"
    assert (car.image_urls, car.description) == (["https://cdn.shop.example/9.jpg"], "One owner")


def test_xml_without_products_is_refused(tmp_path: Path) -> None:
    with open_feed(written(tmp_path / "x", "<a><b>c</b></a>")) as feed:
        assert feed.wrong_format().endswith("[unknown_xml]")


def test_options_that_a_feed_names_itself_are_kept(tmp_path: Path) -> None:
    item = '{"item_id": "%s", "group_id": "S", "title": "Shoe", "price": "9 EUR", %s}\n'
    path = written(
        tmp_path / "x",
        item % ("S-1", '"variant_dict": {"Width": "wide", "color": "Red"}')
        + item % ("S-2", '"custom_variant1_category": "Width", "custom_variant1_option": "slim"'),
    )
    assert [each.values for each in read(path)["S"].variants] == [
        {"Color": "Red", "Width": "wide"},
        {"Width": "slim"},
    ]


def test_what_only_differs_is_no_option_where_options_are_named(tmp_path: Path) -> None:
    path = written(
        tmp_path / "x",
        "sku,parent sku,name,price,size,weight\n"
        "P-1,P,Pan 20 cm,20,20,1.1\nP-2,P,Pan 28 cm,24,28,2\n",
    )
    assert read(path)["P"].options == ["Size"]


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("VK-Preis inkl. MwSt.", "price"),
        ("Cena s DPH", "price"),
        ("priceInclVat", "price"),
        ("Název zboží", "name"),
        ("Prix HT", "price"),
    ],
)
def test_words_around_the_name_of_a_column_do_not_hide_it(
    tmp_path: Path, header: str, field: str
) -> None:
    others = {"sku": "A", "name": "Mug", "price": "9.00"}
    value = others.pop(field)
    path = written(
        tmp_path / "x", ";".join([*others, header]) + "\n" + ";".join([*others.values(), value])
    )
    assert str(getattr(read(path)["A"], field)) == value


def test_columns_of_an_unknown_table_are_guessed_by_what_they_hold(tmp_path: Path) -> None:
    path = written(
        tmp_path / "x",
        "Lfd;Ding;Was es kostet;Wie viele\n1;Lampe Nord;€ 49,90;3\n2;Lampe Süd;€ 59,90;3\n",
    )
    with open_feed(path) as feed:
        found = likely_columns(feed.table, feed.places)  # type: ignore[attr-defined]
    assert found == {"sku": 0, "name": 1, "price": 2}


def test_a_cell_that_spans_rows_is_said_of_each(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ["Price list of this autumn"],
        [],
        ["Art.-Nr.", "Bezeichnung", "Warengruppe", "Preis"],
        ["K1", "Teller", "Geschirr", 18],
        ["K2", "Schale", None, 12],
        ["K3", "Lampe", "Licht", 40],
    ):
        sheet.append(row)
    sheet.merge_cells("A1:D1")
    sheet.merge_cells("C4:C5")
    book.save(tmp_path / "x")
    found = {sku: row.category for sku, row in read(tmp_path / "x").items()}
    assert found == {"K1": "Geschirr", "K2": "Geschirr", "K3": "Licht"}


def test_details_tell_variants_apart_and_a_currency_that_is_not_named_is_said(
    tmp_path: Path,
) -> None:
    item = (
        "<SHOPITEM><ITEM_ID>H-{0}</ITEM_ID><ITEMGROUP_ID>H</ITEMGROUP_ID>"
        "<PRODUCTNAME>Bunda {0}</PRODUCTNAME><PRICE_VAT>1 299,50</PRICE_VAT>"
        "<CATEGORYTEXT>Oblečení | Bundy</CATEGORYTEXT>"
        "<PARAM><PARAM_NAME>Velikost</PARAM_NAME><VAL>{0}</VAL></PARAM></SHOPITEM>"
    )
    path = written(tmp_path / "x", f"<SHOP>{item.format('S')}{item.format('M')}</SHOP>")
    jacket = read(path)["H"]
    price = Decimal("1299.5")
    assert choices(jacket) == {"S": ("H-S", price, None), "M": ("H-M", price, None)}
    assert jacket.category == "Oblečení > Bundy"
    assert "currency" in {column for column, _action in remarks(jacket)}
