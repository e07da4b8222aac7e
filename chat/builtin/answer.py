"""Answers on one product, or the same on several, out of what get_product returned."""

import re
from collections.abc import Sequence

from django.utils.translation import gettext as _

from chat.builtin.aspects import LINE_KEYS, called
from chat.builtin.nearest import sentences
from chat.builtin.phrase import costs, is_plural, is_rated, it_says, says, sentence, the
from chat.builtin.qualities import by_word
from chat.builtin.question import Question
from chat.builtin.sayings import label, truth
from chat.builtin.stated import nothing, replied, stated, unknown
from chat.builtin.values import Amount, dimension_of, fits
from chat.builtin.variants import (
    asks_choice,
    choice,
    counted,
    is_unmade,
    left_of_variant,
    nearest_here,
    of_variant,
    price_of_variant,
    priced_here,
    said_values,
    says_values,
    unmade,
    variants_asked,
    variants_of_option,
)
from chat.builtin.words import joined, stem, tokens
from chat.tools import ProductFacts, VariantFacts
from site_config.formatting import format_price

_OVERVIEW = frozenset(
    "about detail details describe info information specs specifications everything".split()
)
_GONE = frozenset("sold unavailable gone out".split())
# Said around a price or what is left, and no part of what is asked.
_BESIDE_LINE = frozenset("before left stock much worth usual now makes".split())
_SOLD_BY = re.compile(
    r"\b(?:sold|priced?|cut|charged)(?: is)? (?:by|per)(?: the| a)? (?P<unit>[^\W\d_]+)", re.I
)
_WEAK = 5
MOST_TOLD, MOST_SENTENCES = 4, 3


# The values of options that a talk has settled on, each with its name.
type Chosen = frozenset[tuple[str, str]]


def answer(facts: ProductFacts, question: str, chosen: Chosen = frozenset()) -> str:
    """The best answer there is to `question`; an honest "the shop does not say" where there is
    none.
    """
    return _known(facts, question, chosen) or unknown(facts, question)


def _known(facts: ProductFacts, text: str, chosen: Chosen = frozenset()) -> str:
    """Empty where the shop does not say it."""
    question = Question(text, chosen)
    if said := _of_choice(facts, question):
        return said
    left = _beside_name(facts, question)
    if not left - _OVERVIEW and not question.amounts and not question.size:
        return _of_name(facts, question) or overview(facts)
    if said := _line(facts, question, left):
        return said
    said = stated(facts, question)
    return f"{said} {gone}" if said and (gone := _gone(facts, question)) else said


def _of_choice(facts: ProductFacts, question: Question) -> str:
    """ "And in blue?", of a product that comes in colours."""
    if listed := variants_of_option(facts, question):
        is_here = any(each.in_stock for each in listed)
        return sentence(says(facts, of_variant(listed, is_here=is_here)))
    if not asks_choice(facts, question):
        return ""
    if is_unmade(facts, question):
        text = _("does not come in %(values)s") % {"values": ", ".join(unmade(facts, question))}
        said = replied(question, False, says(facts, text))
        return " ".join(filter(None, [said, _nearest(facts, question)]))
    asked = variants_asked(facts, question)
    if not asked:
        return ""
    if question.is_yes_no or "many" in question.words:
        return _stock(facts, question)
    gone = "" if any(each.in_stock for each in asked) else _nearest(facts, question)
    return " ".join(filter(None, [sentence(choice(facts, asked)), gone]))


def _nearest(facts: ProductFacts, question: Question) -> str:
    """The variants that are in stock and have most of what was said."""
    text = _("%(values)s for %(price)s")
    near = [
        text
        % {
            "values": ", ".join(each.values.values()),
            "price": format_price(each.price, facts.currency),
        }
        for each in nearest_here(facts, question)
    ]
    return (
        sentence(_("the nearest in stock: %(variants)s") % {"variants": joined(near)})
        if near
        else ""
    )


def _gone(facts: ProductFacts, question: Question) -> str:
    """Of a size or colour that there is, and that is sold out."""
    asked = variants_asked(facts, question)
    if not asked or any(each.in_stock for each in asked):
        return ""
    return sentence(it_says(facts, of_variant(asked, is_here=False)))


def _beside_name(facts: ProductFacts, question: Question) -> frozenset[str]:
    """The words of what is asked, without the product's own name."""
    named = {stem(word) for word in tokens(f"{facts.name} {facts.brand}")}
    is_asked = {"much", "stock", "left", "makes"} & set(question.words)
    own = {word for word in question.content if stem(word) not in named or word in by_word()}
    return frozenset(own | is_asked)


def _of_name(facts: ProductFacts, question: Question) -> str:
    """ "Has the watch GPS", of a watch that is called so."""
    asked = set(question.content) - _OVERVIEW
    return stated(facts, question) if question.is_yes_no and asked else ""


