"""The real rows with their vectors, which are embedded once and kept in a file; an interrupted run
goes on where it was.
"""

from typing import Any

import numpy as np

from benchmarks import icecat, scratch
from benchmarks.report import Progress
from benchmarks.variety import Stock
from shop.feeds.row import ProductRow
from shop.models import DIMENSIONS, Product
from shop.search import embedding

CHUNK = 1024


def stock() -> Stock:
    rows = list({row["sku"]: row for row in icecat.products()}.values())
    for row in rows:
        row |= {name: row[name] or "" for name in ("description", "brand", "model", "image_url")}
    return Stock(rows, _vectors(rows))


def _vectors(rows: list[dict[str, Any]]) -> np.ndarray[Any, np.dtype[np.float32]]:
    path = scratch.folder() / f"vectors-{embedding.model_mark()}npy"
    have = np.load(path) if path.exists() else np.zeros((0, DIMENSIONS), np.float32)
    if len(have) > len(rows):
        have = have[:0]  # The file was written for another catalogue.
    progress = Progress()
    while len(have) < len(rows):
        texts = [_document(row) for row in rows[len(have) : len(have) + CHUNK]]
        have = np.concatenate([have, np.array(embedding.embed_documents(texts), np.float32)])
        with path.with_suffix(".new").open("wb") as file:
            np.save(file, have)
        path.with_suffix(".new").replace(path)
        progress.say(f"{len(have):,} of {len(rows):,} real rows embedded")
    progress.end()
    return have


def _document(row: dict[str, Any]) -> str:
    """The text that an import would embed."""
    given = ProductRow.model_validate(row)
    product = Product(
        name=given.name,
        description=given.description,
        brand=given.brand,
        attributes=given.attributes,
    )
    return embedding.document(product)
