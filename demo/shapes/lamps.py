"""Lamps, lit: the only pictures that carry a light of their own."""

from .colour import BLACK, BRASS, STEEL, WHITE, WOOD, Colour
from .paths import arc, ellipse, line, mirror, poly, rect, smooth
from .product import Product, draws
from .scene import FLOOR, Scene

WARM = Colour(0.95, 0.065, 85)
LINEN = Colour(0.93, 0.04, 82)


def _shade(s: Scene, cx: float, top: float, rt: float, rb: float, height: float, c: Colour) -> None:
    """A cloth shade with the bulb behind it."""
    s.glow(cx, top + height * 0.6, max(rb, height) * 2.1, 0.5, WARM)
    d = poly([(cx - rt, top), (cx + rt, top), (cx + rb, top + height), (cx - rb, top + height)], 10)
    s.solid(d, c, "edge", (rb * 0.1, 6))
    with s.inside(d):
        s.glow(cx - rb * 0.1, top + height * 0.62, rb * 1.15, 0.75, WARM)


@draws("floor lamp", "table lamp", "tripod lamp")
def shaded_lamp(s: Scene, p: Product) -> None:
    c, tall = p.colour, p.number("height_cm", 40)
    if p.type == "table lamp":
        _table_lamp(s, p, c, tall)
        return
    top = FLOOR - tall * 4.3
    s.view(400, (top + FLOOR) / 2, 1.06)
    s.shadow(400, 110 if p.type == "floor lamp" else 190)
    if p.type == "tripod lamp":
        for foot in (410, 230, 570):
            s.tube(
                line((400, top + 170), (foot, FLOOR - (16 if foot == 410 else 0))),
                c if foot != 410 else c.shade,
                22,
            )
        s.solid(rect(376, top + 240, 48, 30, 8), BRASS, "round")
        _shade(s, 400, top, 120, 160, 190, LINEN)
        return
    s.tube(line((400, top + 100), (400, FLOOR - 14)), c, 15)
    s.solid(rect(300, FLOOR - 22, 200, 22, 11), c, "round")
    s.line(line((440, top + 160), (440, top + 220)), BRASS, 4)
    _shade(s, 400, top, 108, 140, 170, LINEN)


def _table_lamp(s: Scene, p: Product, c: Colour, tall: float) -> None:
    ceramic = "ceramic" in p.text("material")
    height = tall * (11.5 if ceramic else 14)
    top = FLOOR - height
    s.view(400, (top + FLOOR) / 2, 1.12)
    s.shadow(400, 120)
    if ceramic:
        s.solid(
            smooth(
                mirror(
                    [
                        (350, FLOOR),
                        (300, FLOOR - 90),
                        (286, FLOOR - 170),
                        (340, FLOOR - 250),
                        (384, FLOOR - 290),
                    ]
                ),
                tension=7,
            ),
            c,
            "edge",
            (26, 14),
        )
        s.line(arc(296, FLOOR - 130, 500, FLOOR - 130, 16), c.light, 9, 0.7)
        s.solid(rect(386, top + 190, 28, 60, 4), BRASS, "round")
        _shade(s, 400, top, 120, 178, 216, LINEN)
        return
    s.tube(f"M400 {FLOOR - 20}V{top + 150}", BRASS, 14)
    s.solid(rect(302, FLOOR - 26, 196, 26, 13), c, "round")
    s.glow(400, top + 190, 320, 0.5, WARM)
    s.solid(ellipse(400, top + 178, 50, 26), WARM, "flat")
    with s.at(400, top + 80, turn=-8):
        s.solid(poly([(-58, -70), (58, -70), (146, 96), (-146, 96)], 22), c, "edge", (20, 10))
        s.flat(ellipse(0, 96, 132, 13), WARM)


@draws("arc lamp")
def arc_lamp(s: Scene, p: Product) -> None:
    c = p.colour
    s.view(400, 490, 1.04)
    s.shadow(250, 120)
    s.solid(rect(150, FLOOR - 42, 200, 42, 10), WHITE, "edge", (12, 10))
    s.line(arc(170, FLOOR - 14, 290, FLOOR - 34, 6), STEEL.shade, 3)
    s.tube(f"M220 {FLOOR - 40}V420Q230 140 440 140Q590 150 604 260", c, 15)
    s.glow(604, 380, 330, 0.55, WARM)
    s.solid("M604 240Q486 250 480 372H728Q722 250 604 240z", c, "edge", (24, 6))
    s.flat(ellipse(604, 372, 124, 15), WARM)
    s.solid(rect(594, 226, 20, 24, 5), c.deep, "flat")


@draws("reading floor lamp")
def reading_lamp(s: Scene, p: Product) -> None:
    c = p.colour
    s.view(430, 550, 1.1)
    s.shadow(380, 110)
    s.solid(rect(280, FLOOR - 22, 200, 22, 11), c, "round")
    s.tube(f"M380 {FLOOR - 20}V380Q382 270 470 286", c, 14)
    s.glow(570, 430, 300, 0.6, WARM)
    with s.at(470, 286, turn=26):
        s.solid(rect(-10, -24, 170, 48, 22), c, "edge", (8, 12))
        s.solid(rect(20, 18, 130, 12, 6), WARM, "flat")


