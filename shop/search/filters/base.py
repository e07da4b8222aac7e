"""What every filter declares, and what each kind of filter works out from it."""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, NamedTuple

from django import forms
from pydantic import BeforeValidator, Field

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

# Values of one filter in one search; what a visitor sends beyond them is left out.
MOST_VALUES = 50
# Of one value, in characters.
LONGEST_VALUE = 200
# A sentence for a model lists no more.
MOST_LISTED = 40

type Label = str | _StrPromise


class UnknownValue(ValueError):
    """The shop has no such value. The sentence says what to correct, for a model."""


class Chip(NamedTuple):
    """What people read of a choice, and the filter's value without it."""

    label: str
    rest: Any


def storable(value: Any) -> Any:
    """Returns a text without NUL, which PostgreSQL does not take, and without the blanks around."""
    return value.replace("\0", "").strip() if isinstance(value, str) else value


Text = Annotated[str, BeforeValidator(storable)]
Texts = tuple[Text, ...]


def distinct(values: Iterable[str]) -> tuple[str, ...]:
    """Returns each value once, at most MOST_VALUES; blank ones are left out."""
    plain = (storable(value) for value in values)
    return tuple(dict.fromkeys(value for value in plain if value))[:MOST_VALUES]


def listed(values: Iterable[str]) -> str:
    some = list(values)
    more = f" and {len(some) - MOST_LISTED} more" if len(some) > MOST_LISTED else ""
    return ", ".join(some[:MOST_LISTED]) + more


def together(*groups: Iterable[str]) -> tuple[str, ...]:
    """Returns the values of all groups, each once, in their order."""
    return tuple(dict.fromkeys(value for group in groups for value in group))


class Conditions:
    """SQL over an entry `e`, made of our own words alone; values are parameters (f0, f1 ...).

    `of_variant` is over a variant `v` of the entry: one and the same variant has to keep all of it.
    """

    def __init__(self, *sql: str) -> None:
        self.sql = [*sql]
        self.of_variant: list[str] = []
        self.parameters: dict[str, Any] = {}

    def add(self, sql: str, *values: Any) -> None:
        """Each "{}" in the text takes the next value."""
        self.sql.append(self._filled(sql, values))

    def add_of_variant(self, sql: str, *values: Any) -> None:
        """Each "{}" in the text takes the next value."""
        self.of_variant.append(self._filled(sql, values))

    def _filled(self, sql: str, values: tuple[Any, ...]) -> str:
        names = [f"f{len(self.parameters) + number}" for number in range(len(values))]
        self.parameters |= dict(zip(names, values, strict=True))
        return sql.format(*(f"%({name})s" for name in names))


class TextsField(forms.Field):
    """A parameter that may be given several times."""

    widget = forms.MultipleHiddenInput

    def __init__(self, label: "Label", most: int) -> None:
        super().__init__(required=False, label=label)
        self.most = most

    def to_python(self, value: Any) -> tuple[str, ...]:
        return distinct(each[: 2 * LONGEST_VALUE] for each in value or [])[: self.most]


@dataclass(frozen=True, kw_only=True)
class Filter(ABC):
    """One way to narrow a search down. A field of `registry.Filters` carries it as its metadata.

    `value` in the methods is what the field of a SearchQuery holds.
    """

    description: str
    """What it does, for the documentation of the HTTP API and for models."""
    example: Any
    """A value that some products of the demo shop have, and some have not."""
    sql: str = ""
    """The condition; "{}" is the value. Empty where the kind or the search works it out."""
    variant_sql: str = ""
    """The condition on a variant `v`, for what differs between the variants of a product."""
    label: Label = ""
    """What a sentence for people calls it, where its values do not say enough."""
    relaxation: Label = ""
    """What an offer to give it up calls it; the label where it is left out."""
    parameter: str = ""
    """Its name in addresses and in the HTTP API; that of the field where it is left out."""
    argument: str = ""
    """Its name in the assistant's tool; that of the field where it is left out."""
    group: str = ""
    """Filters of one group are given up together; that of the field where it is left out."""
    also: tuple[str, ...] = ()
    """Fields that only the reading of words sets; they are given up with it."""
    facets: tuple[str, ...] = ()
    """Fields of shop.wire.Facets whose counts leave its own choice out; the first counts its
    values.
    """
    title: Label = ""
    """The heading of its counted values beside the results; empty where it has none there."""
    most_values: int = MOST_VALUES
    """How many values a request may give; fewer where each costs time on every product."""
    is_hard: bool = False
    """Whether an empty result never offers to give it up."""
    field: str = ""
    """Set by the registry."""

    # How a value is written, behind the description.
    parameter_note: ClassVar[str] = ""
    argument_note: ClassVar[str] = ""
    # For the refusal of a text that is not written so.
    syntax: ClassVar[str] = ""
    notice: ClassVar[Label] = ""

    @property
    def fields(self) -> tuple[str, ...]:
        return (self.field, *self.also)

    # -- where it is read

    @property
    @abstractmethod
    def parameter_type(self) -> Any:
        """The annotation of the HTTP API's parameter."""

    @property
    def argument_type(self) -> Any:
        """The annotation of the tool's argument."""
        return self.parameter_type

    @property
    def parameter_default(self) -> Any:
        return None

    @property
    def argument_default(self) -> Any:
        return self.parameter_default

    @abstractmethod
    def form_field(self) -> forms.Field:
        """The field of the page's form."""

    def as_parameter(self) -> tuple[Any, Any]:
        """For pydantic.create_model()."""
        text = f"{self.description} {self.parameter_note}".strip()
        return self.parameter_type, Field(self.parameter_default, description=text)

    def as_argument(self) -> tuple[Any, Any]:
        """For pydantic.create_model()."""
        text = f"{self.description} {self.argument_note}".strip()
        return self.argument_type, Field(self.argument_default, description=text)

    def from_parameter(self, given: Any) -> tuple[Any, list[str]]:
        """Returns the value, and the texts that are not written as they should be."""
        return given, []

    def from_argument(self, given: Any) -> Any:
        """Returns the value in the shop's own words. Raises UnknownValue."""
        return given

    # -- what it does

    def condition(self, conditions: Conditions, value: Any, *also: Any) -> None:
        """Adds its SQL. `also` are the values of the fields of that name."""
        if self.sql:
            conditions.add(self.sql, value)
        if self.variant_sql:
            conditions.add_of_variant(self.variant_sql, value)

    @abstractmethod
    def to_parameters(self, value: Any) -> list[str]:
        """Returns the texts that an address has under the name of the parameter."""

    @abstractmethod
    def chips(self, value: Any) -> list[Chip]:
        """Returns a chip for each choice."""

    def summary(self, value: Any) -> str:
        """Returns what an offer to give it up calls it."""
        return str(self.relaxation or self.label)

    # -- what words add to it

    @abstractmethod
    def tightened(self, given: Any, read: Any) -> Any:
        """Returns a value that keeps what was given, narrowed by what was read from words."""

    def keeps(self, final: Any, read: Any) -> bool:
        """Whether a search for `final` still says what was read."""
        return True
