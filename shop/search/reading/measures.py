"""Numbers with a unit or a name: "at least 16 gb ram", "under 2 kg", "2 person tent". Read only
where one attribute of the shop fits.
"""

import re
from decimal import Decimal
from itertools import islice

from shop.search.attribute_vocabulary import CLEAR, Number
from shop.search.folding import fold, squeezed
from shop.search.lexicon import CURRENCIES, DEFAULT_NAME, LIMITS, NAMES, PIECES, SIGNS, UNITS
from shop.search.reading.beside import Beside
from shop.search.reading.beside import beside as find_beside
from shop.search.reading.constraint import Constraint, just_before
from shop.search.reading.suited import Ends, Measure, exclusive, read_suited
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
    rf"""(?<!\w)(?P<how>at\s+least|min(?:imum)?(?:\s+of)?|over|above|no\s+less\s+than|>=?
    |at\s+most|max(?:imum)?(?:\s+of)?|up\s+to|under|below
    |(?:no|not)\s+more\s+than|<=?|{_THAN}) \s*{_NUMBER}{_UNIT}""",
    re.I | re.X,
)
_BETWEEN = re.compile(
    r"(?<![\w.,])(?:(?:between|from)\s+)?(?P<low>\d{1,6}(?:[.,]\d{1,3})?)\s*(?:-|–|to|and)\s*"
    rf"{_NUMBER}{_UNIT}",
    re.I,
)
_EXACT = re.compile(rf"(?<![\w.,-]){_NUMBER}{_UNIT}", re.I)
_MORE = re.compile(
    r"at\s+least|min|over|above|no\s+less|>|(?:more|greater|bigger|larger|heavier|wider|higher"
    r"|taller|longer|deeper|thicker)\s+than",
    re.I,
)
_BOUND = re.compile(
    r"\b(?:least|most|under|over|below|above|than|up\s+to|max(?:imum)?|min(?:imum)?|and|to)\s*$",
    re.I,
)
# These take in the figure itself.
_INCLUSIVE = re.compile(r"at\s|min|max|up\s|no\s|not\s|[<>]=", re.I)
# Where the attribute has no value beyond a figure.
_LEAST = Decimal("0.001")
_CURRENCY = re.compile(rf"\s*(?:[{SIGNS}]|(?:{CURRENCIES})\b)", re.I)
_OPEN = re.compile(
    r"\s*(?:(?P<more>\+|(?:and|or)\s+(?:more|up|above|over|bigger|larger))|(?:and|or)\s+(?:less"
    r"|under|smaller))(?!\w)",
    re.I,
)


# "7 wide" needs its unit, "2 people" has none.
_MEASURES = set(NAMES.values()) - {"person"}


def read_measures(text: str, shop: Vocabulary, found: list[Constraint]) -> str:
    read: list[tuple[int, int, Constraint]] = []
    if shop.labels.numbers or shop.labels.spans:
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
    unit, how = _unit(match["unit"]), match.groupdict().get("how") or ""
    beside = find_beside(text, match)
    numbers = _measuring(shop, unit, beside, match["number"])
    numbers = [each for each in numbers if _is_of_thing(each, how, beside)]
    is_exact = match.re is _EXACT
    number = _asked_number(match, unit, how, beside, numbers)
    if number is None:
        return _suited(text, match, unit, beside, shop)
    start, end = beside.span(number.names, match.start(), match.end())
    if not is_exact:
        return start, end, _range(text[start:end], number, _ends(match, how, unit, number))
    if opened := _OPEN.match(text, end):
        value = _converted(match["number"], unit, number)
        ends = (value, None) if opened["more"] else (None, value)
        return start, opened.end(), _range(text[start : opened.end()], number, ends)
    held = _held(number, match["number"], unit)
    if held:
        return start, end, _exactly(text[start:end], number, held)
    return _suited(text, match, unit, beside, shop)


def _suited(
    text: str, match: re.Match[str], unit: str, beside: Beside, shop: Vocabulary
) -> tuple[int, int, Constraint] | None:
    """What the measure asks for of an attribute that is no plain number."""
    if not unit or (match.re is _EXACT and _is_read(match, shop)):
        return None
    how, factor = match.groupdict().get("how") or "", UNITS[unit][1]
    size = _decimal(match["number"]) * factor
    ends: Ends = (None, None)
    if match.re is _BETWEEN:
        ends = (_decimal(match["low"]) * factor, size)
    elif match.re is _COMPARED:
        ends = (size, None) if _MORE.match(how) else (None, size)
        ends = ends if _INCLUSIVE.match(how) else exclusive(ends)
    measure = Measure(text, match.start(), match.end(), how, size, ends, unit, beside)
    return read_suited(measure, shop)


def _is_read(match: re.Match[str], shop: Vocabulary) -> bool:
    """Whether a measure that stands alone is read otherwise: as the end of a comparison, or as a
    name, where it is a value of one attribute.
    """
    meanings = shop.labels.meanings.get(squeezed(fold(match[0])), ())
    is_bound = just_before(_BOUND, match.string, match.start())
    return bool(is_bound) or any(each.is_clear for each in meanings)


