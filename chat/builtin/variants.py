"""The variants of a product that a question names: "is it in stock in M", "how much is the large
one".
"""

import re
from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext as _

from chat.builtin.aspects import key_stems
from chat.builtin.phrase import says
from chat.builtin.qualities import by_word, words
from chat.builtin.question import Question
from chat.builtin.sayings import key_words
from chat.builtin.word_tables import of_shop
from chat.builtin.words import joined, stem, stems, tokens
from chat.tools import ProductFacts, VariantFacts
from shop.search.vocabulary import fold
from site_config.formatting import format_price

_OF_SALE = frozenset("much price cost costs gone out now left stock".split())
MOST_NEAREST = 3
# "90cm" says "90 cm".
_BEFORE_UNIT = re.compile(r"(?<=\d) (?=[a-z]{1,3}\b)")
# In letters, of what stands before a size: "UK 14".
_LONGEST_SYSTEM = 3


def settled(
    facts: ProductFacts, said: str, before: Iterable[str] = ()
) -> frozenset[tuple[str, str]]:
    """Returns the values of options that a talk has settled on, each with its name: those that a
    message says, and of the others those from before, if a variant has them all.
    """
    now = _said(facts, Question(said))
    kept = {
        key: {value}
        for variant in facts.variants
        for key, value in variant.values.items()
        if value in before and key not in now
    }
    if not any(_has(each, now | kept) for each in facts.variants):
        kept = {}
    return frozenset((key, value) for key, values in (now | kept).items() for value in values)


def variants_asked(facts: ProductFacts, question: Question) -> list[VariantFacts]:
    """Those with the values that are said, here or before; none where the question is of all of
    them.
    """
    wanted = _wanted(facts, question)
    asked = [each for each in facts.variants if _has(each, wanted)]
    return asked if len(asked) < len(facts.variants) else []


def _wanted(facts: ProductFacts, question: Question) -> dict[str, set[str]]:
    """The values that the talk has settled on, or else those that are said."""
    wanted: dict[str, set[str]] = {}
    for key, value in question.chosen:
        wanted.setdefault(key, set()).add(value)
    return wanted or _said(facts, question)


def says_values(facts: ProductFacts, question: Question) -> bool:
    """Whether the message itself says values of options."""
    return bool(_said(facts, question))


def variants_of_option(facts: ProductFacts, question: Question) -> list[VariantFacts]:
    """ "What colours in L are in stock", "which sizes are left in red": those with the values of
    the other options.
    """
    said = _said(facts, question)
    named = [key for key in _options(facts) if key_stems(key) & question.stems]
    is_listed = question.is_open and bool(named) and not said.keys() & set(named)
    if not is_listed or not (said or words("sold") & set(question.words)):
        return []
    return [each for each in facts.variants if _has(each, said)]


def _options(facts: ProductFacts) -> list[str]:
    return list(dict.fromkeys(key for each in facts.variants for key in each.values))


def asks_values_alone(facts: ProductFacts, question: Question) -> bool:
    """ "And in blue?", "what about L", "42 then"."""
    return bool(_said(facts, question)) and not _beside_values(facts, question)


def asks_choice(facts: ProductFacts, question: Question) -> bool:
    """ "The mat in teal, size 40, in stock?": values of options, and beside them no more than the
    product's name and what it costs or whether it is there.
    """
    if question.is_bound or not _said(facts, question):
        return False
    named = stems(f"{facts.name} {facts.brand}")
    beside = {word for word in _beside_values(facts, question) if stem(word) not in named}
    return not {word for word in beside if not _is_of_sale(word)}


def _is_of_sale(word: str) -> bool:
    """Whether a word asks for the price or the stock alone."""
    asked = {aspect.name for aspect in by_word().get(word, ())}
    return word in words("sold") | _OF_SALE or (bool(asked) and asked <= {"price", "stock"})


def is_unmade(facts: ProductFacts, question: Question) -> bool:
    """Whether values of several options are said that no variant has together."""
    said = _said(facts, question)
    return len(said) > 1 and not any(_has(each, said) for each in facts.variants)


def unmade(facts: ProductFacts, question: Question) -> list[str]:
    """The values that are said and that no variant has together, in the order of the options."""
    said = _said(facts, question)
    return [value for key in _options(facts) for value in sorted(said.get(key, ()))]


def nearest_here(facts: ProductFacts, question: Question) -> list[VariantFacts]:
    """The variants in stock that have most of the values that are said, at most MOST_NEAREST."""
    wanted = _wanted(facts, question)

    def shared(variant: VariantFacts) -> int:
        return sum(value in wanted.get(key, ()) for key, value in variant.values.items())

    here = [each for each in facts.variants if each.in_stock]
    most = max(map(shared, here), default=0)
    return [each for each in here if most and shared(each) == most][:MOST_NEAREST]


def asks_options(facts: ProductFacts, question: Question) -> bool:
    """ "Which sizes are left in grey", with nothing that is no option of the product."""
    is_listed = bool(variants_of_option(facts, question))
    return is_listed and not _beside_values(facts, question) - words("sold")


