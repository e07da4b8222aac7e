"""How well products answer a wish, by the words that the tools returned of them. Constraints are
search's: every product keeps them.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from chat.builtin.aspects import ROOM, ages, numbers_in
from chat.builtin.foreign import said_back
from chat.builtin.sayings import key_words, saying
from chat.builtin.words import EMPTY, stem, stems, tokens, wishes
from chat.tools import Found, ProductFacts, ProductLine
from chat.tools.search import called_by
from shop.search.lexicon import KINDS
from shop.search.vocabulary import BASIC

_PREPOSITION = re.compile(
    r"\b(?:for|with|in|under|that|which|of|from|to|over|between|without|below|by|on|at|is|are|has"
    r"|have|and|or|but|not|up|made|priced|costing"
    r"|around|above|except)\b|[;?!]|[,.](?!\d)"
)
# "A pair of sandals" is sandals.
_MEASURE = re.compile(
    r"\b(?:pairs?|sets?|packs?|packages?|bottles?|boxes|box|pieces?|cups?|pack|kinds?|types?) of\b",
    re.I,
)
_ANYTHING = frozenset(
    {"gift", "gifts", "present", "presents", "something", "anything", "idea", "ideas", "surprise"}
)
ACCESSORIES = frozenset(
    stem(word)
    for word in (
        "case bag sleeve lock riser stand mount adapter charger cable battery cover protector "
        "holder filter dock docking backpack "
        "arm bracket cart rack accessory cleaner kit strap lens drum box bumper memory module "
        "carrier"
    ).split()
)
# How an attribute that is yes or no ends: "dishwasher safe", "bulb included".
_FILLING = frozenset(
    "included needed required allowed safe proof ready friendly compatible".split()
)
# No thing is called so, but for a cream.
_COLOURS = BASIC - {"cream"}
_ALTERNATIVE = re.compile(r"\s+or\s+(?:(?:an?|some|the)\s+)?", re.I)
_WANT = re.compile(
    r"^.*\b(?:need|want|looking for|look for|searching for|find(?: me)?|show me|get "
    r"me|recommend)\s+(?:me\s+)?(?=an?\b|some\b|the\b)",
    re.I | re.S,
)
_TO_DO = re.compile(r"^to \w", re.I)
_AGE = ("year", "old", "yr")
_NO_NOUN = ("free", "size", "-")
_LONGEST_ECHO = 60


@dataclass(frozen=True)
class Fit:
    """`reasons` are sayings that prove wishes, `against` those that deny one; `met` and `unmet` are
    words as they were written.
    """

    line: ProductLine
    met: tuple[str, ...] = ()
    unmet: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    # Whether the first of these is what was ruled out.
    is_ruled_out: bool = False
    # 2: by its name, category or attributes it is what was asked for, half more where the name says
    # it; 1: its text mentions it.
    kind: float = 2
    is_called: bool = True
    asks_kind: bool = True

    @property
    def score(self) -> float:
        return len(self.met) + self.kind - 1.5 * len(self.against)

    @property
    def is_found(self) -> bool:
        """Whether it may be called what was looked for: it is of the kind, and answers as much of
        the wish as it leaves open, or is all that the thing itself is called.
        """
        is_it = len(self.met) >= len(self.unmet) or (self.kind >= 2 and self.is_called)
        return not self.asks_kind or (self.kind >= 1 and is_it)


@dataclass
class _Evidence:
    wanted: dict[str, str]
    met: dict[str, str]
    reasons: list[str] = field(default_factory=list)
    against: list[str] = field(default_factory=list)
    types: frozenset[str] = frozenset()
    is_ruled_out: bool = False


def fit(line: ProductLine, words: str, understood: Iterable[str] = ()) -> Fit:
    """Judge one product; the more was read about it, the more can be said. "A shelf or a bookcase"
    is either.
    """
    return max(
        (_fit(line, each, understood) for each in _alternatives(words)),
        key=lambda each: (each.is_found, each.score),
    )


def _fit(line: ProductLine, words: str, understood: Iterable[str]) -> Fit:
    wanted, kind = wishes(words), kind_of(words)
    plain = stems(
        f"{line.name} {line.category} {line.brand} {line.colour} {' '.join(_wanted(understood))}"
    )
    found = _Evidence(wanted, {wish: word for wish, word in wanted.items() if _is_in(wish, plain)})
    if isinstance(line, ProductFacts):
        for key, value in line.attributes.items():
            (_truth if isinstance(value, bool) else _value)(key, value, found)
        _amounts(line, words, found)
    _ruled_out(line, understood, found)
    # What has a "laptop_in" is not a laptop, and what has a coating no coat.
    own = stems(
        " ".join([line.name, line.colour, *called_by("", line.category), *_wanted(understood)])
    )
    level = 2 if not kind or _is_in(kind, own | found.types) else 0
    if kind and level and _is_accessory(line, kind, wanted):
        level = 0
    said = stems(line.description if isinstance(line, ProductFacts) else line.about)
    found.met |= {
        wish: word for wish, word in wanted.items() if wish not in found.met and _is_in(wish, said)
    }
    return Fit(
        line,
        tuple(word for word in found.met.values() if word),
        tuple(word for wish, word in wanted.items() if wish not in found.met),
        tuple(dict.fromkeys(found.reasons)),
        tuple(dict.fromkeys(found.against)),
        found.is_ruled_out,
        (level or int(kind in found.met))
        + (0.5 if level and kind and _is_in(kind, stems(line.name)) else 0),
        not kind or _is_called(words, level, found),
        bool(kind),
    )


def looked_for(found: Found, words: str) -> str:
    """As they were spelt right and without the constraints; there may be none left."""
    return found.words if found.words or found.understood else words


def fits_of(found: Found, words: str, read: dict[int, ProductLine]) -> list[Fit]:
    """Each product found, judged by the words that were looked for."""
    return [
        fit(read.get(line.id, line), looked_for(found, words), found.understood)
        for line in found.products
    ]


def is_found(found: Found, words: str, read: dict[int, ProductLine] | None = None) -> bool:
    return any(each.is_found for each in fits_of(found, words, read or {}))


def is_empty(words: str) -> bool:
    """Whether words ask for nothing that could be found: "2+2"; "a gift" and "for a 6 year old" do
    ask.
    """
    said = tokens(words)
    asks = (
        wishes(words)
        or _ANYTHING.intersection(said)
        or any(unit in _AGE for _number, unit in numbers_in(said))
    )
    return bool(said) and not asks


def kind_of(words: str) -> str:
    """The stem of the thing itself: the last word before a preposition, colours aside; empty for "a
    gift" and "a thing to dig with".
    """
    wanted = wishes(words)
    if _ANYTHING.intersection(tokens(words)) or _TO_DO.match(words):
        return ""
    own = [
        stem(word)
        for word in tokens(thing(words))
        if word not in EMPTY and word not in _COLOURS and stem(word) in wanted
    ]
    return own[-1] if own else ""


def thing(words: str) -> str:
    """What the request calls the thing: its first part that has a noun, after the "I need" if there
    is one; "6 foot" has none.
    """
    parts = _PREPOSITION.split(_MEASURE.sub(" ", _WANT.sub("", words)))
    named = (
        part
        for part in parts
        if wishes(part).keys() - _COLOURS and not part.rstrip(" -").lower().endswith(_NO_NOUN)
    )
    said = " ".join(_uncoloured(next(named, words)).strip(" ,;.?!-/").split())
    return said if len(said) <= _LONGEST_ECHO else said[:_LONGEST_ECHO].rsplit(" ", 1)[0] + " …"


def _uncoloured(part: str) -> str:
    """ "Desk lamp red" is a desk lamp."""
    words = part.split()
    while len(words) > 1 and set(tokens(words[-1])) & _COLOURS:
        words.pop()
    return " ".join(words)


def _alternatives(words: str) -> list[str]:
    """ "A shelf or a bookcase" as two wishes, where both sides of the "or" name a thing."""
    parts = _ALTERNATIVE.split(words)
    return parts if len(parts) == 2 and all(kind_of(part) for part in parts) else [words]


def _ruled_out(line: ProductLine, understood: Iterable[str], found: _Evidence) -> None:
    """What search cannot know: a description that mentions what is not wanted."""
    unwanted = [
        stems(label.partition(" ")[2])
        for label in understood
        if label.startswith(("without ", "not "))
    ]
    text = f"{line.name}. {line.description if isinstance(line, ProductFacts) else line.about}"
    for each in re.split(r"[.;]\s", text):
        said = [words for words in unwanted if words and words <= stems(each)]
        if said and not re.search(
            r"\b(?:no|not|nothing|without|instead of|never|free)\b", each, re.I
        ):
            word = next(word for word in tokens(each) if stem(word) in said[0])
            found.against.append(_("is described with “%(word)s”") % {"word": said_back(word)})
            found.is_ruled_out = True
            return


def _is_called(words: str, level: int, found: _Evidence) -> bool:
    """Of what is of the kind, half of what the thing is called will do: "flower pot". But it has to
    be for a child where that is asked.
    """
    called = wishes(thing(words)).keys()
    missing = called - found.met.keys()
    return not ({"child"} & found.wanted.keys()) - found.met.keys() and (
        not missing or (level == 2 and 2 * len(missing) <= len(called))
    )


def _wanted(understood: Iterable[str]) -> list[str]:
    return [label for label in understood if not label.startswith(("not ", "without "))]


def _is_accessory(line: ProductLine, kind: str, wanted: Iterable[str]) -> bool:
    """A "notebook case" is no notebook, but a "cable sweater" is a sweater: the thing itself comes
    last, before a "for".
    """
    name = [
        stem(word) for word in tokens(re.split(r"\bfor\b", line.name, maxsplit=1, flags=re.I)[0])
    ]
    other = [at for at, word in enumerate(name) if word in ACCESSORIES and word not in wanted]
    is_last = kind in name and other and name.index(kind) > max(other)
    return (
        bool(other) and not is_last and kind not in ACCESSORIES and kind not in stems(line.category)
    )


def _truth(key: str, value: bool, found: _Evidence) -> None:
    """ "Waterproof: no" denies the wish; "sofa bed: no" says nothing against a sofa."""
    parts = [stem(part) for part in key_words(key).split() if part not in _FILLING] or [""]
    if parts[-1] not in found.wanted or parts[-1] in found.met:
        return
    (found.reasons if value else found.against).append(saying(key, value))
    found.met |= {
        part: found.wanted[part] if value else "" for part in parts if part in found.wanted
    }


def _value(key: str, value: Any, found: _Evidence) -> None:
    values = stems(" ".join(str(each) for each in value) if isinstance(value, list) else str(value))
    if key == "warmth":
        values = frozenset({"warm"}) if value in ("warm", "very warm") else frozenset()
    named = {stem(part) for part in key_words(key).split()}
    by_name = {wish for wish in found.wanted if wish in named and named <= set(found.wanted)}
    hit = [wish for wish in found.wanted if wish in values or wish in by_name]
    is_type = key.casefold().replace("_", " ") in KINDS
    found.types |= values if is_type else frozenset()
    if (
        hit
        and not is_type
        and key not in ("colour", "color")
        and not all(wish in found.met for wish in hit)
    ):
        found.reasons.append(saying(key, value))
    found.met |= {wish: found.wanted[wish] for wish in hit}


def _amounts(facts: ProductFacts, words: str, found: _Evidence) -> None:
    """Ages and numbers of people, litres, inches: enough or not."""
    stated = ages(facts.attributes)
    if stated and "child" in found.wanted and stated[0] < 13:
        found.reasons.append(stated[2])
        found.met["child"] = found.wanted["child"]
    for number, unit in numbers_in(tokens(words)):
        if unit in _AGE and stated:
            low, high, phrase = stated
            (found.reasons if low <= number <= high else found.against).append(phrase)
            continue
        for key, units in ROOM.items():
            value = facts.attributes.get(key)
            if unit in units and isinstance(value, int | float) and not isinstance(value, bool):
                (found.reasons if number <= value <= 2 * number else found.against).append(
                    saying(key, value)
                )


def _is_in(wish: str, words: frozenset[str]) -> bool:
    """The same, or the same but for an ending: not "kettle" in "kettlebell"."""
    return wish in words or any(
        abs(len(word) - len(wish)) <= 3
        and min(len(word), len(wish)) >= 5
        and (word.startswith(wish) or wish.startswith(word))
        for word in words
    )
