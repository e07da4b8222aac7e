"""Whether one product goes with another, by what their names, categories and texts say: it is of
another kind, and fits the model that it is made for.
"""

import re
from collections.abc import Iterator
from functools import cached_property
from itertools import pairwise

from shop.models import SEPARATOR, Product
from shop.search.folding import fold, singular

# Categories of anything that belongs to something else.
ACCESSORY = re.compile(r"accessor(?:y|ies)|zubehör|accessoires?|accesorios?|accessori\b", re.I)
# Words of categories that name no kind.
VAGUE = frozenset(
    "accessory other all more misc part supply equipment product item gear sale new refurbished "
    "zubehor sonstiges sonstige mehr alle".split()
)
# Words of categories whose goods are of many kinds.
MIXED = frozenset("decoration decor grocery essential".split())
# "Nordvik - Fjord case": a brand in front of the name.
_BRAND = re.compile(r"^[^-–]{1,40}\s[-–]\s+")
# What says more of a thing than what it is.
_MORE = re.compile(
    r"\s*(?:[,;:(|/–]|\s-\s|\s(?:for|with|without|in|of|from|to|by|on|at|für|mit|ohne|aus|von|pour"
    r"|avec|sans|de)\s).*",
    re.I,
)
_FOR = re.compile(
    r"\b(?:for|fits|für|pour|para|per|voor|till|för)\s+(.+?)(?:\s+-\s+|[;(|]|$)", re.I
)
_AND = re.compile(r"\s*(?:[,/&+]|\b(?:and|or|und|oder|et|ou|y|e|en|och)\b)\s*", re.I)
_PUNCTUATION = re.compile(r"[®™©'’\"]")
_WORD = re.compile(r"[a-z0-9][a-z0-9.+]*")
# A number of a model: "6s", "s7", "g5"; no measure, count or generation of a network.
_NUMBERED = re.compile(r"(?=.*\d)[a-z]{0,4}\d{1,5}[a-z]{0,3}")
_MEASURE = re.compile(
    r"[\d.,]+(?:gb|tb|mb|mah|ah|wh|w|v|mm|cm|m|km|ml|cl|l|g|kg|mp|hz|khz|ghz|in|ft|oz|lb|pack|er"
    r"|st|nd|rd|th)|[2345]g|\d+p|\d+x\d+"
)
_UNIT = re.compile(
    r"(?:gb|tb|mah|w|v|mm|cm|m|ml|l|g|kg|in|inch|ft|oz|lb|pack|packs|port|ports|piece|pieces|pcs|x)"
)
# Of two models with one number, these tell them apart.
SIZES = frozenset("plus pro max mini edge ultra lite xl air active note fold flip compact".split())


class Described:
    """What the name, the category and the text of a product say of it."""

    def __init__(self, product: Product) -> None:
        self._name = _PUNCTUATION.sub("", product.name)
        self._path = product.category.path if product.category else ""
        self._description = product.description

    @cached_property
    def things(self) -> frozenset[str]:
        """What its name says that it is: "case" of "Nordvik - Fjord case for phones"."""
        return frozenset(_last_word(_MORE.sub("", _BRAND.sub("", self._name)))) - VAGUE

    @cached_property
    def kinds(self) -> frozenset[str]:
        """What its category and its name say that it is."""
        leaf = self._path.rpartition(SEPARATOR)[2]
        heads = {head for part in _AND.split(leaf) for head in _last_word(part)}
        return (self.things | heads) - VAGUE

    @cached_property
    def department(self) -> str:
        return self._path.partition(SEPARATOR)[0]

    @cached_property
    def is_of_mixed_category(self) -> bool:
        """Whether its category holds several kinds: "Hats & gloves", "Bike accessories"."""
        leaf = self._path.rpartition(SEPARATOR)[2]
        heads = [head for part in _AND.split(leaf) for head in _last_word(part)]
        is_vague = any(head in VAGUE | MIXED for head in heads)
        return is_vague or len(heads) > 1 or ACCESSORY.search(leaf) is not None

    @cached_property
    def is_accessory(self) -> bool:
        return ACCESSORY.search(self._path) is not None

    @cached_property
    def models(self) -> tuple[tuple[str, ...], ...]:
        """The models that it is made for, each as its words: ("iphone", "6s", "plus")."""
        found = _FOR.search(self._name)
        parts = _AND.split(found[1]) if found else []
        models = tuple(words for part in parts if (words := _words(part)))
        return models if any(map(_numbers, models)) else ()

    @cached_property
    def made_for(self) -> frozenset[str]:
        """The words of what it is made for."""
        found = _FOR.search(self._name)
        return frozenset(_words(found[1])) if found else frozenset()

    @cached_property
    def words(self) -> tuple[str, ...]:
        return _words(self._name)

    @cached_property
    def text(self) -> frozenset[str]:
        return frozenset(map(_one, _words(f"{self._name} {self._description}")))


