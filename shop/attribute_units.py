"""Names of attributes and the units in them: a catalogue writes "weight_g": 540, people read
"Weight: 540 g".
"""

import re
from decimal import Decimal

from django.utils.text import capfirst

from shop.measurement_units import BY_ENDING, Unit, measure
from site_config.formatting import NO_BREAK_SPACE

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?", re.ASCII)


def plain_name(name: str) -> str:
    """Returns the name of an attribute without the unit of its values."""
    words = name.split()
    kept = words[:-1] if _unit(name) else words
    return capfirst(" ".join(kept))


def with_unit(value: str, name: str) -> str:
    """Returns the value of an attribute with the unit at the end of its name."""
    unit = _unit(name)
    if not unit:
        return value
    if _NUMBER.fullmatch(value):
        return measure(Decimal(value), unit)
    return f"{value}{NO_BREAK_SPACE}{unit.symbol}" if value[-1:].isdigit() else value


def _unit(name: str) -> Unit | None:
    words = name.split()
    return BY_ENDING.get(words[-1].casefold()) if len(words) > 1 else None


# Words in names of attributes for which more, or less, is better. For any other name this is
# unknown.
MORE_IS_BETTER = frozenset(
    "battery runtime memory ram storage ssd warranty guarantee lumens brightness resolution "
    "akku akkulaufzeit laufzeit arbeitsspeicher speicher garantie helligkeit".split()
)
LESS_IS_BETTER = frozenset("weight noise consumption gewicht lautstärke verbrauch".split())


def better(name: str) -> int:
    """Returns 1 if more of an attribute is better, -1 if less is, 0 if its name does not say."""
    words = set(re.findall(r"[^\W\d_]+", name.casefold()))
    return bool(words & MORE_IS_BETTER) - bool(words & LESS_IS_BETTER)
