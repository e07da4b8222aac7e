"""Background jobs of the catalogue. They run at once in a single process, and by the worker where
TASKS is "worker".
"""

from collections.abc import Sequence

from django.tasks import task

from shop.importer import Progress, embed
from shop.models import Product
from shop.search import multilingual_index


@task
def embed_products(ids: Sequence[int]) -> str:
    """Vectors for these products, where their text changed; returns why it could not, or nothing.
    Safe to run twice.
    """
    progress = Progress()
    products = list(Product.objects.select_related("category").filter(pk__in=ids))
    multilingual_index.fill(products)
    embed(products, progress, lambda progress: None)
    return progress.embedding_problem
