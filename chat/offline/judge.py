"""How well products answer a wish, by the words that the tools returned of them."""

import re
from dataclasses import dataclass, field
from typing import Any

from chat.offline.aspects import ROOM, ages, numbers_in
from chat.offline.limits import Limit, limits_in, without_limits
from chat.offline.sayings import key_words, saying
from chat.offline.words import EMPTY, stem, stems, tokens, wishes
from chat.tools import ProductFacts, ProductLine
from shop.search.vocabulary import BASIC

_PREPOSITION = re.compile(
    r"\b(?:for|with|in|under|that|which|of|from|to|over|between|without|below|by|on|at|is|are|has|have|and|up)\b|[,.;]\s"
)

_WITHOUT = re.compile(
    r"\b(?P<how>without|not|no|non)[ -](?:an? |any |made of |from |by |in )*(?P<what>[^,.;]{1,40}?)"
    r"(?=$|[,.;]| (?:for|with|in|under|and|or|but|that|from|not|without)\b)",
    re.I,
)

_ANYTHING = frozenset({"gift", "gifts", "present", "presents", "something", "anything", "idea", "ideas", "surprise"})
_AGE = ("year", "old", "yr")
_LONGEST_ECHO = 60


@dataclass(frozen=True)
class Fit:
    """`reasons` are sayings that prove wishes, `against` those that deny one; `met` and `unmet` are words as they were written."""

    line: ProductLine
    met: tuple[str, ...] = ()
    unmet: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    # 2: by its name, category or attributes it is what was asked for, half more where the name says it; 1: its text mentions it.
    kind: float = 2

    @property
    def score(self) -> float:
        return len(self.met) + self.kind - 1.5 * len(self.against)


@dataclass
class _Evidence:
    met: dict[str, str] = field(default_factory=dict)
    reasons: list[str] = field(default_factory=list)
    against: list[str] = field(default_factory=list)
    wanted: dict[str, str] = field(default_factory=dict)
    unwanted: set[str] = field(default_factory=set)
    by_name: set[str] = field(default_factory=set)
    settled: bool = False


def fit(line: ProductLine, words: str) -> Fit:
    """Judge one product; the more was read about it, the more can be said."""
    limits, words = limits_in(words), without_limits(words)
    wanted = wishes(_WITHOUT.sub(" ", words))
    kind = kind_of(words)
    plain = stems(f"{line.name} {line.category} {line.brand} {line.colour}")
    found = _Evidence({wish: word for wish, word in wanted.items() if _is_in(wish, plain)}, wanted=wanted, unwanted=_unwanted(words))
    if isinstance(line, ProductFacts):
        for key, value in line.attributes.items():
            (_truth if isinstance(value, bool) else _value)(key, value, wanted, found)
        _amounts(line, words, found)
        _limits(line, limits, found)
    _lacking(line, words, found)
    # What has a "laptop_in" is not a laptop.
    level = 2 if not kind or (kind in found.met and kind not in found.by_name) else 0
    _text(line.description if isinstance(line, ProductFacts) else line.about, wanted, found)
    return Fit(
        line,
        tuple(word for word in found.met.values() if word),
        tuple(word for wish, word in found.wanted.items() if wish not in found.met),
        tuple(dict.fromkeys(found.reasons)),
        tuple(dict.fromkeys(found.against)),
        (level or int(kind in found.met)) + (0.5 if kind and _is_in(kind, stems(line.name)) else 0),
    )


def is_found(fits: list[Fit]) -> bool:
    """Whether anything may be called what was looked for: it is of the kind, and answers at least a third of the wish."""
    return any(each.kind > 2 or (each.kind >= 1 and (not each.unmet or 2 * len(each.met) >= len(each.unmet))) for each in fits)


def is_empty(words: str) -> bool:
    """Whether words ask for nothing that could be found: "2+2"; "a gift" and "for a 6 year old" do ask."""
    said = tokens(words)
    return (
        bool(said)
        and not wishes(words)
        and not _ANYTHING.intersection(said)
        and not any(unit in _AGE for _number, unit in numbers_in(said))
    )


def kind_of(words: str) -> str:
    """The stem of the thing itself: the last word before a preposition, colours aside; empty for "a gift"."""
    wanted = wishes(words)
    if _ANYTHING.intersection(tokens(words)):
        return ""
    for part in _PREPOSITION.split(without_limits(words).lower()):
        own = [stem(word) for word in tokens(part) if word not in EMPTY and word not in BASIC and stem(word) in wanted]
        if own:
            return own[-1]
    return ""


