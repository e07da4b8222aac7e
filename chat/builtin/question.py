"""What a question on a product asks: its words, its amounts, and whether a yes or a no is due."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from chat.builtin.aspects import Aspect, aspects_in
from chat.builtin.qualities import words
from chat.builtin.values import Amount, amounts, asked_amounts, in_figures
from chat.builtin.words import plain, stem, tokens
from shop.search.lexicon import SIZE_NAMES
from shop.search.vocabulary import fold

_AUXILIARIES = frozenset(
    "is are does do has have can will would was could am should may must".split()
)
_ASKS_WHAT = frozenset("how what which who whose where when why".split())
_AMOUNT = re.compile(r" how much (?:of |(?:\w+ )?(?:should|do|must|can) (?:i|we|you|one) )")
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
        return self.lead in _AUXILIARIES or (is_asked and self.lead not in _ASKS_WHAT)

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
    def is_capable(self) -> bool:
        return bool(words("capable") & set(self.words))

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
