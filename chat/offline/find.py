"""What is said of a search: the best product and why, the trade-offs, what could be given up."""

import re
from collections.abc import Mapping
from decimal import Decimal

from chat.offline.aspects import Degree
from chat.offline.judge import Fit, fit, is_empty, is_found, kind_of, ruled_out, thing
from chat.offline.limits import limits_in
from chat.offline.phrase import agreeing, dearer, is_plural, it_says, priced, says, sentence, the
from chat.offline.sayings import plural
from chat.offline.words import joined, money, stars, stems, wishes
from chat.tools import Dropped, Found, ProductFacts, ProductLine

# What is suggested at the end, and the words that do it when the visitor just says yes.
OFFERS = {
    "compare": ("Shall I compare the first two?", "compare the first two"),
    "cheaper": ("Shall I look for something cheaper?", "cheaper"),
    "similar": ("Shall I show similar ones?", "similar ones to it"),
    "details": ("Would you like to know more about it?", "tell me more about it"),
    "first": ("Would you like to know more about the first?", "tell me more about the first one"),
    "more": ("Shall I show more?", "show me more"),
}
_LEAVE_OUT = re.compile(r"Shall I leave out “([^”]+)”\?")
Read = Mapping[int, ProductLine]


def offer(*names: str, turn: int) -> str:
    return OFFERS[names[turn % len(names)]][0]


def accepted(reply: str) -> str:
    """The words that a yes to this reply stands for."""
    return next((words for text, words in OFFERS.values() if reply.rstrip().endswith(text)), "")


def constraint_offered(reply: str) -> str:
    found = _LEAVE_OUT.search(reply)
    return found[1] if found else ""


def found_reply(found: Found, words: str, read: Read, degree: Degree | None, turn: int, lead: str = "") -> str:
    """At most three products are named; the cards show the rest. `lead` is what the visitor knows the results to be."""
    if not found.products:
        return nothing_reply(found, words)
    # The kind of thing itself is not what could be given up.
    dropped = [each for each in found.would_fit if stems(each.without) != {kind_of(words)}]
    found = found.model_copy(update={"would_fit": dropped})
    fits = [fit(read.get(line.id, line), words) for line in found.products]
    if not is_found(fits) or (degree is None and not found.understood and is_empty(words)):
        return _far_reply(fits, words, found)
    fits = [each for each in fits if int(each.kind) == max(int(other.kind) for other in fits)]
    best = choose(fits, degree)
    # Beside the best, only what was read is praised: the rest is known by its name alone.
    near = [each for each in fits if each is not best and each.score >= best.score - 1 and (not read or each.line.id in read)]
    near = [each for each in near if not each.against] if ruled_out(words) else near
    said = [
        lead or _count(found, fits, words, best),
        _best(best, degree),
        _unmet(best),
        *([_reaching(fits, best, words)] if limits_in(words) else [_other(best, each) for each in near[:2]]),
        _contradicting(fits, best) if ruled_out(words) else "",
        _ending(found, best, fits, turn),
    ]
    return " ".join(part for part in said if part)


def choose(fits: list[Fit], degree: Degree | None) -> Fit:
    """The one to name first: what meets most of the wish, and of these the cheapest or best rated where that was asked."""
    most = max(each.score for each in fits)
    good = [each for each in fits if each.score == most]
    match degree:
        case (aspect, is_more) if aspect.name == "price":
            good = [each for each in fits if each.score >= most - 1] if not fits[0].line.about else good
            return (max if is_more else min)(good, key=lambda each: each.line.price)
        case (aspect, is_more) if aspect.name == "rating":
            return (max if is_more else min)(good, key=lambda each: each.line.rating or Decimal(0))
    return good[0]


