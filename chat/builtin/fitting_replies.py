"""The steps and sentences of what fits what."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chat.builtin.acts import Fits, Goal, GoesWith
from chat.builtin.answer import answers
from chat.builtin.baskets import CANDIDATES, candidates
from chat.builtin.catalogue import called, place_called
from chat.builtin.fitting import (
    Target,
    Verdict,
    brand_target,
    model_target,
    target_of,
    texts_of,
    verdict,
)
from chat.builtin.function_words import any_of
from chat.builtin.look import Step, read_in, reads, shows
from chat.builtin.nearest import sentences
from chat.builtin.phrase import it_says, priced, says, sentence, the
from chat.builtin.qualities import words as quality_words
from chat.builtin.sayings import label, saying
from chat.builtin.talk import Call, Talk
from chat.builtin.words import stem, stems, tokens
from chat.tools import Found, ProductFacts, ProductLine, Shown
from shop.search.vocabulary import vocabulary

MOST_READ, MOST_TOLD = 8, 3
# In characters, of what is looked for besides the kind.
LONGEST_HINT = 120
_CLAUSE = re.compile(r"[,;:.]|\bbut\b|\band\b", re.I)


def fits(request: Fits, talk: Talk) -> Step:
    """All are read, and what one says of the other is quoted."""
    machines = (request.machine,) if request.machine else ()
    read = read_in(talk)
    if missing := [pk for pk in (*request.parts, *machines) if pk not in read]:
        return reads(missing)
    parts = [read[pk] for pk in request.parts]
    if request.model:
        return _of_unsold(parts, request)
    replies = _told_of(parts, read.get(request.machine or 0), request.brand)
    return "\n".join(f"- {text}" for text in replies) if len(replies) > 1 else replies[0]


def _of_unsold(parts: Sequence[ProductFacts], request: Fits) -> str:
    """Of a model that is not sold here, else what any such question is answered by."""
    target = model_target(request.model)
    for part in parts:
        found = verdict(part, target)
        if found.value is not None:
            return _fits_reply(found, part, None, request.model)
    return answers(parts, request.question)


def _told_of(parts: Sequence[ProductFacts], machine: ProductFacts | None, brand: str) -> list[str]:
    """Of those that are called so, what is known; of the first, that nothing is."""
    found = [(part, _both_ways(part, machine, brand)) for part in parts]
    known = [each for each in found if each[1].value is not None]
    return [_fits_reply(said, part, machine, brand) for part, said in known or found[:1]]


def _both_ways(part: ProductFacts, machine: ProductFacts | None, brand: str) -> Verdict:
    """Which of the two is the machine is not always said: "does the C200 fit the bar"."""
    if machine is None:
        return verdict(part, brand_target(brand))
    found = verdict(part, target_of(machine), machine)
    turned = verdict(machine, target_of(part), part) if found.value is None else found
    return turned if turned.value is not None else found


def _fits_reply(
    found: Verdict, part: ProductFacts, machine: ProductFacts | None, brand: str
) -> str:
    if found.value is not None:
        said = _proof(found, part, machine)
        return sentence((_("yes, %(said)s") if found.value else _("no, %(said)s")) % {"said": said})
    named = {"part": the(part), "machine": the(machine) if machine else brand}
    unsaid = sentence(_("the shop does not say whether %(part)s goes with %(machine)s") % named)
    return f"{unsaid} {sentence(_written(found))}" if found.text else unsaid


def _proof(found: Verdict, part: ProductFacts, machine: ProductFacts | None) -> str:
    if not found.key:
        return _written(found)
    both = [each for each in (part, machine) if each]
    return "; ".join(says(each, saying(found.key, each.attributes[found.key])) for each in both)


def _written(found: Verdict) -> str:
    said = {"product": the(found.facts), "text": found.text}
    return _("of %(product)s the shop writes: “%(text)s”") % said


@dataclass(frozen=True)
class Part:
    """What may go with a product: 3 where a text or a type says so, 2 where what it needs is called
    so, 1 where the text of the part is on such things.
    """

    facts: ProductFacts
    level: int
    why: str = ""


def goes_with(request: GoesWith, talk: Talk) -> Step:
    """What of the kind is said to go with a product, and nothing else."""
    machine = read_in(talk).get(request.product)
    if machine is None:
        return reads([request.product])
    said = _need_said(request, machine) if request.is_need else Verdict(None, machine)
    if said.value is False:
        return sentence(_("no, %(said)s") % {"said": _written(said)})
    found = talk.now.results(Found)
    return _of_found(found, said, machine, request, talk) if found else _searches(request, machine)


def _of_found(
    found: Sequence[Found], said: Verdict, machine: ProductFacts, request: GoesWith, talk: Talk
) -> Step:
    read = read_in(talk)
    lines = [line for line in _of_kind(request, found) if line.id != machine.id]
    if lines and not any(line.id in read for line in lines):
        said_of = frozenset[str]().union(*(_wanted(text)[0] for text in texts_of(machine)))
        lines.sort(key=lambda line: -len(stems(line.name) & said_of))
        return reads(line.id for line in lines[:MOST_READ])
    parts = _best_parts([read[line.id] for line in lines if line.id in read], machine, request)
    return _parts_step(parts, said, machine, request, talk)


def _searches(request: GoesWith, machine: ProductFacts) -> list[Call]:
    """By the kind, and by what the text of the product calls goods, among those of the kind."""
    shop = vocabulary()
    needs = [text for text in sentences(machine) if any_of("fitting", "needs").search(text)]
    named = [word for text in needs for word in called(text, shop)]
    hint = f"{' '.join(dict.fromkeys(named))} "[:LONGEST_HINT].rpartition(" ")[0]
    if place := place_called(request.words, shop):
        return [
            Call("search_products", {"words": words, "category": place, "limit": CANDIDATES})
            for words in dict.fromkeys((hint, ""))
        ]
    by_name = f"{request.words} {machine.name}"
    return [
        Call("search_products", {"words": words, "limit": CANDIDATES})
        for words in (request.words, by_name)
    ]


def _of_kind(request: GoesWith, found: Sequence[Found]) -> list[ProductLine]:
    """In a category that is called so, all are."""
    is_place = bool(place_called(request.words, vocabulary()))
    lines = [
        line
        for each in found
        for line in (each.products if is_place else candidates(Goal(request.words), each))
    ]
    return list({line.id: line for line in lines}.values())


def _need_said(request: GoesWith, machine: ProductFacts) -> Verdict:
    """What its own text says of the kind: "no lid", "needs a lid"."""
    kind = stem(tokens(request.words)[-1])
    denials = quality_words("denials")
    for text in sentences(machine):
        for clause in _CLAUSE.split(text):
            said = tokens(clause)
            if kind in map(stem, said):
                return Verdict(not denials & set(said), machine, text)
    return Verdict(None, machine)


def _best_parts(
    read: Sequence[ProductFacts], machine: ProductFacts, request: GoesWith
) -> list[Part]:
    target = target_of(machine)
    parts = [_part(facts, machine, target, request) for facts in read]
    most = max((part.level for part in parts), default=0)
    best = [part for part in parts if part.level == most and most]
    return sorted(best, key=lambda part: not part.facts.in_stock)[:MOST_TOLD]


def _part(facts: ProductFacts, machine: ProductFacts, target: Target, request: GoesWith) -> Part:
    found = verdict(facts, target, machine)
    if found.value is not None:
        why = label(found.key, facts.attributes[found.key]) if found.key else found.text
        return Part(facts, 3 if found.value else 0, why)
    aside = stems(request.words)
    if _is_needed(facts, machine, aside):
        return Part(facts, 2)
    own = stems(f"{machine.name}") - stems(machine.brand) - stems(machine.colour) - aside
    why = next((text for text in texts_of(facts) if _wanted(text)[0] & own), "")
    is_spoken_of = _need_said(request, machine).value is True
    return Part(facts, int(bool(why) or is_spoken_of), why)


def _is_needed(facts: ProductFacts, machine: ProductFacts, aside: frozenset[str]) -> bool:
    """Whether the text of the machine says a word that the part is called by, or its code."""
    called = stems(facts.name) - aside - stems(facts.colour) - stems(facts.brand)
    codes = {word for text in texts_of(facts) for word in tokens(text) if _is_code(word)}
    wanted = [_wanted(text) for text in texts_of(machine)]
    denied = frozenset[str]().union(*(each[1] for each in wanted))
    said = frozenset[str]().union(*(each[0] for each in wanted)) - denied
    own = called - stems(machine.name)
    return bool(said & own or codes & {word for text in texts_of(machine) for word in tokens(text)})


def _is_code(word: str) -> bool:
    return any(char.isdigit() for char in word) and any(char.isalpha() for char in word)


def _wanted(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """The stems that a text says, and those that it denies."""
    wanted: frozenset[str] = frozenset()
    denied: frozenset[str] = frozenset()
    for clause in _CLAUSE.split(text):
        if quality_words("denials") & set(tokens(clause)):
            denied |= stems(clause)
        else:
            wanted |= stems(clause)
    return wanted, denied


def _parts_step(
    parts: Sequence[Part], said: Verdict, machine: ProductFacts, request: GoesWith, talk: Talk
) -> Step:
    if parts and not talk.now.results(Shown):
        return shows(part.facts.id for part in parts)
    lead = sentence(_("yes, %(said)s") % {"said": _written(said)}) if said.value else ""
    if not parts:
        return lead or _nothing_said(machine, request)
    text = ngettext("This goes with it:", "These go with it:", len(parts))
    intro = f"{lead} {text}".strip()
    items = [f"- {priced(part.facts)}: {_why(part)}" for part in parts]
    return "\n".join([intro, "", *items])


def _nothing_said(machine: ProductFacts, request: GoesWith) -> str:
    """Plainly, with what its own text says of the kind."""
    named = {"kind": request.words, "product": the(machine)}
    unsaid = sentence(
        _("of the %(kind)s, the shop does not say what goes with %(product)s") % named
    )
    known = answers([machine], request.words)
    return unsaid if stems(request.words).isdisjoint(stems(known)) else f"{unsaid} {known}"


def _why(part: Part) -> str:
    gone = (
        ""
        if part.facts.in_stock
        else sentence(it_says(part.facts, _("is out of stock at the moment")))
    )
    why = sentence(part.why or next(iter(sentences(part.facts)), part.facts.category))
    return f"{why} {gone}".strip()
