"""What a message looks for: one thing, several, a kit, an extreme of the shop, or what was found
with other limits.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from chat.builtin.acts import AddUp, Ask, Find, Goal, More, Outfit, Request, Several, Small
from chat.builtin.aspects import BATTERY, BRIGHTNESS, NOISE, PRICE, RATING, WEIGHT, Degree
from chat.builtin.catalogue import called, place_called, things
from chat.builtin.frame import Frame
from chat.builtin.function_words import any_of, begins_with, mapping, words
from chat.builtin.goals import asks_of_one, budget_in, goals_in, without_budget
from chat.builtin.mentions import mentioned
from chat.builtin.product_matcher import titled
from chat.builtin.properties_asked import attributes_said, wanted_attributes
from chat.builtin.rank import ranking
from chat.builtin.refine import refined, rest_of, tail_of, with_bound, without_field
from chat.builtin.rivals import without_rivals
from chat.builtin.segment import trimmed
from chat.builtin.unwanted import without_unwanted
from chat.builtin.words import EMPTY, plain, stem, stems, tokens, unwrapped
from chat.tools import Bundle, ProductFacts
from shop.search.query import LONGEST_WORDS, Constraint, read, without_phrase
from shop.search.vocabulary import Vocabulary

# "How many tents", and not "how many lumens do I need for a lamp".
COUNTED_WITHIN = 5
# In words, of a wish that narrows what was shown.
LONGEST_WISH = 6
# In words, of "for my little brother".
LONGEST_PERSON = 5
# Of a name, so many words say what the thing is.
MOST_OF_NAME = 1
# In characters, of what stands before a purpose.
LONGEST_LEAD = 16
_ASPECTS = {
    "weight": WEIGHT,
    "noise": NOISE,
    "brightness": BRIGHTNESS,
    "battery life": BATTERY,
}


def find(frame: Frame) -> Request:
    """The wish as search reads it; what is preferred of several that fit is no word of it."""
    if _tells_more(frame):
        return Find(frame.whole, asked=frame.text, is_need=True)
    text, ruled_out = without_unwanted(_for_topic(_of_kind(frame), frame), frame.shop)
    text, degree = _preferred(_shortened(plain(text), frame.shop))
    degree = degree or frame.degree or _quality(frame.words)
    said = _wish(_without_superlative(text, frame))
    if ruled_out and not said:
        return _found(frame, "", degree, ruled_out)
    if not degree and not (said := said or unwrapped(frame.text)):
        return Small("what" if len(tokens(frame.text)) > 1 else "empty")
    return _found(frame, said, degree, ruled_out)


def _found(frame: Frame, said: str, degree: Degree | None, ruled_out: tuple[str, ...]) -> Find:
    """A whole category is put in order by a superlative, and not the best that a search finds."""
    args = _arguments(ruled_out, wanted_attributes(frame.text, frame.shop))
    if frame.is_superlative and (place := place_called(said, frame.shop)):
        return Find("", degree, args | {"category": place}, asked=said)
    if frame.is_superlative and degree and (order := sort_order(degree)):
        args["sort"] = order
    wanted = frame.talk.now.original or said
    return Find(wanted, degree, args, asked=read(said, frame.shop).words)


def _for_topic(text: str, frame: Frame) -> str:
    """ "Soil for it" is for what was spoken of last, by the words of its name."""
    match = any_of("several", "for_topic").search(text)
    line = frame.talk.spoken_line() if match else None
    rest = frame.left(any_of("several", "for_topic").sub(" ", text))
    if not match or not line or not (frame.things or rest):
        return text
    # What no title is called, only a text can say: "an extension for it", with its whole name.
    own = called(line.name, frame.shop)[-MOST_OF_NAME:] if frame.things else tokens(line.name)
    return f"{text[: match.start()]} for {' '.join(own)} {text[match.end() :]}"


def _without_superlative(text: str, frame: Frame) -> str:
    """No title says "biggest"; where search reads it, it stays."""
    said = frame.degree[0].said if frame.is_superlative and frame.degree else ""
    is_left = bool(said) and said in read(text, frame.shop).words
    return without_phrase(text, said) if is_left else text


def _arguments(ruled_out: tuple[str, ...], attributes: dict[str, str]) -> dict[str, Any]:
    given = {"not_words": list(ruled_out), "attributes": attributes}
    return {name: value for name, value in given.items() if value}


def _wish(text: str) -> str:
    """What is wanted; "to charge a phone" of "something to charge a phone"."""
    bare = unwrapped(text)
    is_purpose = bool(bare) and _tells_purpose(text.partition(bare)[0])
    return f"to {bare}" if is_purpose else bare


def _tells_more(frame: Frame) -> bool:
    """Whether what is told beside it says what is wanted: "is there a better one"."""
    is_vague = bool(words("need", "vague").intersection(frame.words))
    return bool(frame.message.background) and not frame.things and (is_vague or not frame.content)


def _of_kind(frame: Frame) -> str:
    """Of "which of your tents is the lightest", only "which of your tents" names what to find."""
    if frame.degree and (clause := _clause_of_goods(frame)):
        return trimmed(clause)
    is_asked = frame.is_question and frame.degree and frame.is_superlative
    return _before_verb(frame) if is_asked else frame.text


def _before_verb(frame: Frame) -> str:
    said = frame.text.split()
    verbs = [at for at, word in enumerate(said) if word.lower() in words("degree", "verbs")]
    end = next((at for at in verbs if at and set(tokens(said[at - 1])) & set(frame.things)), 0)
    return " ".join(said[:end]).replace(" of ", " ") if end else frame.text


def _clause_of_goods(frame: Frame) -> str:
    """ "Electric guitars then" of "electric guitars then, the lighter one"; empty where no clause
    names goods beside one that picks among them.
    """
    clauses = frame.message.clauses
    picking = [each for each in clauses if {"one", "ones"} & set(tokens(each))]
    naming = [each for each in clauses if each not in picking and things(each, frame.shop)]
    return naming[0] if picking and len(naming) == 1 else ""


def _tells_purpose(before: str) -> bool:
    """ "Something to charge a phone", "what do you have to sit on": no word of it names a thing."""
    if any_of("need", "for_purpose").search(before.strip()[-LONGEST_LEAD:]):
        return True
    said = before.lower().split()
    return bool(said) and said[-1] == "to" and said[-2:-1] != [] and (said[-2] in words("anything"))


def _preferred(text: str) -> tuple[str, Degree | None]:
    """What search does not sort by itself: the dearest, and "the best"."""
    for name, degree in (("dear", (PRICE, True)), ("best", (RATING, True))):
        match = any_of("degree", name).search(text)
        if match and not any_of("degree", "of_reviews").match(text[match.end() :].strip(" -")):
            return f"{text[: match.start()]} {text[match.end() :]}", degree
    return text, None


def _quality(said: list[str]) -> Degree | None:
    """A quality by which what is found can be put in order: "quiet"."""
    known = mapping("degree", "qualities")
    pairs = [" ".join(pair) for pair in pairwise(said)]
    name = next((known[each] for each in (*said, *pairs) if each in known), "")
    return (_ASPECTS[name.lstrip("-")], not name.startswith("-")) if name else None


def _shortened(text: str, shop: Vocabulary) -> str:
    """The beginning of what is longer than search takes, and every limit in it."""
    if len(text) <= LONGEST_WORDS:
        return text
    limits = " ".join(
        item.phrase for item in read(text, shop).constraints if item.field != "category"
    )[: LONGEST_WORDS // 2]
    return f"{text[: LONGEST_WORDS - 1 - len(limits)].rsplit(' ', 1)[0]} {limits}"


def need(frame: Frame) -> Request | None:
    """A wish told by what is wrong: "my boots leak, do you have anything against that"."""
    is_told = begins_with(" ".join(frame.message.clauses), "need", "begins")
    if len(frame.whole.split()) < 4 or len(frame.things) > 1 or frame.mention.explicit:
        return None
    if stems(frame.text) <= stems(" ".join(item.phrase for item in frame.limits)):
        return None  # a limit alone is one of what was looked for
    is_vague = bool(words("need", "vague").intersection(frame.words))
    wishes = any_of("need", "wishes").search(frame.text)
    if not is_told or (wishes and (frame.things or not is_vague)):
        return None
    return Find(frame.whole, asked=frame.text, is_need=True)


def count(frame: Frame) -> Request | None:
    bare = unwrapped(frame.text, words("count"))
    is_of_shown = frame.mention.explicit or any_of("pointing", "it").search(frame.said)
    is_early = bool(set(frame.things) & set(frame.words[:COUNTED_WITHIN]))
    is_of_stock = frame.name is not None and words("detail", "of_stock").intersection(frame.words)
    if "left" in frame.words and (ids := titled(" ".join(_called(frame)), frame.shop)):
        return Ask(ids[:1], "how many have you left")
    return Find(bare, is_count=True) if is_early and not (is_of_shown or is_of_stock) else None


def _called(frame: Frame) -> list[str]:
    """The words that may be of a name: "black pipes" of "how many black pipes are left"."""
    return [word for word in frame.words if word not in EMPTY and word != "left"]


def more(frame: Frame) -> Request | None:
    return _named_last(frame) or (More() if frame.last and not frame.goods else None)


def _named_last(frame: Frame) -> Find | None:
    """ "Show me those", after a question that named a thing beside the product."""
    last = frame.talk.before[-1] if frame.talk.before else None
    points = set(frame.words) & words("pointing", "things")
    if last is None or not points or last.last("search_products") or not last.last("get_product"):
        return None
    line = frame.talk.spoken_line()
    own = stems(f"{line.name} {line.category}") if line else frozenset()
    asked = [word for word in things(last.said, frame.shop) if stem(word) not in own]
    return Find(" ".join(asked), asked=" ".join(asked)) if asked else None


def maker(frame: Frame) -> Request | None:
    """ "What else do they make", of the brand of what was spoken of last."""
    line = frame.talk.spoken_line()
    if not line or not line.brand:
        return None
    bare = unwrapped(frame.text, words("maker"))
    said = f"{bare} from {line.brand}" if called(bare, frame.shop) else f"from {line.brand}"
    return Find(said, asked=said)


def several(frame: Frame) -> Request | None:
    clauses = frame.message.clauses
    is_name = frame.name is not None and not stems(frame.name.rest)
    if is_name or any(asks_of_one(clause) for clause in clauses):
        return None
    is_varied = any_of("several", "varied").search(frame.said) is not None
    lists = (goals_in(clause, frame.shop) for clause in clauses)
    goals = next((each for each in lists if _is_list(each, is_varied=is_varied)), [])
    budget = budget_in(frame.message.text)
    return Several(tuple(goals), budget, is_varied and len(goals) == 1) if goals else None


def _is_list(goals: Sequence[Goal], *, is_varied: bool) -> bool:
    """Whether several things are wanted, or several different ones of a kind."""
    return len(goals) > 1 or (is_varied and any(goal.count > 1 for goal in goals))


def outfit(frame: Frame) -> Request | None:
    """ "First time camping, what do we need", "what else do I need for it"."""
    if not _asks_for_kit(frame):
        return None
    bare = _purpose(frame.whole)
    is_owned = bool(any_of("outfit", "owned").search(frame.whole))
    product = _product_for(bare, frame, is_owned=is_owned)
    if not product and not stems(bare):
        return None
    is_beside = is_owned or bool(any_of("outfit", "beside").search(frame.whole))
    return Outfit(bare, product, budget_in(frame.message.text), bool(product) and is_beside)


def outfit_again(frame: Frame) -> Outfit | None:
    """ "And with the other one?", after what goes with one."""
    last = frame.talk.before[-1] if frame.talk.before else None
    is_next = any_of("outfit", "again").match(frame.message.text)
    if last is None or not is_next or not last.results(Bundle):
        return None
    mention = mentioned(frame.text, frame.talk)
    ids = frame.name.ids if frame.name else mention.ids if mention.explicit else ()
    return Outfit(frame.whole, ids[0], is_owned=True) if ids else None


def _product_for(bare: str, frame: Frame, *, is_owned: bool) -> int | None:
    """The product that a kit is for: one that is named, or spoken of."""
    if name := frame.name or (frame.namer(bare) if is_owned else None):
        return name.ids[0]
    if called(bare, frame.shop):
        return None
    points = any_of("pointing", "it").search(frame.whole)
    return frame.talk.topic() if points or not stems(bare) else None


def _asks_for_kit(frame: Frame) -> bool:
    """Whether it wants all that belongs together; "everything but soap" does not."""
    # "I need a blender" asks for that alone.
    asks = frame.asks or frame.talk.shown() or {"what", "which"} & {*tokens(frame.whole)}
    is_asked = (frame.acts[0] == "bundle" and asks) or any_of("outfit", "cues").search(frame.whole)
    return bool(is_asked) and not without_unwanted(frame.text, frame.shop)[1]


def _purpose(text: str) -> str:
    said = (word.strip(",.;:!?") for word in without_budget(text).split())
    return unwrapped(" ".join(word for word in said if word.lower() not in words("outfit", "drop")))


def extreme(frame: Frame) -> Request | None:
    """The cheapest or the best of the whole shop or of a kind, or so many of what was found."""
    found = _degree_of_shop(frame.short)
    if found is None:
        return None
    degree, rest = found
    number, rest = _number(rest if rest[:1].isdigit() else unwrapped(rest))
    bare = unwrapped(rest, words("anything"))
    if stems(bare) - {stem(word) for word in words("anything")}:
        return Find(bare, degree, {"limit": number}, asked=bare) if number else None
    return _extreme_of_shown(frame, degree, number)


def _extreme_of_shown(frame: Frame, degree: Degree, number: int) -> Request | None:
    shown = frame.talk.shown(2)
    if number and len(shown) >= number:
        return AddUp(tuple(line.id for line, _said in ranking(shown, degree)[:number]))
    if number and frame.last:
        return _again_in_order(frame, degree, number)
    is_of_shop = not frame.talk.shown() or any_of("degree", "shop").search(frame.short)
    return Find("", degree) if is_of_shop else None


def _again_in_order(frame: Frame, degree: Degree, number: int) -> Find:
    args = dict(frame.last.args) if frame.last else {}
    sort = sort_order(degree) or "relevance"
    again = str(args.pop("words", ""))
    return Find(again, degree, args | {"sort": sort, "limit": number}, asked=again)


def sort_order(degree: Degree) -> str:
    """How search sorts by it; empty where it does not."""
    aspect, is_more = degree
    if aspect.name == "price":
        return "-price" if is_more else "price"
    return "rating" if aspect.name == "rating" and is_more else ""


def _degree_of_shop(text: str) -> tuple[Degree, str] | None:
    for name, degree in (
        ("cheap", (PRICE, False)),
        ("dear", (PRICE, True)),
        ("rated", (RATING, True)),
    ):
        if match := any_of("degree", name).search(text):
            return degree, f"{text[: match.start()]} {text[match.end() :]}".strip()
    return None


def _number(text: str) -> tuple[int, str]:
    """How many are wanted, and the rest."""
    numbers = mapping("total", "numbers")
    said = [word for word in text.split() if word.lower() != "the"]
    first = said[0].lower() if said else ""
    found = int(first) if first.isdecimal() and len(first) < 3 else int(numbers.get(first, 0))
    return (found, " ".join(said[1:])) if found > 1 else (0, text)


def refine(frame: Frame) -> Request | None:
    """What was looked for last, with other limits."""
    if frame.last is None or frame.asks_of_shown:
        return None
    if {"ones", "those"} & set(frame.words) and (found := _with_attributes(frame)):
        return found
    if frame.mention.explicit:
        return None
    if _names_other_goods(frame):
        return None
    return _with_attributes(frame) or _indifferent(frame) or _with_limits(frame, frame.last.args)


def for_whom(frame: Frame) -> Find | None:
    """ "Actually for my dad", of what was looked for last: it is told, and limits nothing."""
    said = frame.short.lower().split()
    is_person = words("audience", "persons").intersection(tokens(said[-1])) if said else False
    if frame.last is None or said[:1] != ["for"] or len(said) > LONGEST_PERSON or not is_person:
        return None
    if frame.limits or not stems(frame.last_words):
        return None
    args = dict(frame.last.args)
    return Find(str(args.pop("words", "")), None, args, asked=frame.last_words)


def _with_limits(frame: Frame, args: dict[str, Any]) -> Find | None:
    if other := _not_that(frame):
        return refound(frame, refined(other, args, frame.shop, is_wish=False))
    is_wish = "refine" in frame.acts or "find" in frame.acts[:1]
    return refound(frame, refined(_with_bound(frame), args, frame.shop, is_wish=is_wish))


def _with_attributes(frame: Frame) -> Find | None:
    """ "Just the ones with a lining": what the shop states as an attribute."""
    attributes = _attributes(frame)
    if not attributes or frame.last is None:
        return None
    last = dict(frame.last.args)
    if limits := " ".join(item.phrase for item in _limits(frame)):
        found, args = refined(limits, last, frame.shop, is_wish=False) or ("", {})
        last = args | {"words": found or last.get("words", "")}
    added = " ".join(attributes.values())
    said, args = without_rivals(str(last.pop("words", "")), last, added, frame.shop)
    attributes = args.get("attributes", {}) | attributes
    return Find(said, None, args | {"attributes": attributes}, asked=said)


def _names_other_goods(frame: Frame) -> bool:
    """Whether something else is looked for, or the same from the beginning: "a jacket in red"."""
    if {"one", "ones", "those"} & set(frame.words) and not _clause_of_goods(frame):
        return False
    tail = tail_of(frame.text)
    if frame.acts[0] == "find" and frame.things and begins_with(tail, "refine", "anew"):
        return True
    limits = " ".join(item.phrase for item in frame.limits)
    named = {stem(word) for word in things(tail, frame.shop)} - stems(limits)
    before = stems(str(frame.last.args.get("words", ""))) if frame.last else frozenset()
    return bool(named - before) and not begins_with(tail, "refine", "prepositions")


def _attributes(frame: Frame) -> dict[str, str]:
    is_of_them = {"one", "ones", "those"} & set(frame.words)
    found = wanted_attributes(frame.text, frame.shop) if is_of_them else {}
    return found or _of_shown(frame)


def _with_bound(frame: Frame) -> str:
    return with_bound(frame.text, frame.last.args if frame.last else {}, frame.shop)


def _limits(frame: Frame) -> list[Constraint]:
    found = read(_with_bound(frame), frame.shop).constraints
    return [item for item in found if item.field != "category"]


def _of_shown(frame: Frame) -> dict[str, str]:
    """ "With a timer", "and steel": what those shown state and not all of them share."""
    tail = tail_of(_with_bound(frame))
    for item in _limits(frame):
        tail = without_phrase(tail, item.phrase)
    stating = frame.talk.facts_shown()
    if frame.asks or frame.degree or len(tail.split()) > LONGEST_WISH:
        return {}
    found = attributes_said(tail, frame.shop, {key for each in stating for key in each.attributes})
    return {} if all(found.items() <= _texts(each).items() for each in stating) else found


def _texts(facts: ProductFacts) -> dict[str, str]:
    return {key: str(value) for key, value in facts.attributes.items()}


def _not_that(frame: Frame) -> str:
    """ "Another brand" is "not from X", X being that of the product spoken of."""
    line = frame.talk.spoken_line()
    fields = mapping("indifferent", "limits")
    asked = [fields[word] for word in frame.words if word in fields]
    if line is None or len(asked) != 1 or not any_of("refine", "another").search(frame.said):
        return ""
    if asked[0] == "colour" and line.colour:
        return f"not {line.colour}"
    return f"not from {line.brand}" if asked[0] == "brand" and line.brand else ""


def _indifferent(frame: Frame) -> Find | None:
    """ "Or whatever colour": the limit no longer counts, another one may take its place."""
    if frame.last is None:
        return None
    tail = tail_of(frame.text)
    args = {name: value for name, value in frame.last.args.items() if name != "sort"}
    found = without_field(tail, args, frame.shop)
    if found is None:
        return None
    rest = trimmed(rest_of(tail))
    if stems(rest):
        again = found[1] | {"words": found[0]}
        found = refined(rest, again, frame.shop, is_wish=True) or found
    return Find(found[0], frame.degree, found[1], asked=read(found[0], frame.shop).words)


def refound(frame: Frame, found: tuple[str, dict[str, Any]] | None) -> Find | None:
    if found is None or frame.last is None:
        return None
    # What was to be cheap is so in what is found now, where it may cost what it has to.
    was_cheap = _is_cheap(str(frame.last.args.get("words", "")), frame.shop)
    degree = (PRICE, False) if was_cheap and not _is_cheap(found[0], frame.shop) else None
    made = Find(found[0], degree, args=found[1], asked=read(found[0], frame.shop).words)
    return replace(made, degree=frame.degree) if frame.degree and not degree else made


def _is_cheap(text: str, shop: Vocabulary) -> bool:
    return any(item.field == "cheap" for item in read(text, shop).constraints)
