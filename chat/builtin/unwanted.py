"""Kinds of goods that are ruled out by their name: "a kettle, but not an electric one"."""

import re

from chat.builtin.catalogue import called
from shop.search.vocabulary import Vocabulary

_UNWANTED = re.compile(
    r"\b(?:,\s*)?(?:but |that |which )?(?:is |are )?(?:not|nothing but)(?: just| only| another)?"
    r" (?:an? |the )?(?P<what>[^\W\d_]{3,})(?: ones?)?(?=\s*(?:$|[,.;?!]|please))",
    re.I,
)


def without_unwanted(text: str, shop: Vocabulary) -> tuple[str, tuple[str, ...]]:
    """(the words without it, the kinds of goods that are ruled out)."""
    found: list[str] = []

    def take(match: re.Match[str]) -> str:
        word = match["what"].lower()
        if word not in called(word, shop):
            return match[0]
        found.append(word)
        return " "

    return " ".join(_UNWANTED.sub(take, text).split()), tuple(found)
