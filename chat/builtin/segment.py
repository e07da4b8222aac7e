"""A message in normal words, parted into what is asked, what is only told, and courtesies."""

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from chat.builtin import small
from chat.builtin.aspects import degree_in
from chat.builtin.catalogue import called, things
from chat.builtin.function_words import any_of, begins_with, mapping, words
from chat.builtin.hurry import has_to_arrive, without_hurry
from chat.builtin.intents import GOODS, intent_of
from chat.builtin.misspelt import respelt
from chat.builtin.shop_cache import kept_with_shop
from chat.builtin.short_forms import spelt_out
from chat.builtin.words import EMPTY, tokens
from shop.search.number_words import in_figures
from shop.search.query import read
from shop.search.vocabulary import Vocabulary

# Longer messages are somebody's text, and are read as they stand.
LONGEST = 60
_NO_LIMIT = frozenset({"category", "cheap"})
# A clause of a few words may name what the next one asks about.
SHORT = 4
_SHOUTED = 0.7
# A dash before a number is the middle of a range: "250 - 500".
_END = re.compile(
    r"(?<=[.!?;…])\s+|\n+|\s[-–—]+\s(?!\s*[€$£]?\d)|\s*[:;=][-']?[)(DP](?=\s|$)\s*|:\s+"
)
_COMMA = re.compile(r",\s*(?=(\w+)\b)")
_SO = re.compile(r"\s+(?=(?:so|but|and) (?:now )?(?:i|we) (?:want|need|would|am looking)\b)", re.I)
# "A paddle for my brother he loves green": a sentence that begins without a stop before it.
_RUN_ON = re.compile(
    r"(?<=[^\W\d_]) +(?=(?:s?he|they)(?:['’]?s|['’]re)?\s+(?:really |always |just |only )?"
    r"(?:loves?|likes?|hates?|has|have|had|is|are|was|needs?|wants?|prefers?|wears?|got|into)\b"
    r"|s?hes\s)",
    re.I,
)
# After these the clause is the object of what stands before it.
_JOINS = frozenset(
    "and but or so if that which who what when where because as since while whether how why than "
    "think thinks said says know hope like does did is was are were can could will would".split()
)
# "What should I wear": a verb, whatever is called so.
_DOES = re.compile(r"\b(?:i|we|you|one) (\w+)", re.I)
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|[^\w\s]|\s+|_")
_ABOUT_SOMEBODY = re.compile(r"^\W*(?:s?he|they|it|which|that)\b", re.I)
_STORY = re.compile(
    r"^\W*(?:i|we|my|our|it|its|just|someone|somebody|always|nice|lovely|great|what an?)\b", re.I
)
_POINTS = re.compile(r"\bone\b|\bback to\b", re.I)
_DESCRIBES = re.compile(r"\b(?:the|that|those) (?:[\w'-]+ ){0,2}ones?\b", re.I)
_PARTY = re.compile(
    r"\b(?:me|us) and (?:my |the |our )?(\d{1,2}) (?:small |little |young )?"
    r"(?:kids|children|friends|people|others|guests|girls|boys|teenagers)\b",
    re.I,
)
# "A coop game 4 my kids".
_FOR = re.compile(r"\b4(?= (?:an?|the|my|our|his|her|their|him|me|us|them)\b)", re.I)
# "20ish".
_ISH = re.compile(r"(?<![\w.,])(\d{1,5}) ?-?ish\b", re.I)
# "My husband hates cooperative games".
_HATES = re.compile(
    r"\b(?:i|we|s?he|they|my \w+) (?:really )?(?:hates?|dislikes?|can(?: not|not|'?t) stand)\b",
    re.I,
)
# "4 yr old", and "she is 4" of somebody whom it is for.
_YEARS = re.compile(r"\b(\d{1,2})[ -]?(?:years?|yrs?|y)[ -]?(?:olds?|o)\b", re.I)
_AGE = re.compile(
    r",?\s*\b(?:s?he|who) (?:is|turns|turned|will be)(?: only| just| now| turning)? (\d{1,2})"
    r"(?: (?:years?|now|soon|(months?)))?(?=\W*$|,| and\b)",
    re.I,
)
_FAMILY = re.compile(r"\b(?:a )?(?:family|group|party|household) of (\d{1,2})\b", re.I)


@dataclass(frozen=True)
class Message:
    """`text` is what is asked, with the limits stated beside it; `told` is the rest."""

    text: str
    clauses: tuple[str, ...]
    background: tuple[str, ...] = ()


