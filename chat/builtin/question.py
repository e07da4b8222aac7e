"""What a question on a product asks: its words, its amounts, and whether a yes or a no is due."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from chat.builtin.aspects import Aspect, aspects_in
from chat.builtin.qualities import by_word, qualities, words
from chat.builtin.values import Amount, amounts, asked_amounts, dimension_of, in_figures
from chat.builtin.words import plain, stem, tokens
from shop.search.lexicon import SIZE_NAMES
from shop.search.vocabulary import fold

_AUXILIARIES = frozenset(
    "is are does do has have can will would was could am should may must".split()
)
_ASKS_WHAT = frozenset("how what which who whose where when why".split())
_AMOUNT = re.compile(r" how much (?:of |(?:\w+ )?(?:should|do|must|can) (?:i|we|you|one) )")
# "Ok for 5 people?" asks without a verb.
_FINE = frozenset("ok okay fine".split())
_MAY = frozenset("can could may will would".split())
_LEADS = frozenset("and so but ok okay well also then".split())
_WITHOUT = frozenset("without no free non".split())
_SIZES = {
    name: size
    for size, names in SIZE_NAMES.items()
    for name in (size, *(part for part in names.split("/") if " " not in part))
}
_LETTERS = frozenset(SIZE_NAMES)


@dataclass(frozen=True)
class Question:
    """`chosen` are the values of options, each with its name, that the talk has settled on."""

    text: str
    chosen: frozenset[tuple[str, str]] = frozenset()

    @cached_property
    def words(self) -> list[str]:
        return tokens(self.text)

    @cached_property
    def folded(self) -> str:
        return f" {fold(plain(self.text)).replace('-', ' ')} "

    def says(self, phrases: Iterable[str]) -> bool:
        """Whether one of these folded phrases is in it, whole."""
        return any(f" {phrase} " in self.folded for phrase in phrases)

    @cached_property
    def amounts(self) -> list[Amount]:
        return asked_amounts(plain(self.text))

    @cached_property
    def dimensions(self) -> frozenset[str]:
        """What its amounts are of, where their units are said."""
        return frozenset(each.dimension for each in self.amounts if each.dimension)

    @cached_property
    def content(self) -> tuple[str, ...]:
        """The words of what is asked for, without amounts."""
        figures = in_figures(plain(self.text))
        for _amount, start, end in reversed(list(amounts(figures))):
            figures = f"{figures[:start]} {figures[end:]}"
        said = tokens(figures)
        found = [
            word
            for word, after in zip(said, [*said[1:], ""], strict=False)
            if word not in words("aside") and not (word == "made" and after in ("in", "by"))
        ]
        return tuple(
            dict.fromkeys(word for word in found if len(word) > 1 and word not in _LETTERS)
        )

    @cached_property
    def stems(self) -> frozenset[str]:
        return frozenset(map(stem, self.content))

    @cached_property
    def aspects(self) -> list[Aspect]:
        return aspects_in(self.words)

    @cached_property
    def lead(self) -> str:
        return next((word for word in self.words if word not in _LEADS), "")

    @cached_property
    def is_yes_no(self) -> bool:
        parts = [tokens(part)[:1] for part in self.text.split(",")]
        is_asked = any(part and part[0] in _AUXILIARIES for part in parts)
        is_clipped = bool(_FINE & set(self.words)) or bool(self.amounts and "?" in self.text)
        is_clipped = is_clipped and "how" not in self.words
        is_open = self.lead in _ASKS_WHAT
        return self.lead in _AUXILIARIES or ((is_asked or is_clipped) and not is_open)

    @cached_property
    def is_open(self) -> bool:
        return self.lead in _ASKS_WHAT

    @property
    def is_asked(self) -> bool:
        return self.is_yes_no or self.is_open

    @property
    def is_about_something(self) -> bool:
        return bool(self.content or self.amounts or self.aspects)

    @cached_property
    def is_either(self) -> bool:
        """ "Is it this or that" takes no yes."""
        return "or" in self.words

    @cached_property
    def counted(self) -> str:
        """What a bare number counts: "people" of "can 2 people use it"; empty for "would 7 do"."""
        figures = in_figures(plain(self.text))
        for each, _start, end in amounts(figures):
            after = tokens(figures[end:])[:1]
            if not each.dimension and after and after[0] not in words("aside"):
                return after[0]
        return ""

    @cached_property
    def is_of_people(self) -> bool:
        """Whether it is of how many can use something: "how many can play", "for 2 kids"."""
        people = {*qualities()["people"].nouns, *qualities()["people"].asks, *words("people")}
        said = self.words[self.words.index("many") + 1 :] if "many" in self.words else []
        return self.counted in people or bool(said and said[0] in (people | _MAY))

    @cached_property
    def dimensions_due(self) -> frozenset[str]:
        """The dimensions that a value may be of, to answer this kind of question; "" is of a bare
        number. Empty where any value may answer.
        """
        if self.is_yes_no:
            return frozenset(each.dimension for each in self.amounts)
        said = self.words[self.words.index("how") :] if "how" in self.words else []
        # "How much of it do I need a day" asks for no time.
        said = said[:2] if self.is_of_amount else said
        return self._dimensions_after(said[1:]) if said else frozenset()

    def _dimensions_after(self, said: list[str]) -> frozenset[str]:
        """ "How heavy", "how long does it take", "how many metres", "how many can play"."""
        if said[:1] == ["many"]:
            return frozenset((dimension_of(" ".join(said[1:2])),))
        if said[:1] == ["long"] and words("lasting") & set(said):
            return frozenset(("time",))
        asked = [each.units for word in said for each in by_word().get(word, ()) if not each.loose]
        loose = [each.units for word in said[:1] for each in by_word().get(word, ())]
        return frozenset().union(*(asked or loose))

    @cached_property
    def is_capable(self) -> bool:
        return bool(words("capable") & set(self.words))

    @cached_property
    def is_of_limit(self) -> bool:
        """ "What max weight does it take" asks how much is allowed, and not how much it has."""
        return self.is_capable or bool(words("most") & set(self.words))

    @cached_property
    def is_bound(self) -> bool:
        """ "Is it under 50" is of a price."""
        return any(not each.dimension and each.relation != "at" for each in self.amounts)

    @cached_property
    def is_of_amount(self) -> bool:
        """ "How much of it do I need" asks for no price, and "how much do I pay" does."""
        match = _AMOUNT.search(self.folded)
        return bool(match) and not words("pays") & set(self.words)

    def lacks(self, key: str) -> bool:
        """Whether it asks for the opposite of what the attribute is called."""
        return bool(_WITHOUT & set(self.words)) and not _WITHOUT & set(key.split())

    @cached_property
    def size(self) -> str:
        return next((_SIZES[word] for word in self.words if word in _SIZES), "")

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """Words with a figure in them: "140", "39", "m8"."""
        return tuple(word for word in self.words if any(char.isdigit() for char in word))

    def with_amount(self, other: "Question") -> str:
        """This question on the amount of another one, in its own unit where that has none; empty
        where one of them has no amount.
        """
        own, figures = self.first_amount
        new, others = other.first_amount
        if own is None or new is None:
            return ""
        said = others[new[1] : new[2]]
        unit = figures[own[1] : own[2]].lstrip("0123456789.,-") if not new[0].dimension else ""
        after = others[new[2] :] if new[0].dimension and not own[0].dimension else ""
        return f"{figures[: own[1]]}{said}{unit}{after} {figures[own[2] :]}"

    @property
    def first_amount(self) -> tuple[tuple[Amount, int, int] | None, str]:
        """Its first amount with the place of it, and the words that the place is in."""
        figures = in_figures(plain(self.text))
        return next(amounts(figures), None), figures

    def with_size(self, other: "Question") -> str:
        """The same with another size: "and L"."""
        if not self.size or not other.size:
            return ""
        return " ".join(other.size if word in _SIZES else word for word in self.words)
