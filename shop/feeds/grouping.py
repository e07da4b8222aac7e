"""What tells the members of a group apart: the options of a product whose variants are rows."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

OPTION = re.compile(
    r"(?:option|variant|variation)?\s*[:.]?\s*(colou?r|farbe|färg|farge|farve|couleur|colore|color|"
    r"kleur|kolor|barva|väri|size|größe|storlek|størrelse|taille|taglia|talla|maat|rozmiar|velikost|"
    r"koko|material)",
    re.I,
)
type Attributes = Mapping[str, Any]


def is_option(key: str) -> bool:
    """Whether an attribute is an option by its name."""
    return OPTION.fullmatch(key.replace("_", " ")) is not None


def keys_of(members: Sequence[Attributes]) -> list[str]:
    """Returns the attributes that any member has."""
    return list(dict.fromkeys(key for attributes in members for key in attributes))


def differing(keys: Iterable[str], members: Sequence[Attributes]) -> list[str]:
    """Returns the attributes in which the members differ."""
    return [key for key in keys if len({_text(each, key) for each in members}) > 1]


def are_told_apart(keys: Sequence[str], members: Sequence[Attributes]) -> bool:
    """Whether no two members have the same values of the attributes."""
    choices = {tuple(_text(each, key) for key in keys) for each in members}
    return len(choices) == len(members)


def named_options(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """Returns the options that the rows of a feed name themselves."""
    return list(dict.fromkeys(key for row in rows for key in row["named_options"]))


def _text(attributes: Attributes, key: str) -> str:
    return str(attributes.get(key, ""))
