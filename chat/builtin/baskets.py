"""Several products that go together: found one by one, chosen within the budget, added up."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from chat.builtin.acts import AddUp, Goal, Outfit, Several
from chat.builtin.catalogue import called
from chat.builtin.function_words import any_of, words
from chat.builtin.judge import fits_of
from chat.builtin.look import Step, reads
from chat.builtin.phrase import priced, quoted, sentence, the
from chat.builtin.talk import Call, Talk
from chat.builtin.words import joined, stems, tokens
from chat.tools import AddedUp, Found, ProductFacts, ProductLine
from shop.search.vocabulary import Vocabulary
from site_config.formatting import format_price

CANDIDATES, MOST_PARTS = 12, 4


@dataclass(frozen=True)
class Choice:
    """A product taken for a goal, so many times."""

    line: ProductLine
    count: int = 1


def several(request: Several, talk: Talk) -> Step:
    added = next(iter(talk.now.results(AddedUp)), None)
    found = _searches(talk)
    if not found:
        return [_search(goal.words) for goal in request.goals]
    offers = [
        (goal, _candidates(goal, each)) for goal, each in zip(request.goals, found, strict=False)
    ]
    missing = [goal.words for goal, each in offers if not each]
    if added:
        return _several_reply(added, missing, request.budget)
    wanted = [(goal.count, each) for goal, each in offers if each]
    return (
        [_add_up(_within(wanted, request.budget), request.budget)] if wanted else _none_of(missing)
    )


def _search(said: str) -> Call:
    return Call("search_products", {"words": said, "limit": CANDIDATES})


def _add_up(chosen: Iterable[Choice], budget: Decimal | None) -> Call:
    ids = [choice.line.id for choice in chosen for _time in range(choice.count)]
    limit = {"budget": budget} if budget is not None else {}
    return Call("add_up", {"product_ids": ids} | limit)


def _searches(talk: Talk) -> list[Found]:
    return [call.result for call in talk.now.calls if isinstance(call.result, Found)]


def _candidates(goal: Goal, found: Found) -> list[ProductLine]:
    """What may be called so, in stock first, the best first."""
    if not found.near:
        return []
    fits = [each for each in fits_of(found, goal.words, {}) if each.is_found]
    most = max((int(each.kind) for each in fits), default=0)
    lines = [each.line for each in fits if int(each.kind) == most]
    asks_children = _is_for_children(goal.words)
    return sorted(
        lines,
        key=lambda line: (
            not line.in_stock,
            _is_for_children(f"{line.name} {line.category}") and not asks_children,
        ),
    )


def _is_for_children(text: str) -> bool:
    return bool(words("audience", "children").intersection(tokens(text)))


def _within(
    wanted: Sequence[tuple[int, Sequence[ProductLine]]], budget: Decimal | None
) -> list[Choice]:
    """The best of each; while the sum is too much, the next best cheaper one of some of them."""
    chosen = [Choice(lines[0], count) for count, lines in wanted]
    while budget is not None and sum(_cost(each) for each in chosen) > budget:
        cheaper = [
            (rank, other.price * count - _cost(now), at, Choice(other, count))
            for at, ((count, lines), now) in enumerate(zip(wanted, chosen, strict=True))
            for rank, other in enumerate(lines)
            if other.price < now.line.price and other.in_stock
        ]
        if not cheaper:
            break
        _rank, _saved, at, choice = min(cheaper, key=lambda each: each[:3])
        chosen[at] = choice
    return chosen


def _cost(choice: Choice) -> Decimal:
    return choice.line.price * choice.count


def _several_reply(added: AddedUp, missing: Sequence[str], budget: Decimal | None) -> str:
    parts = [
        sentence(_("I would take %(products)s") % {"products": joined(_named(added))}),
        total_reply(added),
        _none_of(missing) if missing else "",
    ]
    return " ".join(part for part in parts if part)


def _named(added: AddedUp) -> list[str]:
    return [
        priced(line)
        if count == 1
        else _("%(count)s × %(product)s") % {"count": count, "product": priced(line)}
        for line, count in zip(added.products, added.counts, strict=True)
    ]


def total_reply(added: AddedUp) -> str:
    """The sum, and how it lies to the budget."""
    said = {"total": format_price(added.total, added.currency)}
    if added.left is not None:
        left = said | {"left": format_price(added.left, added.currency)}
        return _("Together that comes to %(total)s, which leaves %(left)s.") % left
    if added.short is not None:
        short = said | {"short": format_price(added.short, added.currency)}
        return (
            _("Together that comes to %(total)s, %(short)s more than you said; I found no cheaper "
              "choice of these.")
            % short
        )  # fmt: skip
    return _("Together that comes to %(total)s.") % said


def _none_of(missing: Sequence[str]) -> str:
    named = joined([quoted(each) for each in missing], either=True)
    return sentence(_("I found no %(words)s here") % {"words": named})


def add_up(request: AddUp, talk: Talk) -> Step:
    added = next(iter(talk.now.results(AddedUp)), None)
    if added is None:
        return [Call("add_up", {"product_ids": list(request.ids)})]
    return " ".join([sentence(joined(_named(added))), total_reply(added)])


def outfit(request: Outfit, talk: Talk, shop: Vocabulary) -> Step:
    """First the product that it is for; then what its text and its use name; then the sum."""
    added = next(iter(talk.now.results(AddedUp)), None)
    read = next(iter(talk.now.results(ProductFacts)), None)
    searches = _searches(talk)
    if read is None:
        return _first_look(request, searches)
    if len(searches) < (1 if request.product else 2):
        return _looks(request, read, shop)
    chosen = _parts(request, searches, read)
    if added:
        return _outfit_reply(added, read)
    return [_add_up(chosen, request.budget)] if chosen else _no_parts(read)


def _first_look(request: Outfit, searches: Sequence[Found]) -> Step:
    if request.product:
        return reads([request.product])
    if not searches:
        return [_search(request.words)]
    best = [line.id for line in searches[0].products[:1]]
    return reads(best) if best else _no_parts(None)


def _looks(request: Outfit, read: ProductFacts, shop: Vocabulary) -> list[Call]:
    """Of what its own text says is needed, and of the purpose, without the product's own name."""
    own = stems(f"{read.name} {read.category}")
    nouns = [
        word for text in needs_of(read) for word in called(text, shop) if not stems(word) <= own
    ]
    purpose = " ".join(word for word in request.words.split() if not stems(word) <= own)
    place = read.category.split(" > ")[-1]
    return [
        *(_search(word) for word in dict.fromkeys(nouns[:3])),
        _search(purpose if stems(purpose) else f"for {place}"),
    ]


