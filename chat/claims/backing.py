"""What an answer may rest on: all that the tools returned in this conversation, and the visitor's
own words.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import cached_property, lru_cache
from itertools import combinations
from typing import Any

from pydantic import BaseModel
from pydantic_ai.messages import ModelMessage, ModelRequest, ToolReturnPart, UserPromptPart

from chat.claims.money import money_patterns
from chat.claims.numbers import amounts_in, plain
from shop.search.folding import fold
from shop.search.number_words import in_figures
from shop.search.stemming import stem, stems

# The fields of a sum (chat.tools.AddedUp).
SUMS = frozenset({"total", "left", "short"})
# Longer runs of words than this are not said by chance.
LEAK = 9


@dataclass
class Known:
    """One product, as it was last returned."""

    id: int
    name: str
    price: Decimal
    currency: str = ""
    was: Decimal | None = None
    rating: Decimal | None = None
    stock: int | None = None
    in_stock: bool = True
    variant_prices: frozenset[Decimal] = frozenset()
    variant_states: frozenset[bool] = frozenset()
    variant_stocks: frozenset[int] = frozenset()
    texts: list[str] = field(default_factory=list)

    @cached_property
    def prices(self) -> set[Decimal]:
        return {self.price, *self.variant_prices} | ({self.was} if self.was else set())

    @property
    def stocks(self) -> frozenset[int]:
        """How many are left, of it and of each variant, where that is known."""
        return self.variant_stocks | ({self.stock} if self.stock is not None else set())

    @property
    def states(self) -> frozenset[bool]:
        """Whether it is in stock, and whether each variant is."""
        return self.variant_states | {self.in_stock}

    @cached_property
    def words(self) -> frozenset[str]:
        """The words that may stand for it: of its name, its brand, its kind and what its attributes
        say.
        """
        return frozenset().union(*(words(text) for text in (self.name, *self.texts)))


def _of_variants(
    value: dict[str, Any], before: Known | None
) -> tuple[frozenset[Decimal], frozenset[bool], frozenset[int]]:
    """What variants cost, whether they are in stock, and how many are left; a line of a list does
    not say it again.
    """
    if "variants" not in value:
        if before is None:
            return frozenset(), frozenset(), frozenset()
        return before.variant_prices, before.variant_states, before.variant_stocks
    variants = value["variants"]
    prices = frozenset(_decimal(each["price"]) for each in variants)
    stocks = frozenset(int(count) for each in variants if (count := each.get("stock")) is not None)
    return prices, frozenset(bool(each["in_stock"]) for each in variants), stocks


class Backing:
    """Made of a conversation's messages, oldest first; a later result of a product takes the place
    of an earlier one.
    """

    def __init__(self, messages: Sequence[ModelMessage]) -> None:
        self.products: dict[int, Known] = {}
        self.results = 0
        self._texts: list[str] = []
        self._values: list[Decimal] = []
        # What a search understood as a limit: "cheap: up to 59.95".
        self.bounds: set[Decimal] = set()
        # What several products cost together, and how that lies to a budget.
        self.sums: set[Decimal] = set()
        self._said: list[str] = []
        self._instructions = ""
        self._computed: dict[frozenset[Decimal], set[Decimal]] = {}
        for message in messages:
            if isinstance(message, ModelRequest):
                self._take(message)

    def _take(self, request: ModelRequest) -> None:
        self._instructions = request.instructions or self._instructions
        for part in request.parts:
            match part:
                case UserPromptPart(content=str(said)):
                    self._said.append(said)
                case ToolReturnPart(outcome="success", content=content):
                    self.results += 1
                    self._walk(
                        content.model_dump() if isinstance(content, BaseModel) else content, None
                    )

    def _walk(self, value: Any, product: Known | None) -> None:
        match value:
            case dict():
                self._walk_dict(value, product)
            case list() | tuple():
                for each in value:
                    self._walk(each, product)
            case bool() | None:
                pass
            case int() | float() | Decimal():
                self._values.append(abs(_decimal(value)))
            case str():
                self._texts.append(value)
                if product and len(value) < 300:
                    product.texts.append(value)

    def _walk_dict(self, value: dict[Any, Any], product: Known | None) -> None:
        hidden: tuple[str, ...] = ("note",)
        match value:
            case {"counts": list(), "total": _}:
                self.sums |= {_decimal(value[name]) for name in SUMS if value.get(name)}
                hidden = ()
            case {"id": int(), "name": str(), "price": _}:
                product = self._know(value)
                hidden = ("id", "note")
        self._walk_all(((name, value[name]) for name in value if name not in hidden), product)

    def _walk_all(self, items: Iterable[tuple[Any, Any]], product: Known | None) -> None:
        for name, each in items:
            self._texts.append(str(name).replace("_", " "))
            if name == "understood":
                self.bounds |= {value for label in each or () for value in amounts_in(str(label))}
            self._walk(each, product)

    def _know(self, value: dict[str, Any]) -> Known:
        before = self.products.get(value["id"])
        known = Known(
            value["id"],
            value["name"],
            _decimal(value["price"]),
            str(value.get("currency") or ""),
            _decimal(value["was"]) if value.get("was") else None,
            _decimal(value["rating"]) if value.get("rating") else None,
            value.get("stock", before.stock if before else None),
            value.get("in_stock", True),
            *_of_variants(value, before),
            list(before.texts) if before else [],
        )
        self.products[known.id] = known
        return known

    @property
    def currencies(self) -> frozenset[str]:
        return frozenset(known.currency for known in self.products.values() if known.currency)

    @cached_property
    def amounts(self) -> set[Decimal]:
        """Every number that was returned, in a field or in a text."""
        return {value.normalize() for value in self._values} | {
            value for text in self._texts for value in amounts_in(text)
        }

    @cached_property
    def fact_amounts(self) -> set[Decimal]:
        """Numbers of texts that stand beside a currency, such as what delivery costs."""
        money = money_patterns(self.currencies).signed
        return {
            value for text in self._texts if money.search(plain(text)) for value in amounts_in(text)
        }

    @cached_property
    def rating_differences(self) -> set[Decimal]:
        """By how much one rating is better than another."""
        every = {known.rating for known in self.products.values() if known.rating is not None}
        return {abs(one - other) for one, other in combinations(every, 2)}

    @cached_property
    def reductions(self) -> set[Decimal]:
        """Of how many per cent less than before a product costs, rounded."""
        reduced = [known for known in self.products.values() if known.was]
        return {
            Decimal(round((known.was - known.price) / known.was * 100))
            for known in reduced
            if known.was
        }

    def computed(self, own: frozenset[Decimal]) -> set[Decimal]:
        """Differences and sums of these prices and others, and several of one; worked out once."""
        if own not in self._computed:
            others = {price for known in self.products.values() for price in known.prices}
            pairs = {
                value
                for one in own
                for other in others
                for value in (abs(one - other), one + other)
                if value
            }
            self._computed[own] = pairs | {price * times for price in own for times in (2, 3, 4, 5)}
        return self._computed[own]

    @cached_property
    def said_amounts(self) -> set[Decimal]:
        return {
            value
            for said in self._said
            for value in amounts_in(said) | amounts_in(in_figures(said))
        }

    @cached_property
    def forms(self) -> list[tuple[str, frozenset[int]]]:
        """What products are called, the longest first: whole names, and names cut where
        marketplaces begin to describe.
        """
        whole: dict[str, set[int]] = {}
        cut: dict[str, set[int]] = {}
        for known in self.products.values():
            name = plain(known.name).lower()
            whole.setdefault(name, set()).add(known.id)
            for form in _cuts(name):
                cut.setdefault(form, set()).add(known.id)
        named = {form: ids for form, ids in cut.items() if form not in whole} | whole
        return sorted(
            ((form, frozenset(ids)) for form, ids in named.items() if form),
            key=lambda each: -len(each[0]),
        )

    @cached_property
    def _corpus(self) -> str:
        return f" {
            ' | '.join(
                fold(text)
                for text in dict.fromkeys(
                    (*self._texts, *(known.name for known in self.products.values()))
                )
            )
        } "

    @cached_property
    def _asked(self) -> str:
        return f" {' | '.join(fold(said) for said in self._said)} "

    def called(self, phrase: str) -> frozenset[int]:
        """The products of which every word of the phrase is said."""
        asked = words(phrase)
        return frozenset(
            pk for pk, known in self.products.items() if asked and asked <= known.words
        )

    def returned(self, phrase: str) -> bool:
        """Whether the tools returned these words in this order."""
        return (
            f" {fold(phrase)} " in self._corpus
            or f" {' '.join(stems(phrase))} " in self._stemmed_corpus
        )

    def was_said(self, phrase: str) -> bool:
        return f" {fold(phrase)} " in self._asked

    @cached_property
    def _rules(self) -> frozenset[str]:
        return frozenset(_runs(self._instructions))

    @cached_property
    def _stemmed_corpus(self) -> str:
        return f" {' '.join(stem(word) for word in self._corpus.split())} "

    @cached_property
    def _telephones(self) -> list[str]:
        return [re.sub(r"\D", "", text) for text in (*self._texts, *self._said)]

    def has_telephone(self, digits: str) -> bool:
        """Whether a text that was returned, or the visitor, has these digits in this order."""
        return any(digits in each for each in self._telephones)

    def leaks(self, text: str) -> bool:
        """Whether it repeats a run of the instructions."""
        return not self._rules.isdisjoint(_runs(text))


def _runs(text: str) -> Iterator[str]:
    """Every run of LEAK words."""
    said = fold(text).split()
    return (" ".join(said[at : at + LEAK]) for at in range(len(said) - LEAK + 1))


@lru_cache(maxsize=8192)
def words(text: str) -> frozenset[str]:
    return frozenset(stem(part) for word in fold(plain(text)).split() for part in word.split("-"))


def _cuts(name: str) -> Iterator[str]:
    for mark in (",", ";", "(", " - ", " – ", " | "):
        if len(head := name.partition(mark)[0].strip()) >= 8 and head != name:
            yield head
    if len(name) > 60:
        yield name[:60].rsplit(" ", 1)[0]


def _decimal(value: Any) -> Decimal:
    try:
        return Decimal(str(value)).normalize()
    except InvalidOperation:
        return Decimal(0)