def answer_all(facts: ProductFacts, question: str, chosen: Chosen = frozenset()) -> str:
    """A question of several parts, each answered, what is not known last and once."""
    parts = _parts(question)
    if len(parts) < 2:
        return answer(facts, question, chosen)
    said = [text for part in parts if (text := _known(facts, part, chosen))]
    unsaid = [unknown(facts, question)] if len(said) < len(parts) else []
    subject = sentence(the(facts)).rstrip(".")
    it = _("They") if is_plural(facts) else _("It")
    first, *others = dict.fromkeys([*said, *unsaid])
    return " ".join(
        [first, *(f"{it}{text.removeprefix(subject)}" if text.startswith(subject) else text
                  for text in others)]
    )  # fmt: skip


def _parts(text: str) -> list[str]:
    """The questions of a message, where every part of it is one; "and has it" asks as well."""
    marked = text
    for mark in (" and ", " And ", ";", "?"):
        marked = marked.replace(mark, ",")
    questions = [Question(part.strip()) for part in marked.split(",")]
    questions = [each for each in questions if each.is_about_something]
    if len(questions) < 2 or not _are_asked(questions):
        return [text]
    lead = questions[0].lead if questions[0].is_yes_no else ""
    return [each.text if each.is_asked else f"{lead} {each.text}".strip() for each in questions]


def _are_asked(questions: Sequence[Question]) -> bool:
    return questions[0].is_asked and all(each.is_asked or each.aspects for each in questions)


def answers(read: Sequence[ProductFacts], question: str, chosen: Chosen = frozenset()) -> str:
    """The same question on several: a line for each that has an answer, and one sentence for the
    rest. `chosen` is of a single one.
    """
    if len(read) == 1:
        return answer_all(read[0], question, chosen)
    said = [_known(facts, question) for facts in read]
    known = list(dict.fromkeys(filter(None, said)))
    silent = [the(facts) for facts, text in zip(read, said, strict=True) if not text]
    if not known:
        return nothing(_("any of these"))
    if len(known) == 1 and not silent:  # versions of one, of which the same is true
        return known[0]
    lines = [f"- {text}" for text in known]
    return "\n".join([*lines, "", nothing(joined(silent))] if silent else lines)


def overview(facts: ProductFacts) -> str:
    texts = sentences(facts)[:MOST_SENTENCES]
    was = _(" (was %(price)s)") % {"price": format_price(facts.was, facts.currency)}
    price = costs(facts) + (was if facts.was else "")
    rated = [is_rated(facts.rating)] if facts.rating else []
    parts = [
        sentence(says(facts, price, *rated)),
        sentence(" ".join(texts)) if texts else "",
        _details(facts),
        stock(facts),
    ]
    return " ".join(part for part in parts if part)


def _details(facts: ProductFacts) -> str:
    known = [(key, value) for key, value in facts.attributes.items() if truth(value) is not False]
    labels = [label(key, value) for key, value in known[:MOST_TOLD]]
    return sentence(joined(labels)) if labels else ""


def stock(facts: ProductFacts) -> str:
    """Only where it matters: gone, or nearly."""
    if not facts.in_stock:
        return sentence(it_says(facts, _("is out of stock at the moment")))
    if not facts.stock or facts.stock > _WEAK:
        return ""
    return _("Only %(count)s left in stock.") % {"count": facts.stock}


def _line(facts: ProductFacts, question: Question, left: frozenset[str]) -> str:
    """Price, stock, rating and brand, which stand in the product itself."""
    names = {each.name for each in question.aspects} & LINE_KEYS
    if _asks_left(facts, question, left):
        return _stock(facts, question)
    if _beside_line(left, facts, question) or _is_of_size(facts, question):
        return ""
    if question.is_bound or ("much" in left and not question.is_of_amount):
        return _price(facts, question)
    if {"left", "stock"} & set(question.words) or "stock" in names:
        return _stock(facts, question)
    return _other_line(facts, question, names)


def _asks_left(facts: ProductFacts, question: Question, left: frozenset[str]) -> bool:
    """ "How many metres do you have left", "is there enough", and nothing besides in any unit."""
    said = set(question.words)
    if not {"left", "stock"} & said:
        return False
    is_counted = {"many", "much"} & said and {"have", "got", "there"} & said
    beside = (word for word in _beside_line(left, facts, question) if not dimension_of(word))
    return "enough" in said or bool(is_counted and not any(beside))


def _is_of_size(facts: ProductFacts, question: Question) -> bool:
    """ "Is it available in L", of a product whose sizes are an attribute and no variants."""
    is_stock = "stock" in question.words or not question.size
    return not is_stock and not variants_asked(facts, question)


