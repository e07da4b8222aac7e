"""Staff upload a file, see what would happen, run it, and undo it."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client

from shop.admin.imports import FIELDS
from shop.feeds.headers import field_names
from shop.models import Import, Product, ProductImage, Variant
from tests import data

pytestmark = pytest.mark.django_db
FEEDS = data.FOLDER / "feeds"
ADD = "/admin/shop/import/add/"


def upload(client: Client, content: bytes, **fields: Any) -> Import:
    file = SimpleUploadedFile("products.bin", content)
    answer = client.post(ADD, {"file": file, "currency": "", "mapping": "", **fields})
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    return Import.objects.latest("id")


def tables() -> list[list[dict[str, Any]]]:
    models = (Product, Variant, ProductImage)
    rows = [list(model.objects.order_by("id").values()) for model in models]
    return [[row | {"updated_at": None} for row in table] for table in rows]


def run(client: Client, source: Import, step: str = "run") -> Import:
    client.post(f"/admin/shop/import/{source.pk}/{step}/")
    source.refresh_from_db()
    return source


def test_a_file_is_looked_at_before_anything_is_written(admin_client: Client) -> None:
    source = upload(admin_client, (FEEDS / "shopify.csv").read_bytes())
    found = source.preview
    assert (found["new"], found["changed"], found["remark_count"]) == (3, 0, 2)
    assert not Product.objects.exists()
    text = admin_client.get(f"/admin/shop/import/{source.pk}/change/").content.decode()
    assert "3 new" in text
    assert "Fjord T-shirt" in text
    assert "is below zero; taken as sold out" in text


def test_an_import_runs_and_is_undone_whole(admin_client: Client) -> None:
    first = upload(admin_client, (FEEDS / "shopify.csv").read_bytes())
    assert run(admin_client, first).status == "done"
    before = tables()
    text = (FEEDS / "shopify.csv").read_text(encoding="utf-8")
    text = text.replace("Fjord T-shirt", "Fjord shirt").replace("oak-stool,Oak", "elm-stool,Elm")
    text = text.replace("FT-R-M", "FT-R-XM").replace("fjord-2.jpg", "fjord-9.jpg")
    text = (
        text.replace(",19.00,", ",59.00,")
        .replace(",26.00,", ",66.00,")
        .replace(",24.95,29.95,", ",60.00,70.00,")
    )
    second = upload(admin_client, text.encode(), is_whole="on")
    found = [second.preview[name] for name in ("new", "changed", "missing", "jump_count")]
    assert found == [1, 1, 1, 1]
    run(admin_client, second)
    assert second.report["hidden"] == 1
    visible = Product.objects.filter(active=True).values_list("name", flat=True)
    assert set(visible) == {"Fjord shirt", "Elm stool"}
    first.refresh_from_db()
    assert not first.is_undoable
    assert run(admin_client, second, "undo").status == "undone"
    assert tables() == before


def test_an_import_is_run_once(admin_client: Client) -> None:
    source = upload(admin_client, (FEEDS / "google.tsv").read_bytes())
    run(admin_client, source)
    Product.objects.all().delete()
    run(admin_client, source)
    assert not Product.objects.exists()


@pytest.mark.parametrize(
    ("fields", "name"), [({"currency": "zzz"}, "currency"), ({"mapping": "Titel"}, "mapping")]
)
def test_what_is_said_of_a_file_is_checked_at_its_field(
    admin_client: Client, fields: dict[str, str], name: str
) -> None:
    file = SimpleUploadedFile("x.csv", b"a,b\n")
    answer = admin_client.post(ADD, {"file": file, "currency": "", "mapping": "", **fields})
    assert list(answer.context["adminform"].form.errors) == [name]


def test_columns_are_said_in_the_form(admin_client: Client) -> None:
    content = b"Nyckel,Rubriken,Kostar\nA,Lampa,12\n"
    assert upload(admin_client, content).status == "refused"
    mapping = "Nyckel=sku\nRubriken=name\nKostar=price"
    assert upload(admin_client, content, mapping=mapping).preview["new"] == 1


def test_columns_that_are_not_known_are_chosen_on_the_page(admin_client: Client) -> None:
    content = "Nyckel,Rubriken,Kostar,Färgen\nA,Lampa,12,Röd\n".encode()
    source = upload(admin_client, content)
    address = f"/admin/shop/import/{source.pk}/change/"
    text = admin_client.get(address).content.decode()
    assert [text.count("<select"), "Lampa" in text, "--map" in text] == [4, True, False]
    fields = ["sku", "name", "price", "rubbish"]
    chosen = {f"column-{place}": field for place, field in enumerate(fields)}
    admin_client.post(f"/admin/shop/import/{source.pk}/map/", chosen)
    source.refresh_from_db()
    assert (source.status, source.preview["new"], source.report) == ("preview", 1, {})
    run(admin_client, source)
    product = Product.objects.get()
    assert (product.name, product.attributes) == ("Lampa", {"färgen": "Röd"})


def test_every_field_can_be_chosen() -> None:
    assert set(FIELDS) == set(field_names())


def test_a_preview_writes_prices_as_the_shop_does(admin_client: Client) -> None:
    content = b"sku,name,price,currency\nA,Lamp,1200,EUR\n"
    run(admin_client, upload(admin_client, content))
    source = upload(admin_client, content.replace(b"1200", b"99.5"))
    text = admin_client.get(f"/admin/shop/import/{source.pk}/change/").content.decode()
    assert "<td>€1,200</td><td>€99.50</td>" in text


@pytest.mark.parametrize("step", ["run", "undo", "map"])
def test_only_staff_who_post_run_and_undo(client: Client, admin_client: Client, step: str) -> None:
    source = upload(admin_client, (FEEDS / "google.tsv").read_bytes())
    address = f"/admin/shop/import/{source.pk}/{step}/"
    assert admin_client.get(address).status_code == 405
    assert client.post(address).status_code == 302
    assert not Product.objects.exists()


def test_a_dry_run_says_what_would_change(tmp_path: Path) -> None:
    out = StringIO()
    call_command(
        "import_products",
        str(FEEDS / "google.xml"),
        "--dry-run",
        stdout=out,
        stderr=StringIO(),
    )
    assert "3 new, 0 changed, 0 unchanged" in out.getvalue()
    assert not Product.objects.exists()
