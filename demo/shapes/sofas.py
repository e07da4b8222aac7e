"""Sofas and armchairs."""

from .colour import BLACK, WOOD, Colour
from .paths import arc, ellipse, line, mirror, poly, rect, smooth
from .product import Product, draws
from .scene import FLOOR, Scene


def _legs(s: Scene, half: float, height: float, colour: Colour, inset: float = 40) -> None:
    for side in (-1, 1):
        x = 400 + side * (half - inset)
        s.solid(
            poly(
                [
                    (x - 13, FLOOR - height - 20),
                    (x + 13, FLOOR - height - 20),
                    (x + 7 + side * 10, FLOOR),
                    (x - 7 + side * 10, FLOOR),
                ]
            ),
            colour,
            "edge",
            (6, 0),
        )


@draws("sofa", "sofa bed")
def sofa(s: Scene, p: Product) -> None:
    c = p.colour
    half = p.number("width_cm", 160) * 1.62
    soft = p.text("firmness") == "soft"
    legs, arm = _legs_and_arm(p, soft)
    back = FLOOR - legs - p.number("height_cm", 80) * 3.1
    seat = FLOOR - legs - 128
    s.view(400, (back + FLOOR) / 2 - 10, min(1.32, 352 / half))
    s.shadow(400, half)
    _legs(s, half, legs, WOOD if legs > 30 else BLACK)
    s.solid(
        rect(400 - half + 12, back, 2 * half - 24, FLOOR - legs - back, 46 if soft else 28),
        c.shift(-0.03),
        "edge",
        (14, 8),
    )
    _cushions(s, p, half - arm + 4, back, seat)
    s.solid(
        rect(400 - half + 10, seat + 58, 2 * half - 20, 66, 14), c.shift(-0.02), "edge", (10, 8)
    )
    for side, tone in ((-1, c.shift(0.012)), (1, c.shift(-0.01))):
        x = 400 + side * (half - arm / 2)
        rest = rect(x - arm / 2, seat - 72, arm, 190, 30 if soft else 22)
        s.solid(rest, tone, "edge", (14, 6))
    if p.flag("sofa_bed"):
        s.line(line((400 - half + 60, seat + 94), (400 + half - 60, seat + 94)), c.deep, 4)
        s.solid(rect(372, seat + 82, 56, 24, 8), c.deep, "flat")
    _throw_pillow(s, p, c, half, arm, seat)


def _legs_and_arm(p: Product, soft: bool) -> tuple[int, int]:
    """Returns the height of the legs and the width of an arm."""
    if soft:
        return 26, 58
    return (54, 46) if p.number("depth_cm", 80) < 90 else (34, 66)


def _cushions(s: Scene, p: Product, inner: float, back: float, seat: float) -> None:
    c, seats = p.colour, int(p.number("seats", 2))
    soft = p.text("firmness") == "soft"
    width = 2 * inner / seats
    for i in range(seats):
        x = 400 - inner + i * width
        wobble = p.rng.uniform(-4, 4)
        s.solid(
            rect(x + 2, back + 20 + wobble, width - 4, seat - back, 40 if soft else 26),
            c,
            "soft",
            (12, 10),
        )
        s.solid(rect(x, seat - 14, width - 2, 92, 34 if soft else 20), c.light, "soft", (12, 14))


def _throw_pillow(s: Scene, p: Product, c: Colour, half: float, arm: float, seat: float) -> None:
    colours = [
        Colour(0.86, 0.05, 80),
        Colour(0.62, 0.12, 45),
        Colour(0.55, 0.08, 230),
        Colour(0.8, 0.09, 20),
    ]
    colour = max(
        colours,
        key=lambda o: abs(o.lightness - c.lightness) + abs((o.hue - c.hue + 180) % 360 - 180) / 400,
    )
    side = p.rng.choice((-1, 1))
    with s.at(400 + side * (half - arm - 62), seat - 62, turn=side * p.rng.uniform(6, 16)):
        s.solid(
            smooth(
                [(-56, -56), (0, -46), (56, -56), (48, 0), (56, 56), (0, 48), (-56, 56), (-48, 0)]
            ),
            colour,
            "soft",
            (9, 9),
        )


@draws("wing chair")
def wing_chair(s: Scene, p: Product) -> None:
    c = p.colour
    s.view(400, 590, 1.12)
    s.shadow(400, 210)
    _legs(s, 200, 56, WOOD.shift(-0.15))
    s.solid(
        smooth(mirror([(270, 800), (226, 560), (222, 390), (258, 322), (340, 300)]), tension=7),
        c,
        "edge",
        (20, 8),
    )
    s.solid(rect(282, 344, 236, 330, 60), c.light, "soft", (12, 10))
    for side in (-1, 1):
        x = 400 + side * 172
        wing = [
            (400 + side * 122, 372),
            (400 + side * 196, 360),
            (400 + side * 206, 560),
            (400 + side * 142, 600),
        ]
        s.solid(poly(wing, 34), c.shift(-0.02 if side > 0 else 0.01), "edge", (12, 6))
        s.solid(
            rect(x - 44, 570, 88, 240, 40), c.shift(-0.02 if side > 0 else 0.012), "edge", (14, 8)
        )
    s.solid(rect(266, 652, 268, 96, 30), c.light, "soft", (12, 16))
    s.solid(rect(268, 738, 264, 74, 12), c.shift(-0.02), "edge", (8, 8))
    for x, y in ((342, 420), (458, 420), (400, 470), (342, 520), (458, 520), (400, 570)):
        s.flat(ellipse(x, y, 7), c.deep)


@draws("tub chair")
def tub_chair(s: Scene, p: Product) -> None:
    c = p.colour
    s.view(400, 640, 1.16)
    s.shadow(400, 190)
    s.solid(rect(300, 806, 200, 44, 14), BLACK, "round")
    s.solid(
        smooth(mirror([(240, 790), (196, 640), (216, 486), (300, 424), (400, 414)])),
        c,
        "edge",
        (20, 12),
    )
    s.solid(
        smooth(mirror([(262, 700), (256, 560), (290, 484), (400, 464)])),
        c.shift(-0.15),
        "soft",
        (-12, -12),
    )
    s.solid(rect(248, 730, 304, 84, 30), c.shift(-0.03), "edge", (10, 8))
    s.solid(rect(240, 640, 320, 104, 50), c.light, "soft", (12, 20))
    for left, tone in ((168, 0.0), (516, -0.03)):
        s.solid(rect(left, 556, 116, 262, 58), c.shift(tone), "edge", (16, 12))
    for _ in range(260):
        at, y = p.rng.uniform(186, 606), p.rng.uniform(436, 790)
        if (y > 596 and not 268 < at < 530) or (y < 462 and 290 < at < 510):
            s.line(arc(at, y, at + 8, y + 1, 5), c.shade, 3, 0.5)


@draws("lounge chair")
def lounge_chair(s: Scene, p: Product) -> None:
    c = p.colour
    s.view(400, 610, 1.12)
    s.shadow(400, 220)
    s.tube("M250 360L310 700L270 850", WOOD, 24)
    with s.at(372, 512, turn=-11):
        s.solid(rect(-96, -180, 118, 350, 40), c, "edge", (16, 12))
    s.solid(rect(276, 630, 330, 86, 36), c.light, "soft", (14, 18))
    s.tube("M286 728H614", WOOD.shift(-0.03), 24)
    s.tube("M600 560L592 850", WOOD, 24)
    s.tube("M262 560Q400 530 628 562", WOOD.light, 28)
    s.tube("M300 560L300 720", WOOD, 18)
    s.line(arc(300, 420, 388, 404, 6), c.shade, 5)