def _beside_line(left: frozenset[str], facts: ProductFacts, question: Question) -> frozenset[str]:
    """The words that ask for something else than a price, the stock, a rating or a brand."""
    named = {word for each in variants_asked(facts, question) for word in said_values(each)}
    lines = {word for word in left if {each.name for each in by_word().get(word, ())} & LINE_KEYS}
    return left - named - lines - _BESIDE_LINE


def _other_line(facts: ProductFacts, question: Question, names: set[str]) -> str:
    if "price" in names:
        return _price(facts, question)
    if "rating" in names or "worth" in question.words:
        if facts.rating is not None:
            return sentence(says(facts, is_rated(facts.rating)))
        return _no_line("rating", facts)
    if "brand" in names:
        if facts.brand:
            return sentence(says(facts, _("comes from %(brand)s") % {"brand": facts.brand}))
        return _no_line("brand", facts)
    return ""


def _no_line(name: str, facts: ProductFacts) -> str:
    text = _("the shop states no %(aspect)s for %(product)s")
    return sentence(text % {"aspect": called(name), "product": the(facts)})


def _stock(facts: ProductFacts, question: Question) -> str:
    """ "Is it sold out?" asks for the opposite of "is it in stock?"."""
    asked = variants_asked(facts, question)
    is_here = any(each.in_stock for each in asked) if asked else facts.in_stock
    is_so = is_here != bool(_GONE & set(question.words))
    if asked:
        return _stock_of(facts, question, asked, is_so=is_so)
    if not is_here:
        return replied(question, is_so, says(facts, _("is out of stock at the moment")))
    left = _left(facts.stock, question) + _sold_by(facts, question)
    if "enough" in question.words and facts.stock and question.amounts:
        is_so = facts.stock >= _asked_number(question)
    return replied(question, is_so, says(facts, _("is in stock")) + left)


def _asked_number(question: Question) -> float:
    """ "25" of "25 metres", as it is written."""
    found, figures = question.first_amount
    written = re.match(r"\d+(?:[.,]\d+)?", figures[found[1] : found[2]]) if found else None
    return float(written[0].replace(",", ".")) if written else 0.0


def _sold_by(facts: ProductFacts, question: Question) -> str:
    """The unit in which the shop counts, where one is stated and asked about."""
    texts = [*sentences(facts), *(f"{key} {value}" for key, value in facts.attributes.items())]
    found = (_SOLD_BY.search(text.replace("_", " ")) for text in texts)
    unit = next((match["unit"].lower() for match in found if match), "")
    is_asked = "much" in question.words or any(map(dimension_of, question.words))
    return _(" (sold by the %(unit)s)") % {"unit": unit} if unit and is_asked else ""


def _stock_of(
    facts: ProductFacts, question: Question, asked: Sequence[VariantFacts], *, is_so: bool
) -> str:
    """Whether variants are in stock, and what is where they are not."""
    here = [each for each in asked if each.in_stock]
    if not here:
        gone = replied(question, is_so, says(facts, of_variant(asked, is_here=False)))
        return " ".join(filter(None, [gone, _nearest(facts, question)]))
    if len(here) > 1:
        phrase = counted(here) if "many" in question.words else of_variant(here, is_here=True)
        return replied(question, is_so, says(facts, phrase))
    is_said = len(asked) == 1 and says_values(facts, question)
    phrase = priced_here(here[0], facts.currency) if is_said else of_variant(here, is_here=True)
    return replied(question, is_so, says(facts, phrase) + _left(left_of_variant(here), question))


def _left(count: int | None, question: Question) -> str:
    if count:
        return _(": %(count)s left") % {"count": count}
    is_asked = "many" in question.words and count is None
    return _("; the shop does not state how many are left") if is_asked else ""


def _price(facts: ProductFacts, question: Question) -> str:
    if asked := variants_asked(facts, question):
        return sentence(says(facts, price_of_variant(asked, facts.currency)))
    was = format_price(facts.was, facts.currency) if facts.was else ""
    if {"sale", "discount"} & set(question.words) and question.is_yes_no:
        instead = _(" instead of %(price)s") % {"price": was} if was else _(" as always")
        return replied(question, bool(was), says(facts, costs(facts) + instead))
    saved = _(", down from %(price)s") % {"price": was} if was else ""
    said = replied(question, _is_within(facts, question), says(facts, costs(facts)) + saved)
    return " ".join(part for part in (said, stock(facts)) if part)


def _is_within(facts: ProductFacts, question: Question) -> bool | None:
    price = Amount(float(facts.price), float(facts.price))
    bound = next((each for each in question.amounts if each.relation != "at"), None)
    return fits("", price, bound, is_capable=False) if bound else None