def _beside_values(facts: ProductFacts, question: Question) -> set[str]:
    """The words that are neither the name of an option nor a value of one."""
    said = _said(facts, question)
    named = stems(" ".join(key_words(key) for key in _options(facts)))
    named |= frozenset[str]().union(*map(key_stems, _options(facts)))
    values = {value for each in said.values() for value in each}
    valued = {word for value in values for word in tokens(f"{value} {of_shop(value)}")}
    valued |= {word for value in values for word in tokens(_BEFORE_UNIT.sub("", fold(value)))}
    asked = {*question.content, *question.codes} - valued
    return {word for word in asked if stem(word) not in named}


def _said(facts: ProductFacts, question: Question) -> dict[str, set[str]]:
    """The values of options that are said, by the name of the option."""
    said: dict[str, set[str]] = {}
    for each in facts.variants:
        for key, value in each.values.items():
            if _is_said(value, question):
                said.setdefault(key, set()).add(value)
    return said


def _has(variant: VariantFacts, said: Mapping[str, set[str]]) -> bool:
    return all(variant.values.get(key) in values for key, values in said.items())


def _is_said(value: str, question: Question) -> bool:
    """ "90" says "90 cm", "14" says "UK 14", and "under 90" a price."""
    folded = fold(value).replace("-", " ")
    is_figure = any(_is_figure(part, question) for part in _figures(folded))
    forms = [folded, fold(of_shop(value)).replace("-", " ")]
    forms += [_BEFORE_UNIT.sub("", form) for form in forms]
    return is_figure or question.says(forms) or question.size == value.lower()


def _figures(folded: str) -> list[str]:
    """The figure of a value that has one, with a unit or a short name beside it."""
    parts = folded.split()
    figures = [part for part in parts if part.replace(".", "").isdigit()]
    is_named = parts[:1] == figures or len(parts[0]) <= _LONGEST_SYSTEM
    return figures if len(parts) == 2 and len(figures) == 1 and is_named else []


def _is_figure(figure: str, question: Question) -> bool:
    """Whether a bare number of the question is this one; "in" of "the 9 in black" is no inch."""
    said = (each.as_written() for each in question.amounts if each.relation == "at")
    is_before_value = question.says([f"{figure} in"])
    bare = (each for each in said if not each.dimension or is_before_value)
    return any(each.low == each.high == float(figure) for each in bare)


def said_values(variant: VariantFacts) -> set[str]:
    values = variant.values.values()
    return {word for value in values for word in tokens(f"{value} {of_shop(value)}")}


def of_variant(asked: Sequence[VariantFacts], *, is_here: bool) -> str:
    text = (
        _("is in stock in %(values)s")
        if is_here
        else _("is out of stock in %(values)s at the moment")
    )
    return text % {"values": _values([each for each in asked if each.in_stock is is_here])}


def priced_here(variant: VariantFacts, currency: str) -> str:
    """ "Is in stock in Teal, 40 for €24.95"."""
    price = format_price(variant.price, currency)
    text = _("is in stock in %(values)s for %(price)s")
    return text % {"values": _values([variant]), "price": price}


def left_of_variant(asked: Sequence[VariantFacts]) -> int | None:
    """How many are left of the only one that is in stock; None where the shop does not state it."""
    counts = [each.stock for each in asked if each.in_stock]
    return counts[0] if len(counts) == 1 else None


def counted(asked: Sequence[VariantFacts]) -> str:
    """Which of several are in stock, each with how many are left."""
    text = _("is in stock in %(values)s")
    return text % {"values": joined([_counted(each) for each in asked if each.in_stock])}


def _counted(variant: VariantFacts) -> str:
    values = ", ".join(variant.values.values())
    if not variant.stock:
        return values
    return _("%(values)s (%(count)s left)") % {"values": values, "count": variant.stock}


def choice(facts: ProductFacts, asked: Sequence[VariantFacts]) -> str:
    """What the variants that were chosen cost, and whether they can be bought."""
    price = price_of_variant(asked, facts.currency)
    here = [each for each in asked if each.in_stock]
    if len(asked) > 1:
        return says(facts, price, of_variant(here or asked, is_here=bool(here)))
    count = left_of_variant(asked)
    left = _(": %(count)s left") % {"count": count} if count else ""
    stock = _("is in stock") + left if here else _("is out of stock at the moment")
    return says(facts, price, stock)


def price_of_variant(asked: Sequence[VariantFacts], currency: str) -> str:
    """Of several the least, with the values that all of them have."""
    prices = {each.price for each in asked}
    price = format_price(min(prices), currency)
    shared = [value for value in asked[0].values.values() if all(_has_it(e, value) for e in asked)]
    text = _("costs %(price)s in %(values)s") if shared else _("costs %(price)s")
    if len(prices) > 1:
        price = _("from %(price)s") % {"price": price}
    return text % {"price": price, "values": ", ".join(shared)}


def _has_it(variant: VariantFacts, value: str) -> bool:
    return value in variant.values.values()


def _values(variants: Sequence[VariantFacts]) -> str:
    return joined([", ".join(each.values.values()) for each in variants])
