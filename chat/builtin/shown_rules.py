"""What a message asks of products that were shown, or that it names."""

import re
from collections.abc import Sequence

from chat.builtin import small
from chat.builtin.acts import Ask, Choose, Compare, Find, Request, Similar, Small, Than, Which
from chat.builtin.aspects import Degree, aspects_in, degree_in
from chat.builtin.catalogue import called, grounded, is_strange, things
from chat.builtin.follow_ups import asked_last, carried_over
from chat.builtin.frame import Frame, fill
from chat.builtin.function_words import any_of, begins_with, phrases, words
from chat.builtin.mentions import COUNTS, MOST, Mention, list_of, mentioned, pair_spoken_of
from chat.builtin.named_parts import Parts, named_parts, unsold
from chat.builtin.product_matcher import Name
from chat.builtin.question import Question
from chat.builtin.rank import ranked_key, ranking
from chat.builtin.search_rules import sort_order
from chat.builtin.talk import Call, Talk
from chat.builtin.variants import asks_choice, asks_options, asks_values_alone
from chat.builtin.words import plain, stem, stems, tokens
from chat.tools import Found, ProductFacts, ProductLine
from shop.models import SEPARATOR
from shop.search.query import read, without_phrase
from shop.search.vocabulary import Vocabulary

MOST_ASKED = 3
# As many cards are ranked.
MOST_RANKED = 6
LONGEST_CHOICE = 12
# Of the last search, what another order leaves out.
_ORDER = frozenset(("words", "sort", "limit"))
_OF_THE = re.compile(r"\bwhich of (?:the|those|these|your) (\w+)")
_THE = re.compile(r"\b(?:the|your) (?P<name>[^\W\d_]+(?: [^\W_]+){1,3})")
_SO_MANY_OF = re.compile(
    rf"\b(?:the|your|of) (?P<count>{'|'.join(COUNTS)}) (?P<kind>[^\W\d_]+(?: [^\W\d_]+)?)$"
    rf"|\bboth (?:the |your )?(?P<both>[^\W\d_]+(?: [^\W\d_]+)?)$"
)
_THE_ONE = re.compile(r"\bthe (?:[a-z]+ ){1,2}(?:one|of (?:them|those|these|the two))\b")
_ALL_OF = re.compile(r"\b(?:of|between|from) (?:both|them|these|those|the (?:two|three|four))\b.*$")
# "Price of the Skarv" asks; what is longer and says a price may be a wish.
SHORT = 6


def variant(frame: Frame) -> Request | None:
    """ "And in blue?", "which sizes are left in grey", of a product with options that was read."""
    question = Question(frame.said)
    several = [each.id for each in _listed_last(frame.talk) if asks_values_alone(each, question)]
    if several:
        return Ask(tuple(several[:MOST_ASKED]), frame.said)
    product = frame.talk.topic()
    facts = frame.talk.read().get(product or 0)
    if not isinstance(facts, ProductFacts) or not facts.variants:
        return None
    is_asked = asks_choice(facts, question) or asks_options(facts, question)
    return Ask((facts.id,), frame.said) if is_asked else None


def _listed_last(talk: Talk) -> list[ProductFacts]:
    """What was read of the list that the last turn showed, where a size is asked of all of it."""
    is_list = bool(talk.before) and len(talk.before[-1].shown()) > 1
    return talk.facts_shown() if is_list else []


def compare(frame: Frame) -> Request | None:
    """Those that are named, else those that were shown."""
    if frame.acts[0] != "compare" and not any_of("compare").search(frame.said):
        return None
    if found := _extremes(frame) or _all_shown(frame) or _two_of_kind(frame):
        return found
    parts = named_parts(frame.text, frame.talk, frame.namer)
    if len(parts.ids) > 1:
        return _compare_named(frame, parts)
    return _compare_mentioned(frame, parts) or _compare_shown(frame)


def better(frame: Frame) -> Compare | None:
    """ "What is better about the C400", beside the one spoken of, or another that is named."""
    lead = any_of("compare", "about").search(frame.said)
    if not lead:
        return None
    said = frame.said[lead.end() :]
    parts = named_parts(said, frame.talk, frame.namer)
    if len(parts.ids) > 1:
        return Compare(parts.ids[:MOST])
    found = mentioned(said, frame.talk)
    own = parts.ids[:1] or (found.ids[:1] if found.explicit else ())
    other = _another(own, frame.talk) if own else None
    return Compare((*own, other)) if other else None


