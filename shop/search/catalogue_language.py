"""Whether a catalogue is in English, by the names of its products."""

import re
from collections.abc import Collection

from shop.models import Product
from shop.search import dictionary, embedding
from shop.search.folding import fold

# A catalogue is English where this share of the letters of its most popular names is.
ENGLISH = 0.5
SEEN = 300


def is_english(brands: Collection[str]) -> bool:
    """Whether most letters of the products' names are in English words. Brands, which are folded,
    say nothing.
    """
    names = Product.objects.filter(active=True).order_by("-popularity", "id")
    letters = english = 0
    for name in names.values_list("name", flat=True)[:SEEN]:
        for word in re.findall(r"[^\W\d_]+", name):
            if fold(word) in brands or (len(word) < 4 and word.isascii()):
                continue
            letters += len(word)
            english += len(word) * (word.isascii() and _is_english_word(word.lower()))
    return english >= ENGLISH * letters


def _is_english_word(word: str) -> bool:
    """The tokenizer knows the common words alone, too few for a shop of ten berets."""
    return embedding.is_word(word) or dictionary.is_english(word)
