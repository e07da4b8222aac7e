"""What a new shop is filled with at the start: the demo shop, or the shop's own file."""

from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

import httpx2
from django.conf import settings

from shop.demo_file import FOLDER, facts, skus
from shop.feeds.formats import open_feed
from shop.feeds.jsonl import Feed
from shop.importer import import_rows
from shop.importer.progress import Progress
from shop.models import Category, Product, ShopFact

LARGEST_FILE = 2 * 1024**3
FETCH_SECONDS = 60


class NoCatalogue(Exception):
    """The shop's own catalogue cannot be loaded. The text is one sentence, with its code."""


def load_first() -> str:
    """Returns what was loaded, in words; empty where the shop has products already or DEMO_SHOP is
    off.
    """
    if not settings.DEMO_SHOP or Product.objects.exists():
        return ""
    return _said(load())


def _said(progress: Progress) -> str:
    said = f"{progress.saved:,} products loaded in {progress.seconds:.0f} s"
    if progress.bad_count:
        said += f", {progress.bad_count:,} bad lines left out"
    return (
        f"{said}, found by words alone: {progress.embedding_problem}"
        if progress.embedding_problem
        else said
    )


def load_facts() -> None:
    if not ShopFact.objects.exists():
        ShopFact.objects.bulk_create(ShopFact(**each) for each in facts())


def load() -> Progress:
    load_facts()
    with Feed(FOLDER / "products.jsonl") as feed:
        return import_rows(feed.rows(), pictures=FOLDER / "pictures", are_ours=True)


def load_own(source: str) -> str:
    """Loads the shop's own catalogue from a file or an address in the place of the demo shop.

    Returns what was loaded, in words; empty where the shop has products of its own already. Raises
    NoCatalogue.
    """
    if Product.objects.exclude(sku__in=skus()).exists():
        return ""
    with TemporaryDirectory(prefix="aisle-catalogue-") as folder:
        path = _fetched(source, Path(folder)) if _is_address(source) else Path(source)
        if not path.is_file():
            raise NoCatalogue(f"CATALOGUE names {source}, and there is no such file. [no_file]")
        with open_feed(path) as feed:
            if problem := feed.wrong_format():
                raise NoCatalogue(f"CATALOGUE names {source}. {problem}")
            remove()
            return _said(import_rows(feed.rows(), pictures=path.parent))


def remove() -> None:
    """Takes the demo shop away: its products, its empty categories, and its facts as they were."""
    Product.objects.filter(sku__in=skus()).delete()
    for each in facts():
        ShopFact.objects.filter(**each).delete()
    kept = set(Category.objects.filter(products__isnull=False).values_list("path", flat=True))
    for category in Category.objects.all():
        if not any(f"{path} > ".startswith(f"{category.path} > ") for path in kept):
            category.delete()


def _is_address(source: str) -> bool:
    return urlsplit(source).scheme in ("http", "https")


def _fetched(address: str, folder: Path) -> Path:
    path, size = folder / "catalogue", 0
    try:
        with (
            httpx2.stream("GET", address, timeout=FETCH_SECONDS, follow_redirects=True) as answer,
            open(path, "wb") as copy,
        ):
            answer.raise_for_status()
            for part in answer.iter_bytes():
                size += len(part)
                if size > LARGEST_FILE:
                    raise NoCatalogue(f"The file at {address} is too large. [file_too_large]")
                copy.write(part)
    except (httpx2.HTTPError, OSError) as error:
        why = str(error) or type(error).__name__
        raise NoCatalogue(f"{address} cannot be read: {why}. [unreadable_address]") from error
    return path
