"""The one colour that a site lends to the frame, with what is legible on it."""

import re
from dataclasses import dataclass
from typing import Self

STYLE = """:root {{
  --color-accent: #{0};
  --color-accent-deep: color-mix(in oklab, #{0} 88%, {1});
  --color-accent-ink: {1};
  --color-accent-soft: color-mix(in oklab, #{0} 12%, transparent);
}}
"""


@dataclass(frozen=True)
class Accent:
    colour: str
    """Six hexadecimal digits."""

    @classmethod
    def of(cls, *candidates: str | None) -> Self | None:
        """The first that is a colour as #b4451f; None where none is."""
        return next((cls(text[1:].lower()) for text in candidates if text and re.fullmatch("#[0-9a-fA-F]{6}", text)), None)

    @property
    def stylesheet(self) -> str:
        return STYLE.format(self.colour, "#fff" if self.luminance < 0.179 else "#000")

    @property
    def luminance(self) -> float:
        """As WCAG reckons it; below 0.179 white contrasts more, above it black does."""
        red, green, blue = (_linear(int(self.colour[at : at + 2], 16) / 255) for at in (0, 2, 4))
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)
