"""The values that the attributes of a product may have, in feeds and in the admin."""

import math
import re
from typing import Any

from django.utils.translation import gettext_lazy as _

DEEPEST = 20
# A float holds every whole number below this exactly, so every page and answer can show it.
LARGEST = 10**15

# How catalogues write that a product has something, or has it not, as a text.
YES_TEXTS = frozenset("yes true ja wahr oui vrai sí si sim sì tak ano да".split())
NO_TEXTS = frozenset("no false nein falsch non não nie ne нет".split())

NO_OBJECT = _("Enter an object of names and values, such as {}.")
TOO_DEEP = _("The values are nested more than 20 levels deep.")
TOO_LARGE = _("A number is too large: the shop can show numbers below 1,000,000,000,000,000.")
NO_NUMBER = _("A value is not a finite number.")


# "Yes, at 30 °C" is a yes as well; "no limit" is no no.
_ANSWER = re.compile(r"\s*([^\W\d_]+)\s*(?:$|[,;:(])")


def is_yes(value: str) -> bool:
    return _answer(value) in YES_TEXTS


def is_no(value: str) -> bool:
    return _answer(value) in NO_TEXTS


def _answer(value: str) -> str:
    match = _ANSWER.match(value)
    return match[1].casefold() if match else ""


def storable_attributes(value: Any) -> dict[str, Any]:
    """Returns the attributes as they are stored. Raises ValueError with one sentence for what
    cannot be stored or said.
    """
    if not isinstance(value, dict):
        raise ValueError(NO_OBJECT)
    checked: dict[str, Any] = storable(value)
    return checked


def storable(value: Any, depth: int = 0) -> Any:
    """Returns a JSON value without what PostgreSQL does not store in its texts: no NUL, no lone
    surrogate.

    Raises ValueError for what is nested too deep, and for numbers inside of it that are not finite
    or too large.
    """
    if depth > DEEPEST:
        raise ValueError(TOO_DEEP)
    match value:
        case str():
            return _storable_text(value)
        case float() if not math.isfinite(value):
            raise ValueError(NO_NUMBER)
        case int() | float() if depth and abs(value) >= LARGEST:
            raise ValueError(TOO_LARGE)
        case list():
            return [storable(item, depth + 1) for item in value]
        case dict():
            return {storable(key): storable(item, depth + 1) for key, item in value.items()}
    return value


def _storable_text(text: str) -> str:
    if text.isascii() and "\0" not in text:
        return text
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")
