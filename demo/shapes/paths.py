"""Path data for SVG: every function returns the `d` of a closed or open path."""

import math
from collections.abc import Iterable, Sequence

Point = tuple[float, float]


def _n(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")


def fmt(*values: float) -> str:
    return " ".join(_n(v) for v in values)


def rect(x: float, y: float, w: float, h: float, r: float = 0) -> str:
    r = min(r, w / 2, h / 2)
    if r <= 0:
        return f"M{fmt(x, y)}h{_n(w)}v{_n(h)}h{_n(-w)}z"
    arc = f"a{fmt(r, r)} 0 0 1 "
    return (
        f"M{fmt(x + r, y)}h{_n(w - 2 * r)}{arc}{fmt(r, r)}v{_n(h - 2 * r)}{arc}{fmt(-r, r)}"
        f"h{_n(2 * r - w)}{arc}{fmt(-r, -r)}v{_n(2 * r - h)}{arc}{fmt(r, -r)}z"
    )


def ellipse(cx: float, cy: float, rx: float, ry: float | None = None) -> str:
    ry = rx if ry is None else ry
    half = f"a{fmt(rx, ry)} 0 1 0 "
    return f"M{fmt(cx - rx, cy)}{half}{fmt(2 * rx, 0)}{half}{fmt(-2 * rx, 0)}z"


def ring(cx: float, cy: float, outer: float, inner: float) -> str:
    """To be filled with the even-odd rule, as every path here is."""
    return ellipse(cx, cy, outer) + ellipse(cx, cy, inner)


def poly(points: Sequence[Point], r: float = 0) -> str:
    """A polygon with its corners rounded by up to r."""
    if r <= 0:
        return "M" + "L".join(fmt(*p) for p in points) + "z"
    parts: list[str] = []
    count = len(points)
    for i, (x, y) in enumerate(points):
        (ax, ay), (bx, by) = points[i - 1], points[(i + 1) % count]
        before, after = math.hypot(ax - x, ay - y) or 1, math.hypot(bx - x, by - y) or 1
        ra, rb = min(r, before / 2), min(r, after / 2)
        start = (x + (ax - x) * ra / before, y + (ay - y) * ra / before)
        end = (x + (bx - x) * rb / after, y + (by - y) * rb / after)
        parts.append(f"{'L' if parts else 'M'}{fmt(*start)}Q{fmt(x, y, *end)}")
    return "".join(parts) + "z"


def mirror(points: Sequence[Point], cx: float = 400) -> list[Point]:
    """The given left half, closed by its mirror image."""
    # A point on the axis is its own image; kept twice, it would put a kink in a smooth curve.
    return [*points, *((2 * cx - x, y) for x, y in reversed(points) if x != cx)]


def smooth(points: Sequence[Point], closed: bool = True, tension: float = 6) -> str:
    """A soft curve through all points (Catmull-Rom)."""
    count = len(points)

    def at(i: int) -> Point:
        return points[i % count] if closed else points[min(max(i, 0), count - 1)]

    d = f"M{fmt(*points[0])}"
    for i in range(count if closed else count - 1):
        p0, p1, p2, p3 = at(i - 1), at(i), at(i + 1), at(i + 2)
        c1 = (p1[0] + (p2[0] - p0[0]) / tension, p1[1] + (p2[1] - p0[1]) / tension)
        c2 = (p2[0] - (p3[0] - p1[0]) / tension, p2[1] - (p3[1] - p1[1]) / tension)
        d += f"C{fmt(*c1, *c2, *p2)}"
    return d + ("z" if closed else "")


def line(*points: Point) -> str:
    return "M" + "L".join(fmt(*p) for p in points)


def arc(x1: float, y1: float, x2: float, y2: float, bend: float) -> str:
    """From one point to another, pulled sideways: positive bends down for a line drawn left to
    right.
    """
    mx, my = (x1 + x2) / 2, (y1 + y2) / 2
    length = math.hypot(x2 - x1, y2 - y1) or 1
    return f"M{fmt(x1, y1)}Q{
        fmt(mx - (y2 - y1) / length * bend, my + (x2 - x1) / length * bend, x2, y2)
    }"


def cup(cx: float, top: float, bottom: float, rt: float, rb: float, corner: float = 20) -> str:
    """A vessel seen from the front: straight walls from the wide top to the narrower bottom."""
    return poly([(cx - rt, top), (cx + rt, top), (cx + rb, bottom), (cx - rb, bottom)], corner)


def spiral(cx: float, cy: float, outer: float, turns: float, gap: float) -> str:
    steps = int(turns * 24)
    points: list[Point] = []
    for i in range(steps + 1):
        angle, radius = i / 24 * math.tau, outer - gap * i / 24
        points.append((cx + radius * math.cos(angle), cy + radius * math.sin(angle)))
    return smooth(points, closed=False)


def polar(cx: float, cy: float, radius: float, degrees: float) -> Point:
    angle = math.radians(degrees)
    return cx + radius * math.cos(angle), cy + radius * math.sin(angle)


def star(cx: float, cy: float, outer: float, inner: float, spikes: int) -> str:
    return poly(
        [
            polar(cx, cy, inner if i % 2 else outer, -90 + i * 180 / spikes)
            for i in range(2 * spikes)
        ]
    )


def bounds(points: Iterable[Point]) -> tuple[float, float, float, float]:
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)
