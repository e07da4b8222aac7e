"""Chairs, stools, benches and a parasol."""

from .colour import STEEL, WHITE, WOOD, Colour
from .paths import arc, ellipse, fmt, line, mirror, poly, rect
from .product import Product, draws
from .scene import FLOOR, Scene


@draws("dining chair")
def spindle_chair(s: Scene, p: Product) -> None:
    c = p.colour
    s.view(400, 560, 1.08)
    s.shadow(400, 180)
    for x, foot in ((330, 310), (470, 490)):
        s.tube(line((x, 600), (foot, FLOOR - 16)), c.shade, 17)
    for i in range(7):
        at = 282 + i * 39.4
        s.line(
            line((400 + (at - 400) * 0.92, 590), (at, 300)),
            c.shade if i % 2 else c.shift(-0.05),
            10,
        )
    s.tube(line((284, 596), (262, 280)), c, 20)
    s.tube(line((516, 596), (538, 280)), c, 20)
    s.solid("M238 286Q400 238 562 286L556 330Q400 284 244 330z", c.light, "edge", (6, 12))
    s.tube(line((290, 740), (510, 740)), c.shift(-0.04), 14)
    for x, foot in ((272, 238), (528, 562)):
        s.tube(line((x, 620), (foot, FLOOR)), c, 24)
    s.solid(
        "M226 606Q230 580 280 580H520Q570 580 574 606Q560 636 400 640Q240 636 226 606z",
        c.light,
        "edge",
        (8, 18),
    )


@draws("stacking chair")
def shell_chair(s: Scene, p: Product) -> None:
    c = p.colour
    s.view(400, 570, 1.1)
    s.shadow(400, 180)
    for a, b in (((340, 640), (312, 836)), ((460, 640), (488, 836))):
        s.tube(line(a, b), STEEL.shade, 15)
    s.solid("M262 300Q400 258 538 300Q552 430 516 560H284Q248 430 262 300z", c, "edge", (18, 8))
    s.solid(rect(356, 322, 88, 26, 13), s.tint.shade, "flat")
    s.line(arc(290, 530, 510, 530, 10), c.shade, 5, 0.8)
    for a, b in (((276, 640), (240, 850)), ((524, 640), (560, 850))):
        s.tube(line(a, b), STEEL, 20)
    s.solid(
        "M236 616Q240 574 300 566H500Q560 574 564 616Q550 652 400 654Q250 652 236 616z",
        c.light,
        "edge",
        (10, 22),
    )


@draws("upholstered chair")
def padded_chair(s: Scene, p: Product) -> None:
    c, legs = p.colour, Colour(0.28, 0.01, 265)
    s.view(400, 560, 1.1)
    s.shadow(400, 190)
    for a, b in (((330, 660), (306, 836)), ((470, 660), (494, 836))):
        s.line(line(a, b), legs.shade, 13)
    s.solid(poly(mirror([(268, 286), (282, 600)]), 66), c, "soft", (18, 12))
    for x in (334, 400, 466):
        s.line(line((x, 300), (400 + (x - 400) * 0.94, 580)), c.shade, 5, 0.8)
    for a, b in (((268, 670), (230, 850)), ((532, 670), (570, 850))):
        s.tube(line(a, b), legs, 18)
    s.solid(rect(232, 572, 336, 104, 48), c.light, "soft", (16, 22))


@draws("stool")
def stool(s: Scene, p: Product) -> None:
    c = p.colour
    s.view(400, 650, 1.2)
    s.shadow(400, 180)
    s.tube(line((404, 540), (416, FLOOR - 14)), c.shade, 28)
    s.tube(line((306, 740), (494, 740)), c.shift(-0.04), 16)
    for x, foot in ((300, 250), (500, 550)):
        s.tube(line((x, 540), (foot, FLOOR)), c, 34)
    s.solid(rect(214, 480, 372, 64, 26), c, "edge", (12, 22))
    s.flat(ellipse(400, 484, 176, 16), c.light)
    for x in (300, 500):
        s.flat(ellipse(x, 486, 13, 4), c.shade)


