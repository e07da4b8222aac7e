"""Whether a value of an attribute allows what a question asks: one rule for each type of value."""

from typing import Any

from chat.builtin.aspects import is_like, key_stems, listed
from chat.builtin.evidence import Stated, allows, learnt, value_stems
from chat.builtin.nearest import nearest_of
from chat.builtin.qualities import by_word
from chat.builtin.question import Question
from chat.builtin.sayings import key_words, truth
from chat.builtin.values import Amount, amount, fits, is_mark
from chat.builtin.word_tables import of_shop
from chat.builtin.words import stem
from shop.search.lexicon import SIZE_NAMES
from shop.search.vocabulary import fold

# How near the name of an attribute has to be to a question that its value may answer.
# "How big is the mattress" is of a part, which the name has to say.
NEAR_TYPE, NEAR_PART = 0.22, 0.5


def verdict(stated: Stated, question: Question, name: frozenset[str] = frozenset()) -> bool | None:
    """None where the value settles neither. `name` are the stems of what the product is called."""
    is_true = truth(stated.value)
    if is_true is not None:
        return is_true != question.lacks(key_words(stated.key))
    measured = amount(stated.key, stated.value)
    if measured and question.amounts:
        return _measured(stated.key, measured, question)
    return _listed(stated, question, name)


def _measured(key: str, measured: Amount, question: Question) -> bool | None:
    asked = _of_its_kind(measured, question)
    if asked is None:
        return None
    is_fewer = not measured.is_range and asked.high < measured.low
    if question.is_of_people and is_fewer and not allows(key):
        return None  # whether two can use what is for four, no number says
    is_capable = question.is_capable or allows(key)
    return fits(key, measured, asked, is_capable=is_capable)


def _of_its_kind(measured: Amount, question: Question) -> Amount | None:
    """The amount of a question that a value can be held against, first one of its own dimension."""
    own = [each for each in question.amounts if each.dimension == measured.dimension]
    bare = [each for each in question.amounts if not (each.dimension and measured.dimension)]
    return next(iter([*own, *bare]), None)


def _listed(stated: Stated, question: Question, name: frozenset[str]) -> bool | None:
    """Of a set, or a text: whether one of its items is what is asked for, and not only said in the
    product's name: "does the long strap fit this bag".
    """
    if name & value_stems(stated.value) & question.stems:
        return None
    items = items_of(stated.value)
    if question.says(items) and stated.share == 1:
        return True
    if question.codes or question.size:
        return _has_code(items, stated, question)
    asked = {stem(word) for word in stated.explained} - key_stems(stated.key)
    if not asked:
        return True if question.lead in ("does", "do", "has", "have") else None
    return _says_all(asked, stated)


def _says_all(asked: set[str], stated: Stated) -> bool | None:
    """Whether the value says these words; False where it says another word of its kind instead."""
    own = value_stems(stated.value)
    if all(is_like(word, own) for word in asked):
        return True if stated.share == 1 else None
    return False if asked & (learnt(stated.key) - own) else None


def _has_code(items: list[str], stated: Stated, question: Question) -> bool | None:
    """Of sizes and models: "a 39" lies in "38-40"."""
    said = {question.size, *question.codes} - {""}
    is_said = any(said & {item, *item.split()} for item in items)
    is_between = any(_is_between(question.size, item.split()) for item in items)
    if is_said or is_between or any(_is_in(item, question) for item in listed(stated.value)):
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
    said = [form for part in parts for form in dict.fromkeys((str(part), of_shop(str(part))))]
    return [folded for part in said if (folded := fold(part).replace("-", " "))]


def of_type(attributes: dict[str, Any], question: Question, *, is_bare: bool) -> Stated | None:
    """The attribute of which the value is of the kind that is asked for: sizes, else the one that
    is called most like the question. `is_bare`: nothing but a figure is asked.
    """
    fitting = {key: value for key, value in attributes.items() if _may_be(key, value, question)}
    sizes = {key: value for key, value in fitting.items() if _has_sizes(key, value)}
    key = _told_apart(sizes or fitting, question, is_bare=is_bare)
    return Stated(key, attributes[key], frozenset(), 1.0, 1.0) if key else None


def _told_apart(fitting: dict[str, Any], question: Question, *, is_bare: bool) -> str:
    """Of several the one that holds a bare figure, else the nearest by its name."""
    keys = list(fitting)
    if len(keys) == 1 and (
        is_bare or question.is_of_people or _has_sizes(keys[0], fitting[keys[0]])
    ):
        return keys[0]
    if is_bare and question.amounts:
        holding = [key for key in keys if _holds(key, fitting[key], question)]
        return holding[0] if len(holding) == 1 else ""
    return nearest_of(question.text, keys, _least_near(question))


def _least_near(question: Question) -> float:
    if question.is_of_people:
        return 0.0
    is_size = question.dimensions_due >= {"length", "volume"}
    is_of_part = is_size and set(question.content) - by_word().keys()
    return NEAR_PART if is_of_part else NEAR_TYPE


def _has_sizes(key: str, value: Any) -> bool:
    """By its name, or by its values in any language: "S, M, L"."""
    said = {word for item in items_of(value) for word in item.split()}
    is_named = bool({"size", "sizes"} & set(key_words(key).split()))
    return is_named or (bool(said) and said <= SIZE_NAMES.keys())


def _may_be(key: str, value: Any, question: Question) -> bool:
    if _has_sizes(key, value):
        return bool(question.codes or question.size)
    measured = amount(key, value)
    if measured is None or is_mark(value):
        return False
    if question.is_of_people or (question.dimensions_due and not question.is_yes_no):
        return measured.dimension in question.dimensions_due
    return measured.is_range and bool(question.amounts) and _is_about(measured, question)


def _is_about(measured: Amount, question: Question) -> bool:
    asked, written = question.amounts[0], measured.as_written()
    if asked.dimension:
        return asked.dimension == measured.dimension
    return written.low / 2 <= asked.low <= written.high * 2


def _holds(key: str, value: Any, question: Question) -> bool:
    measured = amount(key, value)
    return bool(measured and _measured(key, measured, question))
