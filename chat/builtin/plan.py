"""The next step of a turn: which tools to call, or what to say. Decided anew at each step from the
messages alone.
"""

import re
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chat.builtin import baskets, fitting_replies, replies, service, small
from chat.builtin.acts import (
    About,
    AddUp,
    Ask,
    Choose,
    Compare,
    Find,
    Fits,
    GoesWith,
    More,
    Outfit,
    Request,
    Several,
    Similar,
    Small,
    Than,
    Which,
)
from chat.builtin.answer import answers
from chat.builtin.aspects import called, is_like
from chat.builtin.compare import compared_reply, which_reply
from chat.builtin.find import found_reply, similar_reply
from chat.builtin.frame import Frame, framed
from chat.builtin.function_words import begins_with
from chat.builtin.gist import gist
from chat.builtin.judge import fit
from chat.builtin.look import (
    CENT,
    MOST_ROUNDS,
    READ_OF_FOUND,
    Step,
    found_in,
    more,
    read_in,
    reads,
    search_step,
    shows,
)
from chat.builtin.mentions import is_of_kind
from chat.builtin.phrase import agreeing, because, it_says, priced, says, says_priced, sentence, the
from chat.builtin.policy import request_of, taken
from chat.builtin.product_matcher import Namer, no_names
from chat.builtin.rank import Ranked, ranking, superlative
from chat.builtin.sayings import key_words, saying
from chat.builtin.talk import Call, Talk
from chat.builtin.variants import settled
from chat.builtin.words import joined, stem, stems
from chat.tools import Compared, Facts, Found, Places, ProductFacts, ProductLine, Shown
from shop.models import SEPARATOR
from shop.search.vocabulary import Vocabulary
from site_config.formatting import format_price


def next_step(talk: Talk, shop: Vocabulary, named: Namer = no_names) -> Step:
    """Words end the turn. After three rounds of tools there are words in any case."""
    frame = framed(talk, shop, named)
    step = _repair(frame.talk) or _step(understood(frame), frame.talk, shop)
    return (
        replies.sorry()
        if isinstance(step, list) and talk.now.rounds >= MOST_ROUNDS
        else step or replies.sorry()
    )


def understand(talk: Talk, shop: Vocabulary, named: Namer = no_names) -> Request:
    """What the visitor asks for with their last message."""
    return understood(framed(talk, shop, named))


def understood(frame: Frame) -> Request:
    """A bare yes takes the offer that was made; everything else goes by the table."""
    if not small.is_yes(frame.said):
        return request_of(frame)
    offered = frame.talk.offer()
    return (taken(offered, frame) if offered else None) or Small("fine")


def _step(  # noqa: PLR0911  # one for each kind of request
    request: Request, talk: Talk, shop: Vocabulary
) -> Step:
    match request:
        case Outfit():
            return baskets.outfit(request, talk)
        case Several():
            return baskets.several(request, talk)
        case AddUp():
            return baskets.add_up(request, talk)
        case Fits():
            return fitting_replies.fits(request, talk)
        case GoesWith():
            return fitting_replies.goes_with(request, talk)
        case More():
            return more(talk)
        case Find():
            return search_step(request, talk)
        case Small():
            return replies.say(request.kind, talk)
    return _step_on_shown(request, talk)


def _step_on_shown(  # noqa: PLR0911  # one for each kind of request
    request: About | Than | Ask | Compare | Which | Similar | Choose, talk: Talk
) -> Step:
    match request:
        case About():
            return _about(request, talk)
        case Than():
            return _than(request, talk)
        case Ask():
            return _ask(request, talk)
        case Compare():
            return _compare(request, talk)
        case Which():
            return _which(request, talk)
        case Similar():
            return _similar(request, talk)
        case Choose():
            return _choose(request, talk)


def _repair(talk: Talk) -> Step | None:
    """After a failed call: once more without what was wrong, else an apology. None where enough
    went well.
    """
    failed = _failed(talk)
    if call := failed.get("compare_products"):
        return _without_gone(call, talk)
    if call := failed.get("search_products"):
        return _in_plain_words(call) if talk.now.rounds == 1 else replies.sorry()
    lost = (each for each in failed.values() if "product_id" in each.args)
    return next((_gone(each, talk) for each in lost), None)


