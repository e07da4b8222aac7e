"""Jars, bottles, tubes, brushes and small machines for the bathroom."""

from .colour import BLACK, BRASS, STEEL, WHITE, WOOD, Colour
from .paths import arc, ellipse, line, mirror, poly, rect, smooth
from .product import Product, draws
from .scene import FLOOR, Scene


def _label(s: Scene, c: Colour, x: float, y: float, w: float, h: float, mark: int) -> None:
    paper = WHITE if c.lightness < 0.88 else Colour(0.80, 0.05, 75)
    ink = c.deep if c.lightness < 0.88 else Colour(0.45, 0.06, 60)
    s.flat(rect(x, y, w, h, 8), paper, 0.94)
    cx = x + w / 2
    if mark % 3 == 0:
        for turn in (-35, 0, 35):
            with s.at(cx, y + h * 0.46, turn=turn):
                s.flat(ellipse(0, -h * 0.16, h * 0.05, h * 0.15), ink)
    elif mark % 3 == 1:
        for i in range(2):
            s.line(
                f"M{cx - w * 0.24:.0f} {y + h * (0.26 + i * 0.13):.0f}q{w * 0.12:.0f} "
                f"{-h * 0.12:.0f} {w * 0.24:.0f} 0t{w * 0.24:.0f} 0",
                ink,
                5,
            )
    else:
        s.flat(ellipse(cx, y + h * 0.34, min(w, h) * 0.16), ink)
    s.line(line((cx - w * 0.28, y + h * 0.66), (cx + w * 0.28, y + h * 0.66)), ink, 6)
    s.line(line((cx - w * 0.18, y + h * 0.8), (cx + w * 0.18, y + h * 0.8)), ink, 4, 0.7)


@draws("cream jar")
def jar(s: Scene, p: Product) -> None:
    c, wide = p.colour, 150 + p.number("volume_ml", 50) * 0.5
    s.view(400, 700, 1.28)
    s.shadow(400, wide)
    s.solid(rect(400 - wide, 650, 2 * wide, 200, 36), c, "round")
    s.solid(
        rect(400 - wide - 6, 560, 2 * wide + 12, 98, 16),
        WOOD if c.lightness > 0.6 else BRASS,
        "round",
    )
    for i in range(3 if c.lightness > 0.6 else 0):
        s.line(
            arc(400 - wide + 10, 584 + i * 24, 400 + wide - 40, 584 + i * 24, 5), WOOD.shade, 4, 0.7
        )
    _label(s, c, 300, 688, 160, 130, p.rng.randrange(3))


@draws("serum")
def serum(s: Scene, p: Product) -> None:
    c = p.colour
    s.view(400, 610, 1.2)
    s.shadow(400, 110)
    s.solid(poly(mirror([(370, 300), (356, 470)]), 26), BLACK, "round")
    s.solid(rect(340, 450, 120, 86, 12), BRASS, "round")
    s.solid(poly(mirror([(352, 530), (290, 590), (290, FLOOR)]), 36), c, "round")
    s.line(line((400, 560), (400, 640)), WHITE, 9, 0.6)
    _label(s, c, 304, 650, 150, 160, 1)
    s.solid("M570 740Q612 800 600 826Q570 866 540 826Q528 800 570 740z", c.light, "edge", (9, 8))


@draws("tube")
def tube(s: Scene, p: Product) -> None:
    c, h = p.colour, 300 + p.number("volume_ml", 100) * 1.3
    half = 82 + p.number("volume_ml", 100) * 0.22
    top = FLOOR - h - 40
    s.view(400, (top + FLOOR) / 2, 1.2)
    s.shadow(400, half * 0.8)
    s.solid(
        rect(400 - half * 0.8, FLOOR - 74, half * 1.6, 74, 16),
        WHITE if c.lightness < 0.9 else STEEL,
        "round",
    )
    s.solid(
        f"M{400 - half - 14} {top}H{400 + half + 14}L{400 + half * 0.86} "
        f"{FLOOR - 70}H{400 - half * 0.86}z",
        c,
        "round",
    )
    s.solid(rect(400 - half - 16, top - 10, 2 * half + 32, 44, 6), c.shift(-0.04), "edge", (8, 6))
    for i in range(int(half / 7)):
        x = 400 - half - 6 + i * 15
        s.line(line((x, top - 4), (x, top + 28)), c.deep, 3, 0.5)
    spf = int(p.number("spf", 0))
    if not spf:
        _label(s, c, 400 - half * 0.62, top + h * 0.3, half * 1.1, h * 0.4, 0)
        return
    y = top + h * 0.36
    s.flat(ellipse(394, y, 46), WHITE)
    for i in range(10):
        with s.at(394, y, turn=i * 36):
            s.line(line((60, 0), (76, 0)), WHITE, 10)
    s.line(line((350, y + 130), (438, y + 130)), WHITE, 14)
    if spf >= 50:
        s.line(line((366, y + 160), (422, y + 160)), WHITE, 9)


