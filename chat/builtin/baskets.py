"""Several products that go together: found one by one, chosen within the budget, added up."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chat.builtin.acts import AddUp, Goal, Outfit, Several
from chat.builtin.catalogue import called
from chat.builtin.function_words import words
from chat.builtin.judge import fits_of
from chat.builtin.look import CENT, Step, read_in, reads
from chat.builtin.packs import Packs, packs_of
from chat.builtin.phrase import priced, quoted, sentence, the
from chat.builtin.talk import Call, Talk
from chat.builtin.variants import settled
from chat.builtin.words import joined, stems, tokens
from chat.tools import AddedUp, Bundle, Found, Part, ProductFacts, ProductLine
from shop.models import SEPARATOR
from shop.search.vocabulary import fold, vocabulary
from site_config.formatting import format_price

CANDIDATES, MOST_PARTS = 12, 4
# Of all that a project needs.
MOST_OF_PROJECT = 6
# No smaller number is taken for pieces of a pack.
FEWEST_PIECES = 4
# Of what goes with a product by what it is for alone.
MOST_UNTOLD = 2


@dataclass(frozen=True)
class Choice:
    """A product taken for a goal, so many times."""

    line: ProductLine
    count: int = 1


def several(request: Several, talk: Talk) -> Step:
    found = _searches(talk)
    searched = [goal for goal in request.goals if _is_searched(goal, request)]
    if len(found) < len(searched):
        return [_search(goal.words) for goal in searched]
    offers = _offers(request, iter(found), talk)
    missing = [goal.words for goal, lines in offers if not lines]
    for added in talk.now.results(AddedUp):
        said = [_unchanged(request, added), *_pieces_said(offers, talk)]
        return " ".join([*filter(None, said), _several_reply(added, missing)])
    return _chosen(offers, request, talk) if len(missing) < len(offers) else _none_of(missing)


def _pieces_said(offers: Sequence[tuple[Goal, list[ProductLine]]], talk: Talk) -> list[str]:
    counts = {line.id: goal.count for goal, lines in offers for line in lines}
    return _packs_said(counts, talk)


def _offers(
    request: Several, found: Iterator[Found], talk: Talk
) -> list[tuple[Goal, list[ProductLine]]]:
    return [
        (goal, _offered(goal, next(found) if _is_searched(goal, request) else None, talk))
        for goal in request.goals
    ]


def _is_searched(goal: Goal, request: Several) -> bool:
    """What was taken already may change only where all of it has to cost no more than so much."""
    return goal.product is None or _most(request) is not None


def _offered(goal: Goal, found: Found | None, talk: Talk) -> list[ProductLine]:
    """What was taken for it already, then what was found and may take its place; what is to be
    exchanged stays where nothing may.
    """
    known = talk.known()
    own = [known[goal.product]] if goal.product in known else []
    lines = candidates(goal, found) if found else []
    without = (*goal.refused, goal.product)
    others = [line for line in lines if line.id not in without and _is_below(line, goal)]
    return [*own, *others] or [known[pk] for pk in goal.refused if pk in known]


def _is_below(line: ProductLine, goal: Goal) -> bool:
    return goal.below is None or line.price < goal.below


def _chosen(
    offers: Sequence[tuple[Goal, list[ProductLine]]], request: Several, talk: Talk
) -> list[Call]:
    wanted = [(goal.count, lines) for goal, lines in offers if lines]
    wanted = _varied(wanted) if request.is_varied else wanted
    chosen = _within(wanted, _most(request))
    counts = {choice.line.id: choice.count for choice in chosen}
    if unread := _unread_packs(counts, talk):
        return reads(unread)
    chosen = [Choice(each.line, _in_packs(each.line.id, each.count, talk)) for each in chosen]
    kept = [goal.product for goal in request.goals if goal.product is not None]
    return [_add_up(chosen, request.budget, options_of(kept, talk))]


def _most(request: Several) -> Decimal | None:
    """What all of it may cost."""
    below = request.below - CENT if request.below is not None else None
    return min((each for each in (request.budget, below) if each is not None), default=None)


def _varied(wanted: Sequence[tuple[int, list[ProductLine]]]) -> list[tuple[int, list[ProductLine]]]:
    return [(1, lines) for count, lines in wanted for _time in range(min(count, len(lines)))]


def _search(said: str) -> Call:
    return Call("search_products", {"words": said, "limit": CANDIDATES})


def _add_up(
    chosen: Iterable[Choice], budget: Decimal | None, options: Sequence[dict[str, Any]] = ()
) -> Call:
    ids = [choice.line.id for choice in chosen for _time in range(choice.count)]
    return _sum_of(ids, budget, options)


def _sum_of(ids: Sequence[int], budget: Decimal | None, options: Sequence[dict[str, Any]]) -> Call:
    given = {"budget": budget, "options": list(options)}
    known = {name: value for name, value in given.items() if value}
    return Call("add_up", {"product_ids": list(ids)} | known)


def options_of(ids: Iterable[int], talk: Talk) -> list[dict[str, Any]]:
    """The values of options that the talk has settled on, by product, as add_up takes them."""
    chosen = {pk: _values_of(pk, talk) for pk in dict.fromkeys(ids)}
    return [{"product_id": pk, "values": values} for pk, values in chosen.items() if values]


def _values_of(product: int, talk: Talk) -> list[str]:
    line, facts = talk.known().get(product), talk.read().get(product)
    before = talk.variant_of(product) or (line.variant.split(", ") if line and line.variant else [])
    if not isinstance(facts, ProductFacts) or not facts.variants:
        return before
    return sorted(value for _key, value in settled(facts, talk.now.said, before))


def _searches(talk: Talk) -> list[Found]:
    return [call.result for call in talk.now.calls if isinstance(call.result, Found)]


def candidates(goal: Goal, found: Found) -> list[ProductLine]:
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
    chosen = _best(wanted)
    while budget is not None and sum(_cost(each) for each in chosen) > budget:
        cheaper = list(_cheaper(wanted, chosen))
        if not cheaper:
            break
        _rank, _saved, at, choice = min(cheaper, key=lambda each: each[:3])
        chosen[at] = choice
    return chosen


def _cheaper(
    wanted: Sequence[tuple[int, Sequence[ProductLine]]], chosen: Sequence[Choice]
) -> Iterator[tuple[int, Decimal, int, Choice]]:
    """(rank, what it saves, its place, the choice) of what may take the place of another."""
    taken = {each.line.id for each in chosen}
    for at, ((count, lines), now) in enumerate(zip(wanted, chosen, strict=False)):
        for rank, other in enumerate(lines):
            if other.price < now.line.price and other.in_stock and other.id not in taken:
                yield rank, other.price * count - _cost(now), at, Choice(other, count)


def _best(wanted: Sequence[tuple[int, Sequence[ProductLine]]]) -> list[Choice]:
    """The first of each that is not taken already."""
    chosen: list[Choice] = []
    for count, lines in wanted:
        taken = {each.line.id for each in chosen}
        chosen += [Choice(line, count) for line in lines if line.id not in taken][:1]
    return chosen


def _cost(choice: Choice) -> Decimal:
    return choice.line.price * choice.count


def _unchanged(request: Several, added: AddedUp) -> str:
    """What was to be exchanged, and stays."""
    refused = {pk for goal in request.goals for pk in goal.refused}
    kept = [the(line) for line in added.products if line.id in refused]
    if request.below is not None and added.total >= request.below:
        return _("I found no cheaper choice of these.")
    text = _("I found nothing to take the place of %(products)s.")
    return text % {"products": joined(kept)} if kept else ""


def _several_reply(added: AddedUp, missing: Sequence[str]) -> str:
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
    counts = Counter(request.ids)
    if added is None:
        if unread := _unread_packs(counts, talk):
            return reads(unread)
        ids = [pk for pk, count in counts.items() for _time in range(_in_packs(pk, count, talk))]
        return [_sum_of(ids, request.budget, options_of(ids, talk))]
    named = sentence(joined(_named(added)))
    is_single = added.counts == [1] and added.left is None
    packs = " ".join(_packs_said(counts, talk))
    return " ".join(
        part for part in (packs, named, "" if is_single else total_reply(added)) if part
    )


def _unread_packs(counts: Mapping[int, int], talk: Talk) -> list[int]:
    """What may be sold in packs, and is wanted so often that it may be counted in pieces."""
    read = read_in(talk)
    return [pk for pk, count in counts.items() if count >= FEWEST_PIECES and pk not in read]


def _packs(product: int, count: int, talk: Talk) -> Packs | None:
    facts = read_in(talk).get(product)
    return packs_of(facts, count, talk.now.said) if facts else None


def _in_packs(product: int, count: int, talk: Talk) -> int:
    packs = _packs(product, count, talk)
    return packs.count if packs else count


def _packs_said(counts: Mapping[int, int], talk: Talk) -> list[str]:
    """ "24 are 3 packs of 10."."""
    found = [packs for pk, count in counts.items() if (packs := _packs(pk, count, talk))]
    return [
        ngettext(
            "%(pieces)s are %(count)s pack of %(size)s.",
            "%(pieces)s are %(count)s packs of %(size)s.",
            packs.count,
        )
        % {"pieces": packs.pieces, "count": packs.count, "size": packs.size}
        for packs in found
    ]


def outfit(request: Outfit, talk: Talk) -> Step:
    """First the product that it is for; then what goes with it; then the sum."""
    added = next(iter(talk.now.results(AddedUp)), None)
    found = next(iter(talk.now.results(Bundle)), None)
    if found is None:
        return _first_look(request, _searches(talk))
    is_here = request.is_owned or request.product in talk.known()
    chosen = _parts(request, found, is_here=is_here)
    if not request.product:
        chosen = _with_kinds(chosen, request, _searches(talk))
    if added:
        return _outfit_reply(added, found)
    return [_add_up(chosen, request.budget)] if chosen else _no_parts(found)


def _first_look(request: Outfit, searches: Sequence[Found]) -> Step:
    if not request.product and not searches:
        # Less the verb: more kinds are on "ponds" than on "dig ponds".
        bare = " ".join(called(request.words, vocabulary()))
        return [_search(said) for said in dict.fromkeys((request.words, bare)) if said]
    best = request.product or next((line.id for line in searches[0].products), None)
    return [Call("bundle", {"product_id": best})] if best else _no_parts(None)


def _parts(request: Outfit, found: Bundle, *, is_here: bool) -> list[Choice]:
    """The best of each kind within the budget, and the product itself where it was not shown."""
    chosen = [] if is_here else [Choice(found.product)]
    for part in _going_with(found):
        line = next((each for each in part.products if each.in_stock), None)
        if line and len(chosen) < MOST_PARTS and _fits(line, chosen, request.budget):
            chosen.append(Choice(line))
    return chosen


def _with_kinds(chosen: Sequence[Choice], request: Outfit, found: Sequence[Found]) -> list[Choice]:
    """And one of each other kind whose name or text is on the purpose."""
    all_of = list(chosen)
    for line in (line for each in found for line in each.products):
        is_new = line.category not in {each.line.category for each in all_of}
        if is_new and _is_on(line, request) and _fits(line, all_of, request.budget):
            all_of.append(Choice(line))
    return all_of[: max(len(chosen), MOST_OF_PROJECT)]


def _is_on(line: ProductLine, request: Outfit) -> bool:
    is_said = stems(request.words) & stems(f"{line.name} {line.about}")
    return line.in_stock and bool(is_said)


def _going_with(found: Bundle) -> list[Part]:
    """What the shop's own texts say first; without a word of theirs, no other of the same kind."""
    own = found.product.category.split(SEPARATOR)[0]
    parts = [
        part
        for part in found.parts
        if _is_said(part, found) or part.category.split(SEPARATOR)[0] != own
    ]
    explained = [part for part in parts if part.why]
    return [*explained, *[part for part in parts if not part.why][:MOST_UNTOLD]]


