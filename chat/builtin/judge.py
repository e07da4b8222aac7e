"""How well products answer a wish, by the words that the tools returned of them. Constraints are
search's: every product keeps them.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from chat.builtin.aspects import key_stems, listed, sense
from chat.builtin.catalogue import SHORTEST_PART, grounded, kinds_elsewhere, without_compounds
from chat.builtin.evidence import clauses, learnt, value_stems
from chat.builtin.languages import said_back
from chat.builtin.nearest import sentences
from chat.builtin.qualities import by_word, comparatives
from chat.builtin.qualities import words as listed_words
from chat.builtin.question import Question
from chat.builtin.sayings import key_words, saying, truth
from chat.builtin.values import Amount, amount, fits, paired
from chat.builtin.word_tables import of_shop
from chat.builtin.words import EMPTY, stem, stems, tokens, wishes
from chat.tools import Found, ProductFacts, ProductLine
from chat.tools.search import called_by
from shop.models import SEPARATOR
from shop.search import embedding
from shop.search.lexicon import KINDS
from shop.search.number_words import COUNTS
from shop.search.vocabulary import BASIC, COLOUR_KEYS, singular, vocabulary
from site_config.stored_translation import of_catalogue

_PREPOSITION = re.compile(
    r"\b(?:for|with|in|under|that|which|of|from|to|over|between|without|below|by|on|at|is|are|has"
    r"|(?:\w+er|more|less) than|have|and|or|but|not|up|made|priced|costing|around|above|except"
    r"|i|we|you|he|she|they)\b"
    r"|[;?!]|[,.](?!\d)"
)
# "A pair of sandals" is sandals.
_MEASURE = re.compile(
    r"\b(?:pairs?|sets?|packs?|packages?|bottles?|boxes|box|pieces?|cups?|kinds?|types?) of\b", re.I
)
_ALTERNATIVE = re.compile(r"\s+or\s+(?:(?:an?|some|the)\s+)?", re.I)
_WANT = re.compile(
    r"^.*\b(?:need|want|looking for|look for|searching for|find(?: me)?|show me|get "
    r"me|recommend)\s+(?:me\s+)?(?=an?\b|some\b|the\b)",
    re.I | re.S,
)
_ANYTHING = frozenset("gift gifts present presents something anything idea ideas surprise".split())
# How an attribute that is yes or no ends: "dishwasher safe", "bulb included".
_FILLING = frozenset(
    "included needed required allowed safe proof ready friendly compatible".split()
)
# No thing is called so, but for a cream.
_COLOURS = BASIC - {"cream"}
_NO_NOUN = ("free", "size", "-")
_LONGEST_ECHO = 60
_AGE_OF_A_CHILD = 13
# "Without" says what a thing is spared: "without smell".
_DENIALS = listed_words("denials") - {"without"}


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
    # 2: by its name, category or attributes it is what was asked for, half more where the name ends
    # so, a quarter more where it says it; 1: its text mentions it.
    kind: float = 2
    is_called: bool = True
    asks_kind: bool = True
    # How many words that are told beside the wish it says.
    beside: int = 0
    # Whether it is called after what it is for: a "tea pot brush" among tea pots.
    is_accessory: bool = False

    @property
    def score(self) -> float:
        return len(self.met) + self.kind + 0.5 * self.beside - 1.5 * len(self.against)

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
    met: dict[str, str] = field(default_factory=dict)
    reasons: list[str] = field(default_factory=list)
    against: list[str] = field(default_factory=list)
    types: frozenset[str] = frozenset()
    is_ruled_out: bool = False
    # What it states instead of a value that is wished: "cut: left" where a right one is.
    rivals: dict[str, str] = field(default_factory=dict)

    @property
    def unmet(self) -> tuple[str, ...]:
        return tuple(word for wish, word in self.wanted.items() if wish not in self.met)

    def meet(self, stems_said: frozenset[str]) -> None:
        """Marks the wishes that a text says."""
        self.met |= {
            wish: word
            for wish, word in self.wanted.items()
            if wish not in self.met and _is_in(wish, stems_said)
        }


def fit(line: ProductLine, words: str, understood: Iterable[str] = ()) -> Fit:
    """Judge one product; the more was read about it, the more can be said. "A shelf or a bookcase"
    is either.
    """
    labels = list(understood)
    return max(
        (_fit(line, each, labels) for each in _alternatives(words)),
        key=lambda each: (each.is_found, each.score),
    )


def _fit(line: ProductLine, words: str, understood: list[str]) -> Fit:
    kept = " ".join(_wanted(understood))
    found = _Evidence(_wishes(words))
    found.meet(stems(f"{line.name} {line.category} {line.brand} {line.colour} {kept}"))
    if isinstance(line, ProductFacts):
        _weigh_attributes(line, words, found)
    _rule_out(line, understood, found)
    kind = kind_of(words)
    level = _level(line, kind, kept, found)
    _weigh_text(line, found)
    found.against += [said for wish, said in found.rivals.items() if wish not in found.met]
    named = _is_named(line, kind) if level and kind else 0
    return Fit(
        line,
        tuple(filter(None, found.met.values())),
        found.unmet,
        tuple(dict.fromkeys(found.reasons)),
        tuple(dict.fromkeys(found.against)),
        found.is_ruled_out,
        (level or int(kind in found.met)) + named,
        not kind or _is_called(words, level, found),
        bool(kind),
        is_accessory=bool(kind) and not level and _is_accessory(line, kind),
    )


def _weigh_text(line: ProductLine, found: _Evidence) -> None:
    """The wishes that a text says, and those that it denies: "not for use in the field"."""
    if not isinstance(line, ProductFacts):
        found.meet(stems(line.about))
        return
    parted = [
        (clause, *_until_denial(clause)) for text in sentences(line) for clause in clauses(text)
    ]
    for _clause, said, _denied in parted:
        found.meet(said)
    for clause, _said, denied in parted:
        if any(_is_in(wish, denied) for wish in found.wanted.keys() - found.met.keys()):
            found.against.append(_("is described with “%(word)s”") % {"word": clause.strip(" .")})


def _until_denial(clause: str) -> tuple[frozenset[str], frozenset[str]]:
    """The stems before a denial, and those from it on."""
    said = tokens(of_shop(clause))
    at = next((at for at, word in enumerate(said) if word in _DENIALS), len(said))
    return stems(" ".join(said[:at])), stems(" ".join(said[at:]))


def _is_named(line: ProductLine, kind: str) -> float:
    """How much it counts that the name says the kind: "boot trees" are no boots."""
    called = _PREPOSITION.split(line.name.lower(), maxsplit=1)[0]
    last = [stem(word) for word in tokens(called) if word.isalpha()][-1:]
    if last and _is_in(kind, frozenset(last)):
        return 0.5
    return 0.25 if _is_in(kind, stems(line.name)) else 0


def _wishes(words: str) -> dict[str, str]:
    """What is asked for; no text has to say "the lightest"."""
    degrees = comparatives().keys() & without_compounds(tokens(words), vocabulary())
    return {wish: word for wish, word in wishes(words).items() if word not in degrees}


def _level(line: ProductLine, kind: str, kept: str, found: _Evidence) -> int:
    """2 where it is of the kind. What has a "laptop_in" is not a laptop, and what has a coating no
    coat.
    """
    if not kind:
        return 2
    own = stems(" ".join([line.name, line.colour, *called_by("", line.category), kept]))
    if kind in found.types:
        return 2
    return 2 if _is_in(kind, own) and not _is_accessory(line, kind) else 0


def looked_for(found: Found, words: str) -> str:
    """As they were spelt right and without the constraints; there may be none left."""
    return found.words if found.words or found.understood else words


def fits_of(
    found: Found, words: str, read: Mapping[int, ProductLine], beside: str = ""
) -> list[Fit]:
    """Each product found, judged by the words that were looked for, and told `beside`."""
    asked, wished = looked_for(found, words), stems(beside)
    lines = [read.get(line.id, line) for line in found.products]
    fits = (fit(line, asked, found.understood) for line in lines)
    return [
        replace(
            each,
            beside=len(wished & said_stems(each.line)),
            against=(*each.against, *_rivals_told(each.line, beside)),
        )
        for each in fits
    ]


def _rivals_told(line: ProductLine, beside: str) -> list[str]:
    """What a product states instead of a value that is told beside the wish by the attribute's own
    name: "cut: left" of "he cuts with the right".
    """
    if not (beside and isinstance(line, ProductFacts)):
        return []
    evidence = _Evidence({stem(word): word for word in tokens(beside)})
    for key, value in line.attributes.items():
        if key_stems(key) & {stem(word) for word in tokens(beside)}:
            _weigh_value(key, value, evidence)
    return list(evidence.rivals.values())


def said_stems(line: ProductLine) -> frozenset[str]:
    """The words that a product is told in, but for what its text denies."""
    texts = sentences(line) if isinstance(line, ProductFacts) else [line.about]
    said = (_until_denial(clause)[0] for text in texts for clause in clauses(text))
    return stems(line.name).union(*said)


def is_found(found: Found, words: str, read: dict[int, ProductLine] | None = None) -> bool:
    return any(each.is_found for each in fits_of(found, words, read or {}))


def is_empty(words: str) -> bool:
    """Whether words ask for nothing that could be found: "2+2"; "a gift" and "for a 6 year old" do
    ask.
    """
    said = tokens(words)
    asks = wishes(words) or _ANYTHING & set(said) or {"year", "old", "yr"} & set(map(stem, said))
    return bool(said) and not asks


def kind_of(words: str) -> str:
    """The stem of the thing itself: the last word before a preposition, colours aside; empty for "a
    gift" and "a thing to dig with".
    """
    wanted = wishes(words)
    if _ANYTHING & set(tokens(words)) or words.lower().startswith("to "):
        return ""
    own = [
        stem(word)
        for word in tokens(thing(words))
        if word not in EMPTY | _COLOURS and stem(word) in wanted
    ]
    return own[-1] if own else ""


def thing(words: str) -> str:
    """What the request calls the thing: its first part that has a noun, after the "I need" if there
    is one; "6 foot" has none.
    """
    parts = _PREPOSITION.split(_MEASURE.sub(" ", _WANT.sub("", words)))
    named = (part for part in parts if _has_noun(part))
    said = " ".join(_uncoloured(next(named, words)).strip(" ,;.?!-/").split())
    return said if len(said) <= _LONGEST_ECHO else said[:_LONGEST_ECHO].rsplit(" ", 1)[0] + " …"


def _has_noun(part: str) -> bool:
    is_called = wishes(part).keys() - _COLOURS
    return bool(is_called) and not part.rstrip(" -").lower().endswith(_NO_NOUN)


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


def _rule_out(line: ProductLine, understood: Iterable[str], found: _Evidence) -> None:
    """What search cannot know: a description that mentions what is not wanted."""
    unwanted = [stems(label.partition(" ")[2]) for label in understood if _is_denied(label)]
    texts = sentences(line) if isinstance(line, ProductFacts) else [line.about]
    for text in (line.name, *texts) if unwanted else ():
        if word := _said_of(unwanted, text):
            found.against.append(_("is described with “%(word)s”") % {"word": said_back(word)})
            found.is_ruled_out = True
            return


def _is_denied(label: str) -> bool:
    return label.startswith(("without ", "not "))


def _said_of(unwanted: Iterable[frozenset[str]], text: str) -> str:
    """The first word of a text that says what is not wanted; empty where it denies it."""
    said = tokens(of_shop(text))
    hit = next((each for each in unwanted if each and each <= stems(text)), frozenset())
    is_without = (listed_words("denials") | {"instead", "free"}) & set(said)
    return "" if is_without else next((word for word in tokens(text) if stem(word) in hit), "")


def _is_called(words: str, level: int, found: _Evidence) -> bool:
    """Of what is of the kind, half of what the thing is called will do: "flower pot". But it has to
    be for a child where that is asked.
    """
    called = wishes(thing(words))
    missing = [word for wish, word in called.items() if wish not in found.met]
    if "child" in found.wanted and "child" not in found.met:
        return False
    if any(_is_other_kind(word) for word in missing):
        return False
    return not missing or (level == 2 and 2 * len(missing) <= len(called))


def _is_other_kind(word: str) -> bool:
    """Whether a noun that no text of the shop has may tell another kind of the thing: a "bike"
    helmet, and not a "sturdy" one.
    """
    is_noun = embedding.is_word(f"{word}s") or singular(word) != word
    return is_noun and word not in by_word() and not grounded(word, vocabulary())


def _wanted(understood: Iterable[str]) -> list[str]:
    return [label for label in understood if not _is_denied(label)]


def _is_accessory(line: ProductLine, kind: str) -> bool:
    """A "notebook case" among the cases is no notebook: the thing itself comes last, before a
    "for", and its category is called so. Where a category of notebooks lies elsewhere, no category
    has to say what else it is.
    """
    called = _PREPOSITION.split(line.name.lower(), maxsplit=1)[0]
    name = [stem(word) for word in tokens(called) if word.isalpha() and word not in EMPTY]
    name = name or [kind]
    leaf = stems(line.category.rsplit(SEPARATOR, 1)[-1])
    if kind in leaf or name[-1] == kind:
        return False
    if kind in name[:-1] and name[-1] in leaf:
        return True
    return kind in kinds_elsewhere(line.category, vocabulary())


def _weigh_attributes(facts: ProductFacts, words: str, found: _Evidence) -> None:
    asked = Question(words)
    counted = _counted(asked.words)
    stated = paired(facts.attributes)
    measured = [amount(key, value) for key, value in stated.items()]
    alone = Counter(each.dimension for each in measured if each)
    for key, value in stated.items():
        is_true = truth(value)
        if is_true is not None:
            _weigh_truth(key, is_true, found)
        else:
            _weigh_value(key, value, found)
            _weigh_amount(key, value, counted, asked, found, alone)


def _weigh_truth(key: str, is_true: bool, found: _Evidence) -> None:
    """ "Waterproof: no" denies the wish; "sofa bed: no" says nothing against a sofa."""
    parts = [stem(part) for part in key_words(key).split() if part not in _FILLING] or [""]
    if parts[-1] not in found.wanted or parts[-1] in found.met:
        return
    (found.reasons if is_true else found.against).append(saying(key, is_true))
    found.met |= {
        part: found.wanted[part] if is_true else ""
        for part in map(stem, key_words(key).split())
        if part in found.wanted
    }


def _weigh_value(key: str, value: Any, found: _Evidence) -> None:
    values, named = stems(" ".join(map(str, listed(value)))), key_stems(key)
    is_named = named <= found.wanted.keys()
    hit = [wish for wish in found.wanted if wish in values or (is_named and wish in named)]
    if key.casefold().replace("_", " ") in KINDS:
        found.types |= values
    elif key not in COLOUR_KEYS and not all(wish in found.met for wish in hit):
        found.reasons.append(saying(key, value))
    found.met |= {wish: found.wanted[wish] for wish in hit}
    _weigh_rivals(key, value, found)


def _weigh_rivals(key: str, value: Any, found: _Evidence) -> None:
    """Notes the wishes that other products state by an attribute, and this one does not."""
    if key in COLOUR_KEYS or not _is_single(value):
        return
    open_wishes = found.wanted.keys() - found.met.keys() - _COLOURS
    rivals = (learnt(key) - value_stems(value)) & open_wishes
    found.rivals |= dict.fromkeys(sorted(rivals), saying(key, value))


def _is_single(value: Any) -> bool:
    """Whether a value is one word, which stands for no other: not "S, M" or "oak with steel"."""
    return isinstance(value, str) and value.strip().isalpha()


def _counted(said: list[str]) -> list[tuple[Amount, str]]:
    """Numbers with the word behind them: "4 people", "a 6 year old"."""
    return [
        (Amount(number, number), after)
        for word, after in pairwise(said)
        if (number := float(COUNTS.get(word, 0) or (word if word.isdecimal() else 0)))
    ]


def _weigh_amount(
    key: str,
    value: Any,
    counted: list[tuple[Amount, str]],
    asked: Question,
    found: _Evidence,
    alone: Mapping[str, int],
) -> None:
    """Ages and numbers of people, litres, inches: enough or not. `alone` says how many attributes
    are of each dimension.
    """
    measured = amount(key, value)
    if measured is None:
        return
    for each in [*_counts_of(key, counted), *_limits_of(key, measured, asked, alone)]:
        is_so = fits(key, measured, each, is_capable=True)
        if is_so is not None:
            (found.reasons if is_so else found.against).append(saying(key, value))
    is_for_children = "age" in key_stems(key) and measured.low < _AGE_OF_A_CHILD
    if is_for_children and "child" in found.wanted:
        found.reasons.append(saying(key, value))
        found.met["child"] = found.wanted["child"]


def _counts_of(key: str, counted: list[tuple[Amount, str]]) -> list[Amount]:
    return [number for number, word in counted if _is_counted(word, key)]


def _limits_of(
    key: str, measured: Amount, asked: Question, alone: Mapping[str, int]
) -> list[Amount]:
    """The amounts that a range, or a most, has to hold, and those that the only value of their
    kind has to lie under or over: "lighter than 3 kilos".
    """
    is_limit = measured.is_range or listed_words("most") & set(key_words(key).split())
    own = [each for each in asked.amounts if measured.dimension == each.dimension != ""]
    is_alone = alone[measured.dimension] == 1
    return [each for each in own if is_limit or (is_alone and each.relation != "at")]


def _is_counted(word: str, key: str) -> bool:
    """Whether an attribute is of what is counted: "4 people", "a 6 year old"."""
    is_age = word in ("year", "years", "yr") and "age" in key_stems(key)
    return is_age or (word not in EMPTY and bool(sense(word).stems & key_stems(key)))


def _is_end(wish: str, word: str) -> bool:
    """Of stems, which lack an ending."""
    least = SHORTEST_PART - 1
    return word.endswith(wish) and len(wish) >= least and len(word) - len(wish) >= least


def _is_in(wish: str, words: frozenset[str]) -> bool:
    """The same, or the same but for an ending: not "kettle" in "kettlebell"; of a language of
    compounds, a "Küchenwaage" is a "Waage".
    """
    if of_catalogue() != "en" and any(_is_end(wish, word) for word in words):
        return True
    return not words.isdisjoint((wish, f"{wish}able")) or any(
        abs(len(word) - len(wish)) <= 3
        and min(len(word), len(wish)) >= 5
        and (word.startswith(wish) or wish.startswith(word))
        for word in words
    )
