"""What asks for no goods: greetings, questions on the assistant, and what it cannot help with."""

import re
from typing import Literal, cast, get_args
from unicodedata import category

from chat.builtin.intents import intent_of, leaning_of
from chat.builtin.words import tokens
from shop.search import embedding

SmallKind = Literal[
    "empty", "hello", "well", "thanks", "praise", "bye", "who", "what", "language", "off_topic",
    "rude", "which_one", "fine",
    "brands", "gone", "harm", "private",
]  # fmt: skip

_THUMBS = re.compile("[\N{THUMBS UP SIGN}\N{OK HAND SIGN}\N{WHITE HEAVY CHECK MARK}]")
# What is said beside a wish, and is no part of it.
COURTEOUS = frozenset({"hello", "well", "thanks", "praise", "bye", "fine", "yes", "rude"})
_NO_GOODS = frozenset({"off_topic", "injection", "private", "who", "what", "well", "rude"})
_SUM = re.compile(
    r"^(?:what is |how much is |calculate |whats "
    r")?[\d(][\d\s().,]*(?:[-+*/×÷^]\s*[\d(][\d\s().,]*)+=?[?\s]*$",
    re.I,
)
_DRAWN_OUT = re.compile(r"(\w)\1{2,}|(\w)\2+$")


def spelled(text: str) -> str:
    """Folded words, "hiiii" as "hi"; a thumb alone says yes, and any other face or heart is a
    smile.
    """
    words = " ".join(_shortened(word) for word in tokens(text))
    return words or (
        "yes"
        if _THUMBS.search(text)
        else "haha"
        if any(category(char) == "So" for char in text)
        else ""
    )


def _shortened(word: str) -> str:
    if embedding.is_word(word) or word.isdigit():
        return word
    twice, once = (_DRAWN_OUT.sub(put, word) for put in (r"\1\1\2\2", r"\1\2"))
    return twice if embedding.is_word(twice) else once if embedding.is_word(once) else word


def kind_of(said: str) -> SmallKind | None:
    """What folded words are, when they ask for no goods."""
    found = intent_of(said) if said else "empty"
    found = {"injection": "off_topic", "yes": "fine"}.get(found, found)
    return cast(SmallKind, found) if found in get_args(SmallKind) else None


def is_sum(text: str) -> bool:
    """A calculation, in the words as written."""
    return bool(_SUM.match(text.strip()))


def is_yes(said: str) -> bool:
    return intent_of(said) == "yes"


def asks_no_goods(said: str) -> bool:
    """Whether what no search answers may have been none for a search."""
    return bool(leaning_of(said, _NO_GOODS))