def _count(found: Found, fits: list[Fit], words: str, best: Fit) -> str:
    """How many fit, where all were seen; else how many came up."""
    kept = _kept(found, words)
    if kind_of(words) and max(each.kind for each in fits) < 2:
        return f"Nothing here is called “{thing(words)}”, but {'one mentions' if len(fits) == 1 else f'{len(fits)} mention'} it{kept}."
    if len(fits) == len(found.products) < found.total:
        return f"There are {found.total} results{kept}." if len(fits) > 1 else ""
    sure = all(isinstance(each.line, ProductFacts) for each in fits) or len(wishes(words)) < 2
    verb = "come close" if best.unmet or any(each.against for each in fits) else "fit" if sure else "come up"
    if len(fits) == 1:
        return f"One product {verb.replace('come', 'comes').replace('fit', 'fits')}{kept}."
    return f"{len(fits)} products {verb}{kept}."


def _kept(found: Found, words: str) -> str:
    """The constraints as they were understood, the kind of thing aside: " (red, under €50)"."""
    currency = found.products[0].currency if found.products else ""
    labels = [_label(label, currency) for label in found.understood if stems(label) != {kind_of(words)}]
    return f" ({', '.join(labels)})" if labels else ""


def _label(label: str, currency: str) -> str:
    """Search names a price without its currency; here it is known."""

    def amount(match: re.Match[str]) -> str:
        return money(Decimal(match[0]), currency).removesuffix(".00")

    return re.sub(r"\d+(?:\.\d+)?", amount, label) if currency and re.fullmatch(r"(?:under |over )?[\d.]+(?:–[\d.]+)?", label) else label


def _best(best: Fit, degree: Degree | None) -> str:
    line = best.line
    because = f": {it_says(line, *best.reasons[:3])}" if best.reasons else ""
    match degree:
        case (aspect, is_more) if aspect.name == "price":
            lead = f"the {'most' if is_more else 'least'} expensive good match is {priced(line)}"
        case (aspect, True) if aspect.name == "rating" and line.rating:
            lead = f"the best rated of them is {priced(line)} with {stars(line.rating)} of 5"
        case _:
            lead = f"{priced(line)} {agreeing(line, _rank(best))}"
    about = "" if because else line.about or getattr(line, "description", "").split(". ")[0]
    return sentence(lead + because) + (f" {sentence(about)}" if about else "")


def _rank(best: Fit) -> str:
    if best.unmet or best.against:
        return "comes closest"
    return "fits best" if best.reasons else "comes first"


def _unmet(best: Fit) -> str:
    if best.against:
        return sentence(f"but {it_says(best.line, *best.against[:2])}")
    if best.unmet and best.met and isinstance(best.line, ProductFacts):
        return sentence(f"the shop does not mention {joined([f'“{word}”' for word in best.unmet[:3]], 'or')} there")
    return ""


def _other(best: Fit, other: Fit) -> str:
    """Another good one by what sets it apart from the best."""
    line, costs = other.line, dearer(other.line, best.line)
    if other.against and other.against != best.against:
        return sentence(f"{says(line, costs, bold=True)}, but {it_says(line, other.against[0])}")
    fresh = [each for each in other.reasons if each not in best.reasons]
    if not line.in_stock:
        return sentence(f"{says(line, costs, bold=True)}, but {it_says(line, 'is out of stock')}")
    if fresh:
        return sentence(says(line, costs, fresh[0], bold=True))
    if line.rating and best.line.rating and line.rating > best.line.rating:
        return sentence(says(line, costs, f"is rated higher, {stars(line.rating)} of 5", bold=True))
    return sentence(says(line, costs, bold=True))


def _reaching(fits: list[Fit], best: Fit, words: str) -> str:
    """Which of the others keep the amount that was asked for, and which do not."""
    limit = limits_in(words)[0]
    judged = [(each.line, limit.check(each.line)) for each in fits if each is not best and isinstance(each.line, ProductFacts)]
    good = [f"{the(line, bold=True)} ({limit.value(line)})" for line, found in judged if found and found[1]]
    bad = [f"{the(line)} ({limit.value(line)})" for line, found in judged if found and not found[1]]
    silent = [the(line) for line, found in judged if not found]
    parts = [
        sentence(f"“{limit.phrase}” is also true of {joined(good)}") if good else "",
        sentence(f"it is not of {joined(bad)}") if bad else "",
        sentence(f"the shop does not state it of {joined(silent)}") if silent else "",
    ]
    return " ".join(part for part in parts if part)


