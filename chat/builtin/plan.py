"""The next step of a turn: which tools to call, or what to say. Decided anew at each step from the
messages alone.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from chat.builtin import baskets, replies, service, small
from chat.builtin.acts import (
    About,
    AddUp,
    Ask,
    Choose,
    Compare,
    Find,
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
from chat.builtin.frame import framed, unwanted
from chat.builtin.gist import gist
from chat.builtin.judge import fit
from chat.builtin.look import (
    CENT,
    MOST_ROUNDS,
    READ_OF_FOUND,
    Step,
    found_in,
    look,
    more,
    read_in,
    reads,
)
from chat.builtin.offers import accepted, constraint_offered
from chat.builtin.phrase import agreeing, because, it_says, priced, says, says_priced, sentence, the
from chat.builtin.product_matcher import Namer, no_names
from chat.builtin.properties_asked import wanted_attributes
from chat.builtin.rank import ranking, superlative
from chat.builtin.recall import recalled
from chat.builtin.refine import without
from chat.builtin.request import parse
from chat.builtin.sayings import key_words, saying
from chat.builtin.segment import Message, segmented, without_tail
from chat.builtin.talk import Call, Talk
from chat.builtin.words import joined, stems
from chat.tools import Compared, Facts, Found, Places, ProductLine
from shop.search.vocabulary import Vocabulary
from site_config.formatting import format_price


def next_step(talk: Talk, shop: Vocabulary, named: Namer = no_names) -> Step:
    """Words end the turn. After three rounds of tools there are words in any case."""
    message, talk = _heard(talk, shop)
    step = _repair(talk) or _step(_understood(message, talk, shop, named), talk, shop)
    return (
        replies.sorry()
        if isinstance(step, list) and talk.now.rounds >= MOST_ROUNDS
        else step or replies.sorry()
    )


def understand(talk: Talk, shop: Vocabulary, named: Namer = no_names) -> Request:
    """What the visitor asks for with their last message."""
    return _understood(*_heard(talk, shop), shop, named)


def _heard(talk: Talk, shop: Vocabulary) -> tuple[Message, Talk]:
    """The message without chatter, in a talk that stands where it points back to."""
    message, talk = recalled(segmented(gist(talk.now.said), shop), talk)
    if talk.before and (bare := without_tail(message.text, "afterthoughts")) != message.text:
        message = replace(message, text=bare)
    talk.now.said = message.text
    return message, talk


def _understood(message: Message, talk: Talk, shop: Vocabulary, named: Namer) -> Request:
    """A bare yes takes the offer that was made; everything else is framed, or parsed."""
    if not small.is_yes(small.spelled(talk.now.said)):
        return framed(message, talk, shop, named) or _parsed(message.text, talk, shop, named)
    # An offer stands in the language that it was made in.
    with override(talk.before[-1].language if talk.before else "en"):
        last, label, offered = (
            talk.search(),
            constraint_offered(talk.offer()),
            accepted(talk.offer()),
        )
        if last and label:
            words, args = without(label, last.args, shop)
            return Find(words, args=args, asked=words)
    return parse(offered, talk, shop, named) if offered else Small("fine")


def _parsed(text: str, talk: Talk, shop: Vocabulary, named: Namer) -> Request:
    """What is ruled out by the name of a kind is none of the words that are looked for."""
    text, ruled_out = unwanted(text, shop)
    request = parse(text, talk, shop, named)
    if not isinstance(request, Find):
        return request
    args: dict[str, Any] = {"not_words": list(ruled_out)} if ruled_out else {}
    if attributes := wanted_attributes(text, shop):
        args |= {"attributes": attributes}
    return replace(request, args=request.args | args)


def _step(  # noqa: PLR0911  # one for each kind of request
    request: Request, talk: Talk, shop: Vocabulary
) -> Step:
    match request:
        case Outfit():
            return baskets.outfit(request, talk, shop)
        case Several():
            return baskets.several(request, talk)
        case AddUp():
            return baskets.add_up(request, talk)
        case More():
            return more(talk)
        case Find():
            return look(request, talk)
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
    failed = {call.name: call for call in talk.now.calls if call.error}
    done = {call.name for call in talk.now.calls if call.result is not None}
    if call := failed.get("compare_products"):
        return None if call.name in done else _without_gone(call, talk)
    if (call := failed.get("search_products")) and call.name not in done:
        return _in_plain_words(call) if talk.now.rounds == 1 else replies.sorry()
    lost = next(
        (each for name, each in failed.items() if name not in done and "product_id" in each.args),
        None,
    )
    return _gone(lost, talk) if lost else None


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
        is_told = _WENT_WRONG.match(request.words) and request.topic in ("warranty", "orders")
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


# "My lamp came broken" is told, and no question.
_WENT_WRONG = re.compile(r"^(?:my|the|it|i|half|nothing|still)\b(?!.*\?)", re.I)
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
    told = replies.facts_reply(found, request.topic, request.words)
    if key is None:
        return told
    own = sentence(says(facts, saying(key, facts.attributes[key])))
    return f"{own} {told}" if found.facts else own


def _than(request: Than, talk: Talk) -> Step:
    aspect, is_more = request.degree
    line: ProductLine | None = read_in(talk).get(request.product) or talk.known().get(
        request.product
    )
    if line is None:
        return reads([request.product])
    if aspect.name == "price":
        return _other_price(line, is_more, talk)
    found = found_in(talk)
    if found is None:
        return [_again(talk, line, {})]
    others = [each for each in found.products if each.id != line.id]
    others = ([each for each in others if each.category == line.category] or others)[:5]
    read = read_in(talk)
    if aspect.name != "rating" and len(read) < 2 and others:
        return reads([line.id, *(each.id for each in others)])
    return _than_reply(
        line,
        ranking([read.get(each.id, each) for each in (line, *others)], request.degree),
        request,
    )


def _than_reply(line: ProductLine, ranked: list[tuple[ProductLine, str]], request: Than) -> str:
    own = next((said for each, said in ranked if each.id == line.id), None)
    if own is None:
        said = {"aspect": called(request.degree[0].name), "product": the(line)}
        return sentence(
            _("the shop does not state the %(aspect)s of %(product)s, so I cannot tell") % said
        )
    place = [each.id for each, _said in ranked].index(line.id)
    better = [(each, said) for each, said in ranked[:place] if said != own]
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


def _other_price(line: ProductLine, is_more: bool, talk: Talk) -> Step:
    found = found_in(talk)
    if found is None:
        return [
            _again(
                talk,
                line,
                {"price_min": line.price + CENT} if is_more else {"price_max": line.price - CENT},
            )
        ]
    words = _last_words(talk)
    same = [
        each
        for each in found.products
        if each.category == line.category or (stems(words) and fit(each, words).kind >= 2)
    ]
    if not same:
        return _no_other_price(line, is_more, found)
    if not read_in(talk) and stems(words):
        return reads([each.id for each in same[:READ_OF_FOUND]])
    read: dict[int, ProductLine] = dict(read_in(talk))
    count = len(same)
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
    lead = text % {
        "price": format_price(line.price, line.currency),
        "product": the(line),
        "count": count,
    }
    kept = found.model_copy(update={"products": same, "understood": [], "would_fit": []})
    return found_reply(kept, " ".join(words.split()), read, None, len(talk.before), lead)


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
    """The last search again where the product came from it, else what is like the product."""
    last = talk.search()
    came_from_it = last is not None and any(
        line.id == each.id for turn in talk.before for each in turn.lines()
    )
    if last is not None and came_from_it:
        return Call("search_products", {**last.args, **limit})
    return Call(
        "similar_products",
        {"product_id": line.id, "limit": 6}
        | ({"price_max": limit["price_max"]} if "price_max" in limit else {}),
    )


def _ask(request: Ask, talk: Talk) -> Step:
    read = read_in(talk)
    if read:
        facts = list(read.values())
        said = stems(f"{facts[0].name} {facts[0].brand} {facts[0].category}")
        if not request.ids and not all(is_like(word, said) for word in stems(request.subject)):
            return replies.unknown_name(request.subject)
        return answers(facts, request.question)
    if request.ids:
        return reads(request.ids)
    found = found_in(talk)
    if found is None:
        return [
            Call("search_products", {"words": request.subject, "limit": 6 if request.must else 3})
        ]
    wanted = stems(request.subject)
    named = [line for line in found.products if stems(request.must) <= stems(line.name)]
    if not named:
        return replies.unknown_name(request.subject)
    return reads(
        [
            max(
                named,
                key=lambda line: (len(stems(line.name) & wanted), -len(stems(line.name) - wanted)),
            ).id
        ]
    )


def _compare(request: Compare, talk: Talk) -> Step:
    if len(request.ids) == 1:
        return _compare_unsold(request, talk)
    compared = next(iter(talk.now.results(Compared)), None)
    if compared is None and not request.ids:
        found = talk.now.results(Found)
        if not found:
            return [Call("search_products", {"words": name, "limit": 1}) for name in request.names]
        ids = list(dict.fromkeys(each.products[0].id for each in found if each.products))
        return (
            [Call("compare_products", {"product_ids": ids})]
            if len(ids) > 1
            else replies.unknown_name(joined(list(request.names)))
        )
    if compared is None:
        calls = [Call("compare_products", {"product_ids": list(request.ids)})]
        return calls + (reads(request.ids) if request.degree or stems(request.question) else [])
    again = [line.id for line in compared.products] in (
        [line.id for line in before.products] for before in talk.last_compared()
    )
    return compared_reply(compared, request.degree, request.question, read_in(talk), again=again)


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
    known, words = talk.known(), _last_words(talk)
    own = [
        pk
        for pk in ids
        if pk in known
        and (fit(known[pk], words).kind >= 2 or stems(words) <= stems(known[pk].name))
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
    return similar_reply(found, line, len(talk.before), cheaper=limit is not None)


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
