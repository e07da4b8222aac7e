"""Attributes that a relative clause asks for: "a pan that works on induction"."""

import re
from collections.abc import Collection

from chat.builtin.aspects import is_like
from chat.builtin.catalogue import things
from chat.builtin.qualities import words
from chat.builtin.sayings import key_words
from chat.builtin.shop_cache import kept_with_shop
from chat.builtin.words import EMPTY, stem, stems, tokens
from shop.models import Label
from shop.search.attribute_vocabulary import YES
from shop.search.lexicon import KINDS
from shop.search.vocabulary import COLOUR_KEYS, Vocabulary

MOST_LABELS = 5000
_CLAUSE = re.compile(
    r"\b(?:that|which|they|ones with|one with|to go|to use)\b(?P<clause>[^,.;?!]*)", re.I
)
_SHORTEST = 3
_FILLING = frozenset("goes go in is has can on for of with to sets set works work".split())


def wanted_attributes(text: str, shop: Vocabulary) -> dict[str, str]:
    """The attributes of this shop that say what the clause says."""
    match = _CLAUSE.search(text)
    if not match:
        return {}
    return attributes_said(match["clause"], shop)


def attributes_said(
    text: str, shop: Vocabulary, among: Collection[str] | None = None
) -> dict[str, str]:
    """The one attribute, `among` these keys, that words say; empty where they say more or none."""
    if words("denials") & set(tokens(text)):
        return {}
    said = stems(text) - {stem(word) for word in things(text, shop)}
    found = {
        key: value
        for key, value in _labels(shop)
        if (among is None or key in among) and _is_said(key, value, said)
    }
    return found if len(found) == 1 else {}


def _is_said(key: str, value: str, said: frozenset[str]) -> bool:
    if value != YES:
        word = tokens(value)
        return len(word) == 1 and len(word[0]) > _SHORTEST and stem(word[0]) in said
    named = {stem(part) for part in key_words(key).split() if part not in _FILLING | EMPTY}
    return 2 * sum(is_like(part, said) for part in named) >= len(named) > 0


@kept_with_shop
def _labels(_shop: Vocabulary) -> tuple[tuple[str, str], ...]:
    rows = (
        Label.objects.exclude(key="")
        .exclude(key__in=(*COLOUR_KEYS, *KINDS))
        .order_by("-products", "id")
    )
    return tuple(rows.values_list("key", "value")[:MOST_LABELS])
