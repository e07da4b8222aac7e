"""Which products somebody means by "the second one", "it", "both" or a part of a name."""

import re
from collections import Counter
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from chat.builtin.talk import Talk
from chat.builtin.words import EMPTY, stem, stems, tokens
from chat.tools import ProductLine
from shop.search.vocabulary import BASIC

ORDINALS = {
    word: at
    for at, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split(),
        1,
    )
}
COUNTS = {"two": 2, "three": 3, "four": 4, "2": 2, "3": 3, "4": 4, "both": 2}
MOST = 4
_COLOURS = {stem(colour) for colour in BASIC}

_NTH = "|".join(ORDINALS)
_SOME = re.compile(r"\b(?:the )?(first|last|top) (two|three|four|[2-4])\b(?: ones?)?")
_ORDINAL = re.compile(
    rf"(?<!\ba )\b(?:(?:the |my )?({_NTH}|\d{{1,2}}(?:st|nd|rd|th)|(?<=the )last|(?<=my "
    rf")last|^last|last(?= one))(?: one)?"
    r"|number (\d{1,2}))\b"
    r"(?! (?:time|aid|hand|class|birthday|year)\b)"
)
_DIGITS = re.compile(r"(?<![\d.,])\b(\d{1,2})\b(?![.,]?\d)")
_ALL = re.compile(
    r"\b(?:both|them|all of them|these|those|they|all)\b(?: (?:two|three|four|ones?|products))?"
)
_IT = re.compile(
    r"\b(?:(?:this|that)(?: (?:one|product|item))?|it|its|the same one|the (?:selected|chosen) "
    r"(?:one|product))\b"
)
_DESCRIBED = re.compile(r"\b(?:the|that|this) ((?:[^\W\d][\w'-]* ){1,3})ones?\b")


@dataclass(frozen=True)
class Meant:
    """`ids` in the order named; `rest` is what else was said; `missing` how many were asked for
    that are not there.
    """

    ids: tuple[int, ...] = ()
    rest: str = ""
    explicit: bool = False
    missing: bool = False


def meant(text: str, talk: Talk, *, digits: bool = False) -> Meant:
    """Resolve every reference in `text`. With `digits`, bare numbers count too ("difference between
    1 and 2").
    """
    said = " ".join(tokens(text))
    for found in (
        _counted(said, talk),
        _numbered(said, talk, digits),
        _named(text, talk, digits),
        _described(said, talk),
    ):
        if found.ids or found.missing:
            return _with_it(found, talk)
    return _pronoun(said, talk)


def _with_it(found: Meant, talk: Talk) -> Meant:
    """ "Compare it with the second": the pronoun counts beside another reference."""
    topic = talk.topic()
    if topic and re.search(
        r"\b(?:it|this one|that one) (?:with|to|and|or)\b|\b(?:with|to|and|or) (?:it|this "
        r"one|that one)\b",
        found.rest,
    ):
        return Meant(
            tuple(dict.fromkeys((topic, *found.ids))), _IT.sub(" ", found.rest), True, found.missing
        )
    return found


def _counted(said: str, talk: Talk) -> Meant:
    match = _SOME.search(said)
    if not match:
        return Meant()
    count = COUNTS[match[2]]
    shown = talk.shown(2)
    lines = shown[-count:] if match[1] == "last" else shown[:count]
    return Meant(
        tuple(line.id for line in lines), _cut(said, match.span()), True, missing=not lines
    )


def _numbered(said: str, talk: Talk, digits: bool) -> Meant:
    spans: list[tuple[int, int]] = []
    places: list[int] = []
    for match in _ORDINAL.finditer(said):
        places.append(
            int(match[2])
            if match[2]
            else -1
            if match[1] == "last"
            else ORDINALS.get(match[1]) or int(match[1][:-2])
        )
        spans.append(match.span())
    if digits and not places:
        found = [match for match in _DIGITS.finditer(said) if 1 <= int(match[1]) <= 12]
        places, spans = [int(match[1]) for match in found], [match.span() for match in found]
    if not places:
        return Meant()
    shown = talk.shown(max(2, *places)) or talk.shown(max(places))
    ids = [
        shown[place if place < 0 else place - 1].id
        for place in places
        if shown and 0 < abs(place) <= len(shown)
    ]
    return Meant(
        tuple(dict.fromkeys(ids)), _cut(said, *spans), True, missing=len(ids) < len(places)
    )


