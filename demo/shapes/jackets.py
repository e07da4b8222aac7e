"""Jackets: shells, padded jackets, parkas and fleece."""

from .colour import Colour
from .paths import Point, arc, line, mirror, poly, rect, smooth
from .product import Product, draws
from .scene import Scene

SLEEVE: list[Point] = [
    (322, 268),
    (262, 292),
    (216, 360),
    (184, 540),
    (158, 735),
    (232, 752),
    (268, 590),
    (306, 430),
]


def _flip(points: list[Point]) -> list[Point]:
    return [(800 - x, y) for x, y in points]


def _body(hem: float, waist: float) -> list[Point]:
    return mirror(
        [(345, 262), (292, 284), (282, 420), (282 + waist, 560), (272, hem - 20), (276, hem)]
    )


def _hood(s: Scene, c: Colour, fur: bool) -> None:
    outer = mirror([(306, 292), (298, 210), (338, 142), (400, 122)])
    if fur:
        s.solid(
            smooth(mirror([(292, 300), (280, 205), (328, 124), (400, 102)])),
            Colour(0.80, 0.03, 75),
            "soft",
        )
    s.solid(smooth(outer), c, "soft", (8, 8))
    s.solid(
        smooth(mirror([(338, 290), (332, 222), (358, 176), (400, 162)])), c.deep, "soft", (10, -12)
    )
    s.line(arc(400, 126, 400, 160, -3), c.shade, 3)


def _collar(s: Scene, c: Colour) -> None:
    s.solid(poly(mirror([(352, 200), (344, 288)]), 14), c.deep)
    s.solid(poly([(340, 288), (348, 206), (396, 226), (398, 318)], 12), c, "soft", (6, 6))
    s.solid(
        poly([(460, 288), (452, 206), (404, 226), (402, 318)], 12), c.shift(-0.02), "soft", (6, 6)
    )


def _quilting(s: Scene, c: Colour, hem: float, gap: float) -> None:
    y = 340.0
    while y < hem - 50:
        for colour, width, down, alpha in ((c.shade, 6, 0, 1.0), (c.light, 4, 7, 0.55)):
            s.line(arc(279, y + down, 393, y + down, 9), colour, width, alpha)
            s.line(arc(407, y + down, 521, y + down, 9), colour, width, alpha)
        y += gap


def _sleeve_quilting(s: Scene, c: Colour, gap: float) -> None:
    steps = int(400 / gap)
    for i in range(1, steps + 1):
        t = i / (steps + 0.6)
        outer = (228 - 66 * t, 330 + 390 * t)
        inner = (306 - 68 * t, 395 + 340 * t)
        s.line(arc(*outer, *inner, 8), c.shade, 5)
        s.line(arc(800 - outer[0], outer[1], 800 - inner[0], inner[1], -8), c.shade, 5)


def _fleece(s: Scene, p: Product, c: Colour, hem: float) -> None:
    for _ in range(230):
        x, y = p.rng.uniform(285, 515), p.rng.uniform(300, hem - 20)
        s.line(arc(x, y, x + 9, y + 2, 4), c.shade if p.rng.random() < 0.6 else c.light, 3, 0.55)


def _front(s: Scene, p: Product, c: Colour, hem: float) -> None:
    zip_colour = c.trim
    s.flat(rect(390, 306, 20, hem - 312, 4), c.shade)
    s.line(line((400, 306), (400, hem - 12)), zip_colour, 5)
    s.flat(rect(394, 322 + p.rng.uniform(0, 60), 12, 30, 5), zip_colour.shift(0.12))
    low = hem - 160
    for x, lean in ((322, -14.0), (478, 14.0)) if p.type != "parka" else ():
        s.line(line((x - lean, low), (x + lean, low + 92)), c.deep, 6)
    if p.rng.random() < 0.6 or p.flag("waterproof"):
        s.line(line((448, 410), (494, 402)), c.deep, 6)
    s.flat(rect(318, 390, 34, 16, 4), zip_colour.shift(0.1), 0.9)


@draws(
    "rain jacket", "softshell jacket", "insulated jacket", "down jacket", "parka", "fleece jacket"
)
def jacket(s: Scene, p: Product) -> None:
    c = p.colour
    hem = _hem(p)
    waist = 14.0 if p.attributes.get("for") == ["women"] else 2.0
    padded = p.type in ("down jacket", "insulated jacket", "parka")
    gap = 52.0 if p.type == "down jacket" else 88.0
    s.view(400, 118 + (hem - 100) / 2, 1.1 if hem < 850 else 1.02)
    with s.hung(), s.at(0, 10):
        if p.flag("hood"):
            _hood(s, c, p.type == "parka")
        for points, tone in ((SLEEVE, c.shift(-0.01)), (_flip(SLEEVE), c.shift(-0.035))):
            s.solid(poly(points, 34), tone, "edge", (12, 6))
        if padded:
            _sleeve_quilting(s, c, gap)
        s.solid(poly(_body(hem, waist), 16), c, "edge", (18, 12))
        if padded:
            with s.inside(poly(_body(hem, waist), 16)):
                _quilting(s, c, hem, gap)
        if p.type == "fleece jacket":
            _fleece(s, p, c, hem)
        _front(s, p, c, hem)
        _trims(s, p, c, hem)
        (_hood_front if p.flag("hood") else _collar)(s, c)


def _hem(p: Product) -> float:
    if p.type == "parka":
        return 880.0
    return 795.0 if p.flag("waterproof") else 770.0


def _hood_front(s: Scene, c: Colour) -> None:
    edge = poly(mirror([(338, 268), (350, 318), (392, 340)]), 14)
    s.solid(edge, c.shift(0.01), "soft", (6, 6))
    s.line(line((400, 280), (400, 338)), c.trim, 5)


def _trims(s: Scene, p: Product, c: Colour, hem: float) -> None:
    s.line(line((278, hem - 24), (522, hem - 24)), c.shade, 4)
    for x in (164, 636):
        s.line(line((x, 704), (x + (68 if x < 400 else -68), 720)), c.deep, 6)
    if p.type == "fleece jacket":
        s.solid(poly([(296, 400), (386, 404), (386, 470), (300, 470)], 8), c.trim, "edge", (4, 4))
    if p.type == "softshell jacket":
        s.solid(
            poly(mirror([(345, 262), (292, 284), (286, 372), (394, 350)]), 10),
            c.deep,
            "edge",
            (6, 6),
        )
    if p.type == "parka":
        for x in (300, 430):
            s.solid(rect(x, 690, 72, 96, 10), c.shift(0.03), "edge", (6, 6))
