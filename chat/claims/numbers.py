"""Numbers as people write them, in any script and with either separator."""

import re
import unicodedata
from decimal import Decimal
from functools import lru_cache

# Begins at no digit within a number and gives no digit back: a long run of digits would else cost
# its length squared.
NUMBER = r"(?<!\d)(?:\d{1,3}(?:[ '’.,]\d{3}){1,6}(?!\d)(?:[.,]\d++)?|\d++(?:[.,]\d++)?)"
_number = re.compile(NUMBER)
_STRANGE = re.compile(r"[\uff00-\uffef٫٬]|(?=\D)\d|\d|[^\S\n]")
_POINTS = {"٫": ".", "٬": ","}


def plain(text: str) -> str:
    """Full-width letters, other scripts' digits and every kind of blank as ASCII has them; as long
    as before.
    """
    return text if text.isascii() else _STRANGE.sub(_plain, text)


def _plain(match: re.Match[str]) -> str:
    char = match[0]
    if char.isspace():
        return " "
    if (digit := unicodedata.decimal(char, None)) is not None:
        return str(digit)
    put = _POINTS.get(char) or unicodedata.normalize("NFKC", char)
    return put if len(put) == 1 else char


def readings(number: str) -> frozenset[Decimal]:
    """What it may mean: "1.299" is a thousand and more in one country, and little more than one in
    the next.
    """
    digits = re.sub(r"[ '’]", "", number)
    points = [char for char in digits if char in ".,"]
    if not points:
        return frozenset([Decimal(digits)])
    last = digits.rindex(points[-1])
    whole, rest = re.sub(r"[.,]", "", digits[:last]), digits[last + 1 :]
    as_point, as_group = Decimal(f"{whole}.{rest}").normalize(), Decimal(whole + rest)
    if len(set(points)) > 1 or (len(points) == 1 and (len(rest) != 3 or whole == "0")):
        return frozenset([as_point])
    return frozenset([as_group] if len(points) > 1 else [as_group, as_point])


# The same texts are returned turn after turn.
@lru_cache(maxsize=8192)
def amounts_in(text: str) -> frozenset[Decimal]:
    """Every number of a text, in each of its readings."""
    return frozenset(
        value for match in _number.finditer(plain(text)) for value in readings(match[0])
    )
