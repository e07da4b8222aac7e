"""Learns from the shop's labels: which words are values of which attribute, and which of them
always mean it.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import lru_cache

from shop.models import is_no, is_yes
from shop.search.folding import fold, squeezed
from shop.search.lexicon import (
    AUDIENCES,
    COLOURS,
    IMITATIONS,
    KINDS,
    LIKENESSES,
    MATERIALS,
    PEOPLE,
    QUALITY,
    SIZE_KEYS,
    SIZES,
    SOFT,
    STOP,
    UNITS,
)
from shop.search.spans import OF_AGE, OF_PEOPLE, Span, spans
from shop.search.stemming import stem

YES = "yes"
# Of the products that say a word, this share has to have the label: then the label leaves out few
# that a word would find.
FAITHFUL = 0.8
# Of all labels that a word could mean, this share has to belong to one attribute.
CLEAR = 0.9
FEWEST = 2

Label = tuple[str, str, int]
NUMBER = r"-?\d+(?:\.\d+)?"


@dataclass(frozen=True)
class Said:
    """In how many products a word occurs, and in how many names, brands or categories."""

    products: int
    titles: int = 0

    def is_of(self, labelled: int, share: float) -> bool:
        """Whether `labelled` products with a label are most of those that hold the word.
        Descriptions may use it for other things.
        """
        return labelled >= share * self.titles and labelled >= 0.8 * share * self.products


@dataclass(frozen=True)
class Meaning:
    """A possible meaning of words: values of one attribute."""

    key: str
    values: tuple[str, ...]
    products: int
    is_clear: bool = False
    """Whether the words have no second meaning here, and nearly every product that says them has
    the label.
    """
    is_sure: bool = False
    """Whether that may be read from the bare words, without a "with" or the attribute's name beside
    them.
    """

    @property
    def is_yes(self) -> bool:
        """Whether the words say what a product has or is, as the name of an attribute does."""
        return all(map(is_yes, self.values))


@dataclass(frozen=True)
class Feature:
    """What a product has or has not: the labels that say one or the other."""

    has: tuple[tuple[str, str], ...]
    lacks: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Number:
    """A numeric attribute with the unit at the end of its key, as in "weight_g"."""

    key: str
    names: tuple[str, ...]
    unit: str
    products: int
    values: Mapping[Decimal, str] = field(default_factory=dict)

    def reaching(self, least: Decimal) -> tuple[str, ...]:
        """Returns the values of at least `least`, the nearest first."""
        return tuple(self.values[number] for number in sorted(self.values) if number >= least)


@dataclass(frozen=True)
class Labels:
    """Maps folded words without blanks ("noisecancelling") to what they may mean, the most frequent
    first.
    """

    meanings: Mapping[str, tuple[Meaning, ...]] = field(default_factory=dict)
    numbers: tuple[Number, ...] = ()
    sizes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The values of the attributes that are sizes of clothes and shoes."""
    spans: tuple[Span, ...] = ()
    """The attributes whose values span numbers: "2-4", "8+"."""
    features: Mapping[str, Feature] = field(default_factory=dict)
    """What some products are said to lack, by the stems of its name."""
    kinds: frozenset[str] = frozenset()
    """Names of attributes that are also things: "sleeve" may be a laptop sleeve, so "leather
    sleeve" does not name the attribute.
    """


@lru_cache(maxsize=4096)
def key_words(key: str) -> tuple[str, ...]:
    """ "ram_gb" and "Machine washable" in words."""
    return tuple(fold(re.sub(r"[_\W]+", " ", key)).split())


def learned(labels: Sequence[Label], said: Mapping[str, Said], names: Iterable[str] = ()) -> Labels:
    """Returns what the labels teach. `names` are category names, which no label overrides."""
    held: Counter[str] = Counter()
    numbers: dict[str, dict[str, int]] = {}
    values: dict[str, list[str]] = {}
    for key, value, products in labels:
        held[key] += products
        values.setdefault(key, []).append(value)
        if re.fullmatch(NUMBER, value):
            numbers.setdefault(key, {})[value] = products
    spanning = spans(labels)
    return Labels(
        meanings=_meanings(_worded(labels, spanning), said, {squeezed(name) for name in names}),
        numbers=tuple(
            _number(key, counts)
            for key, counts in numbers.items()
            if sum(counts.values()) >= CLEAR * held[key]
        ),
        sizes={key: tuple(values[key]) for key in held if _is_size(key)},
        spans=spanning,
        features=_features(labels),
        kinds=frozenset(key for key, count in held.items() if _is_kind(key, count, said)),
    )


def stemmed(words: Iterable[str]) -> str:
    """Returns folded words as the names of features are compared: by their stems."""
    return "".join(map(stem, words))


def _features(labels: Iterable[Label]) -> dict[str, Feature]:
    has: dict[str, list[tuple[str, str]]] = {}
    lacks: dict[str, list[tuple[str, str]]] = {}
    for key, value, _products in labels:
        for held, is_said in ((has, is_yes(value)), (lacks, is_no(value))):
            if is_said:
                held.setdefault(stemmed(key_words(key)), []).append((key, value))
    return {
        name: Feature(tuple(has.get(name, ())), tuple(pairs))
        for name, pairs in lacks.items()
        if name
    }


