"""Soft animals, wooden toys and things that roll."""

from .colour import BLACK, BRASS, BRIGHT, WHITE, WOOD, Colour
from .paths import arc, ellipse, line, mirror, polar, poly, rect, smooth
from .product import Product, draws
from .scene import Scene

NOSE = Colour(0.33, 0.04, 45)


def _eyes(s: Scene, y: float, apart: float, size: float = 11) -> None:
    for x in (400 - apart, 400 + apart):
        s.flat(ellipse(x, y, size), NOSE)
        s.flat(ellipse(x - size * 0.3, y - size * 0.35, size * 0.3), WHITE)


@draws("teddy bear")
def bear(s: Scene, p: Product) -> None:
    c = p.colour.shift(0.1)
    pale = Colour(0.83, 0.055, 72)
    s.view(400, 590, 1.16)
    s.shadow(400, 210)
    for x, side in ((248, -1), (552, 1)):
        with s.at(x, 626, turn=side * -24):
            s.solid(rect(-42, -80, 84, 190, 42), c.shift(-0.02), "edge", (14, 10))
    s.solid(ellipse(400, 690, 140, 150), c, "edge", (24, 16))
    s.solid(ellipse(396, 700, 88, 100), pale, "soft", (8, 8))
    for x in (288, 512):
        s.solid(ellipse(x, 796, 76, 62), c.light, "edge", (14, 10))
        s.solid(ellipse(x, 800, 42, 38), pale, "edge", (6, 6))
    for x in (286, 514):
        s.solid(ellipse(x, 352, 54), c, "edge", (10, 8))
        s.solid(ellipse(x, 356, 30), pale, "edge", (-5, -5))
    s.solid(ellipse(400, 446, 150, 136), c.light, "edge", (26, 18))
    s.solid(ellipse(400, 492, 64, 52), pale, "soft", (8, 8))
    _eyes(s, 430, 54)
    s.line(arc(326, 398, 356, 390, -6), c.deep, 5)
    s.line(arc(444, 390, 474, 398, -6), c.deep, 5)
    s.flat(smooth([(376, 470), (424, 470), (400, 496)]), NOSE)
    s.line("M400 494V512M378 520Q390 528 400 512Q410 528 422 520", NOSE, 5)
    bow = Colour(0.58, 0.15, 27)
    s.solid(poly([(400, 578), (338, 546), (338, 612)], 12), bow, "edge", (5, 5))
    s.solid(poly([(400, 578), (462, 546), (462, 612)], 12), bow, "edge", (8, 5))
    s.solid(ellipse(400, 579, 17), bow.light, "edge", (4, 4))


@draws("soft rabbit")
def rabbit(s: Scene, p: Product) -> None:
    c, pale = p.colour, Colour(0.93, 0.03, 40)
    s.view(400, 520, 1.02)
    s.shadow(400, 170)
    for x, side in ((330, -1), (470, 1)):
        with s.at(x, 350, turn=side * 11):
            s.solid(rect(-42, -250, 84, 290, 42), c, "edge", (13, 8))
            s.solid(rect(-20, -220, 40, 220, 20), pale, "edge", (5, 5))
    for x, side in ((286, -1), (514, 1)):
        with s.at(x, 600, turn=side * -28):
            s.solid(rect(-32, -50, 64, 170, 32), c.shift(-0.02), "edge", (10, 8))
    s.solid(smooth(mirror([(300, 800), (288, 660), (330, 560), (400, 540)])), c, "edge", (22, 14))
    s.solid(ellipse(398, 700, 72, 84), pale, "soft", (8, 8))
    for x in (322, 478):
        s.solid(rect(x - 46, 756, 92, 94, 46), c.light, "edge", (12, 8))
    s.solid(ellipse(400, 430, 138, 120), c.light, "edge", (24, 16))
    _eyes(s, 418, 58)
    for x in (300, 500):
        s.flat(ellipse(x, 462, 22, 15), c.shift(-0.07), 0.7)
    s.flat(smooth([(384, 448), (416, 448), (400, 466)]), Colour(0.55, 0.12, 15))
    s.line("M400 464V480M380 486Q392 494 400 480Q408 494 420 486", NOSE, 4)


