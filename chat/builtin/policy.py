"""From what a message is to what is done about it: one table."""

from collections.abc import Callable
from dataclasses import replace

from chat.builtin import intents, service, small
from chat.builtin.acts import About, Ask, Compare, Find, More, Request, Similar, Small, Than
from chat.builtin.aspects import PRICE
from chat.builtin.basket_changes import change
from chat.builtin.catalogue import grounded, things
from chat.builtin.follow_ups import (
    TELL_MORE,
    carried_on,
    coded,
    enough,
    fitness,
    in_colour,
    needed_for,
    other_one,
    something_else,
    stated_of_topic,
)
from chat.builtin.frame import Frame
from chat.builtin.function_words import any_of, begins_with, words
from chat.builtin.goes_with import asked_again, fits, which_for
from chat.builtin.mentions import mentioned
from chat.builtin.price_rules import than_named
from chat.builtin.product_matcher import Name
from chat.builtin.refine import without_label
from chat.builtin.refusals import refuse
from chat.builtin.search_rules import (
    count,
    extreme,
    find,
    for_whom,
    maker,
    more,
    need,
    outfit,
    outfit_again,
    refine,
    several,
)
from chat.builtin.segment import bare, bare_intent
from chat.builtin.shown_rules import (
    ask,
    ask_unknown,
    beside,
    better,
    choose,
    choose_by_degree,
    compare,
    rank,
    similar,
    variant,
)
from chat.builtin.state import Offer
from chat.builtin.totals import asks_sum, asks_times, of_count, sum_up, with_topic
from chat.builtin.words import stems, tokens, wishes
from chat.tools import Facts
from shop.search.query import read
from site_config.deadline import check_time

# How much more a sentence has to tell of what went wrong than it asks for goods.
COMPLAINS, COMPLAINS_OF_NAMED = 1.0, 0.55

Rule = Callable[[Frame], Request | None]

# What is tried for each act of intents.toml, until a rule finds what it needs in the talk.
RULES: dict[str, tuple[Rule, ...]] = {
    "sum": (sum_up,),
    "bundle": (outfit,),
    "count": (count,),
    "more": (more,),
    "repeated": (more,),
    "maker": (maker,),
    "compare": (beside, compare),
    "similar": (similar,),
    "rank": (beside, extreme, rank),
    "choose": (choose, rank),
    "refine": (for_whom, refine),
    "detail": (beside, ask, ask_unknown),
    "need": (for_whom, need),
    "find": (several, for_whom),
}
# What two products, or one and a kind, have to do with each other.
PLAIN: tuple[Rule, ...] = (with_topic, of_count, enough, better, fits, which_for, asked_again)
# What a message says plainly, whatever it sounds like.
FIRST: tuple[Rule, ...] = (
    coded,
    fitness,
    other_one,
    something_else,
    in_colour,
    needed_for,
    choose_by_degree,
    outfit_again,
    change,
    refuse,
    variant,
    than_named,
)
# What the words alone may still say, where the acts found nothing to go by.
LAST: tuple[Rule, ...] = (beside, compare, several, for_whom, refine, ask)


def request_of(frame: Frame) -> Request:
    """What the message asks for. Anything that is not understood otherwise is looked for."""
    if asks_times(frame.whole) and (found := sum_up(frame)):
        return found
    for rule in PLAIN:
        check_time()
        if found := rule(frame):
            return found
    return _of_talk(frame) or _of_no_goods(frame) or _of_goods(frame)


def _of_talk(frame: Frame) -> Request | None:
    return carried_on(frame) or stated_of_topic(frame)


def _of_goods(frame: Frame) -> Request:
    wants_more = intents.intent_of(frame.said) == intents.MORE
    acts = (intents.MORE, *frame.acts) if wants_more else frame.acts
    acts = ("sum", *acts) if asks_sum(frame.whole) else acts
    rules = [*FIRST, *(rule for act in acts for rule in RULES.get(act, ()))]
    for rule in dict.fromkeys([*rules, *LAST]):
        check_time()
        if found := rule(frame):
            return _looked_for(found, frame)
    return _looked_for(find(frame), frame)


def _looked_for(request: Request, frame: Frame) -> Request:
    if not isinstance(request, Find):
        return request
    is_open = request.is_need or _is_open(request, frame)
    aside = "" if is_open else ", ".join(frame.message.background)
    names_goods = bool(frame.goods or frame.limits)
    return replace(request, names_goods=names_goods, is_need=is_open, beside=aside)


def _is_open(request: Find, frame: Frame) -> bool:
    """Whether it looks for no named thing, or narrows what was shown for such a wish."""
    if things(request.words, frame.shop):
        return frame.is_open and frame.is_told
    if frame.is_open or frame.last is None or not frame.talk.shown():
        return frame.is_open
    before = stems(read(str(frame.last.args.get("words", "")), frame.shop).words)
    added = [word for word in wishes(read(request.words, frame.shop).words) if word not in before]
    return len(grounded(" ".join(added), frame.shop).split()) == len(added)


