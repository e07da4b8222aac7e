"""What products state: that they are and have all that a question says, or that they lack a part
of it.
"""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from shop.search.attribute_vocabulary import Feature, stemmed
from shop.search.folding import fold, squeezed
from shop.search.label_ids import label_ids
from shop.search.lexicon import QUALITY
from shop.search.reading.constraint import spans
from shop.search.term import Term, quoted
from shop.search.vocabulary import Vocabulary

# Behind these, a question says more of the thing that it has named.
MORE = re.compile(
    r"\s*(?:[,;:(]|\s(?:for|with|without|in|of|from|to|by|on|as|at|that|which|under|over|below"
    r"|above|between|up|für|mit|ohne|aus|von|unter|über|bis|zum|zur|pour|avec|sans|de|en)\s)",
    re.I,
)


class Features(NamedTuple):
    """The labels of what the question asks for: a product with one of `lacks` and none of `has`
    says that it lacks it.
    """

    has: tuple[int, ...] = ()
    lacks: tuple[int, ...] = ()


def features(words: str, shop: Vocabulary) -> Features:
    """Returns the labels of the features that the words name."""
    named = _named(words, shop.labels.features)
    if not named:
        return Features()
    has = tuple(dict.fromkeys(pair for each in named for pair in each.has))
    lacks = tuple(dict.fromkeys(pair for each in named for pair in each.lacks))
    return Features(label_ids(has) if has else (), label_ids(lacks))


def _named(words: str, known: Mapping[str, Feature]) -> list[Feature]:
    if not known:
        return []
    names = (stemmed(text.split()) for text, _start, _end in spans(words))
    return [known[name] for name in names if name in known]


def is_value(word: str, shop: Vocabulary) -> bool:
    """Whether a term is a value of an attribute, or a quality that products have: what has a
    microphone is none.
    """
    said = re.sub(r"(?<=\d)d(?=\d)", ".", word)  # as the index writes decimals
    meanings = shop.labels.meanings.get(squeezed(said), ())
    is_quality = re.search(QUALITY, word) is not None
    return any(is_quality or not each.is_yes for each in meanings)


def head(words: str, shop: Vocabulary) -> str:
    """Returns the folded word that names the thing, as English has it: the last one before what
    says more of it; colours and numbers may follow.
    """
    said = fold(MORE.split(f"{words} ", maxsplit=1)[0]).split()
    things = [word for word in said if word.isalpha() and word not in shop.colours]
    return things[-1] if things else ""


def covering(terms: Sequence[Term], thing: str) -> str:
    """Returns the tsquery of products that say all of the terms where facts are stated: in the
    name, the brand, the category or the attributes, and the thing in the title. Empty for a single
    term, and where a term is said nowhere.
    """
    if len(terms) < 2 or not all(term.products for term in terms):
        return ""
    return " & ".join(stated(term, in_title=term.word == thing) for term in terms)


def stated(term: Term, *, in_title: bool = False) -> str:
    """Returns the tsquery of what says a term where facts are stated, or in its title."""
    runs = (
        " & ".join(quoted("^" + lexeme) if in_title else f"{quoted(lexeme)}:ABC" for lexeme in run)
        for run in term.alternatives
    )
    return "(" + " | ".join(f"({run})" for run in runs) + ")"
