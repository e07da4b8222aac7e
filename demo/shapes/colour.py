"""Colours in OKLCH, so that a shade of red and a shade of teal darken by the same amount to the
eye.
"""

import math
from dataclasses import dataclass


def _gamma(x: float) -> float:
    x = min(1.0, max(0.0, x))
    return 12.92 * x if x <= 0.0031308 else 1.055 * x ** (1 / 2.4) - 0.055


@dataclass(frozen=True)
class Colour:
    lightness: float
    chroma: float
    hue: float

    @property
    def hex(self) -> str:
        a = self.chroma * math.cos(math.radians(self.hue))
        b = self.chroma * math.sin(math.radians(self.hue))
        long = (self.lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
        medium = (self.lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
        short = (self.lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
        channels = (
            4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
            -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
            -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
        )
        return "#" + "".join(f"{round(_gamma(c) * 255):02x}" for c in channels)

    def shift(self, by: float) -> "Colour":
        """Lighter (positive) or darker; dark steps keep most of their chroma so that shadows do not
        turn grey.
        """
        lightness = min(0.985, max(0.12, self.lightness + by))
        return Colour(lightness, self.chroma * (0.9 if by > 0 else 1 + by * 0.9), self.hue)

    @property
    def shade(self) -> "Colour":
        return self.shift(-0.105 if self.lightness > 0.4 else -0.075)

    @property
    def deep(self) -> "Colour":
        return self.shift(-0.2 if self.lightness > 0.45 else -0.11)

    @property
    def light(self) -> "Colour":
        return self.shift(0.055)

    @property
    def trim(self) -> "Colour":
        """A colour for details that has to be seen on this one."""
        return self.shift(-0.22) if self.lightness > 0.5 else self.shift(0.2)

    @property
    def is_dark(self) -> bool:
        return self.lightness < 0.4


NAMED: dict[str, Colour] = {
    "Black": Colour(0.29, 0.008, 265),
    "Charcoal": Colour(0.40, 0.014, 260),
    "Grey": Colour(0.65, 0.010, 250),
    "Silver": Colour(0.80, 0.008, 240),
    "White": Colour(0.965, 0.006, 85),
    "Cream": Colour(0.925, 0.032, 88),
    "Sand": Colour(0.82, 0.045, 82),
    "Beige": Colour(0.79, 0.045, 78),
    "Tan": Colour(0.67, 0.085, 66),
    "Natural": Colour(0.775, 0.072, 74),
    "Brown": Colour(0.455, 0.068, 55),
    "Red": Colour(0.575, 0.185, 27),
    "Burgundy": Colour(0.40, 0.115, 18),
    "Rust": Colour(0.545, 0.125, 44),
    "Terracotta": Colour(0.63, 0.115, 42),
    "Orange": Colour(0.695, 0.165, 52),
    "Copper": Colour(0.64, 0.10, 50),
    "Gold": Colour(0.75, 0.105, 84),
    "Mustard": Colour(0.735, 0.128, 82),
    "Yellow": Colour(0.845, 0.150, 90),
    "Olive": Colour(0.50, 0.068, 115),
    "Sage": Colour(0.72, 0.045, 140),
    "Green": Colour(0.61, 0.125, 146),
    "Forest green": Colour(0.43, 0.078, 155),
    "Mint": Colour(0.85, 0.07, 168),
    "Teal": Colour(0.52, 0.082, 200),
    "Turquoise": Colour(0.72, 0.105, 195),
    "Light blue": Colour(0.78, 0.07, 240),
    "Blue": Colour(0.535, 0.135, 255),
    "Navy": Colour(0.36, 0.082, 262),
    "Purple": Colour(0.49, 0.135, 310),
    "Lavender": Colour(0.75, 0.078, 300),
    "Pink": Colour(0.79, 0.095, 5),
    "Rose": Colour(0.73, 0.085, 18),
    "Multicolour": Colour(0.695, 0.165, 52),
}

WHITE, CREAM, BLACK, CHARCOAL = (NAMED[n] for n in ("White", "Cream", "Black", "Charcoal"))
STEEL, BRASS, WOOD, WALNUT = (NAMED[n] for n in ("Silver", "Gold", "Natural", "Brown"))
BRIGHT = tuple(NAMED[n] for n in ("Red", "Yellow", "Blue", "Green", "Orange", "Turquoise", "Pink"))

# A wall for each department: light enough for a black pan, dark enough for a white mug.
TINTS: dict[str, Colour] = {
    "Outdoor": Colour(0.87, 0.030, 150),
    "Kitchen": Colour(0.875, 0.036, 70),
    "Audio": Colour(0.845, 0.028, 290),
    "Furniture": Colour(0.865, 0.024, 85),
    "Toys": Colour(0.875, 0.040, 225),
    "Clothing": Colour(0.865, 0.030, 25),
    "Lighting": Colour(0.54, 0.040, 265),
    "Sports": Colour(0.87, 0.036, 190),
    "Garden": Colour(0.87, 0.042, 122),
    "Desk & Tech": Colour(0.845, 0.024, 255),
    "Bags & Travel": Colour(0.865, 0.032, 50),
    "Beauty & Care": Colour(0.875, 0.030, 350),
}
