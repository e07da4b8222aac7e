"""Watering, digging, pots, grills and homes for birds and bees."""

from .colour import BLACK, BRASS, STEEL, WHITE, WOOD, Colour
from .paths import arc, ellipse, line, mirror, poly, rect, smooth
from .product import Product, draws
from .scene import FLOOR, Scene

LEAF = Colour(0.55, 0.11, 142)
SOIL = Colour(0.36, 0.045, 50)


@draws("watering can")
def watering_can(s: Scene, p: Product) -> None:
    c, big = p.colour, p.number("capacity_l", 5) > 4
    s.view(400, 620, 1.04 if big else 1.0)
    s.shadow(450, 170)
    if big:
        s.tube("M330 590Q420 430 560 470Q680 520 640 700L600 760", c.shift(-0.02), 26)
        s.tube("M340 800L140 470", c.shift(-0.02), 30)
        s.tube("M200 560L330 640", c.shift(-0.05), 12)
        with s.at(136, 458, turn=-32):
            s.solid(poly([(-22, 14), (22, 14), (60, -40), (-60, -40)], 8), BRASS, "edge", (10, 6))
            s.solid(ellipse(0, -40, 62, 16), BRASS.light, "edge", (5, 5))
        s.solid(poly([(316, 560), (592, 560), (606, FLOOR), (302, FLOOR)], 22), c, "round")
        for y in (596, 810):
            s.line(line((312, y), (594, y)), c.shade, 8)
        s.flat("M330 562Q340 500 420 500Q470 510 480 562z", c.deep)
        return
    s.tube("M570 590Q700 560 690 680Q680 760 576 780", c.shift(-0.02), 24)
    s.tube("M340 790Q220 780 206 620T100 470", c.shift(-0.02), 20)
    s.solid(poly([(352, 560), (560, 560), (600, FLOOR), (312, FLOOR)], 44), c, "round")
    s.flat(ellipse(456, 564, 90, 16), c.deep)


@draws("garden hose")
def hose(s: Scene, p: Product) -> None:
    c = p.colour
    s.view(400, 540, 1.08)
    with s.hung(18):
        for i, r in enumerate((228, 190, 152)):
            d = ellipse(400 + i * 3, 520 + i * 4, r, r * 0.96)
            s.line(d, c.shade, 38)
            with s.at(-4, -4):
                s.line(d, c.shift(0.015), 27)
        s.tube("M620 560Q650 760 560 800", c, 38)
        with s.at(540, 810, turn=70):
            s.solid(rect(-26, -10, 52, 60, 10), BRASS, "round")
            s.solid(poly([(-30, 50), (30, 50), (24, 150), (-24, 150)], 12), BLACK, "round")
            s.solid(
                poly([(20, 60), (80, 30), (90, 60), (26, 100)], 10), BLACK.light, "edge", (5, 5)
            )
            s.solid(rect(-32, 144, 64, 36, 12), c.deep, "round")
        for turn in (20, 140, 260):
            with s.at(400, 524, turn=turn):
                s.solid(rect(124, -15, 126, 30, 10), BLACK, "edge", (5, 8))


@draws("secateurs", "garden scissors")
def cutters(s: Scene, p: Product) -> None:
    c, heavy = p.colour, p.type == "secateurs"
    s.view(400, 500, 1.1)
    with s.hung(18), s.at(400, 480, turn=24):
        if heavy:
            s.solid(
                "M-10 -10Q-60 -90 -40 -190Q-6 -210 10 -250Q70 -150 40 10z", STEEL, "edge", (12, 6)
            )
            s.solid("M6 0Q60 -80 74 -190Q110 -120 60 10z", STEEL.shade.shade, "edge", (8, 6))
            s.solid(
                "M0 20Q80 60 96 190Q100 300 70 350Q40 366 34 320Q40 180 -30 60z",
                c.shift(-0.03),
                "edge",
                (14, 8),
            )
            s.solid(
                "M10 10Q-90 60 -110 190Q-120 310 -86 356Q-56 370 -52 320Q-60 200 30 60z",
                c,
                "edge",
                (14, 8),
            )
            s.line("M-20 110L30 130L-26 150L26 166", STEEL.deep, 8)
        else:
            s.solid("M-16 10L-10 -270Q34 -140 26 20z", STEEL, "edge", (8, 0))
            s.solid("M16 10L14 -270Q-26 -140 -22 20z", STEEL.light, "edge", (8, 0))
            for side in (-1, 1):
                d = smooth(
                    [
                        (side * 8, 20),
                        (side * 110, 90),
                        (side * 120, 220),
                        (side * 60, 290),
                        (side * 14, 200),
                    ]
                )
                s.line(d, c.shade, 32)
                with s.at(-4, -4):
                    s.line(d, c.shift(0.02), 23)
        s.solid(ellipse(4, 14, 28 if heavy else 17), STEEL.shade, "edge", (6, 6))


