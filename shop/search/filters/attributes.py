"""Filters on the attributes of products: their values, and ranges of their numbers."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import BaseModel, Field, StringConstraints

from shop.attribute_units import plain_name, with_unit
from shop.models import Label as StoredLabel
from shop.search.attribute_vocabulary import YES
from shop.search.filters.base import (
    MOST_VALUES,
    Chip,
    Conditions,
    Filter,
    Label,
    TextsField,
    UnknownValue,
    distinct,
    listed,
    together,
)
from shop.search.filters.values import Names, label_hashes, negated, texts_of
from shop.search.vocabulary import fold, vocabulary
from site_config.formatting import format_number

Attributes = dict[str, tuple[str, ...]]
Ends = tuple[Decimal | None, Decimal | None]
LARGEST = 10**10
MOST_STORED = 2000
# What has no such attribute goes on for ever: "age_to".
OPEN_ENDS = ("_to", "_max", "_until")
# A shop may write its numbers as texts.
NUMBER = (
    "(SELECT CASE WHEN p.attributes ->> {} ~ '^-?[0-9]+([.][0-9]+)?$' THEN (p.attributes "
    "->> {})::numeric END"
    " FROM shop_product p WHERE p.id = e.product_id)"
)

_END = r"-?[0-9]{1,10}(?:\.[0-9]{1,10})?"
_RANGE = rf"(?:{_END}\.\.(?:{_END})?|\.\.{_END})"


class Range(BaseModel):
    """From `least` to `most`; one of them may be left out."""

    least: Decimal | None = Field(default=None, ge=-LARGEST, le=LARGEST)
    most: Decimal | None = Field(default=None, ge=-LARGEST, le=LARGEST)


def keyed(text: str) -> tuple[str, str]:
    """Returns the name and the value of "name:value", which the first colon parts; both empty where
    the text is no such pair.
    """
    key, _colon, value = (part.strip() for part in text.partition(":"))
    return (key, value) if key and value else ("", "")


def known_key(name: str) -> str:
    """Returns the shop's key of an attribute as people write it. Raises UnknownValue."""
    wanted = fold(name.replace("_", " "))
    labels = StoredLabel.objects.exclude(key="")
    keys = list(labels.values_list("key", flat=True).distinct().order_by("key"))
    key = next((key for key in keys if fold(key.replace("_", " ")) == wanted), None)
    if key is None:
        raise UnknownValue(
            f"No product has the attribute {name!r}. The shop's attributes: {listed(keys)}."
        )
    return key


def known_values(key: str, values: list[str]) -> tuple[str, ...]:
    """Returns the shop's own spelling of the values. Raises UnknownValue."""
    labels = StoredLabel.objects.filter(key=key).order_by("-products")
    stored = {fold(value): value for value in labels.values_list("value", flat=True)[:MOST_STORED]}
    for value in values:
        if fold(value) not in stored:
            raise UnknownValue(
                f"No product has {key} {value!r}. Its values: {listed(stored.values())}."
            )
    return tuple(stored[fold(value)] for value in values)


def _pairs_type(pattern: str) -> Any:
    text = Annotated[
        str,
        StringConstraints(max_length=400),
        Field(json_schema_extra={"pattern": rf"^\s*[^:\s][^:]*:\s*{pattern}"}),
    ]
    return Annotated[list[text], Field(max_length=MOST_VALUES)]


def _keyed_values(
    given: Any, read: Callable[[str], Any], merge: Callable[[Any, Any], Any]
) -> tuple[dict[str, Any], list[str]]:
    """Returns the values of texts as "name:value" by their names, and the texts that are none."""
    found: dict[str, Any] = {}
    bad = []
    for text in distinct(given):
        key, words = keyed(text)
        value = read(words) if key else None
        if value is None:
            bad.append(text)
        else:
            found[key] = merge(found[key], value) if key in found else value
    return found, bad


@dataclass(frozen=True, kw_only=True)
class AttributeChoice(Filter):
    """For each attribute, any of some values, or none of them."""

    is_negated: bool = False

    parameter_note: ClassVar[str] = (
        'As "key:value", for example "season:winter"; the first colon parts them, and what a '
        'product has or has not is "key:yes". May be given several times: any of the values of a '
        "key, and all of the keys. `metadata.facets.attributes` lists them."
    )
    argument_note: ClassVar[str] = 'As in {"waterproof": "yes"}.'
    syntax: ClassVar[str] = "key:value"
    notice: ClassVar[Label] = gettext_lazy(
        "Ignored, because an attribute is written as name:value: %(names)s."
    )

    @property
    def parameter_type(self) -> Any:
        return _pairs_type(r"\S")

    @property
    def argument_type(self) -> Any:
        return dict[str, str | Names]

    @property
    def parameter_default(self) -> Any:
        return []

    @property
    def argument_default(self) -> Any:
        return {}

    def form_field(self) -> forms.Field:
        return TextsField(required=False, label=self.label)

    def from_parameter(self, given: Any) -> tuple[Any, list[str]]:
        return _keyed_values(given, lambda words: (words,), together)

    def from_argument(self, given: Mapping[str, str | list[str]]) -> Attributes:
        found = {}
        for name, values in given.items():
            key = known_key(name)
            found[key] = known_values(key, texts_of(values))
        return {key: values for key, values in found.items() if values}

    def condition(self, conditions: Conditions, value: Attributes, *also: Any) -> None:
        for key, values in value.items():
            if pairs := [(key, each) for each in values]:
                sql = f"{'NOT ' if self.is_negated else ''}{label_hashes(pairs)}"
                conditions.add(sql, *(text for pair in pairs for text in pair))

    def to_parameters(self, value: Attributes) -> list[str]:
        return [f"{key}:{each}" for key, values in value.items() for each in values]

    def chips(self, value: Attributes) -> list[Chip]:
        found = []
        for key, values in value.items():
            name = key.replace("_", " ")
            for each in values:
                label = name if each == YES else f"{name}: {each}"
                others = tuple(other for other in values if other != each)
                rest = {other: some for other, some in value.items() if other != key}
                rest |= {key: others} if others else {}
                found.append(Chip(self._label(label), rest))
        return found

    def summary(self, value: Attributes) -> str:
        return ", ".join(
            self._label(key.replace("_", " ") if each == YES else each)
            for key, values in value.items()
            for each in values
        )

    def _label(self, label: str) -> str:
        return negated(label) if self.is_negated else label

    def tightened(self, given: Attributes, read: Attributes) -> Attributes:
        return given | {
            key: self._narrowed(given[key], values) if given.get(key) else values
            for key, values in read.items()
        }

    def _narrowed(self, given: tuple[str, ...], read: tuple[str, ...]) -> tuple[str, ...]:
        if self.is_negated:
            return together(given, read)
        return tuple(value for value in given if value in read) or given

    def keeps(self, final: Attributes, read: Attributes) -> bool:
        return self.is_negated or all(
            any(value in final.get(key, ()) for value in values) for key, values in read.items()
        )


