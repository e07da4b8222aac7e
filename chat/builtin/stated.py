"""What the shop states of one product on a question, said: the attribute, the description beside
it, and both where they disagree.
"""

from django.utils.translation import gettext as _

from chat.builtin.aspects import is_like, key_stems
from chat.builtin.evidence import ENOUGH, Quote, Stated, affirmed, beside_name, best_key, best_quote
from chat.builtin.nearest import (
    NEAR_QUOTE,
    NEAR_TEXT,
    nearest_first,
    nearest_key,
    nearest_sentence,
    sentences,
)
from chat.builtin.phrase import says, sentence, the
from chat.builtin.qualities import by_word, qualities
from chat.builtin.question import Question
from chat.builtin.sayings import label, saying, truth
from chat.builtin.values import amount, amounts, in_figures, paired
from chat.builtin.verdicts import of_type, verdict
from chat.builtin.words import joined, stem, stems, tokens
from chat.tools import ProductFacts

# As many of its facts are told where the asked one is not known.
MOST_TOLD = 3
# No sentence that is only near in meaning says who or where.
_OF_NAMES = frozenset(("who", "where", "when"))
# How near a sentence has to be to be told beside the fact that the shop does not say it.
_LEAST_NEAR = 0.3
# And one with an amount of the kind that is asked.
_LEAST_MEASURED = 0.15
# And an attribute, to be told instead: "pieces: 100" helps nobody who asks for a date.
_LEAST_TOLD = 0.1


def stated(facts: ProductFacts, question: Question) -> str:
    """The best that is stated; empty where nothing is on this."""
    found, quote = best_key(facts, question), best_quote(facts, question)
    is_quoted = quote and quote.share >= ENOUGH and _may_answer(quote, question)
    if found is None and not is_quoted:
        is_bare = not beside_name(question, facts)
        found = of_type(paired(facts.attributes), question, is_bare=is_bare)
    if quote and quote.share >= ENOUGH and _answers_more(quote, found, question):
        return _quoted_beside(facts, quote, found, question)
    return _attribute(facts, found, question) if found else _by_meaning(facts, question)


def _answers_more(quote: Quote, found: Stated | None, question: Question) -> bool:
    """Of what says as much, a plain yes or no goes before an attribute that says it by other
    words: "leathers not included" before a material.
    """
    if found is None or quote.share > found.share:
        return True
    is_plain = question.is_yes_no and quote.verdict is not None
    return is_plain and quote.share == found.share and not found.is_named


def _may_answer(quote: Quote, question: Question) -> bool:
    """Whether a sentence says yes or no, or has a figure where one is asked for. Of how many can
    use something it has to say how: "two can listen".
    """
    if question.is_yes_no:
        return quote.verdict is not None and not question.amounts
    if question.is_of_people:
        own = {stem(word) for word in question.content if word not in by_word()}
        if not own & {stem(word) for word in tokens(quote.text)}:
            return False
    return not question.dimensions_due or any(char.isdigit() for char in in_figures(quote.text))


def _quoted_beside(
    facts: ProductFacts, quote: Quote, found: Stated | None, question: Question
) -> str:
    """A sentence that answers more than the attribute, which is told as well where it may be on
    the same.
    """
    said = _quoted(facts, quote, question)
    if found is None or is_settled(found, question):
        return said
    return f"{said} {sentence(label(found.key, found.value))}"


def is_settled(found: Stated, question: Question) -> bool:
    """Whether the attribute is of something else than the sentence that answers more."""
    return truth(found.value) is not None or not question.amounts


def _attribute(facts: ProductFacts, found: Stated, question: Question) -> str:
    said = says(facts, saying(found.key, found.value))
    reply = replied(question, verdict(found, question, stems(facts.name)), said)
    if other := _contradicting(facts, found):
        but = _("but its description says: “%(text)s”") % {"text": other}
        return f"{reply} {sentence(but)}"
    return reply