def _another(own: Sequence[int], talk: Talk) -> int | None:
    """The one spoken of, else the first shown, that is not the one named."""
    others = [talk.topic(), *(line.id for line in talk.shown())]
    return next((pk for pk in others if pk and pk not in own), None)


def _two_of_kind(frame: Frame) -> Compare | None:
    """ "The difference between the two lamps", "compare both lamps"."""
    match = _SO_MANY_OF.search(frame.said)
    said = (match["kind"] or match["both"]) if match else ""
    if not match or not (kind := things(said, frame.shop)):
        return None
    count = COUNTS[match["count"] or "two"]
    lines = list_of(stem(kind[-1]), frame.talk)[:count]
    degree = _degree_beside(frame.said)
    if len(lines) > 1:
        return Compare(tuple(line.id for line in lines), (), degree)
    return Compare((), (said,), degree, count=count)


def _compare_named(frame: Frame, parts: Parts) -> Request:
    degree = _degree_beside(parts.rest)
    is_order = any_of("compare").search(frame.said)
    if is_order and (degree is None or "which" not in frame.words):
        return Compare(parts.ids[:MOST], (), degree, parts.rest)
    if degree or any_of("compare", "either").search(frame.said):
        return Which(parts.ids[:MOST], degree, parts.rest, named=True)
    return Ask(parts.ids[:MOST_ASKED], parts.rest)


def _compare_mentioned(frame: Frame, parts: Parts) -> Request | None:
    """What was shown and is pointed at, beside one that the shop has, or does not sell."""
    found = mentioned(frame.text, frame.talk, digits=True)
    degree = _degree_beside(found.rest)
    ids = tuple(dict.fromkeys([*found.ids, *parts.ids]))
    if len(ids) > 1:
        return Compare(ids[:MOST], (), degree, found.rest)
    if parts.ids and (other := unsold(parts, frame.talk)):
        return Compare(parts.ids, (other,))
    if names := _capitals(parts):
        return Compare((), names, degree, found.rest)
    return _with_another(found, frame.talk) if found.explicit else None


def _degree_beside(said: str) -> Degree | None:
    """ "Which is better" says by nothing what is better."""
    return degree_in([word for word in said.split() if word != "better"])


def _with_another(found: Mention, talk: Talk) -> Request:
    """One that is pointed at, beside the first of the others."""
    other = next((line.id for line in talk.shown(2) if line.id not in found.ids), None)
    if found.ids and other and not found.missing:
        return Compare((found.ids[0], other), (), _degree_beside(found.rest), found.rest)
    return Small("which_one")


def _capitals(parts: Parts) -> tuple[str, ...]:
    """ "Compare the Harrow jacket and the Isbre parka", of which nothing was shown."""
    names = tuple(
        part
        for part in parts.unnamed
        if stems(part) and any(word[:1].isupper() for word in part.split())
    )
    return names[:MOST] if len(names) >= 2 else ()


def _compare_shown(frame: Frame) -> Request | None:
    """ "Compare them": those that were named last, else those that were shown."""
    talk, said = frame.talk, frame.mention.rest
    shown = tuple(line.id for line in talk.shown(2)[:MOST])
    if not shown:
        return None if talk.before or frame.things else Small("which_one")
    own = frame.left(said) - stems(" ".join(words("compare", "single")))
    if "which" not in frame.words and own:
        return None
    if best := _best_of_shown(frame):
        return best
    named = tuple(talk.named())
    ids = named if 2 <= len(named) <= MOST else shown
    return Compare(ids, (), _degree_beside(said), said)


def _best_of_shown(frame: Frame) -> Compare | None:
    """ "Compare the two cheapest"."""
    degree = _degree_beside(frame.mention.rest)
    count = next((COUNTS[word] for word in frame.words if word in COUNTS), 0)
    if not (degree and count and frame.is_superlative and degree[0].name in ("price", "rating")):
        return None
    ranked = ranking(frame.talk.shown(2), degree)[:count]
    return Compare(tuple(line.id for line, _said in ranked), (), degree, frame.mention.rest)


def _extremes(frame: Frame) -> Compare | None:
    """ "Compare the cheapest with the most expensive one" of those that were shown."""
    lines = frame.talk.shown(2)
    cheap, dear = (any_of("degree", name).search(frame.said) for name in ("cheap", "dear"))
    if not (lines and cheap and dear):
        return None
    by_price = sorted(lines, key=lambda line: line.price)
    ends = [by_price[0].id, by_price[-1].id]
    return Compare(tuple(ends if cheap.start() < dear.start() else ends[::-1]))


