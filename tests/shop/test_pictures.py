"""Pictures come from strangers: what is stored and shown is a picture and nothing else, and whole
or not at all.
"""

import errno
import os
from collections.abc import Callable
from contextlib import suppress
from io import BytesIO, StringIO
from pathlib import Path
from typing import IO, Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.test import Client
from PIL import Image

from shop import importer, pictures
from shop.feeds.row import ProductRow
from shop.importer import Progress, import_rows
from shop.models import Product, ProductImage
from shop.pictures import NotAPicture, Picture, PictureTooLarge, encoded, stored_name

pytestmark = pytest.mark.django_db

SCRIPT = b"<html><script>alert(document.domain)</script></html>"


@pytest.fixture(autouse=True)
def storage(tmp_path: Path, settings: Any) -> Path:
    """A folder of this story's own."""
    folder = tmp_path / "media"
    disk = settings.STORAGES["default"] | {"OPTIONS": {"location": folder}}
    settings.STORAGES = settings.STORAGES | {"default": disk}
    return folder


def drawn(kind: str = "GIF", size: tuple[int, int] = (8, 6), **options: Any) -> bytes:
    file = BytesIO()
    Image.new("RGB", size, "red").save(file, kind, **options)
    return file.getvalue()


def polyglot() -> bytes:
    """A GIF with a page in its comment and another behind its end."""
    return drawn(comment=SCRIPT) + SCRIPT


def load(folder: Path, *names: str) -> Progress:
    rows = [
        ProductRow.model_validate({"sku": f"L{number}", "name": "Lamp", "price": 1, "image": name})
        for number, name in enumerate(names)
    ]
    return import_rows(enumerate(rows, 1), pictures=folder, with_vectors=False)


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize("name", ["lamp.html", "lamp.js", "lamp.svg", "lamp.gif", "lamp"])
def test_a_picture_that_is_also_a_page_is_only_a_picture(
    client: Client, tmp_path: Path, name: str
) -> None:
    (tmp_path / name).write_bytes(polyglot())
    assert not load(tmp_path, name).warnings
    image = ProductImage.objects.get()
    assert str(image.file).endswith(".webp")
    answer = client.get(image.url)
    assert answer["Content-Type"] == "image/webp"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox")
    assert b"script" not in answer.content


def test_what_lies_in_the_storage_since_long_is_served_as_what_it_is(
    client: Client, storage: Path
) -> None:
    (storage / "products").mkdir(parents=True)
    (storage / "products" / "old.html").write_bytes(polyglot())
    (storage / "products" / "page.html").write_bytes(SCRIPT)
    gif = client.get(default_storage.url("products/old.html"))
    page = client.get(default_storage.url("products/page.html"))
    assert [each["Content-Type"] for each in (gif, page)] == [
        "image/gif",
        "application/octet-stream",
    ]


def test_staff_upload_through_the_same_gate(admin_client: Client) -> None:
    assert upload(admin_client, ContentFile(polyglot(), name="lamp.gif")).status_code == 302
    image = ProductImage.objects.get()
    assert image.file.name == "products/lamp-gif.webp"
    with image.file.open() as file:
        assert b"script" not in file.read()


def test_staff_are_told_at_the_field_what_is_no_picture(admin_client: Client) -> None:
    answer = upload(admin_client, ContentFile(drawn("PNG")[:-20], name="lamp.png"))
    assert answer.status_code == 200
    assert not Product.objects.exists()


def upload(client: Client, file: ContentFile[Any]) -> Any:
    form = {"name": "Lamp", "sku": "lamp", "price": "20", "currency": "EUR", "attributes": "{}"}
    form |= {
        "rating_count": "0",
        "popularity": "0",
        "images-TOTAL_FORMS": "1",
        "images-INITIAL_FORMS": "0",
        "variants-TOTAL_FORMS": "0",
        "variants-INITIAL_FORMS": "0",
    }
    return client.post(
        "/admin/shop/product/add/", form | {"images-0-position": "0", "images-0-file": file}
    )


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "AVIF"])
def test_every_format_that_browsers_show_is_taken(kind: str) -> None:
    with Image.open(encoded(BytesIO(drawn(kind)))) as image:
        assert (image.format, image.size) == ("WEBP", (8, 6))


def damaged(kind: str, place: int) -> bytes:
    """A picture with one byte that is not what it was."""
    whole = bytearray(drawn(kind))
    whole[place % len(whole)] ^= 0xFF
    return bytes(whole)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "AVIF"])
