"""Backpacks, suitcases, totes and what goes into them."""

from .colour import BLACK, BRASS, STEEL, WOOD, Colour
from .paths import arc, ellipse, fmt, line, mirror, poly, rect, smooth
from .product import Product, draws
from .scene import FLOOR, Scene

LEATHER = Colour(0.48, 0.085, 52)


def _straps(s: Scene, c: Colour, half: float, top: float) -> None:
    for side in (-1, 1):
        near, far, end = 400 + side * half * 0.5, 400 + side * (half + 56), 400 + side * (half + 34)
        s.tube(
            f"M{fmt(near, top + 50)}Q{fmt(far, top + 90, end, FLOOR - 190)}L{
                fmt(400 + side * half * 0.8, FLOOR - 40)
            }",
            c.deep,
            26,
        )


@draws("backpack", "roll-top backpack", "travel backpack", "children's backpack")
def backpack(s: Scene, p: Product) -> None:
    c, litres = p.colour, p.number("capacity_l", 20)
    half = 112 + litres * 1.9
    h = 370 + litres * 5
    top = FLOOR - h
    s.view(400, (top + FLOOR) / 2 - 10, 1.1)
    s.shadow(400, half)
    _straps(s, c, half, top)
    s.tube(
        f"M356 {top + 16}V{top - 26}Q356 {top - 48} 380 {top - 48}H420Q444 {top - 48} 444 "
        f"{top - 26}V{top + 16}",
        c.deep,
        17,
    )
    roll = p.type == "roll-top backpack"
    corner = 24 if p.type == "travel backpack" or roll else half * 0.8
    body = poly(
        mirror([(400 - half * 0.86, top), (400 - half, top + h * 0.5), (400 - half, FLOOR)]),
        corner if corner < 60 else 96,
    )
    s.solid(body, c, "edge", (24, 14))
    if roll:
        s.solid(rect(400 - half * 0.94, top - 16, half * 1.88, 62, 24), c.light, "edge", (12, 14))
        s.line(line((400 - half * 0.8, top + 16), (400 + half * 0.8, top + 16)), c.shade, 5)
        s.line(line((400, top + 40), (400, top + 150)), BLACK, 20)
        s.solid(rect(376, top + 90, 48, 36, 8), BLACK.light, "edge", (5, 5))
    else:
        s.line(
            f"M{400 - half * 0.8:.0f} "
            f"{top + h * 0.46:.0f}V{top + h * 0.22:.0f}Q{400 - half * 0.76:.0f} {top + 50:.0f} "
            f"400 {top + 46:.0f}"
            f"Q{400 + half * 0.76:.0f} {top + 50:.0f} {400 + half * 0.8:.0f} "
            f"{top + h * 0.22:.0f}V{top + h * 0.46:.0f}",
            c.deep,
            6,
        )
    _front_pocket(s, p, c, half, top, h)


def _front_pocket(s: Scene, p: Product, c: Colour, half: float, top: float, h: float) -> None:
    y = top + h * 0.54
    if p.type == "children's backpack":
        for side in (-1, 1):
            s.solid(ellipse(400 + side * half * 0.66, top + 22, 38), c, "edge", (8, 8))
            s.flat(ellipse(400 + side * 40, top + 136, 10), BLACK)
        s.flat(smooth([(386, top + 160), (414, top + 160), (400, top + 176)]), BLACK)
        s.line(f"M370 {top + 178}Q400 {top + 206} 430 {top + 178}", BLACK, 5)
    leather = "leather" in p.text("material")
    s.solid(rect(400 - half * 0.78, y, half * 1.56, h * 0.4, 34), c.shift(0.025), "edge", (16, 12))
    s.line(line((400 - half * 0.62, y + 34), (400 + half * 0.62, y + 34)), c.deep, 6)
    s.solid(
        rect(400 + half * 0.4, y + 32, 13, 38, 6), LEATHER if leather else c.trim, "edge", (3, 3)
    )
    if leather:
        for side in (-1, 1):
            s.solid(
                rect(400 + side * half * 0.48 - 14, FLOOR - h * 0.2, 28, h * 0.2 - 4, 5),
                LEATHER,
                "edge",
                (5, 4),
            )
    else:
        s.solid(rect(368, y + h * 0.2, 64, 40, 6), c.trim, "edge", (4, 4))
    if p.flag("hip_belt"):
        for side in (-1, 1):
            s.solid(
                rect(400 + side * (half + 16) - 26, FLOOR - 90, 52, 46, 16), c.deep, "edge", (6, 8)
            )


