"""Writes of the shop's own systems, whole: stored, found by words at once, and by meaning as soon
as the texts are embedded.
"""

from collections.abc import Sequence

from shop.importer.lock import lock_catalogue
from shop.importer.writes import Writing, Written
from shop.models import Product
from shop.search import freshness, index
from shop.tasks import embed_products, recount_words


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
    if index.is_recount_due():
        recount_words.enqueue()


def _embed(products: Sequence[Product]) -> None:
    embed_products.enqueue([product.pk for product in products])