def _of_no_goods(frame: Frame) -> Request | None:
    """Small talk, complaints, harm, and what is asked of the shop itself."""
    if not frame.message.text or small.is_sum(frame.text):
        return Small("off_topic")
    if wrong := _wrong(frame):
        return wrong
    is_code = frame.name is not None and frame.name.is_code
    return None if is_code else _small(frame) or _of_shop(frame)


def _small(frame: Frame) -> Small | None:
    is_sum = asks_sum(frame.whole) and _is_of_goods(frame)
    kind = small.kind_of(frame.said)
    is_of_shown = kind == "off_topic" and _is_of_goods(frame)
    is_aside = is_sum or is_of_shown or _is_for_shop(kind, frame)
    return Small(kind) if kind and not is_aside else None


def _is_for_shop(kind: str | None, frame: Frame) -> bool:
    """ "We are 7 on friday" limits what the shop has; "German games" are no language of ours."""
    is_limited = any(item.field != "price" and not item.is_hypothesis for item in frame.limits)
    asks_for_thing = frame.things and any_of("detail", "of_shop_behind").match(frame.said)
    return (kind == "off_topic" and is_limited) or (kind == "language" and bool(asks_for_thing))


def _of_shop(frame: Frame) -> Request | None:
    if intents.intent_of(frame.said) == "places":
        return About()
    topic = service.topic_of(frame.said) or _returns(frame)
    if topic == "warranty" and begins_with(frame.said, "need", "begins"):
        topic = "complaint"  # "my lamp came broken" is told, and asks for no terms
    if topic and not _is_of_goods(frame):
        return About(topic, frame.said)
    return _maybe_about(frame)


def _returns(frame: Frame) -> str:
    """ "I want to return a hat" is of returns, whatever is returned."""
    topic = service.topic_of(bare(frame.said, frame.shop))
    return topic if topic == "returns" else ""


def _is_of_goods(frame: Frame) -> bool:
    """ "Which has the longest guarantee" of those shown, "a pan and a lid, what do I pay"."""
    if asks_sum(frame.whole):
        return bool(frame.goods or mentioned(frame.whole, frame.talk).ids)
    return frame.is_superlative and bool(frame.talk.shown(2))


def _wrong(frame: Frame) -> Request | None:
    """Complaints and harm, whatever goods are named in them."""
    name = frame.namer(frame.whole)
    for clause in (*frame.message.background, *frame.message.clauses):
        intent = bare_intent(clause, frame.shop)
        if intent == "harm" or intents.is_harm(small.spelled(clause)):
            return Small("harm")
        if intent == "private":
            return Small("private")
        if intent == "complaint" or _tells_what_is_wrong(clause, name, frame):
            return About("complaint", clause)
    return None


def _tells_what_is_wrong(clause: str, name: Name | None, frame: Frame) -> bool:
    """ "My pram lost a wheel": of a product that is named, less has to sound like a complaint."""
    is_told = begins_with(clause, "need", "begins") and not frame.asks
    # "It does not work any more" wishes for nothing.
    if not is_told or (words("asks", "wishes") - {"any"}).intersection(tokens(frame.whole)):
        return False
    said = bare(clause, frame.shop, name.said if name else "")
    is_of_goods = "thing" in said.split() or name is not None
    least = COMPLAINS_OF_NAMED if name else COMPLAINS
    is_wrong = is_of_goods and intents.grievance(said) >= least
    return is_wrong and "need" in intents.acts_of(said)[:2]


def _maybe_about(frame: Frame) -> Request | None:
    """What sounds like a wish, and may be for the shop's facts to say: "do you lend tents"."""
    topic = service.maybe_topic(frame.said) if frame.is_question else ""
    if not topic or _is_of_goods(frame):
        return None
    found = next(iter(frame.talk.now.results(Facts)), None)
    is_told = found is None or service.facts_saying(found, frame.said)
    return About(topic, frame.said) if is_told else None


def taken(offer: Offer, frame: Frame) -> Request | None:
    """What a yes to the offer asks for; None where what it was about is gone."""
    talk, last = frame.talk, frame.last
    shown = [line.id for line in talk.shown()]
    product = talk.topic() or next(iter(shown), None)
    if offer.kind == "drop" and last:
        found, args = without_label(offer.limit, last.args, frame.shop)
        return Find(found, args=args, asked=found)
    if offer.kind == "more":
        return More()
    if offer.kind == "compare":
        return Compare(tuple(shown[:2])) if len(shown) > 1 else None
    if product is None:
        return None
    requests: dict[str, Request] = {
        "cheaper": Than(product, (PRICE, False)),
        "similar": Similar(product),
        "first": Ask(tuple(shown[:1]) or (product,), TELL_MORE),
    }
    return requests.get(offer.kind, Ask((product,), TELL_MORE))
