"""The words of a language, so that a correct word that the shop lacks is not taken for a
mistake.
"""

from functools import lru_cache

from django.conf import settings
from spellchecker import SpellChecker

# The languages of SEARCH_LANGUAGE that the dictionaries have. English is known beside each.
CODES = {
    "arabic": "ar", "basque": "eu", "dutch": "nl", "english": "en", "french": "fr", "german": "de",
    "italian": "it", "portuguese": "pt", "russian": "ru", "spanish": "es",
}  # fmt: skip


def is_known(word: str) -> bool:
    """Whether a dictionary has the word, in lower case. The first call reads it, a quarter of a
    second.
    """
    return any(word in words(code) for code in {"en", CODES.get(settings.SEARCH_LANGUAGE, "en")})


def is_english(word: str) -> bool:
    """Whether the English dictionary has the word, in lower case."""
    return word in words("en")


@lru_cache(maxsize=2)
def words(code: str) -> frozenset[str]:
    return frozenset(SpellChecker(language=code).word_frequency.dictionary)
