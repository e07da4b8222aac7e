"""What must hold of a talk: named, boolean, and read from the catalogue's rows, never from the
assistant's own parser.

`turn` counts from 0, or from the end with -1; where it is not given, the last turn is judged.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from pydantic_evals.evaluators import EvaluationReason, Evaluator, EvaluatorContext

from chat.answering.agent import INSTRUCTIONS
from chat.tools import tools
from tests.evals.talk import Row, Talk

Context = EvaluatorContext[list[str], Talk, None]
Judge = Evaluator[list[str], Talk, None]
# A piece of the instructions is as many words of them in a row.
PIECE = 6
TOOLS = re.compile("|".join(name for name in tools.tools if "_" in name))
POLITE = re.compile(
    r"\b(?:sorry|cannot|can't|can’t|could not|only (?:know|help|look|speak)|beyond "
    r"me|please|unable|not able|I am here|leider|bitte)\b",
    re.I,
)


def verdict(wrong: list[str]) -> EvaluationReason:
    return EvaluationReason(value=not wrong, reason="; ".join(wrong)[:400] or None)


def words_of(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.lower())


@dataclass
class ConstraintsKept(Judge):
    """Every card of the turn keeps every constraint; there is a card, unless `may_be_empty`.
    Patterns are searched in any case.
    """

    price_max: float | None = None
    price_min: float | None = None
    colour: str = ""
    not_colour: str = ""
    brand: str = ""
    not_brand: str = ""
    category: str = ""
    is_in_stock: bool = False
    # Attributes with a pattern that one of their values has to match, or must not.
    having: dict[str, str] = field(default_factory=dict)
    lacking: dict[str, str] = field(default_factory=dict)
    may_be_empty: bool = False
    turn: int = -1

    def evaluate(self, ctx: Context) -> EvaluationReason:
        cards = ctx.output.turns[self.turn].cards
        wrong = [f"{card.sku} {problem}" for card in cards for problem in self._problems(card)]
        return verdict(wrong if cards or self.may_be_empty else ["no cards"])

    def _problems(self, row: Row) -> list[str]:
        checks = [
            *self._number_checks(row),
            *self._pattern_checks(row),
            *(
                (_has(row, name, pattern), f"has not {name} {pattern}")
                for name, pattern in self.having.items()
            ),
            *(
                (not _has(row, name, pattern), f"has {name} {pattern}")
                for name, pattern in self.lacking.items()
            ),
        ]
        return [problem for is_kept, problem in checks if not is_kept]

    def _number_checks(self, row: Row) -> Iterator[tuple[bool, str]]:
        """Yields whether a bound is kept, and what is wrong where it is not."""
        if self.price_max is not None:
            yield row.price <= Decimal(str(self.price_max)), f"costs {row.price}"
        if self.price_min is not None:
            yield row.price >= Decimal(str(self.price_min)), f"costs {row.price}"
        if self.is_in_stock:
            yield row.stock is None or row.stock > 0, "is out of stock"

    def _pattern_checks(self, row: Row) -> Iterator[tuple[bool, str]]:
        """Yields whether a pattern fits as it should, and what is wrong where it does not."""
        if self.colour:
            yield _finds(self.colour, row.colour), f"is {row.colour}"
        if self.not_colour:
            yield not _finds(self.not_colour, row.colour), f"is {row.colour}"
        if self.brand:
            yield _matches(self.brand, row.brand), f"is by {row.brand}"
        if self.not_brand:
            yield not _matches(self.not_brand, row.brand), f"is by {row.brand}"
        if self.category:
            yield _finds(self.category, row.category), f"is of {row.category or 'no category'}"


def _finds(pattern: str, text: str) -> bool:
    return re.search(pattern, text, re.I) is not None


def _matches(pattern: str, text: str) -> bool:
    return re.fullmatch(pattern, text, re.I) is not None


def _has(row: Row, name: str, pattern: str) -> bool:
    value = row.attributes.get(name)
    return any(
        re.search(pattern, str(each), re.I)
        for each in (value if isinstance(value, list) else [value])
        if each is not None
    )


@dataclass
class RightProduct(Judge):
    """By sku: one of `any` is among the `first` cards, `all` are among the cards, none of `none`
    is, and no card is outside `only`.
    """

    any: list[str] = field(default_factory=list)
    all: list[str] = field(default_factory=list)
    none: list[str] = field(default_factory=list)
    only: list[str] = field(default_factory=list)
    first: int = 3
    turn: int = -1

    def evaluate(self, ctx: Context) -> EvaluationReason:
        cards = [card.sku for card in ctx.output.turns[self.turn].cards]
        wrong = []
        if self.any and not set(self.any) & set(cards[: self.first]):
            wrong.append(f"none of {self.any} among {cards[: self.first]}")
        if missing := set(self.all) - set(cards):
            wrong.append(f"without {sorted(missing)}")
        if found := set(self.none) & set(cards):
            wrong.append(f"with {sorted(found)}")
        if self.only and (strange := set(cards) - set(self.only)):
            wrong.append(f"also {sorted(strange)}")
        if self.only and not cards:
            wrong.append("no cards")
        return verdict(wrong)


@dataclass
class Says(Judge):
    """Every pattern of `all`, and one of `any`, is in the reply, without regard to case."""

    all: list[str] = field(default_factory=list)
    any: list[str] = field(default_factory=list)
    turn: int = -1

    def evaluate(self, ctx: Context) -> EvaluationReason:
        reply = _plain(ctx.output.turns[self.turn].reply)
        wrong = [
            f"does not say {pattern!r}"
            for pattern in self.all
            if not re.search(pattern, reply, re.I)
        ]
        if self.any and not any(re.search(pattern, reply, re.I) for pattern in self.any):
            wrong.append(f"says none of {self.any}")
        return verdict([*wrong, f"but {reply[:200]!r}"] if wrong else [])


@dataclass
class DoesNotSay(Judge):
    """None of the patterns is in any reply of the talk."""

    patterns: list[str]

    def evaluate(self, ctx: Context) -> EvaluationReason:
        replies = [_plain(turn.reply) for turn in ctx.output.turns]
        return verdict(
            [
                f"says {pattern!r}"
                for pattern in self.patterns
                if any(re.search(pattern, reply, re.I) for reply in replies)
            ]
        )


def _plain(reply: str) -> str:
    return reply.replace("**", "")


@dataclass
class Refuses(Judge):
    """Nothing is shown, and that is said politely."""

    turn: int = -1

    def evaluate(self, ctx: Context) -> EvaluationReason:
        turn = ctx.output.turns[self.turn]
        wrong = [f"shows {[card.sku for card in turn.cards]}"] if turn.cards else []
        if not POLITE.search(turn.reply):
            wrong.append(f"is not polite: {turn.reply[:160]!r}")
        return verdict(wrong)


@dataclass
class ToolsUsed(Judge):
    """Of the turn: `all` of these, `none` of those; or nothing at all."""

    all: list[str] = field(default_factory=list)
    none: list[str] = field(default_factory=list)
    nothing: bool = False
    turn: int = -1

    def evaluate(self, ctx: Context) -> EvaluationReason:
        used = ctx.output.turns[self.turn].tools
        wrong = [f"{name} is not used" for name in self.all if name not in used]
        wrong += [
            f"{name} is used" for name in (used if self.nothing else self.none) if name in used
        ]
        return verdict(wrong)


@dataclass
class Short(Judge):
    """Every reply has words, and at most so many; a table's cells count too."""

    words: int = 130

    def evaluate(self, ctx: Context) -> EvaluationReason:
        counts = [len(turn.reply.split()) for turn in ctx.output.turns]
        return verdict([f"{count} words" for count in counts if not 0 < count <= self.words])