def _worded(labels: Sequence[Label], spanning: Iterable[Span]) -> list[Label]:
    """The labels whose values are words: the span of an age says what "3 months" means."""
    counting = {each.key for each in spanning if each.counts in (OF_AGE, OF_PEOPLE)}
    return [label for label in labels if label[0] not in counting]


def _is_size(key: str) -> bool:
    """Whether an attribute is a size of clothes or shoes: all of its words belong to one."""
    words = set(key_words(key))
    return words <= SIZE_KEYS and bool(words & SIZES)


def _meanings(
    labels: Sequence[Label], said: Mapping[str, Said], taken: set[str]
) -> dict[str, tuple[Meaning, ...]]:
    found: dict[str, dict[str, list[tuple[str, int]]]] = {}
    spelt: dict[str, str] = {}
    materials = _materials(labels)
    for key, value, products in labels:
        if key.casefold() in KINDS or set(key_words(key)) & COLOURS:
            continue
        for phrase in _phrases(key, value, materials):
            short = squeezed(phrase)
            spelt.setdefault(short, phrase)
            found.setdefault(short, {}).setdefault(key, []).append((value, products))
    meanings = {}
    for short, keys in found.items():
        ranked = sorted(
            (_meaning(key, values) for key, values in keys.items()),
            key=lambda meaning: -meaning.products,
        )
        if short not in taken and _is_clear(spelt[short], ranked, said):
            ranked[0] = replace(ranked[0], is_clear=True, is_sure=_is_sure(spelt[short], ranked[0]))
        meanings[short] = tuple(ranked)
    return meanings


def _meaning(key: str, values: list[tuple[str, int]]) -> Meaning:
    return Meaning(
        key,
        tuple(dict.fromkeys(value for value, _products in values)),
        sum(products for _value, products in values),
    )


def _materials(labels: Sequence[Label]) -> frozenset[str]:
    """Returns the words that are a material by themselves somewhere."""
    parts = {
        part
        for key, value, _products in labels
        if set(key_words(key)) & MATERIALS
        for part in _parts(value)
    }
    return frozenset(
        word for word in parts if len(word) >= 3 and word.isalpha() and word not in STOP | MATERIALS
    )


def _is_kind(key: str, products: int, said: Mapping[str, Said]) -> bool:
    words = key_words(key)
    return (
        not words
        or words[-1] in STOP
        or (words[-1] in said and said[words[-1]].titles > products / 3)
    )


def _phrases(key: str, value: str, materials: frozenset[str]) -> set[str]:
    """Returns the phrases for a value: the value, the parts of a list, and for a material the words
    that are materials themselves.
    """
    name = set(key_words(key))
    if is_yes(value):  # "yes, by a dial" says more
        return {" ".join(key_words(key)), *_parts(value)[1:]} - {""}
    if is_no(value) or (re.fullmatch(NUMBER, value) and not name & SIZES):
        return set()
    found = {fold(value), *_parts(value)}
    if name & MATERIALS:
        found |= _pure_materials(value, materials)
    return {phrase for phrase in found if squeezed(phrase) and phrase not in STOP}


def _pure_materials(value: str, materials: frozenset[str]) -> set[str]:
    """Returns the materials of a value that it does not only look like."""
    parts = [set(re.split(r"[\s-]", part)) for part in _parts(value)]
    return {
        word
        for words in parts
        if not words & (IMITATIONS | LIKENESSES)
        for word in words & materials
    }


def _parts(value: str) -> list[str]:
    return [fold(part) for part in re.split(r"[,;/+&()]|\band\b|\bor\b", value)]


def _is_clear(phrase: str, ranked: list[Meaning], said: Mapping[str, Said]) -> bool:
    first = ranked[0]
    if first.products < FEWEST or first.products < CLEAR * sum(each.products for each in ranked):
        return False
    words = [word for word in re.findall(r"[^\W_]+", phrase) if word not in STOP]
    if len(squeezed(phrase)) < 3 or all(map(str.isdigit, words)):
        return False
    known = filter(None, map(said.get, (*words, squeezed(phrase))))
    return any(each.is_of(first.products, FAITHFUL) for each in known)


def _is_sure(phrase: str, meaning: Meaning) -> bool:
    """Whether a phrase names the attribute without further words. One plain word such as "online"
    or "spring" does not; materials, qualities ("foldable"), codes ("IPX4") and whole phrases
    ("noise cancelling") do.
    """
    name = set(key_words(meaning.key))
    if name & SOFT:
        return False
    if meaning.is_yes:
        # "Lock: yes" is no "bike lock", "laptop sleeve: yes" no laptop sleeve: what products are is
        # a wish, not a property.
        return bool(re.search(QUALITY, phrase))
    if len(re.findall(r"[^\W_]+", phrase)) > 1 or re.search(r"\d", phrase):
        return True
    if name & AUDIENCES:
        return phrase in PEOPLE
    return bool(name & MATERIALS) and phrase not in MATERIALS


def _number(key: str, values: Mapping[str, int]) -> Number:
    *names, last = key_words(key) or ("",)
    unit = last if last in UNITS and names else ""
    return Number(
        key=key,
        names=tuple(
            squeezed(name)
            for name in (names if unit else [*names, last])
            if name not in STOP or name in ("from", "to")
        ),
        unit=unit,
        products=sum(values.values()),
        values={Decimal(value): value for value in values},
    )
