"""What the shop keeps: the catalogue itself, the index that search reads, and what was searched."""

from shop.models.catalogue import (
    SEPARATOR,
    Category,
    Product,
    ProductImage,
    attribute_items,
    attribute_words,
    facts,
    free_slug,
    path_parts,
    path_slug,
)
from shop.models.index import DIMENSIONS, LANGUAGE, PLACES, Entry, Label, Term, Word
from shop.models.records import Click, Record

__all__ = [
    "DIMENSIONS",
    "LANGUAGE",
    "PLACES",
    "SEPARATOR",
    "Category",
    "Click",
    "Entry",
    "Label",
    "Product",
    "ProductImage",
    "Record",
    "Term",
    "Word",
    "attribute_items",
    "attribute_words",
    "facts",
    "free_slug",
    "path_parts",
    "path_slug",
]
