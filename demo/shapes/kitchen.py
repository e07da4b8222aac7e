"""Kettles, pots, pans and knives."""

from .colour import BLACK, CHARCOAL, STEEL, WHITE, WOOD, Colour
from .paths import arc, ellipse, line, mirror, poly, rect
from .product import Product, draws
from .scene import FLOOR, Scene


@draws("electric kettle")
def electric_kettle(s: Scene, p: Product) -> None:
    c, litres = p.colour, p.number("capacity_l", 1.5)
    top, half = FLOOR - 210 - 130 * litres, 128 + 26 * litres
    s.view(418, (top + FLOOR) / 2 - 20, 1.18)
    s.shadow(410, half + 20)
    s.tube(
        f"M{400 + half * 0.55} {top + 30}H{400 + half + 30}Q{400 + half + 74} {top + 34} "
        f"{400 + half + 66} {top + 110}"
        f"L{400 + half + 22} {FLOOR - 120}",
        BLACK,
        34,
    )
    s.solid(
        poly(
            [
                (400 - half * 0.62, top + 20),
                (400 - half - 52, top + 56),
                (400 - half * 0.84, top + 130),
            ],
            12,
        ),
        c.shade,
    )
    s.solid(poly(mirror([(400 - half * 0.66, top), (400 - half, FLOOR - 36)]), 26), c, "round")
    s.solid(
        poly(mirror([(400 - half * 0.62, top - 24), (400 - half * 0.68, top + 18)]), 14),
        BLACK,
        "round",
    )
    s.solid(rect(378, top - 46, 44, 30, 12), BLACK.light, "round")
    s.solid(rect(400 - half - 4, FLOOR - 40, 2 * half + 8, 40, 16), BLACK, "round")
    if p.flag("temperature_control"):
        s.solid(rect(330, FLOOR - 150, 112, 56, 12), Colour(0.2, 0.01, 260), "flat")
        s.line(line((354, FLOOR - 122), (376, FLOOR - 122)), Colour(0.8, 0.13, 55), 8)
        s.line(line((394, FLOOR - 122), (418, FLOOR - 122)), Colour(0.8, 0.13, 55), 8)
    else:
        s.solid(rect(344, top + 90, 30, 190, 15), STEEL.light, "flat", opacity=0.8)
        s.flat(rect(344, top + 180, 30, 100, 15), Colour(0.78, 0.06, 225))


@draws("gooseneck kettle")
def gooseneck(s: Scene, p: Product) -> None:
    c = p.colour
    s.view(410, 620, 1.18)
    s.shadow(410, 190)
    s.tube("M520 480H610Q664 486 650 560L610 720", WOOD, 32)
    s.tube("M290 780Q196 770 200 650Q204 520 176 470Q160 444 124 452", c.shift(-0.02), 26)
    s.solid(poly(mirror([(292, 470), (244, FLOOR)]), 26), c, "round")
    s.solid(poly(mirror([(300, 440), (288, 486)]), 14), c.light, "round")
    s.line(line((296, 486), (504, 486)), c.deep, 4)
    s.solid(rect(372, 396, 56, 46, 18), WOOD, "round")


@draws("stovetop kettle")
def stovetop_kettle(s: Scene, p: Product) -> None:
    c = p.colour
    s.view(390, 610, 1.18)
    s.shadow(400, 220)
    s.tube("M262 560Q262 344 400 344Q538 344 538 560", BLACK, 26)
    s.solid(rect(318, 328, 164, 40, 20), WOOD.shift(-0.1), "round")
    s.solid(poly([(250, 610), (120, 520), (150, 490), (300, 560)], 10), c.shade)
    s.solid(poly([(140, 478), (168, 500), (128, 548), (104, 526)], 8), BLACK)
    s.solid(
        f"M186 {FLOOR}Q156 {FLOOR - 70} 200 650Q240 560 330 536H470Q560 560 600 650Q644 "
        f"{FLOOR - 70} 614 {FLOOR}z",
        c,
        "round",
    )
    s.solid(poly(mirror([(324, 520), (312, 556)]), 12), c.light, "round")
    s.solid(ellipse(400, 504, 22), BLACK, "edge", (5, 5))
    s.line(line((196, FLOOR - 8), (604, FLOOR - 8)), c.deep, 14)


