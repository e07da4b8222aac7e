"""Phrases as text queries in the index's own stems, read once a process and phrase.

As a constant, the query is met in the index of words, and the planner knows how rare it is; a call
in the statement would hide it from both.
"""

import re
from functools import lru_cache

from django.conf import settings

from shop.search import statements

QUERY = "SELECT phraseto_tsquery('aisle', aisle_text(%(words)s))::text"
LEXEME = re.compile(r"'(?:[^']|'')*'")


def phrase_query(words: str, places: str = "") -> str:
    """Returns the tsquery of the words, one behind the other. `places` are the weights that count,
    such as "AB"; all of them where it is empty.
    """
    query = _query(words, settings.SEARCH_LANGUAGE)
    return LEXEME.sub(rf"\g<0>:{places}", query) if places else query


@lru_cache(maxsize=4096)
def _query(words: str, _language: str) -> str:
    found: str = statements.rows(QUERY, {"words": words})[0][0]
    return found
