"""What else says the same as a word of the question: the shop's closed compounds that end in it,
the kinds of the thing that it names, and the adjective of a superlative.

Only a thing that is asked for by a single word has compounds and kinds: a phone case asks for no
smartphone, and an office chair for no armchair.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

from django.conf import settings

from shop.search import embedding, multilingual, rules, spelling, statements
from shop.search.compound_heads import compound_head
from shop.search.coverage import MORE
from shop.search.embedding import EmbeddingUnavailable
from shop.search.folding import fold
from shop.search.foreign.catalogue import catalogue
from shop.search.stemming import stem
from shop.search.term import Term
from shop.search.vocabulary import Vocabulary

# Letters of what says which one of the thing: "book" of a bookshelf.
FEWEST_LETTERS = 3
MOST_COMPOUNDS, MOST_REMEMBERED = 8, 10_000
# The cosines of a word and its compound by both encoders together, and by the multilingual one
# alone: headphones are no phones. In German, where compounds are many and end in the thing, it says
# little, and leaves out what hardly anybody means: a "Steckdose" for a "Dose".
ALIKE, ALIKE_BY_ONE = 1.2, 0.4
# What a compound counts that is one of the same thing as the compound that is asked for.
OF_HEAD = 0.5

ENDING_SO = """
SELECT word, lexeme, products FROM shop_word WHERE products > 0 AND word LIKE %(like)s
ORDER BY products DESC, word LIMIT 200
"""
STEMS = "SELECT lexeme, products FROM shop_term WHERE lexeme = ANY(%(stems)s) AND products > 0"

_SUPERLATIVE = re.compile(r"([a-z]{3,})est")


def widened(terms: Sequence[Term], words: str, shop: Vocabulary) -> list[Term]:
    """Returns the terms with other forms of their words as alternatives."""
    thing = _thing(words, shop)
    return [
        _with_kinds(_with_adjective(term), shop) if term.word == thing else _with_adjective(term)
        for term in terms
    ]


def _thing(words: str, shop: Vocabulary) -> str:
    """Returns the single word that names what is asked for, folded; empty where several do.
    Colours and brands say nothing of which thing it is.
    """
    said = fold(MORE.split(f"{words} ", maxsplit=1)[0]).split()
    if said and not catalogue(shop).is_english:
        return said[-1]  # Where compounds are closed, the words before it only describe it.
    plain = [word for word in said[:-1] if word not in shop.colours and word not in shop.brands]
    return said[-1] if said and not plain else ""


def _with_kinds(term: Term, shop: Vocabulary) -> Term:
    if not term.word.isalpha() or len(term.word) < FEWEST_LETTERS or term.said:
        return term
    runs = [*rules.kinds_of(term.word), *_compounds(term.word, shop)]
    if not runs:
        return _with_head(term, shop)
    if sum(products for _run, products in runs) < term.things:
        return term  # the shop calls things so itself, and earning two words would reorder them
    if (stem(term.word),) not in term.alternatives:
        # The shop has no such word; it was taken for the beginning of others.
        term = replace(term, alternatives=(), products=0)
    return _with_others(term, runs, term.others_share if term.things else 1.0)


def _with_head(term: Term, shop: Vocabulary) -> Term:
    """A compound that the shop lacks also stands, for less, for the thing that it is one of: that
    comes close, and the shop lacks it as before.
    """
    is_lacking = not term.products and not catalogue(shop).is_english
    head = compound_head(term.word) if is_lacking else ""
    if not head:
        return term
    runs = [*_said((head,)), *_compounds(fold(head), shop)]
    return replace(_with_others(term, runs, OF_HEAD), products=term.products)


def _said(words: Iterable[str]) -> list[tuple[tuple[str, ...], int]]:
    """The stems of these words that products hold."""
    rows = statements.rows(STEMS, {"stems": list(dict.fromkeys(map(stem, words)))})
    return [((lexeme,), products) for lexeme, products in rows]


def _with_others(term: Term, runs: Iterable[tuple[tuple[str, ...], int]], share: float) -> Term:
    others = {run: products for run, products in runs if run not in term.alternatives}
    if not others:
        return term
    return replace(
        term,
        alternatives=(*term.alternatives, *others),
        products=max(term.products, *others.values()),
        others_share=share,
    )


def _compounds(word: str, shop: Vocabulary) -> list[tuple[tuple[str, ...], int]]:
    """Returns the stem of each compound with how many products say it."""
    held = shop.compounds.get(word)
    if held is None:
        if len(shop.compounds) >= MOST_REMEMBERED:
            shop.compounds.clear()
        held = shop.compounds[word] = _read_compounds(word, catalogue(shop).is_english)
    return [((lexeme,), products) for lexeme, products in held]


def _read_compounds(word: str, is_english: bool) -> tuple[tuple[str, int], ...]:
    root = stem(word)
    same = root if word.startswith(root) else root[:-1]  # "batter", of "battery" and "batteries"
    rows = statements.rows(ENDING_SO, {"like": f"{'_' * FEWEST_LETTERS}%{same}%"})
    compounds = [row for row in rows if _is_compound(row[0], word)][:MOST_COMPOUNDS]
    return tuple(
        (lexeme, products)
        for said, lexeme, products in compounds
        if _is_kind(said, word, is_english)
    )


def _is_compound(compound: str, word: str) -> bool:
    """Whether it ends in the word, behind other letters."""
    return any(stem(compound[at:]) == stem(word) for at in range(FEWEST_LETTERS, len(compound) - 1))


# For two words this costs as much as four questions.
@lru_cache(maxsize=4096)
def _is_kind(compound: str, word: str, is_english: bool) -> bool:
    try:
        one, other = multilingual.vectors([compound, word])
    except EmbeddingUnavailable:
        return False
    by_one = float(one @ other)
    if not is_english:
        return by_one >= ALIKE_BY_ONE
    one, other = embedding.local_vectors([compound, word])
    return by_one + float(one @ other) >= ALIKE


def _with_adjective(term: Term) -> Term:
    """ "Softest" also says "soft", where no product says the superlative itself."""
    adjectives = () if term.products else _adjectives(term.word)
    if not adjectives:
        return term
    return _with_others(term, _said(adjectives), 1.0)


def _adjectives(word: str) -> tuple[str, ...]:
    """Returns what a superlative may be of: words that have a comparative too, as no "harvest"
    has.
    """
    match = _SUPERLATIVE.fullmatch(word)
    if not match or settings.SEARCH_LANGUAGE != "english":
        return ()
    root = match[1]
    if not spelling.is_correct(f"{root}er"):
        return ()
    forms = [root, f"{root}e"]
    if root.endswith("i"):
        forms = [f"{root[:-1]}y"]
    elif root[-1] == root[-2]:
        forms.append(root[:-1])
    return tuple(form for form in forms if spelling.is_correct(form))