def _all_shown(frame: Frame) -> Compare | None:
    """ "Compare all four", "all of them"; at most four stand beside each other."""
    if "all" not in frame.words or not (lines := frame.talk.shown(2)):
        return None
    count = next((COUNTS[word] for word in frame.words if word in COUNTS), MOST)
    return Compare(tuple(line.id for line in lines[:count]))


def similar(frame: Frame) -> Request | None:
    if frame.name and not frame.mention.explicit:
        product: int | None = frame.name.ids[0] if frame.name.is_sure else None
        rest = frame.name.rest
    else:
        found = mentioned(frame.text, frame.talk, digits=True)
        rest = found.rest
        if found.missing:
            return None if frame.left(rest) else _like_last(frame) or Small("which_one")
        product = found.ids[0] if found.ids else None if frame.left(rest) else frame.talk.topic()
    is_cheaper = bool(any_of("degree", "cheaper").search(rest))
    return Similar(product, is_cheaper) if product else None


def _like_last(frame: Frame) -> Find | None:
    """ "Something like that": what is nearest in meaning to what is not here."""
    said = str(frame.last.args.get("words", "")) if frame.last else ""
    return Find(said, args={"limit": MOST_RANKED}, is_need=True) if said else None


def rank(frame: Frame) -> Request | None:
    """ "Which is the lightest?", "which of them is waterproof?", "cheaper"."""
    return _which(frame) or _definite(frame) or than(frame) or _extreme_of_last(frame)


def _definite(frame: Frame) -> Which | None:
    """ "The more expensive one" of those that were shown, with nothing else said."""
    shown = frame.talk.shown(2)
    is_one = _THE_ONE.search(frame.said) and frame.degree and not frame.is_superlative
    if not shown or not is_one or frame.left(frame.said) or frame.asks:
        return None
    return Which(tuple(line.id for line in shown)[:MOST_RANKED], frame.degree, frame.said)


def _extreme_of_last(frame: Frame) -> Find | None:
    """ "The lightest?", of all that was looked for last."""
    if not (frame.last and frame.degree and frame.is_superlative) or frame.left(frame.said):
        return None
    said = without_cheap(frame.last_words, frame.shop)
    args = {name: value for name, value in frame.last.args.items() if name not in _ORDER}
    if order := sort_order(frame.degree):
        args["sort"] = order
    return Find(said, frame.degree, args, asked=said)


def without_cheap(said: str, shop: Vocabulary) -> str:
    """The words of a search without a wish for the cheapest."""
    for each in read(said, shop).constraints:
        said = without_phrase(said, each.phrase) if each.field == "cheap" else said
    return " ".join(said.split())


def beside(frame: Frame) -> Request | None:
    """Two that are named beside each other: "is the Skarv lighter than the Moorland"."""
    is_or = " or " in frame.text and all(each.field == "brand" for each in frame.limits)
    is_asked = is_or or frame.asks or frame.degree or any_of("compare").search(frame.said)
    if not is_asked or not any_of("compare", "either").search(frame.said):
        return None
    parts = named_parts(frame.text, frame.talk, frame.namer)
    return _compare_named(frame, parts) if len(parts.ids) > 1 else None


def _which(frame: Frame) -> Request | None:
    """Only over what was shown: with another kind of product in it, it is looked for in the whole
    shop.
    """
    own = _of_kind(frame)
    shown = own or frame.talk.shown(2)
    if not shown:
        return _of_apart(frame)
    if _is_of_shop(frame) or not (own or (_is_of_shown(frame) and not _is_of_all_found(frame))):
        return None
    if _chooses_best(frame):
        return _choose_best(frame)
    return _which_of(shown, frame)


def _which_of(shown: Sequence[ProductLine], frame: Frame) -> Which:
    rest = any_of("pointing", "of_shown").sub(" ", frame.said)
    found = mentioned(rest, frame.talk)
    ids = found.ids if len(found.ids) > 1 else tuple(line.id for line in shown)
    is_open = frame.degree and "which" in frame.words[:1]
    return Which(ids[:MOST_RANKED], frame.degree, frame.said if is_open else " ".join(rest.split()))


