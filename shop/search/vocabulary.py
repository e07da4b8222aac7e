"""The shop's own words for brands, colours, categories and attributes, cached for a minute or until
the catalogue has new ones.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import Sum

from shop.models import SEPARATOR, Category, Entry, Label
from shop.search.attribute_vocabulary import FAITHFUL, YES, Labels, Said, learned
from shop.search.attribute_vocabulary import Label as Row
from shop.search.catalogue_language import is_english
from shop.search.folding import fold, singular
from shop.search.freshness import Fresh
from shop.search.lexicon import BASIC, KINDS
from shop.search.shades import basic_colours
from shop.search.stemming import stem

__all__ = [
    "BASIC",
    "COLOUR_KEYS",
    "SECONDS",
    "Vocabulary",
    "fold",
    "forget",
    "singular",
    "vocabulary",
]

SECONDS = 60
COLOUR_KEYS = (
    "colour", "color", "product_colour", "product_color", "farbe", "Colour", "Color", "Farbe",
)  # fmt: skip
MOST_BRANDS = 20_000
MOST_LABELS = 20_000
# Of the products that say a brand's name, this share has to be of the brand, or the name is an
# ordinary word of this shop.
BRANDED = 0.3
COLOURED = 0.5


# Compared by identity, so that what is read with it can be remembered.
@dataclass(frozen=True, eq=False)
class Vocabulary:
    """Each maps folded words to the values as stored: "black" -> ("Black", "Matt black")."""

    brands: dict[str, str]
    colours: dict[str, tuple[str, ...]]
    categories: dict[str, str]
    active_products: int
    places: dict[int, tuple[str, str]]
    """Each category's slug and path, by its id."""
    kinds: dict[str, tuple[int, ...]] = field(default_factory=dict)
    """The ids of the categories that hold one kind of thing, by the stem of its name: "Men's
    watches" is of watches, "Hats & scarves" of neither.
    """
    labels: Labels = field(default_factory=Labels)
    same_keys: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """The names of attributes that differ in their capitals alone, by the name without these; the
    one of the most products comes first.
    """
    ordinary: frozenset[str] = frozenset()
    """Names of brands that are ordinary words here: only "from Orange" means the brand."""
    ordinary_colours: frozenset[str] = frozenset()
    """Colours whose names are said of other things here: "natural", "cream"."""
    is_english: bool = True
    """Whether most names are in English."""
    has_unclear_colours: bool = False
    """Whether some labels say no basic colour ("Multi"), so that names have to say it."""
    torn_phrases: dict[tuple[str, str], bool] = field(default_factory=dict)
    """Whether a word and its neighbour are a phrase of names; remembered as it is asked."""
    kinds_of_stems: dict[tuple[str, ...], tuple[int, ...]] = field(default_factory=dict)
    """The categories of those in `kinds` that say what a term asks for; remembered as it is
    asked."""
    compounds: dict[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)
    """The stems of the shop's compounds that end in a word; remembered as it is asked."""
    tokens: dict[tuple[str, str], Any] = field(default_factory=dict)
    """What the index knows of a word before another; remembered as it is asked."""
    likely_categories: dict[tuple[str, str], bool] = field(default_factory=dict)
    """Whether a category's name stands for it in these words; remembered as it is asked."""


# How the name of a category says that it holds several things, or what they are for.
_SEVERAL = re.compile(
    r"[&,/+(]|\b(?:and|or|for|with|of|in|und|oder|für|mit|et|ou|pour|avec|de|y|e|con|per|para)\b",
    re.I,
)

_held: Fresh[Vocabulary] = Fresh(SECONDS)


def vocabulary() -> Vocabulary:
    """Returns the words as they were at most SECONDS ago, and within a second of new ones, from the
    memory of this process, since every search reads them.
    """
    return _held.get(read)


def forget() -> None:
    """Reloads the words at the next search of this process."""
    _held.clear()
    _taught.cache_clear()


SAME = {"gray": "grey"}


