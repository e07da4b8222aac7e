"""Words as the offline model takes them: plain tokens, rough stems, and what merely wraps a
request.
"""

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache

from chat.builtin.function_words import words
from shop.search.number_words import COUNTS, in_figures
from shop.search.vocabulary import fold, singular
from site_config.formatting import format_list, format_number

_SHORT = (
    (re.compile(r"[’`´]"), "'"),
    (re.compile(r"\b(?:r u|are u|u r)\b", re.I), "are you"),
    (
        re.compile(r"\b(do|can|have|did|will|would|could|if|tell|love|hate|thank) u\b", re.I),
        r"\1 you",
    ),
    (
        re.compile(
            r"\b(?:(what|that|it|how|who|which|where|there|here)'s|(what|that|who|where|there)s)\b",
            re.I,
        ),
        r"\1\2 is",
    ),
    (re.compile(r"\b(is|are|does|do|has|have|was|were|could|would)n'?t\b", re.I), r"\1 not"),
    (re.compile(r"\b(i)'?m\b", re.I), r"\1 am"),
    (re.compile(r"\b(i|we|you)'(d|ll|ve|re)\b", re.I), r"\1"),
    (re.compile(r"\binterested in(?: buying)?\b", re.I), "looking for"),
    (re.compile(r"(?:#|\b(?:number|nr|no|option)\b\.?)\s*(?=\d\b)", re.I), " number "),
)

# Stripped from both ends of a request: they say that something is wanted, and not what.
WRAPPING = frozenset(
    (
        "i we you me us my am are is was be been there here want wants wanna need needs nee neet "
        "like love would could can will "
        "shall may should please pls kindly thanks thank looking look searching search shopping "
        "hunting seeking after find show "
        "give get see buy order purchase recommend suggest help offer sell carry got have has do "
        "does did to for some any a "
        "an the of kind sort type what which hi hello hey ok okay so well um hmm oh and also now "
        "then just maybe perhaps "
        "thing things stuff interested trying try let know tell about anything "
        "something everything whatever one ones shop store your it them this that these those "
        "with im id lets let's choose pick how asap urgently"
    ).split()
)
# These never end a request's wrapping at its back, where they belong to what is wanted ("a bag to
# carry", "in stock").
_FRONT_ONLY = frozenset(
    "a an the to of with search order carry offer look help kind sort type".split()
)

# Words that tell one product from another in no shop.
EMPTY: frozenset[str] = WRAPPING | frozenset(
    (
        "many much turns likes loves loved liked enjoys actually honestly "
        "next ideas idea in stock at on by from or but not no "
        "it's its if when where who while as than too very really quite more most less least best "
        "better good great nice fine perfect ideal suitable right new other another same such "
        "only must make makes made sure use "
        "used using uses made comes come product products item items thing things gift gifts "
        "present presents quality size sized "
        "color colour colors colours colored coloured under over between below above up down out "
        "into onto around about euro "
        "euros eur dollars price priced cost costs cheap cheaper cheapest affordable inexpensive "
        "budget expensive year years old "
        "month months person people men's go going goes keep keeps stay put want preferably piece "
        "pieces pcs pack set sets option "
        "options choice high easy both all each every set will that's he him them us "
        "she his her they their "
        "without fits fit compatible inch inches cm mm kg gb tb ml kilo aged age sizes xs "
        "xl xxl "
        "solution solutions supplies foot feet ounce ounces oz wide tall long quantity pound "
        "pounds lb lbs each hours hour "
        "brand brands either priced costing costs php pesos bucks usd size medium asap "
        "birthday christmas star stars rated rating popular"
    ).split()
)
# Whom a thing is for says what it is only where goods are made for them.
EMPTY |= words("audience", "persons") - words("audience", "wearers")
# Different words for one thing: each of the words on the right is taken as the one on the left.
_SAME = {
    "child": "kid children boy girl toddler teenager baby newborn infant", "sofa": "couch settee",
    "bicycle": "bike cycle",
    "headphone": "headset", "ear": "earbud earphone earpod", "backpack": "rucksack",
    "suitcase": "luggage",
    "woman": "women womens ladies lady female", "man": "men mens male gents", "grey": "gray",
    "shoe": "sneaker trainer",
    "sweater": "pullover jumper", "phone": "cellphone smartphone", "laptop": "computer notebook",
    "flask": "thermos",
    "waterproof": "waterproofed rainproof", "trousers": "pant", "grill": "bbq barbecue",
    "noise": "noise-cancelling",
    "wireless": "wirelessly cordless", "running": "jogging jog run", "outdoor": "outside outdoors",
    "soft": "cuddly",
    "knife": "knives", "shelf": "shelves", "scarf": "scarves", "light": "lightweight",
    "jacket": "coat parka anorak",
    "fragrance": "perfume scent",
}  # fmt: skip
_DOUBLED = re.compile(r"([bdgmnpt])\1$")