@draws("paper lamp")
def paper_lamp(s: Scene, p: Product) -> None:
    s.view(400, 560, 1.1)
    s.shadow(400, 100)
    s.glow(400, 540, 440, 0.55, WARM)
    for x in (314, 486):
        s.line(line((x, 800), (x, FLOOR)), BLACK, 7)
    d = rect(290, 270, 220, 560, 34)
    s.solid(d, p.colour, "edge", (22, 8))
    with s.inside(d):
        s.glow(390, 560, 260, 0.95, WARM)
        for i in range(17):
            s.line(
                arc(290, 294 + i * 32, 510, 294 + i * 32 + p.rng.uniform(-5, 5), 5),
                p.colour.shade,
                3,
                0.9,
            )


@draws("mushroom lamp")
def mushroom(s: Scene, p: Product) -> None:
    c, size = p.colour, 0.62 + p.number("height_cm", 22) / 60
    s.view(400, 650, 1.25 * size + 0.1)
    s.shadow(400, 130)
    s.glow(400, 600, 420, 0.5, c.light.shift(0.12))
    s.solid(
        smooth(mirror([(286, FLOOR - 4), (326, 770), (350, 640), (352, 600)]), tension=8),
        c.shift(0.02),
        "edge",
        (22, 8),
    )
    s.flat(ellipse(400, 632, 96, 20), WARM, 0.9)
    dome = "M186 620Q190 452 400 444Q610 452 614 620Q604 650 400 650Q196 650 186 620z"
    s.solid(dome, c, "edge", (28, 14))
    with s.inside(dome):
        s.glow(370, 610, 220, 0.75, WARM)
    s.line(arc(258, 520, 340, 474, -14), WHITE, 12, 0.55)


@draws("globe lamp")
def globe(s: Scene, p: Product) -> None:
    s.view(400, 660, 1.2)
    s.shadow(400, 110)
    s.solid(rect(304, 820, 192, 30, 12), BRASS, "round")
    s.solid(rect(340, 780, 120, 48, 10), BRASS.light, "round")
    s.glow(400, 620, 420, 0.65, WARM)
    s.solid(ellipse(400, 620, 178), p.colour, "edge", (26, 22))
    with s.inside(ellipse(400, 620, 178)):
        s.glow(390, 630, 190, 0.9, WARM)


@draws("desk lamp")
def desk_lamp(s: Scene, p: Product) -> None:
    c, child = p.colour, p.number("height_cm", 60) < 50
    s.view(400, 570 if not child else 610, 1.12)
    s.shadow(330, 130)
    s.solid(rect(216, FLOOR - 32, 228, 32, 16), c, "round")
    if child:
        s.tube(f"M330 {FLOOR - 30}C330 600 280 480 420 470Q470 470 496 500", c.shade, 20)
        x, y, turn = 496, 500, 28
    else:
        s.tube(line((330, FLOOR - 30), (250, 590)), STEEL, 15)
        s.line(line((346, FLOOR - 40), (276, 600)), STEEL.shade, 6, 1, "4 7")
        s.tube(line((250, 590), (480, 380)), STEEL, 15)
        s.line(line((280, 590), (470, 408)), STEEL.shade, 6, 1, "4 7")
        s.solid(ellipse(250, 590, 24), c, "edge", (6, 6))
        x, y, turn = 480, 380, 30
    s.glow(x + 20, y + 190, 330, 0.55, WARM)
    with s.at(x, y, turn=-turn):
        s.solid(
            poly([(-34, -30), (34, -30), (44, 20), (110, 130), (-110, 130), (-44, 20)], 16),
            c,
            "edge",
            (18, 6),
        )
        s.flat(ellipse(0, 130, 106, 16), WARM)


@draws("LED desk lamp")
def bar_lamp(s: Scene, p: Product) -> None:
    c = p.colour
    s.view(400, 590, 1.1)
    s.shadow(240, 120)
    s.solid(rect(130, FLOOR - 26, 230, 26, 13), c, "round")
    s.tube(line((190, FLOOR - 26), (190, 390)), c, 22)
    s.glow(440, 520, 360, 0.55, Colour(0.97, 0.02, 90))
    s.solid(rect(170, 366, 500, 36, 14), c.light, "edge", (10, 12))
    s.solid(rect(270, 396, 380, 13, 6), WHITE, "flat")
    for x in (290, 310, 330):
        s.flat(ellipse(x, FLOOR - 26, 6, 3), c.deep)


