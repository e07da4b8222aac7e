"""Pictures of a feed: addresses are kept, files are copied into the storage."""

import errno
from collections.abc import Sequence
from pathlib import Path

from django.core.files.storage import default_storage

from shop.feeds.row import ProductRow
from shop.models import Product, ProductImage
from shop.pictures import NotAPicture, Picture, encoded, is_whole, open_source, stored_name

# What follows from the address.
FETCHED = ("file", "widths", "problem", "attempts", "retry_at")


def save_pictures(
    rows: dict[str, ProductRow], products: Sequence[Product], folder: Path | None, are_ours: bool
) -> list[str]:
    """Addresses are kept as they are, a new one in the place of the feed's old one; files are
    copied into the storage once.

    Returns a warning for each file that is missing or is no picture; its product stays.
    """
    stored: dict[int, list[ProductImage]] = {}
    for image in ProductImage.objects.filter(product__in=products):
        stored.setdefault(image.product_id, []).append(image)
    changed: list[ProductImage] = []
    surplus: list[int] = []
    warnings: list[str] = []
    for product in products:
        row, images = rows[product.sku], stored.get(product.pk, [])
        surplus += _surplus(row, images)
        changed += _linked_pictures(product, row, images)
        name = stored_name(f"products/{Path(row.image).name}")
        if not folder or not _is_new_file(row, name, images):
            continue
        if problem := _store(folder / Path(row.image).name, name, are_ours):
            warnings.append(f"{row.sku}: the picture {row.image} {problem}")
        else:
            changed.append(ProductImage(product=product, file=name))
    _write_pictures(changed)
    ProductImage.objects.filter(pk__in=surplus).delete()
    return warnings


def _write_pictures(changed: Sequence[ProductImage]) -> None:
    ProductImage.objects.bulk_update(
        [each for each in changed if each.pk], ["source_url", "position", *FETCHED]
    )
    ProductImage.objects.bulk_create([each for each in changed if not each.pk])


def _linked_pictures(
    product: Product, row: ProductRow, images: Sequence[ProductImage]
) -> list[ProductImage]:
    """Returns the pictures that take a new address or place, saved or not."""
    addresses = addresses_of(row)
    linked = {image.source_url: image for image in images if image.source_url}
    free = _replaced(row, images)
    changed = []
    for place, address in enumerate(addresses):
        image = linked.get(address) or (free.pop(0) if free else ProductImage(product=product))
        # A feed with one picture says nothing of the order, which staff may have chosen.
        position = place if row.image_urls else image.position
        if (image.source_url, image.position) != (address, position) or not image.pk:
            if image.source_url != address:
                image.move_to(address)
            image.position = position
            changed.append(image)
    return changed


def addresses_of(row: ProductRow) -> list[str]:
    return list(dict.fromkeys(each for each in (row.image_url, *row.image_urls) if each))


def _replaced(row: ProductRow, images: Sequence[ProductImage]) -> list[ProductImage]:
    """Returns the pictures whose address the row has no more; none where it names none."""
    addresses = addresses_of(row)
    linked = [image for image in images if image.source_url and (image.widths or not image.file)]
    return [image for image in linked if image.source_url not in addresses] if addresses else []


def _surplus(row: ProductRow, images: Sequence[ProductImage]) -> list[int]:
    """Returns the ids of replaced pictures for which a row with several has no other address."""
    if not row.image_urls:
        return []
    known = {image.source_url for image in images}
    new = sum(address not in known for address in addresses_of(row))
    return [image.pk for image in _replaced(row, images)[new:]]


def _is_new_file(row: ProductRow, name: str, images: Sequence[ProductImage]) -> bool:
    given = f"products/{Path(row.image).name}"
    files = {image.file.name for image in images}
    return bool(row.image) and not {given, name} & files


def _store(path: Path, name: str, is_ours: bool) -> str:
    """Stores a picture. Returns why it cannot be stored, or an empty string."""
    try:
        with open_source(path) as file:
            picture = Picture(file.read()) if is_ours else encoded(file)
    except OSError as error:
        return "is a link, which is not followed" if error.errno == errno.ELOOP else "is not there"
    except NotAPicture:
        return "is not a picture that can be shown"
    if not _is_stored(name):
        default_storage.save(name, picture)
    return ""


def _is_stored(name: str) -> bool:
    """Whether a picture of this name is stored. Removes an incomplete one."""
    if not default_storage.exists(name):
        return False
    with default_storage.open(name) as file:
        if is_whole(file):
            return True
    default_storage.delete(name)
    return False