def _contradicting(fits: list[Fit], best: Fit) -> str:
    """Cards that do have what was ruled out."""
    wrong = [each for each in fits if each is not best and each.against][:3]
    groups: dict[str, list[Fit]] = {}
    for each in wrong:
        groups.setdefault(each.against[0], []).append(each)
    said = joined(
        [
            f"{joined([the(each.line) for each in group])} {plural(against) if len(group) > 1 else agreeing(group[0].line, against)}"
            for against, group in groups.items()
        ]
    )
    return sentence(f"of the cards, {said}, which you ruled out") if wrong else ""


def counted_reply(found: Found, words: str) -> str:
    """ "How many headphones do you sell?": what search finds, and how many of these are of that kind by name or category."""
    fits = [fit(line, words) for line in found.products]
    own = [each.line for each in fits if each.kind >= 2]
    kept = _kept(found, words)
    if not own:
        return nothing_reply(found, words) if not found.products else _far_reply(fits, words, found)
    named = f"Among them are {joined([priced(line) for line in own[:3]])}." if len(own) > 1 else f"It is {priced(own[0])}."
    if len(own) == found.total:
        return f"I find {found.total} for “{thing(words)}”{kept}. {named}"
    seen = f"the {found.total}" if found.total <= len(found.products) else f"the first {len(found.products)}"
    verb = "is" if len(own) == 1 else "are"
    count = f"Search brings {found.total} results for “{thing(words)}”{kept}"
    return f"{count}; of {seen}, {len(own)} {verb} of that kind by name or category. {named}"


def _ending(found: Found, best: Fit, fits: list[Fit], turn: int) -> str:
    if not best.line.in_stock:
        return f"{sentence(says(best.line, 'is out of stock just now'))} {offer('similar', turn=turn)}"
    if len(fits) < 2:
        return would_fit(found.would_fit) if found.would_fit else offer("details", "similar", turn=turn)
    names = ["compare"]
    names += ["cheaper"] if any(each.line.price < best.line.price for each in fits) else ["first"]
    return offer(*names, *(["more"] if found.total > len(found.products) and len(fits) == len(found.products) else []), turn=turn)


def nothing_reply(found: Found, words: str) -> str:
    echo = f"“{thing(words)}”" if words else "that"
    kept = f"; I kept to {joined([f'“{label}”' for label in found.understood])}" if found.understood else ""
    return f"{sentence(f'nothing here fits {echo}{kept}')} {would_fit(found.would_fit) or 'Other words, or fewer of them, may help.'}"


def would_fit(dropped: list[Dropped]) -> str:
    each = dropped[:2]
    said = joined([f"without “{item.without}” there {'is' if item.products == 1 else 'are'} {item.products}" for item in each])
    return f"{sentence(said)} Shall I leave out “{each[0].without}”?" if each else ""


def _far_reply(fits: list[Fit], words: str, found: Found) -> str:
    """The search goes by meaning, so what it brings may be something else: say so."""
    near = joined([priced(each.line) for each in fits[:2]])
    verb = "are" if len(fits) > 1 or is_plural(fits[0].line.name) else "is"
    return (
        f"I see nothing here that is described as “{thing(words)}”. The nearest in meaning{_kept(found, words)} {verb} {near}; "
        "that may not be what you want. You could name the kind of thing, or what it is for."
    )


def similar_reply(found: Found, to: ProductLine, turn: int, *, cheaper: bool = False) -> str:
    if not found.products:
        return sentence(f"there is nothing{' cheaper' if cheaper else ''} like {the(to)} here")
    named = [
        f"- {priced(line).removeprefix('the ')} {agreeing(line, dearer(line, to))}. {line.about.strip()}" for line in found.products[:3]
    ]
    lead = f"Like {the(to)}{', for less' if cheaper else ''}:"
    return "\n".join([lead, "", *(sentence(each) for each in named), "", offer("compare", "first", turn=turn)])