@draws("dome pendant")
def dome_pendant(s: Scene, p: Product) -> None:
    c, half = p.colour, 70 + p.number("diameter_cm", 30) * 5
    high = half * 0.86
    s.line(line((400, 0), (400, 360)), BLACK, 7)
    s.glow(400, 430 + high, half * 1.9, 0.55, WARM)
    s.flat(
        poly(
            [
                (400 - half, 380 + high),
                (400 + half, 380 + high),
                (400 + half * 1.9, 1040),
                (400 - half * 1.9, 1040),
            ]
        ),
        WARM,
        0.07,
    )
    s.solid(rect(372, 336, 56, 60, 14), BRASS, "round")
    s.solid(
        f"M358 380H442Q{400 + half * 0.8} {400 + high * 0.2} {400 + half} {380 + high}H{400 - half}"
        f"Q{400 - half * 0.8} {400 + high * 0.2} 358 380z",
        c,
        "edge",
        (half * 0.16, 6),
    )
    s.flat(ellipse(400, 380 + high, half, half * 0.1), c.deep)
    s.flat(ellipse(400, 382 + high, half * 0.93, half * 0.075), WARM)


@draws("globe pendant")
def paper_ball(s: Scene, p: Product) -> None:
    s.line(line((400, 0), (400, 260)), BLACK, 6)
    s.glow(400, 520, 460, 0.6, WARM)
    s.solid(ellipse(400, 520, 254, 246), p.colour, "edge", (30, 26))
    with s.inside(ellipse(400, 520, 254, 246)):
        s.glow(385, 540, 250, 0.8, WARM)
        for i in range(-6, 7):
            s.line(arc(140, 520 + i * 38, 660, 520 + i * 38, i * 12), p.colour.shade, 3, 0.8)
    s.solid(rect(362, 264, 76, 16, 6), BLACK, "edge", (6, 4))


@draws("basket pendant")
def basket(s: Scene, p: Product) -> None:
    c = p.colour
    s.line(line((400, 0), (400, 330)), BLACK, 7)
    s.glow(400, 560, 430, 0.55, WARM)
    d = "M350 340H450Q640 430 652 640Q560 690 400 690Q240 690 148 640Q160 430 350 340z"
    s.solid(d, c, "edge", (24, 10))
    with s.inside(d):
        s.glow(390, 600, 250, 0.8, WARM)
        for i in range(-9, 10):
            s.line(arc(400 + i * 6, 340, 400 + i * 29, 690, -i * 5), c.deep, 5, 0.85)
        for y in range(380, 690, 34):
            s.line(arc(130, y, 670, y, 26), c.shade, 8, 0.9)
    s.line("M148 640Q240 690 400 690Q560 690 652 640", c.deep, 14)


@draws("lantern", "solar lantern")
def lantern(s: Scene, p: Product) -> None:
    c, solar = p.colour, p.flag("solar")
    s.view(400, 580, 1.12)
    s.tube("M300 420Q300 280 400 280Q500 280 500 420", c.shade if not solar else WOOD, 15)
    s.shadow(400, 140)
    s.glow(400, 620, 420, 0.6, WARM)
    if solar:
        d = smooth(mirror([(330, 830), (262, 640), (330, 450)]), tension=5)
        s.solid(d, c, "edge", (20, 12))
        with s.inside(d):
            s.glow(390, 650, 170, 0.85, WARM)
            for y in range(470, 830, 36):
                s.line(arc(250, y, 550, y, 8), c.shade, 4)
        s.solid(rect(318, 420, 164, 36, 12), Colour(0.25, 0.03, 265), "edge", (8, 6))
        s.solid(rect(332, 814, 136, 36, 10), WOOD, "round")
        return
    s.solid(rect(290, 480, 220, 300, 16), Colour(0.96, 0.05, 88), "edge", (14, 0), 0.9)
    s.solid(rect(380, 640, 40, 140, 8), WHITE, "round")
    s.flat("M400 560Q432 610 400 644Q368 610 400 560z", Colour(0.82, 0.15, 70))
    for x in (282, 396, 502):
        s.solid(rect(x, 470, 12, 316), c, "edge", (4, 0))
    s.solid(poly(mirror([(350, 392), (262, 484)]), 12), c, "edge", (16, 6))
    s.solid(rect(264, 780, 272, 70, 14), c, "edge", (16, 8))


@draws("string lights")
def string_lights(s: Scene, p: Product) -> None:
    for row, (y, sag) in enumerate(((210, 150), (430, 170), (650, 150))):
        s.line(f"M-20 {y}Q400 {y + sag * 2} 820 {y - 10}", Colour(0.22, 0.01, 265), 8)
        for i in range(5):
            t = (i + 0.6 + 0.3 * (row % 2)) / 5.4
            x = -20 + 840 * t
            base = y * (1 - t) ** 2 + 2 * t * (1 - t) * (y + sag * 2) + (y - 10) * t * t
            s.glow(x, base + 58, 110, 0.75, WARM)
            s.solid(rect(x - 14, base, 28, 32, 6), BLACK, "edge", (5, 0))
            s.solid(
                smooth(
                    [
                        (x - 15, base + 30),
                        (x + 15, base + 30),
                        (x + 31, base + 64),
                        (x, base + 94),
                        (x - 31, base + 64),
                    ]
                ),
                Colour(0.93, 0.09, 84),
                "edge",
                (7, 7),
            )