def _failed(talk: Talk) -> dict[str, Call]:
    """The calls that failed, and went well no time, by their tools."""
    done = {call.name for call in talk.now.calls if call.result is not None}
    return {call.name: call for call in talk.now.calls if call.error and call.name not in done}


def _in_plain_words(call: Call) -> Step:
    """A brand or colour that the shop does not know is looked for as a word."""
    extra = " ".join(str(call.args.get(name) or "") for name in ("brand", "colour"))
    args = {
        name: value
        for name, value in call.args.items()
        if name not in ("brand", "colour", "category")
    }
    return [
        Call("search_products", args | {"words": f"{call.args.get('words', '')} {extra}".strip()})
    ]


def _without_gone(call: Call, talk: Talk) -> Step:
    gone = {int(number) for number in re.findall(r"product ([0-9]{1,18})\b", call.error)}
    ids = [pk for pk in call.args.get("product_ids", []) if pk not in gone]
    return (
        [Call("compare_products", {"product_ids": ids})]
        if gone and len(ids) >= 2 and talk.now.rounds == 1
        else replies.gone()
    )


def _gone(call: Call, talk: Talk) -> Step:
    """A product of this conversation that is no longer sold: what is nearest to its name."""
    line, found = talk.known().get(call.args.get("product_id", 0)), found_in(talk)
    if line is None or (found is None and talk.now.rounds > 1):
        return replies.gone()
    if found is None:
        return [Call("search_products", {"words": line.name, "limit": 3})]
    lost = sentence(
        _("sorry, %(product)s can no longer be found in the shop") % {"product": the(line)}
    )
    near = _("The closest match is %(product)s.")
    return f"{lost} {near % {'product': priced(found.products[0])}}" if found.products else lost


def _about(request: About, talk: Talk) -> Step:
    if found := next(iter(talk.now.results(Facts)), None):
        reply = _about_reply(request, found, talk)
        is_told = _is_told(request.words) and request.topic == "orders"
        sorry = _("I am sorry to hear that.")
        return f"{sorry} {reply}" if is_told and isinstance(reply, str) else reply
    if places := next(iter(talk.now.results(Places)), None):
        return replies.places_reply(places)
    if not request.topic:
        return [Call("list_categories", {})]
    return [
        Call(
            "shop_facts",
            {
                "question": f"{service.LOOKED_UP.get(request.topic, request.topic)} "
                f"{gist(talk.now.said)[:200]}"
            },
        )
    ]


def _is_told(said: str) -> bool:
    """ "My lamp came broken" is told, and no question."""
    return begins_with(said, "need", "begins")


# What a product's own attributes may say of a topic of the shop.
_OWN = {
    "delivery": "shipping delivery dispatch lead",
    "returns": "returns return exchange",
    "warranty": "warranty guarantee",
}


def _about_reply(request: About, found: Facts, talk: Talk) -> Step:
    """The shop's own words, and before them what it states for the product spoken of."""
    product = talk.topic() or next((line.id for line in talk.shown()[:1]), None)
    wanted = set(_OWN.get(request.topic, "").split())
    if not wanted or product is None:
        return replies.facts_reply(found, request.topic, request.words)
    facts = read_in(talk).get(product)
    if facts is None:
        return reads([product])
    key = next((key for key in facts.attributes if wanted & set(key_words(key).split())), None)
    reply = replies.facts_reply(found, request.topic, request.words)
    if key is None:
        return reply
    own = sentence(says(facts, saying(key, facts.attributes[key])))
    return f"{own} {reply}" if found.facts else own


def _than(request: Than, talk: Talk) -> Step:
    aspect = request.degree[0]
    line: ProductLine | None = read_in(talk).get(request.product) or talk.known().get(
        request.product
    )
    if line is None:
        return reads([request.product])
    if aspect.name == "price":
        return _other_price(line, request, talk)
    found = found_in(talk)
    if found is None:
        return [_again(talk, line, {})]
    return _than_of_found(request, line, found, talk)


def _than_of_found(request: Than, line: ProductLine, found: Found, talk: Talk) -> Step:
    others, read = _of_its_kind(line, found), read_in(talk)
    if request.degree[0].name != "rating" and len(read) < 2 and others:
        return reads([line.id, *(each.id for each in others)])
    ranked = ranking([read.get(each.id, each) for each in (line, *others)], request.degree)
    better = _ahead_of(line, ranked)
    if better and not talk.now.results(Shown):
        return shows(each.id for each, _said in better)
    return _than_reply(line, ranked, better, request)


