"""The products of a feed, read in pages, and whether they have changed."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import connection

from shop.models import Product, ShopFact

# A product may have two thousand variants, and a page is in memory at once.
PAGE = 100
# Who has counted holds the sequence until the end of the transaction.
WRITERS = """
SELECT count(*) FROM pg_locks
WHERE relation = 'shop_catalogue_version'::regclass AND mode = 'RowExclusiveLock'
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
  AND pid <> pg_backend_pid()
"""
ADDRESS = re.compile(r"https?://[^\s<>\"“”]+")


@dataclass(frozen=True)
class Channel:
    """Who reads a feed: `origin` begins each address, and `is_whole` tells what visitors do not
    see, such as how popular a product is.
    """

    origin: str = ""
    is_whole: bool = False
    seller: str = ""
    countries: Sequence[str] = ()
    return_policy: str = ""

    def address(self, path: str) -> str:
        return self.origin + path


def channel(origin: str, *, is_whole: bool = False) -> Channel:
    """Returns a channel with what the shop says about itself."""
    return Channel(
        origin=origin.rstrip("/"),
        is_whole=is_whole,
        seller=settings.SHOP_NAME,
        countries=settings.FEED_COUNTRIES,
        return_policy=_return_policy(),
    )


def _return_policy() -> str:
    """Returns the first address that a shop fact on returns names; "" for none."""
    facts = ShopFact.objects.filter(active=True, topic=ShopFact.Topic.RETURNS)
    for text in facts.order_by("language", "id").values_list("text", flat=True):
        if found := ADDRESS.search(text):
            return found[0].rstrip(".,;:!?)")
    return ""


def products_after(pk: int, *, with_hidden: bool = False) -> list[Product]:
    """Returns the next products by id with their category, pictures and variants; [] at the end."""
    products = Product.objects.filter(pk__gt=pk).order_by("pk")
    shown = products if with_hidden else products.filter(active=True)
    found = shown.select_related("category").prefetch_related("images", "variants")
    return list(found.defer("facts", "variant_codes")[:PAGE])


def products(*, with_hidden: bool = False) -> Iterator[Product]:
    """Yields the products. Reads pages, so that no statement stays open."""
    pk = 0
    while page := products_after(pk, with_hidden=with_hidden):
        yield from page
        pk = page[-1].pk


def version() -> str:
    """Returns what changes whenever the catalogue does; "" while something is being written.

    The counter grows before others can see the change. So it is read first, and counts only where
    all who have counted until then are done.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT last_value FROM shop_catalogue_version")
        (value,) = cursor.fetchone() or (0,)
        cursor.execute(WRITERS)
        (writers,) = cursor.fetchone() or (0,)
    return "" if writers else str(value)
