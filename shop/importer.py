"""Imports a feed into the catalogue: upserts by sku in batches, each a transaction of its own, then
vectors for the texts that changed.
"""

import errno
import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import batched, groupby
from pathlib import Path
from time import monotonic

from django.core.files.storage import default_storage
from django.db import connection, transaction

from shop.feeds.row import BadRow, ProductRow
from shop.models import SEPARATOR, Category, Product, ProductImage, free_slug, path_parts, path_slug
from shop.pictures import (
    NotAPicture,
    Picture,
    PicturesAway,
    encoded,
    is_whole,
    open_source,
    stored_name,
)
from shop.search import embedding, index, multilingual_index, suggestion_index, vocabulary
from site_config.errors import AisleError, StorageFull

log = logging.getLogger("aisle.import")

BATCH = 500
# Lines and warnings that are kept to be shown; the others are counted.
MOST_NAMED = 100
VECTORS = """
WITH given AS (SELECT * FROM unnest(%(ids)s::bigint[], %(vectors)s::text[], %(marks)s::text[]) AS
  g(id, vector, mark)),
entries AS (UPDATE shop_entry e SET embedding = g.vector::halfvec FROM given g
WHERE e.product_id = g.id)
UPDATE shop_product p SET embedded = g.mark FROM given g WHERE p.id = g.id
"""
# Fields of a row that are columns of Product under the same name.
COLUMNS = tuple(
    "name description brand model price compare_at_price currency stock rating rating_count "
    "popularity attributes gtin active".split()
)
# What the derived columns are made of.
PREPARED_FROM = {"category", "attributes", "description", "brand", "model"}


@dataclass
class Progress:
    """The state of an import. `bad` and `warnings` hold the first hundred each; their counts count
    all.
    """

    read: int = 0
    saved: int = 0
    embedded: int = 0
    bad_count: int = 0
    bad: list[BadRow] = field(default_factory=list)
    warning_count: int = 0
    warnings: list[str] = field(default_factory=list)
    pictures_left_out: int = 0
    """Products whose `image` was not looked for, as no folder was given."""
    embedding_seconds: float = 0.0
    embedding_problem: str = ""
    line: int = 0
    """The last line that is done: all up to here are saved, or named in `bad`."""
    storage_problem: AisleError | None = None
    """Why the import ended early: pictures could not be stored."""
    started: float = field(default_factory=monotonic)

    @property
    def seconds(self) -> float:
        return monotonic() - self.started


def import_rows(
    rows: Iterable[tuple[int, ProductRow | BadRow]],
    on_progress: Callable[[Progress], None] = lambda progress: None,
    *,
    pictures: Path | None = None,
    are_ours: bool = False,
    with_vectors: bool = True,
) -> Progress:
    """Upsert all good rows; `pictures` is the folder in which `image` names a file.

    `are_ours` says that the shop has made these pictures itself: they are copied as they are."""
    progress = Progress()
    for batch in batched(rows, BATCH):
        good = _good_rows(batch, progress)
        try:
            with transaction.atomic():
                saved, warnings = _save(list(good.values()), pictures, are_ours)
                index.learn([product.pk for product in saved])
        except (StorageFull, PicturesAway) as error:
            progress.storage_problem = (
                error  # what was saved before is finished below, as at any end
            )
            break
        progress.warning_count += len(warnings)
        progress.warnings += warnings[: MOST_NAMED - len(progress.warnings)]
        progress.read += len(batch)
        progress.line = batch[-1][0]
        progress.saved += len(good)
        progress.pictures_left_out += (
            0 if pictures else sum(bool(row.image) for row in good.values())
        )
        on_progress(progress)
        if with_vectors:
            multilingual_index.fill(saved)
            if not progress.embedding_problem:
                embed(saved, progress, on_progress)
    index.recount_after(progress.saved)
    vocabulary.forget()
    suggestion_index.forget()
    with connection.cursor() as cursor:
        cursor.execute(
            "ANALYZE shop_product, shop_category, shop_entry, shop_label, shop_term, shop_word"
        )  # the planner would else believe that the table is empty
    return progress


def _good_rows(
    batch: Sequence[tuple[int, ProductRow | BadRow]], progress: Progress
) -> dict[str, ProductRow]:
    """Returns the rows that can be stored by their sku, and counts the others."""
    good: dict[str, ProductRow] = {}
    for _line, row in batch:
        if isinstance(row, ProductRow):
            good[row.sku] = merged(good[row.sku], row) if row.sku in good else row
            continue
        progress.bad_count += 1
        if len(progress.bad) < MOST_NAMED:
            progress.bad.append(row)
    return good


def merged(earlier: ProductRow, later: ProductRow) -> ProductRow:
    """Merges two lines with one sku. The fields of the later one win, as they would in a second
    import.
    """
    return earlier.model_copy(
        update={name: getattr(later, name) for name in later.model_fields_set}
    )


def embed_products(on_progress: Callable[[Progress], None] = lambda progress: None) -> Progress:
    """Computes vectors for every product whose text or model has changed since its last vector."""
    progress = Progress()
    products = Product.objects.select_related("category").order_by("id")
    for batch in batched(products.iterator(chunk_size=BATCH), BATCH):
        progress.read += len(batch)
        multilingual_index.fill(batch)
        embed(batch, progress, on_progress)
        if progress.embedding_problem:
            break
    return progress