@draws("frying pan")
def frying_pan(s: Scene, p: Product) -> None:
    c = p.colour
    size = 148 + 3.4 * p.number("diameter_cm", 26)
    iron = "iron" in p.text("material")
    s.view(400, 520, 1.0)
    with s.hung(24), s.at(400, 420, turn=-18):
        grip = c if iron else STEEL if c.lightness > 0.75 else BLACK
        s.solid(
            poly(
                [
                    (-30, size - 20),
                    (30, size - 20),
                    (24 if iron else 30, size + 280),
                    (-24 if iron else -30, size + 280),
                ],
                24,
            ),
            grip.shift(0.03),
            "edge",
            (12, 6),
        )
        s.flat(ellipse(0, size + 244, 12), s.tint.shade)
        if iron:
            s.solid(
                poly(
                    [(-40, -size - 16), (40, -size - 16), (52, -size + 30), (-52, -size + 30)], 16
                ),
                c,
            )
        s.solid(ellipse(0, 0, size), c, "edge", (14, 14))
        s.solid(ellipse(0, 0, size - 18), c.shade, "flat")
        s.solid(ellipse(4, 6, size - 30), c.shift(-0.05 if not iron else 0.04), "edge", (-14, -14))
        if c.lightness > 0.75:
            for r in range(30, int(size) - 40, 34):
                s.line(ellipse(4, 6, r), c.shade, 2, 0.5)
        s.line(arc(-size * 0.7, -size * 0.36, -size * 0.2, -size * 0.74, -34), WHITE, 10, 0.28)


@draws("casserole")
def casserole(s: Scene, p: Product) -> None:
    c = p.colour
    s.view(400, 640, 1.22)
    s.shadow(400, 230)
    for x in (168, 632):
        s.tube(
            f"M{x + (46 if x < 400 else -46)} 640H{x}Q{x - (20 if x < 400 else -20)} 672 {x} "
            f"700H{x + (46 if x < 400 else -46)}",
            c.shade,
            26,
        )
    s.solid(poly(mirror([(188, 610), (206, FLOOR)]), 60), c, "round")
    s.solid("M180 612Q196 500 400 492Q604 500 620 612z", c.light, "edge", (20, 8))
    s.solid(rect(172, 596, 456, 28, 14), c.shift(-0.03), "round")
    s.solid(rect(382, 452, 36, 46, 8), STEEL.shade, "round")
    s.solid(ellipse(400, 446, 44, 22), STEEL, "edge", (10, 8))
    s.line(arc(250, 548, 330, 520, -10), WHITE, 9, 0.4)


@draws("saucepan")
def saucepan(s: Scene, p: Product) -> None:
    c = p.colour
    s.view(480, 650, 1.08)
    s.shadow(360, 180)
    s.solid(poly([(520, 630), (800, 584), (806, 622), (520, 676)], 18), BLACK, "edge", (4, 12))
    s.solid(rect(186, 600, 350, 250, 42), c, "round")
    s.solid(
        "M192 596Q220 500 361 496Q502 500 530 596z", Colour(0.86, 0.02, 220), "edge", (14, 6), 0.75
    )
    s.line(arc(240, 560, 300, 526, -10), WHITE, 10, 0.7)
    s.solid(rect(178, 588, 366, 26, 13), STEEL, "round")
    s.solid(rect(350, 462, 22, 38, 4), STEEL.shade, "round")
    s.solid(rect(326, 444, 70, 30, 15), BLACK, "round")


def _blade(kind: str, length: float) -> str:
    if kind == "bread knife":
        teeth = "".join("q10 18 20 0" for _ in range(int(length / 20)))
        return (
            f"M0 -34H{length - 60}Q{length - 8} -28 {length} 22L{length - length % 20} "
            f"30h{-(length // 20) * 20}{teeth}L0 30z"
        )
    if kind == "santoku":
        return f"M0 -44L{length - 110} -44Q{length - 10} -36 {length} 54L40 56L0 44z"
    if kind == "paring knife":
        return f"M0 -24Q{length * 0.6} -26 {length} 18Q{length * 0.5} 30 0 26z"
    return f"M0 -44Q{length * 0.66} -42 {length} 10Q{length * 0.7} 52 30 52L0 40z"


@draws("chef's knife", "santoku", "bread knife", "paring knife")
def knife(s: Scene, p: Product) -> None:
    c, wood = p.colour, p.text("handle") in ("walnut", "beech")
    length = 130 + p.number("blade_cm", 18) * 15.5
    grip = 190 if p.type == "paring knife" else 250
    s.view(400, 500, 1.32 if p.type == "paring knife" else 1.1)
    with s.hung(20), s.at(400, 500, turn=-58), s.at(-(length - grip) / 2, 0):
        s.solid(_blade(p.type, length), STEEL.light, "edge", (0, 22))
        s.line(
            line((20, -30 if p.type == "bread knife" else -36), (length * 0.6, -32)), WHITE, 4, 0.7
        )
        if p.flag("forged"):
            s.solid(rect(-24, -40, 36, 84, 8), STEEL.shade, "edge", (6, 6))
        s.solid(
            f"M0 -36Q-60 -46 -{grip * 0.5} -34T-{grip} -40Q-{grip + 26} 0 -{grip - 8} "
            f"40Q-{grip * 0.6} 20 -60 34L0 34z",
            c,
            "edge",
            (4, 14),
        )
        for i in range(3 if not p.flag("dishwasher_safe") else 0):
            s.solid(ellipse(-50 - i * grip * 0.3, -2, 9), STEEL, "edge", (2, 2))
        if wood:
            for y in (-18, 12):
                s.line(arc(-24, y, -grip + 10, y, 6), c.shade, 3, 0.6)


