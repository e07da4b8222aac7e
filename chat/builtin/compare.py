"""Several products beside each other: what tells them apart, and which has the most of
something.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from chat.builtin.answer import answers
from chat.builtin.aspects import DEGREES, LESS, RATING, Aspect, Degree, degree_in, key_stems
from chat.builtin.evidence import Stated, best_key
from chat.builtin.judge import Fit, fit
from chat.builtin.nearest import nearest_key
from chat.builtin.phrase import all_say, because, priced, says, sentence, the
from chat.builtin.question import Question
from chat.builtin.rank import is_ranked, number_of, ranked_reply, ranking
from chat.builtin.sayings import key_name, key_words, saying, truth
from chat.builtin.stated import nothing
from chat.builtin.values import amount
from chat.builtin.verdicts import verdict
from chat.builtin.words import joined, stem, stems, tokens
from chat.tools import Compared, ProductFacts, ProductLine, Row
from shop.attribute_units import better, plain_name, with_unit
from site_config.formatting import NO_BREAK_SPACE

_GRAMMAR = frozenset(
    stem(word)
    for word in "compare comparison comparing difference differences differ different versus vs "
    "better best think which what worth".split()
)
_SHORTEST_BASE = 4
# As many differences are said; the table beside the words has all.
MOST_DIFFERENCES = 4
MOST_ANSWERED = 4
Read = Mapping[int, ProductFacts]


def compared_reply(
    compared: Compared, degree: Degree | None, question: str, read: Read, *, again: bool = False
) -> str:
    """Which to take, and what is unknown of what was asked. The table beside the words has the
    rest, and is not repeated.
    """
    lines = compared.products
    if degree and (ranked := ranked_reply([read.get(line.id, line) for line in lines], degree)):
        return ranked
    verdict = _verdict(compared, question, read)
    if again and verdict:
        return verdict
    named = joined([priced(line) for line in lines])
    lead = sentence(_("here are %(products)s side by side") % {"products": named})
    return "\n\n".join(part for part in (lead, verdict) if part)


def _verdict(compared: Compared, question: str, read: Read) -> str:
    """By what was asked where the facts tell them apart, else by price and rating."""
    facts = [read[line.id] for line in compared.products if line.id in read]
    unknown = ""
    if facts and stems(question) - _GRAMMAR:
        if said := _by_fit(facts, question) or _by_attribute(facts, question):
            return said
        unknown = nothing(joined([the(line) for line in compared.products]))
    parts = [unknown, _differences(compared.rows), _ahead(compared.products)]
    return "\n\n".join(part for part in parts if part)


def _by_fit(facts: Sequence[ProductFacts], question: str) -> str:
    fits = sorted((fit(each, question) for each in facts), key=lambda each: -each.score)
    if len(fits) < 2 or fits[0].score <= fits[1].score or not fits[0].reasons:
        return ""
    best: Fit = fits[0]
    return sentence(_would_take(the(best.line)) + because(best.line, *best.reasons[:2]))


def _by_attribute(facts: Sequence[ProductFacts], text: str) -> str:
    """ "Which is better in the rain?": the one of which it is true, or that has more of it."""
    key = _key_asked(facts, Question(text))
    if not key:
        return ""
    values = [truth(each.attributes.get(key)) for each in facts]
    if True in values and False in values:
        yes, no = facts[values.index(True)], facts[values.index(False)]
        lead = _would_take(the(yes, bold=True)) + because(yes, saying(key, True))
        return sentence(f"{lead}; {says(no, saying(key, False))}")
    side = better(key_words(key))
    if side and (said := ranked_reply(facts, (_aspect_of(key), side > 0))):
        return said
    return answers(facts, text)


def _key_asked(facts: Sequence[ProductFacts], question: Question) -> str:
    found = [each for facts_ in facts if (each := best_key(facts_, question))]
    return max(found, key=lambda each: each.score).key if found else ""


def _aspect_of(key: str) -> Aspect:
    return Aspect(key_name(key), about=key_stems(key))


def _differences(rows: Sequence[Row]) -> str:
    """A list of those attributes that differ, where all state them."""
    against = _(" against ")
    parts = [
        f"- {plain_name(row.name)}: {against.join(_cells(row))}"
        for row in rows
        if None not in row.values and len(set(row.values)) > 1
    ]
    return "\n".join(parts[:MOST_DIFFERENCES])


def _cells(row: Row) -> list[str]:
    values = (with_unit(str(value), row.name) for value in row.values)
    return [value.replace(NO_BREAK_SPACE, " ") for value in values]


def _ahead(lines: Sequence[ProductLine]) -> str:
    cheapest = min(lines, key=lambda line: line.price)
    best = max(lines, key=lambda line: (line.rating or Decimal(0), -line.price))
    ahead = says(best, _("comes out ahead"))
    if best is cheapest:
        return sentence(_("by price and rating %(said)s") % {"said": ahead})
    if not best.rating:
        return ""
    but = says(cheapest, _("costs less"))
    return sentence(_("by the ratings %(said)s; %(but)s") % {"said": ahead, "but": but})


def _would_take(products: str) -> str:
    return _("for that I would take %(products)s") % {"products": products}


def which_reply(read: Sequence[ProductFacts], degree: Degree | None, question: str) -> str:
    """Over what was shown: the superlative, or those for which the question is true."""
    asked = Question(question)
    is_best = degree is not None and degree[0].name == "rating"
    degree = _best_of(read, asked) if is_best else degree or _degree_of(read, asked)
    ranked = ranked_reply(read, degree) if degree else ""
    if not ranked:
        return _each(read, asked)
    if degree and len(read) == 2 and asked.is_yes_no and not asked.is_either:
        return _is_more(ranking(read, degree), read[0]) + ranked
    return ranked


def _is_more(ranked: list[tuple[ProductLine, str]], first: ProductFacts) -> str:
    """ "Is the first lighter than the other?"."""
    if len(ranked) < 2:
        return ""
    is_first = ranked[0][0].id == first.id and ranked[0][1] != ranked[1][1]
    return _("Yes. ") if is_first else _("No. ")


def _best_of(read: Sequence[ProductFacts], question: Question) -> Degree | None:
    """The best rated, where no more than that is asked: the best screen is no rating."""
    named = {
        stem(word) for each in read for word in tokens(f"{each.name} {each.category} {each.brand}")
    }
    left = question.stems - named - _GRAMMAR - {"rat", "rated", "review", "star"}
    if not left:
        return RATING, True
    key = _key_asked(read, question)
    side = better(key_words(key)) if key else 0
    return (_aspect_of(key), side > 0) if side else None


def _degree_of(read: Sequence[ProductFacts], question: Question) -> Degree | None:
    """ "More" of an attribute that is a number, "the hardiest": whatever the shop calls it."""
    if found := degree_in(question.words):
        return found if found[0].name != "rating" else None
    if DEGREES & set(question.words) and (key := _nearest_number(read, question)):
        return _aspect_of(key), not LESS & set(question.words)
    key = next((key for key in _numeric(read) if _is_of_superlative(key, question)), "")
    return (_aspect_of(key), not _is_cold(key, read)) if key else None


def _is_of_superlative(key: str, question: Question) -> bool:
    """Whether a degree is made of an attribute's name: "hardiest" of its hardiness."""
    bases = {
        word.removesuffix(end)
        for word in question.words
        for end in ("est", "er")
        if word.endswith(end)
    }
    return any(
        part.startswith(base)
        for part in key_stems(key)
        for base in bases
        if len(base) >= _SHORTEST_BASE
    )


