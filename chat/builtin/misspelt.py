"""Function words, and the names of what a product states, as people mistype them: "anyhting",
"battry".
"""

from collections.abc import Iterable
from difflib import get_close_matches
from functools import cache

from chat.builtin.catalogue import attribute_words, title_words
from chat.builtin.function_words import every_word
from chat.builtin.qualities import by_word
from chat.builtin.shop_cache import kept_with_shop
from chat.builtin.words import EMPTY
from shop.search.spelling import distance, is_correct
from shop.search.vocabulary import Vocabulary

# Shorter words are near too many others.
SHORTEST = 5
# How alike the letters of both have to be, as difflib counts them.
ALIKE = 0.82
# So many strange words of a message are compared.
MOST = 12
# Of longer words, two letters may be wrong.
LONG = 7
_MARKS = ".,;:?!"


def respelt(text: str, shop: Vocabulary) -> str:
    """The text with the words that some of its words are meant to be. What is a word, or stands in
    a name of the shop, is left; so is what is nearer to such a name, which search corrects.
    """
    strange = [word for word in map(_bare, text.split()) if _is_strange(word)][:MOST]
    named = title_words(shop) if strange else frozenset()
    corrections = {word: _correction(word, shop) for word in strange if word not in named}
    return " ".join(_put(word, corrections.get(_bare(word), "")) for word in text.split())


def _put(word: str, correction: str) -> str:
    return correction + word[len(_bare(word)) :] if correction else word


def _bare(word: str) -> str:
    return word.rstrip(_MARKS)


def _correction(word: str, shop: Vocabulary) -> str:
    return _nearest_to(word) or _attribute(word, shop)


def _nearest_to(word: str) -> str:
    """Letters change places or are left out within a word: "pricier" is no "price"."""
    likely = [
        known
        for known in _known()
        if (known[0], known[-1]) == (word[0], word[-1]) and abs(len(known) - len(word)) < 2
    ]
    return next(iter(get_close_matches(word, likely, 1, ALIKE)), "")


@kept_with_shop
def _attribute(word: str, shop: Vocabulary) -> str:
    """The word of an attribute, or of what can be measured, that it is a slip of."""
    asked, mistakes = _nearest(word, attribute_words(shop) | by_word().keys())
    _goods, others = _nearest(word, title_words(shop))
    return asked if mistakes <= (1 if len(word) < LONG else 2) and mistakes < others else ""


def _nearest(word: str, known: Iterable[str]) -> tuple[str, int]:
    """(the word with the fewest mistakes, how many); with as many as it has letters where none is
    near.
    """
    near = {each: distance(word, each) for each in sorted(known) if _is_near(each, word)}
    best = min(near, key=near.__getitem__, default="")
    return best, near.get(best, len(word))


def _is_near(known: str, word: str) -> bool:
    is_alike = known[0] == word[0] and abs(len(known) - len(word)) < LONG - SHORTEST + 1
    return is_alike and len(known) >= SHORTEST and known.isalpha()


def _is_strange(word: str) -> bool:
    is_plain = word.isalpha() and word.islower() and len(word) >= SHORTEST
    return is_plain and word not in EMPTY and not is_correct(word)


@cache
def _known() -> list[str]:
    return sorted(word for word in EMPTY | every_word() if len(word) >= SHORTEST and word.isalpha())