def are_of_one_kind(product: Described, other: Described) -> bool:
    """Whether both are called the same: a plate saw and a saw. Another kind of a mixed category
    may be near in meaning, and is not alike.
    """
    return _is_same_kind(product.things, other.things) or _is_same_kind(
        frozenset(map(_one, product.words)), other.things
    )


def is_companion(product: Described, other: Described) -> bool:
    """Whether another product may go with one: a thing of another kind that fits it."""
    if _is_same_kind(product.kinds, other.kinds):
        return False
    if product.is_accessory and not other.is_accessory:
        # A phone is no addition to its case, but may be what the case is for.
        return bool(product.models) and _suits(product.models, other.words)
    return _fits(product, other)


def speak_of_each_other(product: Described, other: Described) -> bool:
    """Whether the text of one names the kind of the other."""
    return bool(product.text & other.things or other.text & product.things)


def is_of_other_maker(product: Described, other: Described, brands: frozenset[str]) -> bool:
    """Whether another product is made for things of a brand that this one does not name."""
    makers = other.made_for & brands
    return bool(makers) and not makers & set(product.words)


def _fits(product: Described, other: Described) -> bool:
    if not other.models:
        return not _is_rival(product.models or (product.words,), other.words)
    if product.models:
        return any(_suits((model,), each) for model in product.models for each in other.models)
    return _suits(other.models, product.words)


def _suits(models: tuple[tuple[str, ...], ...], words: tuple[str, ...]) -> bool:
    """Whether a product of these words is one of the models."""
    sizes = SIZES & set(words)
    return any(
        set(_numbers(model) or model) <= set(words) and SIZES & set(model) == sizes
        for model in models
    )


def _is_rival(models: tuple[tuple[str, ...], ...], words: tuple[str, ...]) -> bool:
    """Whether the words name another model of the same line: "iphone 5s" beside "iphone 6"."""
    lines = dict(_lines(words))
    return any(
        line in lines and lines[line] != number
        for model in models
        for line, number in _lines(model)
    )


def _lines(words: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Yields (line, number) for each number of a model: ("iphone", "6s")."""
    for before, word in pairwise(words):
        if word in _numbers(words) and not before[0].isdigit():
            yield before, word


def _numbers(words: tuple[str, ...]) -> list[str]:
    """Returns the words that are numbers of models."""
    after = (*words[1:], "")
    return [
        word
        for word, following in zip(words, after, strict=True)
        if _NUMBERED.fullmatch(word)
        and not _MEASURE.fullmatch(word)
        and not _UNIT.fullmatch(following)
    ]


def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(fold(text)))


def _last_word(text: str) -> list[str]:
    """Returns the last word of letters in the singular; [] where there is none."""
    words = [word for word in _words(text) if len(word) > 2 and word.isalpha()]
    return [_one(words[-1])] if words else []


def _one(word: str) -> str:
    return re.sub("ie$", "y", singular(word))


def _is_same_kind(kinds: frozenset[str], others: frozenset[str]) -> bool:
    """Whether a kind of one is a kind of the other, or a word that ends in it: an iPhone is a
    phone. Headphones are none, but go with hardly anything that is one.
    """
    return any(
        one == other or _ends_so(one, other) or _ends_so(other, one)
        for one in kinds
        for other in others
    )


def _ends_so(word: str, end: str) -> bool:
    return len(end) > 2 and word.endswith(end) and not word.startswith("head")
