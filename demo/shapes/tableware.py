"""Mugs, cups and teapots."""

from .colour import STEEL, WHITE, Colour
from .paths import arc, ellipse, line, mirror, poly, rect
from .product import Product, draws
from .scene import FLOOR, Scene


@draws("mug")
def mug(s: Scene, p: Product) -> None:
    c = p.colour
    s.view(430, 660, 1.32)
    s.shadow(400, 160)
    s.tube("M540 600H610Q654 604 646 672Q636 752 536 766", c.shift(-0.02), 38)
    s.solid(poly(mirror([(238, 514), (252, FLOOR)]), 44), c, "round")
    s.solid(ellipse(400, 516, 162, 30), c.light, "flat")
    s.solid(ellipse(400, 520, 146, 22), Colour(0.40, 0.06, 50), "flat")
    for _ in range(70):
        x, y = p.rng.uniform(250, 550), p.rng.uniform(556, 836)
        s.flat(ellipse(x, y, p.rng.uniform(2, 5)), c.deep.shift(-0.1), 0.7)
    s.line(arc(246, 800, 554, 800, 16), c.shade, 4, 0.7)


@draws("cup set")
def cups(s: Scene, p: Product) -> None:
    c = p.colour
    s.view(400, 660, 1.2)
    s.shadow(400, 260)
    for x, y in ((280, FLOOR), (520, FLOOR), (280, FLOOR - 174), (520, FLOOR - 174)):
        s.solid(
            poly([(x - 104, y - 168), (x + 104, y - 168), (x + 78, y), (x - 78, y)], 26), c, "round"
        )
        s.solid(rect(x - 106, y - 180, 212, 40, 14), WHITE.shift(-0.02), "round")
        s.line(arc(x - 92, y - 60, x + 92, y - 60, 10), c.shade, 3, 0.7)


@draws("teapot")
def teapot(s: Scene, p: Product) -> None:
    c = p.colour
    s.view(400, 630, 1.12)
    s.shadow(400, 190)
    s.tube("M570 570Q700 540 704 650Q700 760 566 770", c.shift(-0.02), 34)
    s.solid(
        "M250 760Q150 720 128 600Q122 566 86 548L106 520Q170 540 192 600Q212 660 280 660z",
        c.shift(-0.02),
        "edge",
        (8, 12),
    )
    s.solid(ellipse(400, 690, 200, 164), c, "edge", (34, 26))
    s.solid(rect(316, 824, 168, 26, 8), c.shade, "round")
    s.solid("M300 556Q320 500 400 498Q480 500 500 556z", c.light, "edge", (14, 6))
    s.line(arc(296, 556, 504, 556, 12), c.shade, 7)
    s.solid(
        ellipse(400, 476, 30),
        STEEL if c.lightness < 0.8 else Colour(0.62, 0.08, 62),
        "edge",
        (8, 8),
    )
    s.line(line((262, 640), (300, 586)), WHITE, 10, 0.6)
