"""What is said of a search: the best product and why, the trade-offs, what could be given up."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from chat.offline.aspects import Degree
from chat.offline.judge import Fit, fit, fits_of, is_empty, kind_of, looked_for, thing
from chat.offline.phrase import agreeing, is_plural, it_says, priced, says, sentence, the
from chat.offline.rank import ranking, superlative
from chat.offline.sayings import plural
from chat.offline.words import joined, money, stars, stem, stems, tokens, wishes
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
# Where search leaves some of a page out, all that are of the kind were seen.
A_PAGE = 6
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
    asked, words = words, looked_for(found, words)
    fits = fits_of(found, words, dict(read))
    taken = _taken(asked, words)
    if not found.near or not found.products or (degree is None and not found.understood and is_empty(words)):
        return nothing_reply(found, asked)
    good = [each for each in fits if each.is_found]
    if not good or (
        taken and all({*each.unmet} & {*tokens(thing(words))} for each in good)
    ):  # a "lawn mower" is not to be had as "lawn power"
        return _near_reply(fits, asked, found)
    fits = [each for each in good if int(each.kind) == max(int(other.kind) for other in good)]
    best = choose(fits, degree)
    # Beside the best, only what was read is praised: the rest is known by its name alone.
    near = [each for each in fits if each is not best and each.score >= best.score - 1 and (not read or each.line.id in read)]
    near = [each for each in near if each.line.in_stock] or near
    said = [
        taken,
        lead or _lead(found, fits, words, best),
        _best(best, degree),
        _unmet(best),
        *[_other(best, each) for each in near if not each.against or best.against][:2],
        _contradicting(fits, best),
        _ending(found, best, fits, turn),
    ]
    return " ".join(part for part in said if part)


def _taken(asked: str, words: str) -> str:
    """How the thing was understood, where search spelt it differently."""
    kind = kind_of(words)
    is_same = not kind or any(word == kind or word.startswith(kind) or kind.startswith(word) for word in wishes(asked))
    return "" if is_same else f"I take that as “{thing(words)}”."


def choose(fits: list[Fit], degree: Degree | None) -> Fit:
    """The one to name first: what meets most of the wish, and of these the cheapest or best rated where that was asked."""
    most = max(each.score for each in fits)
    good = [each for each in fits if each.score >= most - 0.5 and each.line.in_stock] or fits
    good = [each for each in good if each.score == max(other.score for other in good)]
    match degree:
        case (aspect, is_more) if aspect.name == "price":
            good = [each for each in fits if each.score >= most - 1]
            return (max if is_more else min)(good, key=lambda each: each.line.price)
        case (aspect, is_more) if aspect.name == "rating":
            return (max if is_more else min)(good, key=lambda each: each.line.rating or Decimal(0))
        case (_aspect, _is_more):
            good = [each for each in fits if each.score >= most - 1 and each.line.in_stock] or good
            first = next((line.id for line, _said in ranking([each.line for each in good], degree)), None)
            return next((each for each in good if each.line.id == first), good[0])
    return good[0]


def _lead(found: Found, fits: list[Fit], words: str, best: Fit) -> str:
    """Plainly first what is not there; else how many fit, where all were seen."""
    kept = _kept(found, words)
    if not best.is_called:
        child = next((f" for {word}" for word in best.unmet if stem(word) == "child"), "")
        return f"Nothing here is quite “{thing(words)}{child}”{kept}."
    if kind_of(words) and best.kind < 2:
        return f"Nothing here is called “{thing(words)}”, but {'one mentions' if len(fits) == 1 else f'{len(fits)} mention'} it{kept}."
    if A_PAGE <= len(fits) == len(found.products) < found.total:
        return f"I find {found.total}{kept}." if len(fits) > 1 else ""
    return f"I find {'one' if len(fits) == 1 else len(fits)} of this kind{kept}."


def _kept(found: Found, words: str) -> str:
    """The constraints as they were understood, the kind of thing aside: " (red, under €50)"."""
    labels = _labels(found, words)
    return f" ({', '.join(labels)})" if labels else ""


def _labels(found: Found, words: str) -> list[str]:
    currency = found.products[0].currency if found.products else ""
    return [_label(label, currency) for label in found.understood if stems(label) != {kind_of(words)}]


def _label(label: str, currency: str) -> str:
    """Search names a price without its currency; here it is known."""

    def amount(match: re.Match[str]) -> str:
        return money(Decimal(match[0]), currency).removesuffix(".00")

    is_price = currency and re.fullmatch(r"(?:(?:under|over|around|cheap: up to) )?[\d.]+(?:–[\d.]+)?", label)
    return re.sub(r"\d+(?:\.\d+)?", amount, label) if is_price else label


def _best(best: Fit, degree: Degree | None) -> str:
    line = best.line
    because = f": {it_says(line, *best.reasons[:3])}" if best.reasons else ""
    match degree:
        case (aspect, is_more) if aspect.name == "price":
            lead = f"the {'most' if is_more else 'least'} expensive good match is {priced(line)}"
        case (aspect, True) if aspect.name == "rating" and line.rating:
            lead = f"the best rated of them is {priced(line)} with {stars(line.rating)} of 5"
        case (aspect, is_more) if (own := ranking([line], (aspect, is_more))) and aspect.name != "rating":
            lead = f"{priced(line)} {agreeing(line, superlative(aspect, is_more))} of the good matches: {it_says(line, own[0][1])}"
            because = ""
        case _:
            lead = f"{priced(line)} {agreeing(line, _rank(best))}"
    about = "" if because else line.about or getattr(line, "description", "").split(". ")[0]
    is_new = stems(about) - stems(f"{line.name} {line.brand}")
    return sentence(lead + because) + (f" {sentence(about)}" if is_new else "")


def _rank(best: Fit) -> str:
    if not best.is_called or best.against:
        return "comes closest"
    return "fits best" if best.reasons and not best.unmet else "comes first"


def _unmet(best: Fit) -> str:
    if best.against:
        return sentence(f"but {it_says(best.line, *best.against[:2])}")
    if best.unmet and isinstance(best.line, ProductFacts):
        return sentence(f"the shop does not mention {joined([f'“{word}”' for word in best.unmet[:3]], 'or')} there")
    return ""


def _other(best: Fit, other: Fit) -> str:
    """Another good one by what sets it apart from the best."""
    line, named = other.line, priced(other.line)
    fresh = [each for each in other.reasons if each not in best.reasons]
    if other.against and other.against != best.against:
        return sentence(f"{named} is near too, but {it_says(line, other.against[0])}")
    if not line.in_stock:
        return sentence(f"{named} {agreeing(line, 'is out of stock')}")
    if fresh:
        return sentence(f"{named} {agreeing(line, fresh[0])}")
    if line.rating and best.line.rating and line.rating > best.line.rating:
        return sentence(f"{named} {agreeing(line, 'is rated higher')}, {stars(line.rating)} of 5")
    if line.price != best.line.price and line.currency == best.line.currency:
        return sentence(f"{named} {agreeing(line, 'costs')} {'less' if line.price < best.line.price else 'more'}")
    return sentence(f"{named} {agreeing(line, 'is another')}")


def _contradicting(fits: list[Fit], best: Fit) -> str:
    """Cards that do have what was ruled out."""
    wrong = [each for each in fits if each is not best and any(against.startswith("is described") for against in each.against)][:3]
    if not wrong:
        return ""
    against = plural(wrong[0].against[0]) if len(wrong) > 1 else agreeing(wrong[0].line, wrong[0].against[0])
    return sentence(f"of the cards, {joined([the(each.line) for each in wrong])} {against}, which you ruled out")


def counted_reply(found: Found, words: str) -> str:
    """ "How many headphones do you sell?": what search finds, and how many of these are of that kind by name or category."""
    words = looked_for(found, words)
    own = [each.line for each in fits_of(found, words, {}) if each.kind >= 2]
    kept = _kept(found, words)
    if not own:
        return nothing_reply(found, words)
    named = f"Among them are {joined([priced(line) for line in own[:3]])}." if len(own) > 1 else f"It is {priced(own[0])}."
    if len(own) == found.total:
        return f"I find {found.total} for “{thing(words)}”{kept}. {named}"
    seen = f"the {found.total}" if found.total <= len(found.products) else "the best"
    verb = "is" if len(own) == 1 else "are"
    count = f"Search brings {found.total} results for “{thing(words)}”{kept}"
    return f"{count}; of {seen}, {len(own)} {verb} of that kind by name or category. {named}"


def _ending(found: Found, best: Fit, fits: list[Fit], turn: int) -> str:
    if not best.line.in_stock:
        return f"{sentence(says(best.line, 'is out of stock just now'))} {offer('similar', turn=turn)}"
    if len(fits) < 2:
        return would_fit(_useful(found, found.words), known=found.products) or offer("details", "similar", turn=turn)
    names = ["compare", "cheaper" if any(each.line.price < best.line.price for each in fits) else "first"]
    return offer(*names, *(["more"] if found.total > len(found.products) and len(fits) == len(found.products) else []), turn=turn)


def nothing_reply(found: Found, words: str) -> str:
    """Plainly that there is none, and what giving up one constraint would bring, where that is of the kind."""
    useful = _useful(found, looked_for(found, words))
    echo = f"“{thing(words)}”" if stems(words) else "such thing"
    if useful:
        limits = joined([f"“{label}”" for label in _labels(found, words)])
        bare = _without(thing(words), found.understood)
        echo = f"“{bare}”" if stems(bare) else echo
        return f"{sentence(f'I find no {echo} here that keeps to {limits}' if limits else f'nothing here fits {echo}')} {would_fit(useful)}"
    if kept := _kept(found, words):
        return f"I find no {echo} here{kept}. Another word for it, or fewer limits, may help."
    return f"I find no {echo} in this shop. Another word for it, or what it is for, may help; or ask me what there is."


def _without(words: str, labels: list[str]) -> str:
    said = {word for label in labels for word in tokens(label)}
    return " ".join(word for word in words.split() if not set(tokens(word)) <= said)


def _useful(found: Found, words: str) -> list[Dropped]:
    """The kind of thing itself is not what could be given up, and what is left without a constraint has to be of the kind."""
    dropped = [each for each in found.would_fit if stems(each.without) != {kind_of(words)}]
    return [each for each in dropped if each.best is None or not stems(words) or fit(each.best, words).is_found]


def would_fit(dropped: list[Dropped], known: Sequence[ProductLine] = ()) -> str:
    """What could be given up; what is shown already is not named once more."""
    each, seen = dropped[:2], {line.id for line in known}
    such = ["" if item.best and item.best.id in seen else _such(item) for item in each]
    said = joined([f"without “{item.without}” I find {item.products}{best}" for item, best in zip(each, such, strict=True)])
    return f"{sentence(said)} Shall I leave out “{each[0].without}”?" if each else ""


def _such(item: Dropped) -> str:
    return f", {'such as ' if item.products > 1 else ''}{priced(item.best)}" if item.best else ""


def _near_reply(fits: list[Fit], words: str, found: Found) -> str:
    """Search goes by meaning, so what it brings may be something else: say so."""
    fits = [each for each in fits if each.kind == max(other.kind for other in fits)]
    verb = "are" if len(fits) > 1 or is_plural(fits[0].line.name) else "is"
    near = joined([priced(each.line) for each in fits[:2]])
    also = would_fit(_useful(found, looked_for(found, words)))
    return f"I find no “{thing(words)}” here{_kept(found, words)}. The nearest in meaning {verb} {near}. {also}".strip()


def similar_reply(found: Found, to: ProductLine, turn: int, *, cheaper: bool = False) -> str:
    if not found.products:
        return sentence(f"there is nothing{' cheaper' if cheaper else ''} like {the(to)} here")
    named = [f"- {priced(line).removeprefix('the ')}: {line.about.strip() or line.category}" for line in found.products[:3]]
    lead = f"Like {the(to)} ({money(to.price, to.currency)}){', for less' if cheaper else ''}:"
    return "\n".join([lead, "", *(sentence(each) for each in named), "", offer("compare", "first", turn=turn)])