@draws("spade", "trowel", "rake")
def digger(s: Scene, p: Product) -> None:
    c = p.colour
    s.view(400, 500, 1.06)
    with s.hung(18), s.at(400, 500, turn=16):
        if p.type == "spade":
            s.tube(line((0, -330), (0, 130)), WOOD, 34)
            s.tube(line((-74, -400), (74, -400)), WOOD.shift(-0.06), 36)
            s.tube("M-70 -400L0 -320L70 -400", WOOD, 20)
            s.solid(poly([(-24, 40), (24, 40), (34, 150), (-34, 150)], 8), STEEL.shade, "round")
            s.solid(
                "M-116 130H116L106 330Q60 400 0 410Q-60 400 -106 330z",
                STEEL.shade,
                "edge",
                (24, 12),
            )
            s.line(line((0, 150), (0, 300)), STEEL.deep, 9)
        elif p.type == "trowel":
            s.solid("M-30 -330Q0 -360 30 -330L36 -120Q0 -96 -36 -120z", WOOD, "edge", (14, 8))
            s.solid("M-31 -330Q0 -360 31 -330L34 -240H-33z", c, "edge", (14, 0))
            s.tube("M0 -120V-40Q10 20 0 60", STEEL.shade, 26)
            s.solid(
                "M-90 60Q0 20 90 60L82 230Q60 330 0 390Q-60 330 -82 230z", STEEL, "edge", (26, 10)
            )
            for i in range(4):
                s.line(line((-20, 130 + i * 48), (20, 130 + i * 48)), STEEL.deep, 5)
        else:
            s.tube(line((0, -420), (0, 200)), WOOD, 26)
            for i in range(-5, 6):
                s.line(
                    f"M0 190Q{i * 20} 250 {i * 44} 380Q{i * 46} 410 {i * 46 - 6} 422",
                    c.shade if i % 2 else c,
                    12,
                )
            s.tube(arc(-168, 310, 168, 310, 40), c, 17)
            s.solid(rect(-24, 150, 48, 70, 14), BLACK, "round")


def _plant(s: Scene, p: Product, x: float, y: float, size: float, kind: int) -> None:
    for i in range(9):
        lean = (i - 4) * 0.26 + p.rng.uniform(-0.06, 0.06)
        tone = LEAF.shift(p.rng.uniform(-0.07, 0.07))
        with s.at(x, y, turn=lean * 57):
            h = size * (1 - abs(i - 4) * 0.07)
            if kind == 0:
                s.solid(
                    f"M0 0Q{h * 0.16:.0f} {-h * 0.5:.0f} 0 {-h:.0f}Q{-h * 0.16:.0f} "
                    f"{-h * 0.5:.0f} 0 0z",
                    tone,
                    "edge",
                    (5, 0),
                )
            else:
                s.line(f"M0 0Q{lean * 20:.0f} {-h * 0.6:.0f} 0 {-h:.0f}", tone.deep, 6)
                for k in range(4):
                    for side in (-1, 1):
                        s.flat(ellipse(side * 16, -h * (0.4 + k * 0.18), 19, 12), tone)