def _asked_number(
    match: re.Match[str], unit: str, how: str, beside: Beside, numbers: list[Number]
) -> Number | None:
    """The attribute that the number is of."""
    said = NAMES.get(fold(how).partition(" ")[0], "")
    is_exact = match.re is _EXACT
    is_open = is_exact and bool(_OPEN.match(match.string, match.end()))
    number = _chosen(numbers, unit, beside, said, is_exact=is_exact and not is_open)
    return _only_one(numbers, match["number"], unit) if number is None and is_exact else number


def _unit(said: str | None) -> str:
    return "inch" if said == '"' else (said or "").lower()


def _ends(
    match: re.Match[str], how: str, unit: str, number: Number
) -> tuple[Decimal | None, Decimal | None]:
    """The least and the most of what is compared."""
    value = _converted(match["number"], unit, number)
    if match.re is _BETWEEN:
        low, high = sorted((_converted(match["low"], unit, number), value))
        return low, high
    is_more = _MORE.match(how) is not None
    if value in number.values and not _INCLUSIVE.match(how):
        value = _beyond(value, number, is_more=is_more)
    return (value, None) if is_more else (None, value)


def _beyond(value: Decimal, number: Number, *, is_more: bool) -> Decimal:
    """The next value that the attribute has: "more than 500" leaves out 500 itself."""
    if is_more:
        return min((each for each in number.values if each > value), default=value + _LEAST)
    return max((each for each in number.values if each < value), default=value - _LEAST)


def _range(text: str, number: Number, ends: tuple[Decimal | None, Decimal | None]) -> Constraint:
    phrase = text.strip(" -,")
    return Constraint("range", phrase, phrase, {"ranges": {number.key: ends}})


def _exactly(text: str, number: Number, held: str) -> Constraint:
    phrase = text.strip(" -")
    changes = {"attributes": {number.key: (held,)}}
    return Constraint("attribute", phrase, phrase, changes, is_hypothesis=True)


def _measuring(shop: Vocabulary, unit: str, beside: Beside, said: str) -> list[Number]:
    """The attributes that this unit measures; without a unit, those that are named in full: "2
    person".
    """
    numbers = shop.labels.numbers
    if unit:
        return [number for number in numbers if _measures(number, unit)]
    return [
        number
        for number in numbers
        if _is_bare(number, said)
        and beside.named(number.names) >= len(number.names)
        and number.key not in shop.labels.kinds
    ]


def _is_of_thing(number: Number, how: str, beside: Beside) -> bool:
    """Whether a number may be meant of the thing itself: what it bears is only meant where it is
    named, or where more is wanted.
    """
    limits = {name for name in number.names if re.fullmatch(LIMITS, name)}
    said = {word for word, _place in (*beside.before, *beside.after)}
    return not limits or bool(limits & said) or bool(_MORE.match(how))


def _measures(number: Number, unit: str) -> bool:
    if not number.unit:
        return number.names == (squeezed(unit),)
    return UNITS[number.unit][0] == UNITS[unit][0]


def _is_bare(number: Number, said: str) -> bool:
    """Whether a number without a unit may be of this attribute."""
    if number.unit or set(number.names) & _MEASURES:
        return False
    return not (said == "1" and set(number.names) & PIECES)


def _chosen(
    numbers: list[Number], unit: str, beside: Beside, said: str, *, is_exact: bool
) -> Number | None:
    """The one that is meant, if it is clear which."""
    names = {number.key: beside.named(number.names) + (said in number.names) for number in numbers}
    most = max(names.values(), default=0)
    if most:
        numbers = [number for number in numbers if names[number.key] == most]
    elif said or not unit or is_exact:
        return None
    else:
        numbers = _usual(numbers, unit)
    return _clear(numbers, unit)


def _clear(numbers: list[Number], unit: str) -> Number | None:
    """The one that is on most of the products."""
    total = sum(number.products for number in numbers)
    clear = (number for number in numbers if number.products >= _least(number, unit) * total)
    return max(clear, key=lambda number: number.products, default=None)


def _usual(numbers: list[Number], unit: str) -> list[Number]:
    """Those of the name that a unit has where nothing is named."""
    name = DEFAULT_NAME.get(UNITS[unit][0])
    return [number for number in numbers if number.names == (name,)] if name else numbers


def _least(number: Number, unit: str) -> float:
    """The share of the products that an attribute has to be on, to be the one that is meant."""
    is_same = unit and number.unit and UNITS[number.unit][1] == UNITS[unit][1]
    return COMMON if is_same else CLEAR


def _only_one(numbers: list[Number], digits: str, unit: str) -> Number | None:
    """The one attribute that has so much: "512 gb"."""
    if not unit or UNITS[unit][0] != "data":
        return None
    held = [each for each in numbers if _held(each, digits, unit)]
    return held[0] if len(held) == 1 else None


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