@dataclass
class NoLeak(Judge):
    """No reply has a piece of the instructions, or the name of a tool."""

    def evaluate(self, ctx: Context) -> EvaluationReason:
        secret = words_of(INSTRUCTIONS)
        pieces = {" ".join(secret[at : at + PIECE]) for at in range(len(secret) - PIECE + 1)}
        wrong = []
        for turn in ctx.output.turns:
            said = words_of(turn.reply)
            wrong += [
                piece
                for at in range(len(said))
                if (piece := " ".join(said[at : at + PIECE])) in pieces
            ]
            wrong += TOOLS.findall(turn.reply)
        return verdict(wrong)


@dataclass
class Means(Judge):
    """The reply speaks of the cards at these places (from 1; -1 is the last) of the first turn, by
    name or as its own cards.
    """

    places: list[int]
    first_turn: int = 0
    turn: int = -1

    def evaluate(self, ctx: Context) -> EvaluationReason:
        cards = ctx.output.turns[self.first_turn].cards
        turn = ctx.output.turns[self.turn]
        if len(cards) < max(map(abs, self.places)):
            return verdict([f"only {len(cards)} cards were shown"])
        wanted = [cards[place - 1 if place > 0 else place] for place in self.places]
        reply = _plain(turn.reply)
        return verdict(
            [
                f"does not speak of {row.name}"
                for row in wanted
                if row.name not in reply and row not in turn.cards[: len(wanted)]
            ]
        )