def _ahead_of(line: ProductLine, ranked: Ranked) -> Ranked:
    """Those with more of it, or less, than a product whose own value is known."""
    own = next((said for each, said in ranked if each.id == line.id), None)
    place = [each.id for each, _said in ranked].index(line.id) if own else 0
    return [(each, said) for each, said in ranked[:place] if said != own]


def _of_its_kind(line: ProductLine, found: Found) -> list[ProductLine]:
    others = [each for each in found.products if each.id != line.id]
    return ([each for each in others if each.category == line.category] or others)[:5]


def _than_reply(line: ProductLine, ranked: Ranked, better: Ranked, request: Than) -> str:
    own = next((said for each, said in ranked if each.id == line.id), None)
    if own is None:
        said = {"aspect": called(request.degree[0].name), "product": the(line)}
        return sentence(
            _("the shop does not state the %(aspect)s of %(product)s, so I cannot tell") % said
        )
    if not better:
        said_of = {
            "product": the(line, bold=True),
            "said": agreeing(line, superlative(*request.degree)),
        }
        return sentence(
            _("of what I found for this, %(product)s %(said)s") % said_of + because(line, own)
        )
    named = joined([says_priced(each, said) for each, said in reversed(better[-2:])])
    return sentence(f"{named}; {says(line, own)}")


def _other_price(line: ProductLine, request: Than, talk: Talk) -> Step:
    found, is_more = found_in(talk), request.degree[1]
    wish = _wish_beside(line, request) if request.words else ""
    if found is None:
        return [_beyond(line, wish, talk, is_more=is_more)]
    wanted = wish or _name_of_kind(line, talk)
    same = [each for each in found.products if _is_same_kind(each, line, wanted, wish)]
    if not same:
        return _no_other_price(line, is_more, found)
    lead = _other_price_lead(line, is_more, len(same))
    return _before_price(found, same, wanted, talk) or _other_price_reply(
        found, same, lead, wanted, talk
    )


def _before_price(
    found: Found, same: Sequence[ProductLine], wanted: str, talk: Talk
) -> list[Call] | None:
    """What is shown and read before it is said."""
    if not found.near and not talk.now.results(Shown):
        return shows(each.id for each in same)
    is_unread = bool(stems(wanted)) and not read_in(talk)
    return reads([each.id for each in same[:READ_OF_FOUND]]) if is_unread else None


def _other_price_reply(
    found: Found, same: list[ProductLine], lead: str, wanted: str, talk: Talk
) -> str:
    words = {} if wanted else {"words": ""}
    kept = {"products": same, "understood": [], "would_fit": [], "near": True} | words
    read: dict[int, ProductLine] = dict(read_in(talk))
    said = " ".join(wanted.split())
    return found_reply(found.model_copy(update=kept), said, read, None, len(talk.before), lead)


def _name_of_kind(line: ProductLine, talk: Talk) -> str:
    """The words of the last search, where the product is called so; "something to sit on" names
    none.
    """
    said = _last_words(talk)
    return said if stems(said) and fit(line, said).kind >= 2 else ""


def _beyond(line: ProductLine, wish: str, talk: Talk, *, is_more: bool) -> Call:
    limit = {"price_min": line.price + CENT} if is_more else {"price_max": line.price - CENT}
    wished = Call("search_products", {"words": wish} | limit)
    return wished if wish else _again(talk, line, limit)


def _is_same_kind(line: ProductLine, other: ProductLine, said: str, wish: str) -> bool:
    """By what it is called, where the wish names the other, else by their category."""
    if wish and _root(line) == _root(other):
        return True
    return fit(line, said).kind >= 2 if stems(said) else line.category == other.category


def _wish_beside(line: ProductLine, request: Than) -> str:
    """ "For six players" with the last word of the category that the product is of."""
    kind = "" if request.names_kind else line.category.rsplit(" ", 1)[-1]
    return f"{kind} {request.words}".strip()


def _root(line: ProductLine) -> str:
    return line.category.split(SEPARATOR)[0]


