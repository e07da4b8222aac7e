"""A product in a sentence: its name cut to fit, singular or plural, with its price."""

import re

from django.utils.translation import gettext as _

from chat.offline.sayings import plural
from chat.offline.words import joined, money
from chat.tools import ProductLine

LONGEST_NAME = 60
_LONGEST_PLURAL = 6


_SIZE_AT_END = re.compile(r"\s+[\d.,]+(?:\s\w{1,5})?$")


def short(name: str) -> str:
    """Marketplaces put the whole description in the name."""
    if len(name) <= LONGEST_NAME:
        return name
    cut = re.split(r"\s[-–|]\s|[,;(]", name)[0].strip()
    return cut if 10 <= len(cut) <= LONGEST_NAME else name[:LONGEST_NAME].rsplit(" ", 1)[0] + "…"


def the(line: ProductLine, *, bold: bool = False) -> str:
    name = f"**{short(line.name)}**" if bold else short(line.name)
    return name if line.name.startswith(("The ", "A ")) else f"the {name}"


def priced(line: ProductLine) -> str:
    """In bold, as it is first named: its card stands below."""
    return f"{the(line, bold=True)} ({money(line.price, line.currency)})"


def is_plural(name: str) -> bool:
    """By its last word; marketplaces' long names end in anything."""
    words = _SIZE_AT_END.sub("", name.partition(",")[0]).split()
    last = words[-1] if 0 < len(words) <= _LONGEST_PLURAL else ""
    return last.islower() and last.endswith("s") and not last.endswith(("ss", "us", "series"))


def agreeing(line: ProductLine, phrase: str) -> str:
    return plural(phrase) if is_plural(line.name) else phrase


def says(line: ProductLine, *phrases: str, bold: bool = False) -> str:
    """The product and what is said of it, each phrase verb first."""
    return f"{the(line, bold=bold)} {joined([agreeing(line, phrase) for phrase in phrases])}"


def it_says(line: ProductLine, *phrases: str) -> str:
    return f"{'they' if is_plural(line.name) else 'it'} {joined([agreeing(line, phrase) for phrase in phrases])}"


def sentence(text: str) -> str:
    text = text.strip()
    return f"{text[:1].upper()}{text[1:]}" + ("" if text.endswith((".", "?", "…", ".”", "?”")) else ".")


def quoted(words: str) -> str:
    return _("“%(words)s”") % {"words": words}
