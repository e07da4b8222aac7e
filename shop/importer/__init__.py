"""Imports a feed into the catalogue: upserts by sku in batches, each a transaction of its own, then
vectors for the texts that changed.
"""

import logging
from collections.abc import Callable, Collection, Generator, Iterable, Sequence
from contextlib import closing
from itertools import batched, groupby
from pathlib import Path
from time import monotonic

from django.db import connection, transaction

from shop.feeds.row import BadRow, ProductRow
from shop.importer.categories import stored_categories
from shop.importer.comparison import (
    COLUMNS,
    Stored,
    changed_rows,
    column_changes,
    given_fields,
    stored_by_sku,
)
from shop.importer.lock import lock_catalogue
from shop.importer.pictures import save_pictures
from shop.importer.progress import BATCH, MOST_NAMED, Progress, good_rows
from shop.importer.seen_codes import SeenCodes
from shop.importer.upsert import upsert
from shop.importer.variants import derived, save_variants
from shop.models import SEPARATOR, Category, Product, path_parts
from shop.pictures import PicturesAway
from shop.search import (
    embedding,
    freshness,
    index,
    multilingual_index,
    suggestion_index,
    vocabulary,
)
from site_config.errors import StorageFull

__all__ = [
    "BATCH",
    "VECTORS",
    "Progress",
    "embed",
    "embed_products",
    "import_rows",
    "save_rows",
]

type Journal = Callable[[Sequence[tuple[str, Stored | None]]], None]
log = logging.getLogger("aisle.import")

VECTORS = """
WITH given AS (SELECT * FROM unnest(%(ids)s::bigint[], %(vectors)s::text[], %(marks)s::text[]) AS
  g(id, vector, mark)),
entries AS (UPDATE shop_entry e SET embedding = g.vector::halfvec FROM given g
WHERE e.product_id = g.id)
UPDATE shop_product p SET embedded = g.mark FROM given g WHERE p.id = g.id
"""
# What the derived columns are made of.
PREPARED_FROM = {"name", "category", "attributes", "description", "brand", "model"}


def import_rows(
    rows: Iterable[tuple[int, ProductRow | BadRow]],
    on_progress: Callable[[Progress], None] = lambda progress: None,
    *,
    pictures: Path | None = None,
    are_ours: bool = False,
    with_vectors: bool = True,
    journal: Journal | None = None,
) -> Progress:
    """Upsert all good rows; `pictures` is the folder in which `image` names a file. `journal` is
    told of what a batch changes before it is written.

    `are_ours` says that the shop has made these pictures itself: they are copied as they are."""
    progress = Progress()
    with closing(_good_batches(rows, progress)) as batches:
        for batch, good in batches:
            try:
                with transaction.atomic():
                    lock_catalogue()
                    saved, warnings = save_rows(
                        list(good.values()), pictures, are_ours, progress, journal
                    )
                    freshness.note(index.learn(progress.touched))
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
    index.recount_after(progress.created + progress.changed)
    vocabulary.forget()
    suggestion_index.forget()
    with connection.cursor() as cursor:
        cursor.execute(
            "ANALYZE shop_product, shop_category, shop_entry, shop_label, shop_term, shop_word"
        )  # the planner would else believe that the table is empty
    return progress


def _good_batches(
    rows: Iterable[tuple[int, ProductRow | BadRow]], progress: Progress
) -> Generator[tuple[tuple[tuple[int, ProductRow | BadRow], ...], dict[str, ProductRow]]]:
    """Yields each batch with those of its rows that can be stored by their sku."""
    with SeenCodes() as seen:
        for batch in batched(rows, BATCH):
            yield batch, good_rows(batch, progress, seen)


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


def save_rows(
    rows: Sequence[ProductRow],
    pictures: Path | None,
    are_ours: bool,
    progress: Progress,
    journal: Journal | None,
) -> tuple[list[Product], list[str]]:
    """Writes a batch. Returns the products as they are stored now, and warnings. What a row does
    not change is not written.
    """
    by_sku = {row.sku: row for row in rows}
    categories = stored_categories({row.category for row in rows})
    before = stored_by_sku(by_sku)
    changed = changed_rows(rows, before)
    progress.count(len(changed), created=len(by_sku.keys() - before.keys()))
    if journal:
        journal([(row.sku, stored) for row, stored in changed])
    _write_columns(changed, categories)
    # Files of pictures are not among the changes.
    touched = {row.sku for row, _stored in changed} if pictures is None else by_sku.keys()
    saved = list(Product.objects.select_related("category").filter(sku__in=list(touched)))
    _refresh_facts(changed, saved)
    save_variants(by_sku, saved)
    problems = save_pictures(by_sku, saved, pictures, are_ours)
    progress.touched = [product.pk for product in saved]
    saved += [before[sku].product for sku in before.keys() - touched]
    return saved, _suspicions(saved) + problems


def _suspicions(products: Sequence[Product]) -> list[str]:
    return [f"{each.sku}: its text {each.suspicion}" for each in products if each.suspicion]


def _write_columns(
    changed: Sequence[tuple[ProductRow, Stored | None]], categories: dict[str, Category]
) -> None:
    """Writes the rows of which more than variants and pictures has changed."""
    written = [row for row, stored in changed if not stored or column_changes(stored.product, row)]
    _upsert_by_fields(written, categories)


def _upsert_by_fields(rows: Sequence[ProductRow], categories: dict[str, Category]) -> None:
    """Rows that give the same fields share a statement, so that a field left out keeps its stored
    value.
    """
    for fields, group in groupby(sorted(rows, key=given_fields), key=given_fields):
        products = [_product(row, categories) for row in group]
        upsert(products, [*fields, *_made_from(fields), "updated_at"])


def _made_from(fields: Collection[str]) -> list[str]:
    """Returns the derived columns. Facts of a row that leaves some of their fields out are not
    written: every write of another text makes the entry anew.
    """
    made = ["slug"] if "name" in fields else []
    return [*made, "facts", "suspicion"] if set(fields) >= PREPARED_FROM else made


def _product(row: ProductRow, categories: dict[str, Category]) -> Product:
    """Returns the product that a row describes, not saved."""
    product = Product(
        sku=row.sku,
        category=categories.get(SEPARATOR.join(path_parts(row.category))),
        external_url=row.url,
        **{name: getattr(row, name) for name in COLUMNS},
        **derived(row),
    )
    product.prepare()
    return product


def _refresh_facts(
    rows: Sequence[tuple[ProductRow, Stored | None]], saved: Sequence[Product]
) -> None:
    """Prepares products again that were stored before, and whose row left out some of the fields
    that facts are made of.
    """
    partial = {
        row.sku for row, stored in rows if stored and not row.model_fields_set >= PREPARED_FROM
    }
    changed = []
    for product in saved:
        before = (product.facts, product.suspicion)
        if product.sku in partial:
            product.prepare()
        if (product.facts, product.suspicion) != before:
            changed.append(product)
    Product.objects.bulk_update(changed, ["facts", "suspicion"])


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
