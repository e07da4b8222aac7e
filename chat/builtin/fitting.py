"""Whether one product fits another, by what the texts and the attributes of both say."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from chat.builtin.aspects import is_known, key_stems, listed
from chat.builtin.catalogue import heads
from chat.builtin.function_words import words
from chat.builtin.nearest import sentences
from chat.builtin.sayings import key_words, truth
from chat.builtin.values import amount
from chat.builtin.words import stem, stems, tokens
from chat.tools import ProductFacts, ProductLine
from shop.models import SEPARATOR
from shop.search.lexicon import KINDS
from shop.search.vocabulary import COLOUR_KEYS, fold, singular, vocabulary

# Of a text, as many words are read.
MOST_WORDS = 400
# Behind the name of a brand, in words: "Marlow low-flow filters".
BEHIND = 4
_WORD = re.compile(r"[^\W_]+(?:[.,/][^\W_]+)*(?:['’]s\b)?|[,;:.!?()]")
_NAME_END = re.compile(r"[,(–]|\s(?:for|with|in|of|to|by)\s|\s-\s", re.I)
_STOPS = frozenset(",;:.!?()")


@dataclass(frozen=True)
class Target:
    """What something is to fit: `models` are names of it, each a row of words, `brand` its maker,
    and `kinds` the stems of what it is.
    """

    models: tuple[tuple[str, ...], ...]
    brand: tuple[str, ...]
    kinds: frozenset[str]


@dataclass(frozen=True)
class Verdict:
    """Whether it fits, None where nothing says it; `text` is what the shop writes of `facts`, or an
    attribute `key` that both state.
    """

    value: bool | None
    facts: ProductFacts
    text: str = ""
    key: str = ""


def target_of(line: ProductLine) -> Target:
    """A model's number is a name by itself; without one, the words that say no kind and no brand
    are.
    """
    name = _NAME_END.split(line.name, maxsplit=1)[0]
    brand = tuple(_words(line.brand))
    kinds = stems(line.category) | {stem(singular(word)) for word in tokens(name)[-1:]}
    own = [word for word in _words(name) if word not in brand]
    codes = [(word,) for word in own if _is_code(word)]
    if codes:
        return Target(tuple(codes), brand, kinds)
    ends = heads(vocabulary())
    words_left = takewhile(lambda word: not _is_kind(word, kinds, ends), own)
    model = tuple(words_left)
    return Target((model,) if model else (), brand, kinds)


def brand_target(said: str) -> Target:
    """A brand alone: "does it fit the Marlow"."""
    return Target((), tuple(_words(said)), frozenset())


def model_target(said: str) -> Target:
    """What is not sold here: "the HL-2140"."""
    return Target((tuple(_words(said)),), (), frozenset())


def _is_kind(word: str, kinds: frozenset[str], ends: frozenset[str]) -> bool:
    return stem(word) in kinds or singular(word) in ends


def _is_code(word: str) -> bool:
    return any(char.isdigit() for char in word) and any(char.isalpha() for char in word)


def _words(text: str) -> list[str]:
    return [fold(word) for word in _WORD.findall(text) if word not in _STOPS]


def verdict(part: ProductFacts, target: Target, machine: ProductFacts | None = None) -> Verdict:
    """What names the model goes before what names its brand, and both before what both state."""
    texts = texts_of(part)
    found = _by_name(texts, part, target.models, target) or _by_type(part, machine)
    found = found or _by_name(texts, part, (target.brand,) if target.brand else (), target)
    if found or machine is None:
        return found or _nearest(texts, part, target)
    return _by_machine(part, machine) or _nearest(texts, part, target)


def texts_of(facts: ProductFacts) -> list[str]:
    """Its sentences, and what its attributes say in words."""
    stated = [
        f"{key_words(key)}: {', '.join(map(str, listed(value)))}"
        for key, value in facts.attributes.items()
        if is_known(value) and isinstance(value, str | list) and truth(value) is None
    ]
    return [*sentences(facts), *stated]


def _by_name(
    texts: Sequence[str], part: ProductFacts, names: Sequence[tuple[str, ...]], target: Target
) -> Verdict | None:
    found = [
        Verdict(value, part, text)
        for text in texts
        for name in names
        if (value := _said_of(text, name, target)) is not None
    ]
    return next((each for each in found if each.value is False), next(iter(found), None))


def _said_of(text: str, name: tuple[str, ...], target: Target) -> bool | None:
    """Whether a text says that it fits what is called so, or that it does not."""
    said = _WORD.findall(text)[:MOST_WORDS]
    folded = [_folded(word) for word in said]
    for at in range(len(said) - len(name) + 1):
        if tuple(folded[at : at + len(name)]) != name or not _is_written_as_name(said[at]):
            continue
        if name == target.brand and not _is_brand_alone(said, folded, at + len(name), target):
            continue
        if (value := _linked(folded, at, at + len(name))) is not None:
            return value
    return None


def _folded(word: str) -> str:
    return word if word in _STOPS else fold(re.sub(r"['’]s$", "", word))


def _is_written_as_name(word: str) -> bool:
    return word[:1].isupper() or _is_code(word)


def _is_brand_alone(said: Sequence[str], folded: Sequence[str], end: int, target: Target) -> bool:
    """Whether all of a brand is meant: "Marlow filters", and not "the Marlow C200", or its pumps
    where a filter is asked about.
    """
    behind = said[end : end + 1]
    if behind and behind[0] not in _STOPS and _is_written_as_name(behind[0]):
        return False
    ends = heads(vocabulary())
    after = takewhile(lambda word: word not in _STOPS, folded[end : end + BEHIND])
    kinds = [word for word in after if singular(word) in ends]
    return not kinds or not target.kinds or any(stem(word) in target.kinds for word in kinds)


def _linked(folded: Sequence[str], start: int, end: int) -> bool | None:
    """Whether the words before a name lead to it: "fits", "for all", "but not"."""
    value: bool | None = None
    for before, word in zip(["", *folded], folded[:start], strict=False):
        value = _led(value, before, word)
    return False if value and _is_denied_behind(folded[end:]) else value


def _led(value: bool | None, before: str, word: str) -> bool | None:
    """Where one more word leads: a comma ends no list of what it does not fit."""
    if word in (".", "!", "?", ";"):
        return None
    if word in words("fitting", "denials"):
        return False
    is_anew = word == "but" or (before == "," and word in words("fitting", "links"))
    if is_anew and value is False:
        return True
    return True if value is None and word in words("fitting", "links") else value


def _is_denied_behind(folded: Sequence[str]) -> bool:
    """ "On the Pebble it does not work"."""
    after = list(takewhile(lambda word: word not in (*_STOPS, "but"), folded))
    places = [at for at, word in enumerate(after) if word in words("fitting", "denials") and at]
    return any(after[at - 1] in words("fitting", "auxiliaries") for at in places)


def _by_type(part: ProductFacts, machine: ProductFacts | None) -> Verdict | None:
    """By an attribute of both that is called like the part: a "cartridge type"."""
    if machine is None:
        return None
    for key in sorted(part.attributes.keys() & machine.attributes.keys()):
        if not (key_stems(key) & _kinds_of(part)) or not _tells_type(key, part, machine):
            continue
        own, other = (fold(str(each.attributes[key])) for each in (part, machine))
        return Verdict(own == other, part, key=key)
    return None


def _kinds_of(line: ProductLine) -> frozenset[str]:
    """What it is, by the last word of its name and of its category."""
    name = _NAME_END.split(line.name, maxsplit=1)[0]
    leaf = line.category.rsplit(SEPARATOR, 1)[-1]
    return frozenset(stem(word) for text in (name, leaf) for word in tokens(text)[-1:])


def _tells_type(key: str, part: ProductFacts, machine: ProductFacts) -> bool:
    if key in COLOUR_KEYS or key.casefold() in KINDS:
        return False
    stated = [each.attributes[key] for each in (part, machine)]
    is_text = all(isinstance(value, str) and truth(value) is None for value in stated)
    return is_text and not any(amount(key, value) for value in stated)


def _by_machine(part: ProductFacts, machine: ProductFacts) -> Verdict | None:
    """Where the text of the machine says what it takes, by all words of the part's name."""
    wanted = {stem(word) for word in _words(_NAME_END.split(part.name, maxsplit=1)[0])}
    wanted -= {stem(word) for word in _words(part.brand)}
    for text in texts_of(machine):
        said = _words(text)
        verbs = words("fitting", "takes") & set(said)
        if len(wanted) > 1 and verbs and wanted <= {stem(word) for word in said}:
            is_denied = words("fitting", "denials") & set(said)
            return Verdict(not is_denied, machine, text)
    return None


def _nearest(texts: Sequence[str], part: ProductFacts, target: Target) -> Verdict:
    """What says something of other models, or of the kind: told, and no yes."""
    near = next((text for text in texts if _is_on_models(text, target)), "")
    return Verdict(None, part, near)


def _is_on_models(text: str, target: Target) -> bool:
    said = _WORD.findall(text)[:MOST_WORDS]
    is_linked = bool(words("fitting", "links") & {_folded(word) for word in said})
    shop = vocabulary()
    named = any(_folded(word) in shop.brands for word in said if word[:1].isupper())
    return is_linked and (named or bool(target.kinds & {stem(word) for word in _words(text)}))