def _named(text: str, talk: Talk, loosely: bool) -> Meant:
    """Products of which a word is said that tells them from the others shown."""
    shown = {line.id: line for line in talk.shown()}
    lines = [*shown.values(), *(line for pk, line in talk.known().items() if pk not in shown)]
    said = " ".join(tokens(text))
    words = stems(said)
    common = {
        word
        for word, times in Counter(word for line in lines for word in stems(line.name)).items()
        if times > 1
    }
    full = [line for line in lines if stems(line.name) and stems(line.name) <= words]
    if full:
        longest = max(len(stems(line.name)) for line in full)
        full = [
            line for line in full if len(stems(line.name)) == longest or not _within(line, full)
        ]
    partly = [
        line
        for line in lines
        if _is_named(text, (stems(line.name) & words) - common - _generic(line), loosely)
    ]
    found = full or partly
    if not found:
        return Meant()
    names = {word for line in found for word in stems(line.name)}
    rest = " ".join(word for word in said.split() if stem(word) not in names)
    found.sort(
        key=lambda line: min(said.find(word) for word in tokens(line.name) if stem(word) in words)
    )
    return Meant(tuple(dict.fromkeys(line.id for line in found[:MOST])), rest, True)


def _is_named(text: str, words: AbstractSet[str], loosely: bool) -> bool:
    """A part of a name counts with "the" before it or as a capital: "balcony chairs" do not mean
    the Balcony trough.
    """
    if loosely or not words:
        return bool(words)
    places = [match for match in re.finditer(r"[^\s,.?!]+", text) if stems(match[0]) & words]
    return any(
        (place[0][:1].isupper() and place.start() > 0)
        or re.search(r"\b(?:the|that|this|your)\s(?:\S+\s)?$", text[: place.start()], re.I)
        for place in places
    )


def _within(line: ProductLine, others: list[ProductLine]) -> bool:
    return any(stems(line.name) < stems(other.name) for other in others)


def _generic(line: ProductLine) -> AbstractSet[str]:
    return generic(line.name, line.category)


def generic(name: str, category: str) -> AbstractSet[str]:
    """Words of a name that say what it is or how it looks, and so name no product by themselves."""
    kind = stems(category) | {word for word in stems(name) if word.isdigit() or word in _COLOURS}
    return kind | {
        word for word in stems(name) if name[:1].isupper() and word in _plain_words(name)
    }


def _plain_words(name: str) -> set[str]:
    """The words of a name that are not written with a capital."""
    return {
        stem(word)
        for each in re.findall(r"[^\s,]+", name)
        if not each[:1].isupper()
        for word in tokens(each)
    }


def _described(said: str, talk: Talk) -> Meant:
    """ "The red one", "that jacket": the one product shown that fits the words."""
    shown = talk.shown()
    if (match := _DESCRIBED.search(said)) or (
        (match := re.search(r"\b(?:that|this) ([^\W\d][\w'-]*)", said)) and match[1] not in EMPTY
    ):
        wanted, span = stems(match[1]), match.span()
    else:
        return Meant()
    fits = [
        line
        for line in shown
        if wanted and wanted <= stems(f"{line.name} {line.colour} {line.category} {line.brand}")
    ]
    topic = talk.topic()
    chosen = [line.id for line in fits if line.id == topic] or [line.id for line in fits]
    if not chosen:
        return Meant()
    is_clear = len(chosen) == 1
    return Meant((chosen[0],) if is_clear else (), _cut(said, span), True, missing=not is_clear)


def _pronoun(said: str, talk: Talk) -> Meant:
    if match := _ALL.search(said):
        named = talk.named(talk.offer())
        shown = [line.id for line in talk.shown()]
        count = next((COUNTS[word] for word in match[0].split() if word in COUNTS), MOST)
        ids = (named if 2 <= len(named) <= MOST and match[0] != "all" else shown)[:count]
        return Meant(tuple(ids), _cut(said, match.span()), missing=not ids)
    topic = talk.topic()
    if match := _IT.search(said):
        return Meant((topic,) if topic else (), _cut(said, match.span()), missing=topic is None)
    return Meant(rest=said)


def _cut(said: str, *spans: tuple[int, int]) -> str:
    for start, end in sorted(spans, reverse=True):
        said = f"{said[:start]} {said[end:]}"
    return " ".join(said.split())
