"""What a closed compound is, in languages that write them: its last part names the thing. A
"Tischlampe" is a "Lampe".
"""

from functools import cache, lru_cache

from django.conf import settings

from shop.search import dictionary
from shop.search.folding import fold

LANGUAGES = ("german", "dutch")
# Letters of the thing, and of what stands before it.
SHORTEST_HEAD, SHORTEST_BEFORE = 3, 3


def compound_head(word: str) -> str:
    """Returns the longest word that this folded one ends in, where the dictionary of
    SEARCH_LANGUAGE knows it and what stands before it; empty where it does not, and for languages
    without closed compounds.
    """
    language = settings.SEARCH_LANGUAGE
    # A shop that has set no language may be German.
    language = "german" if language == "english" else language
    return _head(word, language) if language in LANGUAGES and word.isalpha() else ""


def is_compound(word: str) -> bool:
    """Whether the language that is set, if it closes compounds, reads this folded word as one."""
    return settings.SEARCH_LANGUAGE in LANGUAGES and bool(compound_head(word))


@lru_cache(maxsize=8192)
def _head(word: str, language: str) -> str:
    known = _folded(language)
    places = range(SHORTEST_BEFORE, len(word) - SHORTEST_HEAD + 1)
    # "Arbeits-" has an "s" that "Arbeit" has not.
    cuts = (at for at in places if word[:at] in known or word[:at].removesuffix("s") in known)
    return next((word[at:] for at in cuts if word[at:] in known), "")


@cache
def _folded(language: str) -> frozenset[str]:
    return frozenset(map(fold, dictionary.words(dictionary.CODES[language])))
