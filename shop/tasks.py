"""Background jobs of the catalogue. A single process runs them at once; the worker runs them where
TASKS is "worker".
"""

from collections.abc import Sequence

from django.tasks import task

from shop.importer import Progress, embed
from shop.models import Product
from shop.search import multilingual_index


@task
def embed_products(ids: Sequence[int]) -> str:
    """Computes vectors for these products where their text changed. Returns why it could not, or an
    empty string. Safe to run twice.
    """
    progress = Progress()
    products = list(Product.objects.select_related("category").filter(pk__in=ids))
    multilingual_index.fill(products)
    embed(products, progress, lambda progress: None)
    return progress.embedding_problem
