"""Numbers with a unit or a name: "at least 16 gb ram", "under 2 kg", "2 person tent". Read only
where one attribute of the shop fits.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice

from shop.search.attribute_vocabulary import CLEAR, Number
from shop.search.folding import fold, squeezed
from shop.search.lexicon import CURRENCIES, DEFAULT_NAME, NAMES, PIECES, SIGNS, UNITS
from shop.search.reading.constraint import REACH, Constraint
from shop.search.vocabulary import Vocabulary

# The unit that was said has to be that of the attribute, where others measure the same as well, and
# this share of them be this one.
COMMON = 0.75
# Numbers that are read, of each way to write them: each is compared with every attribute.
MOST = 12

_NUMBER = r"(?P<number>\d{1,6}(?:[.,]\d{1,3})?)"
# "In" is said of colours: "under 50 in red".
_UNITS = "|".join(sorted(map(re.escape, UNITS.keys() - {"in"}), key=len, reverse=True))
_UNIT = rf'(?:\s*-?(?:(?P<unit>{_UNITS}|")(?!\w))|(?=[\s-]))'
_THAN = rf"(?:{'|'.join(NAMES)}|more|greater|bigger|larger|less|smaller|fewer)\s+than"
_COMPARED = re.compile(
    rf"""(?<!\w)(?P<how>at\s+least|min(?:imum)?(?:\s+of)?|over|above|no\s+less\s+than|>=?|at\s+most|max(?:imum)?(?:\s+of)?|up\s+to|under|below
    |(?:no|not)\s+more\s+than|<=?|{_THAN}) \s*{_NUMBER}{_UNIT}""",
    re.I | re.X,
)
_BETWEEN = re.compile(
    rf"(?<![\w.,])(?:(?:between|from)\s+)?(?P<low>\d{{1,6}}(?:[.,]\d{{1,3}})?)\s*(?:-|–|to|and)\s*{_NUMBER}{_UNIT}",
    re.I,
)
_EXACT = re.compile(rf"(?<![\w.,-]){_NUMBER}{_UNIT}", re.I)
_MORE = re.compile(
    r"at\s+least|min|over|above|no\s+less|>|(?:more|greater|bigger|larger|heavier|wider|higher"
    r"|taller|longer|deeper|thicker)\s+than",
    re.I,
)
_CURRENCY = re.compile(rf"\s*(?:[{SIGNS}]|(?:{CURRENCIES})\b)", re.I)
_LETTERS = re.compile(r"(?<![^\W\d_])[^\W\d_]+")
_OPEN = re.compile(
    r"\s*(?:(?P<more>\+|(?:and|or)\s+(?:more|up|above|over|bigger|larger))|(?:and|or)\s+(?:less"
    r"|under|smaller))(?!\w)",
    re.I,
)


# "7 wide" needs its unit, "2 people" has none.
_MEASURES = set(NAMES.values()) - {"person"}


@dataclass(frozen=True)
class _Beside:
    """The words beside a number that may name what it measures, the nearest first, each with the
    place where it ends or begins.
    """

    before: Sequence[tuple[str, int]]
    after: Sequence[tuple[str, int]]

    def named(self, number: Number) -> int:
        """How many of the attribute's words are said."""
        return len(_run(self.before, number)) + len(_run(self.after, number))

    def span(self, number: Number, start: int, end: int) -> tuple[int, int]:
        before, after = _run(self.before, number), _run(self.after, number)
        return (before[-1] if before else start), (after[-1] if after else end)


def _run(words: Sequence[tuple[str, int]], number: Number) -> list[int]:
    places: list[int] = []
    for word, place in words:
        if word not in number.names:
            break
        places.append(place)
    return places


def read_measures(text: str, shop: Vocabulary, found: list[Constraint]) -> str:
    read: list[tuple[int, int, Constraint]] = []
    if shop.labels.numbers:
        for pattern in (_BETWEEN, _COMPARED, _EXACT):
            for match in islice(pattern.finditer(text), MOST):
                each = _read(text, match, shop)
                if each and all(
                    each[1] <= start or each[0] >= end for start, end, _constraint in read
                ):
                    read.append(each)
    left, done = "", 0
    for start, end, constraint in sorted(read, key=lambda each: each[0]):
        found.append(constraint)
        left, done = f"{left}{text[done:start]} ", end
    return left + text[done:]


