"""The stems of words, by the Snowball algorithm that PostgreSQL indexes the catalogue with: for
comparing words alone.
"""

from functools import cache, lru_cache
from threading import Lock

import snowballstemmer
from django.conf import settings

from shop.search.folding import fold

# A stemmer keeps its place in the word in itself.
_lock = Lock()


def stem(word: str) -> str:
    """Returns the stem of a word in small letters: "hiking" and "hikes" give "hike"."""
    return _stem(word, settings.SEARCH_LANGUAGE)


def stems(text: str) -> list[str]:
    """Returns the stems of a text's folded words, in order."""
    return [stem(word) for word in fold(text).split()]


@lru_cache(maxsize=65_536)
def _stem(word: str, language: str) -> str:
    with _lock:
        stemmed: str = _stemmer(language).stemWord(word)
    return stemmed


@cache
def _stemmer(language: str) -> snowballstemmer.stemmer:
    known = language in snowballstemmer.algorithms()
    return snowballstemmer.stemmer(language if known else "english")


def uninflected(words: str) -> str:
    """Returns folded words of another language than English without blanks and the endings of
    adjectives: "wasserdichte" is "wasserdicht". A shop that has set no language may be German.
    """
    language = settings.SEARCH_LANGUAGE
    language = "german" if language == "english" else language
    return "".join(_stem(word, language) for word in words.split())
