"""Several products beside each other: what tells them apart, and which has the most of
something.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from django.utils.translation import gettext as _

from chat.builtin.answer import answers
from chat.builtin.aspects import (
    LINE_KEYS,
    Aspect,
    Degree,
    aspects_in,
    degree_in,
    keys_asked,
    keys_of,
    number_of,
)
from chat.builtin.foreign import said_back
from chat.builtin.judge import fit
from chat.builtin.phrase import all_say, because, priced, says, sentence, the
from chat.builtin.rank import ranked_reply, ranking
from chat.builtin.sayings import key_words, saying
from chat.builtin.stated import YES_OR_NO
from chat.builtin.words import joined, stems
from chat.tools import Compared, ProductFacts, ProductLine, Row

_GRAMMAR = frozenset(
    (
        "compare comparison comparing difference differences differ different versus vs "
        "better think"
    ).split()
)
# As many differences are said; the table beside the words has all.
MOST_DIFFERENCES = 4
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
    verdict = " ".join(
        part
        for part in (_unknown(compared, question), _verdict(lines, question, read, compared.rows))
        if part
    )
    if again and verdict:
        return verdict
    lead = sentence(
        _("here are %(products)s side by side")
        % {"products": joined([priced(line) for line in lines])}
    )
    return "\n\n".join(part for part in (lead, verdict) if part)


def _unknown(compared: Compared, question: str) -> str:
    """What was asked for, where the shop states it for some of them only."""
    asked = stems(question)
    for row in (each for each in compared.rows if stems(each.name) & asked):
        silent = [
            line for line, value in zip(compared.products, row.values, strict=True) if value is None
        ]
        if 0 < len(silent) < len(compared.products):
            said = {
                "name": key_words(row.name.replace(" ", "_")),
                "products": joined([the(line) for line in silent]),
            }
            return sentence(_("the shop does not state “%(name)s” for %(products)s") % said)
    return ""


def _verdict(
    lines: Sequence[ProductLine], question: str, read: Read, rows: Sequence[Row] = ()
) -> str:
    """By the asked use where the facts tell them apart, else by price and rating."""
    fits = sorted(
        (fit(read[line.id], question) for line in lines if line.id in read),
        key=lambda each: -each.score,
    )
    if len(fits) > 1 and fits[0].score > fits[1].score and fits[0].reasons:
        return sentence(
            _would_take(the(fits[0].line)) + because(fits[0].line, *fits[0].reasons[:2])
        )
    if said := _by_aspect([read[line.id] for line in lines if line.id in read], question):
        return said
    silent = [
        word
        for word in question.split()
        if stems(word) and read and not degree_in([word]) and word not in _GRAMMAR
    ]
    text = _("About “%(words)s” the shop says nothing that tells them apart.")
    about = text % {"words": said_back(" ".join(silent[:4]))} + " " if silent else ""
    about = _differences(lines, rows) or about
    cheapest = min(lines, key=lambda line: line.price)
    best = max(lines, key=lambda line: (line.rating or Decimal(0), -line.price))
    if best is cheapest:
        return about + sentence(
            _("by price and rating %(said)s") % {"said": says(best, _("comes out ahead"))}
        )
    ahead = {"said": says(best, _("comes out ahead")), "but": says(cheapest, _("costs less"))}
    return about + (sentence(_("by the ratings %(said)s; %(but)s") % ahead) if best.rating else "")


def _differences(lines: Sequence[ProductLine], rows: Sequence[Row]) -> str:
    """What of their attributes differs, where there are two."""
    if len(lines) != 2:
        return ""
    parts = [
        _("%(name)s: %(one)s against %(other)s")
        % {"name": row.name, "one": row.values[0], "other": row.values[1]}
        for row in rows
        if None not in row.values and row.values[0] != row.values[1]
    ]
    return f"{sentence('; '.join(parts[:MOST_DIFFERENCES]))} " if parts else ""


def _would_take(products: str) -> str:
    return _("for that I would take %(products)s") % {"products": products}


def _by_aspect(read: Sequence[ProductFacts], question: str) -> str:
    """ "Which is better in the rain?": the one that is waterproof, or has the larger
    water column.
    """
    for aspect in (
        each
        for each in aspects_in(question.split())
        if not each.vague and each.name not in LINE_KEYS
    ):
        for key in dict.fromkeys(
            key for facts in read for key in keys_of(aspect, facts.attributes)
        ):
            values = [facts.attributes.get(key) for facts in read]
            if None in values or len({str(value) for value in values}) < 2:
                continue
            if all(isinstance(value, bool) for value in values):
                yes, no = (
                    [facts for facts in read if facts.attributes[key] is wanted]
                    for wanted in (True, False)
                )
                take = joined([the(facts, bold=True) for facts in yes])
                return sentence(
                    f"{_would_take(take)}{because(yes[0], saying(key, True))}; "
                    f"{says(no[0], saying(key, False))}"
                )
            if all(number_of(value) is not None for value in values):
                return ranked_reply(read, (replace(aspect, keys=(key,)), aspect.good == "more"))
    return ""


def which_reply(read: Sequence[ProductFacts], degree: Degree | None, question: str) -> str:
    """Over what was shown: the superlative, or those for which the question is true."""
    degree = degree or _more_of(read, question)
    if (
        degree
        and len(read) == 2
        and YES_OR_NO.match(question)
        and (ranked := ranking(read, degree))
    ):
        values = {line.id: said for line, said in ranked}
        is_more = (
            len(ranked) == 2 and ranked[0][0].id == read[0].id and len(set(values.values())) == 2
        )
        lead = (_("Yes. ") if is_more else _("No. ")) if len(ranked) == 2 else ""
        return lead + ranked_reply(read, degree)
    other = _more_of(read, question)
    return next(
        (said for each in (degree, other) if each and (said := ranked_reply(read, each))), ""
    ) or _each(read, question)


def _more_of(read: Sequence[ProductFacts], question: str) -> Degree | None:
    """ "More" of an attribute that is a number, whatever the shop calls it."""
    words = question.split()
    if not {"more", "most", "higher", "highest", "less", "least", "lower", "lowest", "fewer"} & set(
        words
    ):
        return None
    keys = [
        key
        for facts in read
        for key in keys_asked(words, facts.attributes)[:1]
        if number_of(facts.attributes[key]) is not None
    ]
    is_more = not {"less", "least", "lower", "lowest", "fewer"} & set(words)
    return (Aspect(key_words(keys[0]), frozenset(), (keys[0],)), is_more) if keys else None


def _each(read: Sequence[ProductFacts], question: str) -> str:
    keys = [key for facts in read for key in keys_asked(question.split(), facts.attributes)[:1]]
    key = next(
        (key for key in keys if any(isinstance(facts.attributes.get(key), bool) for facts in read)),
        None,
    )
    if key is None:
        return answers(read[:4], question)
    parts = [_group(read, key, value) for value in (True, False)]
    if not parts[0]:
        parts[0] = _("None of these, as far as the shop says.")
    if silent := [the(facts) for facts in read if key not in facts.attributes]:
        parts.append(
            sentence(_("the shop does not say it of %(products)s") % {"products": joined(silent)})
        )
    return " ".join(part for part in parts if part)


def _group(read: Sequence[ProductFacts], key: str, value: bool) -> str:
    group = [facts for facts in read if facts.attributes.get(key) is value]
    if not group:
        return ""
    if len(group) == 1:
        return sentence(says(group[0], saying(key, value), bold=value))
    return sentence(all_say(group, saying(key, value), bold=value))
