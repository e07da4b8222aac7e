"""The units that measures are given in: one table for the attributes of a catalogue, for search,
for the assistant and for the check of what it says.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from site_config.formatting import format_measure

# In decimal catalogues a terabyte has 1000 gigabytes, in others 1024.
_BINARY = Decimal("1.024")


@dataclass(frozen=True)
class Unit:
    """`factor` is how many of the dimension's smallest unit it holds; `names` are what people call
    it in English and German, in small letters.
    """

    symbol: str
    dimension: str
    factor: Decimal
    names: frozenset[str]
    cldr: str = ""
    length: Literal["short", "long"] = "short"
    key: str = ""
    """How the name of an attribute ends, where it does not end in the symbol: "screen_in"."""

    @property
    def ending(self) -> str:
        return self.key or self.symbol.casefold()


def _unit(
    symbol: str,
    dimension: str,
    factor: str,
    names: str = "",
    cldr: str = "",
    *,
    key: str = "",
    length: Literal["short", "long"] = "short",
) -> Unit:
    return Unit(symbol, dimension, Decimal(factor), frozenset(names.split()), cldr, length, key)


TABLE = (
    _unit("mg", "mass", "0.001", "mg", "mass-milligram"),
    _unit("g", "mass", "1", "g gram grams gramm", "mass-gram"),
    _unit("kg", "mass", "1000", "kg kilo kilos kilogram kilograms kilogramm", "mass-kilogram"),
    _unit("lb", "mass", "453.592", "lb lbs", "mass-pound"),
    _unit("oz", "mass", "28.35", "oz", "mass-ounce"),
    _unit("ml", "volume", "1", "ml milliliter millilitres", "volume-milliliter"),
    _unit("cl", "volume", "10", "cl", "volume-centiliter"),
    _unit("dl", "volume", "100", "dl", "volume-deciliter"),
    _unit("l", "volume", "1000", "l litre litres liter liters litern", "volume-liter"),
    _unit("mm", "length", "1", "mm millimeter millimetres", "length-millimeter"),
    _unit("cm", "length", "10", "cm zentimeter centimetres", "length-centimeter"),
    _unit("m", "length", "1000", "m metre metres meter meters metern", "length-meter"),
    _unit("km", "length", "1000000", "km kilometer kilometers", "length-kilometer"),
    _unit("in", "length", "25.4", "in inch inches zoll", "length-inch", length="long"),
    _unit("ft", "length", "304.8", "ft foot feet", "length-foot"),
    _unit("MB", "data", "0.001", "mb", "digital-megabyte"),
    _unit("GB", "data", "1", "gb", "digital-gigabyte"),
    _unit("TB", "data", "1000", "tb", "digital-terabyte"),
    _unit("min", "time", "1", "min minute minutes mins minuten", "duration-minute", length="long"),
    _unit("h", "time", "60", "h hour hours hrs stunde stunden", "duration-hour", length="long"),
    _unit(
        "d", "time", "1440", "day days tag tage tagen", "duration-day", key="days", length="long"
    ),
    _unit("W", "power", "1", "w watt watts", "power-watt"),
    _unit("kW", "power", "1000", "kw", "power-kilowatt"),
    _unit("mAh", "charge", "1", "mah"),
    _unit("Ah", "charge", "1000", "ah"),
    _unit("Wh", "energy", "1", "wh"),
    _unit("kWh", "energy", "1000", "kwh", "energy-kilowatt-hour"),
    _unit("lm", "light", "1", "lm lumen lumens", "light-lumen"),
    _unit("Hz", "frequency", "1", "hz", "frequency-hertz"),
    _unit("kHz", "frequency", "1000", "khz", "frequency-kilohertz"),
    _unit("MHz", "frequency", "1000000", "mhz", "frequency-megahertz"),
    _unit("GHz", "frequency", "1000000000", "ghz", "frequency-gigahertz"),
    _unit("V", "voltage", "1", "v volt volts", "electric-volt"),
    _unit("dB", "sound", "1", "db decibel decibels"),
    # Nobody sets limits in these units, and their letters have other meanings.
    _unit("K", "colour temperature", "1", "", "temperature-kelvin"),
    _unit("°C", "temperature", "1", "", "temperature-celsius", key="c"),
    _unit("bar", "pressure", "1", "", "pressure-bar"),
    _unit("%", "share", "1", "", "percent", key="pct"),
    _unit("HRC", "hardness", "1"),
    _unit("EU", "size", "1"),
)
BY_NAME = {name: unit for unit in TABLE for name in unit.names}
BY_ENDING = {unit.ending: unit for unit in TABLE}


def measure(value: Decimal | float, unit: Unit) -> str:
    """Returns the value with its unit; from a thousand grams on in kilograms."""
    exact = Decimal(str(value))
    if unit is BY_ENDING["g"] and abs(exact) >= 1000:
        return measure(exact / 1000, BY_ENDING["kg"])
    return format_measure(exact, unit.cldr, unit.symbol, length=unit.length)


def conversions(value: Decimal, name: str) -> Iterator[Decimal]:
    """Yields a value in the unit of this name converted to the other units of its dimension."""
    unit = BY_NAME[name]
    for other in TABLE:
        if other.dimension == unit.dimension and other is not unit:
            converted = value * unit.factor / other.factor
            yield converted.normalize()
            if unit.dimension == "data":
                is_larger = unit.factor > other.factor
                yield (converted * _BINARY if is_larger else converted / _BINARY).normalize()
