"""Shoppers' requests with constraints that are known, since we wrote them: the same for everybody,
and what each card has to keep.

`broken` judges a product's row by itself, without a word of the shop's own reading of questions.
"""

import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

COLOUR_KEYS = ("colour", "color", "product_colour", "product_color")
AROUND = Decimal("0.25")


@dataclass(frozen=True)
class Stated:
    """What was asked for; every card has to keep all of it. Colours and brands: one of them."""

    price_min: Decimal | None = None
    price_max: Decimal | None = None
    colours: tuple[str, ...] = ()
    not_colours: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()
    not_brands: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    """Words that no attribute and no name may say."""


@dataclass(frozen=True)
class Line:
    """What is said. `of_first` takes a constraint from the first card of the answer before:
    "cheaper", "not that brand".
    """

    said: str
    stated: Stated
    of_first: str = ""


@dataclass(frozen=True)
class Catalogue:
    """The names that requests are made of: they are the catalogue's own."""

    things: tuple[str, ...]
    colours: tuple[str, ...]
    brands: tuple[str, ...]
    prices: tuple[int, ...]
    lacks: tuple[tuple[str, str], ...] = field(default=())
    """(how it is said, the word that may not be there)"""


DEMO = Catalogue(
    things=("jacket", "backpack", "headphones", "lamp", "sofa", "kettle", "tent", "chair", "mug",
    "suitcase", "rug", "toy"),
    colours=("red", "black", "blue", "green", "grey", "white"),
    brands=("Halvarn", "Tarnhollow", "Pipwick", "Hushwell"),
    prices=(20, 45, 80, 120, 200, 400),
    lacks=(
        ("without a hood", "hood"), ("no leather", "leather"),
        ("that is not waterproof", "waterproof"), ("not made of wool", "wool"),
        ("without noise cancelling", "noise cancelling"), ("but no polyester", "polyester"),
        ("leather free", "leather"),
    ),
)  # fmt: skip
ICECAT = Catalogue(
    things=tuple("laptop,printer,toner,keyboard,mouse,monitor,headset,notebook case,hard "
        "drive,camera,cable,tv".split(",")),
    colours=("black", "white", "silver", "grey", "blue", "red"),
    brands=("HP", "Samsung", "Lenovo", "Logitech", "DELL", "ASUS"),
    prices=(15, 30, 60, 100, 250, 500),
    lacks=(("without bluetooth", "bluetooth"), ("with no touchscreen", "touchscreen"),
    ("without a numeric keypad", "numeric keypad"),
           ("but no backlight", "backlight"), ("not made of leather", "leather")),
)  # fmt: skip

