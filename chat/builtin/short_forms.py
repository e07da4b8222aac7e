"""Short forms of what the shop sells, as people type them: "amp" of an amplifier."""

from collections.abc import Sequence

from chat.builtin.catalogue import grounded, heads, title_words
from chat.builtin.nearest import nearness
from chat.builtin.shop_cache import kept_with_shop
from chat.builtin.words import EMPTY, stem, tokens
from shop.search.attribute_vocabulary import YES, Meaning
from shop.search.spelling import is_correct
from shop.search.vocabulary import Vocabulary, singular

SHORTEST, LONGEST = 3, 5
# How much of an attribute's word has to be said where nothing else tells what it is short for.
SHORTEST_BEGINNING = 4
# How many letters a short form leaves out, and how near it has to be to what it is short for.
LEAST_LEFT_OUT, NEAR = 3, 0.6
# Of so many letters both begin.
_BEGINNING = 2


@kept_with_shop
def spelt_out(text: str, shop: Vocabulary) -> str:
    """The text with the shop's own words for short forms of them."""
    short = {word: singular(word) for word in tokens(text) if _may_be_short(word, shop)}
    written = title_words(shop) if short else frozenset()
    full = {
        word: found
        for word, bare in short.items()
        if not {word, bare} & written and (found := _full(bare, shop))
    }
    return " ".join(full.get(word.strip(",.;:?!").lower(), word) for word in text.split())


def _may_be_short(word: str, shop: Vocabulary) -> bool:
    is_short = word.isalpha() and SHORTEST <= len(singular(word)) <= LONGEST
    return is_short and word not in EMPTY and word not in shop.brands


def _full(word: str, shop: Vocabulary) -> str:
    """What it is short for; empty where nothing that the shop sells is near enough."""
    likely = [each for each in heads(shop) if _may_be_short_for(word, each)]
    near = {each: nearness(word, [each]) for each in sorted(likely)[:12]}
    best = max(near, key=near.__getitem__, default="")
    return best if near.get(best, 0.0) >= NEAR else _only_attribute(word, shop)


def _only_attribute(word: str, shop: Vocabulary) -> str:
    """ "Cooperative" of "coop", where no text of the shop has the word and one attribute begins
    with it.
    """
    if len(word) < SHORTEST_BEGINNING or grounded(word, shop):
        return ""
    said = {part for meaning in shop.labels.meanings.values() for part in _parts(meaning)}
    full = {each for each in said if each.startswith(word) and _may_be_short_for(word, each)}
    return min(full) if len({stem(each) for each in full}) == 1 else ""


def _parts(meanings: Sequence[Meaning]) -> list[str]:
    """The words of an attribute that is yes or no, or of its values."""
    return [
        part
        for each in meanings
        for value in each.values
        for part in tokens(each.key.replace("_", " ") if value == YES else value)
    ]


def _may_be_short_for(word: str, full: str) -> bool:
    """ "Water" is no short form of "watering", but another form of it; "dry" is a part of "drybag",
    and not short for it.
    """
    rest = full.removeprefix(word)
    if rest != full and len(rest) >= SHORTEST and is_correct(rest):
        return False
    is_longer = full.isalpha() and len(full) >= len(word) + LEAST_LEFT_OUT
    return is_longer and full[:_BEGINNING] == word[:_BEGINNING] and stem(full) != stem(word)
