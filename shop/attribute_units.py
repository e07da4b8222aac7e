"""Names of attributes and the units in them: a catalogue writes "weight_g": 540, people read
"Weight: 540 g".
"""

import re

from django.utils.text import capfirst

UNITS = {
    unit.casefold(): unit
    for unit in ("mm", "cm", "m", "g", "kg", "ml", "l", "W", "V", "K", "h", "mAh", "GB")
} | {
    "c": "°C",
    "in": "″",
    "pct": "%",
}


def plain_name(name: str) -> str:
    """The name of an attribute without the unit of its values."""
    words = name.split()
    kept = words[:-1] if len(words) > 1 and words[-1].casefold() in UNITS else words
    return capfirst(" ".join(kept))


def with_unit(value: str, name: str) -> str:
    """The value of an attribute with the unit that its name ends in."""
    unit = UNITS.get(name.rsplit(maxsplit=1)[-1].casefold()) if " " in name.strip() else None
    return f"{value}\N{NO-BREAK SPACE}{unit}" if unit and value[-1:].isdigit() else value


# What a figure measures says which end of it people look for; of any other, nobody can tell.
MORE_IS_BETTER = frozenset(
    "battery runtime memory ram storage ssd warranty guarantee lumens brightness resolution "
    "akku akkulaufzeit laufzeit arbeitsspeicher speicher garantie helligkeit".split()
)
LESS_IS_BETTER = frozenset("weight noise consumption gewicht lautstärke verbrauch".split())


def better(name: str) -> int:
    """1 where more of an attribute is better, -1 where less is, 0 where that cannot be told from
    its name.
    """
    words = set(re.findall(r"[^\W\d_]+", name.casefold()))
    return bool(words & MORE_IS_BETTER) - bool(words & LESS_IS_BETTER)