AMOUNTS = (
    "{}", "€{}", "{}€", "{} euro", "{} euros", "{} EUR", "${}", "{} dollars", "{} bucks", "EUR {}",
    "{}.00", "{},00 €", "£{}", "{} usd",
    "{} pesos", "PHP {}", "{},-",
)  # fmt: skip
UNDER = (
    "under {}", "below {}", "less than {}", "cheaper than {}", "up to {}", "at most {}",
    "no more than {}", "max {}", "maximum {}",
    "not more than {}", "within {}", "with a budget of {}", "my budget is {}", "for {} or less",
    "<{}", "<= {}", "{} max",
    "not over {}", "not above {}", "that costs less than {}", "priced below {}", "lower than {}",
    "{} tops", "{} at most",
    "{} or under", "i can spend {}", "i don't want to pay more than {}", "that doesn't cost more "
        "than {}", "not exceeding {}",
    "for less than {}", "{} or less", "max. {}", "budget {}", "and it must cost under {}",
    "i have {} to spend", "nothing over {}",
    "no pricier than {}", "that won't cost over {}", "price under {}", "price is less than {}",
    "maximum price {}",
    "price lower than {}", "price: up to {}", "capped at {}", "not dearer than {}",
)  # fmt: skip
OVER = (
    "over {}", "above {}", "more than {}", "at least {}", "starting at {}", "{} or more", "{}+",
    ">{}", "minimum {}", "not under {}",
    "not less than {}", "priced above {}", "that costs more than {}", "higher than {}",
    "no cheaper than {}", "upwards of {}",
    "price above {}", "costing over {}", "nothing under {}", "price greater than {}",
    "not below {}", "{} and up", "{} or above",
)  # fmt: skip
BETWEEN = (
    "between {} and {}", "from {} to {}", "{} to {}", "{}-{}", "{} - {}", "priced from {} to {}",
    "priced between {} and {}",
    "ranging from {} to {}", "in the range of {} to {}", "somewhere between {} and {}",
    "that costs {} to {}", "over {} and under {}",
    "more than {} but less than {}", "at least {}, at most {}", "between {} & {}",
    "price range {} - {}", "{}–{}", "from {} up to {}",
)  # fmt: skip
AROUND_SAID = (
    "around {}", "about {}", "roughly {}", "approximately {}", "somewhere around {}", "ca. {}",
    "in the region of {}", "circa {}",
)  # fmt: skip
COLOURED = (
    "{c} {t}", "{t} in {c}", "{t}, colour {c}", "{t} that is {c}", "{t} in the color {c}",
    "{c} coloured {t}", "{t} color: {c}",
    "a {t} and it should be {c}", "{t} {c} please", "{t} with {c} color",
)  # fmt: skip
COLOURED_TWICE = (
    "{c} or {d} {t}", "{t} in {c} or {d}", "{t} in either {c} or {d}", "{t}, {c} or {d}",
    "{t} {c}/{d}",
)  # fmt: skip
NOT_COLOURED = (
    "{t} not {c}", "{t} but not {c}", "{t} in any colour but {c}", "{t} anything but {c}",
    "non-{c} {t}", "{t} that isn't {c}",
    "{t}, no {c}", "{t}, not in {c}", "{t} except {c}", "{t} in any color except {c}", "no {c} {t}",
    "{t}, i hate {c}",
    "{t}, i don't like {c}", "{t} excluding {c}", "{t} other than {c}", "{t} without {c}",
    "{t} not in {c} please", "{t}, just not {c}",
    "{t}. anything except {c}", "{t} that is not {c}", "{t}, every colour but {c}", "{t} avoid {c}",
    "{t} which are not {c}",
    "{t} that are not {c}", "{t} in a color other than {c}", "{t} never {c}",
)  # fmt: skip
NOT_COLOURED_TWICE = (
    "{t} not {c} or {d}", "{t} neither {c} nor {d}", "{t} no {c}, no {d}", "{t} not {c} and not "
        "{d}", "{t} not {c}, not {d}",
    "{t} without {c} or {d}",
)  # fmt: skip
BRANDED = (
    "{b} {t}", "{t} from {b}", "{t} by {b}", "{t} made by {b}", "{t} brand {b}",
    "{t} of the brand {b}", "{t}, only {b}",
    "{t} brand: {b}",
)  # fmt: skip
BRANDED_TWICE = (
    "{b} or {e} {t}", "{t} from {b} or {e}", "{t} by {b} or by {e}", "{t} from either {b} or {e}",
)  # fmt: skip
NOT_BRANDED = (
    "{t} not from {b}", "{t} but not {b}", "{t} except {b}", "{t} of any brand but {b}",
    "non-{b} {t}", "{t} anything but {b}",
    "{t} without {b}", "{t}, no {b}", "{t}, i don't want {b}", "{t} other than {b}",
    "{t} not made by {b}",
    "{t} from any brand except {b}", "{t} excluding {b}", "{t}, i don't like {b}", "{t} not by {b}",
    "{t} that is not from {b}",
    "{t}, anything not {b}",
)  # fmt: skip
NOT_BRANDED_TWICE = (
    "{t} not {b} or {e}", "{t} neither {b} nor {e}", "{t} not from {b} and not from {e}",
    "{t} except {b} and {e}",
)  # fmt: skip
WRAPPED = (
    "{}", "{}", "i am looking for a {}", "hi, do you have a {}?", "show me {}", "need {} asap",
    "im looking for {}, can you help me",
    "I want to buy {}.", "hello there i would like {} thank you", "what {} do you have",
    "Can you find me {}?",
)  # fmt: skip


