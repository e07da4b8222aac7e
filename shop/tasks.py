"""Background jobs of the catalogue. A single process runs them at once; the worker runs them where
TASKS is "worker".
"""

from collections.abc import Sequence

from django.tasks import task

from shop import import_jobs
from shop.importer import embed
from shop.importer.progress import Progress
from shop.models import Import, Product
from shop.search import index, multilingual_index


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


@task
def recount_words() -> None:
    """Counts the words again, as an import of as many products does."""
    index.recount()


@task
def look_at_import(pk: int) -> None:
    """Works out the preview of an import."""
    import_jobs.look_at(Import.objects.get(pk=pk))


@task
def run_import(pk: int) -> None:
    """Runs an import that was looked at. One that runs or has run is left alone."""
    claimed = Import.objects.filter(pk=pk, status=Import.Status.PREVIEW)
    if claimed.update(status=Import.Status.RUNNING):
        import_jobs.run(Import.objects.get(pk=pk))