def test_a_damaged_picture_is_shown_or_refused(kind: str) -> None:
    for place in range(0, 320, 9):
        with suppress(NotAPicture):
            assert encoded(BytesIO(damaged(kind, place))).size


def test_a_picture_that_its_decoder_gives_up_ends_no_import(
    tmp_path: Path, admin_client: Client
) -> None:
    broken = damaged("AVIF", 81)
    (tmp_path / "broken.avif").write_bytes(broken)
    (tmp_path / "lamp.png").write_bytes(drawn("PNG"))
    assert load(tmp_path, "broken.avif", "lamp.png").warnings == [
        "L0: the picture broken.avif is not a picture that can be shown"
    ]
    assert Product.objects.count() == 2
    assert upload(admin_client, ContentFile(broken, name="broken.avif")).status_code == 200


def test_a_stored_picture_that_its_decoder_gives_up_is_not_whole() -> None:
    broken = damaged("AVIF", 81)
    assert not pictures.is_whole(BytesIO(broken))
    assert pictures.content_type_of(broken) in ("image/avif", "application/octet-stream")


@pytest.mark.parametrize("kind", ["EPS", "PDF", "TIFF", "BMP"])
def test_no_other_format_is_opened(kind: str) -> None:
    with pytest.raises(NotAPicture):
        encoded(BytesIO(drawn(kind)))


def test_the_first_frame_of_a_moving_picture_is_kept() -> None:
    file, others = BytesIO(), [Image.new("RGB", (4, 4), "blue")]
    Image.new("RGB", (4, 4), "red").save(file, "GIF", save_all=True, append_images=others)
    with Image.open(encoded(file)) as image:
        pixel = image.convert("RGB").resize((1, 1))
        red, _green, blue = pixel.getpixel((0, 0))  # type: ignore[misc]
        assert red > 200 > 60 > blue
        assert getattr(image, "n_frames", 1) == 1


def test_what_can_be_seen_through_stays_so_and_a_camera_s_notes_go() -> None:
    file, exif = BytesIO(), Image.Exif()
    exif[0x010E] = "at home"
    Image.new("RGBA", (4, 4), (0, 0, 0, 0)).save(file, "PNG", exif=exif)
    with Image.open(encoded(file)) as image:
        assert image.convert("RGBA").getpixel((0, 0))[3] == 0  # type: ignore[index]
        assert not image.getexif()


def test_a_bomb_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = drawn("PNG", (300, 300))
    monkeypatch.setattr(pictures, "MOST_PIXELS", 300 * 300 - 1)
    monkeypatch.setattr(Image.Image, "convert", lambda *_args: pytest.fail("it was unpacked"))
    with pytest.raises(PictureTooLarge):
        encoded(BytesIO(bomb))
    monkeypatch.setattr(pictures, "MOST_BYTES", 10)
    with pytest.raises(PictureTooLarge):
        encoded(BytesIO(bomb))


def test_a_large_picture_is_stored_no_larger_than_it_is_shown() -> None:
    with Image.open(encoded(BytesIO(drawn("JPEG", (4100, 1025))))) as image:
        assert image.size == (2000, 500)


@pytest.mark.parametrize("depth", ["1", "L", "P", "LA", "I;16", "CMYK"])
def test_every_kind_of_colour_is_taken(depth: str) -> None:
    file = BytesIO()
    Image.new(depth, (4, 4)).save(file, "JPEG" if depth == "CMYK" else "PNG")
    assert encoded(file).size


def test_nothing_outside_of_the_folder_is_read(tmp_path: Path) -> None:
    folder = tmp_path / "feed"
    folder.mkdir()
    (tmp_path / "secret.png").write_bytes(drawn("PNG"))
    (folder / "link.png").symlink_to(tmp_path / "secret.png")
    os.mkfifo(folder / "pipe.png")
    progress = load(
        folder, "link.png", "../secret.png", str(tmp_path / "secret.png"), "pipe.png", ".."
    )
    assert len(progress.warnings) == 5
    assert "L0: the picture link.png is a link, which is not followed" in progress.warnings
    assert not ProductImage.objects.exists()


@pytest.mark.parametrize(
    ("name", "stored"),
    [
        ("a/lamp.webp", "a/lamp.webp"),
        ("lamp.PNG", "lamp-png.webp"),
        ("lamp", "lamp.webp"),
        ("l.tar.gz", "l.tar-gz.webp"),
    ],
)
def test_the_name_ends_as_the_picture_is(name: str, stored: str) -> None:
    assert stored_name(name) == stored


