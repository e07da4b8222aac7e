"""Whether a value of an attribute allows what a question asks: one rule for each type of value."""

from typing import Any

from chat.builtin.aspects import is_like, key_stems, listed
from chat.builtin.evidence import Stated, allows, learnt, value_stems
from chat.builtin.nearest import nearest_of
from chat.builtin.qualities import by_word
from chat.builtin.question import Question
from chat.builtin.sayings import key_words, truth
from chat.builtin.values import Amount, amount, fits, is_mark
from chat.builtin.words import stem
from shop.search.lexicon import SIZE_NAMES
from shop.search.vocabulary import fold

# How near the name of an attribute has to be to a question that its value may answer.
# "How big is the mattress" is of a part, which the name has to say.
NEAR_TYPE, NEAR_PART = 0.22, 0.5


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
    if not asked:
        return None
    best = next((each for each in asked if each.dimension == measured.dimension), asked[0])
    is_fewer = not measured.is_range and best.high < measured.low
    if question.is_of_people and is_fewer and not allows(key):
        return None  # whether two can use what is for four, no number says
    is_capable = question.is_capable or allows(key)
    return fits(key, measured, best, is_capable=is_capable)


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
    if question.size and any(_is_between(question.size, item.split()) for item in items):
        return True
    has_codes = any(char.isdigit() for char in " ".join(items))
    return False if has_codes or question.size else None


def _is_between(size: str, ends: list[str]) -> bool:
    """ "L" lies in "S-XL"."""
    order = list(SIZE_NAMES)
    if len(ends) != 2 or not {size, *ends} <= SIZE_NAMES.keys():
        return False
    return order.index(ends[0]) <= order.index(size) <= order.index(ends[1])


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


def of_type(attributes: dict[str, Any], question: Question, *, is_bare: bool) -> Stated | None:
    """The attribute of which the value is of the kind that is asked for: sizes, else the one that
    is called most like the question. `is_bare`: nothing but a figure is asked.
    """
    fitting = [(key, value) for key, value in attributes.items() if _may_be(key, value, question)]
    named = [each for each in fitting if _has_sizes(*each)]
    fitting = named or fitting
    if is_bare and len(fitting) > 1 and question.amounts:
        fitting = [each for each in fitting if _holds(each[0], each[1], question)]
    if not fitting or (is_bare and len(fitting) > 1 and question.amounts):
        return None
    is_sure = bool(named) or (len(fitting) == 1 and (is_bare or question.is_of_people))
    keys = [key for key, _value in fitting]
    is_of_part = "length" in question.dimensions_due and set(question.content) - by_word().keys()
    least = 0.0 if question.is_of_people else NEAR_PART if is_of_part else NEAR_TYPE
    key = keys[0] if is_sure else nearest_of(question.text, keys, least)
    return Stated(key, attributes[key], frozenset(), 1.0, 1.0) if key else None


def _has_sizes(key: str, value: Any) -> bool:
    """By its name, or by its values in any language: "S, M, L"."""
    said = {word for item in items_of(value) for word in item.split()}
    return bool({"size", "sizes"} & set(key_words(key).split())) or said <= SIZE_NAMES.keys()


def _may_be(key: str, value: Any, question: Question) -> bool:
    if _has_sizes(key, value):
        return bool(question.codes or question.size)
    measured = amount(key, value)
    if measured is None or is_mark(value):
        return False
    if question.is_of_people or (question.dimensions_due and not question.is_yes_no):
        return measured.dimension in question.dimensions_due
    if not measured.is_range or not question.amounts:
        return False
    asked, written = question.amounts[0], measured.as_written()
    if asked.dimension:
        return asked.dimension == measured.dimension
    return written.low / 2 <= asked.low <= written.high * 2


def _holds(key: str, value: Any, question: Question) -> bool:
    measured = amount(key, value)
    return bool(measured and _measured(key, measured, question))
