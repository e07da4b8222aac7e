"""A message as one of the acts, where more is wanted than one search or one answer: several things,
a whole kit, a sum, an extreme of the shop, or another product of those that were shown.
"""

import re
from collections.abc import Callable
from decimal import Decimal

from chat.builtin import grammar
from chat.builtin.acts import (
    About,
    AddUp,
    Ask,
    Find,
    Goal,
    More,
    Outfit,
    Request,
    Several,
    Small,
    Which,
)
from chat.builtin.aspects import PRICE, RATING, Degree, degree_in
from chat.builtin.catalogue import called
from chat.builtin.function_words import any_of, mapping, words
from chat.builtin.intents import GOODS
from chat.builtin.product_matcher import Namer
from chat.builtin.properties_asked import wanted_attributes
from chat.builtin.rank import ranking
from chat.builtin.references import meant
from chat.builtin.refine import refined
from chat.builtin.segment import Message, bare_intent, trimmed
from chat.builtin.talk import Talk
from chat.builtin.words import stem, stems, tokens, unwrapped
from shop.search.lexicon import CURRENCIES, SIGNS
from shop.search.query import read, without_phrase
from shop.search.vocabulary import Vocabulary

MOST_GOALS = 5
LONGEST_GOAL = 7
SHORTEST_NEED = 4
# As many cards are taken for "that", where all of them are meant.
MOST_SUMMED = 6
_PARTS = re.compile(r"\s*[,;]\s*(?:and\s+)?|\s+(?:and|plus|&|\+)\s+", re.I)
# A comma is often left out: "a helmet a lock and a light", but not "a bag for a bike".
_NEXT = re.compile(
    r"(?<!\bfor)(?<!\bwith)(?<!\bin)(?<!\bof)(?<!\bon)(?<!\bto)(?<!\bfrom)(?<!\bas)\s+(?=an?\s)",
    re.I,
)
_OPEN = re.compile(r"\b(?:for|with|in|against|of|without|from|that|which|between|to)\b", re.I)
_ARTICLE = re.compile(r"^(?:an?|some|the|my|one|two|three|four|five|six|\d)\b", re.I)
_ASKS_OF_ONE = re.compile(
    r"^(?:and |so |but |ok )*(?:is|are|was|does|did|how|which|why|when|where|who|whose|should"
    r"|can (?:it|they|that|this|the)|what (?:is|are|does|do|has)|compare|tell|difference)\b"
    r"|\b(?:or|vs\.?|versus|than|between|better|difference)\b",
    re.I,
)
_BUDGET = re.compile(
    rf"(?P<before>\b(?:got|have|budget(?: is| of)?|spend|say|max(?:imum)?|for|under|only|just)\s+)?"
    rf"[{SIGNS}]?(?P<amount>\d{{1,6}}(?:[.,]\d{{1,2}})?)\s?"
    rf"(?P<currency>[{SIGNS}]|(?:{CURRENCIES})\b)?"
    rf"(?P<after>\s*(?:max(?:imum)?|tops|altogether|together|in total|total|to spend|or less)\b)?"
    rf"(?=\s*(?:$|[,.;!?)]))",
    re.I,
)
_COUNTED = re.compile(r"\b(\w+) of (?:those|these|them|it|that)\b", re.I)
_EXTREME = re.compile(r"\b(?:(?:best|top|highest)[ -]rated|best reviewed|most popular)\b", re.I)
_NUMBER = re.compile(r"^(?:the\s+)?(\d|two|three|four|five)\b\s*", re.I)
_CARRIES = re.compile(r"^(?:and|what about|how about|same for|and what about)\b", re.I)


def framed(message: Message, talk: Talk, shop: Vocabulary, named: Namer) -> Request | None:
    """None where a single rule of the others takes it."""
    for reader in _READERS:
        if request := reader(message, talk, shop, named):
            return request
    return None


def _sum(message: Message, talk: Talk, _shop: Vocabulary, named: Namer) -> Request | None:
    """ "How much is that together", "two of those, what does it come to"."""
    text = message.text
    counted = _COUNTED.search(", ".join([*message.told, text]))
    if not any_of("total").search(text) or not any_of("total", "asks").search(text):
        return None
    parts = [found for part in _PARTS.split(text) if (found := named(part))]
    ids = tuple(dict.fromkeys(name.ids[0] for name in parts))
    if len(ids) > 1:
        return AddUp(ids)
    times = _times(counted[1]) if counted else 0
    focus = ids[0] if ids else talk.topic() or next((line.id for line in talk.shown()), None)
    if times and focus:
        return AddUp((focus,) * times)
    shown = [line.id for line in talk.shown()]
    if re.search(r"\bboth\b", text, re.I):
        shown = shown[:2]
    return AddUp(tuple(shown)) if 0 < len(shown) <= MOST_SUMMED else None


