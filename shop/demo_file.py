"""What the demo shop is made of, and whether it is what is sold."""

import json
from functools import cache
from pathlib import Path

from django.conf import settings

from shop.models import Product

FOLDER: Path = settings.BASE_DIR / "demo"


@cache
def skus() -> tuple[str, ...]:
    lines = (FOLDER / "products.jsonl").read_text(encoding="utf-8").splitlines()
    return tuple(json.loads(line)["sku"] for line in lines if line.strip())


def facts() -> list[dict[str, str]]:
    """Returns what the demo shop says of itself, as fields of ShopFact."""
    found: list[dict[str, str]] = json.loads((FOLDER / "facts.json").read_text(encoding="utf-8"))
    return found


def is_shown() -> bool:
    """Whether most of what is sold are products of the demo shop."""
    sold = Product.objects.filter(active=True)
    ours = sold.filter(sku__in=skus()).count()
    return ours > 0 and 2 * ours > sold.count()
