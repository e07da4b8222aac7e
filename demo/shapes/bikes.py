"""Bicycles."""

import math
from dataclasses import dataclass

from .colour import BLACK, STEEL, WOOD, Colour
from .paths import ellipse, line, polar, rect
from .product import Product, draws
from .scene import FLOOR, Scene


def _wheel(s: Scene, x: float, r: float, tyre: float, spokes: int, start: float) -> None:
    y = FLOOR - r
    for i in range(spokes):
        a, b = (
            polar(x, y, 10, start + i * 360 / spokes + 40),
            polar(x, y, r - 10, start + i * 360 / spokes),
        )
        s.line(line(a, b), Colour(0.62, 0.01, 250), 2, 0.8)
    s.line(ellipse(x, y, r - tyre / 2), BLACK, tyre)
    s.line(ellipse(x - 1, y - 1, r - tyre - 2), STEEL, 5)
    s.solid(ellipse(x, y, 13), STEEL, "edge", (4, 4))


def _cranks(s: Scene, x: float, y: float, size: float, angle: float) -> None:
    s.line(ellipse(x, y, size), STEEL.shade, 9)
    dx, dy = size * 1.5 * math.cos(angle), size * 1.5 * math.sin(angle)
    s.line(line((x - dx, y - dy), (x + dx, y + dy)), Colour(0.4, 0.01, 250), 11)
    for k in (-1, 1):
        s.solid(rect(x + k * dx - 20, y + k * dy - 7, 40, 14, 5), BLACK, "edge", (3, 4))


@draws("city bike", "road bike", "children's bike")
def bicycle(s: Scene, p: Product) -> None:
    c, road = p.colour, p.type == "road bike"
    frame = CHILD_FRAME if p.number("wheel_in", 28) < 24 else ADULT_FRAME
    r = frame.radius
    y = FLOOR - r
    s.view(400, 640, frame.scale)
    s.shadow(400, frame.shadow)
    for x in (frame.back, frame.front):
        _wheel(s, x, r, 13 if road else 20, 24, p.rng.uniform(0, 15))
    _tubes(s, c, frame, y, road)
    seat, head = frame.seat(y), frame.head(y)
    _cranks(s, *frame.crank(y), frame.chain_ring, p.rng.uniform(0.2, 0.9))
    _saddle(s, seat[0] - 12, seat[1] - 44, road)
    _handlebar(s, head[0] - 6, head[1] - 20, road)
    if p.flag("mudguards"):
        _mudguards(s, frame, y, c.shade if frame is ADULT_FRAME else BLACK)
    if p.flag("lights_included"):
        _city_kit(s, frame.back, frame.front, y, r)


@dataclass(frozen=True)
class _Frame:
    """The measures of a frame, in units of the picture; heights are above the axles."""

    radius: float
    back: float
    front: float
    scale: float
    shadow: float
    chain_ring: float
    seat_at: tuple[float, float]
    head_at: tuple[float, float]
    cross_at: tuple[float, float]

    def crank(self, y: float) -> tuple[float, float]:
        return 364.0, y + 14

    def seat(self, y: float) -> tuple[float, float]:
        return self.seat_at[0], y - self.seat_at[1]

    def head(self, y: float) -> tuple[float, float]:
        return self.head_at[0], y - self.head_at[1]


ADULT_FRAME = _Frame(148.0, 194.0, 606.0, 1.0, 320, 34, (318.0, 160), (548.0, 182), (22, 86))
CHILD_FRAME = _Frame(128.0, 236.0, 564.0, 1.06, 260, 27, (326.0, 120), (512.0, 170), (12, 70))


def _tubes(s: Scene, c: Colour, frame: _Frame, y: float, road: bool) -> None:
    crank, seat, head = frame.crank(y), frame.seat(y), frame.head(y)
    low = (head[0] + 16, head[1] + 56)
    back = (frame.back, y)
    s.line(line(back, crank), BLACK, 5)
    step = 16.0 if road else 24.0
    for a, b in ((seat, back), (back, crank)):
        s.tube(line(a, b), c.shift(-0.03), step * 0.7)
    if road:
        s.tube(line(seat, head), c, step)
    else:
        s.tube(line((seat[0] + frame.cross_at[0], seat[1] + frame.cross_at[1]), low), c, step)
    s.tube(line(low, crank), c, step * 1.25)
    s.tube(line((seat[0] - 10, seat[1] - 40), crank), c, step)
    front = frame.front
    s.tube(
        f"M{head[0] - 6:.0f} {head[1] - 20:.0f}L{low[0]:.0f} {low[1]:.0f}Q{front - 24:.0f} "
        f"{y - 60:.0f} {front:.0f} {y:.0f}",
        c.shift(-0.02),
        step * 0.8,
    )


def _mudguards(s: Scene, frame: _Frame, y: float, colour: Colour) -> None:
    r = frame.radius + 10
    for x, end in ((frame.back, 300), (frame.front, 310)):
        a, b = polar(x, y, r, 190), polar(x, y, r, end)
        s.line(
            f"M{a[0]:.0f} {a[1]:.0f}A{r} {r} 0 0 1 {b[0]:.0f} {b[1]:.0f}",
            colour,
            11,
        )


def _saddle(s: Scene, x: float, y: float, road: bool) -> None:
    s.line(line((x, y), (x + 4, y + 24)), STEEL.shade, 12)
    leather = BLACK if road else Colour(0.45, 0.07, 52)
    s.solid(
        f"M{x - 56} {y - 14}Q{x - 60} {y - 34} {x - 20} {y - 28}L{x + 56} {y - 20}Q{x + 74} "
        f"{y - 12} {x + 54} {y - 4}"
        f"Q{x - 10} {y - 2} {x - 30} {y + 14}Q{x - 54} {y + 14} {x - 56} {y - 14}z",
        leather,
        "edge",
        (5, 8),
    )


def _handlebar(s: Scene, x: float, y: float, road: bool) -> None:
    if road:
        s.line(
            f"M{x - 2} {y - 6}L{x + 34} {y - 18}H{x + 62}Q{x + 96} {y - 14} {x + 92} "
            f"{y + 24}Q{x + 82} {y + 62} {x + 40} {y + 56}",
            BLACK,
            15,
        )
        s.line(f"M{x + 84} {y - 8}Q{x + 100} {y + 24} {x + 92} {y + 50}", STEEL.shade, 8)
    else:
        s.line(f"M{x} {y}L{x - 10} {y - 46}", STEEL.shade, 13)
        s.line(f"M{x + 10} {y - 50}Q{x - 20} {y - 66} {x - 70} {y - 40}", STEEL, 13)
        s.line(f"M{x - 40} {y - 56}Q{x - 60} {y - 48} {x - 78} {y - 36}", WOOD.shift(-0.25), 19)


def _city_kit(s: Scene, back: float, front: float, y: float, r: float) -> None:
    s.line(line((back - 70, y - r - 30), (back + 100, y - r - 30)), BLACK, 10)
    s.line(line((back - 46, y - r - 30), (back, y)), BLACK, 7)
    s.solid(rect(back - 92, y - r - 36, 26, 20, 6), Colour(0.55, 0.2, 25), "flat")
    s.solid(ellipse(front - 28, y - r - 56, 20, 17), BLACK, "edge", (5, 5))
    s.glow(front + 4, y - r - 52, 70, 0.6)
    s.flat(ellipse(front - 12, y - r - 56, 7, 13), Colour(0.95, 0.08, 90))