def _times(word: str) -> int:
    return int(word) if word.isdigit() else int(mapping("total", "numbers").get(word.lower(), 0))


def _several(message: Message, _talk: Talk, shop: Vocabulary, _named: Namer) -> Request | None:
    if any(_ASKS_OF_ONE.search(clause) for clause in (message.text, *message.clauses)):
        return None
    lists = [goals for clause in message.clauses if len(goals := _goals(clause, shop)) > 1]
    goals = lists[0] if lists else []
    return Several(tuple(goals[:MOST_GOALS]), budget_in(message.text)) if goals else None


def _goals(clause: str, shop: Vocabulary) -> list[Goal]:
    """The things of a list, each of which the shop has something called so."""
    goals: list[Goal] = []
    heads: list[str] = []
    before = ""
    for part in _parts(clause):
        is_new = not goals or not _OPEN.search(before) or _ARTICLE.match(part)
        before = part
        goal = _goal(part, shop)
        head = called(goal.words, shop)[-1:] if goal else ()
        if goal and is_new and head and head[0] not in heads:
            goals.append(goal)
            heads += head
    return goals


_NEGATED = re.compile(r"\b(?:no|not|without|never|nor)\b", re.I)


def _parts(clause: str) -> list[str]:
    parts = _PARTS.split(_BUDGET.sub(" ", clause))
    if len(parts) < 2 or _NEGATED.search(clause):
        return parts
    return [each for part in parts for each in _NEXT.split(part)]


def _goal(part: str, shop: Vocabulary) -> Goal | None:
    if _NEGATED.search(part) or _ASKS_OF_ONE.search(part):
        return None
    said = trimmed(part).split()
    numbers = mapping("total", "numbers")
    count = 1
    while said and (said[0].lower() in words("several", "lead") | numbers.keys()):
        count = max(count, int(numbers.get(said.pop(0).lower(), 1)))
    text = " ".join(said).strip(" ?!.")
    own = called(_OPEN.split(text, maxsplit=1)[0], shop)
    return Goal(text, count) if own and len(said) <= LONGEST_GOAL else None


def budget_in(text: str) -> Decimal | None:
    """What all of it may cost: an amount with a word of spending or of a sum beside it."""
    for match in _BUDGET.finditer(text):
        if match["before"] or match["after"] or match["currency"]:
            return Decimal(match["amount"].replace(",", "."))
    return None


def _outfit(message: Message, talk: Talk, shop: Vocabulary, named: Namer) -> Request | None:
    """ "First time camping, what do we need", "what else do I need for it"."""
    phrase = any_of("outfit").search(message.text)
    if not phrase:
        return None
    whole = ", ".join([*message.told, message.text])
    rest = any_of("outfit").sub(" ", whole)
    name = named(rest)
    is_on_it = re.search(r"\b(?:it|that|this|them|one)\b", rest, re.I)
    product = name.ids[0] if name else talk.topic() if is_on_it else None
    bare = any_of("outfit", "drop").sub(" ", _BUDGET.sub(" ", rest))
    words_left = " ".join(unwrapped(bare).replace(",", " ").split())
    if not product and not stems(words_left):
        product = talk.topic()
    return Outfit(words_left, product, budget_in(message.text)) if product or words_left else None


def _extreme(message: Message, talk: Talk, shop: Vocabulary, _named: Namer) -> Request | None:
    """The cheapest or the best of the whole shop, or so many of what was found."""
    text = trimmed(message.text)
    found = _degree(text)
    if found is None or _ASKS_OF_ONE.search(text.removeprefix("what is ")):
        return None
    degree, rest = found
    count = _NUMBER.match(rest.strip())
    rest = _NUMBER.sub("", rest.strip())
    left = stems(unwrapped(rest, words("anything"))) - {stem(word) for word in words("anything")}
    many = _count(count[1]) if count else None
    shown = talk.shown(2)
    if not left and many and len(shown) >= many:
        return AddUp(tuple(line.id for line, _said in ranking(shown, degree)[:many]))
    if not left and many:
        last = talk.search()
        args = dict(last.args) if last else {}
        sort = "rating" if degree[0] is RATING else "-price" if degree[1] else "price"
        again = str(args.pop("words", ""))
        return Find(again, degree, args | {"sort": sort, "limit": many}, asked=again)
    if not left and (not talk.shown() or re.search(r"\b(?:you|your|shop|store)\b", text, re.I)):
        return Find("", degree)
    if many:
        return Find(unwrapped(rest, words("anything")), degree, {"limit": many})
    return None


