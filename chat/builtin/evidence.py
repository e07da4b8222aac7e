"""Where the shop states what a question asks: the attribute that answers most of its words, and the
sentence of the description that does.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import isinf
from typing import Any

from chat.builtin.aspects import is_known, is_like, key_stems, listed, sense
from chat.builtin.nearest import sentences
from chat.builtin.qualities import by_word, words
from chat.builtin.question import Question
from chat.builtin.sayings import key_words, truth
from chat.builtin.shop_cache import kept_with_shop
from chat.builtin.values import amount, paired
from chat.builtin.word_tables import of_shop
from chat.builtin.words import stem, tokens
from chat.tools import ProductFacts
from shop.models import Label
from shop.search.lexicon import KINDS
from shop.search.vocabulary import Vocabulary, vocabulary

MOST_LABELS = 5000
# A longer value is a text, and no word of it names the attribute.
_LONGEST = 12
# A longer one says more than what the attribute can be.
_LONGEST_LEARNT = 3
# How much of a question has to be answered.
ENOUGH = 0.5
_OF_LOOSE = 0.5
_OF_WHAT_FOLLOWS = frozenset(("without", "no"))
_BY_VALUE, _BY_NAME, _BY_SENSE, _LOOSELY, _BY_UNIT = 1.1, 1.0, 0.9, 0.6, 0.5


@dataclass(frozen=True)
class Stated:
    """An attribute, the words of the question that it answers, and their share of all of them."""

    key: str
    value: Any
    explained: frozenset[str]
    share: float
    score: float
    is_named: bool = True
    """Whether its name or its value says a word of the question, and not what it may be."""


def best_key(facts: ProductFacts, question: Question) -> Stated | None:
    found = [
        each
        for key, value in paired(facts.attributes).items()
        if is_known(value) and (each := _weighed(key, value, facts, question))
    ]
    found = [each for each in found if each.share >= ENOUGH]
    return max(found, key=lambda each: each.score, default=None)


def _weighed(key: str, value: Any, facts: ProductFacts, question: Question) -> Stated | None:
    asked, dimension = question.dimensions, _dimension(key, value)
    if dimension and not _is_due(dimension, question):
        return None
    weights = _weights(key, value, question)
    if _is_count_of_part(key, value, question):
        return None
    is_measured = bool(asked and (dimension or (weights and amount(key, value))))
    share = share_of(weights, question, facts, is_measured=is_measured)
    likely = sum(weights.values()) + is_measured - _unlikely(key, value, question)
    likely += _is_allowed(key, value, question)
    is_named = max(weights.values(), default=1.0) >= _BY_NAME
    found = Stated(key, value, frozenset(weights), share, likely, is_named)
    return found if weights or is_measured else None


def _is_count_of_part(key: str, value: Any, question: Question) -> bool:
    """Whether a bare number counts what a question asks the size of: "how big are the beads", of
    "beads: 40".
    """
    is_bare = isinstance(value, int | float) or str(value).isdigit()
    is_of_size = bool(question.dimensions_due) and "" not in question.dimensions_due
    return is_bare and is_of_size and question.is_open and key_stems(key) <= question.stems


def _is_due(dimension: str, question: Question) -> bool:
    """Whether a value of this dimension may answer: a bare number in a question that takes a yes
    may be of any, unless it counts people.
    """
    due = question.dimensions_due
    is_open = question.is_yes_no and "" in due
    return not due or dimension in due or (is_open and not question.is_of_people)


def _is_allowed(key: str, value: Any, question: Question) -> bool:
    """Whether an amount, or a limit, is asked about that the attribute sets."""
    is_asked = question.is_yes_no and bool(question.amounts)
    return (is_asked or question.is_of_limit) and (allows(key) or _is_open_below(key, value))


def _is_open_below(key: str, value: Any) -> bool:
    """ "Up to 22 kg" allows less."""
    measured = amount(key, value)
    return measured is not None and isinf(measured.low)


def allows(key: str) -> bool:
    """Whether an attribute says how much of something is allowed: "carries", "max load"."""
    return bool((words("capable") | words("most")) & set(key_words(key).split()))


def _weights(key: str, value: Any, question: Question) -> dict[str, float]:
    weights = {
        word: _weight(word, key, value, is_yes_no=question.is_yes_no) for word in question.content
    }
    # "Where is it made" asks for no material.
    least = _BY_NAME if question.lead in ("where", "who") else _BY_UNIT
    return {word: weight for word, weight in weights.items() if weight >= least}


def _dimension(key: str, value: Any) -> str:
    measured = amount(key, value)
    return measured.dimension if measured else ""


def share_of(
    explained: Iterable[str], question: Question, facts: ProductFacts, *, is_measured: bool
) -> float:
    """The share of what is asked; words of the product's own name ask for nothing."""
    asked = set(beside_name(question, facts) or question.content)
    has_amounts = bool(question.dimensions)
    whole = sum(map(_share, asked)) + has_amounts
    part = sum(map(_share, asked & set(explained))) + (is_measured and has_amounts)
    return part / whole if whole else 1.0


def _share(word: str) -> float:
    """ "How big is the mattress" asks more for a mattress than for a size."""
    found = by_word().get(word, ())
    return _OF_LOOSE if found and all(each.loose for each in found) else 1.0


