"""Imports a feed into the catalogue: upserts by sku in batches, each a transaction of its own, then
vectors for the texts that changed.
"""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import batched, groupby
from pathlib import Path
from time import monotonic
from typing import Any

from django.db import connection, transaction

from shop.feeds.row import BadRow, ProductRow, Remark
from shop.importer.categories import stored_categories
from shop.importer.pictures import save_pictures
from shop.importer.variants import DERIVED, derived, save_variants
from shop.models import SEPARATOR, Category, Product, path_parts
from shop.pictures import PicturesAway
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
    "popularity attributes gtin active description_html".split()
)
# What the derived columns are made of.
PREPARED_FROM = {"category", "attributes", "description", "brand", "model"}


@dataclass
class Progress:
    """The state of an import. `bad`, `warnings` and `remarks` hold the first hundred each; their
    counts count all.
    """

    read: int = 0
    saved: int = 0
    created: int = 0
    changed: int = 0
    """Products that were there and are different now."""
    embedded: int = 0
    bad_count: int = 0
    bad: list[BadRow] = field(default_factory=list)
    warning_count: int = 0
    warnings: list[str] = field(default_factory=list)
    remark_count: int = 0
    remarks: list[Remark] = field(default_factory=list)
    """Values of rows that were left out or changed."""
    skus: set[int] = field(default_factory=set)
    """Hashes of the codes so far: a text each would take too much of a million rows."""
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
                saved, warnings = _save(list(good.values()), pictures, are_ours, progress)
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
    for line, row in batch:
        if isinstance(row, ProductRow):
            note(progress, row.remarks)
            if hash(row.sku) in progress.skus:
                action = "was there before; what this row says counts"
                note(progress, [Remark(line, row.sku, "sku", row.sku, action)])
            progress.skus.add(hash(row.sku))
            good[row.sku] = merged(good[row.sku], row) if row.sku in good else row
            continue
        progress.bad_count += 1
        if len(progress.bad) < MOST_NAMED:
            progress.bad.append(row)
    return good


def note(progress: Progress, remarks: Sequence[Remark]) -> None:
    progress.remark_count += len(remarks)
    progress.remarks += remarks[: MOST_NAMED - len(progress.remarks)]


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
    rows: Sequence[ProductRow], pictures: Path | None, are_ours: bool, progress: Progress
) -> tuple[list[Product], list[str]]:
    """Writes a batch. Returns the products as they are stored now, and warnings. What a row does
    not change is not written.
    """
    by_sku = {row.sku: row for row in rows}
    categories = stored_categories({row.category for row in rows})
    before = stored_products(by_sku)
    changed = [row for row in rows if changes(before.get(row.sku), _product(row, categories), row)]
    progress.created += len(by_sku.keys() - before.keys())
    progress.changed += sum(row.sku in before for row in changed)
    _upsert_by_fields(changed, categories)
    saved = list(stored_products(by_sku).values())
    _refresh_facts(changed, saved)
    save_variants(by_sku, saved)
    warnings = [f"{each.sku}: its text {each.suspicion}" for each in saved if each.suspicion]
    return saved, warnings + save_pictures(by_sku, saved, pictures, are_ours)


def _upsert_by_fields(rows: Sequence[ProductRow], categories: dict[str, Category]) -> None:
    """Rows that give the same fields share a statement, so that a field left out keeps its stored
    value.
    """
    for fields, group in groupby(sorted(rows, key=_given_fields), key=_given_fields):
        _upsert([_product(row, categories) for row in group], fields)


def stored_products(skus: Iterable[str]) -> dict[str, Product]:
    products = Product.objects.select_related("category").filter(sku__in=list(skus))
    return {product.sku: product for product in products}


def changes(before: Product | None, after: Product, row: ProductRow) -> list[str]:
    """Returns the columns of a product that a row changes; all that it gives of a new one."""
    fields = _columns(_given_fields(row))
    if before is None:
        return fields
    return [name for name in fields if _value(before, name) != _value(after, name)]


def _value(product: Product, name: str) -> Any:
    return product.category_id if name == "category" else getattr(product, name)


def _given_fields(row: ProductRow) -> tuple[str, ...]:
    given = [name for name in (*COLUMNS, "category", "url") if name in row.model_fields_set]
    return (*given, *DERIVED) if "variants" in row.model_fields_set else tuple(given)


def _columns(fields: Sequence[str]) -> list[str]:
    return ["external_url" if name == "url" else name for name in fields]


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


def _upsert(products: list[Product], fields: Sequence[str]) -> None:
    update = [*_columns(fields), "slug", "facts", "suspicion", "updated_at"]
    Product.objects.bulk_create(
        products, update_conflicts=True, unique_fields=["sku"], update_fields=update
    )


def _refresh_facts(rows: Sequence[ProductRow], saved: Sequence[Product]) -> None:
    """Prepares products again whose row left out some of the fields that facts are made of."""
    partial = {row.sku for row in rows if not row.model_fields_set >= PREPARED_FROM}
    products = [product for product in saved if product.sku in partial]
    for product in products:
        product.prepare()
    Product.objects.bulk_update(products, ["facts", "suspicion"])


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