def normal(text: str) -> str:
    """The words spelt out, a shout in small letters, and a party as a number of people."""
    text = _spelt_out(text.lower() if _is_shouted(text) else text)
    text = _ISH.sub(r"around \1", _HATES.sub("without", _FOR.sub("for", text)))
    text = _YEARS.sub(r"\1 year old", in_figures(text))
    text = _AGE.sub(lambda match: f" for a {match[1]} {'month' if match[2] else 'year'} old", text)
    text = _PARTY.sub(lambda match: f"at least {int(match[1]) + 1} people", text)
    text = _FAMILY.sub(r"at least \1 people", text)
    return " ".join(text.split())


def _is_shouted(text: str) -> bool:
    letters = [char for char in text if char.isalpha()]
    return len(text.split()) > 3 and sum(map(str.isupper, letters)) > _SHOUTED * len(letters)


@lru_cache(maxsize=1)
def _phrases() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple(
        (re.compile(rf"\b{re.escape(short)}\b", re.I), full)
        for short, full in mapping("short").items()
        if " " in short
    )


def _spelt_out(text: str) -> str:
    short = mapping("short")
    text = "".join(short.get(part.lower(), part) for part in _WORD.findall(text))
    for pattern, full in _phrases():
        text = pattern.sub(full, text)
    return text


@kept_with_shop
def segmented(text: str, shop: Vocabulary) -> Message:
    """Drops what is courtesy, and what is only told beside a question or a wish."""
    text = spelt_out(respelt(normal(text), shop), shop)
    if len(text.split()) > LONGEST:
        return Message(text, (text,))
    clauses = _clauses(text)
    unhurried = _unhurried(clauses, shop)
    if len(unhurried) < 2 and unhurried == clauses:
        return Message(text, tuple(clauses))
    kept = _kept(unhurried, shop)
    background = tuple(clause for clause in clauses if clause not in kept)
    return Message(", ".join(clause.rstrip(" ,;") for clause in kept), tuple(kept), background)


def _kept(clauses: list[str], shop: Vocabulary) -> list[str]:
    own = [clause for clause in clauses if not _is_courteous(clause)] or clauses
    own = _from_the_wish_on(own, shop)
    is_asked = any(_is_asking(clause) for clause in own)
    return [clause for clause in own if not is_asked or _is_part(clause, shop)]


def _from_the_wish_on(clauses: list[str], shop: Vocabulary) -> list[str]:
    """Without the questions that only lead to a wish: "what can I wear tonight, need gloves"."""
    places = (place for place, clause in enumerate(clauses) if _is_wish(clause, shop))
    first = next(places, 0)
    return [
        clause
        for place, clause in enumerate(clauses)
        if place >= first or not _only_leads(clause, shop)
    ]


def _is_wish(clause: str, shop: Vocabulary) -> bool:
    """Whether it wants a thing, whatever the shop calls it, and asks nothing."""
    said = set(tokens(clause))
    wishes = words("asks", "wishes") & said
    names = called(clause, shop) or said - words("asks", "wishes") - EMPTY
    return bool(wishes and names) and not _is_question(clause)


def _is_question(clause: str) -> bool:
    return clause.rstrip().endswith("?") or begins_with(clause, "asks", "begins")


def _only_leads(clause: str, shop: Vocabulary) -> bool:
    """Whether it asks of nothing that a shop knows."""
    does = {match[1].lower() for match in _DOES.finditer(clause)}
    names = [word for word in called(clause, shop) if word not in does]
    is_of_shop = names or _is_part_of_wish(clause, shop)
    said = small.spelled(clause)
    return _is_question(clause) and not is_of_shop and intent_of(said) in (GOODS, "off_topic")


def _unhurried(clauses: list[str], shop: Vocabulary) -> list[str]:
    """Without the time by which goods are wanted; a question may be about just that."""
    if not _wants(", ".join(clause for clause in clauses if not _is_question(clause)), shop):
        return clauses
    left: list[str] = []
    for clause in clauses:
        bare = _bare(clause)
        if bare and bare != clause and left:
            left[-1] = f"{left[-1]}, {bare}"
        elif bare:
            left.append(bare)
    return left or clauses


def _wants(text: str, shop: Vocabulary) -> bool:
    return bool(called(text, shop) or words("asks", "wishes").intersection(tokens(text)))


def _bare(clause: str) -> str:
    if _is_question(clause) and not has_to_arrive(clause):
        return clause
    return ", ".join(part for each in clause.split(", ") if (part := without_hurry(each)))