@draws("shampoo", "pump bottle")
def bottle(s: Scene, p: Product) -> None:
    c, h = p.colour, 280 + p.number("volume_ml", 250) * 0.62
    half, top = 104 + p.number("volume_ml", 250) * 0.1, FLOOR - h
    s.view(400, (top - 60 + FLOOR) / 2, 1.12)
    s.shadow(400, half)
    if p.type == "pump bottle":
        s.line(line((400, top - 20), (400, top - 90)), STEEL, 17)
        with s.at(0, top):
            s.solid(
                "M330 -118Q330 -132 350 -132H430Q452 -132 452 -112V-84H388Q352 -84 320 -76z",
                WHITE,
                "edge",
                (6, 10),
            )
        s.solid(rect(352, top - 34, 96, 56, 12), WHITE, "round")
    else:
        s.solid(
            rect(400 - half * 0.52, top - 62, half * 1.04, 92, 16),
            c.deep if c.lightness < 0.9 else STEEL,
            "round",
        )
    shoulder = 70 if p.type == "pump bottle" else 36
    s.solid(
        poly(
            mirror([(400 - half * 0.66, top), (400 - half, top + shoulder), (400 - half, FLOOR)]),
            40,
        ),
        c,
        "round",
    )
    _label(s, c, 400 - half * 0.66, top + h * 0.32, half * 1.16, h * 0.42, p.rng.randrange(3))


@draws("hair dryer")
def dryer(s: Scene, p: Product) -> None:
    c, small = p.colour, p.flag("foldable")
    s.view(400, 540, 1.12 if not small else 1.0)
    with s.hung(24), s.at(0, 0):
        s.line("M400 800Q390 900 480 890T640 940", BLACK, 15)
        with s.at(400, 480, turn=10):
            s.solid(
                poly([(-50, 60), (60, 60), (44, 360), (-34, 360)], 34),
                c.shift(-0.03),
                "edge",
                (18, 8),
            )
            s.solid(rect(-18, 150, 34, 70, 14), c.trim, "edge", (5, 5))
            s.solid(rect(-24, 240, 46, 22, 8), Colour(0.7, 0.1, 235), "edge", (4, 4))
        s.solid(
            poly([(170, 386), (270, 400), (270, 500), (170, 514)], 12),
            BLACK if c.lightness > 0.4 else STEEL.shade,
            "edge",
            (0, 20),
        )
        s.solid(
            "M250 390Q420 330 540 350Q620 380 620 450Q620 530 540 552Q420 566 250 510z",
            c,
            "edge",
            (20, 22),
        )
        s.solid(ellipse(556, 450, 62, 84), c.deep, "edge", (8, 8))
        for i in range(-2, 3):
            s.line(arc(516, 450 + i * 28, 598, 450 + i * 28, 2), BLACK.light, 7)
        s.line(arc(310, 404, 450, 376, -8), WHITE, 10, 0.4)


@draws("hair brush")
def hair_brush(s: Scene, p: Product) -> None:
    c = p.colour
    s.view(400, 500, 1.08)
    with s.hung(22), s.at(400, 500, turn=20):
        s.solid(
            "M-26 60Q-30 240 -34 330Q-30 380 0 382Q30 380 34 330Q30 240 26 60z", c, "edge", (14, 8)
        )
        s.solid(rect(-136, -380, 272, 470, 124), c, "edge", (22, 18))
        s.solid(rect(-104, -346, 208, 400, 98), Colour(0.36, 0.03, 40), "edge", (-10, -10))
        for y in range(-310, 40, 38):
            for x in range(-72, 80, 36):
                if (x / 100) ** 2 + (max(0.0, abs(y + 146) - 90) / 110) ** 2 < 0.95:
                    s.solid(ellipse(x, y, 8), c.light, "edge", (2, 3))