def _degree(text: str) -> tuple[Degree, str] | None:
    for pattern, degree in (
        (any_of("price", "less"), (PRICE, False)),
        (any_of("price", "more"), (PRICE, True)),
        (_EXTREME, (RATING, True)),
    ):
        if match := pattern.search(text):
            return degree, f"{text[: match.start()]} {text[match.end() :]}".strip()
    return None


def _count(word: str) -> int:
    return int(mapping("total", "numbers").get(word.lower(), 0) or word)


_IT_ALONE = re.compile(r"^(?:(?:what|how) about )?it\W*$", re.I)


def _carried(message: Message, talk: Talk, _shop: Vocabulary, _named: Namer) -> Request | None:
    """ "And the first?" asks of another product what was asked last."""
    text = trimmed(message.text)
    if not (_CARRIES.match(message.text) or len(text.split()) <= 4) or not talk.before:
        return None
    found = meant(text, talk)
    is_meant = found.explicit or _IT_ALONE.match(text)
    if len(found.ids) != 1 or not is_meant or stems(found.rest):
        return None
    question = asked_last(talk)
    return Ask(found.ids, question) if question else None


def asked_last(talk: Talk) -> str:
    """The last question on a product, without the product; empty where the last turn was none."""
    for at in range(len(talk.before) - 1, -1, -1):
        turn = talk.before[at]
        if not turn.last("get_product") or turn.last("search_products"):
            return ""
        question = meant(turn.said, Talk(talk.before[:at], turn)).rest
        if stems(question):
            return question
    return ""


_OF_A_KIND = re.compile(
    r"^(?:which|what) of (?:your|the|all) (?P<kind>\w+(?: \w+){0,2}?) "
    r"(?P<rest>(?:has|have|is|are|holds?|takes?|weighs?|lasts?|costs?)\b.*)$",
    re.I,
)
_HAVE_AND = re.compile(
    r"^(?:and )?(?:do you have|have you|is there|you have) (?P<name>.+?),? and "
    r"(?P<question>(?:what|how|is|are|does|do|can|which|where)\b.+)$",
    re.I,
)


def _have_and(message: Message, _talk: Talk, _shop: Vocabulary, named: Namer) -> Request | None:
    """ "Do you have the boot in 45, and is it waterproof": both are asked of the product."""
    match = _HAVE_AND.match(message.text)
    name = named(match["name"]) if match else None
    if match is None or name is None:
        return None
    rest = f"does it come {name.rest} and " if stems(name.rest) or _DIGIT.search(name.rest) else ""
    return Ask(name.ids[:1], f"{rest}{match['question']}")


_DIGIT = re.compile(r"\d")


def _choice(message: Message, talk: Talk, _shop: Vocabulary, _named: Namer) -> Request | None:
    """ "Which one goes to 11 bar": of those shown, the one of which it is true."""
    text = trimmed(message.text)
    shown = talk.shown(2)
    if (match := _OF_A_KIND.match(text)) and (degree := degree_in(tokens(match["rest"]))):
        return Find(match["kind"], degree, asked=match["kind"])
    if not shown or not re.match(
        r"(?:which|what) (?:one|of (?:them|these|those|the two))\b", text, re.I
    ):
        return None
    return Which(tuple(line.id for line in shown[:MOST_SUMMED]), degree_in(tokens(text)), text)


def unwanted(text: str, shop: Vocabulary) -> tuple[str, tuple[str, ...]]:
    """(the words without it, the kinds of goods that are ruled out): "but not an electric one"."""
    found: list[str] = []

    def take(match: re.Match[str]) -> str:
        word = match["what"].lower()
        if word not in called(word, shop):
            return match[0]
        found.append(word)
        return " "

    return " ".join(_UNWANTED.sub(take, text).split()), tuple(found)


_UNWANTED = re.compile(
    r"\b(?:,\s*)?(?:but |that |which )?(?:is |are )?(?:not|nothing but)(?: just| only| another)?"
    r" (?:an? |the )?(?P<what>[^\W\d_]{3,})(?: ones?)?(?=\s*(?:$|[,.;?!]|please))",
    re.I,
)


def _wrong(message: Message, _talk: Talk, shop: Vocabulary, _named: Namer) -> Request | None:
    """Complaints and harm, whatever goods are named in them."""
    for clause in (*message.told, *message.clauses):
        match bare_intent(clause, shop):
            case "harm":
                return Small("harm")
            case "complaint":
                return About("complaint", clause)
    return None


