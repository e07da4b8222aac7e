"""A shop loads its catalogue from a file."""

import gzip
import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from shop import importer
from shop.feeds.jsonl import Feed
from shop.importer import embed_products, import_rows
from shop.models import Category, Product
from shop.search import embedding
from tests import data

pytestmark = pytest.mark.django_db

LAMP: dict[str, Any] = {
    "sku": "L1",
    "name": "Desk lamp",
    "price": 20,
    "category": "Home > Lamps",
    "attributes": {"colour": "Red"},
}


def write(path: Path, *rows: object) -> Path:
    path.write_bytes(
        b"\n".join(row if isinstance(row, bytes) else json.dumps(row).encode() for row in rows)
    )
    return path


def load(path: Path) -> tuple[str, str]:
    """What the command prints: (output, errors)."""
    out, errors = StringIO(), StringIO()
    call_command("import_products", str(path), stdout=out, stderr=errors)
    return out.getvalue(), errors.getvalue()


def test_a_product_is_there_with_its_category_and_vector(tmp_path: Path) -> None:
    load(write(tmp_path / "a.jsonl", LAMP))
    product = Product.objects.get(sku="L1")
    assert product.entry.embedding is not None
    assert str(product.category) == "Home > Lamps"
    assert Category.objects.filter(path="Home").exists()


def test_a_second_import_updates_and_embeds_only_new_texts(tmp_path: Path) -> None:
    load(write(tmp_path / "a.jsonl", LAMP, LAMP | {"sku": "L2"}))
    out, _errors = load(
        write(
            tmp_path / "b.jsonl", LAMP | {"price": 25}, LAMP | {"sku": "L2", "name": "Floor lamp"}
        )
    )
    assert Product.objects.get(sku="L1").price == 25
    assert "1 texts embedded" in out


def test_a_field_that_is_left_out_keeps_its_value(tmp_path: Path) -> None:
    load(write(tmp_path / "a.jsonl", LAMP | {"stock": 7, "brand": "Lux"}))
    load(write(tmp_path / "b.jsonl", {"sku": "L1", "name": "Desk lamp", "price": 21}))
    product = Product.objects.get(sku="L1")
    assert (product.stock, product.brand, int(product.price)) == (7, "Lux", 21)
    assert "Red" in product.facts


def test_bad_lines_are_named_and_the_good_ones_stay(tmp_path: Path) -> None:
    rows = [
        LAMP,
        b"{not json",
        {"sku": "X"},
        LAMP | {"sku": "L3", "price": -1},
        b"\xff\xfe",
        [1],
        LAMP | {"sku": "L4", "price": "NaN"},
    ]
    errors = StringIO()
    with pytest.raises(CommandError, match=r"6 lines were left out. \[bad_lines\]"):
        call_command(
            "import_products",
            str(write(tmp_path / "a.jsonl", *rows)),
            stdout=StringIO(),
            stderr=errors,
        )
    assert list(Product.objects.values_list("sku", flat=True)) == ["L1"]
    said = errors.getvalue()
    assert "line 2: not JSON" in said
    assert "line 3: name: field required" in said
    assert "line 5: not UTF-8" in said


def test_an_archive_that_breaks_off_keeps_what_came_before(tmp_path: Path) -> None:
    whole = gzip.compress(
        b"\n".join(
            json.dumps(LAMP | {"sku": f"L{n}", "description": "x" * n}).encode() for n in range(900)
        )
    )
    (tmp_path / "a.jsonl.gz").write_bytes(whole[: len(whole) // 2])
    with Feed(tmp_path / "a.jsonl.gz") as feed:
        progress = import_rows(feed.rows(), with_vectors=False)
    assert progress.bad[0].reason.startswith("the file breaks off here")
    assert Product.objects.count() == progress.saved > 0


def test_an_interrupted_import_is_taken_up_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importer, "BATCH", 10)
    path = write(tmp_path / "a.jsonl", *(LAMP | {"sku": f"L{number}"} for number in range(30)))

    def interrupt(progress: importer.Progress) -> None:
        if progress.saved >= 20:
            raise KeyboardInterrupt

    with Feed(path) as feed, pytest.raises(KeyboardInterrupt):
        import_rows(feed.rows(), interrupt)
    assert Product.objects.count() == 20
    with Feed(path) as feed:
        import_rows(feed.rows())
    assert Product.objects.exclude(embedded="").count() == 30


def test_without_the_model_products_come_in_and_are_embedded_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(texts: object) -> None:
        raise embedding.EmbeddingUnavailable

    with monkeypatch.context() as patch:
        patch.setattr(embedding, "embed_documents", away)
        _out, errors = load(write(tmp_path / "a.jsonl", LAMP))
    assert "embedding_unavailable" in errors
    assert embed_products().embedded == 1


def test_a_file_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no_file"):
        load(tmp_path / "nothing.jsonl")


@pytest.mark.parametrize(
    "content",
    [
        json.dumps([LAMP]),
        json.dumps([LAMP, LAMP | {"sku": "L2"}], indent=2),
        "[" + json.dumps(LAMP) + ",\n" + json.dumps(LAMP | {"sku": "L2"}) + "\n]",
        "\ufeff\n[\n" + json.dumps(LAMP) + "\n]",
    ],
    ids=["array", "indented", "a row a line", "after a mark"],
)
@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_what_is_no_file_of_lines_is_refused_whole(
    tmp_path: Path, content: str, pack: Callable[[bytes], bytes]
) -> None:
    (tmp_path / "products").write_bytes(pack(content.encode()))
    with pytest.raises(
        CommandError, match=r"is not read; write one JSON object a line\. \[not_json_lines\]"
    ):
        load(tmp_path / "products")
    assert not Product.objects.exists()


def test_pictures_that_are_not_looked_for_are_said_once(tmp_path: Path) -> None:
    _out, errors = load(
        write(
            tmp_path / "a.jsonl", LAMP | {"image": "a.png"}, LAMP | {"sku": "L2", "image": "b.png"}
        )
    )
    assert errors.count("[no_pictures_folder]") == 1
    assert "2 lines name a file in `image`" in errors
    assert Product.objects.count() == 2
    _out, errors = load(write(tmp_path / "b.jsonl", LAMP))
    assert "no_pictures_folder" not in errors


@pytest.mark.parametrize(("name", "count"), [("departments.jsonl", 8), ("phones.jsonl", 6)])
def test_other_shops_catalogues_load(name: str, count: int) -> None:
    with Feed(data.CATALOGUES / name) as feed:
        progress = import_rows(feed.rows(), with_vectors=False)
    assert (progress.saved, progress.bad_count) == (count, 0)


def test_vectors_of_another_model_are_counted_and_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(write(tmp_path / "a.jsonl", LAMP))
    assert embedding.of_another_model() == 0
    monkeypatch.setattr(embedding, "model_label", lambda: "a newer model")
    assert embedding.of_another_model() == 1
    assert embed_products().embedded == 1
    assert embedding.of_another_model() == 0
