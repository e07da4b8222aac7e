"""What the shop keeps: the catalogue itself, and the index that search reads."""

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

__all__ = [
    "DIMENSIONS",
    "LANGUAGE",
    "PLACES",
    "SEPARATOR",
    "Category",
    "Entry",
    "Label",
    "Product",
    "ProductImage",
    "Term",
    "Word",
    "attribute_items",
    "attribute_words",
    "facts",
    "free_slug",
    "path_parts",
    "path_slug",
]