def _indifferent(message: Message, talk: Talk, shop: Vocabulary, _named: Namer) -> Request | None:
    """ "Or whatever colour": the limit no longer counts, another one may take its place."""
    last = talk.search()
    limits = mapping("indifferent", "limits")
    names = "|".join(limits)
    before, after = (any_of("indifferent", name).pattern for name in ("before", "after"))
    pattern = re.compile(rf"{before} (?P<one>{names})s?\b|\b(?P<other>{names})s? (?:{after})", re.I)
    match = pattern.search(message.text)
    if last is None or match is None:
        return None
    field = limits[(match["one"] or match["other"]).lower()]
    args = {name: value for name, value in last.args.items() if name != "sort"}
    found = refined(f"any {field}", args, shop) or (str(args.get("words", "")), {})
    rest = trimmed(f"{message.text[: match.start()]} {message.text[match.end() :]}")
    if stems(rest):
        degree = degree_in(tokens(rest))
        more = refined(rest, found[1] | {"words": found[0]}, shop)
        if more is None and degree is None:
            return None
        return Find((more or found)[0], degree, (more or found)[1], asked=(more or found)[0])
    return Find(found[0], None, found[1], asked=read(found[0], shop).words)


def _adjusted(message: Message, talk: Talk, shop: Vocabulary, _named: Namer) -> Request | None:
    """ "Something smaller then, 50 tops": the last search with a limit, in another order."""
    last = talk.search()
    text = trimmed(message.text)
    degree = degree_in(tokens(text))
    limits = [item for item in read(text, shop).constraints if item.field in ("price", "colour")]
    is_order = degree is not None or any(item.field == "price" for item in limits)
    is_choice = re.search(r"\bthe (?:\w+ )?one\b", text, re.I)
    if last is None or not limits or not is_order or is_choice or len(text.split()) > LONGEST_GOAL:
        return None
    rest = text
    for item in limits:
        rest = without_phrase(rest, item.phrase)
    degree_words = {stem(word) for word in tokens(rest) if degree_in([word])}
    if stems(unwrapped(trimmed(rest), words("anything"))) - degree_words:
        return None
    found = refined(" ".join(item.phrase for item in limits), last.args, shop)
    return Find(found[0], degree, found[1], asked=found[0]) if found else None


def _property(message: Message, talk: Talk, shop: Vocabulary, _named: Namer) -> Request | None:
    """ "Just the ones with a lining": the last search with what the shop states as an attribute."""
    last = talk.search()
    if last is None or not re.search(r"\bones? (?:with|that|which)\b", message.text, re.I):
        return None
    attributes = wanted_attributes(message.text, shop)
    words_before = str(last.args.get("words", ""))
    args = {**last.args, "attributes": attributes}
    args.pop("words", None)
    return Find(words_before, None, args, asked=words_before) if attributes else None


def _repeated(message: Message, talk: Talk, _shop: Vocabulary, _named: Namer) -> Request | None:
    """ "He has one of those already": something else of what was found."""
    return More() if talk.search() and any_of("repeated").search(message.text) else None


_CLAUSE = re.compile(r",\s*(?:is|are|does|do|can|will|would|could|should)\b", re.I)


def _need(message: Message, talk: Talk, shop: Vocabulary, named: Namer) -> Request | None:
    """A wish told by what is wrong: "my boots leak, do you have anything against that"."""
    whole = ", ".join([*message.told, *message.clauses])
    if (name := named(message.text)) and name.is_sure and _CLAUSE.search(message.text):
        return Ask(name.ids[:1], name.rest)
    if talk.search() and (meant(message.text, talk).explicit or degree_in(tokens(message.text))):
        return None
    if grammar.CORRECTION.match(message.text) or not _TELLS.search(whole):
        return None
    if _POINTS_BACK.search(message.text) or len(whole.split()) < SHORTEST_NEED:
        return None
    if bare_intent(message.clauses[0], shop) != GOODS or len(called(message.text, shop)) > 1:
        return None
    is_vague = _VAGUE.search(message.text) or not _wishes(message.text)
    return Find(whole, asked=message.text) if is_vague else None


def _wishes(text: str) -> bool:
    return bool(re.search(r"\b(?:need|want|looking|show|find|buy|sell|have)\b", text, re.I))


_TELLS = re.compile(r"^(?:i|we|my|our|someone|somebody|it is|always|can not|got)\b", re.I)
_POINTS_BACK = re.compile(r"\b(?:it|them|these|those|this|that one|order|back)\b\??$", re.I)
_VAGUE = re.compile(r"\b(?:something|anything|stuff|things?|what)\b", re.I)

Reader = Callable[[Message, Talk, Vocabulary, Namer], Request | None]
_READERS: tuple[Reader, ...] = (
    _wrong,
    _have_and,
    _sum,
    _outfit,
    _indifferent,
    _several,
    _extreme,
    _carried,
    _adjusted,
    _property,
    _repeated,
    _choice,
    _need,
)
