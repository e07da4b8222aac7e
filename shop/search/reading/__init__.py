"""Words to constraints, without a language model: a module for each thing that a shopper may ask
for.

Each reader cuts what it understood out of the text. What none of them understands stays, so nothing
that was asked is lost.
"""

from functools import lru_cache

from shop.search.folding import fold
from shop.search.lexicon import ANYTHING, POLITE
from shop.search.reading.ages import read_ages
from shop.search.reading.categories import read_category
from shop.search.reading.constraint import (
    Constraint,
    Reading,
    merged,
    tidy,
    tightened,
    without_phrase,
)
from shop.search.reading.degrees import read_degrees
from shop.search.reading.measures import read_measures
from shop.search.reading.name_constraints import read_names
from shop.search.reading.negation import read_unwanted
from shop.search.reading.offers import read_offers
from shop.search.reading.people import read_people
from shop.search.reading.prices import read_cheap, read_prices
from shop.search.reading.superlatives import adjective, read_superlatives
from shop.search.vocabulary import Vocabulary
from site_config.deadline import check_time

__all__ = [
    "Constraint",
    "Reading",
    "adjective",
    "merged",
    "read",
    "tidy",
    "tightened",
    "without_phrase",
]


READERS = (
    read_ages,
    read_people,
    read_measures,
    read_prices,
    read_cheap,
    read_superlatives,
    read_degrees,
    read_offers,
)


# An answer reads the same words at several of its steps, and a search after it once more.
@lru_cache(maxsize=64)
def read(words: str, shop: Vocabulary) -> Reading:
    """Read the constraints out of `words`."""
    text = " ".join(words.split())
    found: list[Constraint] = []
    for reader in READERS:
        check_time()
        text = reader(text, shop, found)
    text, bare = read_names(text, shop, found)
    text, bare = read_unwanted(text, shop, found), read_unwanted(bare, shop, [])
    read_category((text, bare), shop, found)
    words = tidy(text)
    if _is_anything(words) and any(each.field in ("sort", "cheap") for each in found):
        words = ""
    return Reading(words=words, constraints=tuple(found))


def _is_anything(words: str) -> bool:
    """ "The cheapest thing in the shop" names no thing."""
    return all(word in POLITE | ANYTHING for word in fold(words).split())
