"""A product in a sentence: its name cut to fit, singular or plural, with its price."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from chat.builtin.languages import said_back
from chat.builtin.sayings import LISTED, plural
from chat.builtin.words import joined, number, stars, stem, stems
from chat.tools import ProductLine
from shop.search import embedding
from shop.search.vocabulary import singular
from site_config.formatting import format_price
from site_config.stored_translation import is_english

LONGEST_NAME = 60
_LONGEST_PLURAL = 6


_BEHIND = re.compile(r"\s(?:for|with|in|of|from|to)\s", re.I)
_SIZE_AT_END = re.compile(r"\s+[\d.,]+(?:\s\w{1,5})?$")


def short(name: str) -> str:
    """Marketplaces put the whole description in the name."""
    if len(name) <= LONGEST_NAME:
        return name
    cut = re.split(r"\s[-–|]\s|[,;(]", name)[0].strip()
    return cut if 10 <= len(cut) <= LONGEST_NAME else name[:LONGEST_NAME].rsplit(" ", 1)[0] + "…"


def the(line: ProductLine, *, bold: bool = False) -> str:
    name = f"**{short(line.name)}**" if bold else short(line.name)
    # Translators: an article would have to agree with a name that nobody knows the gender of; most
    # languages do without.
    return name if line.name.startswith(("The ", "A ")) else _("the %(name)s") % {"name": name}


def priced(line: ProductLine) -> str:
    """In bold, as it is first named: its card stands below."""
    price = format_price(line.price, line.currency)
    if line.price_max is not None:
        price = _("from %(price)s") % {"price": price}
    chosen = f"{line.variant}: {price}" if line.variant else price
    return f"{the(line, bold=True)} ({chosen})"


def is_plural(line: ProductLine) -> bool:
    """By the last word of its name, where the language is that of the phrases. A capital may be of
    a title, "Two Crowns", unless the category is called so; marketplaces' long names end in
    anything.
    """
    if not is_english():
        return False
    name = _BEHIND.split(line.name.partition(",")[0], maxsplit=1)[0]
    words = _SIZE_AT_END.sub("", name).split()
    last = words[-1] if 0 < len(words) <= _LONGEST_PLURAL else ""
    is_thing = last.islower() or stem(last.lower()) in stems(line.category)
    is_several = last.endswith("s") and not last.endswith(("ss", "us", "series"))
    # "Canvas" and "atlas" are one, and "sofas" are several.
    is_one = last.endswith("as") and not embedding.is_word(singular(last.lower()))
    return is_thing and is_several and not is_one


def agreeing(line: ProductLine, phrase: str) -> str:
    return plural(phrase) if is_plural(line) else phrase


def says(line: ProductLine, *phrases: str, bold: bool = False) -> str:
    """The product and what is said of it, each phrase verb first."""
    said = {"product": the(line, bold=bold), "said": _said(line, phrases)}
    # Translators: "the lamp weighs 410 g and is dimmable"; what is said begins with a verb.
    return pgettext("of a product", "%(product)s %(said)s") % said


def says_priced(line: ProductLine, phrase: str) -> str:
    return pgettext("of a product", "%(product)s %(said)s") % {
        "product": priced(line),
        "said": agreeing(line, phrase),
    }


def all_say(lines: Sequence[ProductLine], phrase: str, *, bold: bool = False) -> str:
    """Of several, what is true of each."""
    said = {"products": joined([the(line, bold=bold) for line in lines]), "said": plural(phrase)}
    # Translators: "the lamp and the lantern are dimmable"; in other languages than English the verb
    # stays in the singular.
    return pgettext("of products", "%(products)s %(said)s") % said


def it_says(line: ProductLine, *phrases: str) -> str:
    text = _("they %(said)s") if is_plural(line) else _("it %(said)s")
    return text % {"said": _said(line, phrases)}


def because(line: ProductLine, *phrases: str) -> str:
    """What proves the clause before it."""
    text = _(": they %(said)s") if is_plural(line) else _(": it %(said)s")
    return text % {"said": _said(line, phrases)}


def _said(line: ProductLine, phrases: Sequence[str]) -> str:
    """Several attributes are listed once: "is listed with “a: 1” and “b: 2”"."""
    before, _mark, after = _(LISTED).partition("%(name)s: %(value)s")
    listed = [each for each in phrases if each.startswith(before) and each.endswith(after)]
    if len(listed) > 1:
        opening, closing = before[-1:], after[:1]
        facts = [each.removeprefix(before).removesuffix(after) for each in listed]
        once = joined([f"{opening}{fact}{closing}" for fact in facts])
        other = [each for each in phrases if each not in listed]
        phrases = [*other, f"{before[:-1]}{once}{after[1:]}"]
    return joined([agreeing(line, phrase) for phrase in phrases])


def sentence(text: str) -> str:
    text = text.strip()
    return f"{text[:1].upper()}{text[1:]}" + (
        "" if text.endswith((".", "?", "…", ":", ".”", "?”", ".“", "?“")) else "."
    )


def quoted(words: str) -> str:
    return _("“%(words)s”") % {"words": words}


def costs(line: ProductLine) -> str:
    return _("costs %(price)s") % {"price": format_price(line.price, line.currency)}


def is_rated(rating: Decimal) -> str:
    return _("is rated %(stars)s of 5") % {"stars": stars(rating)}


def constraint(label: str, kept: Any = None, currency: str = "") -> str:
    """As it was understood, in the visitor's language: search's own label is English. `kept` is
    what it is made of, where that is known.
    """
    if is_english() and not currency:
        return label
    return _constraint({"text": label} if kept is None else kept, currency)


def _constraint(kept: Any, currency: str) -> str:
    match kept:
        case {"text": str(text), **values}:
            return _(text) % {name: _constraint(value, currency) for name, value in values.items()}
        case list():
            return ", ".join(_constraint(each, currency) for each in kept)
        case int() | float():
            return format_price(kept, currency) if currency else number(kept)
    return said_back(str(kept), as_typed=False)
