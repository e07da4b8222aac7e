"""What is said of a search: the best product and why, the trade-offs, what could be given up."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chat.builtin.aspects import Degree
from chat.builtin.judge import Fit, fit, fits_of, is_empty, kind_of, looked_for, thing
from chat.builtin.languages import said_back
from chat.builtin.offers import offer, would_fit
from chat.builtin.phrase import (
    all_say,
    because,
    constraint,
    is_plural,
    it_says,
    priced,
    quoted,
    says,
    says_priced,
    sentence,
    the,
)
from chat.builtin.rank import ranking, superlative
from chat.builtin.state import OfferKind
from chat.builtin.words import joined, stars, stem, stems, tokens, wishes
from chat.tools import Dropped, Found, ProductFacts, ProductLine
from shop.models import SEPARATOR
from shop.models.suspicion import suspicion
from site_config.formatting import format_price

_PRICE = re.compile(r"(?:(?:under|over|around|cheap: up to) )?[\d.]+(?:–[\d.]+)?")
# Where search leaves some of a page out, all that are of the kind were seen.
A_PAGE = 6
# Of what may serve a need.
MOST_NEEDED = 3
Read = Mapping[int, ProductLine]


def found_reply(
    found: Found,
    words: str,
    read: Read,
    degree: Degree | None,
    turn: int,
    lead: str = "",
    beside: str = "",
) -> str:
    """At most three products are named; the cards show the rest. `lead` is what the visitor knows
    the results to be, and `beside` what is told beside the wish.
    """
    asked, words = words, looked_for(found, words)
    fits = fits_of(found, words, read, beside)
    taken = _taken(asked, words)
    if _is_nothing(found, words, degree):
        return nothing_reply(found, asked)
    good = [each for each in fits if each.is_found]
    if not good or (taken and _misses_the_thing(good, words)):
        return _near_reply(fits, asked, found)
    fits = _of_the_kind(good)
    best = choose(fits, degree)
    said = [
        taken,
        lead or _lead(found, fits, words, best),
        _best(best, degree),
        _unmet(best),
        *_others(best, fits, read, degree),
        _contradicting(fits, best),
        _ending(found, best, fits, turn),
    ]
    return " ".join(part for part in said if part)


def first_of(
    found: Found, words: str, read: Read, degree: Degree | None, beside: str
) -> int | None:
    """The product that the reply names first; None where nothing fits."""
    good = [each for each in fits_of(found, words, read, beside) if each.is_found]
    return choose(_of_the_kind(good), degree).line.id if good else None


def needed(fits: Sequence[Fit], degree: Degree | None) -> list[Fit]:
    """What may serve a need that names no thing: what says most of its words, and what the search
    puts first. Either may be right: "bars" lead to a bike with drop bars, and a search to its lamp.
    """
    good = _without_faults([each for each in fits if each.is_found]) or list(fits)
    if not good:
        return []
    best, order = choose(good, degree), _in_stock(good) or good
    near = [each for each in order[1:] if each.met or not best.met]
    found = {each.line.id: each for each in (best, order[0], *near)}
    return list(found.values())[:MOST_NEEDED]


def needed_reply(found: Found, fits: list[Fit], degree: Degree | None, turn: int) -> str:
    """Each with a reason of its own; what was told beside the need is not said back."""
    lead = ngettext(
        "For that I would look at this%(kept)s:",
        "For that I would look at these%(kept)s:",
        len(fits),
    ) % {"kept": _kept(found, "")}
    named = [f"- {_needed(each, degree if each is fits[0] else None)}" for each in fits]
    return "\n".join([lead, "", *named, "", _ending(found, fits[0], fits, turn)])


def _needed(each: Fit, degree: Degree | None) -> str:
    if degree:
        return _best(each, degree)
    line = each.line
    if each.reasons:
        return sentence(priced(line) + because(line, *each.reasons[:2]))
    return sentence(f"{priced(line)}: {about(line)}")


def about(line: ProductLine) -> str:
    """Its first sentence, else its category."""
    text = line.about or getattr(line, "description", "").split(". ")[0]
    return text if text and not suspicion(text) else line.category.rsplit(SEPARATOR, 1)[-1]


def _of_the_kind(good: list[Fit]) -> list[Fit]:
    kind = max(int(each.kind) for each in good)
    return [each for each in good if int(each.kind) == kind]


def _in_stock(fits: Sequence[Fit]) -> list[Fit]:
    return [each for each in fits if each.line.in_stock]


def _is_nothing(found: Found, words: str, degree: Degree | None) -> bool:
    asks = degree is not None or bool(found.understood) or not is_empty(words)
    return not (found.near and found.products and asks)


def _misses_the_thing(good: Sequence[Fit], words: str) -> bool:
    """Whether each leaves open what the thing is called, which search spelt differently."""
    called = {*tokens(thing(words))}
    return all({*each.unmet} & called for each in good)


def _others(best: Fit, fits: Sequence[Fit], read: Read, degree: Degree | None) -> list[str]:
    """Beside the best, only what was read is praised: the rest is known by its name alone."""
    known = [each for each in fits if each.line.id in read] if read else fits
    near = [each for each in known if each is not best and each.score >= best.score - 1]
    near = _in_stock(near) or near
    shown = near if best.against else _without_faults(near)
    is_of_rating = _is_of_rating(degree)
    return [_other(best, each, is_of_rating=is_of_rating) for each in shown[:2]]


def _is_of_rating(degree: Degree | None) -> bool:
    return degree is not None and degree[0].name == "rating"


def _without_faults(fits: Sequence[Fit]) -> list[Fit]:
    return [each for each in fits if not each.against]


def _taken(asked: str, words: str) -> str:
    """How the thing was understood, where search spelt it differently."""
    kind = kind_of(words)
    is_same = not kind or any(
        word == kind or word.startswith(kind) or kind.startswith(word) for word in wishes(asked)
    )
    return "" if is_same else _("I take that as “%(words)s”.") % {"words": said_back(thing(words))}


def choose(fits: list[Fit], degree: Degree | None) -> Fit:
    """The one to name first: what meets most of the wish, and of these the cheapest or best rated
    where that was asked.
    """
    good, near = _best_fits(fits), _near_fits(fits)
    if degree is None:
        return good[0]
    aspect, is_more = degree
    best = max if is_more else min
    if aspect.name == "rating":
        return best(_in_stock(near) or good, key=lambda each: each.line.rating or Decimal(0))
    if aspect.name == "price":
        return best(near, key=lambda each: each.line.price)
    return _first_ranked(_in_stock(near) or good, degree)


def _near_fits(fits: list[Fit]) -> list[Fit]:
    most = max(each.score for each in fits)
    return [each for each in fits if each.score >= most - 1]


def _best_fits(fits: list[Fit]) -> list[Fit]:
    """Those in stock that are about as good as the best."""
    most = max(each.score for each in fits)
    good = [each for each in fits if each.score >= most - 0.5 and each.line.in_stock] or fits
    most = max(each.score for each in good)
    return [each for each in good if each.score == most]


def _first_ranked(fits: list[Fit], degree: Degree) -> Fit:
    ranked = ranking([each.line for each in fits], degree)
    first = ranked[0][0].id if ranked else None
    return next((each for each in fits if each.line.id == first), fits[0])


def _lead(found: Found, fits: list[Fit], words: str, best: Fit) -> str:
    """Plainly first what is not there; else how many fit, where all were seen."""
    if _is_cheapest(found, fits):
        return ""
    kept = _kept(found, words)
    if not best.is_called:
        child = next((f" for {word}" for word in best.unmet if stem(word) == "child"), "")
        return _("Nothing here is quite “%(words)s”%(kept)s.") % {
            "words": said_back(f"{thing(words)}{child}"),
            "kept": kept,
        }
    values = {"words": said_back(thing(words)), "kept": kept, "count": len(fits)}
    if kind_of(words) and best.kind < 2:
        return (
            ngettext(
                "Nothing here is called “%(words)s”, but one mentions it%(kept)s.",
                "Nothing here is called “%(words)s”, but %(count)s mention it%(kept)s.",
                len(fits),
            )
            % values
        )
    if A_PAGE <= len(fits) == len(found.products) < found.total:
        return _("I found %(total)s%(kept)s.") % {"total": found.total, "kept": kept}
    return (
        ngettext(
            "I found one of this kind%(kept)s.",
            "I found %(count)s of this kind%(kept)s.",
            len(fits),
        )
        % values
    )


def _kept(found: Found, words: str) -> str:
    """The constraints as they were understood, the kind of thing aside: " (red, under €50)"."""
    labels = _labels(found, words)
    return f" ({', '.join(labels)})" if labels else ""


def _labels(found: Found, words: str) -> list[str]:
    currency = found.products[0].currency if found.products else ""
    return [
        # Search names a price without its currency; here it is known.
        constraint(label, found.kept.get(label), currency if _PRICE.fullmatch(label) else "")
        for label in found.understood
        if stems(label) != {kind_of(words)} and not _is_order(label)
    ]


def _is_cheapest(found: Found, fits: Sequence[Fit]) -> bool:
    """Whether one was left of those that are put in order: how many are as cheap tells nothing."""
    return len(fits) == 1 and fits[0].is_called and any(map(_is_order, found.understood))


def _is_order(label: str) -> bool:
    """Of what is put in order by it, and is no limit to be given up: "cheap: up to 12"."""
    return label.startswith("cheap") or label == "best rated"


def _best(best: Fit, degree: Degree | None) -> str:
    line = best.line
    lead, proof = _praise(best, degree)
    about = "" if proof else line.about or getattr(line, "description", "").split(". ")[0]
    is_new = stems(about) - stems(f"{line.name} {line.brand}")
    return sentence(lead) + (f" {sentence(about)}" if is_new else "")


def _praise(best: Fit, degree: Degree | None) -> tuple[str, bool]:
    """What is said of the best, and whether it has a reason in it."""
    proof = because(best.line, *best.reasons[:3]) if best.reasons else ""
    lead = _praise_by_degree(best.line, degree) if degree else ""
    if lead:
        return lead + proof, bool(proof)
    own = ranking([best.line], degree) if degree and degree[0].name != "rating" else []
    if degree and own and degree[0].name != "price":
        said = {"said": says_priced(best.line, superlative(*degree))}
        return _("%(said)s of the good matches") % said + because(best.line, own[0][1]), False
    return says_priced(best.line, _rank(best)) + proof, bool(proof)


def _praise_by_degree(line: ProductLine, degree: Degree) -> str:
    """By its price or its rating; empty by anything else."""
    aspect, is_more = degree
    if aspect.name == "price":
        text = (
            _("the most expensive good match is %(product)s")
            if is_more
            else _("the least expensive good match is %(product)s")
        )
        return text % {"product": priced(line)}
    if aspect.name == "rating" and is_more and line.rating:
        rated = {"product": priced(line), "stars": stars(line.rating)}
        return _("the best rated of them is %(product)s with %(stars)s of 5") % rated
    return ""


def _rank(best: Fit) -> str:
    if not best.is_called or best.against:
        return _("comes closest")
    return _("fits best") if best.reasons and not best.unmet else _("comes first")


def _unmet(best: Fit) -> str:
    if best.against:
        return sentence(_("but %(said)s") % {"said": it_says(best.line, *best.against[:2])})
    if best.unmet and best.is_called and isinstance(best.line, ProductFacts):
        unmet = joined([quoted(said_back(word)) for word in best.unmet[:3]], either=True)
        return sentence(_("the shop does not mention %(words)s there") % {"words": unmet})
    return ""


def _other(best: Fit, other: Fit, *, is_of_rating: bool) -> str:
    """Another good one by what sets it apart from the best."""
    line = other.line
    if other.against and other.against != best.against:
        near = {"product": priced(line), "said": it_says(line, other.against[0])}
        return sentence(_("%(product)s comes close too, but %(said)s") % near)
    return sentence(says_priced(line, _apart(best, other, is_of_rating=is_of_rating)))


def _apart(best: Fit, other: Fit, *, is_of_rating: bool) -> str:
    line = other.line
    if not line.in_stock:
        return _("is out of stock")
    if fresh := _first_new(other.reasons, best.reasons):
        return fresh
    if not is_of_rating and _is_rated_higher(line, best.line):
        return _("is rated higher, %(stars)s of 5") % {"stars": stars(line.rating or Decimal(0))}
    if line.price != best.line.price and line.currency == best.line.currency:
        return _("costs less") if line.price < best.line.price else _("costs more")
    return _("is another option")


def _is_rated_higher(line: ProductLine, other: ProductLine) -> bool:
    return bool(line.rating and other.rating and line.rating > other.rating)


def _first_new(reasons: Iterable[str], known: Collection[str]) -> str:
    return next((each for each in reasons if each not in known), "")


def _contradicting(fits: list[Fit], best: Fit) -> str:
    """Cards that do have what was ruled out."""
    wrong = [each for each in fits if each is not best and each.is_ruled_out][:3]
    if not wrong:
        return ""
    lines, against = [each.line for each in wrong], wrong[0].against[0]
    said = all_say(lines, against) if len(wrong) > 1 else says(lines[0], against)
    return sentence(_("of the cards, %(said)s, which you ruled out") % {"said": said})


def counted_reply(found: Found, words: str) -> str:
    """ "How many headphones do you sell?": what search finds, and how many are of that kind
    by name or category.
    """
    words = looked_for(found, words)
    own = [each.line for each in fits_of(found, words, {}) if each.kind >= 2]
    kept = _kept(found, words)
    if not own:
        return nothing_reply(found, words)
    text = _("Among them are %(products)s.") if len(own) > 1 else _("It is %(products)s.")
    named = text % {"products": joined([priced(line) for line in own[:3]])}
    said = {"total": found.total, "words": said_back(thing(words)), "kept": kept, "own": len(own)}
    if len(own) == found.total:
        return " ".join([_("I found %(total)s for “%(words)s”%(kept)s.") % said, named])
    count = _("The search found %(total)s results for “%(words)s”%(kept)s") % said
    seen = (
        ngettext("of the %(total)s, %(own)s is of that kind, going by its name or category.",
                 "of the %(total)s, %(own)s are of that kind, going by their names or categories.",
                 len(own))
        if found.total <= len(found.products)
        else ngettext("of the best, %(own)s is of that kind, going by its name or category.",
                      "of the best, %(own)s are of that kind, going by their names or categories.",
                      len(own))
    )  # fmt: skip
    return f"{count}; {seen % said} {named}"


def _ending(found: Found, best: Fit, fits: list[Fit], turn: int) -> str:
    if not best.line.in_stock:
        gone = sentence(says(best.line, _("is out of stock just now")))
        return f"{gone} {offer('similar', turn=turn)}"
    if len(fits) < 2:
        return would_fit(_useful(found, found.words), found.kept, found.products) or offer(
            "details", "similar", turn=turn
        )
    names: list[OfferKind] = [
        "compare",
        "cheaper" if any(each.line.price < best.line.price for each in fits) else "first",
    ]
    has_more = found.total > len(found.products) and len(fits) == len(found.products)
    more: list[OfferKind] = ["more"] if has_more else []
    return offer(
        *names,
        *more,
        turn=turn,
    )


def nothing_reply(found: Found, words: str) -> str:
    """Plainly that there is none, and what giving up one constraint would bring, where that is of
    the kind.
    """
    useful, limits = _useful(found, looked_for(found, words)), _labels(found, words)
    echo = thing(words) if stems(words) else ""
    if not useful:
        return _nowhere(quoted(said_back(echo)) if echo else "", _kept(found, words))
    bare = _without(thing(words), found.understood)
    echo = bare if stems(bare) else echo
    said = {"words": quoted(said_back(echo)), "limits": joined([quoted(label) for label in limits])}
    if limits:
        text = (
            _("I found no %(words)s here that fits %(limits)s")
            if echo
            else _("I found nothing like that here that fits %(limits)s")
        )
    else:
        text = _("nothing here fits %(words)s") if echo else _("nothing here fits that")
    return f"{sentence(text % said)} {would_fit(useful, found.kept)}"


def _nowhere(words: str, kept: str) -> str:
    if kept:
        text = (
            _("I found no %(words)s here%(kept)s.")
            if words
            else _("I found nothing like that here%(kept)s.")
        )
        return " ".join(
            [
                text % {"words": words, "kept": kept},
                _("Another word for it, or fewer limits, might help."),
            ]
        )
    text = (
        _("I found no %(words)s in this shop.")
        if words
        else _("I found nothing like that in this shop.")
    )
    return " ".join(
        [
            text % {"words": words},
            _(
                "Try another word for it, or tell me what it is for. You can also ask me what the "
                "shop has."
            ),
        ]
    )


def _without(words: str, labels: list[str]) -> str:
    said = {word for label in labels for word in tokens(label)}
    return " ".join(word for word in words.split() if not set(tokens(word)) <= said)


def _useful(found: Found, words: str) -> list[Dropped]:
    """The kind of thing itself is not what could be given up, and what is left without a constraint
    has to be of the kind.
    """
    dropped = [
        each
        for each in found.would_fit
        if stems(each.without) != {kind_of(words)}
        and not (_is_order(each.without) or _keeps_all_the_same(each, found))
    ]
    return [
        each
        for each in dropped
        if each.best is None or not stems(words) or fit(each.best, words).is_found
    ]


def _keeps_all_the_same(each: Dropped, found: Found) -> bool:
    """Whether the best without a highest price costs no more than that: then the words stand in the
    way, and not the price.
    """
    kept = found.kept.get(each.without)
    most = kept.get("high") if isinstance(kept, dict) and not kept.get("low") else None
    return bool(most and each.best and each.best.price <= Decimal(str(most)))


def _near_reply(fits: list[Fit], words: str, found: Found) -> str:
    """Search goes by meaning, so what it brings may be something else: say so."""
    fits = [each for each in fits if each.kind == max(other.kind for other in fits)]
    near = joined([priced(each.line) for each in fits[:2]])
    text = ngettext(
        "The closest match is %(products)s.",
        "The closest matches are %(products)s.",
        len(fits) + is_plural(fits[0].line),
    )
    kept, echo = _kept(found, words), thing(words)
    if any(char.isdigit() or char in "'’" for char in echo):  # a tale, and no name of a thing
        none = _("I found nothing like that here%(kept)s.") % {"kept": kept}
    else:
        said = {"words": quoted(said_back(echo)), "kept": kept}
        none = _("I found no %(words)s here%(kept)s.") % said
    also = would_fit(_useful(found, looked_for(found, words)), found.kept)
    return f"{none} {text % {'products': near}} {also}".strip()


def similar_reply(found: Found, to: ProductLine, turn: int, *, cheaper: bool = False) -> str:
    said = {"product": the(to), "price": format_price(to.price, to.currency)}
    if not found.products:
        text = (
            _("there is nothing cheaper like %(product)s here")
            if cheaper
            else _("there is nothing like %(product)s here")
        )
        return sentence(text % said)
    named = [
        f"- {priced(line).removeprefix('the ')}: {line.about.strip() or line.category}"
        for line in found.products[:3]
    ]
    lead = (
        _("Like %(product)s (%(price)s), for less:")
        if cheaper
        else _("Like %(product)s (%(price)s):")
    ) % said
    return "\n".join(
        [lead, "", *(sentence(each) for each in named), "", offer("compare", "first", turn=turn)]
    )
