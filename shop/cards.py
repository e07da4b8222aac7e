"""A product as a card shows it: worked out once in plain Python, so that a page of cards only has
to write it down.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from itertools import takewhile
from typing import Any
from zlib import crc32

from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shop.attribute_units import plain_name, with_unit
from shop.choices import COLOUR_OPTION, SIZE_OPTION
from shop.models import (
    Product,
    attribute_words,
    fitting_values,
    shown_picture,
    shown_srcset,
    shown_url,
)
from site_config.formatting import format_number, format_price

# Departments are named by whoever runs the shop: a word of the name picks the tint and the glyph,
# and any other name one of the tints.
LOOKS = (
    ("phone", ("phone", "mobile", "smartphone", "telefon", "handy", "cell")),
    ("outdoor", ("outdoor", "camp", "hik")),
    ("kitchen", ("kitchen", "cook", "food", "grocer")),
    ("audio", ("audio", "music", "headphone", "sound")),
    ("furniture", ("furnitur", "home", "living")),
    ("toys", ("toy", "game", "kid", "baby")),
    ("clothing", ("cloth", "fashion", "wear", "shoe")),
    ("lighting", ("light", "lamp")),
    ("sports", ("sport", "fitness", "bike")),
    ("garden", ("garden", "plant", "flower")),
    ("desk", ("desk", "tech", "office", "computer", "electronic", "laptop")),
    ("bags", ("bag", "travel", "luggage")),
    ("beauty", ("beauty", "care", "health", "cosmetic")),
)
# Looks without a tint of their own share one.
SHARED_TINTS = {"phone": "desk"}
TINTS = tuple(name for name, _words in LOOKS if name not in SHARED_TINTS)
FEW_LEFT = 5
MOST_PHRASES = 2
# Letters of an ending, as of "tents" and "seater", and of what comes before it.
LEAST_STEM, LONGEST_ENDING = 4, 2
UNTOLD = frozenset({"the", "and", "for", "with"})


@dataclass(frozen=True)
class Card:
    """Everything in words; what is not to be said is empty."""

    pk: int
    url: str
    name: str
    why: str
    picture: str
    tint: str
    glyph: str
    price: str
    was: str
    rating: str
    rated: str
    """The rating as a sentence, for those who do not see the star."""
    is_available: bool
    left: str
    """How few there are, where that is a worry."""
    choices: str = ""
    """What there is to choose from, such as "4 colours", or what was chosen, such as "Red, M"."""
    eager: bool = False
    alt: str = ""
    """What the picture shows; nothing where the name stands beside it."""
    srcset: str = ""
    """The addresses of the picture in several widths."""


@dataclass(frozen=True)
class DepartmentCard(Card):
    """A department with the picture of one of its products."""

    total: int = 0


def department_card(row: Mapping[str, Any]) -> DepartmentCard:
    """The card of one of shop.views.departments()."""
    face, category = vars(card(row["face"])), row["category"]
    about = {"url": category.get_absolute_url(), "name": category.name, "total": row["total"]}
    return DepartmentCard(**face | about)


def card(product: Product, words: str = "", *, link: str = "", eager: bool = False) -> Card:
    """`words` are the question, which the card answers; `link` is added to its address. Wants what
    `for_display()` fetches along.
    """
    address = shown_url(product)
    department = product.department
    rating, rated = _rating(product)
    few = product.stock is not None and 0 < product.stock < FEW_LEFT
    return Card(
        pk=product.pk,
        url=address + (link.replace("?", "&", 1) if "?" in address else link),
        name=product.name,
        why=why(product, words),
        picture=shown_picture(product),
        srcset=shown_srcset(product),
        tint=tint(department),
        glyph=glyph(department),
        price=price_of(product),
        was=format_price(product.compare_at_price, product.currency) if product.saving else "",
        rating=rating,
        rated=rated,
        is_available=product.is_available,
        left=ngettext("Only %(n)s left", "Only %(n)s left", product.stock or 0)
        % {"n": product.stock}
        if few
        else "",
        choices=", ".join(fitting_values(product)) or choices(product),
        eager=eager,
    )


def price_of(product: Product) -> str:
    """Returns the price in words; of a product with several, the least."""
    price = format_price(product.price, product.currency)
    is_least = product.price_max is not None and product.price_max > product.price
    return _("from %(price)s") % {"price": price} if is_least else price


def choices(product: Product) -> str:
    """Returns how much there is to choose of the first option that leaves a choice."""
    several = (option for option in product.options if len(option["values"]) > 1)
    option = next(several, None)
    if option is None:
        return ""
    n = len(option["values"])
    if COLOUR_OPTION.match(option["key"]):
        return ngettext("%(n)s colour", "%(n)s colours", n) % {"n": n}
    if SIZE_OPTION.match(option["key"]):
        return ngettext("%(n)s size", "%(n)s sizes", n) % {"n": n}
    return ngettext("%(n)s choice", "%(n)s choices", n) % {"n": n}


def cards(
    products: Iterable[Product], words: str = "", *, record: int | None = None, before: int = 0
) -> list[Card]:
    """Those of one page, in order; the search that found them is `record`, which their links carry,
    and `before` stand on earlier pages.
    """
    made = []
    for place, product in enumerate(products):
        link = f"?search={record}&position={before + place + 1}" if record else ""
        made.append(card(product, words, link=link, eager=place == 0))
    return made


def _rating(product: Product) -> tuple[str, str]:
    if product.rating is None:
        return "", ""
    rating = format_number(product.rating, 1)
    if not product.rating_count:
        return rating, _("Rated %(rating)s out of 5") % {"rating": rating}
    return rating, _("Rated %(rating)s out of 5 by %(n)s") % {
        "rating": rating,
        "n": product.rating_count,
    }


def glyph(department: str) -> str:
    """The icon of a department; a tag where its name tells nothing."""
    return _style_of_department(department) or "tag"


def tint(department: str) -> str:
    style = _style_of_department(department)
    return SHARED_TINTS.get(style, style) or TINTS[crc32(department.encode()) % len(TINTS)]


@lru_cache(maxsize=1024)
def _style_of_department(department: str) -> str:
    # By the beginnings of its words: "scarves" have nothing of a car, nor "handbags" of a hand.
    parts = department.split("-")
    looks = (name for name, words in LOOKS for part in parts if part.startswith(words))
    return next(looks, "clothing" if department.endswith("wear") else "")


def why(product: Product, words: str) -> str:
    """The attributes that answer the question, as labelled phrases with what matched in bold.

    Without such, and where the name already says all of them, the brand.
    """
    asked, starts = _asked(words)
    rows = attribute_words(_likely(product.attributes, starts))
    phrases = _telling([row for row in rows if asked.search(" ".join(row))], product.name)
    if not phrases:
        return product.brand
    return mark_safe(" · ".join(_emphasised(each, asked) for each in phrases))  # noqa: S308


def _telling(rows: Iterable[tuple[str, str]], name: str) -> list[str]:
    """The first few that say what neither the name nor another phrase says."""
    said = _words(name)
    phrases: list[str] = []
    for key, value in rows:
        label, measure = plain_name(key), with_unit(value, key)
        news = _news(label, measure)
        if _is_said(news, said):
            continue
        phrases.append(
            _("%(name)s: %(value)s") % {"name": label, "value": measure} if measure else label
        )
        said += news
        if len(phrases) == MOST_PHRASES:
            break
    return phrases


def _news(label: str, measure: str) -> list[str]:
    """What a phrase has to say beyond the name of the product."""
    news = _words(measure or label)
    if measure and not any(word.isalpha() for word in news):
        # A 2 in the name may count anything: only "2-seater" says "Seats: 2".
        news += _words(label)
    return news


def _is_said(news: Iterable[str], said: Iterable[str]) -> bool:
    return all(any(_is_form(word, other) for other in said) for word in news)


def _words(text: str) -> list[str]:
    return re.findall(r"\d+(?:[.,]\d+)*|[^\W\d_]+", text.casefold())


def _is_form(word: str, other: str) -> bool:
    """Whether both are one word but for its ending: "tents" says no more than "tent", "waterproof"
    says more than "water".
    """
    # Most words begin with another letter, and a page compares thousands.
    if word == other or word[0] != other[0] or not (word.isalpha() and other.isalpha()):
        return word == other
    shared = len(list(takewhile(lambda pair: pair[0] == pair[1], zip(word, other, strict=False))))
    shorter, longer = sorted((len(word), len(other)))
    return shared >= min(shorter, LEAST_STEM) and longer - shared <= LONGEST_ENDING < shorter


@lru_cache(maxsize=1024)
def _asked(words: str) -> tuple[re.Pattern[str], list[str]]:
    """Finds a word that was asked for, or begins as one does, in what an attribute says; and what
    there is of each in any case.
    """
    asked = set(re.findall(r"\w{3,}", words.casefold())) - UNTOLD
    # "lapt", "lapto", "laptop", "laptops": a word of four letters or more and another may each be
    # the beginning of the other.
    forms = [
        word
        if len(word) == 3
        else word[:4] + "(?:".join(["", *word[4:], r"\w*"]) + ")?" * (len(word) - 3)
        for word in asked
    ]
    return re.compile(rf"\b({'|'.join(sorted(forms, reverse=True)) or '(?!)'})\b", re.I), list(
        {word[:4] for word in asked}
    )


def _likely(attributes: dict[str, Any], starts: list[str]) -> dict[str, Any]:
    """Most attributes answer nothing, and a page asks a thousand of them."""
    whole = str(attributes).casefold()
    near = [start for start in starts if start in whole]
    said = {key: f"{key} {value}".casefold() for key, value in attributes.items()} if near else {}
    return {key: attributes[key] for start in near for key, text in said.items() if start in text}


def _emphasised(text: str, asked: re.Pattern[str]) -> str:
    """Returns the text as HTML, in which each part is escaped."""
    parts = [escape(part) for part in asked.split(text)]
    parts[1::2] = [f"<b>{part}</b>" for part in parts[1::2]]
    return "".join(parts)