def thing(words: str) -> str:
    """The request up to its first preposition, to be said back."""
    said = next((part for part in _PREPOSITION.split(words) if stems(part)), words).strip(" ,;.?!")
    return said if len(said) <= _LONGEST_ECHO else said[:_LONGEST_ECHO].rsplit(" ", 1)[0] + " …"


def _unwanted(words: str) -> set[str]:
    """The stems after "without"."""
    return {each for match in _WITHOUT.finditer(words) for each in stems(match["what"])}


def ruled_out(words: str) -> bool:
    return bool(_unwanted(without_limits(words)))


def _lacking(line: ProductLine, words: str, found: _Evidence) -> None:
    """What no attribute settles: the colour and the brand of the line, and for "without" a mention in the text."""
    for key, value in (("colour", line.colour), ("brand", line.brand)):
        if value and found.unwanted & stems(value):
            found.against.append(saying("colour", value) if key == "colour" else f"comes from {value}")
    asked = {each for match in _WITHOUT.finditer(words) if match["how"].lower() in ("without", "no") for each in stems(match["what"])}
    text = f"{line.name}. {line.description if isinstance(line, ProductFacts) else line.about}"
    if not asked or found.against or found.settled or not asked <= stems(text):
        return
    for each in re.split(r"[.;]\s", text):
        if asked & stems(each) and not re.search(r"\b(?:no|not|without|instead of|never)\b", each, re.I):
            found.against.append(f"is described with “{next(word for word in tokens(each) if stem(word) in asked)}”")
            return


def _truth(key: str, value: bool, wanted: dict[str, str], found: _Evidence) -> None:
    """ "Waterproof: no" denies the wish; "sofa bed: no" says nothing against a sofa."""
    parts = [stem(part) for part in key_words(key).split() if part not in ("included", "needed", "required", "allowed")]
    if parts and parts[-1] in found.unwanted:
        (found.against if value else found.reasons).append(saying(key, value))
        found.settled = True
        return
    if not parts or parts[-1] not in wanted or parts[-1] in found.met:
        return
    (found.reasons if value else found.against).append(saying(key, value))
    found.met |= {part: wanted[part] if value else "" for part in parts if part in wanted}


def _value(key: str, value: Any, wanted: dict[str, str], found: _Evidence) -> None:
    values = stems(" ".join(str(each) for each in value) if isinstance(value, list) else str(value))
    if key == "warmth":
        values = frozenset({"warm"}) if value in ("warm", "very warm") else frozenset()
    named = {stem(part) for part in key_words(key).split()}
    # "Not wool" is not lambswool either.
    if any(word.endswith(tuple(found.unwanted)) for word in values):
        found.against.append(saying(key, value))
    by_name = {wish for wish in wanted if wish in named and named <= set(wanted)}
    found.by_name |= by_name - values
    hit = [wish for wish in wanted if wish in values or wish in by_name]
    if hit and key not in ("type", "colour", "color") and not all(wish in found.met for wish in hit):
        found.reasons.append(saying(key, value))
    found.met |= {wish: wanted[wish] for wish in hit}


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
                (found.reasons if number <= value <= 2 * number else found.against).append(saying(key, value))


def _limits(facts: ProductFacts, limits: list[Limit], found: _Evidence) -> None:
    for limit in limits:
        found.wanted[limit.phrase] = limit.phrase
        if checked := limit.check(facts):
            (found.reasons if checked[1] else found.against).append(limit.says(facts))
            found.met[limit.phrase] = limit.phrase if checked[1] else ""


def _text(text: str, wanted: dict[str, str], found: _Evidence) -> None:
    said = stems(text)
    for wish, word in wanted.items():
        if wish not in found.met and _is_in(wish, said):
            found.met[wish] = word


def _is_in(wish: str, words: frozenset[str]) -> bool:
    """The same, or the same but for an ending: not "kettle" in "kettlebell"."""
    return wish in words or any(
        abs(len(word) - len(wish)) <= 3 and min(len(word), len(wish)) >= 5 and (word.startswith(wish) or wish.startswith(word))
        for word in words
    )
