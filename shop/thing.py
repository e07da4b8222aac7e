"""What a product is, from its texts alone: "laptop bag" for "Grey 15.6-inch laptop bag for travel", of any catalogue."""

import re
from collections.abc import Sequence
from typing import Any

KINDS = ("type", "product_type", "product type", "kind")
# Where the name of the thing ends and what is said about it begins.
_END = re.compile(r"\s(?:for|with|without|from|to|by|of|in|on|at|and|plus|incl\.?|including|compatible)\s|[,;:(\[|–—]|\s[-/+]\s", re.I)
_WORD = re.compile(r"[^\W\d_]{2,}")


def thing(name: str, places: Sequence[str], attributes: dict[str, Any]) -> str:
    """The last words of the name's first phrase, the innermost category, and what an attribute gives as the type."""
    kinds = [str(attributes[key]) for key in KINDS if isinstance(attributes.get(key), str)]
    return " ".join([head(name), *places[-1:], *kinds])


def head(name: str) -> str:
    phrase = _END.split(f"{name} ", maxsplit=1)[0]
    words = [word for word in phrase.split() if _WORD.fullmatch(word)]
    return " ".join(words[-2:])