def _of_dimension(facts: ProductFacts, question: Question) -> str:
    """The sentence with an amount of what is asked, "each 9 x 4 cm" of "how big are the cards";
    empty where none is on it, or something is asked that is no size.
    """
    due = question.dimensions_due - {""}
    if not due or not question.is_open:
        return ""
    measured = [
        text
        for text in sentences(facts)
        if any(each.dimension in due for each, _start, _end in amounts(in_figures(text)))
    ]
    near = nearest_first(question.text, measured, _LEAST_MEASURED)
    return near[0] if near else ""


def _quoted(facts: ProductFacts, quote: Quote, question: Question) -> str:
    said = {"product": the(facts), "text": quote.text}
    return replied(question, quote.verdict, _("of %(product)s the shop writes: “%(text)s”") % said)


def _by_meaning(facts: ProductFacts, question: Question) -> str:
    """Where no word is shared: a sentence, or the attribute that is called most like it."""
    if text := _of_dimension(facts, question):
        return _quoted(facts, Quote(text, 1.0), question)
    key = nearest_key(question.text, facts, is_open=question.is_open) if question.content else ""
    if key:
        return sentence(says(facts, saying(key, facts.attributes[key])))
    if not (question.content and question.is_asked) or question.lead in _OF_NAMES:
        return ""
    least = NEAR_QUOTE if question.is_yes_no else NEAR_TEXT
    found = nearest_sentence(question.text, [facts], least)
    return _quoted(facts, Quote(found[1], 1.0), question) if found else ""


def replied(question: Question, value: bool | None, said: str) -> str:
    """With a yes or a no in front where one is due and known."""
    if value is None or not question.is_yes_no or question.is_either:
        return sentence(said)
    return sentence((_("yes, %(said)s") if value else _("no, %(said)s")) % {"said": said})


def unknown(facts: ProductFacts, question: str) -> str:
    """Plainly that it is not said, and what is: the sentence that comes nearest, or attributes."""
    lead = nothing(the(facts))
    if near := nearest_sentence(question, [facts], least=_LEAST_NEAR):
        nearest = _("what comes nearest: “%(text)s”") % {"text": near[1]}
        return f"{lead} {sentence(nearest)}"
    known = {label(key, value): truth(value) for key, value in facts.attributes.items()}
    stated_labels = [each for each, value in known.items() if value is not False]
    labels = nearest_first(question, stated_labels, _LEAST_TOLD)[:MOST_TOLD]
    known_of_it = _("what it does say: %(facts)s") % {"facts": joined(labels)}
    return f"{lead} {sentence(known_of_it)}" if labels else lead


def nothing(products: str) -> str:
    return sentence(_("the shop does not say that about %(products)s") % {"products": products})


def _contradicting(facts: ProductFacts, found: Stated) -> str:
    """A sentence of the description that says otherwise than the attribute."""
    return next((text for text in sentences(facts) if _denies(text, found)), "")


def _denies(text: str, found: Stated) -> bool:
    is_true = truth(found.value)
    if is_true is not None:
        asked = Question(" ".join(key_stems(found.key)))
        return affirmed(text, asked) is (not is_true)
    measured = amount(found.key, found.value)
    if measured is None or not measured.dimension or measured.is_range or not _is_on(text, found):
        return False
    others = [each for each, _start, _end in amounts(text) if each.dimension == measured.dimension]
    return bool(others) and not any(each.is_near(measured) for each in others)


def _is_on(text: str, found: Stated) -> bool:
    """Whether a sentence is about an attribute: it says its whole name, or "weighs" of a weight."""
    said = frozenset(stem(word) for word in tokens(text))
    return all(is_like(part, said) or _is_asked(part, said) for part in key_stems(found.key))


def _is_asked(noun: str, said: frozenset[str]) -> bool:
    return any(
        noun in map(stem, each.nouns) and said & {stem(word) for word in each.asks}
        for each in qualities().values()
        if not each.loose
    )
