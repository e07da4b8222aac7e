"""Sentences that are stored in English and translated for each reader.

A stored sentence is plain JSON with its English text and its parameters: {"text": "Read about
%(name)s", "name": "Lamp"}. A parameter may be such a sentence itself, or a list of parameters.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from unicodedata import bidirectional

from django.conf import settings
from django.utils.translation import get_language, gettext, override

from site_config.formatting import format_number


def translated(kept: Any) -> str:
    """Returns a stored sentence in the active language. A plain text stays as it is: it is a name
    or a visitor's own words.
    """
    match kept:
        case {"text": str(text), **values}:
            return gettext(text) % {name: _part(value) for name, value in values.items()}
        case list():
            return ", ".join(map(_part, kept))
        case int() | float() | Decimal():
            return format_number(kept)
    return str(kept)


def _part(kept: Any) -> str:
    """Returns a parameter of a sentence in the active language."""
    return isolated(kept) if isinstance(kept, str) else translated(kept)


def isolated(text: str) -> str:
    """Isolates a text that runs from right to left in a sentence without markup, so that its
    surroundings keep their direction.
    """
    is_turned = any(bidirectional(each) in ("R", "AL") for each in text)
    return f"\N{FIRST STRONG ISOLATE}{text}\N{POP DIRECTIONAL ISOLATE}" if is_turned else text


def of_catalogue() -> str:
    """Returns the code of the catalogue's language, "en" or "de". Proposed searches are written in
    it, so that they find something.
    """
    return {"german": "de"}.get(settings.SEARCH_LANGUAGE, "en")


def said_in(language: str, texts: Iterable[Any]) -> list[str]:
    """Returns the texts in a language; used for what visitors may send."""
    with override(language):
        return [str(text) for text in texts]


def is_english() -> bool:
    """Whether the active language is English, in which sentences are written."""
    return (get_language() or "en").partition("-")[0] == "en"
