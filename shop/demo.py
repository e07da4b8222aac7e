"""The demo shop, loaded once into a catalogue that never held a product."""

import json
from pathlib import Path

from django.conf import settings

from shop.feeds.jsonl import Feed
from shop.importer import import_rows
from shop.importer.progress import Progress
from shop.models import Product, ShopFact

FOLDER: Path = settings.BASE_DIR / "demo"


def load_first() -> str:
    """Returns what was loaded, in words; empty where the shop has products already or DEMO_SHOP is
    off.
    """
    if not settings.DEMO_SHOP or Product.objects.exists():
        return ""
    progress = load()
    said = f"{progress.saved} products loaded in {progress.seconds:.0f} s"
    return (
        f"{said}, found by words alone: {progress.embedding_problem}"
        if progress.embedding_problem
        else said
    )


def load_facts() -> None:
    if not ShopFact.objects.exists():
        ShopFact.objects.bulk_create(
            ShopFact(**each)
            for each in json.loads((FOLDER / "facts.json").read_text(encoding="utf-8"))
        )


def load() -> Progress:
    load_facts()
    with Feed(FOLDER / "products.jsonl") as feed:
        return import_rows(feed.rows(), pictures=FOLDER / "pictures", are_ours=True)