def _other_price_lead(line: ProductLine, is_more: bool, count: int) -> str:
    text = (
        ngettext(
            "One costs more than %(product)s at %(price)s.",
            "%(count)s cost more than %(product)s at %(price)s.",
            count,
        )
        if is_more
        else ngettext(
            "One costs less than %(product)s at %(price)s.",
            "%(count)s cost less than %(product)s at %(price)s.",
            count,
        )
    )
    price = format_price(line.price, line.currency)
    return text % {"price": price, "product": the(line), "count": count}


def _no_other_price(line: ProductLine, is_more: bool, found: Found) -> str:
    text = (
        _("I found nothing of this kind that costs more than %(product)s at %(price)s.")
        if is_more
        else _("I found nothing of this kind that is cheaper than %(product)s at %(price)s.")
    )
    lead = text % {
        "product": the(line, bold=True),
        "price": format_price(line.price, line.currency),
    }
    if not found.products:
        return lead
    other = (
        _("What costs more is a different kind of product, such as %(product)s.")
        if is_more
        else _("What is cheaper is a different kind of product, such as %(product)s.")
    )
    return f"{lead} {other % {'product': priced(found.products[0])}}"


def _last_words(talk: Talk) -> str:
    last = talk.search()
    return str(last.args.get("words", "")) if last else ""


def _again(talk: Talk, line: ProductLine, limit: dict[str, Any]) -> Call:
    """The search that the product came from again, else what is like the product. A limit
    at the other end of the price, from an earlier "cheaper", no longer counts. What was shown
    although it breaks a limit comes from the last search: its limits still hold.
    """
    last = talk.search_of(line.id) or (talk.search() if line.id in talk.known() else None)
    if last is not None:
        other = "price_max" if "price_min" in limit else "price_min" if limit else ""
        args = {name: value for name, value in last.args.items() if name != other}
        return Call("search_products", args | limit)
    return Call(
        "similar_products",
        {"product_id": line.id, "limit": 6}
        | ({"price_max": limit["price_max"]} if "price_max" in limit else {}),
    )


def _ask(request: Ask, talk: Talk) -> Step:
    if read := read_in(talk):
        return _answered(request, list(read.values()), talk)
    if request.ids:
        return reads(request.ids)
    found = found_in(talk)
    if found is None:
        limit = 6 if request.must else 3
        return [Call("search_products", {"words": request.subject, "limit": limit})]
    wanted = stems(request.subject)
    named = [line for line in found.products if stems(request.must) <= stems(line.name)]
    named = named or _siblings(request, found, talk)
    if not named:
        return replies.unknown_name(request.must or request.subject)
    return reads([max(named, key=lambda line: _likeness(line, wanted)).id])


def _siblings(request: Ask, found: Found, talk: Talk) -> list[ProductLine]:
    """ "The metal one": the nearest in meaning of the same kind as the one that was asked about."""
    line = (talk.known() | talk.read()).get(request.beside or 0)
    if line is None:
        return []
    said = stems(request.must) - stems("one")
    others = [each for each in found.products if each.id != line.id]
    return [each for each in others if _is_sibling(each, line, said, request)][:1]


def _is_sibling(other: ProductLine, line: ProductLine, said: frozenset[str], request: Ask) -> bool:
    """Whether it is of the same kind, and says so itself or is called what was asked about."""
    names = stems(f"{other.name} {other.about}")
    asked = stems(request.subject) - said
    return other.category == line.category and (said <= names or bool(asked & names))


def _likeness(line: ProductLine, wanted: frozenset[str]) -> tuple[int, int]:
    return len(stems(line.name) & wanted), -len(stems(line.name) - wanted)


def _answered(request: Ask, facts: list[ProductFacts], talk: Talk) -> Step:
    said = stems(f"{facts[0].name} {facts[0].brand} {facts[0].category}")
    is_named = request.ids or request.beside
    if not is_named and not all(is_like(word, said) for word in stems(request.subject)):
        return replies.unknown_name(request.subject)
    chosen = settled(facts[0], talk.now.said, talk.variant_of(facts[0].id))
    return answers(facts, request.question, chosen)