class Writer:
    """Every kind of wording in turn, with names and amounts by lot; the same for a seed."""

    def __init__(self, catalogue: Catalogue, seed: int = 7) -> None:
        self.catalogue, self.lot = catalogue, random.Random(seed)

    def talks(self, rounds: int = 1) -> Iterator[list[Line]]:
        for _round in range(rounds):
            yield from ([self._line(words, stated)] for words, stated in self._single())
            yield from ([self._line(words, stated)] for words, stated in self._combined())
            yield from self._followed()

    def _line(self, words: str, stated: Stated) -> Line:
        return Line(self.lot.choice(WRAPPED).format(words), stated)

    def _names(self) -> dict[str, str]:
        colours, brands = (
            self.lot.sample(self.catalogue.colours, 2),
            self.lot.sample(self.catalogue.brands, 2),
        )
        return {
            "t": self.lot.choice(self.catalogue.things),
            "c": colours[0],
            "d": colours[1],
            "b": brands[0],
            "e": brands[1],
        }

    def _amount(self, price: int, form: str = "") -> str:
        return (form or self.lot.choice(AMOUNTS)).format(price)

    def _prices(self) -> Iterator[tuple[str, Stated]]:
        """Without the thing."""
        for said in UNDER:
            price = self.lot.choice(self.catalogue.prices[1:])
            yield said.format(self._amount(price)), Stated(price_max=Decimal(price))
        for said in OVER:
            price = self.lot.choice(self.catalogue.prices[:-1])
            yield said.format(self._amount(price)), Stated(price_min=Decimal(price))
        for said in BETWEEN:
            at = self.lot.randrange(len(self.catalogue.prices) - 1)
            low, high = self.catalogue.prices[at], self.lot.choice(self.catalogue.prices[at + 1 :])
            # A bare "20-45" may be a size.
            form = (
                self.lot.choice(AMOUNTS[1:6]) if said.startswith("{") else self.lot.choice(AMOUNTS)
            )
            yield (
                said.format(self._amount(low, form), self._amount(high, form)),
                Stated(price_min=Decimal(low), price_max=Decimal(high)),
            )
        for said in AROUND_SAID:
            price = self.lot.choice(self.catalogue.prices)
            bounds = Stated(price_min=(1 - AROUND) * price, price_max=(1 + AROUND) * price)
            yield said.format(self._amount(price, self.lot.choice(AMOUNTS[1:6]))), bounds

    def _named(self) -> Iterator[tuple[str, Stated]]:
        for kind, templates in (
            ("colours", COLOURED), ("colours2", COLOURED_TWICE), ("not_colours", NOT_COLOURED),
            ("not_colours2", NOT_COLOURED_TWICE),
            ("brands", BRANDED), ("brands2", BRANDED_TWICE), ("not_brands", NOT_BRANDED),
            ("not_brands2", NOT_BRANDED_TWICE),
        ):  # fmt: skip
            for template in templates:
                names = self._names()
                letters = ("c", "d") if "colours" in kind else ("b", "e")
                values = tuple(
                    names[letter] for letter in letters[: 2 if kind.endswith("2") else 1]
                )
                yield (
                    template.format(**names),
                    Stated(**dict[str, Any]([(kind.rstrip("2"), values)])),
                )

    def _lacking(self) -> Iterator[tuple[str, Stated]]:
        for said, word in self.catalogue.lacks:
            for _time in range(2):
                yield f"{self.lot.choice(self.catalogue.things)} {said}", Stated(lacks=(word,))

    def _single(self) -> Iterator[tuple[str, Stated]]:
        for said, stated in self._prices():
            yield f"{self.lot.choice(self.catalogue.things)} {said}", stated
        yield from self._named()
        yield from self._lacking()

    def _combined(self) -> Iterator[tuple[str, Stated]]:
        """A price and a name, in one sentence or run on without a stop; some words misspelt."""
        prices = list(self._prices())
        for words, stated in self._named():
            said, price = self.lot.choice(prices)
            form = self.lot.choice(
                (
                    "{} {}",
                    "{}, {}",
                    "{} and {}",
                    "{} it should be good and {} thats all",
                    "{} for my wife {}",
                    "{}; {}",
                )
            )
            yield form.format(self._misspelt(words), said), merged(stated, price)

    def _misspelt(self, words: str) -> str:
        """Two letters of the thing change places, now and then."""
        thing = next(
            (thing for thing in self.catalogue.things if thing in words and len(thing) > 5), ""
        )
        if not thing or self.lot.random() > 0.3:
            return words
        at = self.lot.randrange(1, len(thing) - 2)
        return words.replace(thing, thing[:at] + thing[at + 1] + thing[at] + thing[at + 2 :], 1)

    def _followed(self) -> Iterator[list[Line]]:
        for words, first in self._named():
            begun, names = Line(words, first), self._names()
            price = self.lot.choice(self.catalogue.prices[2:])
            under, after = Stated(price_max=Decimal(price)), self.lot.randrange(5)
            follow = [
                Line(self.lot.choice(("cheaper", "something cheaper please",
                "do you have a cheaper one?")), first, of_first="cheaper"),
                Line(self.lot.choice(("and under {}", "under {} please",
                "only up to {}")).format(price), merged(first, under)),
                Line(self.lot.choice(("in {c}", "what about {c}?", "do you have it in {c}",
                "{c} ones")).format(**names),
                     replace(first, colours=(names["c"],),
                     not_colours=tuple(set(first.not_colours) - {names["c"]}))),
                Line(self.lot.choice(("not that brand", "another brand please",
                "from a different brand")), first, of_first="not_brand"),
                Line(self.lot.choice(("not {c}", "but not {c}", "anything but {c}",
                "no {c} please")).format(**names),
                     replace(first, not_colours=(*first.not_colours, names["c"]),
                     colours=tuple(set(first.colours) - {names["c"]}))),
            ][after]  # fmt: skip
            again = Line(f"and under {price}", merged(follow.stated, under), follow.of_first)
            yield [
                begun,
                follow,
                again
                if self.lot.random() < 0.5
                else Line("show me more", follow.stated, follow.of_first),
            ]