def beside_name(question: Question, facts: ProductFacts) -> tuple[str, ...]:
    """The words of what is asked, without those of the product's name, kind and brand."""
    named = frozenset(map(stem, tokens(f"{facts.name} {facts.category} {facts.brand}")))
    return tuple(word for word in question.content if stem(word) not in named)


def _unlikely(key: str, value: Any, question: Question) -> float:
    """How unlikely an attribute is meant: what the package weighs, a yes for "how many"."""
    is_packaging = words("packaging") & set(key_words(key).split()) - set(question.words)
    asks_amount = {"many", "much", "how"} & set(question.words[:2])
    left = [part for part in key_stems(key) if not _is_said(part, question)]
    is_truth = bool(asks_amount and truth(value) is not None)
    return bool(is_packaging) + 0.5 * is_truth + 0.15 * len(left)


def _is_said(part: str, question: Question) -> bool:
    return is_like(part, question.stems) or any(
        part in sense(word).stems for word in question.content
    )


def _weight(word: str, key: str, value: Any, *, is_yes_no: bool) -> float:
    """How surely an attribute answers a word: by its own value, its name, or what the shop's other
    products state.
    """
    bare, named = stem(word), key_stems(key)
    if is_like(bare, value_stems(value)):
        return _BY_VALUE
    if is_like(bare, named):
        return _BY_NAME
    if is_yes_no and bare in learnt(key):
        return _BY_SENSE
    if not _answers(word, key, value):
        return 0.0
    if any(not each.loose for each in by_word().get(word, ())) or word not in by_word():
        return _BY_SENSE
    return _LOOSELY if sense(word).stems & named else _BY_UNIT


def _answers(word: str, key: str, value: Any) -> bool:
    """ "How heavy" is answered by a weight, or by what is measured in grams."""
    asked, measured = sense(word), amount(key, value)
    return bool(asked.stems & key_stems(key)) or bool(
        measured and measured.dimension in asked.units and truth(value) is None
    )


def value_stems(value: Any) -> frozenset[str]:
    if truth(value) is not None or isinstance(value, int | float):
        return frozenset()
    written = " ".join(str(each) for each in listed(value))
    return _stems(written) | _stems(of_shop(written))


@lru_cache(maxsize=4096)
def _stems(text: str) -> frozenset[str]:
    said = tokens(text)
    found = {stem(word) for word in said if word not in words("aside") and not word.isdigit()}
    return frozenset(found) if len(said) <= _LONGEST else frozenset()


def learnt(key: str) -> frozenset[str]:
    """The stems of all values that products of this shop have of an attribute."""
    return learnt_values().get(key, frozenset())


def learnt_values() -> dict[str, frozenset[str]]:
    """The same of each attribute."""
    return _learnt(vocabulary())


@kept_with_shop
def _learnt(_shop: Vocabulary) -> dict[str, frozenset[str]]:
    rows = Label.objects.exclude(key="").order_by("-products", "id").values_list("key", "value")
    found: dict[str, set[str]] = {}
    for key, value in rows.exclude(key__in=KINDS)[:MOST_LABELS]:
        if len(value.split()) <= _LONGEST_LEARNT:
            found.setdefault(key, set()).update(value_stems(value))
    return {key: frozenset(stems) for key, stems in found.items()}


@dataclass(frozen=True)
class Quote:
    """A sentence of the shop's own text, the share of the question that it answers, and whether it
    says yes or no to it.
    """

    text: str
    share: float
    verdict: bool | None = None


def best_quote(facts: ProductFacts, question: Question) -> Quote | None:
    found = [_quote(text, facts, question) for text in sentences(facts)]
    return max((each for each in found if each), key=lambda each: each.share, default=None)


def _quote(text: str, facts: ProductFacts, question: Question) -> Quote | None:
    said = tokens(of_shop(text))
    stems, named = frozenset(map(stem, said)), _qualities(said)
    explained = [
        word
        for word in question.content
        if is_like(stem(word), stems) or _qualities([word]) & named
    ]
    share = share_of(explained, question, facts, is_measured=False)
    if not explained or (question.lead in ("who", "where") and not _has_name(text)):
        return None
    return Quote(text, share, affirmed(text, question) if share == 1 else None)


def _qualities(said: Iterable[str]) -> frozenset[str]:
    return frozenset(
        each.name for word in said for each in by_word().get(word, ()) if not each.loose
    )


def _has_name(text: str) -> bool:
    return any(word[:1].isupper() for word in text.split()[1:])


def affirmed(text: str, question: Question) -> bool | None:
    """Whether one clause of a sentence says what is asked, or denies it; None where it is not sure
    to do either.
    """
    for clause in clauses(of_shop(text)):
        said = tokens(clause)
        stems = frozenset(map(stem, said))
        if not question.stems or not all(is_like(each, stems) for each in question.stems):
            continue
        if words("denials") & set(said):
            return False if _denies(said, question) else None
        return None if words("hedges") & set(said) else True
    return None


def _denies(said: Sequence[str], question: Question) -> bool:
    """Whether a denial is of what is asked: "cats may nibble without harm" denies the harm."""
    asked = [at for at, word in enumerate(said) if is_like(stem(word), question.stems)]
    denials = [at for at, word in enumerate(said) if word in words("denials")]
    is_before = min(denials) < max(asked, default=len(said))
    return is_before or not all(said[at] in _OF_WHAT_FOLLOWS for at in denials)


def clauses(text: str) -> list[str]:
    for mark in (";", ":", ",", " but "):
        text = text.replace(mark, "|")
    return text.split("|")