def _compare(request: Compare, talk: Talk) -> Step:
    if len(request.ids) == 1:
        return _compare_unsold(request, talk)
    compared = next(iter(talk.now.results(Compared)), None)
    if compared is None:
        return _compare_names(request, talk) if not request.ids else _compare_ids(request)
    again = [line.id for line in compared.products] in (
        [line.id for line in before.products] for before in talk.last_compared()
    )
    return compared_reply(compared, request.degree, request.question, read_in(talk), again=again)


def _compare_ids(request: Compare) -> Step:
    calls = [Call("compare_products", {"product_ids": list(request.ids)})]
    return calls + (reads(request.ids) if request.degree or stems(request.question) else [])


def _compare_names(request: Compare, talk: Talk) -> Step:
    found = talk.now.results(Found)
    if not found:
        limit = baskets.CANDIDATES if request.count > 1 else 1
        return [Call("search_products", {"words": name, "limit": limit}) for name in request.names]
    lines = _called_so(request, found)
    ids = list(dict.fromkeys(line.id for line in lines))
    if len(ids) > 1:
        return [Call("compare_products", {"product_ids": ids})]
    if request.count > 1 and lines:
        only = _("I found just one of this kind, %(product)s. Which one shall I put beside it?")
        return only % {"product": priced(lines[0])}
    return replies.unknown_name(joined(list(request.names)))


def _called_so(request: Compare, found: Sequence[Found]) -> list[ProductLine]:
    """The first of each name, or so many of a kind: drills, and no bits for them."""
    if request.count < 2:
        return [line for each in found for line in each.products[:1]]
    kind = stem(request.names[0].split()[-1])
    return [line for line in found[0].products if is_of_kind(line, kind)][: request.count]


def _compare_unsold(request: Compare, talk: Talk) -> Step:
    """Plainly that one of two is not sold here, and what is known of the other."""
    read = read_in(talk)
    if not read:
        return reads(request.ids)
    text = _("I found no product called “%(name)s” here, so there is nothing to compare.")
    return f"{text % {'name': request.names[0][:80]}} {answers(list(read.values()), '')}"


def _which(request: Which, talk: Talk) -> Step:
    read = read_in(talk)
    if not read:
        return reads(request.ids if request.named else _of_the_kind(request.ids, talk))
    return which_reply(
        [read[pk] for pk in request.ids if pk in read], request.degree, request.question
    )


def _of_the_kind(ids: Sequence[int], talk: Talk) -> Sequence[int]:
    """Without the socks among the boots that were looked for."""
    known, said = talk.known(), _last_words(talk)
    own = [
        pk
        for pk in ids
        if pk in known and (fit(known[pk], said).kind >= 2 or stems(said) <= stems(known[pk].name))
    ]
    return own if len(own) > 1 else ids


def _similar(request: Similar, talk: Talk) -> Step:
    line: ProductLine | None = read_in(talk).get(request.product) or talk.known().get(
        request.product
    )
    if line is None:
        return reads([request.product])
    limit = line.price - CENT if request.is_cheaper else None
    found = found_in(talk)
    if found is None:
        return [
            Call(
                "similar_products",
                {"product_id": line.id} | ({"price_max": limit} if limit is not None else {}),
            )
        ]
    if fresh := _not_refused(found, talk):
        if not talk.now.results(Shown):
            return shows(each.id for each in fresh)
        found = found.model_copy(update={"products": fresh})
    return similar_reply(found, line, len(talk.before), cheaper=limit is not None)


def _not_refused(found: Found, talk: Talk) -> list[ProductLine]:
    """What is left without what the visitor ruled out; empty where all is left, or nothing."""
    last = talk.search()
    refused = set(last.args.get("not_products", [])) if last else set()
    fresh = [each for each in found.products if each.id not in refused]
    return fresh if len(fresh) < len(found.products) else []


def _choose(request: Choose, talk: Talk) -> Step:
    chosen = talk.now.last("select_product")
    if chosen is None:
        return [Call("select_product", {"product_id": request.product})]
    line: ProductLine = chosen.result
    stock = sentence(
        it_says(line, _("is in stock") if line.in_stock else _("is out of stock just now, though"))
    )
    choice = _("Noted, your choice is %(product)s at %(price)s.")
    choice %= {"product": the(line, bold=True), "price": format_price(line.price, line.currency)}
    return " ".join([choice, stock, _("Ask me anything about it; I cannot place orders myself.")])
