"""Whether a value of an attribute allows what a question asks: one rule for each type of value."""

from typing import Any

from chat.builtin.aspects import is_like, key_stems, listed
from chat.builtin.evidence import Stated, allows, learnt, value_stems
from chat.builtin.question import Question
from chat.builtin.sayings import key_words, truth
from chat.builtin.values import Amount, amount, fits
from chat.builtin.words import stem
from shop.search.vocabulary import fold


def verdict(stated: Stated, question: Question) -> bool | None:
    """None where the value settles neither."""
    is_true = truth(stated.value)
    if is_true is not None:
        return is_true != question.lacks(key_words(stated.key))
    measured = amount(stated.key, stated.value)
    if measured and question.amounts:
        return _measured(stated.key, measured, question)
    return _listed(stated, question)


def _measured(key: str, measured: Amount, question: Question) -> bool | None:
    asked = [
        each
        for each in question.amounts
        if not each.dimension or not measured.dimension or each.dimension == measured.dimension
    ]
    is_capable = question.is_capable or allows(key)
    return fits(key, measured, asked[0], is_capable=is_capable) if asked else None


def _listed(stated: Stated, question: Question) -> bool | None:
    """Of a set, or a text: whether one of its items is what is asked for."""
    items = items_of(stated.value)
    if question.says(items):
        return True
    if question.codes or question.size:
        return _has_code(items, stated, question)
    named, own = key_stems(stated.key), value_stems(stated.value)
    asked = {stem(word) for word in stated.explained} - named
    if not asked:
        return True if question.lead in ("does", "do", "has", "have") else None
    if all(is_like(word, own) for word in asked):
        return True
    return False if asked & (learnt(stated.key) - own) else None


def _has_code(items: list[str], stated: Stated, question: Question) -> bool | None:
    """Of sizes and models: "a 39" lies in "38-40"."""
    if question.size in items or any(_is_in(item, question) for item in listed(stated.value)):
        return True
    has_codes = any(char.isdigit() for char in " ".join(items))
    return False if has_codes or question.size else None


def _is_in(item: Any, question: Question) -> bool:
    span = amount("", item)
    if span is None:
        return False
    return any(span.low <= each.low <= span.high for each in question.amounts)


def items_of(value: Any) -> list[str]:
    parts = listed(value)
    if len(parts) == 1 and isinstance(parts[0], str):
        parts = parts[0].replace(";", ",").split(",")
    return [folded for part in parts if (folded := fold(str(part)).replace("-", " "))]


def nearest_range(attributes: dict[str, Any], question: Question) -> Stated | None:
    """The attribute that a bare figure is about: sizes, else the one range that it lies in or
    beside.
    """
    fitting = [(key, value) for key, value in attributes.items() if _may_be(key, value, question)]
    named = [each for each in fitting if {"size", "sizes"} & set(key_words(each[0]).split())]
    fitting = named or fitting
    if len(fitting) > 1:
        fitting = [each for each in fitting if _holds(each[0], each[1], question)]
    if len(fitting) != 1:
        return None
    return Stated(*fitting[0], frozenset(), 1.0, 1.0)


def _may_be(key: str, value: Any, question: Question) -> bool:
    if {"size", "sizes"} & set(key_words(key).split()):
        return bool(question.codes or question.size)
    measured = amount(key, value)
    if measured is None or not measured.is_range or not question.amounts:
        return False
    asked, written = question.amounts[0], measured.as_written()
    if asked.dimension:
        return asked.dimension == measured.dimension
    return written.low / 2 <= asked.low <= written.high * 2


def _holds(key: str, value: Any, question: Question) -> bool:
    measured = amount(key, value)
    return bool(measured and _measured(key, measured, question))
