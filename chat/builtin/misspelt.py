"""Function words as people mistype them: "anyhting", "somethign"."""

from difflib import get_close_matches
from functools import cache

from chat.builtin.catalogue import title_words
from chat.builtin.function_words import every_word
from chat.builtin.words import EMPTY
from shop.search import embedding
from shop.search.vocabulary import Vocabulary

# Shorter words are near too many others.
SHORTEST = 5
# How alike the letters of both have to be, as difflib counts them.
ALIKE = 0.82
# So many strange words of a message are compared.
MOST = 12


def respelt(text: str, shop: Vocabulary) -> str:
    """The text with the function words that some of its words are meant to be. What is a word, or
    stands in a name of the shop, is left.
    """
    strange = [word for word in text.split() if _is_strange(word)][:MOST]
    named = title_words(shop) if strange else frozenset()
    corrections = {word: _nearest_to(word) for word in strange if word not in named}
    return " ".join(corrections.get(word) or word for word in text.split())


def _nearest_to(word: str) -> str:
    """Letters change places or are left out within a word: "pricier" is no "price"."""
    likely = [
        known
        for known in _known()
        if (known[0], known[-1]) == (word[0], word[-1]) and abs(len(known) - len(word)) < 2
    ]
    return next(iter(get_close_matches(word, likely, 1, ALIKE)), "")


def _is_strange(word: str) -> bool:
    is_plain = word.isalpha() and word.islower() and len(word) >= SHORTEST
    return is_plain and word not in EMPTY and not embedding.is_word(word)


@cache
def _known() -> list[str]:
    return sorted(word for word in EMPTY | every_word() if len(word) >= SHORTEST and word.isalpha())
