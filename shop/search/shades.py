"""The basic colours that the name of a shade stands for, by the colour values of CSS."""

import colorsys
import re
from functools import cache

from PIL import ImageColor

from shop.search.lexicon import BASIC, PLAIN

# Upper ends of hue, in degrees, of the basic colours of a saturated tone.
HUES = ((15, "red"), (41, "orange"), (70, "yellow"), (170, "green"), (200, "turquoise"),
        (255, "blue"), (300, "purple"), (345, "pink"), (360, "red"))  # fmt: skip
# What the dark tones of a hue are called; a dark red without yellow stays red.
DARKER = {"red": "brown", "orange": "brown", "yellow": "green"}
RED_ALONE = 0.03
GREY, WHITE, BLACK, DARK = 0.12, 0.93, 0.12, 0.42
# A pale tone is white where its parts lie no further apart: ivory is, lavender is not.
PALE = 0.07


def basic_colours(value: str) -> frozenset[str]:
    """The basic colours in a folded value: those it says, else those of its shades."""
    words = re.findall(r"[^\W\d_]+", value)
    said = {word for word in words if word in BASIC}
    if said:
        return frozenset(said | {_shades()[word] for word in said if word in _shades()})
    names = ["".join(words), *words]
    return frozenset(_shades()[name] for name in names if name in _shades())


@cache
def _shades() -> dict[str, str]:
    """Each name of CSS and, where it is a shade of one basic colour alone, its first part: in
    "seagreen", "sea" stands for green.
    """
    parts: dict[str, set[str]] = {}
    found = {}
    for name in ImageColor.colormap:
        if name in PLAIN:
            continue
        found[name] = _basic(ImageColor.getrgb(name)[:3])
        for colour in BASIC:
            if name.endswith(colour):
                parts.setdefault(name.removesuffix(colour), set()).add(colour)
    clear = {
        part: next(iter(those))
        for part, those in parts.items()
        if len(those) == 1 and part not in BASIC  # "orangered" does not make orange red
    }
    return clear | found


def _basic(rgb: tuple[int, ...]) -> str:
    hue, lightness, saturation = colorsys.rgb_to_hls(*(part / 255 for part in rgb))
    if _is_grey(rgb, lightness, saturation):
        return _grey(lightness)
    name = next(colour for end, colour in HUES if hue * 360 <= end)
    if lightness < DARK and name in DARKER and hue > RED_ALONE:
        return DARKER[name]
    return name


def _is_grey(rgb: tuple[int, ...], lightness: float, saturation: float) -> bool:
    """Whether a tone has no hue that anybody would name."""
    is_white = lightness >= WHITE and max(rgb) - min(rgb) <= 255 * PALE
    return is_white or lightness <= BLACK or saturation <= GREY


def _grey(lightness: float) -> str:
    if lightness >= WHITE:
        return "white"
    return "black" if lightness <= BLACK else "grey"
