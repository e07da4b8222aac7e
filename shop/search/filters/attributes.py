"""Filters on the values of attributes."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy
from pydantic import Field, StringConstraints

from shop.models import Label as StoredLabel
from shop.search.attribute_vocabulary import YES
from shop.search.filters.base import (
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
from shop.search.filters.values import LABELLED, Names, negated, texts_of
from shop.search.label_ids import label_ids
from shop.search.vocabulary import fold, vocabulary

Attributes = dict[str, tuple[str, ...]]
MOST_STORED = 2000
# A variant's value of an option; NULL where the attribute is no option, but the product's alone.
VALUE = "(v.values ->> ({})::text)"
_PAIR = re.compile(r"((?:\\[\\:]|\\(?![\\:])|[^:\\])*):(.*)", re.S)
_ESCAPED = re.compile(r"\\([\\:])")


def keyed(text: str) -> tuple[str, str]:
    """Returns the name and the value of "name:value", which the first colon parts; both empty where
    the text is no such pair. In the name, a colon is written as "\\:" and a backslash as "\\\\".
    """
    match = _PAIR.fullmatch(text)
    key, value = (_ESCAPED.sub(r"\1", match[1]).strip(), match[2].strip()) if match else ("", "")
    return (key, value) if key and value else ("", "")


def pair(key: str, value: str) -> str:
    """Returns the text that `keyed` takes apart."""
    return re.sub(r"([\\:])", r"\\\1", key) + f":{value}"


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


def pairs_type(pattern: str, most: int) -> Any:
    text = Annotated[
        str,
        StringConstraints(max_length=400),
        Field(json_schema_extra={"pattern": rf"^\s*[^:\s][^:]*:\s*{pattern}"}),
    ]
    return Annotated[list[text], Field(max_length=most)]


def keyed_values(
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
        return pairs_type(r"\S", self.most_values)

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
        return TextsField(self.label, self.most_values)

    def from_parameter(self, given: Any) -> tuple[Any, list[str]]:
        return keyed_values(given, lambda words: (words,), together)

    def from_argument(self, given: Mapping[str, str | list[str]]) -> Attributes:
        found = {}
        for name, values in given.items():
            key = known_key(name)
            found[key] = known_values(key, texts_of(values))
        return {key: values for key, values in found.items() if values}

    def condition(self, conditions: Conditions, value: Attributes, *also: Any) -> None:
        for key, values in value.items():
            keys = vocabulary().same_keys.get(key.casefold(), (key,))
            if pairs := tuple((name, each) for name in keys for each in values):
                ids, wanted = list(label_ids(pairs)), list(values)
                said = f"coalesce({', '.join([VALUE] * len(keys))})"
                if self.is_negated:
                    conditions.add(f"(e.varied OR NOT {LABELLED})", ids)
                    sql = f"coalesce({said} <> ALL({{}}), NOT {LABELLED})"
                    conditions.add_of_variant(sql, *keys, wanted, ids)
                else:
                    conditions.add(LABELLED, ids)
                    conditions.add_of_variant(f"coalesce({said} = ANY({{}}), true)", *keys, wanted)

    def to_parameters(self, value: Attributes) -> list[str]:
        return [pair(key, each) for key, values in value.items() for each in values]

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
