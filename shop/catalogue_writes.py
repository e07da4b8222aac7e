"""Writes of the shop's own systems, whole: stored, found by words at once, and by meaning as soon
as the texts are embedded.
"""

import logging
from collections.abc import Sequence
from itertools import batched
from threading import Lock, Thread

from django.db import DatabaseError, connection
from django.tasks import task_backends
from django.tasks.backends.immediate import ImmediateBackend

from shop import picture_jobs
from shop.importer.lock import lock_catalogue
from shop.importer.writes import Writing, Written
from shop.models import Product
from shop.search import freshness, index
from shop.tasks import embed_products, fetch_pictures_soon, recount_words

log = logging.getLogger("aisle.import")

# Texts that are embedded before a write is answered.
MOST_AT_ONCE = 20
_embedding = Lock()


def hide(sku: str) -> Written | None:
    """Hides a product. Returns None where there is none. Call it in a transaction."""
    lock_catalogue()
    product = Product.objects.select_related("category").filter(sku=sku).first()
    if product is None:
        return None
    written = Written(1, sku, "hidden" if product.active else "unchanged", product=product)
    if product.active:
        product.active = False
        Product.objects.filter(pk=product.pk).update(active=False)
        freshness.note(0, 1)
    return written


def finish(writing: Writing) -> None:
    """Does what waits for the end of the transaction: facets, vectors, counts."""
    ids = [product.pk for product in writing.products]
    if not ids:
        return
    freshness.forget_version()
    index.number_labels(ids)
    _embed(writing.products)
    _fetch_pictures(ids)
    if index.is_recount_due():
        recount_words.enqueue()


def _fetch_pictures(ids: Sequence[int]) -> None:
    """Has a worker fetch new pictures; without one, they wait for `manage.py fetch_pictures`."""
    if not _is_immediate() and picture_jobs.waiting().filter(product__in=ids).exists():
        fetch_pictures_soon()


def _is_immediate() -> bool:
    """Whether a job runs before the call that enqueues it returns."""
    return isinstance(task_backends["default"], ImmediateBackend)


def _embed(products: Sequence[Product]) -> None:
    """Computes the vectors in a job; of many products behind the answer, where the process itself
    runs the jobs. What ends with the process, `manage.py embed_products` makes good.
    """
    ids = [product.pk for product in products]
    if _is_immediate() and len(ids) > MOST_AT_ONCE:
        Thread(target=_embed_behind, args=(ids,), name="aisle-embedding", daemon=True).start()
    else:
        embed_products.enqueue(ids)


def _embed_behind(ids: Sequence[int]) -> None:
    try:
        with _embedding:
            for some in batched(ids, MOST_AT_ONCE):
                embed_products.call(list(some))
    except DatabaseError as error:
        log.error("not embedded: %s", error)
    finally:
        connection.close()