def _is_said(part: Part, found: Bundle) -> bool:
    """Whether a text of the shop names one of the two for the other."""
    names = [found.product.name, *(line.name for line in part.products)]
    return part.why in found.says or any(fold(name) in fold(part.why) for name in names)


def _fits(line: ProductLine, chosen: Sequence[Choice], budget: Decimal | None) -> bool:
    return budget is None or sum(_cost(each) for each in chosen) + line.price <= budget


def _outfit_reply(added: AddedUp, found: Bundle) -> str:
    items = [f"- {priced(line)}: {_reason(line)}" for line in added.products]
    lead = _("These go with it:")
    intro = f"{_quoted(found)} {lead}".strip()
    return "\n".join([intro, "", *items, "", total_reply(added)])


def _quoted(found: Bundle | None) -> str:
    """What its own text says is needed."""
    if not found or not found.says:
        return ""
    said = {"product": the(found.product), "text": " ".join(found.says)}
    return sentence(_("of %(product)s the shop writes: “%(text)s”") % said)


def _reason(line: ProductLine) -> str:
    return sentence(line.about) if line.about else line.category.split(" > ")[-1]


def _no_parts(found: Bundle | None) -> str:
    nothing = _("I found nothing here that is meant to go with it.")
    return f"{_quoted(found)} {nothing}".strip()
