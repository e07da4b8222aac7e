"""The two shops that are talked about: the demo shop, and a fixed sample of the graded catalogue,
which is not at hand everywhere.
"""

from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path

import numpy as np
from django.core.cache import cache
from django.db import connection

from benchmarks import icecat
from shop import demo, demo_file
from shop.feeds.jsonl import Feed
from shop.feeds.row import BadRow, ProductRow
from shop.importer import VECTORS, import_rows
from shop.models import Product
from shop.search import embedding, facets, rules, suggestion_index, vocabulary
from site_config import devdb
from tests.evals import claims

Line = tuple[int, ProductRow | BadRow]

SHOPS = ("demo", "icecat")
# One product in so many, by its sku, beside all that were graded right for some query: about 1,300.
ONE_IN = 30
RIGHT = 3
# Products whose texts want to be obeyed.
HOSTILE = Path(__file__).resolve().parent / "demo" / "hostile.jsonl"
EMPTY = (
    "TRUNCATE shop_productimage, shop_entry, shop_product, shop_category, shop_label, "
    "shop_term, shop_word, shop_shopfact CASCADE"
)


def missing(shop: str) -> str:
    """Why this shop cannot be talked about here, or nothing."""
    return (
        f"the graded catalogue {icecat.DATA} is not at hand"
        if shop == "icecat" and not icecat.PRODUCTS.exists()
        else ""
    )


def load(shop: str) -> None:
    """Fill the catalogue of the present database, and nothing else, with this shop."""
    if shop == "demo":
        fill(shop, _demo_rows())
        demo.load_facts()
    else:
        fill(shop, sample())


def fill(shop: str, rows: Iterable[Line]) -> None:
    """The same with any rows; `shop` names the file in which their vectors are kept."""
    with connection.cursor() as cursor:
        cursor.execute(EMPTY)
    import_rows(rows, with_vectors=False)
    _embed(shop)
    forget()


def _demo_rows() -> Iterator[Line]:
    for path in (demo_file.FOLDER / "products.jsonl", HOSTILE):
        with Feed(path) as feed:
            yield from feed.rows()


def forget() -> None:
    """What is remembered of another shop."""
    cache.clear()
    for each in (vocabulary, suggestion_index, facets, rules, claims):
        each.forget()


def sample() -> Iterator[Line]:
    right = {
        sku
        for grades in icecat.grades().values()
        for sku, grade in grades.items()
        if grade >= RIGHT
    }
    for line, fields in enumerate(icecat.products(), start=1):
        if (
            fields["sku"] in right
            or int(sha256(fields["sku"].encode()).hexdigest(), 16) % ONE_IN == 0
        ):
            yield line, ProductRow.model_validate(fields)


def _embed(shop: str) -> None:
    """Vectors are kept on disk from one run to the next, for these texts and this model."""
    products = list(Product.objects.select_related("category").order_by("sku"))
    texts = [embedding.document(product) for product in products]
    marks = [embedding.fingerprint(text) for text in texts]
    path = _folder() / f"{shop}-{sha256(''.join(marks).encode()).hexdigest()[:16]}.npy"
    if not path.exists():
        part = path.with_suffix(f".{id(path)}.npy")
        np.save(part, np.array(embedding.embed_documents(texts), dtype=np.float32))
        part.replace(path)
    vectors = [str(vector) for vector in np.load(path).tolist()]
    with connection.cursor() as cursor:
        cursor.execute(
            VECTORS,
            {"ids": [product.pk for product in products], "vectors": vectors, "marks": marks},
        )
        cursor.execute("ANALYZE shop_entry")


def _folder() -> Path:
    path = devdb.DATA_DIR / "evals"
    path.mkdir(parents=True, exist_ok=True)
    return path
