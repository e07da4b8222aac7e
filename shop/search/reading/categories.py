"""A category, where nothing else is left of the question: "red tents under 300" asks for tents,
"tent pegs" does not.
"""

import re

from shop.search.folding import fold, singular
from shop.search.lexicon import POLITE
from shop.search.reading.constraint import Constraint, tidy
from shop.search.vocabulary import Vocabulary


def read_category(texts: tuple[str, ...], shop: Vocabulary, found: list[Constraint]) -> None:
    """The first of the texts that is a category and nothing more."""
    for text in texts:
        for words in (tidy(text), _asked(text)):
            name = singular(re.sub(r"['’]s\b", "", fold(words)))
            if category := shop.categories.get(name):
                found.append(
                    Constraint("category", words, words, {"category": category}, is_hypothesis=True)
                )
                return


def _asked(text: str) -> str:
    """Without what is said around it: "i am looking for ... please"."""
    return " ".join(word for word in re.findall(r"[^\s,;!?.]+", text) if fold(word) not in POLITE)