def _of_apart(frame: Frame) -> Which | None:
    """ "Which of the two is warmer", of what was shown one after the other."""
    ids = frame.mention.ids
    is_several = frame.degree and len(ids) > 1
    return Which(ids[:MOST_RANKED], frame.degree, frame.said, named=True) if is_several else None


def _is_of_all_found(frame: Frame) -> bool:
    """Whether a bare superlative is of more than what was shown: "and the cheapest" of 31 games,
    "and the warmest" after the cheapest yarn.
    """
    last = frame.talk.before[-1].last("search_products") if frame.talk.before else None
    is_bare = frame.degree is not None and frame.is_superlative and not frame.left(frame.said)
    is_pointed = any_of("pointing", "of_shown").search(frame.said) or _chooses_best(frame)
    return last is not None and is_bare and not is_pointed and _is_part(last, frame)


def _is_part(last: Call, frame: Frame) -> bool:
    """Whether more was found than shown, or the cheapest of it alone."""
    found = last.result
    is_more = isinstance(found, Found) and found.total > len(found.products)
    is_sorted = last.args.get("sort", "relevance") != "relevance"
    return is_more or is_sorted or without_cheap(frame.last_words, frame.shop) != frame.last_words


def _is_of_shop(frame: Frame) -> bool:
    return bool(any_of("degree", "shop").search(frame.said)) or _names_one(frame)


def _of_kind(frame: Frame) -> Sequence[ProductLine]:
    """ "Which of the kettles": those that were shown."""
    match = _OF_THE.search(frame.said)
    return list_of(stem(match[1]), frame.talk) if match else []


def _is_of_shown(frame: Frame) -> bool:
    if any_of("pointing", "of_shown").search(frame.said):
        return True
    if frame.words[:2] == ["which", "is"] and not frame.things:
        return True
    if frame.talk.has_compared() and frame.is_comparative and frame.is_question:
        return True
    is_superlative = frame.degree is not None and frame.is_superlative
    return is_superlative and (not frame.left(frame.said) or _asks_which(frame))


def _asks_which(frame: Frame) -> bool:
    """ "Which has the longest guarantee", where those shown state one."""
    stating = frame.talk.facts_shown()
    if not (frame.is_question and frame.degree and stating) or frame.things:
        return False
    return bool(ranked_key(stating, frame.degree))


def _chooses_best(frame: Frame) -> bool:
    is_choice = frame.is_superlative and not frame.is_question
    return is_choice and any_of("choose").search(frame.said) is not None


def _choose_best(frame: Frame) -> Choose | None:
    best = ranking(frame.talk.shown(2), frame.degree) if frame.degree else []
    return Choose(best[0][0].id) if best else None


def _names_one(frame: Frame) -> bool:
    return len(frame.mention.ids) == 1 and frame.mention.explicit


def than(frame: Frame) -> Request | None:
    """More or less of something than one product has: "cheaper", "do you have it bigger"."""
    if frame.degree is None or not _is_more_or_less(frame) or _asks_else(frame):
        return None
    found = mentioned(" ".join(word for word in frame.words if word != "than"), frame.talk)
    line = frame.talk.spoken_line()
    product = next(iter(found.ids), line.id if line else None)
    return Than(product, frame.degree) if product and _is_bare(found, frame) else None


def _is_bare(found: Mention, frame: Frame) -> bool:
    """Whether nothing but the degree is said beside the product."""
    has_degree = not found.explicit or degree_in(found.rest.split()) is not None
    return has_degree and not frame.left(found.rest)


def _asks_else(frame: Frame) -> bool:
    """ "What is the cheaper one made of" asks for no cheaper one."""
    others = (each for each in aspects_in(small.spelled(frame.asking).split()) if not each.vague)
    own = frame.degree[0].name if frame.degree else ""
    return frame.asks and any(each.name not in (own, "price") for each in others)


def _is_more_or_less(frame: Frame) -> bool:
    """ "Cheaper than 50" is a limit."""
    has_amount = any(each.field != "cheap" for each in frame.limits)
    is_comparative = frame.is_comparative and not frame.is_superlative
    return is_comparative and not has_amount and not frame.asks_of_it


def choose(frame: Frame) -> Request | None:
    if frame.is_question or frame.degree or len(frame.words) > LONGEST_CHOICE:
        return None
    if not any_of("choose", "wishes").search(frame.said):
        return None
    takes = bool(any_of("choose").search(frame.said))
    found = mentioned(frame.text, frame.talk, digits=takes)
    if stems(found.rest) - fill():
        return None
    if len(found.ids) == 1:
        return Choose(found.ids[0])
    return Small("which_one") if takes and (found.missing or len(found.ids) > 1) else None