@draws("hiking backpack")
def hiking_pack(s: Scene, p: Product) -> None:
    c, litres = p.colour, p.number("capacity_l", 40)
    half, h = 106 + litres * 1.05, 380 + litres * 4.2
    top = FLOOR - h
    s.view(400, (top + FLOOR) / 2, 1.06)
    s.shadow(400, half + 10)
    _straps(s, c, half, top)
    for side in (-1, 1):
        s.solid(
            rect(400 + side * (half - 4) - 34, FLOOR - h * 0.5, 68, h * 0.42, 26),
            c.shade,
            "edge",
            (10, 8),
        )
        s.solid(
            rect(400 + side * (half - 4) - 22, FLOOR - h * 0.62, 44, h * 0.26, 18),
            STEEL if side < 0 else c.trim,
            "round",
        )
        s.solid(
            rect(400 + side * (half - 4) - 36, FLOOR - h * 0.4, 72, h * 0.34, 22),
            c.shift(-0.06),
            "edge",
            (10, 8),
        )
    s.solid(
        poly(mirror([(400 - half * 0.9, top + 90), (400 - half, FLOOR - 20)]), 46),
        c,
        "edge",
        (22, 12),
    )
    s.solid(
        poly(mirror([(400 - half * 0.8, top), (400 - half * 1.02, top + 128)]), 50),
        c.light,
        "edge",
        (18, 16),
    )
    s.line(line((400 - half * 0.66, top + 84), (400 + half * 0.66, top + 84)), c.deep, 6)
    for x in (400 - half * 0.52, 400 + half * 0.52):
        s.line(line((x, top + 110), (x, FLOOR - 90)), BLACK, 15)
        s.solid(rect(x - 18, top + 176, 36, 46, 8), BLACK.light, "edge", (5, 5))
    s.solid(
        rect(400 - half * 0.66, FLOOR - h * 0.5, half * 1.32, h * 0.3, 28),
        c.shift(-0.03),
        "edge",
        (12, 10),
    )
    s.line(
        arc(400 - half * 0.6, FLOOR - h * 0.44, 400 + half * 0.6, FLOOR - h * 0.44, 12), c.deep, 6
    )
    if litres > 50:
        s.solid(rect(400 - half - 30, FLOOR - 74, 2 * half + 60, 82, 41), c.trim, "edge", (14, 22))
        for x in (400 - half * 0.5, 400 + half * 0.5):
            s.line(line((x, FLOOR - 78), (x, FLOOR + 6)), BLACK, 14)


@draws("suitcase", "soft suitcase", "children's suitcase")
def suitcase(s: Scene, p: Product) -> None:
    c, tall = p.colour, p.number("height_cm", 60)
    h, half = tall * 7.3, 56 + tall * 2.1
    base = FLOOR - 34
    top = base - h
    soft, child = p.type == "soft suitcase", p.type == "children's suitcase"
    s.view(400, (top - 110 + FLOOR) / 2, 1.04 if tall > 50 else 1.3)
    s.shadow(400, half)
    _trolley(s, top, 70 if child else 130)
    for off in (-half + 44, half - 44):
        s.solid(rect(400 + off - 20, base - 10, 40, 46, 14), BLACK, "edge", (8, 6))
    s.solid(rect(400 - half, top, 2 * half, h, 30 if soft else 54), c, "edge", (26, 18))
    if soft:
        _pockets(s, c, half, top, h)
    elif child:
        _face(s, c, half, top, h)
    else:
        _ribs(s, c, half, top, base)
    s.solid(rect(356, top - 8, 88, 26, 12), c.deep, "edge", (6, 6))
    if p.flag("lock"):
        s.solid(rect(400 + half - 40, top + h * 0.44, 32, 66, 8), STEEL, "edge", (6, 6))


def _trolley(s: Scene, top: float, rise: float) -> None:
    for off in (-44.0, 44.0):
        s.line(line((400 + off, top + 10), (400 + off, top - rise)), STEEL.shade, 12)
    s.solid(rect(336, top - rise - 22, 128, 36, 16), BLACK, "edge", (8, 10))


def _pockets(s: Scene, c: Colour, half: float, top: float, h: float) -> None:
    for y, share in ((top + h * 0.12, 0.26), (top + h * 0.46, 0.44)):
        s.solid(
            rect(400 - half * 0.78, y, half * 1.5, h * share, 20),
            c.shift(0.03),
            "edge",
            (12, 12),
        )
        s.line(line((400 - half * 0.66, y + 26), (400 + half * 0.56, y + 26)), c.trim, 6)