@draws("plant pot")
def pot(s: Scene, p: Product) -> None:
    c, wide = p.colour, 90 + p.number("diameter_cm", 22) * 3.4
    high = 60 + p.number("height_cm", 22) * 8.4
    top = FLOOR - high
    rim = "terracotta" in p.text("material")
    s.view(400, 560, 1.12)
    s.shadow(400, wide * 0.76)
    _plant(
        s,
        p,
        400,
        top + 14,
        300 + p.rng.uniform(-20, 30),
        1 if "glazed" in p.text("material") else 0,
    )
    if rim:
        s.solid(rect(400 - wide * 0.86, FLOOR - 20, wide * 1.72, 22, 8), c.shade, "round")
    s.solid(poly(mirror([(400 - wide * 0.94, top), (400 - wide * 0.7, FLOOR - 4)]), 18), c, "round")
    if rim:
        s.solid(rect(400 - wide, top - 6, 2 * wide, 58, 10), c.light, "round")
    elif "glazed" in p.text("material"):
        s.line(arc(400 - wide * 0.6, top + 60, 400 - wide * 0.5, FLOOR - 70, 10), WHITE, 11, 0.4)
        s.solid(
            rect(400 - wide * 0.7, FLOOR - 26, wide * 1.4, 22, 8), Colour(0.66, 0.07, 60), "round"
        )
    else:
        s.solid(
            rect(400 - wide * 0.5, FLOOR - 96, 26, 60, 12), Colour(0.72, 0.08, 230), "edge", (5, 5)
        )
    s.line(line((400 - wide * 0.86, top + 4), (400 + wide * 0.86, top + 4)), c.deep, 5, 0.6)


@draws("planter trough")
def trough(s: Scene, p: Product) -> None:
    c = p.colour
    s.view(400, 620, 1.0)
    s.shadow(400, 320)
    for i, x in enumerate((170, 285, 400, 515, 630)):
        _plant(s, p, x, 660, 170 + 30 * (i % 2), i % 2)
        for _ in range(4 if i % 2 else 0):
            s.flat(
                ellipse(x + p.rng.uniform(-50, 50), 540 + p.rng.uniform(-40, 60), 15),
                Colour(0.62, 0.2, 15),
            )
    s.solid(poly([(80, 650), (720, 650), (690, FLOOR), (110, FLOOR)], 22), c, "edge", (22, 14))
    s.solid(rect(68, 632, 664, 42, 14), c.light, "edge", (10, 10))
    for x in range(130, 690, 40):
        s.line(line((x, 700), (400 + (x - 400) * 0.96, 828)), c.shade, 5, 0.8)


@draws("kettle grill", "portable grill")
def grill(s: Scene, p: Product) -> None:
    c, big = p.colour, p.type == "kettle grill"
    s.view(400, 560 if big else 640, 1.08)
    s.shadow(400, 220)
    legs = (
        ((300, 610, 210, FLOOR - 30), (500, 610, 590, FLOOR))
        if big
        else ((280, 720, 230, FLOOR), (520, 720, 570, FLOOR))
    )
    for x, y, fx, fy in legs:
        s.tube(line((x, y), (fx, fy)), STEEL.shade, 17)
    if big:
        s.tube(line((400, 650), (400, FLOOR - 10)), STEEL.deep, 14)
        s.tube(line((236, 770), (564, 770)), STEEL.shade, 12)
        s.solid(ellipse(212, FLOOR - 36, 38), BLACK, "edge", (8, 8))
        s.solid(poly(mirror([(352, 660), (362, 730)]), 8), STEEL, "round")
    else:
        s.tube(line((520, 720), (300, FLOOR - 6)), STEEL.deep, 12)
        s.tube("M180 600V420Q180 380 220 380H580Q620 380 620 420V600", STEEL, 14)
    y = 500 if big else 600
    s.solid(
        f"M176 {y + 10}H624Q610 {y + 150} 470 {y + 172}H330Q190 {y + 150} 176 {y + 10}z",
        c,
        "edge",
        (34, 16),
    )
    s.solid(
        f"M168 {y - 6}Q180 {y - 190} 400 {y - 200}Q620 {y - 190} 632 {y - 6}z",
        c.light,
        "edge",
        (36, 14),
    )
    s.solid(rect(160, y - 10, 480, 24, 12), STEEL, "round")
    s.tube(f"M350 {y - 200}V{y - 226}H450V{y - 200}", WOOD.shift(-0.15) if big else BLACK, 20)
    s.solid(ellipse(520, y - 110, 18), STEEL, "edge", (5, 5))
    s.line(arc(236, y - 70, 310, y - 160, -18), WHITE, 12, 0.35)


