"""The feeds that the shop offers, by the names of their files."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from shop.feeds.out import chatgpt, merchant, own
from shop.feeds.out.catalogue import Channel, products
from shop.models import Product

# Grows with each change of what the formats write, so that clients fetch them again.
REVISION = 2


@dataclass(frozen=True)
class Format:
    content_type: str
    product: Callable[[Product, Channel], str]
    head: Callable[[Channel], str] = lambda channel: ""
    foot: str = ""
    has_addresses: bool = False
    """Whether it names pages of the shop."""


# "application/jsonl" is not registered, and begins like JSON.
LINES = "application/x-ndjson; charset=utf-8"
FORMATS: dict[str, Format] = {
    "products.jsonl": Format(LINES, own.json_line),
    "products.csv": Format("text/csv; charset=utf-8", own.csv_lines, own.csv_head),
    "google.xml": Format(
        "application/xml; charset=utf-8",
        merchant.xml_items,
        merchant.xml_head,
        merchant.FOOT,
        has_addresses=True,
    ),
    "google.tsv": Format(
        "text/tab-separated-values; charset=utf-8",
        merchant.tsv_lines,
        merchant.tsv_head,
        has_addresses=True,
    ),
    "chatgpt.jsonl": Format(LINES, chatgpt.lines, has_addresses=True),
}


def chunks(name: str, channel: Channel, *, with_hidden: bool = False) -> Iterator[tuple[int, str]]:
    """Yields (products so far, text) for each part of a feed."""
    kind, count = FORMATS[name], 0
    yield 0, kind.head(channel)
    for count, product in enumerate(products(with_hidden=with_hidden), start=1):
        yield count, kind.product(product, channel)
    yield count, kind.foot