def _nearest_number(read: Sequence[ProductFacts], question: Question) -> str:
    """The figure that is called most like what is asked: "memory" where the shop says "RAM"."""
    key = _key_asked(read, question) or nearest_key(question.text, read[0], is_open=True)
    return key if key in _numeric(read) else ""


def _numeric(read: Sequence[ProductFacts]) -> list[str]:
    keys = dict.fromkeys(key for each in read for key in each.attributes)
    return [key for key in keys if any(is_ranked(key, each.attributes.get(key)) for each in read)]


def _is_cold(key: str, read: Sequence[ProductFacts]) -> bool:
    """Of degrees below zero, fewer are more."""
    values = [each.attributes[key] for each in read if key in each.attributes]
    measured = [found for value in values if (found := amount(key, value))]
    numbers = [number_of(key, value) or 0 for value in values]
    return all(each.dimension == "temperature" for each in measured) and max(numbers) < 0


def _each(read: Sequence[ProductFacts], question: Question) -> str:
    """Those of which it is true first, by a yes, or by a value that allows what is asked."""
    found = {each.id: stated for each in read if (stated := best_key(each, question))}
    verdicts = {pk: verdict(stated, question) for pk, stated in found.items()}
    if not _settles(verdicts) or question.is_either:
        return answers(read[:MOST_ANSWERED], question.text)
    silent = [the(each) for each in read if each.id not in verdicts]
    parts = [
        _group(read, found, verdicts, is_true=True) or _("None of these, as far as the shop says."),
        _group(read, found, verdicts, is_true=False),
        nothing(joined(silent)) if silent else "",
    ]
    return " ".join(filter(None, parts))


def _settles(verdicts: Mapping[int, bool | None]) -> bool:
    return bool(verdicts) and None not in verdicts.values()


def _group(
    read: Sequence[ProductFacts],
    found: Mapping[int, Stated],
    verdicts: Mapping[int, bool | None],
    *,
    is_true: bool,
) -> str:
    group = [each for each in read if verdicts.get(each.id) is is_true][:MOST_ANSWERED]
    said = {each.id: saying(found[each.id].key, found[each.id].value) for each in group}
    if len(group) > 1 and len(set(said.values())) == 1:
        return sentence(all_say(group, said[group[0].id], bold=is_true))
    return " ".join(sentence(says(each, said[each.id], bold=is_true)) for each in group)