def merged(one: Stated, other: Stated) -> Stated:
    """Both; the second counts where only one can be kept."""
    return replace(
        one, **{name: value for name, value in vars(other).items() if value not in (None, ())}
    )


def broken(row: Mapping[str, Any], stated: Stated) -> list[str]:
    """What this product breaks. `row` has name, brand, price, category and attributes, as they are
    stored.
    """
    return [
        *_broken_price(Decimal(row["price"]), stated),
        *_broken_colour(row, stated),
        *_broken_brand(str(row["brand"]), stated),
        *(f"has {each}" for each in stated.lacks if _has(row, each)),
    ]


def _broken_price(price: Decimal, stated: Stated) -> Iterator[str]:
    if stated.price_min is not None and price < stated.price_min:
        yield f"costs {price}, under {stated.price_min}"
    if stated.price_max is not None and price > stated.price_max:
        yield f"costs {price}, over {stated.price_max}"


def _broken_colour(row: Mapping[str, Any], stated: Stated) -> Iterator[str]:
    # Django is set up by those who ask, and after this module is read.
    from shop.search.folding import fold
    from shop.search.shades import basic_colours

    colour = _colour(row)
    text = f"{colour} {row['name']} {' '.join(basic_colours(fold(colour)))}"
    if stated.colours and not any(_says(text, each) for each in stated.colours):
        yield f"is “{colour}”, not {' or '.join(stated.colours)}"
    for each in stated.not_colours:
        if _says(colour or str(row["name"]), each):
            yield f"is “{colour}”"


def _broken_brand(name: str, stated: Stated) -> Iterator[str]:
    brand = name.casefold()
    if stated.brands and not any(each.casefold() in brand for each in stated.brands):
        yield f"is from {name}, not from {' or '.join(stated.brands)}"
    for each in stated.not_brands:
        if brand == each.casefold():
            yield f"is from {name}"


def _colour(row: Mapping[str, Any]) -> str:
    return ", ".join(
        str(row["attributes"][key]) for key in COLOUR_KEYS if row["attributes"].get(key)
    )


def _says(text: str, word: str) -> bool:
    return bool(re.search(rf"\b{re.escape(word)}\b", text.lower().replace("gray", "grey")))


def _has(row: Mapping[str, Any], word: str) -> bool:
    """By its name, or by an attribute that is not false; "faux leather" is none, and so is what
    "leather free" is said of.
    """
    texts = [str(row["name"])]
    for key, value in row["attributes"].items():
        if isinstance(value, bool):
            texts += [key.replace("_", " ")] if value else []
        else:
            texts.append(str(value))
    return any(
        _says(
            re.sub(
                r"\b(?:faux|no|without|non|imitation|vegan)[ -]\w+|\w+[ -]free\b", " ", text.lower()
            ),
            word,
        )
        for text in texts
    )