@draws("soft whale")
def whale(s: Scene, p: Product) -> None:
    c, pale = p.colour, Colour(0.92, 0.025, 220)
    s.view(400, 640, 1.06)
    s.shadow(370, 270)
    s.solid(
        "M610 660Q680 600 668 520Q640 470 560 460Q590 400 680 420Q730 380 770 420Q776 500 718 "
        "540Q740 700 620 790z",
        c,
        "edge",
        (16, 12),
    )
    d = "M90 690Q90 500 320 490Q520 490 640 690Q640 840 400 850H250Q90 850 90 690z"
    s.solid(d, c.light, "edge", (26, 18))
    with s.inside(d):
        s.flat("M80 730Q200 800 420 770Q560 750 660 700V880H80z", pale)
        for i in range(6):
            s.line(
                arc(120 + i * 18, 790 + i * 11, 520 + i * 10, 800 + i * 10, -10), c.shade, 4, 0.55
            )
    s.solid(
        "M330 740Q360 700 430 730Q440 800 370 850Q320 820 330 740z",
        c.shift(-0.03),
        "edge",
        (10, 10),
    )
    s.flat(ellipse(204, 660, 14), NOSE)
    s.flat(ellipse(199, 655, 4.5), WHITE)
    s.line(arc(130, 726, 210, 740, 16), c.deep, 6)
    s.flat(ellipse(176, 700, 20, 12), Colour(0.78, 0.08, 15), 0.7)


def _wheel(s: Scene, x: float, y: float, r: float, c: Colour) -> None:
    s.solid(ellipse(x, y, r), c, "edge", (r * 0.2, r * 0.2))
    s.flat(ellipse(x, y, r * 0.32), WOOD.light)
    s.flat(ellipse(x, y, r * 0.1), NOSE)


@draws("toy train")
def train(s: Scene, p: Product) -> None:
    c = p.colour
    s.view(400, 640, 1.0)
    s.shadow(400, 340)
    s.solid(rect(40, 826, 720, 24, 8), WOOD, "edge", (0, 10))
    for x, colour in ((60, BRIGHT[2]), (262, BRIGHT[1])):
        s.solid(rect(x, 730, 178, 46, 10), WOOD.light, "edge", (8, 10))
        s.solid(rect(x + 14, 640, 150, 92, 12), colour, "edge", (12, 8))
        for wx in (x + 42, x + 136):
            _wheel(s, wx, 792, 34, BRIGHT[0])
        s.solid(rect(x + 176, 744, 30, 16, 8), BLACK, "flat")
    s.solid(rect(150 - 60, 600, 40, 50, 6), WOOD, "edge", (6, 6))
    s.solid(ellipse(176, 612, 26), BRIGHT[3], "edge", (6, 6))
    s.solid(rect(464, 724, 290, 52, 12), WOOD.light, "edge", (8, 12))
    s.solid(rect(566, 610, 176, 118, 46), c, "edge", (16, 12))
    s.solid(rect(476, 520, 120, 210, 12), c.shift(-0.02), "edge", (14, 10))
    s.solid(rect(460, 496, 152, 32, 14), BRIGHT[2], "edge", (8, 8))
    s.solid(rect(504, 560, 62, 66, 12), Colour(0.9, 0.03, 220), "flat")
    s.solid(poly([(664, 540), (720, 540), (708, 614), (676, 614)], 6), BLACK, "edge", (8, 0))
    s.solid(ellipse(736, 668, 20), BRASS, "edge", (5, 5))
    for x, r in ((524, 46), (618, 34), (702, 34)):
        _wheel(s, x, 826 - r, r, BRIGHT[3] if r > 40 else BRIGHT[1])


