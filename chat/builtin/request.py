"""Words to what is asked: a closed grammar over a message, the conversation so far and the shop's
own names.
"""

import re
from collections.abc import Callable

from chat.builtin import grammar, intents, service, small
from chat.builtin.acts import (
    About,
    Ask,
    Choose,
    Compare,
    Find,
    More,
    Request,
    Similar,
    Small,
    Than,
    Which,
)
from chat.builtin.asked import all_shown, by_name, extremes
from chat.builtin.aspects import PRICE, Degree, aspects_in, degree_in
from chat.builtin.gist import gist
from chat.builtin.product_matcher import Namer, no_names
from chat.builtin.rank import ranking
from chat.builtin.references import COUNTS, Meant, meant
from chat.builtin.refine import Search, refined
from chat.builtin.talk import Talk
from chat.builtin.words import plain, spoken, stem, stems, tokens, unwrapped
from chat.tools import Facts
from shop.search.query import LONGEST_WORDS, read
from shop.search.vocabulary import Vocabulary
from site_config.deadline import check_time

_LONGEST_CHOICE = 12
_TO_DO = re.compile(r"\b(?:something|anything|things?|stuff) (?:to|that|which)$", re.I)
_CHEAP = re.compile(r"\bcheap\b", re.I)


def parse(text: str, talk: Talk, shop: Vocabulary, named: Namer = no_names) -> Request:
    """What `text` asks for. Anything that is not understood otherwise is looked for in the shop."""
    text = gist(text)
    if not text:
        return Small("off_topic")
    text = spoken(grammar.CORRECTION.sub("", text) or text)
    said = small.spelled(text)
    if request := _of_no_goods(text, said, talk):
        return request
    if request := by_name(text, said, talk, named, shop) or _count(text):
        return request
    rules: tuple[Callable[[str, str, Talk], Request | None], ...] = (
        _more,
        _maker,
        _compare,
        _similar,
        _which,
        _than,
        _choose,
    )
    for rule in rules:
        check_time()
        if request := rule(text, said, talk):
            return request
    if grammar.WHY.match(said) and (topic := talk.topic()):
        return Ask(meant(text, talk).ids[:1] or (topic,), "tell more about it")
    return (
        _sibling(text, talk)
        or _put_first(text, talk)
        or _refine(text, said, talk, shop)
        or _ask(text, said, talk)
        or _find(text, shop)
    )


def _of_no_goods(text: str, said: str, talk: Talk) -> Request | None:
    """Small talk, and what is asked of the shop itself."""
    if small.is_sum(text):
        return Small("off_topic")
    if kind := small.kind_of(said):
        return Small(kind)
    if intents.intent_of(said) == "places":
        return About()
    if topic := service.topic_of(said):
        return About(topic, said)
    if grammar.QUESTION.match(said) and (topic := service.maybe_topic(said)):
        found = next(iter(talk.now.results(Facts)), None)
        return About(topic, said) if found is None or service.told(found, said) else None
    return None


def _left(words: str) -> set[str]:
    """What is said besides the words of the grammar."""
    return {
        stem(word) for word in words.split() if not aspects_in([word]) and not degree_in([word])
    } & stems(words) - grammar.FILL


def _count(text: str) -> Request | None:
    match = grammar.COUNT.match(plain(text))
    words = unwrapped(f"{match['what']} {match['more']}") if match else ""
    return (
        Find(words, is_count=True)
        if stems(words) and not re.search(r"\b(?:it|them|left)\b", words, re.I)
        else None
    )


def _sibling(text: str, talk: Talk) -> Request | None:
    """ "And the women's cut?" asks of a product of almost that name what was asked last."""
    match = grammar.SIBLING.match(plain(text))
    if (
        not match
        or not talk.before
        or not talk.before[-1].last("get_product")
        or meant(text, talk).ids
    ):
        return None
    named, known = talk.named(talk.offer()), talk.known() | talk.read()
    if (
        len(named) != 1
        or named[0] not in known
        or not stems(match[1])
        or aspects_in(tokens(match[1]))
    ):
        return None
    name = known[named[0]].name
    question = " ".join(
        word for word in tokens(talk.before[-1].said) if stem(word) not in stems(name)
    )
    return Ask((), question, f"{name} {match[1]}", match[1])


