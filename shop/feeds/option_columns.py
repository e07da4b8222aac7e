"""Options that a table names: in pairs of columns, in columns of their own, or as a list in a
cell.
"""

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from shop.feeds.headers import plain
from shop.feeds.values import is_blank

# "variant:Velikost", "Option: Size", "product_variation_option_Size".
NAMED_OPTION = re.compile(
    r"(?:variant|option|variation|varianta)\s*:\s*(\S.*)"
    r"|(?:product[_ ])?(?:variation|variant)[_ ]option[_ ](?!name|value|one|two|three|\d)(\S.*)",
    re.I,
)
# "Option Name 1", "variant_option_one_value", "productOptionDescription1", "Variationsname 1".
_PAIR = re.compile(
    r"(?:product |item )?(?:variant |variation )?(?:options?|variante?n?s?|variations?|attribut\w*)"
    r" ?(?P<before>\d+|one|two|three)?"
    r" ?(?:(?P<name>name)|(?P<value>value|description|wert(?:name)?))"
    r" ?(?P<after>\d+|one|two|three)?"
)
# Cells that list them: "[Colour=Black][Size=M]", "[S]Colour=Blue,[RB]Size=1 L", "Farbe:rot|Rand:3".
_LISTED = re.compile(r"(?:\[\w{1,3}\])?\[?([^\[\]=:|,;]+)[=:]([^\[\]=:|;,]+)\]?")
_LIST = re.compile(rf"{_LISTED.pattern}(?:[|,;]?\s*{_LISTED.pattern})*")
_LIST_COLUMNS = frozenset(
    ("variation details", "configurator options", "variant options", "option values")
)
# A column that says that the names of the rows below a product list their options.
_LISTS_IN_NAMES = "option set"
LONGEST_LIST = 2_000
# "#ff0000:Red" of a swatch.
_SHADE = re.compile(r"#[0-9a-f]{3,8}:", re.I)


class Pair(NamedTuple):
    name: int
    value: int


class OptionColumns:
    """The columns of a header that hold options."""

    def __init__(self, header: Sequence[str]) -> None:
        self.pairs = _pairs(header)
        names = [NAMED_OPTION.fullmatch(column.strip()) for column in header]
        self.own = {place: found[1] or found[2] for place, found in enumerate(names) if found}
        self.are_in_names = _LISTS_IN_NAMES in map(plain, header)
        self.lists = [at for at, column in enumerate(header) if plain(column) in _LIST_COLUMNS]

    def __bool__(self) -> bool:
        return bool(self.pairs or self.own or self.lists or self.are_in_names)

    @property
    def places(self) -> set[int]:
        pairs = {place for pair in self.pairs for place in pair}
        return pairs | set(self.own) | set(self.lists)

    def names(self, cells: Sequence[Any]) -> list[str]:
        """Returns the name of each pair's option, "" where the row says none."""
        return [_cell(cells, pair.name) for pair in self.pairs]

    def of_row(self, cells: Sequence[Any], names: Sequence[str]) -> dict[str, str]:
        """Returns the values of a row by option. `names` are those of the pairs, which may stand
        in the product's first row alone.
        """
        given = dict(zip(names, (_cell(cells, pair.value) for pair in self.pairs), strict=False))
        given |= {name: _cell(cells, place) for place, name in self.own.items()}
        for place in self.lists:
            given |= listed_options(_cell(cells, place))
        return {name: value for name, value in given.items() if name and value}


def every_value(value: str) -> list[str]:
    """Returns the values of a cell that holds all of an option: "#f00:Red;#000:Black"."""
    parts = [_SHADE.sub("", part).strip() for part in value.split(";")]
    return [part for part in parts if part]


def listed_options(text: str) -> dict[str, str]:
    """Returns the options that a cell lists; {} for any other text."""
    if len(text) > LONGEST_LIST or not _LIST.fullmatch(text.strip()):
        return {}
    return {name.strip(): value.strip() for name, value in _LISTED.findall(text)}


def _pairs(header: Sequence[str]) -> list[Pair]:
    names: dict[str, int] = {}
    values: dict[str, int] = {}
    for place, column in enumerate(header):
        found = _PAIR.fullmatch(plain(re.sub(r"(?<=[a-z])(?=\d)", " ", column)))
        number = found and (found["before"] or found["after"])
        if found and number:
            (names if found["name"] else values)[number] = place
    return [Pair(names[number], values[number]) for number in names if number in values]


def _cell(cells: Sequence[Any], place: int) -> str:
    value = cells[place] if place < len(cells) else None
    return "" if is_blank(value) else str(value).strip()
