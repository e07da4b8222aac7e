"""A sentence that is kept now and shown later, to each reader in their own language: its English
text, and what stands in it.

It is plain JSON: {"text": "Read about %(name)s", "name": "Lamp"}. A part may be such a sentence
itself, or a list of parts.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils.translation import get_language, gettext, override

from site_config.formatting import format_number


def shown(kept: Any) -> str:
    """In the language at hand; a plain text is a name, or somebody's own words, and
    stays as it is.
    """
    match kept:
        case {"text": str(text), **values}:
            return gettext(text) % {name: shown(value) for name, value in values.items()}
        case list():
            return ", ".join(map(shown, kept))
        case int() | float() | Decimal():
            return format_number(kept)
    return str(kept)


def of_catalogue() -> str:
    """The code of the catalogue's language, as far as the shop speaks it: what is proposed to
    search is said in it, and found.
    """
    return {"german": "de"}.get(settings.SEARCH_LANGUAGE, "en")


def said_in(language: str, texts: Iterable[Any]) -> list[str]:
    """What visitors may say, in the language of who it is said to."""
    with override(language):
        return [str(text) for text in texts]


def is_english() -> bool:
    """Whether the reader's language is the one that sentences are written in."""
    return (get_language() or "en").partition("-")[0] == "en"
