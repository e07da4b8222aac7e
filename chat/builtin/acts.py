"""What a message can ask for: the acts of the grammar, each with what it needs to be done."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from chat.builtin.aspects import Degree
from chat.builtin.small import SmallKind

Ids = tuple[int, ...]


@dataclass(frozen=True)
class Small:
    """Answered without a look at the shop."""

    kind: SmallKind


@dataclass(frozen=True)
class About:
    """Of the shop itself: what staff wrote on a topic, or on these words where it is none of the
    usual; without either, what it has.
    """

    topic: str = ""
    words: str = field(default="", compare=False)


@dataclass(frozen=True)
class Find:
    """`degree` is what to prefer among what fits: (price, less) for "something cheap"."""

    words: str
    degree: Degree | None = None
    args: dict[str, Any] = field(default_factory=dict)
    is_count: bool = False
    is_need: bool = False
    """No word of it names the thing that is wanted, so no product has to be called like it."""
    beside: str = field(default="", compare=False)
    """What is told beside a wish that names a thing: it ranks what is found, and denies nothing."""
    names_goods: bool = field(default=False, compare=False)
    """Whether a word of it names goods of this shop, or a limit."""
    # What is wanted besides the constraints, as it was written: to be said back.
    asked: str = field(default="", compare=False)


@dataclass(frozen=True)
class More:
    """Other products of the last search."""


@dataclass(frozen=True)
class Than:
    """Products with more or less of something than one product has: "cheaper", "a lighter one"."""

    product: int
    degree: Degree
    words: str = ""
    """What else is wanted of them: "for six players"."""
    names_kind: bool = False


@dataclass(frozen=True)
class Ask:
    """A question on products; `subject` names one that has not been shown yet, whose name has the
    words of `must`, or that is another one of the kind of the product `beside`.
    """

    ids: Ids
    question: str
    subject: str = ""
    must: str = ""
    beside: int | None = None


@dataclass(frozen=True)
class Compare:
    """`names` are of products that were not shown, one name so often as products of that kind are
    meant; beside one of `ids`, of one that is not sold here.
    """

    ids: Ids
    names: tuple[str, ...] = ()
    degree: Degree | None = None
    question: str = ""
    count: int = 1
    """How many there are of the one name: "the two lamps"."""


@dataclass(frozen=True)
class Which:
    """ "Which is the lightest?", "which of them is waterproof?" over what was shown, or over those
    that are `named`.
    """

    ids: Ids
    degree: Degree | None
    question: str
    named: bool = False


@dataclass(frozen=True)
class Similar:
    product: int
    is_cheaper: bool = False


@dataclass(frozen=True)
class Choose:
    product: int


@dataclass(frozen=True)
class Goal:
    """One of several things that are wanted, so many times."""

    words: str
    count: int = 1
    product: int | None = None
    """The product that was taken for it already."""
    refused: Ids = ()
    below: Decimal | None = None
    """What one has to cost less than."""


@dataclass(frozen=True)
class Several:
    """Things that are wanted together, for at most `budget`, and `below` what was said before."""

    goals: tuple[Goal, ...]
    budget: Decimal | None = None
    is_varied: bool = False
    """Whether several of a thing are to be different ones."""
    below: Decimal | None = None


@dataclass(frozen=True)
class Outfit:
    """All that a purpose, or one product, needs."""

    words: str
    product: int | None = None
    budget: Decimal | None = None
    is_owned: bool = False
    """Whether they have the product, or ask what goes with it, and want it not once more."""


@dataclass(frozen=True)
class AddUp:
    """What these cost together; an id given twice counts twice."""

    ids: Ids
    budget: Decimal | None = None


@dataclass(frozen=True)
class Fits:
    """Whether a part, one of those that are called so, fits a machine, or what is of a `brand`, or
    a `model` that the shop does not sell, for which the whole question may be answered otherwise.
    """

    parts: Ids
    machine: int | None
    brand: str = ""
    model: str = ""
    question: str = field(default="", compare=False)


@dataclass(frozen=True)
class GoesWith:
    """What of a kind goes with a product; `is_need` asks whether it needs any."""

    words: str
    product: int
    is_need: bool = False


Request = (
    Small
    | About
    | Find
    | More
    | Than
    | Ask
    | Compare
    | Which
    | Similar
    | Choose
    | Several
    | Outfit
    | AddUp
    | Fits
    | GoesWith
)
