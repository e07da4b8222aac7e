"""Names of attributes and the units in them: a catalogue writes "weight_g": 540, people read "Weight: 540 g"."""

from django.utils.text import capfirst

UNITS = {unit.casefold(): unit for unit in ("mm", "cm", "m", "g", "kg", "ml", "l", "W", "V", "K", "h", "mAh", "GB")} | {
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