def _face(s: Scene, c: Colour, half: float, top: float, h: float) -> None:
    for side in (-1, 1):
        s.solid(
            ellipse(400 + side * half * 0.36, top + h * 0.34, 34),
            Colour(0.97, 0.01, 85),
            "edge",
            (6, 6),
        )
        s.flat(ellipse(400 + side * half * 0.36 + 6, top + h * 0.35, 15), BLACK)
    s.line(f"M340 {top + h * 0.58:.0f}Q400 {top + h * 0.72:.0f} 460 {top + h * 0.58:.0f}", BLACK, 9)
    s.line(line((400 - half, top + h * 0.84), (400 + half - 26, top + h * 0.84)), c.shade, 9)


def _ribs(s: Scene, c: Colour, half: float, top: float, base: float) -> None:
    for i in range(7):
        x = 400 - half + 44 + i * (2 * half - 104) / 6
        s.line(line((x, top + 36), (x, base - 46)), c.shade, 11)
        s.line(line((x - 7, top + 40), (x - 7, base - 50)), c.light, 4, 0.7)


@draws("tote bag")
def tote(s: Scene, p: Product) -> None:
    c, leather = p.colour, p.text("material") == "leather"
    s.view(400, 560, 1.1)
    s.shadow(400, 210)
    strap = c.shade if leather else c.shift(-0.05)
    s.line("M310 520Q310 260 400 260Q490 260 490 520", strap.deep, 20)
    s.solid(poly([(190, 480), (610, 480), (586, FLOOR), (214, FLOOR)], 26), c, "edge", (24, 14))
    s.tube("M310 580Q300 300 400 296Q500 300 490 580", strap, 24)
    if leather:
        s.line(line((206, 500), (596, 500)), c.deep, 6)
        for x in (310, 490):
            s.solid(rect(x - 20, 560, 40, 70, 12), c.shade, "edge", (6, 6))
            s.solid(ellipse(x, 606, 7), BRASS, "edge", (2, 2))
        s.line("M212 520L232 836H570L590 520", c.deep, 3, 0.8, "9 8")
    else:
        for x in (310, 490):
            s.line(line((x, 580), (x, 640)), strap.shade, 24)
        s.line(line((196, 508), (600, 508)), c.shade, 4, 0.8)
        for i, x in enumerate((350, 400, 450)):
            s.flat(ellipse(x, 720 - (i % 2) * 26, 36, 58), Colour(0.55, 0.09, 145), 0.85)
            s.line(line((x, 770), (400, 800)), Colour(0.45, 0.08, 145), 6, 0.9)


@draws("messenger bag")
def messenger(s: Scene, p: Product) -> None:
    c = p.colour
    s.view(400, 560, 1.1)
    s.shadow(400, 260)
    s.tube("M180 600Q150 230 400 230Q650 230 620 600", c.deep, 34)
    s.solid(rect(146, 520, 508, 330, 36), c.shift(-0.04), "edge", (20, 14))
    s.solid(
        "M136 540Q136 500 176 500H624Q664 500 664 540V720Q664 756 630 756H170Q136 756 136 720z",
        c,
        "edge",
        (20, 16),
    )
    for x in (260, 540):
        s.solid(rect(x - 20, 640, 40, 150, 8), LEATHER, "edge", (6, 6))
        s.solid(rect(x - 27, 736, 54, 42, 8), BRASS, "edge", (6, 6))
    s.line("M150 530V716Q150 742 174 742H626Q650 742 650 716V530", c.shade, 3, 1, "9 8")


@draws("duffel bag")
def duffel(s: Scene, p: Product) -> None:
    c, leather = p.colour, "leather" in p.text("material")
    trim = LEATHER if leather else BLACK
    s.view(400, 620, 1.04)
    s.shadow(400, 300)
    s.line("M270 560Q280 360 400 360Q520 360 530 560", trim.deep, 19)
    s.solid(
        "M92 700Q92 520 180 510H620Q708 520 708 700V790Q708 850 640 850H160Q92 850 92 790z",
        c,
        "edge",
        (30, 18),
    )
    s.flat(
        "M140 520Q120 560 118 700Q120 830 150 848H160Q92 850 92 790V700Q92 540 140 520z",
        trim if leather else c.deep,
        0.9,
    )
    s.flat(
        "M660 520Q680 560 682 700Q680 830 650 848H640Q708 850 708 790V700Q708 540 660 520z",
        trim.shade if leather else c.deep,
        0.9,
    )
    s.line(line((190, 520), (610, 520)), c.deep, 11)
    for x in (270, 530):
        s.solid(rect(x - 20, 520, 40, 326, 4), trim, "edge", (8, 0))
    s.tube("M270 640Q270 420 400 420Q530 420 530 640", trim, 24)
    s.solid(rect(352, 404, 96, 40, 18), trim.light, "edge", (8, 8))
    if not leather:
        s.line(line((296, 760), (504, 760)), c.light.light, 13)


