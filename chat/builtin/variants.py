"""The variants of a product that a question names: "is it in stock in M", "how much is the large
one".
"""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from chat.builtin.question import Question
from chat.builtin.words import joined, tokens
from chat.tools import ProductFacts, VariantFacts
from shop.search.vocabulary import fold
from site_config.formatting import format_price


def variants_asked(facts: ProductFacts, question: Question) -> list[VariantFacts]:
    """Those with the values that are said; none where the question is of all of them."""
    said: dict[str, set[str]] = {}
    for each in facts.variants:
        for key, value in each.values.items():
            if _is_said(value, question):
                said.setdefault(key, set()).add(value)
    asked = [each for each in facts.variants if _has(each, said)]
    return asked if len(asked) < len(facts.variants) else []


def _has(variant: VariantFacts, said: dict[str, set[str]]) -> bool:
    return all(variant.values.get(key) in values for key, values in said.items())


def _is_said(value: str, question: Question) -> bool:
    return question.says([fold(value).replace("-", " ")]) or question.size == value.lower()


def said_values(variant: VariantFacts) -> set[str]:
    return {word for value in variant.values.values() for word in tokens(value)}


def of_variant(asked: Sequence[VariantFacts], *, is_here: bool) -> str:
    text = (
        _("is in stock in %(values)s")
        if is_here
        else _("is out of stock in %(values)s at the moment")
    )
    return text % {"values": _values([each for each in asked if each.in_stock is is_here])}


def price_of_variant(asked: Sequence[VariantFacts], currency: str) -> str:
    least = min(asked, key=lambda each: each.price)
    said = {"price": format_price(least.price, currency), "values": _values([least])}
    return _("costs %(price)s in %(values)s") % said


def _values(variants: Sequence[VariantFacts]) -> str:
    return joined([" / ".join(each.values.values()) for each in variants])