def needs_of(facts: ProductFacts) -> list[str]:
    """The sentences of its own text that name what does not come with it."""
    return [
        text.strip()
        for text in re.split(r"(?<=[.!?;])\s+", facts.description)
        if any_of("outfit", "needed").search(text)
    ]


def _parts(request: Outfit, searches: Sequence[Found], read: ProductFacts) -> list[Choice]:
    """The best of each kind within the budget; of a purpose, what was found first as well."""
    places = {read.category}
    chosen = [] if request.product else [Choice(read)]
    for found in (*searches[1:], *searches[:1]):
        for line in found.products if found.near else []:
            is_new = line.category not in places and line.in_stock
            if is_new and len(chosen) < MOST_PARTS and _fits(line, chosen, request.budget):
                places.add(line.category)
                chosen.append(Choice(line))
    return chosen


def _fits(line: ProductLine, chosen: Sequence[Choice], budget: Decimal | None) -> bool:
    return budget is None or sum(_cost(each) for each in chosen) + line.price <= budget


def _outfit_reply(added: AddedUp, read: ProductFacts | None) -> str:
    lead = ""
    if read and (needed := needs_of(read)):
        said = {"product": the(read), "text": " ".join(needed)}
        lead = sentence(_("of %(product)s the shop writes: “%(text)s”") % said)
    items = [f"- {priced(line)}: {_reason(line)}" for line in added.products]
    intro = _("These go with it:") if read else _("For that I would look at:")
    return "\n".join([f"{lead} {intro}".strip(), "", *items, "", total_reply(added)])


def _reason(line: ProductLine) -> str:
    return sentence(line.about) if line.about else line.category.split(" > ")[-1]


def _no_parts(read: ProductFacts | None) -> str:
    if read and (needed := needs_of(read)):
        said = {"product": the(read), "text": " ".join(needed)}
        wrote = sentence(_("of %(product)s the shop writes: “%(text)s”") % said)
    else:
        wrote = ""
    nothing = _("I found nothing here that is meant to go with it.")
    return f"{wrote} {nothing}".strip()
