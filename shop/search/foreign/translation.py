"""A question in any language in the words that the readers and the shop's index know.

Words between the words ("unter", "sans") come from the wordings. Words for things, colours and
properties become the shop's own where the multilingual vectors say that they mean the same. What
neither knows stays as it is, and is found by its meaning alone.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from shop.search import multilingual
from shop.search.foreign.catalogue import Catalogue, catalogue
from shop.search.foreign.detection import Phrase, detected, is_content, phrases
from shop.search.foreign.pieces import Translation, joined, pieces_of
from shop.search.foreign.things import Things, spans_of, things_of
from shop.search.foreign.tokens import Token, is_unspaced, multiplied, normalised, tokens
from shop.search.foreign.wording import Wording
from shop.search.vocabulary import Vocabulary

# Of the words that say what is wanted, this share has to be foreign for the question to be.
FOREIGN = 0.5
MOST_TOKENS = 40
_DIGRAPH = re.compile(r"([aou])e")


# The same question is read at several steps.
@lru_cache(maxsize=64)
def translated(words: str, shop: Vocabulary) -> Translation:
    """Returns the question itself where it is in English and the shop knows its words."""
    text = normalised(words)
    here = catalogue(shop)
    found = tokens(text, is_unspaced=is_unspaced(text))[:MOST_TOKENS]
    content = [token for token in found if is_content(token)]
    known = _known(content, here, shop)
    wording = detected(text, found, known, is_english=here.is_english)
    foreign = _foreign(content, known, here, wording)
    if not wording and not foreign:
        return Translation(words, words, is_foreign=_is_other(here))
    said: list[Phrase] = []
    if wording:
        found = multiplied(found, wording)
        said = phrases(found, wording)
    spans = spans_of(found, said, foreign, shop)
    things = things_of(text, found, spans, here, is_sure=wording is not None)
    things |= _umlauts(found, foreign, here)
    pieces = pieces_of(text, found, said, things, wording)
    is_foreign = _is_other(here) or bool(things) or _is_strange(content, foreign, wording, shop)
    return Translation(
        words,
        joined(text, pieces),
        is_foreign=is_foreign and multilingual.is_on(),
        is_certain=wording is not None or bool(things),
        pieces=tuple(pieces),
    )


def _umlauts(found: Sequence[Token], foreign: set[Token], here: Catalogue) -> Things:
    """The shop's words that German writes with an umlaut, and the question with an "e" behind the
    vowel.
    """
    plain = {
        place: _DIGRAPH.sub(r"\1", token.word)
        for place, token in enumerate(found)
        if token in foreign and not here.is_english
    }
    changed = {place: word for place, word in plain.items() if word != found[place].word}
    known = here.known(changed.values()) if changed else set()
    return {(place, place + 1): word for place, word in changed.items() if word in known}


def _is_strange(
    content: Sequence[Token], foreign: set[Token], wording: Wording | None, shop: Vocabulary
) -> bool:
    """Whether enough of the words have to be understood by their meaning; brands do not count."""
    unnamed = sum(token.word not in shop.brands for token in content)
    return bool(foreign) and (wording is not None or len(foreign) > FOREIGN * unnamed)


def _is_other(here: Catalogue) -> bool:
    """Whether the shop's own language is one that the English model does not know."""
    return not here.is_english and multilingual.is_available()


def _known(content: Sequence[Token], here: Catalogue, shop: Vocabulary) -> set[str]:
    """The folded words that the catalogue holds; an English catalogue is not asked for what is
    English anyway.
    """
    named = {
        token.word for token in content if token.word in shop.brands or token.word in shop.colours
    }
    unsure = {
        token.word
        for token in content
        if token.word not in named and not (here.is_english and token.is_english)
    }
    return named | here.known(unsure)


def _foreign(
    content: Sequence[Token], known: set[str], here: Catalogue, wording: Wording | None
) -> set[Token]:
    """The words that have to be understood by their meaning."""
    if wording and here.is_english:
        return set(content)
    return {
        token
        for token in content
        if token.word not in known and not (here.is_english and token.is_english)
    }