@draws("stacking rings")
def rings(s: Scene, p: Product) -> None:
    s.view(400, 590, 1.14)
    s.shadow(400, 190)
    s.solid("M210 800Q220 850 400 850Q580 850 590 800z", WOOD, "round")
    s.solid(rect(384, 330, 32, 480, 14), WOOD, "round")
    order = (BRIGHT[0], BRIGHT[4], BRIGHT[1], BRIGHT[3], BRIGHT[5], BRIGHT[2])
    for i, colour in enumerate(order):
        half = 190 - i * 19
        s.solid(
            rect(400 - half + p.rng.uniform(-5, 5), 732 - i * 70, 2 * half, 72, 36),
            colour,
            "edge",
            (22, 14),
        )
    s.solid(ellipse(400, 326, 48), BRIGHT[0].light, "edge", (12, 10))


@draws("building blocks")
def blocks(s: Scene, p: Product) -> None:
    s.view(400, 610, 1.1)
    s.shadow(400, 260)
    muted = [Colour(o.lightness, o.chroma * 0.85, o.hue) for o in BRIGHT]
    for x, y, i in ((160, 730, 0), (290, 730, 6), (500, 730, 2)):
        s.solid(rect(x, y, 120, 120, 10), muted[i] if i != 6 else WOOD, "edge", (20, 14))
    s.solid(
        "M200 730V610H420V730H366V720Q366 664 310 664Q254 664 254 720V730z",
        WOOD.light,
        "edge",
        (14, 10),
    )
    s.solid(rect(430, 610, 120, 120, 10), muted[1], "edge", (20, 14))
    s.solid(rect(566, 640, 60, 90, 30), muted[3], "round")
    s.solid(rect(236, 490, 120, 120, 10), muted[5], "edge", (20, 14))
    s.solid(poly([(428, 610), (552, 610), (490, 500)], 8), muted[0], "edge", (18, 10))
    s.solid(poly([(230, 490), (362, 490), (296, 376)], 8), muted[4], "edge", (18, 10))
    for letter in (
        "M196 820V760L220 794L244 760V820",
        "M536 820V760H566Q582 764 580 776T560 788H536M560 788L584 820",
    ):
        s.line(letter, WHITE, 11, 0.9)


@draws("pull toy")
def dachshund(s: Scene, p: Product) -> None:
    c = p.colour.shift(0.1)
    s.view(400, 650, 1.08)
    s.shadow(400, 300)
    s.line("M90 640Q20 700 60 800T20 850", BRIGHT[0], 8)
    s.tube("M690 650Q740 620 730 560", c.shade, 22)
    for i, x in enumerate((620, 510, 400, 290)):
        s.solid(
            rect(x - 62, 630 + i % 2 * 4, 126, 118, 44), c.shift(0.02 * (i % 2)), "edge", (14, 12)
        )
    s.solid(rect(140, 520, 210, 150, 66), c.light, "edge", (16, 14))
    s.solid(rect(76, 590, 140, 72, 36), c.light, "edge", (8, 10))
    s.solid(ellipse(84, 610, 20), NOSE, "flat")
    s.flat(ellipse(196, 570, 12), NOSE)
    with s.at(296, 560, turn=-8):
        s.solid(rect(-40, -24, 84, 160, 40), c.deep, "edge", (10, 10))
    s.line(line((278, 672), (330, 640)), BRIGHT[0], 18)
    for x in (256, 338, 560, 650):
        _wheel(s, x, 800, 50, BRIGHT[0] if x in (256, 560) else BRIGHT[1])


@draws("ball")
def ball(s: Scene, p: Product) -> None:
    s.view(400, 660, 1.2)
    s.shadow(400, 130)
    d = ellipse(400, 660, 190)
    s.solid(d, p.colour, "edge", (34, 28))
    with s.inside(ellipse(396, 655, 184)):
        for ring, count in ((0.0, 1), (0.46, 6), (0.86, 11)):
            for i in range(count):
                x, y = polar(
                    396, 655, 190 * ring, i * 360 / count + 200 * ring + p.rng.uniform(-4, 4)
                )
                s.flat(
                    ellipse(x, y, 27 * (1 - ring * 0.45)),
                    BRIGHT[(i * 2 + count) % 4 if i % 4 != 1 else 5],
                    0.9,
                )
    s.line(arc(274, 590, 340, 520, -16), WHITE, 14, 0.6)