# How many products say each word; a word that was never spelt out is its own stem.
SAID = """
SELECT asked.word, anywhere.products, coalesce(title.products, 0)
FROM unnest(%(words)s::text[]) AS asked(word) LEFT JOIN shop_word w ON w.word = asked.word
JOIN shop_term anywhere ON anywhere.lexeme = coalesce(w.lexeme, asked.word)
LEFT JOIN shop_term title ON title.lexeme = '^' || coalesce(w.lexeme, asked.word)
"""


def read() -> Vocabulary:
    brands = _label_brands()
    colours, coloured, is_unclear = _colours()
    categories = list(Category.objects.values_list("id", "slug", "path"))
    said = _said({*_first_words(name for name, _products in brands), *colours})
    same_keys = _same_keys()
    leaves = tuple(sorted({path.rsplit(SEPARATOR, 1)[-1] for _id, _slug, path in categories}))
    by_name = _brands(brands, said)
    return Vocabulary(
        brands=by_name,
        is_english=is_english(by_name),
        colours=colours,
        categories=_categories([(slug, path) for _id, slug, path in categories]),
        active_products=Entry.objects.filter(active=True).count(),
        places={id: (slug, path) for id, slug, path in categories},
        kinds=_kinds((id, path) for id, _slug, path in categories),
        labels=_taught(_labels(same_keys), leaves),
        same_keys=same_keys,
        ordinary=_ordinary(((fold(name), products) for name, products in brands), said, BRANDED),
        has_unclear_colours=is_unclear,
        ordinary_colours=_ordinary(coloured.items(), said, COLOURED),
    )


def _label_brands() -> tuple[tuple[str, int], ...]:
    return tuple(
        Label.objects.filter(key="")
        .order_by("-products", "value")
        .values_list("value", "products")[:MOST_BRANDS],
    )


def _labels(same_keys: dict[str, tuple[str, ...]]) -> tuple[tuple[str, str, int], ...]:
    """Returns (key, value, products) of the commonest attributes that are no colour or kind; the
    same under keys that differ in their capitals is one.
    """
    held = Label.objects.exclude(key="").exclude(key__in=(*COLOUR_KEYS, *KINDS))
    rows = list(
        held.order_by("-products", "id").values_list("key", "value", "products")[:MOST_LABELS]
    )
    first = {each: keys[0] for keys in same_keys.values() for each in keys}
    if not first:
        return tuple(rows)
    counted: Counter[tuple[str, str]] = Counter()
    for key, value, products in rows:
        counted[first.get(key, key), value] += products
    return tuple((*label, products) for label, products in counted.most_common())


def _same_keys() -> dict[str, tuple[str, ...]]:
    held = Label.objects.exclude(key="").values("key").annotate(held=Sum("products"))
    found: dict[str, list[str]] = {}
    for key in held.order_by("-held", "key").values_list("key", flat=True):
        found.setdefault(key.casefold(), []).append(key)
    return {folded: tuple(keys) for folded, keys in found.items() if len(keys) > 1}


def _first_words(names: Iterable[str]) -> Iterator[str]:
    for name in names:
        yield from fold(name).split()[:1]


def _ordinary(
    named: Iterable[tuple[str, int]], said: dict[str, Said], share: float
) -> frozenset[str]:
    """Returns the names that products say much more often than they carry them."""
    return frozenset(
        name for name, products in named if name in said and products < share * said[name].products
    )


def _colours() -> tuple[dict[str, tuple[str, ...]], Counter[str], bool]:
    """Returns the values that each colour word means, how many products have one of them, and
    whether some values contain no basic colour.
    """
    is_unclear = False
    values: dict[str, list[str]] = {}
    products: Counter[str] = Counter()
    held = (
        Label.objects.filter(key__in=COLOUR_KEYS)
        .exclude(value=YES)
        .order_by("-products", "value")
        .values_list("value", "products")
    )
    for value, count in held[:1000]:
        words = fold(value)
        basic = basic_colours(words)
        is_unclear = is_unclear or not basic
        if not re.search(r"[^\W\d_]", words):
            continue
        for word in {words, *(SAME.get(word, word) for word in basic)}:
            values.setdefault(word, []).append(value)
            products[word] += count
    for word in sorted(values, key=len, reverse=True):  # "hellrot" is red where red is a colour
        for ending in values.keys() & _endings(word):
            values[ending] += values[word]
    found = {word: tuple(dict.fromkeys(each)) for word, each in values.items()}
    return found, products, is_unclear