# What is not to be: the quality that is asked for instead.
_OPPOSITES = {
    "heavy": "lightweight",
    "loud": "quiet",
    "noisy": "quiet",
    "big": "compact",
    "large": "compact",
    "bulky": "compact",
}
_NOT_TOO = re.compile(
    rf"\bnot (?:(?:too|so|that|very|overly|really) )*({'|'.join(_OPPOSITES)})\b", re.I
)
_ALONE = re.compile(
    r"\b(?:(?:just|only) for (?:me|myself|one)|for (?:me|myself) (?:alone|only)|for one)\b", re.I
)
_ALONE_OR_NOT = re.compile(
    r"\b(?:(?:when|if) i am )?(?:alone|solo|(?:on|by) my(?: own|self)) (?:or|and) "
    r"(?:also )?(?:with|in) (?:(?:an?|some|my|the|several|two or more) )?"
    r"(?:others?|others too|friends?|people|somebody|someone|company|groups?|family|more)\b",
    re.I,
)
_COUNT = rf"(\d{{1,2}}|{'|'.join(COUNTS)})"
# "For one to five people": search leaves "one" in words as it stands.
_SO_MANY = re.compile(
    rf"\b{_COUNT} to {_COUNT}(?= (?:people|persons|players|kids|children)\b)", re.I
)
_FOR_SOME = re.compile(r"\bfor (two|three|four|five|six)(?= of us\b|\W*$)", re.I)
_NO_CABLE = re.compile(
    r"\b(?:without|w/o|(?:needs?|uses?|has|have|with|want) no|no(?! wireless)) (?:an? |any |the "
    r")?(?:wires?|cables?|cords?|leads?)\b",
    re.I,
)


# The same names are compared at every step of an answer.
@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Short forms spelled out, "#2" as "number 2", blanks collapsed."""
    for pattern, put in _SHORT:
        text = pattern.sub(put, text)
    return " ".join(text.split())


def spoken(text: str) -> str:
    """With amounts as figures, and what is not to be as the quality that it asks for: search reads
    them so.
    """
    text = _ALONE_OR_NOT.sub("for 1 to 2 people", plain(text))
    text = _SO_MANY.sub(lambda match: f"{_figure(match[1])} to {_figure(match[2])}", text)
    text = _ALONE.sub("for 1 person", in_figures(text))
    text = _FOR_SOME.sub(lambda match: f"for {COUNTS[match[1].lower()]} people", text)
    return _NOT_TOO.sub(
        lambda match: f"and {_OPPOSITES[match[1].lower()]}", _NO_CABLE.sub("wireless", text)
    )


def _figure(word: str) -> str:
    return str(COUNTS.get(word.lower(), word))


def tokens(text: str) -> list[str]:
    return fold(plain(text)).replace("-", " ").split()


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """Rough, for comparing alone: "hiking" and "hike", "cancelling" and "cancel"."""
    bare = _bare(word)
    return SAME.get(bare, bare)


def _bare(word: str) -> str:
    word = singular(word.removesuffix("'s"))
    for ending, put in (("ies", "y"), ("lling", "l"), ("ing", ""), ("ed", ""), ("e", "")):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return _DOUBLED.sub(r"\1", word[: len(word) - len(ending)] + put)
    return word


SAME = {_bare(word): _bare(same) for same, words in _SAME.items() for word in words.split()}


@lru_cache(maxsize=4096)
def stems(text: str) -> frozenset[str]:
    """The stems of the words that mean something."""
    return frozenset(
        stem(word)
        for word in tokens(text)
        if word not in EMPTY and (len(word) > 1 or word.isdigit())
    )


def wishes(text: str) -> dict[str, str]:
    """What is asked for: stem to the word as it was written, in order, numbers left out."""
    return {
        stem(word): word
        for word in tokens(text)
        if word not in EMPTY and len(word) > 1 and not word[0].isdigit()
    }


def unwrapped(text: str, also: Iterable[str] = ()) -> str:
    """The request without "can you show me" and "please"; the words between keep their spelling."""
    said = plain(text).split()
    wrapping = WRAPPING.union(also)
    while said and _is_wrapping(said[0], wrapping):
        said.pop(0)
    while said and _is_wrapping(said[-1], wrapping - _FRONT_ONLY):
        said.pop()
    return " ".join(said).strip(" ?!.,;:")


def _is_wrapping(word: str, wrapping: frozenset[str]) -> bool:
    return fold(word) in wrapping or not fold(word)


def number(value: Decimal | float) -> str:
    return format_number(value)


def stars(rating: Decimal) -> str:
    return format_number(rating)


def joined(parts: list[str], *, either: bool = False) -> str:
    return format_list(parts, either=either)