def _read(text: str, match: re.Match[str], shop: Vocabulary) -> tuple[int, int, Constraint] | None:
    if _CURRENCY.match(text, match.end()):
        return None
    groups = match.groupdict()
    unit = {'"': "inch"}.get(groups["unit"] or "", (groups["unit"] or "").lower())
    how = groups.get("how") or ""
    beside = _beside(text, match)
    said = NAMES.get(fold(how).partition(" ")[0], "")
    number = _chosen(
        _measuring(shop, unit, beside, groups["number"]),
        unit,
        beside,
        said,
        is_exact=match.re is _EXACT,
    )
    if number is None and match.re is _EXACT and unit and UNITS[unit][0] == "data":
        # Only one of them has so much: "512 gb".
        number = _only(
            [
                each
                for each in _measuring(shop, unit, beside, groups["number"])
                if _held(each, groups["number"], unit)
            ]
        )
    if number is None:
        return None
    start, end = beside.span(number, match.start(), match.end())
    value = _converted(groups["number"], unit, number)
    if match.re is _EXACT and (opened := _OPEN.match(text, end)):
        low, high, end = (
            (value, None, opened.end()) if opened["more"] else (None, value, opened.end())
        )
    elif match.re is _EXACT:
        held = _held(number, groups["number"], unit)
        phrase = text[start:end].strip(" -")
        return (
            (
                start,
                end,
                Constraint("attribute", phrase, phrase, {"attributes": {number.key: (held,)}}),
            )
            if held
            else None
        )
    elif match.re is _BETWEEN:
        low, high = sorted((_converted(groups["low"], unit, number), value))
    else:
        low, high = (value, None) if _MORE.match(how) else (None, value)
    phrase = text[start:end].strip(" -,")
    return start, end, Constraint("range", phrase, phrase, {"ranges": {number.key: (low, high)}})


def _beside(text: str, match: re.Match[str]) -> _Beside:
    before = [
        (squeezed(fold(word[0])), word.start())
        for word in _LETTERS.finditer(text, max(0, match.start() - REACH), match.start())
        if word[0].lower() not in ("of", "is")
    ]
    after = [
        (squeezed(fold(NAMES.get(word[0].lower(), word[0]))), word.end())
        for word in _LETTERS.finditer(text, match.end(), match.end() + 60)
        if word[0].lower() != "of"
    ]
    return _Beside(before[::-1][:3], after[:3])


def _measuring(shop: Vocabulary, unit: str, beside: _Beside, said: str) -> list[Number]:
    """The attributes that this unit measures; without a unit, those that are named in full: "2
    person".
    """
    if not unit:
        bare = [
            number
            for number in shop.labels.numbers
            if not number.unit and not set(number.names) & _MEASURES
        ]
        bare = [number for number in bare if not set(number.names) & PIECES or said != "1"]
        return [
            number
            for number in bare
            if beside.named(number) >= len(number.names) and number.key not in shop.labels.kinds
        ]
    dimension = UNITS[unit][0]
    return [
        number
        for number in shop.labels.numbers
        if (
            UNITS[number.unit][0] == dimension if number.unit else number.names == (squeezed(unit),)
        )
    ]


def _chosen(
    numbers: list[Number], unit: str, beside: _Beside, said: str, *, is_exact: bool
) -> Number | None:
    """The one that is meant, if it is clear which."""
    names = {number.key: beside.named(number) + (said in number.names) for number in numbers}
    most = max(names.values(), default=0)
    if most:
        numbers = [number for number in numbers if names[number.key] == most]
    elif said or not unit or is_exact:
        return None
    elif name := DEFAULT_NAME.get(UNITS[unit][0]):
        numbers = [number for number in numbers if number.names == (name,)]
    total = sum(number.products for number in numbers)
    for number in sorted(numbers, key=lambda number: -number.products):
        is_same = unit and number.unit and UNITS[number.unit][1] == UNITS[unit][1]
        if number.products >= (COMMON if is_same else CLEAR) * total:
            return number
    return None


def _only(numbers: list[Number]) -> Number | None:
    return numbers[0] if len(numbers) == 1 else None


def _decimal(digits: str) -> Decimal:
    return Decimal(digits.replace(",", "."))


def _converted(digits: str, unit: str, number: Number) -> Decimal:
    value = _decimal(digits)
    if not unit or not number.unit:
        return value
    value = value * UNITS[unit][1] / UNITS[number.unit][1]
    return (
        value.quantize(Decimal("0.001")).normalize() + 0
        if value != value.to_integral()
        else value.to_integral()
    )


def _held(number: Number, digits: str, unit: str) -> str | None:
    """The shop's own value, where it has this one; a terabyte may have 1024 gigabytes."""
    value = _converted(digits, unit, number)
    return number.values.get(value) or (
        number.values.get(value * Decimal("1.024")) if unit == "tb" else None
    )