@draws("safety razor")
def razor(s: Scene, p: Product) -> None:
    c = p.colour
    s.view(400, 480, 1.08)
    with s.hung(22), s.at(400, 500, turn=22):
        s.solid(rect(-30, -170, 60, 530, 26), c, "round")
        for y in range(-60, 330, 26):
            s.line(line((-26, y), (26, y + 14)), c.deep, 4, 0.7)
            s.line(line((26, y), (-26, y + 14)), c.deep, 4, 0.5)
        s.solid(rect(-38, 330, 76, 50, 18), c, "round")
        s.solid(rect(-24, -240, 48, 80, 8), c.shade, "round")
        s.solid(rect(-150, -268, 300, 44, 12), c.light, "edge", (8, 14))
        s.flat(rect(-158, -280, 316, 14, 4), Colour(0.5, 0.01, 250))
        s.solid("M-148 -282Q-120 -330 0 -334Q120 -330 148 -282z", c, "edge", (16, 12))


@draws("trimmer")
def trimmer(s: Scene, p: Product) -> None:
    c, slim = p.colour, p.number("weight_g", 150) < 100
    half = 44 if slim else 74
    s.view(400, 590, 1.12)
    s.shadow(400, half)
    s.solid(
        poly(mirror([(400 - half * 0.9, 400), (400 - half * 0.76, 620), (400 - half, FLOOR)]), 36),
        c,
        "round",
    )
    s.solid(poly(mirror([(400 - half * 0.7, 330), (400 - half * 0.9, 430)]), 10), BLACK, "round")
    if slim:
        s.solid(rect(376, 270, 48, 70, 18), STEEL, "round")
    else:
        for i in range(9):
            s.flat(
                poly([(334 + i * 15, 332), (346 + i * 15, 332), (340 + i * 15, 296)]), STEEL.shade
            )
        s.solid(rect(328, 316, 144, 26, 6), STEEL, "round")
        s.solid(rect(364, 452, 72, 44, 10), BLACK.light, "edge", (5, 5))
        for i in range(5):
            s.line(line((374 + i * 13, 458), (374 + i * 13, 490)), BLACK, 4)
    s.solid(ellipse(400, 570, 27 if not slim else 17), STEEL, "edge", (5, 5))
    s.solid(rect(400 - half * 0.92, 730, half * 1.84, 22, 6), BLACK, "round")
    s.flat(ellipse(400, 640, 5), Colour(0.75, 0.15, 145))


@draws("shaving brush")
def shaving_brush(s: Scene, p: Product) -> None:
    c = p.colour
    s.view(400, 610, 1.2)
    s.shadow(400, 110)
    hair = Colour(0.87, 0.035, 78)
    s.solid(
        smooth(mirror([(346, 640), (262, 470), (300, 372), (400, 344)]), tension=8),
        hair,
        "edge",
        (20, 8),
    )
    for i in range(-6, 7):
        s.line(
            arc(400 + i * 7, 640, 400 + i * 19, 390 + abs(i) * 7, -i),
            hair.shade if i % 2 else Colour(0.5, 0.04, 60),
            4,
            0.6,
        )
    s.solid(rect(336, 610, 128, 44, 10), BRASS, "round")
    s.solid(
        smooth(mirror([(304, FLOOR), (300, 800), (352, 740), (340, 660), (400, 650)]), tension=8),
        c,
        "edge",
        (24, 8),
    )
    s.solid(rect(296, 820, 208, 30, 12), c.shade, "round")