def _put_first(text: str, talk: Talk) -> Ask | None:
    """ "And the red Skarv, is it free?" asks of a product that was not shown."""
    match = grammar.PUT_FIRST.match(plain(text))
    if not match or meant(text, talk).explicit or meant(match["name"], talk).ids:
        return None
    question = (
        "how much is it"
        if match["rest"].startswith("free")
        else f"{match['verb']} it {match['rest']}"
    )
    return Ask((), question, match["name"])


def _more(_text: str, said: str, talk: Talk) -> Request | None:
    return More() if talk.search() and intents.intent_of(said) == intents.MORE else None


def _maker(text: str, _said: str, talk: Talk) -> Request | None:
    """ "What else do they make", of the brand of what was spoken of last."""
    line = talk.known().get(talk.topic() or 0) or next(iter(talk.shown()), None)
    if not line or not line.brand or not grammar.SAME_MAKER.search(text):
        return None
    words = unwrapped(grammar.SAME_MAKER.sub(" ", text), ("else", "other", "more"))
    words = f"{words} from {line.brand}" if stems(words) else f"from {line.brand}"
    return Find(words, asked=words)


def _compare(text: str, said: str, talk: Talk) -> Request | None:
    if not grammar.COMPARE.search(said):
        return None
    if request := extremes(said, talk) or all_shown(said, talk):
        return request
    found = meant(text, talk, digits=True)
    degree = degree_in([word for word in found.rest.split() if word != "better"])
    if len(found.ids) >= 2:
        return Compare(found.ids[:4], (), degree, found.rest)
    if names := _names(text):
        return Compare((), names, degree, found.rest)
    if found.explicit:
        other = next((line.id for line in talk.shown(2) if line.id not in found.ids), None)
        return (
            Compare((*found.ids, other), (), degree, found.rest)
            if found.ids and other and not found.missing
            else Small("which_one")
        )
    return _compare_shown(said, found, degree, talk)


def _compare_shown(said: str, found: Meant, degree: Degree | None, talk: Talk) -> Request | None:
    """ "Compare them": those that were named last, else the first of those shown."""
    shown = tuple(line.id for line in talk.shown(2)[:4])
    if not shown:
        return None if talk.before else Small("which_one")
    if "which" not in said and _left(found.rest) - grammar.BESIDE_COMPARE:
        return Small("which_one")
    if (
        degree
        and degree[0].name in ("price", "rating")
        and (count := grammar.CHEAPEST_OF.search(said))
    ):
        ranked = ranking(talk.shown(2), degree)[: COUNTS[count[1]]]
        return Compare(tuple(line.id for line, _said in ranked), (), degree, found.rest)
    named = tuple(talk.named(talk.offer()))
    return Compare(named if 2 <= len(named) <= 4 else shown, (), degree, found.rest)


def _names(text: str) -> tuple[str, ...]:
    """ "Compare the Harrow jacket and the Isbre parka", of which nothing was shown."""
    asked = re.sub(
        r"^.*?\b(?:compare|differences? between|between|comparison of|better)\b[,:]?",
        "",
        plain(text),
        flags=re.I,
    )
    parts = [
        unwrapped(part)
        for part in re.split(r"\s(?:and|with|to|vs\.?|versus|or|from)\s|,", asked, flags=re.I)
    ]
    names = tuple(
        part for part in parts if stems(part) and any(word[:1].isupper() for word in part.split())
    )
    return names[:4] if len(names) >= 2 else ()


def _similar(text: str, said: str, talk: Talk) -> Request | None:
    if not grammar.SIMILAR.search(said):
        return None
    found = meant(text, talk, digits=True)
    if found.missing:
        return Small("which_one")
    product = found.ids[0] if found.ids else None if _left(found.rest) else talk.topic()
    return Similar(product, bool(grammar.CHEAPER.search(said))) if product else None


