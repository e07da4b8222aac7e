"""Filters of several values: any of them, or none."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from pydantic import Field, StringConstraints

from shop.search.exclusions import EXCLUDED, excluded
from shop.search.filters.base import (
    Chip,
    Conditions,
    Filter,
    TextsField,
    UnknownValue,
    listed,
    together,
)
from shop.search.label_ids import label_ids
from shop.search.phrases import phrase_query
from shop.search.vocabulary import COLOUR_KEYS, fold, vocabulary

# A list that is longer says nothing to a model.
MOST_ARGUMENTS = 20
Names = Annotated[list[str], Field(max_length=MOST_ARGUMENTS)]
# An entry whose name says it.
NAMED = "e.words @@ {}::tsquery"

# The colour of a variant; NULL where its product has one colour.
COLOUR = "coalesce(" + ", ".join(f"v.values ->> '{key}'" for key in COLOUR_KEYS) + ")"
# An entry that has any of these labels.
LABELLED = "e.labels && {}::bigint[]"


def texts_of(given: str | list[str]) -> list[str]:
    """Returns the texts of an argument that may be one text or several."""
    values = [given] if isinstance(given, str) else given
    return [text for text in (each.replace("\0", "").strip() for each in values) if text]


def negated(label: str) -> str:
    return _("not %(value)s") % {"value": label}


def known_brand(name: str) -> tuple[str, ...]:
    brand = vocabulary().brands.get(fold(name))
    if brand is None:
        raise UnknownValue(
            f"This shop has no brand {name!r}. Leave it out, or use one that a result shows."
        )
    return (brand,)


def known_colour(name: str) -> tuple[str, ...]:
    known = vocabulary().colours
    if fold(name) not in known:
        raise UnknownValue(
            f"This shop knows no colour {name!r}. Its colours: {listed(sorted(known))}."
        )
    return known[fold(name)]


@dataclass(frozen=True, kw_only=True)
class Choice(Filter):
    """Any of several values, or none of them."""

    is_negated: bool = False
    known: Callable[[str], tuple[str, ...]] | None = None
    """Returns the shop's values of a name. Raises UnknownValue. None: any text will do."""

    parameter_note: ClassVar[str] = "May be given several times."

    @property
    def parameter_type(self) -> Any:
        name = Annotated[str, StringConstraints(max_length=500)]
        return Annotated[list[name], Field(max_length=self.most_values)]

    @property
    def argument_type(self) -> Any:
        return str | Names

    @property
    def parameter_default(self) -> Any:
        return []

    def form_field(self) -> forms.Field:
        return TextsField(self.label, self.most_values)

    def from_parameter(self, given: Any) -> tuple[Any, list[str]]:
        return tuple(given), []

    def from_argument(self, given: str | list[str]) -> tuple[str, ...]:
        names = texts_of(given)
        return together(*(self.known(name) for name in names)) if self.known else tuple(names)

    def condition(self, conditions: Conditions, value: tuple[str, ...], *also: Any) -> None:
        conditions.add(self.sql, [*value])

    def to_parameters(self, value: tuple[str, ...]) -> list[str]:
        return [*value]

    def chips(self, value: tuple[str, ...]) -> list[Chip]:
        return [
            Chip(self._label(each), tuple(other for other in value if other != each))
            for each in value
        ]

    def summary(self, value: tuple[str, ...]) -> str:
        return ", ".join(self._label(each) for each in value)

    def _label(self, value: str) -> str:
        return negated(value) if self.is_negated else value

    def tightened(self, given: tuple[str, ...], read: tuple[str, ...]) -> tuple[str, ...]:
        if self.is_negated:
            return together(given, read)
        return tuple(value for value in given if value in read) or given

    def keeps(self, final: tuple[str, ...], read: tuple[str, ...]) -> bool:
        return self.is_negated or any(value in final for value in read)


@dataclass(frozen=True, kw_only=True)
class ColourChoice(Choice):
    """By its label; where the words of the question say so, by its name as well, since not every
    product states its colour.
    """

    def condition(self, conditions: Conditions, value: tuple[str, ...], *also: Any) -> None:
        words: tuple[str, ...] = also[0]
        pairs = [(key, colour) for key in COLOUR_KEYS for colour in value]
        labels = [list(label_ids(tuple(pairs)))] if pairs else []
        named = [phrase_query(each, "A") for each in words]
        if self.is_negated:
            for label in labels:
                conditions.add(f"(e.varied OR NOT {LABELLED})", label)
                sql = f"coalesce({COLOUR} <> ALL({{}}), NOT {LABELLED})"
                conditions.add_of_variant(sql, list(value), label)
            for each in named:
                conditions.add(f"NOT {NAMED}", each)
            return
        either = [LABELLED] * len(labels) + [NAMED] * len(named)
        conditions.add(f"({' OR '.join(either)})", *labels, *named)
        if value:
            conditions.add_of_variant(f"coalesce({COLOUR} = ANY({{}}), true)", list(value))


@dataclass(frozen=True, kw_only=True)
class UnwantedWords(Choice):
    """Words that a product may not say; "latex free" has none of it."""

    is_negated: bool = True

    def condition(self, conditions: Conditions, value: tuple[str, ...], *also: Any) -> None:
        for words in value:
            conditions.add(EXCLUDED, *excluded(words))