@dataclass(frozen=True, kw_only=True)
class AttributeRange(Filter):
    """For each attribute that is a number, its least and its most; the ends are part of it."""

    parameter_note: ClassVar[str] = (
        'As "key:least..most", for example "weight_g:100..500"; one end may be left out, as in '
        '"weight_g:..500". May be given several times.'
    )
    argument_note: ClassVar[str] = 'As in {"weight_g": {"most": 500}}.'
    syntax: ClassVar[str] = "key:least..most"
    notice: ClassVar[Label] = gettext_lazy(
        "Ignored, because a range is written as name:least..most: %(names)s."
    )

    @property
    def parameter_type(self) -> Any:
        return _pairs_type(_RANGE + r"\s*$")

    @property
    def argument_type(self) -> Any:
        return dict[str, Range]

    @property
    def parameter_default(self) -> Any:
        return []

    @property
    def argument_default(self) -> Any:
        return {}

    def form_field(self) -> forms.Field:
        return TextsField(required=False, label=self.label)

    def from_parameter(self, given: Any) -> tuple[Any, list[str]]:
        return _keyed_values(given, _ends_of, _overlap)

    def from_argument(self, given: Mapping[str, Range]) -> dict[str, Ends]:
        numbers = {number.key for number in vocabulary().labels.numbers}
        found = {}
        for name, limits in given.items():
            key = known_key(name)
            if key not in numbers:
                known = listed(sorted(numbers))
                raise UnknownValue(f"{key} is no number. Those that are: {known}.")
            ends = (limits.least, limits.most)
            if _is_reversed(ends):
                raise UnknownValue(
                    f"The range of {key} is reversed: {limits.least} is more than {limits.most}."
                )
            if ends != (None, None):
                found[key] = ends
        return found

    def condition(self, conditions: Conditions, value: dict[str, Ends], *also: Any) -> None:
        for key, (low, high) in value.items():
            if low is not None:
                missing = " IS NOT FALSE" if key.casefold().endswith(OPEN_ENDS) else ""
                conditions.add(f"({NUMBER} >= {{}}){missing}", key, key, low)
            if high is not None:
                conditions.add(f"{NUMBER} <= {{}}", key, key, high)

    def to_parameters(self, value: dict[str, Ends]) -> list[str]:
        return [
            f"{key}:{'' if low is None else f'{low:f}'}..{'' if high is None else f'{high:f}'}"
            for key, (low, high) in value.items()
        ]

    def chips(self, value: dict[str, Ends]) -> list[Chip]:
        return [
            Chip(
                _range_label(key.replace("_", " "), *ends),
                {other: some for other, some in value.items() if other != key},
            )
            for key, ends in value.items()
        ]

    def summary(self, value: dict[str, Ends]) -> str:
        return ", ".join(key.replace("_", " ") for key in value)

    def tightened(self, given: dict[str, Ends], read: dict[str, Ends]) -> dict[str, Ends]:
        return given | {
            key: _overlap(given[key], ends) if key in given else ends for key, ends in read.items()
        }


def _ends_of(text: str) -> Ends | None:
    """Returns the ends of "least..most"; None where the text is no range or the wrong way round."""
    if not re.fullmatch(_RANGE, text):
        return None
    low, _dots, high = text.partition("..")
    ends = (Decimal(low) if low else None, Decimal(high) if high else None)
    return None if _is_reversed(ends) else ends


def _is_reversed(ends: Ends) -> bool:
    low, high = ends
    return low is not None and high is not None and low > high


def _overlap(one: Ends, other: Ends) -> Ends:
    """Returns the range that lies in both."""
    lows = [low for low, _high in (one, other) if low is not None]
    highs = [high for _low, high in (one, other) if high is not None]
    return max(lows, default=None), min(highs, default=None)


def _range_label(name: str, low: Decimal | None, high: Decimal | None) -> str:
    said = {
        "name": plain_name(name),
        "low": "" if low is None else _measure(low, name),
        "high": "" if high is None else _measure(high, name),
    }
    if low is None:
        return _("%(name)s: up to %(high)s") % said
    if high is None:
        return _("%(name)s: from %(low)s") % said
    return _("%(name)s: %(low)s to %(high)s") % said


def _measure(number: Decimal, name: str) -> str:
    return with_unit(format_number(number), name)