def test_the_demo_shop_s_own_pictures_stay_as_they_are(tmp_path: Path, storage: Path) -> None:
    (tmp_path / "a.webp").write_bytes(own := drawn("WEBP"))
    row = ProductRow.model_validate({"sku": "L", "name": "Lamp", "price": 1, "image": "a.webp"})
    import_rows([(1, row)], pictures=tmp_path, are_ours=True, with_vectors=False)
    assert (storage / "products" / "a.webp").read_bytes() == own


def test_a_second_import_stores_nothing_twice(tmp_path: Path, storage: Path) -> None:
    (tmp_path / "a.png").write_bytes(drawn("PNG"))
    for _time in range(2):
        load(tmp_path, "a.png")
    # As a shop has it whose pictures were stored under their own names.
    ProductImage.objects.update(file="products/a.png")
    load(tmp_path, "a.png")
    assert ProductImage.objects.count() == 1
    assert files(storage) == ["a-png.webp"]


# -- a full disk -----------------------------------------------------------------------------------


@pytest.fixture
def fill(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """From the given picture on, the disk is full in the middle of it."""
    write = pictures.write_file
    written = 0

    def choose(first: int, code: int = errno.ENOSPC) -> None:
        def half(file: IO[bytes], content: Any) -> None:
            nonlocal written
            written += 1
            if written < first:
                return write(file, content)
            file.write(content.read()[: content.size // 2])
            file.flush()
            raise OSError(code, os.strerror(code))

        monkeypatch.setattr(pictures, "write_file", half)

    return choose


def feed(folder: Path, count: int) -> Path:
    for number in range(count):
        (folder / f"{number}.png").write_bytes(drawn("PNG"))
    rows = [
        f'{{"sku": "L{n}", "name": "Lamp {n}", "price": 1, "image": "{n}.png"}}'
        for n in range(count)
    ]
    (folder / "feed.jsonl").write_text("\n".join(rows))
    return folder / "feed.jsonl"


def run(path: Path) -> str:
    out = StringIO()
    call_command(
        "import_products",
        str(path),
        pictures=path.parent,
        no_embedding=True,
        stdout=out,
        stderr=out,
    )
    return out.getvalue()


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT])
def test_an_import_onto_a_full_disk_says_so_and_is_taken_up_again(
    tmp_path: Path,
    storage: Path,
    fill: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
    code: int,
) -> None:
    monkeypatch.setattr(importer, "BATCH", 2)
    path = feed(tmp_path, 5)
    with monkeypatch.context():
        fill(4, code)
        with pytest.raises(CommandError) as refused:
            run(path)
    said = str(refused.value)
    assert "the disk or bucket is full" in said
    assert "the lines up to 2 are saved" in said
    assert said.endswith("[storage_full]")
    assert Product.objects.count() == 2
    assert not [name for name in files(storage) if name.endswith(".part")]
    monkeypatch.setattr(pictures, "write_file", lambda file, content: file.write(content.read()))
    run(path)
    assert ProductImage.objects.count() == 5
    for image in ProductImage.objects.all():
        with image.file.open() as file:
            assert pictures.is_whole(file)


def test_what_was_broken_off_before_is_not_taken_for_a_picture(
    tmp_path: Path, storage: Path
) -> None:
    (tmp_path / "a.png").write_bytes(drawn("PNG", (300, 300)))
    (storage / "products").mkdir(parents=True)
    whole = encoded(BytesIO(drawn("PNG", (300, 300)))).read()
    (storage / "products" / "a-png.webp").write_bytes(whole[: len(whole) // 2])
    load(tmp_path, "a.png")
    assert (storage / "products" / "a-png.webp").read_bytes() == whole


def test_an_upload_onto_a_full_disk_is_refused_with_507(
    admin_client: Client, storage: Path, fill: Callable[..., None]
) -> None:
    fill(1)
    answer = upload(admin_client, ContentFile(drawn("PNG"), name="lamp.png"))
    assert answer.status_code == 507
    assert "storage is full" in answer.content.decode()
    assert int(answer["Retry-After"]) > 0
    assert not Product.objects.exists()
    assert files(storage) == []


def test_a_disk_that_fails_otherwise_does_not_blame_the_feed(
    tmp_path: Path, fill: Callable[..., None]
) -> None:
    fill(1, errno.EIO)
    with pytest.raises(CommandError, match=r"the disk or bucket fails.*\[pictures_away\]"):
        run(feed(tmp_path, 1))


def test_two_pictures_of_one_name_are_two_files(storage: Path) -> None:
    names = {default_storage.save("products/a.webp", Picture(drawn("WEBP"))) for _time in range(2)}
    assert len(names) == 2
    assert sorted(name.removeprefix("products/") for name in names) == files(storage)
