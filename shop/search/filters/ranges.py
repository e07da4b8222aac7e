"""Filters on the numbers of attributes."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import BaseModel, Field

from shop.attribute_units import plain_name, with_unit
from shop.search.filters.attributes import keyed_values, known_key, pair, pairs_type
from shop.search.filters.base import (
    Chip,
    Conditions,
    Filter,
    Label,
    TextsField,
    UnknownValue,
    listed,
)
from shop.search.vocabulary import vocabulary
from site_config.formatting import format_number

Ends = tuple[Decimal | None, Decimal | None]
"""The least and the most; None is an open end."""
LARGEST = 10**10
# What has no such attribute goes on for ever: "age_to".
OPEN_ENDS = ("_to", "_max", "_until")
# A shop may write its numbers as texts.
NUMBER = (
    "(SELECT CASE WHEN p.attributes ->> {} ~ '^-?[0-9]+([.][0-9]+)?$' THEN (p.attributes "
    "->> {})::numeric END"
    " FROM shop_product p WHERE p.id = e.product_id)"
)
# The number of a variant, which its own option says or its product.
VARIANT_NUMBER = (
    "(SELECT CASE WHEN v.values ->> {} ~ '^-?[0-9]+([.][0-9]+)?$' THEN (v.values ->> {})::numeric "
    f"WHEN v.values ->> {{}} IS NULL THEN {NUMBER} END)"
)
_END = r"-?[0-9]{1,15}(?:\.[0-9]{1,15})?"
_RANGE = rf"(?:{_END}\.\.(?:{_END})?|\.\.{_END})"


class Range(BaseModel):
    """From `least` to `most`; one of them may be left out."""

    least: Decimal | None = Field(default=None, ge=-LARGEST, le=LARGEST)
    most: Decimal | None = Field(default=None, ge=-LARGEST, le=LARGEST)


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
        return pairs_type(_RANGE + r"\s*$", self.most_values)

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
        return TextsField(self.label, self.most_values)

    def from_parameter(self, given: Any) -> tuple[Any, list[str]]:
        return keyed_values(given, _ends_of, _overlap)

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
                conditions.add(f"(e.varied OR ({NUMBER} >= {{}}){missing})", key, key, low)
                sql = f"({VARIANT_NUMBER} >= {{}}){missing}"
                conditions.add_of_variant(sql, *[key] * 5, low)
            if high is not None:
                conditions.add(f"(e.varied OR {NUMBER} <= {{}})", key, key, high)
                conditions.add_of_variant(f"{VARIANT_NUMBER} <= {{}}", *[key] * 5, high)

    def to_parameters(self, value: dict[str, Ends]) -> list[str]:
        return [
            pair(key, f"{'' if low is None else f'{low:f}'}..{'' if high is None else f'{high:f}'}")
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
