"""Which products a message points at: "the second one", "it", "both", "the other one", "the one
for 29", a part of a name.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from decimal import Decimal

from chat.builtin.aspects import degree_in, is_like
from chat.builtin.described import described_lines, description_in, stated_stems
from chat.builtin.function_words import any_of, begins_with, mapping, words
from chat.builtin.qualities import plain_adjectives
from chat.builtin.rank import ranking
from chat.builtin.talk import Talk, Turn
from chat.builtin.words import EMPTY, stem, stems, tokens
from chat.tools import ProductLine
from shop.search.lexicon import SIGNS
from shop.search.vocabulary import BASIC

ORDINALS: dict[str, int] = mapping("pointing", "ordinals")
COUNTS: dict[str, int] = mapping("pointing", "counts")
MOST = 4
# A higher number is an amount.
HIGHEST = 12
_COLOURS = {stem(colour) for colour in BASIC}
_COUNT = "|".join(COUNTS)
_SOME = re.compile(rf"\b(?:the )?(first|last|top) ({_COUNT})\b(?: ones?)?")
_NTH = re.compile(
    rf"(?<!\ba )\b(?:(?:the |my )?(?P<nth>{'|'.join(ORDINALS)}|\d{{1,2}}(?:st|nd|rd|th)"
    r"|(?<=the )last|(?<=my )last|^last|last(?= one))(?: one)?|number (?P<number>\d{1,2}))\b"
)
_DIGITS = re.compile(r"(?<![\d.,])\b(\d{1,2})\b(?![.,]?\d)")
_PRICED = re.compile(
    rf"\bthe one (?:for|at|that costs?) [{SIGNS}]?(\d{{1,6}}(?:[.,]\d{{1,2}})?)\b", re.I
)
_OTHER = re.compile(rf"\bthe other(?: (?:(?P<count>{_COUNT})\b|one\b|(?P<what>[^\W\d]+\b))|$)")
_DEGREE = re.compile(
    r"\bthe ((?:(?:more|less|most|least) )?[^\W\d]+)"
    r" (?:one(?: of (?:them|those|these|both))?|of (?:them|those|these|both|the two))\b"
)
_THE = re.compile(r"\b(?:the|that|this) (?P<kind>[^\W\d_]+)\b(?! one)")
# "Is that waterproof" asks of it, and points at nothing that is called so.
_IS_THAT = re.compile(r"^(?:and |so )?(?:is|are|was) (?:that|this|these|those) [\w'-]+$")
_PLURAL = re.compile(r"\b(?:ones|those|these)\b")
_BACK = re.compile(
    r"\b(?:(?:let us |can we )?(?:go|going) )?back to (?:the |that |those |these )?"
    r"(?P<what>[^,.;:?!]+)[\s,.;:!-]*(?P<rest>.*)$",
    re.I,
)


@dataclass(frozen=True)
class Mention:
    """`ids` in the order named; `rest` is what else was said; `missing` how many were asked for
    that are not there.
    """

    ids: tuple[int, ...] = ()
    rest: str = ""
    explicit: bool = False
    missing: bool = False


@dataclass(frozen=True)
class _Text:
    written: str
    said: str
    digits: bool


def mentioned(text: str, talk: Talk, *, digits: bool = False) -> Mention:
    """Resolves every reference in `text`. With `digits`, bare numbers count too ("difference
    between 1 and 2").
    """
    heard = _Text(text, " ".join(tokens(text)), digits)
    for reader in _READERS:
        found = reader(heard, talk)
        if found.ids or found.missing:
            return _beside_pronoun(found, talk)
    return _pronoun(heard.said, talk)


def _beside_pronoun(found: Mention, talk: Talk) -> Mention:
    """ "Compare it with the second": the pronoun counts beside another reference."""
    topic = talk.topic()
    if not topic or not any_of("pointing", "beside").search(found.rest):
        return found
    rest = any_of("pointing", "it").sub(" ", found.rest)
    return Mention(tuple(dict.fromkeys((topic, *found.ids))), rest, True, found.missing)


def _counted(text: _Text, talk: Talk) -> Mention:
    match = _SOME.search(text.said)
    if not match:
        return Mention()
    count, shown = COUNTS[match[2]], talk.shown(2)
    lines = shown[-count:] if match[1] == "last" else shown[:count]
    rest = _cut(text.said, match.span())
    return Mention(tuple(line.id for line in lines), rest, True, missing=not lines)


def _numbered(text: _Text, talk: Talk) -> Mention:
    found = _places(text)
    if not found:
        return Mention()
    places = [place for place, _span in found]
    kind = _kind_behind(text.said, found[-1][1][1], talk)
    shown = _list_of(text.said, talk, places, kind)
    ids = [
        shown[place if place < 0 else place - 1].id
        for place in places
        if 0 < abs(place) <= len(shown)
    ]
    rest = any_of("pointing", "earliest").sub(" ", _cut(text.said, *(span for _at, span in found)))
    rest = " ".join(word for word in rest.split() if not kind or stem(word) != kind)
    is_missing = len(ids) < len(places)
    return Mention(tuple(dict.fromkeys(ids)), " ".join(rest.split()), True, missing=is_missing)


def _kind_behind(said: str, end: int, talk: Talk) -> str:
    """The stem of "keyboard" in "the first keyboard", where such things were shown."""
    after = said[end:].split()[:1]
    kind = stem(after[0]) if after and stems(after[0]) else ""
    return kind if kind and any(_of_kind_in(lines, kind) for lines in talk.lists()) else ""


def _of_kind_in(lines: Sequence[ProductLine], kind: str) -> list[ProductLine]:
    return [line for line in lines if is_of_kind(line, kind)]


def is_of_kind(line: ProductLine, kind: str) -> bool:
    """Whether it is called so by its last word: a keyboard stand is no keyboard."""
    called = [stem(word) for word in tokens(line.name.split(",")[0]) if word.isalpha()]
    return kind in called[-1:] or kind in stems(line.category)


def list_of(kind: str, talk: Talk) -> Sequence[ProductLine]:
    """The newest list of more than one such thing; empty where there is none."""
    return next(
        (lines for lines in talk.lists() if len(lines) > 1 and is_of_kind(lines[0], kind)), []
    )


def _places(text: _Text) -> list[tuple[int, tuple[int, int]]]:
    """(place in a list, where that is said)."""
    nth = [
        (_place(match), match.span())
        for match in _NTH.finditer(text.said)
        if not begins_with(text.said[match.end() :], "pointing", "no_place")
    ]
    if nth or not text.digits:
        return nth
    digits = ((int(match[1]), match.span()) for match in _DIGITS.finditer(text.said))
    return [each for each in digits if 1 <= each[0] <= HIGHEST]


def _place(match: re.Match[str]) -> int:
    if match["number"]:
        return int(match["number"])
    if match["nth"] == "last":
        return -1
    return ORDINALS.get(match["nth"]) or int(match["nth"][:-2])


def _list_of(said: str, talk: Talk, places: Sequence[int], kind: str) -> Sequence[ProductLine]:
    """The newest list that is long enough; the oldest for "the first that you showed me", and that
    of boots for "the first boot".
    """
    if any_of("pointing", "earliest").search(said):
        return next(iter(reversed(list(talk.lists()))), [])
    if kind:
        return next(own for lines in talk.lists() if (own := _of_kind_in(lines, kind)))
    return talk.shown(max(2, *places)) or talk.shown(max(places))


def _priced(text: _Text, talk: Talk) -> Mention:
    match, shown = _PRICED.search(text.written), talk.shown()
    if not match or not shown:
        return Mention()
    wanted = Decimal(match[1].replace(",", "."))
    near = min(shown, key=lambda line: abs(line.price - wanted))
    if abs(near.price - wanted) >= 1:
        return Mention()
    rest = f"{text.written[: match.start()]} {text.written[match.end() :]}"
    return Mention((near.id,), _cut(" ".join(tokens(rest))), True)


def _other(text: _Text, talk: Talk) -> Mention:
    """Beside the one spoken of, those that are called so."""
    match = _OTHER.search(text.said)
    if not match or _is_plain(match["what"] or ""):
        return Mention()
    topic, wanted = talk.topic(), stems(match["what"] or "")
    fits = [
        line.id
        for line in talk.shown(2)
        if line.id != topic and wanted <= stems(f"{line.name} {line.category}")
    ]
    count = COUNTS.get(match["count"] or "", 1)
    return Mention(tuple(fits[:count]), _cut(text.said, match.span()), True) if fits else Mention()


def _is_plain(word: str) -> bool:
    return bool(word) and not stems(word)


def _by_degree(text: _Text, talk: Talk) -> Mention:
    """ "The cheaper one" of the pair spoken of last, where more is said than that."""
    match = _DEGREE.search(text.said)
    degree = degree_in(match[1].split()) if match else None
    if match is None or degree is None or any_of("compare").search(text.said):
        return Mention()
    rest = _cut(text.said, match.span())
    ranked = ranking(_spoken_of(talk), degree) if stems(rest) else []
    return Mention((ranked[0][0].id,), rest, True) if ranked else Mention()


def _by_adjective(text: _Text, talk: Talk) -> Mention:
    """ "The small one", where no text says which it is."""
    match = _DEGREE.search(text.said)
    adjective = match[1] if match else ""
    if match is None or adjective not in plain_adjectives():
        return Mention()
    opposite = degree_in(["too", adjective])
    ranked = ranking(_spoken_of(talk), (opposite[0], not opposite[1])) if opposite else []
    return Mention((ranked[0][0].id,), _cut(text.said, match.span()), True) if ranked else Mention()


def _spoken_of(talk: Talk) -> list[ProductLine]:
    """Those shown that the last reply named, else all of them."""
    known, named = talk.read(), talk.named()[:3]
    lines = [known.get(line.id, line) for line in talk.shown(2)]
    spoken = [line for line in lines if line.id in named]
    return spoken if len(spoken) > 1 else lines


def pair_spoken_of(talk: Talk) -> list[ProductLine]:
    """The two that "both" are: those named last, else the first two that were shown."""
    return _spoken_of(talk)[:2]


def _named(text: _Text, talk: Talk) -> Mention:
    """Products of which a word is said that tells them from the others shown."""
    shown = {line.id: line for line in talk.shown()}
    lines = [*shown.values(), *(line for pk, line in talk.known().items() if pk not in shown)]
    said = stems(text.said)
    found = _wholly(lines, said) or _partly(lines, text, said)
    if not found:
        return Mention()
    names = stems(" ".join(line.name for line in found))
    rest = " ".join(word for word in text.said.split() if stem(word) not in names)
    found.sort(key=lambda line: _first_place(line, text.said, said))
    return Mention(tuple(dict.fromkeys(line.id for line in found[:MOST])), rest, True)


def _wholly(lines: Sequence[ProductLine], said: AbstractSet[str]) -> list[ProductLine]:
    full = [line for line in lines if stems(line.name) and stems(line.name) <= said]
    longest = max((len(stems(line.name)) for line in full), default=0)
    return [
        line
        for line in full
        if len(stems(line.name)) == longest
        or not any(stems(line.name) < stems(other.name) for other in full)
    ]


def _partly(lines: Sequence[ProductLine], text: _Text, said: AbstractSet[str]) -> list[ProductLine]:
    counts = Counter(word for line in lines for word in stems(line.name))
    common = {word for word, times in counts.items() if times > 1}
    return [
        line
        for line in lines
        if _is_named(text, (stems(line.name) & said) - common - generic(line.name, line.category))
    ]


def _first_place(line: ProductLine, text: str, said: AbstractSet[str]) -> int:
    return min(text.find(word) for word in tokens(line.name) if stem(word) in said)


def _is_named(text: _Text, own: AbstractSet[str]) -> bool:
    """A part of a name counts with "the" before it or as a capital: "balcony chairs" do not mean
    the Balcony trough.
    """
    if text.digits or not own:
        return bool(own)
    places = [each for each in re.finditer(r"[^\s,.?!]+", text.written) if stems(each[0]) & own]
    return any(
        (place[0][:1].isupper() and place.start() > 0)
        or words("pointing", "definite").intersection(
            text.written[: place.start()].lower().split()[-2:]
        )
        for place in places
    )


def generic(name: str, category: str) -> AbstractSet[str]:
    """Words of a name that say what it is or how it looks, and so name no product by themselves."""
    kind = stems(category) | {word for word in stems(name) if word.isdigit() or word in _COLOURS}
    plain = {
        stem(word)
        for each in re.findall(r"[^\s,]+", name)
        if not each[:1].isupper()
        for word in tokens(each)
    }
    return kind | {word for word in stems(name) if name[:1].isupper() and word in plain}


def _described(text: _Text, talk: Talk) -> Mention:
    """ "The red one", "those with a lid", "that jacket": those shown that fit the description."""
    match = description_in(text.written)
    if not match or _is_denied(match) or _IS_THAT.match(text.said):
        return Mention()
    known = talk.read()
    lines = [known.get(line.id, line) for line in talk.shown()]
    chosen = described_lines(match["said"], text.written, lines)
    if len(lines) < 2 and "one" in match[0]:
        chosen = _earlier(match["said"], lines, talk) or chosen
    if not chosen:
        return Mention()
    ids = _clear(chosen, len(lines), match[0], talk.topic())
    return Mention(ids, _beside(match, chosen), True, missing=not ids)


def _earlier(said: str, shown: Sequence[ProductLine], talk: Talk) -> list[ProductLine]:
    """One that was shown before, where the only one that is shown now is not described so."""
    wanted = stems(said)
    if any(wanted <= stated_stems(line) for line in shown):
        return []
    lines = reversed(list(talk.known().values()))
    return [line for line in lines if wanted and wanted <= stated_stems(line)][:1]


def _of_kind(text: _Text, talk: Talk) -> Mention:
    """ "The vase", where just one of several things that were shown is called so."""
    lines = talk.shown(2)
    for match in _THE.finditer(text.said):
        kind = stem(match["kind"])
        own = [line for line in lines if is_of_kind(line, kind)]
        if len(own) == 1 and stems(match["kind"]):
            return Mention((own[0].id,), _cut(text.said, match.span()), True)
    return Mention()


def _clear(
    chosen: Sequence[ProductLine], shown: int, said: str, topic: int | None
) -> tuple[int, ...]:
    """The one, or the several of a plural, that are told from the rest."""
    ids = tuple(line.id for line in chosen)
    if topic in ids:
        return (topic,) if topic else ()
    is_clear = len(ids) == 1 or (len(ids) < shown and _PLURAL.search(said) is not None)
    return ids if is_clear else ()


def _is_denied(match: re.Match[str]) -> bool:
    """ "Not the red one" points at all the others, and "that is" at none."""
    before = tokens(match.string[: match.start()])[-1:]
    is_empty = "one" not in match[0] and match["said"] in EMPTY
    return is_empty or before in (["not"], ["no"], ["without"])


def _beside(match: re.Match[str], chosen: Sequence[ProductLine]) -> str:
    """What else is asked: "go up to 45" of "does the one with felt go up to 45"."""
    own = frozenset[str]().union(*(stated_stems(line) for line in chosen))
    said = match["said"].split()
    explained = [at for at, word in enumerate(said) if stem(word) in own]
    left = " ".join(said[explained[-1] + 1 :]) if explained else ""
    text = f"{match.string[: match.start()]} {left} {match.string[match.end() :]}"
    return " ".join(tokens(text))


def _pronoun(said: str, talk: Talk) -> Mention:
    if match := any_of("pointing", "all").search(said):
        ids = _all(match[0], talk)
        return Mention(ids, _cut(said, match.span()), missing=not ids)
    topic = talk.topic()
    if match := any_of("pointing", "it").search(said):
        ids = (topic,) if topic else ()
        return Mention(ids, _cut(said, match.span()), missing=topic is None)
    return Mention(rest=said)


def _all(said: str, talk: Talk) -> tuple[int, ...]:
    """Those that "them", "both" or "all three" are."""
    named, shown = talk.named(), [line.id for line in talk.shown()]
    count = next((COUNTS[word] for word in said.split() if word in COUNTS), 0)
    if count and talk.was_added():
        return tuple(_found_apart(count, talk))
    is_pair = 2 <= len(named) <= MOST and said != "all"
    ids = (named if is_pair else shown)[: count or MOST]
    # Fewer than were counted: each was found by itself.
    return tuple(_found_apart(count, talk) if len(ids) < count else ids)


def _found_apart(count: int, talk: Talk) -> list[int]:
    """So many that were spoken of one by one, else all of the lists that hold as many."""
    if len(focuses := talk.focuses(count)) >= count:
        return focuses
    found: list[int] = []
    for lines in talk.lists():
        found = list(dict.fromkeys([*(line.id for line in lines), *found]))
        if len(found) == count:
            return found
    return focuses


def _cut(said: str, *spans: tuple[int, int]) -> str:
    for start, end in sorted(spans, reverse=True):
        said = f"{said[:start]} {said[end:]}"
    return " ".join(said.split())


_READERS: tuple[Callable[[_Text, Talk], Mention], ...] = (
    _counted,
    _priced,
    _other,
    _by_degree,
    _numbered,
    _named,
    _of_kind,
    _described,
    _by_adjective,
)


def gone_back(text: str, talk: Talk) -> tuple[str, Talk]:
    """The message in a talk that stands where it goes back to: "back to the tents, which ..."."""
    match = _BACK.search(text)
    if not match:
        return text, talk
    what, rest = _parted(match["what"], match["rest"])
    before = text[: match.start()].strip(" ,.;")
    place, lists = ORDINALS.get(what.partition(" ")[0]), list(talk.lists())
    if place and lists:
        line = lists[-1][min(place, len(lists[-1])) - 1]
        now = replace(talk.now, selected=line.id)
        return rest or before or "tell me about it", Talk(talk.before, now)
    at = _turn_of(stems(what), talk)
    if at is None:
        return text, talk
    said = rest or before or _words_of(talk.before[at])
    return said, Talk(talk.before[: at + 1], replace(talk.now, said=said))


def _parted(what: str, rest: str) -> tuple[str, str]:
    """What is gone back to, and what is asked of it: a question needs no comma before it."""
    said = what.split()
    at = next((at for at, word in enumerate(said) if word.lower() in words("asks", "begins")), None)
    if at is None:
        return what.strip(), rest.strip()
    return " ".join(said[:at]), f"{' '.join(said[at:])} {rest}".strip()


def _turn_of(wanted: AbstractSet[str], talk: Talk) -> int | None:
    """The last turn that looked for it and found it, else looked for it ("a lamp to go with the
    desk" is of lamps), else the last whose products are called so.
    """
    for names in ((_looked_for, _found), (_looked_for,), (_found,)):
        for at in range(len(talk.before) - 1, -1, -1):
            if wanted and all(_says(wanted, read(talk, at)) for read in names):
                return at
    return None


def _says(wanted: AbstractSet[str], said: AbstractSet[str]) -> bool:
    return all(is_like(word, said) for word in wanted)


def _looked_for(talk: Talk, at: int) -> AbstractSet[str]:
    return stems(_words_of(talk.before[at]))


def _words_of(turn: Turn) -> str:
    last = turn.last("search_products")
    return str(last.args.get("words", "")) if last else ""


def _found(talk: Talk, at: int) -> AbstractSet[str]:
    lines: Iterable[ProductLine] = list(talk.before[at].lines())[:3]
    return stems(" ".join(f"{line.name} {line.category}" for line in lines))