@draws("fire bowl")
def fire_bowl(s: Scene, p: Product) -> None:
    c = p.colour
    s.view(400, 590, 1.08)
    s.shadow(400, 210)
    for x, foot in ((270, 236), (530, 564)):
        s.tube(line((x, 740), (foot, FLOOR)), c.shade, 26)
    s.glow(400, 540, 380, 0.6, Colour(0.88, 0.11, 70))
    for x, h, tone in (
        (330, 210, 0),
        (470, 230, 0),
        (400, 330, 0),
        (370, 170, 1),
        (436, 180, 1),
        (402, 120, 2),
    ):
        colour = (Colour(0.7, 0.17, 50), Colour(0.82, 0.15, 75), Colour(0.95, 0.08, 95))[tone]
        s.flat(
            f"M{x} {690 - h}Q{x + h * 0.42:.0f} {690 - h * 0.3:.0f} {x + h * 0.2:.0f} "
            f"690H{x - h * 0.24:.0f}"
            f"Q{x - h * 0.4:.0f} {690 - h * 0.36:.0f} {x} {690 - h}z",
            colour,
            0.95,
        )
    for x, turn in ((330, 14), (470, -16)):
        with s.at(x, 676, turn=turn):
            s.solid(rect(-110, -24, 220, 46, 22), SOIL.light, "edge", (0, 14))
            s.solid(ellipse(-100 if turn > 0 else 100, 0, 16, 23), WOOD, "edge", (4, 4))
    s.solid("M140 680H660Q620 800 470 806H330Q180 800 140 680z", c, "edge", (36, 14))
    s.solid(rect(126, 668, 548, 24, 12), c.light, "edge", (10, 8))


@draws("nest box")
def nest_box(s: Scene, p: Product) -> None:
    c = p.colour
    s.view(400, 530, 1.1)
    with s.hung(26):
        s.solid(rect(376, 200, 48, 650, 10), WOOD.shift(-0.14), "edge", (12, 8))
        s.solid(
            poly([(400, 262), (560, 420), (560, 760), (240, 760), (240, 420)], 6),
            WOOD,
            "edge",
            (26, 12),
        )
        for y in (470, 560, 650, 730):
            s.line(arc(250, y, 530, y, p.rng.uniform(-10, 10)), WOOD.shade, 4, 0.7)
        s.solid(ellipse(396, 500, 62), WOOD.shade, "edge", (6, 6))
        s.flat(ellipse(396, 500, 48), SOIL.shift(-0.12))
        s.tube(line((396, 620), (396, 626)), WOOD.deep, 26)
        s.solid(
            poly([(400, 214), (624, 428), (590, 464), (400, 284), (210, 464), (176, 428)], 8),
            c,
            "edge",
            (8, 16),
        )


@draws("bee hotel")
def bee_hotel(s: Scene, p: Product) -> None:
    c = p.colour
    s.view(400, 530, 1.08)
    with s.hung(26):
        s.solid(
            poly([(400, 270), (580, 440), (580, 800), (220, 800), (220, 440)], 8),
            c,
            "edge",
            (24, 12),
        )
        s.flat(
            poly([(400, 330), (548, 466), (548, 770), (252, 770), (252, 466)], 6), SOIL.shift(0.03)
        )
        for row in range(3):
            y = 500 + row * 92
            s.solid(rect(258, y, 282, 84, 6), c.shift(0.03 - 0.04 * row), "edge", (5, 6))
            for i in range(8):
                for k in range(2):
                    r = 5 + ((i * 3 + k * 5 + row) % 4) * 2.4
                    s.flat(ellipse(280 + i * 34, y + 24 + k * 36, r), SOIL.shift(-0.1))
        s.solid(poly([(400, 350), (500, 444), (300, 444)], 6), c.light, "edge", (8, 6))
        for x, y in ((370, 420), (400, 396), (430, 420), (400, 426)):
            s.flat(ellipse(x, y, 8), SOIL.shift(-0.1))
        s.solid(
            poly([(400, 220), (640, 444), (608, 478), (400, 288), (192, 478), (160, 444)], 8),
            Colour(0.42, 0.05, 50),
            "edge",
            (8, 16),
        )
    bee = Colour(0.84, 0.15, 88)
    for x, y, turn in ((640, 330, -14), (150, 620, 20)):
        with s.at(x, y, turn=turn):
            for side in (-10, 12):
                s.flat(ellipse(side, -20, 13, 20), WHITE, 0.8)
            s.solid(ellipse(0, 0, 32, 21), bee, "edge", (6, 6))
            for dx in (-8, 8):
                s.line(arc(dx, -18, dx, 18, -4), BLACK, 7)
