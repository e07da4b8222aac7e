"""The variants of a product that a question names: "is it in stock in M", "how much is the large
one".
"""

from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext as _

from chat.builtin.aspects import key_stems
from chat.builtin.phrase import says
from chat.builtin.qualities import words
from chat.builtin.question import Question
from chat.builtin.sayings import key_words
from chat.builtin.word_tables import of_shop
from chat.builtin.words import joined, stem, stems, tokens
from chat.tools import ProductFacts, VariantFacts
from shop.search.vocabulary import fold
from site_config.formatting import format_price

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
    wanted: dict[str, set[str]] = {}
    for key, value in question.chosen:
        wanted.setdefault(key, set()).add(value)
    wanted = wanted or _said(facts, question)
    asked = [each for each in facts.variants if _has(each, wanted)]
    return asked if len(asked) < len(facts.variants) else []


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


def left_of_variant(asked: Sequence[VariantFacts]) -> int | None:
    """How many are left; None where the shop does not state it."""
    counts = [each.stock for each in asked if each.in_stock]
    known = [count for count in counts if count is not None]
    return sum(known) if known and len(known) == len(counts) else None


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
