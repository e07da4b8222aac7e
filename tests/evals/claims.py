"""Whether the words of an answer are backed by what the tools returned; a reading of its own,
independent of the shop's.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import product

from pydantic_evals.evaluators import EvaluationReason

from shop.models import Product
from site_config.aio import in_database
from tests.evals.evaluators import Context, Judge, verdict, words_of
from tests.evals.talk import Row

BOLD = re.compile(r"\*\*(.+?)\*\*")
MONEY = re.compile(
    r"(?:[€$£]|\b(?:EUR|USD|GBP) "
    r"?)\s?(\d[\d.,]*\d|\d)|\b(\d[\d.,]*\d|\d)\s?(?:€|euros?\b|dollars?\b)",
    re.I,
)
# A point or a comma before two digits is a decimal's, before three one between thousands.
CENTS = re.compile(r"[.,](\d{1,2})$")
# Amounts that a visitor spells out.
SPELT = {
    word: Decimal(number)
    for word, number in {
        "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70,
        "eighty": 80, "ninety": 90,
        "a hundred": 100, "one hundred": 100, "two hundred": 200, "five hundred": 500,
        "a thousand": 1000,
    }.items()
}  # fmt: skip
LEFT = re.compile(r"\b(\d+) (?:are |is )?left\b|\bnoch (\d+) (?:Stück|vorrätig)")


@dataclass
class ClaimsBacked(Judge):
    """Each name is of a product that a tool returned in this talk or the visitor said, and each
    amount of money is a price of one of these, a difference of two of them, or a number of the
    visitor's or of the shop's facts.
    """

    async def evaluate(self, ctx: Context) -> EvaluationReason:
        names = await in_database(_names)()
        wrong = []
        for at, turn in enumerate(ctx.output.turns):
            rows = list(ctx.output.known(at).values())
            # The visitor's own words, and the shop's of itself, may be said again.
            spoken = f"{ctx.output.visitor(at)}\n{ctx.output.facts(at)}"
            said = f" {' '.join(words_of(spoken))} "
            wrong += [f"name {name!r}" for name in _strange_names(turn.reply, rows, said, names)]
            wrong += _wrong_amounts(turn.reply, rows, turn.cards, spoken)
            counts = [one or other for one, other in LEFT.findall(turn.reply)]
            wrong += [
                f"{count} left" for count in counts if int(count) not in {row.stock for row in rows}
            ]
        return verdict(wrong)


def _wrong_amounts(reply: str, rows: list[Row], cards: list[Row], spoken: str) -> list[str]:
    return [
        f"amount {amount}"
        for amount in amounts(reply)
        if not (_is_backed(amount, rows, spoken) or _is_sum(amount, cards, spoken))
    ]


def amounts(text: str) -> list[Decimal]:
    """Every amount of money in a text."""
    found = (whole or plain for whole, plain in MONEY.findall(text))
    return [_amount(each.rstrip(".,")) for each in found]


def _amount(written: str) -> Decimal:
    cents = CENTS.search(written)
    whole = re.sub(r"[.,]", "", written[: cents.start()] if cents else written)
    return Decimal(f"{whole}.{cents[1]}" if cents else whole)


def _is_backed(amount: Decimal, rows: list[Row], spoken: str) -> bool:
    prices = {row.price for row in rows} | {row.was for row in rows if row.was}
    numbers = {
        Decimal(each.replace(",", "")) for each in re.findall(r"\d+(?:,\d{3})*(?:\.\d+)?", spoken)
    }
    numbers |= {number for word, number in SPELT.items() if re.search(rf"\b{word}\b", spoken, re.I)}
    return amount in prices | numbers or any(
        one - other == amount for one, other in product(prices, prices)
    )


def _is_sum(amount: Decimal, cards: list[Row], spoken: str) -> bool:
    """What the cards cost together, or some of one; or how that lies to an amount that was said."""
    sums = {sum((card.price for card in cards), Decimal(0))}
    sums |= {card.price * times for card in cards for times in range(2, 6)}
    said = {Decimal(each) for each in re.findall(r"\d+(?:\.\d+)?", spoken)}
    return amount in sums or any(abs(number - each) == amount for number in said for each in sums)


def _strange_names(reply: str, rows: list[Row], said: str, names: frozenset[str]) -> list[str]:
    """What is in bold has to be a text of a returned row; any product's full name, in bold or not,
    has to be one of theirs.
    """
    texts = "\n".join([*(_padded(row.text) for row in rows), said])
    own = "\n".join(" ".join(words_of(row.name)) for row in rows)
    spoken = _padded(reply)
    strange_bold = [bold for bold in BOLD.findall(reply) if _padded(bold) not in texts]
    named = [name for name in names if f" {name} " in spoken and f" {name} " not in said]
    return strange_bold + [name for name in named if name not in own]


def _padded(text: str) -> str:
    """Returns the words of a text with a space around each, so that only whole words match."""
    return f" {' '.join(words_of(text))} "


@lru_cache(maxsize=1)
def _names() -> frozenset[str]:
    """The names of this shop, of three words or more: shorter ones are ordinary words too."""
    return frozenset(
        " ".join(words)
        for name in Product.objects.values_list("name", flat=True)
        if len(words := words_of(name)) >= 3
    )


def forget() -> None:
    _names.cache_clear()