@draws("deck chair")
def deck_chair(s: Scene, p: Product) -> None:
    c = p.colour
    s.view(400, 560, 1.1)
    s.shadow(400, 250)
    s.tube("M270 250L620 850", WOOD.shift(-0.04), 22)
    cloth = "M232 262L326 240Q372 640 560 680L590 716Q330 760 232 262z"
    s.solid(cloth, WHITE, "edge", (8, 8))
    with s.inside(cloth):
        for i in range(4):
            s.line(
                f"M{236 + i * 25} 262Q{290 + i * 24} {700 - i * 10} {560 + i * 10} {722 - i * 14}",
                c,
                13,
                1,
                "",
                True,
            )
    s.tube("M650 640L190 850", WOOD, 24)
    s.tube("M222 262L540 850", WOOD.light, 24)
    s.tube("M214 268L334 240", WOOD, 22)
    s.tube("M556 682L640 650", WOOD, 20)


@draws("folding chair")
def folding_chair(s: Scene, p: Product) -> None:
    c = p.colour
    s.view(400, 570, 1.1)
    s.shadow(400, 180)
    for a, b in (((520, 590), (270, 846)), ((280, 590), (530, 846))):
        s.tube(line(a, b), c.shade, 17)
    for x, foot in ((280, 254), (520, 546)):
        s.tube(line((x, 300), (x, 600), (foot, FLOOR)), c, 20)
    for y in (330, 396, 462):
        s.solid(rect(276, y, 248, 42, 10), c.light, "edge", (6, 10))
    for i in range(4):
        s.solid(
            rect(254 - i * 5, 580 + i * 24, 292 + i * 10, 18, 8),
            c.shift(0.03 - 0.015 * i),
            "edge",
            (4, 6),
        )


@draws("garden bench")
def bench(s: Scene, p: Product) -> None:
    c = p.colour
    s.view(400, 620, 0.98)
    s.shadow(400, 330)
    for x in (108, 662):
        s.solid(rect(x, 420, 30, 430, 8), c.shade, "edge", (8, 0))
    for i in range(15):
        at = 152 + i * 34.4
        s.solid(rect(at, 470, 18, 160, 4), c.shift(-0.03), "edge", (6, 0))
    s.solid("M96 446Q400 380 704 446V486Q400 424 96 486z", c, "edge", (6, 12))
    s.solid(rect(96, 620, 608, 24, 8), c.light, "edge", (0, 8))
    s.solid(rect(88, 650, 624, 30, 8), c.light, "edge", (0, 12))
    for x in (92, 672):
        s.solid(rect(x, 540, 36, 310, 8), c, "edge", (10, 0))
        s.solid(rect(x - 10, 530, 56, 24, 10), c.light, "edge", (6, 8))
    s.solid(rect(130, 686, 540, 34, 4), c.shift(-0.04), "edge", (0, 10))


@draws("parasol")
def parasol(s: Scene, p: Product) -> None:
    c = p.colour
    s.view(400, 500, 1.06)
    s.shadow(400, 120)
    s.tube(line((400, 170), (400, 820)), WOOD, 20)
    s.solid(rect(300, 816, 200, 34, 14), Colour(0.6, 0.01, 250), "round")
    s.solid(rect(386, 560, 28, 60, 8), STEEL, "round")
    s.line(line((414, 590), (446, 590), (446, 616)), STEEL.shade, 8)
    xs = [70, 190, 320, 480, 610, 730]
    for i in range(5):
        tone = (0.03, 0.045, 0.0, -0.05, -0.1)[i]
        a, b = xs[i], xs[i + 1]
        s.flat(
            f"M{400} 150L{a} "
            f"{400 - abs(a - 400) * 0.06}Q{fmt((a + b) / 2, 428, b, 400 - abs(b - 400) * 0.06)}z",
            c.shift(tone) if i % 2 == 0 else WHITE.shift(tone - 0.04),
        )
    s.solid(ellipse(400, 146, 13, 18), WOOD, "edge", (4, 4))