def _clauses(text: str) -> list[str]:
    parts = []
    for sentence in _END.split(text):
        start = 0
        for match in _COMMA.finditer(sentence):
            if match[1].lower() in words("asks", "after_comma"):
                parts.append(sentence[start : match.start()])
                start = match.end()
        parts.append(sentence[start:])
    parts = [piece for part in parts for piece in _SO.split(part)]
    parts = [piece for part in parts for piece in _run_on(part)]
    return [part.strip() for part in parts if tokens(part)]


def _run_on(clause: str) -> list[str]:
    """The sentences of a clause, where one begins with whom it is about."""
    pieces, start = [], 0
    for match in _RUN_ON.finditer(clause):
        if clause[start : match.start()].split()[-1:][0].lower() not in _JOINS:
            pieces.append(clause[start : match.start()])
            start = match.end()
    return [*pieces, clause[start:]]


def _is_part(clause: str, shop: Vocabulary) -> bool:
    """Whether it asks, limits what is asked, or names what the question beside it is about."""
    is_short = len(clause.split()) <= SHORT
    names = (called if is_short else things)(clause, shop)
    is_named = bool(names) or (is_short and bool(_POINTS.search(clause)))
    return (
        _is_asking(clause)
        or _is_part_of_wish(clause, shop)
        or (is_named and not _STORY.match(clause))
    )


def _is_part_of_wish(clause: str, shop: Vocabulary) -> bool:
    """Whether it limits what is wanted, or points at it."""
    return (
        _says_limit(clause, shop)
        or _points(clause)
        or any(char.isdigit() for char in clause)
        or _orders(clause)
    )


def _points(clause: str) -> bool:
    """ "She is four", "the one that runs on a battery", "the second"."""
    said = tokens(clause)
    is_place = len(said) <= SHORT and bool(words("pointing", "places").intersection(said))
    return is_place or bool(_ABOUT_SOMEBODY.match(clause) or _DESCRIBES.search(clause))


def _orders(clause: str) -> bool:
    """ "Only cheaper"; "too expensive" is why, and no order."""
    said = tokens(clause)
    return len(said) <= SHORT and "too" not in said and degree_in(said) is not None


def _is_courteous(clause: str) -> bool:
    return len(clause.split()) < 9 and intent_of(small.spelled(clause)) in small.COURTEOUS


def _is_asking(clause: str) -> bool:
    """Whether it asks or wishes; "I have a dog" tells."""
    said = tokens(clause)
    asks = clause.rstrip().endswith("?") or bool(words("asks").intersection(said))
    return asks and (not _tells(said) or clause.rstrip().endswith("?"))


def _tells(said: list[str]) -> bool:
    """Of the speaker or their weather, and no wish."""
    wishes = {"need", "needs", "want", "wants", "looking", "would"}
    return said[0] in ("i", "we", "my", "our", "it", "its", "just") and not wishes & set(said)


def _says_limit(clause: str, shop: Vocabulary) -> bool:
    return any(item.field not in _NO_LIMIT for item in read(clause, shop).constraints)


def bare_intent(clause: str, shop: Vocabulary) -> str:
    """The intent of the clause, its goods called "thing". GOODS where only the goods say more."""
    said = small.spelled(clause)
    found = intent_of(said)
    return found if found != GOODS else intent_of(bare(clause, shop))


def bare(clause: str, shop: Vocabulary, name: str = "") -> str:
    """The clause with its goods, brands and a product's name called "thing": "my teapot came
    broken" complains, whatever came broken.
    """
    goods = {*called(clause, shop), *shop.brands, *name.split()}
    said = ["thing" if word in goods else word for word in small.spelled(clause).split()]
    return " ".join(word for word, _same in groupby(said))


def without_lead(text: str, name: str = "leads") -> str:
    """Without what people say before a wish: "ok, ..."."""
    lead = any_of("chatter", name)
    left = text.strip(" ,.!;:")
    for _round in range(4):
        match = lead.match(left)
        if not match or match.end() == len(left):
            break
        left = left[match.end() :].strip(" ,.!;:-")
    return left


def without_tail(text: str, name: str = "tails") -> str:
    """Without what people say after a wish: "... then", "... instead"."""
    left = text.strip(" ,.!;:")
    for _round in range(4):
        bare = left.rstrip(" ,.!?;:")
        ends = [each for each in any_of("chatter", name).finditer(bare) if each.end() == len(bare)]
        if not ends or not ends[0].start():
            break
        left = bare[: ends[0].start()].strip(" ,.!?;:-")
    return left


def trimmed(text: str) -> str:
    """Without what people say before and after a wish: "ok, ... then"."""
    return without_tail(without_lead(text.strip(" ?")))
