"""The multilingual vectors of the products, beside those of shop.search.embedding."""

import logging
from collections.abc import Sequence
from itertools import batched

from django.db import connection

from shop.models import Entry, Product
from shop.search import multilingual
from shop.search.embedding import EmbeddingUnavailable

log = logging.getLogger("aisle.search")

BATCH = 256
VECTORS = """
UPDATE shop_entry e SET multilingual = g.vector::halfvec, multilingual_mark = g.mark
FROM unnest(%(ids)s::bigint[], %(vectors)s::text[], %(marks)s::text[]) AS g(id, vector, mark)
WHERE e.product_id = g.id
"""


def fill(products: Sequence[Product]) -> int:
    """Vectors for those of `products` whose name or category changed; returns how many. Nothing
    where the encoder is not available: a later run makes it good.
    """
    if not multilingual.is_available():
        return 0
    texts = {product.pk: multilingual.document(product) for product in products}
    marks = {pk: multilingual.fingerprint(text) for pk, text in texts.items()}
    held = dict(
        Entry.objects.filter(product_id__in=texts).values_list("product_id", "multilingual_mark")
    )
    stale = [pk for pk in texts if held.get(pk) != marks[pk]]
    try:
        for some in batched(stale, BATCH):
            _store(some, texts, marks)
    except EmbeddingUnavailable as error:
        log.error("no multilingual vectors: %s", error)
        return 0
    return len(stale)


def _store(ids: Sequence[int], texts: dict[int, str], marks: dict[int, str]) -> None:
    vectors = multilingual.vectors([texts[pk] for pk in ids])
    with connection.cursor() as cursor:
        cursor.execute(
            VECTORS,
            {
                "ids": list(ids),
                "vectors": [str(row) for row in vectors.tolist()],
                "marks": [marks[pk] for pk in ids],
            },
        )


def missing() -> int:
    """How many products have no multilingual vector, where the shop wants them."""
    if not multilingual.is_available():
        return 0
    return Entry.objects.filter(multilingual__isnull=True).count()