@draws("French press")
def french_press(s: Scene, p: Product) -> None:
    c = p.colour
    s.view(415, 600, 1.16)
    s.shadow(400, 140)
    s.tube("M520 500H590Q622 502 620 540V720Q620 752 590 754H520", c, 30)
    s.solid(rect(276, 470, 248, 370, 18), Colour(0.92, 0.01, 220), "edge", (18, 8), 0.7)
    s.solid(rect(286, 600, 228, 228, 12), Colour(0.34, 0.05, 50), "round")
    s.solid(rect(286, 586, 228, 22, 8), Colour(0.6, 0.06, 62), "round")
    s.line(line((400, 300), (400, 566)), STEEL.shade, 10)
    s.solid(rect(290, 556, 220, 22, 8), STEEL, "round")
    for y in (490, 800):
        s.solid(rect(266, y, 268, 26, 8), c, "round")
    for x in (290, 496):
        s.solid(rect(x, 510, 14, 300), c, "edge", (4, 0))
    s.solid("M268 480Q272 414 400 410Q528 414 532 480z", c, "round")
    s.solid(poly([(270, 480), (236, 470), (262, 520)], 8), STEEL, "flat")
    s.solid(ellipse(400, 304, 34), c, "edge", (9, 9))
    for x in (284, 484):
        s.solid(rect(x, 816, 32, 34, 8), c, "edge", (5, 0))
    s.line(line((312, 530), (312, 790)), WHITE, 9, 0.35)


@draws("moka pot")
def moka_pot(s: Scene, p: Product) -> None:
    c = p.colour
    s.view(420, 600, 1.16)
    s.shadow(400, 150)
    s.tube("M500 440L600 452Q632 460 624 500L600 620", BLACK, 32)
    for top, bottom, rt, rb, tone in (
        (430, 626, 130, 104, c),
        (640, FLOOR, 112, 142, c.shift(-0.01)),
    ):
        for i, share in enumerate((0.0, 0.24, 0.52, 0.8)):
            nxt = (0.24, 0.52, 0.8, 1.0)[i]
            xs = [
                400 - rt + 2 * rt * share,
                400 - rt + 2 * rt * nxt,
                400 - rb + 2 * rb * nxt,
                400 - rb + 2 * rb * share,
            ]
            shade = (0.02, 0.06, -0.05, -0.12)[i]
            s.flat(
                poly([(xs[0], top), (xs[1], top), (xs[2], bottom), (xs[3], bottom)]),
                tone.shift(shade),
            )
    s.solid(poly([(272, 432), (216, 416), (284, 520)], 6), c.shade)
    s.solid(rect(290, 618, 220, 30, 10), c.shift(-0.06), "round")
    s.solid(poly(mirror([(382, 372), (266, 432)]), 10), c.light, "edge", (16, 4))
    s.solid(rect(378, 330, 44, 50, 12), BLACK, "round")
    s.solid(ellipse(350, 760, 12), BLACK.light, "edge", (3, 3))


@draws("pour-over dripper")
def dripper(s: Scene, p: Product) -> None:
    c = p.colour
    s.view(410, 590, 1.2)
    s.shadow(400, 140)
    glass = Colour(0.92, 0.012, 220)
    s.solid(poly(mirror([(330, 640), (262, 740), (270, FLOOR)]), 34), glass, "edge", (18, 8), 0.75)
    s.solid(poly(mirror([(272, 756), (274, FLOOR - 8)]), 26), Colour(0.36, 0.055, 48), "round")
    s.tube("M530 470H580Q612 474 604 510Q594 552 512 556", c.shift(-0.03), 26)
    s.flat(poly(mirror([(262, 384), (290, 470)]), 6), WHITE.shift(-0.03))
    s.solid(poly(mirror([(248, 432), (352, 626)]), 18), c, "round")
    for x in (-70, -25, 20, 62):
        s.line(arc(400 + x * 1.7, 452, 400 + x * 0.55 + 10, 610, 8), c.shade, 6, 0.8)
    s.solid(rect(276, 616, 248, 28, 14), c.shift(-0.015), "round")
    s.line(line((400, 650), (400, 748)), Colour(0.36, 0.055, 48), 6)


@draws("coffee grinder")
def grinder(s: Scene, p: Product) -> None:
    c = p.colour
    s.view(430, 560, 1.1)
    s.shadow(400, 96)
    s.tube("M400 330V296L600 268", STEEL, 18)
    s.solid(ellipse(606, 236, 32, 40), WOOD.shift(-0.12), "edge", (9, 8))
    s.solid(rect(312, 370, 176, 300, 22), c, "round")
    s.solid(rect(318, 676, 164, 174, 26), c.shift(0.06), "round")
    s.solid(rect(306, 652, 188, 40, 10), STEEL, "round")
    s.solid(poly(mirror([(352, 326), (316, 376)]), 12), STEEL, "round")
    for i in range(7):
        s.line(line((330, 420 + i * 30), (470, 420 + i * 30)), CHARCOAL.shift(-0.08), 4, 0.6)