@draws("soap bar")
def soap(s: Scene, p: Product) -> None:
    c, wrapped = p.colour, p.flag("gift_boxed")
    s.view(400, 690, 1.2)
    s.shadow(400, 230)
    s.solid(rect(190, 690, 420, 160, 60), c, "edge", (22, 26))
    s.solid(rect(216, 660, 420, 130, 58), c.light, "edge", (14, 12))
    if wrapped:
        s.solid(
            poly([(330, 658), (530, 658), (510, FLOOR), (300, FLOOR)], 4), WHITE, "edge", (10, 14)
        )
        s.flat(smooth([(400, 710), (440, 690), (470, 730), (430, 776), (386, 750)]), c.deep, 0.8)
        s.line(line((370, 806), (450, 806)), c.deep, 7)
    else:
        s.line("M300 726Q330 700 360 726T420 726T480 726T540 716", c.deep, 8, 0.7)
    for x, y, r in ((560, 610, 34), (612, 566, 20), (520, 580, 15), (600, 650, 13)):
        s.solid(ellipse(x, y, r), Colour(0.97, 0.01, 220), "edge", (5, 5), 0.75)
        s.flat(ellipse(x - r * 0.3, y - r * 0.3, r * 0.22), WHITE)


@draws("bath salt")
def bath_salt(s: Scene, p: Product) -> None:
    c = p.colour
    s.view(400, 620, 1.14)
    s.shadow(400, 160)
    s.solid(rect(304, 396, 192, 84, 18), WOOD.shift(0.02), "round")
    d = poly(mirror([(310, 470), (240, 540), (240, FLOOR)]), 44)
    s.solid(d, Colour(0.93, 0.012, 220), "edge", (22, 10), 0.8)
    with s.inside(poly(mirror([(262, 600), (258, FLOOR - 16)]), 30)):
        s.flat(rect(240, 590, 320, 260), c.light)
        for _ in range(170):
            x, y, r = p.rng.uniform(250, 545), p.rng.uniform(600, 836), p.rng.uniform(6, 14)
            s.flat(
                poly([(x - r, y), (x, y - r), (x + r, y), (x, y + r * 0.8)]),
                c.shift(p.rng.uniform(-0.1, 0.12)),
                0.8,
            )
    _label(s, c, 310, 650, 170, 140, 0)
    s.line("M306 484Q400 510 494 484", WOOD.shade, 7)


@draws("electric toothbrush")
def electric_brush(s: Scene, p: Product) -> None:
    c, child = p.colour, p.has("for", "children")
    s.view(400, 540, 1.04 if not child else 1.1)
    s.shadow(400, 100)
    s.solid(rect(312, 812, 176, 38, 16), WHITE if not child else BLACK, "round")
    s.solid(rect(384, 240, 32, 230, 14), WHITE, "round")
    s.solid(rect(372, 190, 54, 120, 24), WHITE, "edge", (8, 8))
    for i, tone in enumerate(
        (Colour(0.7, 0.1, 230), WHITE.shift(-0.05), c if child else Colour(0.8, 0.08, 180))
    ):
        s.solid(rect(330, 200 + i * 34, 46, 30, 6), tone, "edge", (0, 8))
    s.solid(poly(mirror([(362, 440), (336, 560), (344, 820)]), 34), c, "round")
    if child:
        for x, y in ((376, 700), (420, 740), (380, 780)):
            s.flat(ellipse(x, y, 13), Colour(0.93, 0.09, 90))
    s.solid(ellipse(400, 566, 25), c.trim.light if c.lightness > 0.8 else WHITE, "edge", (6, 6))
    for i in range(int(p.number("modes", 1))):
        s.flat(ellipse(400, 626 + i * 24, 6), Colour(0.6, 0.12, 250) if i == 0 else STEEL)


@draws("toothbrush")
def toothbrush(s: Scene, p: Product) -> None:
    c = p.colour
    s.view(400, 500, 1.06)
    tones = (
        Colour(0.55, 0.1, 200),
        Colour(0.6, 0.13, 35),
        Colour(0.35, 0.02, 260),
        Colour(0.6, 0.1, 145),
    )
    with s.hung(14):
        for i, tone in enumerate(tones):
            with s.at(220 + i * 118, 510 + (i % 2) * 26, turn=-4 + i * 2.5):
                for k in range(5):
                    s.solid(
                        rect(-54, -318 + k * 26, 40, 22, 5),
                        tone.shift(0.04 * (k % 2)),
                        "edge",
                        (0, 5),
                    )
                s.solid(
                    "M-18 -326Q0 -346 20 -326L16 -170Q8 -110 22 0L24 330Q0 362 -24 330L-22 0Q-8 "
                    "-110 -16 -170z",
                    c.shift(0.02),
                    "edge",
                    (10, 6),
                )
                for k in range(i + 1):
                    s.flat(ellipse(0, 296 - k * 24, 6), c.deep)