def choose_by_degree(frame: Frame) -> Choose | None:
    """ "Take the cheaper one of both"."""
    takes = any_of("choose").search(frame.said) and _THE_ONE.search(frame.said)
    if not takes or not frame.degree or frame.left(_ALL_OF.sub(" ", frame.said)):
        return None
    ranked = ranking(pair_spoken_of(frame.talk), frame.degree)
    return Choose(ranked[0][0].id) if ranked else None


def ask(frame: Frame) -> Request | None:
    """A question on a product: one that is named, one that was shown, or the one spoken of."""
    return (
        carried_over(frame)
        or _ask_named(frame)
        or _ask_unsold(frame)
        or _ask_mentioned(frame)
        or _ask_sibling(frame)
        or _ask_topic(frame)
    )


def _ask_named(frame: Frame) -> Request | None:
    name = frame.name
    if name is None or (frame.talk.shown() and frame.mention.explicit and _is_place(frame)):
        return None
    if not _asks_of_name(frame, name):
        return None
    shown = [line.id for line in frame.talk.shown() if line.id in name.ids]
    return Ask(tuple(shown[:1] or name.ids[:MOST]), name.rest)


def _ask_unsold(frame: Frame) -> Ask | None:
    """ "How long does the Bonavita kettle keep warm": of a name that no text of this shop has, and
    not of what was spoken of before.
    """
    if frame.name or not frame.talk.shown() or not frame.asks or frame.mention.explicit:
        return None
    said = _THE.search(frame.said)
    subject = _unsold_name(said["name"].split() if said else [], frame)
    return Ask((), frame.said, subject, subject) if subject else None


def _unsold_name(said: list[str], frame: Frame) -> str:
    """The words of a name up to the last that no text of the shop has; one such word has to be no
    word of the language either.
    """
    at = next((at for at, word in enumerate(said) if _is_no_name(word)), len(said))
    name = said[:at]
    if any(is_strange(word, frame.shop) for word in name):
        return " ".join(name)
    unknown = [at for at, word in enumerate(name, 1) if not grounded(word, frame.shop)]
    return " ".join(name[: unknown[-1]]) if len(unknown) > 1 else ""


def _is_no_name(word: str) -> bool:
    return word in words("asks", "begins") or not stems(word) or bool(degree_in([word]))


def _is_place(frame: Frame) -> bool:
    return bool(words("pointing", "places").intersection(frame.words))


def _asks_of_name(frame: Frame, name: Name) -> bool:
    """Something is asked of the product; "do you have the Skarv?" looks for it, as its name alone
    does.
    """
    if _is_wish(frame, name):
        return False
    return bool(words("asks", "begins").intersection(name.rest.split()[:1])) or _asks(frame, name)


def _asks(frame: Frame, name: Name) -> bool:
    rest = name.rest.split()
    asks = any(not each.vague for each in aspects_in(rest)) or bool(
        words("detail", "of_stock").intersection(rest)
    )
    if any_of("detail", "of_shop").match(frame.asking):
        return asks
    # "Sun cream for children" is a wish, and "the Skarv in stock?" is none.
    is_wish = begins_with(name.rest, "refine", "links") and "stock" not in rest
    asks_briefly = asks and not is_wish and len(frame.words) <= SHORT
    return (frame.asks and (frame.is_question or bool(stems(name.rest)))) or asks_briefly


def _is_wish(frame: Frame, name: Name) -> bool:
    """Whether limits are stated beside the name; "is the Skarv waterproof" asks for one."""
    fields = _limits_beside(frame, name)
    if _asks_shop_behind(frame):
        return bool(fields)
    if name.is_sure and frame.asks:
        return False
    if frame.asks and not any_of("detail", "of_shop").match(frame.asking):
        return any(each.startswith(("price_", "not_")) for each in fields)
    return bool(fields)


def _asks_shop_behind(frame: Frame) -> bool:
    """ "What chair in grey do you have"."""
    said = frame.short.rstrip(" ?!.").lower()
    return said.endswith(tuple(f" {phrase}" for phrase in phrases("detail", "of_shop_behind")))


