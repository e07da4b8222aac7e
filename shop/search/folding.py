"""How words are compared."""

import re
import unicodedata
from functools import lru_cache


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """Lower case without accents, with single blanks between words: how words are compared."""
    plain = (
        text
        if text.isascii()
        else "".join(
            char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char)
        )
    )
    return " ".join(re.findall(r"[^\W_]+(?:[&'’.+-][^\W_]+)*", plain.casefold()))


def singular(words: str) -> str:
    """A rough singular, for comparing names alone: "tents" and "tent", "dresses" and "dress"."""
    return re.sub(r"(?<=[^\Wsiu])s\b|(?<=s|x|z)es\b|(?<=sh|ch)es\b", "", words)


@lru_cache(maxsize=8192)
def squeezed(words: str) -> str:
    """Folded words without blanks, hyphens and the endings of plurals: "512 GB" and "512gb",
    "leak-proof" and "leakproof" are the same.
    """
    bare = singular(
        re.sub(r"['’]s\b", "", words).replace("-", " ").replace("'", "").replace("’", "")
    )
    return re.sub(r"(?!(?<=\d)\.(?=\d))[\W_]+", "", bare)