def _which(_text: str, said: str, talk: Talk) -> Request | None:
    """Only over what was shown: with a kind of product in it, it is looked for in the
    whole shop.
    """
    shown = talk.shown(2)
    if not shown or grammar.OF_THE_SHOP.search(said):
        return None
    asks = grammar.WHICH.match(said) or grammar.ANY_OF.match(said)
    rest = said[asks.end() :] if asks else said
    degree = degree_in(rest.split())
    is_of_shown = bool(asks and asks["of"])
    is_superlative = degree is not None and (
        asks or (grammar.SUPERLATIVE.search(rest) and not grammar.QUESTION.match(said))
    )
    # "Which has more ports?", after a comparison, is asked of what was compared.
    is_of_shown |= bool(asks and talk.has_compared() and grammar.COMPARATIVE.search(rest))
    if not is_of_shown and (not is_superlative or _left(rest)):
        return None
    if (
        degree
        and is_superlative
        and grammar.TAKE.search(said)
        and not asks
        and (best := ranking(shown, degree))
    ):
        return Choose(best[0][0].id)
    found = meant(rest, talk)
    ids = found.ids if len(found.ids) > 1 else tuple(line.id for line in shown)
    return Which(ids[:6], degree, rest)


def _than(text: str, said: str, talk: Talk) -> Request | None:
    degree = degree_in(said.split())
    if (
        degree is None
        or not grammar.COMPARATIVE.search(said)
        or grammar.NUMBER_LIMIT.search(said)
        or grammar.ON_IT.match(said)
    ):
        return None
    found = meant(re.sub(r"\bthan\b", " ", text), talk)
    product = (
        found.ids[0]
        if found.ids
        else talk.topic() or next((line.id for line in talk.shown()), None)
    )
    return Than(product, degree) if product and (found.explicit or not _left(found.rest)) else None


def _choose(text: str, said: str, talk: Talk) -> Request | None:
    is_choice = (
        grammar.CHOOSE.search(said)
        and not grammar.QUESTION.match(said)
        and not degree_in(said.split())
    )
    if not is_choice or len(said.split()) > _LONGEST_CHOICE:
        return None
    takes = bool(grammar.TAKE.search(said))
    found = meant(text, talk, digits=takes)
    if stems(found.rest) - grammar.FILL:
        return None
    if len(found.ids) == 1 and (found.explicit or takes):
        return Choose(found.ids[0])
    return Small("which_one") if takes and (found.missing or len(found.ids) > 1) else None


def _refine(text: str, said: str, talk: Talk, shop: Vocabulary) -> Request | None:
    last = talk.search()
    if (
        last
        and (match := grammar.NOT_THAT.match(text))
        and (without := _not_that(match[1].lower(), talk))
    ):
        return _refound("", refined(without, last.args, shop), shop)
    is_short_question = text.rstrip().endswith("?") and not _left(said) and len(said.split()) < 3
    if last is None or grammar.ON_IT.match(said) or is_short_question or meant(text, talk).explicit:
        return None
    return _refound(str(last.args.get("words", "")), refined(text, last.args, shop), shop)


def _refound(words: str, found: Search | None, shop: Vocabulary) -> Find | None:
    if found is None:
        return None
    # What was to be cheap is so in what is found now, where it may cost what it has to.
    degree = (PRICE, False) if _CHEAP.search(words) and not _CHEAP.search(found[0]) else None
    return Find(found[0], degree, args=found[1], asked=read(found[0], shop).words)


def _not_that(field: str, talk: Talk) -> str:
    """ "Another brand" is "not from X", X being that of the product spoken of."""
    line = talk.known().get(talk.topic() or 0) or next(iter(talk.shown()), None)
    if line is None:
        return ""
    return (
        (f"not {line.colour}" if line.colour else "")
        if field.startswith("col")
        else f"not from {line.brand}"
        if line.brand
        else ""
    )