def _limits_beside(frame: Frame, name: Name) -> set[str]:
    """ "A headset of any brand but HP" limits what is looked for, whatever products are called
    so.
    """
    own = set(name.said.split())
    fields = {
        field
        for each in frame.limits
        if not set(tokens(each.phrase)) <= own
        for field in each.changes
    }
    return fields - words("detail", "asked_too")


def _ask_mentioned(frame: Frame) -> Request | None:
    found = mentioned(frame.asking, frame.talk)
    if not (found.ids and found.explicit):
        found = mentioned(frame.text, frame.talk, digits=frame.said.isdigit())
    if found.missing and not stems(found.rest):
        return Small("which_one")
    if not found.ids:
        return None
    if len(found.ids) > 1 and (degree := degree_in(found.rest.split())):
        return Which(found.ids, degree, found.rest, named=True)
    is_meant = _is_alone(found) or _asks_beside(frame, found)
    return Ask(found.ids[:MOST_ASKED], found.rest) if is_meant else None


def _is_alone(found: Mention) -> bool:
    return not stems(found.rest) if found.explicit else not found.rest


def _asks_beside(frame: Frame, found: Mention) -> bool:
    """Not the "it" of "do you have a coat, it should be grey"."""
    if found.explicit:
        return frame.asks or bool(aspects_in(found.rest.split()))
    return frame.asks and not any_of("detail", "of_shop").match(frame.asking)


def _ask_sibling(frame: Frame) -> Ask | None:
    """ "And the women's cut?" asks of a product of almost that name what was asked last."""
    question, line = asked_last(frame.talk), frame.talk.spoken_line()
    lead = any_of("detail", "siblings").match(plain(frame.text).lower())
    other = plain(frame.text)[lead.end() :].strip(" ?.!") if lead else ""
    if not question or line is None or not stems(other) or aspects_in(tokens(other)):
        return None
    own = " ".join(word for word in question.split() if stem(word) not in stems(line.name))
    if name := _of_its_kind(other, line, frame):
        return Ask(name.ids[:1], own)
    kind = " ".join(things(question, frame.shop)) or line.category.rsplit(SEPARATOR, 1)[-1]
    other = re.sub(r" ones?$", "", other)
    return Ask((), own, f"{other} {kind}", other, beside=line.id)


def _of_its_kind(other: str, line: ProductLine, frame: Frame) -> Name | None:
    """The product that "the pebble one" or "the pebble" names, beside a lantern."""
    said = [word for word in other.split() if word.lower() not in ("one", "ones")]
    kind = called(line.name, frame.shop)[-1:]
    names = (frame.namer(" ".join(["the", *said, *last])) for last in (kind, ()) if said)
    return next((name for name in names if name and _is_other(name, line)), None)


def _is_other(name: Name, line: ProductLine) -> bool:
    return line.id not in name.ids and not stems(name.rest)


def _ask_topic(frame: Frame) -> Request | None:
    """A question that names no product: on the one spoken of last."""
    topic = frame.talk.topic()
    if topic is None:
        return Small("which_one") if frame.mention.missing and frame.asks_of_it else None
    if frame.degree and frame.is_superlative:
        return None
    return Ask((topic,), frame.said) if _asks_in_short(frame) or _asks_on(frame) else None


def _asks_in_short(frame: Frame) -> bool:
    """ "Weight?"; after an answer, any short question."""
    if len(frame.words) > MOST_ASKED:
        return False
    follows = bool(frame.talk.before) and not frame.talk.before[-1].last("search_products")
    return (follows and frame.asks) or bool(frame.aspects and not frame.left(frame.said))


def _asks_on(frame: Frame) -> bool:
    is_of_shop = any_of("detail", "of_shop").match(frame.asking)
    names_others = frame.acts[0] == "find" and frame.things and not frame.is_of_topic(frame.said)
    return frame.is_question and not is_of_shop and not names_others


def ask_unknown(frame: Frame) -> Request | None:
    """A product that is asked about by a name that no title has, and of which nothing was shown."""
    is_of_shop = any_of("detail", "of_shop").match(frame.asking)
    if frame.talk.shown() or is_of_shop or "the" not in frame.words:
        return None
    if frame.words[0] not in words("detail", "of_product"):
        return None
    after = frame.words[frame.words.index("the") + 1 :]
    at = next((at for at, word in enumerate(after) if not frame.left(word)), len(after))
    subject = " ".join(after[:at])
    return Ask((), frame.said.replace(f"the {subject}", " "), subject) if subject else None