@draws("wash bag")
def wash_bag(s: Scene, p: Product) -> None:
    c = p.colour
    s.view(400, 560, 1.12)
    with s.hung(22):
        s.tube("M400 330V250Q400 210 440 210Q474 214 470 250", STEEL, 13)
        s.solid(rect(190, 320, 420, 200, 34), c.shift(-0.02), "edge", (16, 12))
        s.flat(rect(222, 352, 340, 136, 18), c.deep)
        for x, tone in (
            (270, Colour(0.86, 0.1, 90)),
            (340, Colour(0.95, 0.01, 80)),
            (410, Colour(0.68, 0.12, 30)),
            (490, Colour(0.7, 0.09, 160)),
        ):
            s.solid(rect(x - 26, 380, 52, 116, 12), tone, "round")
            s.solid(rect(x - 14, 358, 28, 26, 6), BLACK, "round")
        s.solid(rect(190, 470, 420, 330, 44), c, "edge", (20, 16))
        s.line("M220 560V540Q224 504 260 504H540Q576 504 580 540V560", c.deep, 7)
        s.solid(rect(570, 546, 18, 50, 8), LEATHER, "edge", (4, 4))


@draws("wallet")
def wallet(s: Scene, p: Product) -> None:
    c = p.colour
    s.view(400, 500, 1.16)
    with s.hung(22), s.at(400, 500, turn=-8):
        for i, tone in enumerate(
            (Colour(0.75, 0.08, 200), Colour(0.8, 0.1, 80), Colour(0.6, 0.13, 30))
        ):
            s.solid(rect(-190 + i * 8, -236 + i * 34, 364, 180, 18), tone, "edge", (8, 6))
            s.line(line((-160 + i * 8, -214 + i * 34), (-90, -214 + i * 34)), tone.light.light, 8)
        s.solid(rect(-216, -120, 432, 310, 26), c, "edge", (16, 16))
        s.solid(
            "M-216 -60Q0 -20 216 -60V164Q216 190 190 190H-190Q-216 190 -216 164z",
            c.light,
            "edge",
            (16, 16),
        )
        s.line(
            "M-198 -34Q0 2 198 -34V160Q198 172 186 172H-186Q-198 172 -198 160z",
            c.shade,
            4,
            1,
            "10 8",
        )


@draws("neck pillow")
def pillow(s: Scene, p: Product) -> None:
    c = p.colour
    s.view(400, 540, 1.12)
    with s.hung(28):
        d = (
            "M250 800Q150 760 140 560Q150 300 400 290Q650 300 660 560Q650 760 550 800Q470 810 470 "
            "730"
            "Q480 690 510 660Q550 600 520 530Q480 460 400 460Q320 460 280 530Q250 600 290 660Q320 "
            "690 330 730Q330 810 250 800z"
        )
        s.solid(d, c, "edge", (26, 24))
        s.line("M200 560Q210 370 400 360Q590 370 600 560Q594 660 540 740", c.shade, 5, 0.8)
        s.line("M200 560Q206 660 260 740", c.shade, 5, 0.8)
        s.line("M330 750Q400 790 470 750", BLACK, 9)
        s.solid(ellipse(400, 772, 17), BLACK, "edge", (4, 4))


@draws("packing cubes")
def cubes(s: Scene, p: Product) -> None:
    c = p.colour
    s.view(400, 610, 1.1)
    s.shadow(400, 270)
    for x, y, w, h, tone in (
        (150, 640, 500, 210, 0.0),
        (170, 470, 330, 160, 0.03),
        (516, 500, 130, 132, -0.05),
        (210, 380, 240, 82, -0.03),
    ):
        s.solid(rect(x, y, w, h, 26), c.shift(tone), "edge", (14, 12))
        s.solid(rect(x + 24, y + 30, w - 56, h - 56, 14), c.shift(tone).deep, "edge", (-5, -5))
        with s.inside(rect(x + 24, y + 30, w - 56, h - 56, 14)):
            for k in range(int((w - 56) / 16)):
                s.line(
                    line((x + 24 + k * 16, y + 30), (x + 24 + k * 16, y + h - 26)),
                    c.shift(tone),
                    2,
                    0.7,
                )
        s.line(line((x + 24, y + 16), (x + w - 40, y + 16)), c.deep.deep, 5)
        s.solid(rect(x + w - 46, y + 10, 34, 14, 6), WOOD, "edge", (3, 3))