def _save(
    rows: Sequence[ProductRow], pictures: Path | None, are_ours: bool
) -> tuple[list[Product], list[str]]:
    """Writes a batch. Returns the products as they are stored now, and warnings."""
    categories = _categories({row.category for row in rows})
    # Rows that give the same fields share a statement, so that a field left out keeps its stored
    # value.
    for fields, group in groupby(sorted(rows, key=_given_fields), key=_given_fields):
        _upsert(list(group), fields, categories)
    by_sku = {row.sku: row for row in rows}
    saved = list(Product.objects.select_related("category").filter(sku__in=list(by_sku)))
    partial = {row.sku for row in rows if not row.model_fields_set >= PREPARED_FROM}
    _refresh_facts([product for product in saved if product.sku in partial])
    suspect = [f"{each.sku}: its text {each.suspicion}" for each in saved if each.suspicion]
    return saved, suspect + _save_pictures(by_sku, saved, pictures, are_ours)


def _given_fields(row: ProductRow) -> tuple[str, ...]:
    return tuple(name for name in (*COLUMNS, "category", "url") if name in row.model_fields_set)


def _upsert(
    rows: list[ProductRow], fields: tuple[str, ...], categories: dict[str, Category]
) -> None:
    products = []
    for row in rows:
        category = categories.get(SEPARATOR.join(path_parts(row.category)))
        product = Product(
            sku=row.sku,
            category=category,
            external_url=row.url,
            **{name: getattr(row, name) for name in COLUMNS},
        )
        product.prepare()
        products.append(product)
    renamed = {"url": "external_url"}
    update = [
        *(renamed.get(name, name) for name in fields),
        "slug",
        "facts",
        "suspicion",
        "updated_at",
    ]
    Product.objects.bulk_create(
        products, update_conflicts=True, unique_fields=["sku"], update_fields=update
    )


def _refresh_facts(products: Sequence[Product]) -> None:
    """Prepares products again whose row left out some of the fields that facts are made of."""
    for product in products:
        product.prepare()
    Product.objects.bulk_update(products, ["facts", "suspicion"])


def _categories(paths: Iterable[str]) -> dict[str, Category]:
    """Returns the row of every path and of every ancestor of it, made where it is missing."""
    wanted = {path for given in paths for path in _with_ancestors(given)}
    if not wanted:
        return {}
    found = {category.path: category for category in Category.objects.filter(path__in=wanted)}
    missing = sorted(wanted - found.keys())  # an ancestor sorts before what is below it
    if not missing:
        return found
    slugs = {path: category.slug for path, category in found.items()}
    _add_slugs(slugs, missing)
    Category.objects.bulk_create(
        [Category(path=path, slug=slugs[path]) for path in missing], ignore_conflicts=True
    )
    return {category.path: category for category in Category.objects.filter(path__in=wanted)}


def _with_ancestors(path: str) -> list[str]:
    parts = path_parts(path)
    return [SEPARATOR.join(parts[: depth + 1]) for depth in range(len(parts))]


def _add_slugs(slugs: dict[str, str], missing: Iterable[str]) -> None:
    """Adds a free slug for each path. Ancestors have to come before what is below them."""
    taken = set(Category.objects.values_list("slug", flat=True))
    for path in missing:
        *above, name = path_parts(path)
        start = slugs[SEPARATOR.join(above)] + "/" if above else ""
        slugs[path] = free_slug(start + path_slug(name), taken)
        taken.add(slugs[path])


def _save_pictures(
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
    warnings: list[str] = []
    for product in products:
        row, images = rows[product.sku], stored.get(product.pk, [])
        if link := _linked_picture(product, row.image_url, images):
            changed.append(link)
        name = stored_name(f"products/{Path(row.image).name}")
        if not folder or not _is_new_file(row, name, images):
            continue
        if problem := _store(folder / Path(row.image).name, name, are_ours):
            warnings.append(f"{row.sku}: the picture {row.image} {problem}")
        else:
            changed.append(ProductImage(product=product, file=name))
    _write_pictures(changed)
    return warnings


def _write_pictures(changed: Sequence[ProductImage]) -> None:
    ProductImage.objects.bulk_update([each for each in changed if each.pk], ["source_url"])
    ProductImage.objects.bulk_create([each for each in changed if not each.pk])


def _linked_picture(
    product: Product, address: str, images: Sequence[ProductImage]
) -> ProductImage | None:
    """Returns the picture that takes a new address, saved or not; None where it has it already."""
    if not address or address in {image.source_url for image in images}:
        return None
    for image in images:
        if image.source_url and not image.file:
            image.source_url = address
            return image
    return ProductImage(product=product, source_url=address)


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


def embed(
    products: Sequence[Product], progress: Progress, on_progress: Callable[[Progress], None]
) -> None:
    """Computes vectors for those of `products` whose text changed. Notes an unreachable model in
    `progress`; a later run catches up.
    """
    texts = {product.pk: embedding.document(product) for product in products}
    stale = [
        product
        for product in products
        if product.embedded != embedding.fingerprint(texts[product.pk])
    ]
    for some in batched(stale, 128):
        begun = monotonic()
        try:
            vectors = embedding.embed_documents([texts[product.pk] for product in some])
        except embedding.EmbeddingUnavailable as error:
            progress.embedding_problem = str(error)
            log.error("not embedded: %s", error)
            return
        progress.embedding_seconds += monotonic() - begun
        with connection.cursor() as cursor:
            cursor.execute(
                VECTORS,
                {
                    "ids": [product.pk for product in some],
                    "vectors": [str(vector) for vector in vectors],
                    "marks": [embedding.fingerprint(texts[product.pk]) for product in some],
                },
            )
        progress.embedded += len(some)
        on_progress(progress)