def _ask(text: str, said: str, talk: Talk) -> Request | None:
    """A question on what was shown, as "the second" or "it"."""
    found = meant(text, talk, digits=said.isdigit())
    if found.missing and not stems(found.rest):
        return Small("which_one")
    if found.missing and (subject := _subject(text, talk)):
        return subject
    asks = (
        grammar.QUESTION.match(said)
        or grammar.QUESTION.match(found.rest)
        or (found.explicit and aspects_in(found.rest.split()))
    )
    is_alone = not stems(found.rest) if found.explicit else not found.rest
    # Not the "it" of "do you have a coat, it should be grey".
    is_subject = (
        found.explicit or not grammar.TO_THE_SHOP.search(said) or grammar.MY_WISH.search(said)
    )
    if len(found.ids) > 1 and asks and (degree := degree_in(found.rest.split())):
        return Which(found.ids, degree, found.rest, named=True)
    if found.ids and (is_alone or (asks and is_subject)):
        return Ask(found.ids[:3], found.rest)
    return _ask_topic(text, said, talk, found)


def _ask_topic(text: str, said: str, talk: Talk, found: Meant) -> Request | None:
    """A question that names no product shown: on a name in it, or on the product spoken of last."""
    topic = talk.topic()
    if topic and grammar.LEFT.search(said):
        return Ask((topic,), said)
    is_short = len(said.split()) <= 3
    follows_answer = (
        bool(talk.before)
        and talk.before[-1].last("get_product")
        and not talk.before[-1].last("search_products")
    )
    if (
        topic
        and is_short
        and (
            (aspects_in(said.split()) and not _left(said))
            or (follows_answer and text.rstrip().endswith("?"))
        )
    ):
        return Ask((topic,), said)
    if (
        grammar.TO_THE_SHOP.search(said)
        or not grammar.QUESTION.match(said)
        or grammar.WHAT_ABOUT.match(said)
    ):
        return None
    if subject := _subject(text, talk):
        return subject
    if found.missing:
        return Small("which_one")
    is_on_it = (
        grammar.ON_IT.match(said)
        or grammar.HOW.match(said)
        or aspects_in(said.split())
        or grammar.OVERVIEW.search(said)
    )
    is_search = re.search(r"\ba \w", said) or grammar.SUPERLATIVE.search(said)
    return Ask((topic,), said) if topic and is_on_it and not is_search else None


def _subject(text: str, talk: Talk) -> Ask | None:
    """A product named in a question that was not shown."""
    words = plain(text)
    subject = grammar.SUBJECT.match(words.strip(" ?.!")) or (
        None if talk.shown() else grammar.ANY_SUBJECT.match(words.strip(" ?.!"))
    )
    return Ask((), words.replace(subject[1], " "), subject[1]) if subject else None


def _find(text: str, shop: Vocabulary) -> Request:
    words = _shortened(plain(text), shop)
    degree: Degree | None = None
    for pattern, wanted in grammar.PREFERENCES:
        if pattern.search(words):
            words, degree = pattern.sub(" ", words, count=1), degree or wanted
    said = " ".join(tokens(words))
    degree = (
        degree
        or degree_in(said.split())
        or next((wanted for pattern, wanted in grammar.QUALITIES if pattern.search(said)), None)
    )
    bare = unwrapped(words) or ("" if degree else unwrapped(text))
    # "Something to charge a phone" is called by no word of it.
    words = f"to {bare}" if bare and _TO_DO.search(words.partition(bare)[0].rstrip()) else bare
    return (
        Find(words, degree, asked=read(words, shop).words)
        if words or degree
        else Small("what" if len(tokens(text)) > 1 else "empty")
    )


def _shortened(words: str, shop: Vocabulary) -> str:
    """The beginning of what is longer than search takes, and every constraint in it."""
    if len(words) <= LONGEST_WORDS:
        return words
    constraints = " ".join(
        item.phrase for item in read(words, shop).constraints if item.field != "category"
    )[: LONGEST_WORDS // 2]
    return f"{words[: LONGEST_WORDS - 1 - len(constraints)].rsplit(' ', 1)[0]} {constraints}"