def _endings(word: str) -> set[str]:
    """Returns how a word ends that is the shade of another."""
    return {word[at:] for at in range(2, len(word) - 2)} if word.isalpha() else set()


@lru_cache(maxsize=1)
def _taught(labels: tuple[Row, ...], categories: tuple[str, ...]) -> Labels:
    """Returns the learned labels. Learning takes a second where there are many, and they change
    only with an import.
    """
    return learned(
        labels,
        _said(word for _key, value, _products in labels for word in _words(value))
        | _said_of_keys(labels),
        categories,
    )


def _said_of_keys(labels: tuple[Row, ...]) -> dict[str, Said]:
    return _said(
        word
        for key in {key for key, _value, _products in labels}
        for word in _words(key.replace("_", " "))
    )


def _words(text: str) -> Iterator[str]:
    """Yields the forms in which a text is counted: "in-ear" is "inear", "in" and "ear"; "512 GB" is
    "512gb" as well.
    """
    folded = fold(text)
    yield from re.findall(r"[^\W_]+", folded)
    yield re.sub(r"[\W_]+", "", folded)


def _said(words: Iterable[str]) -> dict[str, Said]:
    with connection.cursor() as cursor:
        cursor.execute(SAID, {"words": sorted(set(words))})
        return {word: Said(products, titles) for word, products, titles in cursor.fetchall()}


def _brands(brands: tuple[tuple[str, int], ...], said: dict[str, Said]) -> dict[str, str]:
    """Returns each brand by its name, and "Example Electronics" by "example" too, where no other
    brand begins so and the word means nothing else.
    """
    found = {folded: name for name, _products in reversed(brands) if len(folded := fold(name)) > 1}
    by_first_word: dict[str, list[tuple[str, int]]] = {}
    for name, products in brands:
        if words := fold(name).split():
            by_first_word.setdefault(words[0], []).append((name, products))
    for word, named in by_first_word.items():
        (name, products), *others = named
        if not others and word not in found and _stands_for_brand(word, products, said):
            found[word] = name
    return found


def _stands_for_brand(word: str, products: int, said: dict[str, Said]) -> bool:
    """Whether a word says little else than the brand of so many products."""
    if len(word) <= 3 or not word.isalpha() or word not in said:
        return False
    return said[word].is_of(products, FAITHFUL)


def _categories(places: list[tuple[str, str]]) -> dict[str, str]:
    """Returns each category by its name where that is unique, else with its ancestor: "women shoes"
    and "shoes women".
    """
    names = [(path.split(SEPARATOR), slug) for slug, path in places]
    found = _unambiguous((singular(fold(path[-1])), slug) for path, slug in names)
    longer = [
        (singular(fold(text)), slug)
        for path, slug in names
        for above in path[:-1]
        for text in (f"{above} {path[-1]}", f"{path[-1]} {above}")
    ]
    return _unambiguous(longer) | found


def _kinds(places: Iterable[tuple[int, str]]) -> dict[str, tuple[int, ...]]:
    found: dict[str, list[int]] = {}
    for id, path in places:
        name = path.rsplit(SEPARATOR, 1)[-1]
        if (words := fold(name).split()) and not _SEVERAL.search(name):
            found.setdefault(stem(words[-1]), []).append(id)
    return {thing: tuple(ids) for thing, ids in found.items()}


def _unambiguous(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return {name: values[0] for name, values in found.items() if name and len(values) == 1}
