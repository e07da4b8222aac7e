"""Feeds with faults: what is bad is said, what is good comes in."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from PIL import Image

from shop.feeds.jsonl import parse
from shop.feeds.row import BadRow, ProductRow, Remark
from shop.importer import Progress, import_rows
from shop.importer.progress import named_remarks, note
from shop.models import Category, Product, ProductImage

pytestmark = pytest.mark.django_db

LAMP: dict[str, Any] = {"sku": "L1", "name": "Desk lamp", "price": 20}


def load(*rows: dict[str, Any], pictures: Path | None = None) -> Progress:
    return import_rows(
        enumerate((ProductRow.model_validate(row) for row in rows), 1),
        pictures=pictures,
        with_vectors=False,
    )


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"sku": "L1", "name": "Lamp", "price": "9999999999.99999"}', "price"),
    ],
)
def test_what_cannot_be_stored_is_a_bad_line(line: bytes, reason: str) -> None:
    row = parse(1, line)
    assert isinstance(row, BadRow)
    assert reason in row.reason


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (
            b'{"sku": "L1", "name": "Lamp", "price": 1, "attributes": {"a": '
            + b"[" * 1500
            + b"]" * 1500
            + b"}}",
            "nested",
        ),
        (
            b'{"sku": "L1", "name": "Lamp", "price": 1, "category": "' + b"a>" * 240 + b'a"}',
            "category",
        ),
    ],
)
def test_an_optional_field_that_cannot_be_stored_is_left_out(line: bytes, reason: str) -> None:
    row = parse(1, line)
    assert isinstance(row, ProductRow)
    assert not row.attributes
    assert not row.category
    assert reason in str(row.remarks[0])


def test_categories_of_one_spelling_are_both_browsable(client: Client) -> None:
    paths = ["Zk & Zt > Games", "Zk Zt > Games", "Zk, Zt > Games"]
    load(*(LAMP | {"sku": f"L{number}", "category": path} for number, path in enumerate(paths)))
    slugs = [Category.objects.get(path=path).slug for path in paths]
    assert sorted(slugs) == ["zk-zt-2/games", "zk-zt-3/games", "zk-zt/games"]
    for slug in slugs:
        for address in (slug, slug.split("/")[0]):
            assert (
                client.get("/api/products/search", {"category": address}).json()["metadata"][
                    "total_results"
                ]
                == 1
            )


def test_staff_make_a_category_of_the_same_spelling(admin_client: Client) -> None:
    for path in ("Zk & Zt > Games", "Zk Zt>Games", "Zk, Zt"):
        assert admin_client.post("/admin/shop/category/add/", {"path": path}).status_code == 302
    assert Category.objects.get(path="Zk Zt > Games").slug == "zk-zt-2/games"
    assert (
        admin_client.post("/admin/shop/category/add/", {"path": "a>" * 240 + "a"}).status_code
        == 200
    )
    assert Category.objects.count() == 5


def test_two_lines_with_one_sku_are_merged() -> None:
    load(LAMP | {"brand": "Lux", "stock": 3}, LAMP | {"stock": 2})
    product = Product.objects.get(sku="L1")
    assert (product.brand, product.stock) == ("Lux", 2)


def test_a_new_address_of_a_picture_takes_the_place_of_the_old_one() -> None:
    for name in ("a", "b", "b"):
        load(LAMP | {"image_url": f"https://pictures.example/{name}.png"})
    assert list(ProductImage.objects.values_list("source_url", flat=True)) == [
        "https://pictures.example/b.png"
    ]


def test_pictures_that_are_not_there_or_none_are_warned_of(tmp_path: Path) -> None:
    Image.new("RGB", (2, 2)).save(tmp_path / "warned-good.png")
    (tmp_path / "bad.png").write_text("<html>")
    names = ("warned-good.png", "bad.png", "none.png", "..", "é" * 200)
    progress = load(
        *(LAMP | {"sku": f"L{number}", "image": name} for number, name in enumerate(names)),
        pictures=tmp_path,
    )
    assert (progress.saved, progress.bad_count, progress.warning_count) == (5, 0, 4)
    assert "L1: the picture bad.png is not a picture that can be shown" in progress.warnings
    assert "L2: the picture none.png is not there" in progress.warnings
    assert ProductImage.objects.count() == 1


def test_an_import_says_its_warnings(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(
        '{"sku": "L1", "name": "Lamp", "price": 1, "image": "none.png"}'
    )
    errors = StringIO()
    call_command(
        "import_products",
        str(tmp_path / "a.jsonl"),
        pictures=tmp_path,
        stdout=StringIO(),
        stderr=errors,
    )
    assert "warning: L1: the picture none.png is not there" in errors.getvalue()


def test_embedding_that_is_interrupted_ends_with_one_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def interrupt(*_args: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("shop.importer.embed", interrupt)
    load(LAMP)
    with pytest.raises(CommandError, match=r"\[interrupted\]") as raised:
        call_command("embed_products", stdout=StringIO(), stderr=StringIO())
    assert raised.value.returncode == 130


def test_a_code_that_two_products_have_is_said_with_both() -> None:
    mug = LAMP | {"sku": "M1", "gtin": "4006381333931"}
    sizes = [{"sku": code, "price": 9, "values": {"Size": code}} for code in ("L1", "M2")]
    progress = load(mug, LAMP | {"gtin": "4006381333931"}, mug | {"sku": "M3", "variants": sizes})
    assert [(each.line, each.sku, each.column, each.action) for each in progress.remarks] == [
        (2, "L1", "gtin", "is also that of M1, in line 1; both kept"),
        (3, "M3", "sku", "is also that of L1, in line 2; both kept"),
        (3, "M3", "gtin", "is also that of M1, in line 1; both kept"),
    ]


def test_a_code_that_two_variants_of_a_product_have_is_said_once() -> None:
    sizes = [{"sku": "L1-S", "price": 9, "values": {"Size": size}} for size in "SM"]
    progress = load(LAMP | {"variants": sizes})
    assert [each.action for each in progress.remarks] == ["is that of 2 variants; all kept"]


def test_a_product_that_comes_again_is_said_with_the_line_of_the_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("shop.importer.BATCH", 1)
    progress = load(LAMP, LAMP | {"price": 21})
    assert [(each.line, each.action) for each in progress.remarks] == [
        (2, "was there before, in line 1; what this row says counts")
    ]


def test_many_remarks_of_one_kind_leave_room_for_others() -> None:
    progress = Progress()
    negative = [Remark(line, str(line), "stock", "-1", "is below zero") for line in range(200)]
    note(progress, [*negative, Remark(300, "A", "sku", "A", "was there before, in line 3; counts")])
    note(progress, [Remark(301, "B", "sku", "B", "was there before, in line 4; counts")])
    said = named_remarks(progress)
    assert progress.remark_count == 202
    assert len(said) == 13
    assert said[-1] == "stock: is below zero: 190 more"
