"""Helmets, weights, mats, running shoes and what a bicycle needs."""

from itertools import pairwise

from .colour import BLACK, BRIGHT, STEEL, WHITE, WOOD, Colour
from .paths import arc, ellipse, line, poly, rect, spiral
from .product import Product, draws
from .scene import FLOOR, Scene


@draws("city helmet", "road helmet", "trail helmet", "children's helmet")
def helmet(s: Scene, p: Product) -> None:
    c = p.colour
    s.view(400, 560, 1.14)
    s.shadow(400, 180, 800)
    s.line("M236 640Q280 770 360 790Q420 780 520 660", BLACK, 15)
    s.line("M330 660L356 786", BLACK, 13)
    s.solid(rect(336, 774, 54, 26, 8), BLACK.light, "edge", (5, 5))
    round_shell = p.type in ("city helmet", "children's helmet")
    low = 650 if p.type != "trail helmet" else 690
    shell = (
        f"M168 640Q150 360 400 336Q640 340 646 {low - 20}Q640 {low + 8} 600 {low}Q500 {low - 26} "
        f"420 650Q300 676 196 672Q170 668 168 640z"
    )
    s.solid(shell, c, "edge", (30, 20))
    with s.inside(shell):
        s.flat(
            f"M150 628Q300 660 420 622Q540 590 660 {low - 50}V720H150z",
            c.shade if not c.is_dark else c.light,
            0.9,
        )
        if round_shell:
            for x, y in ((300, 450), (370, 424), (440, 424), (510, 446)):
                s.flat(rect(x - 26, y, 40, 18, 9), c.deep)
        else:
            _vents(s, c)
    if p.type == "children's helmet":
        _ladybird(s, shell)
    if p.flag("visor"):
        s.solid("M200 540Q120 520 70 560Q60 584 90 588Q150 586 214 606z", BLACK, "edge", (10, 10))
    s.line(arc(226, 470, 320, 372, -30), WHITE, 13, 0.4)


def _vents(s: Scene, c: Colour) -> None:
    for d in (
        "M230 540Q280 420 400 392Q320 450 290 560z",
        "M320 570Q350 440 470 396Q410 470 400 570z",
        "M440 566Q460 460 540 420Q510 490 510 570z",
        "M550 570Q560 500 590 470Q600 520 600 580z",
    ):
        s.solid(d, c.deep.shift(-0.08), "edge", (-5, -6))


def _ladybird(s: Scene, shell: str) -> None:
    with s.inside(shell):
        for x, y, r in (
            (290, 480, 32),
            (400, 440, 30),
            (500, 500, 34),
            (390, 560, 26),
            (240, 590, 26),
            (580, 580, 26),
        ):
            s.flat(ellipse(x, y, r), BLACK)


@draws("bike lights")
def bike_lights(s: Scene, p: Product) -> None:
    s.view(400, 600, 1.1)
    s.shadow(300, 150)
    s.shadow(590, 80)
    for x, half, lens in ((300, 130, Colour(0.97, 0.05, 90)), (590, 78, Colour(0.58, 0.2, 25))):
        s.solid(rect(x - half * 0.5, 700, half, 150, 20), BLACK.light, "round")
        s.solid(
            rect(x - half, 620 - half, 2 * half, 2 * half, half * 0.6), p.colour, "edge", (18, 14)
        )
        s.solid(ellipse(x - 4, 616, half * 0.74), STEEL, "edge", (6, 6))
        s.solid(ellipse(x - 4, 616, half * 0.64), lens, "edge", (-8, -8))
        s.glow(x - 4, 612, half * 1.7, 0.55, lens.shift(0.05))
        s.line(line((x - half * 0.3, 590), (x + half * 0.2, 590)), WHITE, 8, 0.6)


@draws("folding lock")
def folding_lock(s: Scene, p: Product) -> None:
    c = p.colour
    s.view(400, 520, 1.08)
    points = [
        (300.0, 760.0),
        (180.0, 600.0),
        (220.0, 390.0),
        (400.0, 280.0),
        (590.0, 390.0),
        (620.0, 600.0),
        (500.0, 760.0),
    ]
    with s.hung(18):
        for a, b in pairwise(points):
            s.tube(line(a, b), c, 46)
        for x, y in points[1:-1]:
            s.solid(ellipse(x, y, 15), STEEL, "edge", (4, 4))
        s.solid(rect(256, 710, 288, 120, 40), BLACK, "edge", (16, 14))
        s.solid(ellipse(400, 770, 34), STEEL, "edge", (8, 8))
        s.flat(rect(394, 752, 12, 36, 5), BLACK)


@draws("floor pump")
def pump(s: Scene, p: Product) -> None:
    c = p.colour
    s.view(410, 520, 1.02)
    s.shadow(400, 170)
    s.line("M420 800Q620 790 610 560T560 300Q520 240 470 300V470", BLACK, 15)
    s.line(line((400, 180), (400, 400)), STEEL, 17)
    s.solid(rect(270, 150, 260, 48, 24), WOOD, "edge", (10, 14))
    s.solid(rect(364, 340, 72, 470, 18), c, "round")
    s.solid(rect(356, 326, 88, 34, 10), BLACK, "round")
    s.solid(ellipse(400, 740, 76), BLACK, "edge", (12, 12))
    s.solid(ellipse(398, 738, 60), WHITE, "edge", (6, 6))
    s.line(arc(358, 752, 438, 752, -56), Colour(0.6, 0.15, 30), 6)
    s.line(line((398, 744), (428, 706)), BLACK, 6)
    s.solid(
        "M230 836Q240 806 320 806H480Q560 806 570 836L572 850H228z", BLACK.light, "edge", (10, 8)
    )


@draws("dumbbells")
def dumbbells(s: Scene, p: Product) -> None:
    c, heavy = p.colour, p.number("weight_kg", 4) > 5
    size = 98 if heavy else 74
    s.view(400, 690, 1.14)
    for x, y, scale in ((430, 720, 0.9), (370, 850, 1.0)):
        s.shadow(x, 235 * scale, y, 0.9)
        with s.at(x, y - size * scale, scale):
            s.solid(rect(-130, -22, 260, 44, 20), STEEL if heavy else c.light, "edge", (0, 14))
            if heavy:
                for k in range(-5, 6):
                    s.line(line((k * 14 - 6, -16), (k * 14 + 6, 8)), STEEL.deep, 3, 0.7)
            for side in (-1, 1):
                if heavy:
                    d = poly(
                        [
                            (side * 110 - 70, -size),
                            (side * 110 + 70, -size),
                            (side * 110 + 84, 0),
                            (side * 110 + 70, size),
                            (side * 110 - 70, size),
                            (side * 110 - 84, 0),
                        ],
                        18,
                    )
                else:
                    d = rect(side * 150 - 68, -size, 136, 2 * size, 44)
                with s.at(side * 40 if heavy else 0, 0):
                    s.solid(d, c, "edge", (14, 26))
                    s.line(
                        line((side * 112 - 44, -size + 22), (side * 112 + 30, -size + 22)),
                        c.light.light,
                        6,
                        0.6,
                    )


@draws("kettlebell")
def kettlebell(s: Scene, p: Product) -> None:
    c = p.colour
    r = 150 + p.number("weight_kg", 12) * 2.6
    y = FLOOR - r * 0.9
    s.view(400, 610, 1.12)
    s.shadow(400, r * 0.62)
    s.tube(
        f"M{400 - r * 0.5} {y - r * 0.6}Q{400 - r * 0.8} {y - r * 1.75} {400 - 60} "
        f"{y - r * 1.75}H460"
        f"Q{400 + r * 0.8} {y - r * 1.75} {400 + r * 0.5} {y - r * 0.6}",
        c,
        50,
    )
    d = ellipse(400, y, r, r * 0.92)
    s.solid(d, c, "edge", (32, 24))
    s.flat(ellipse(394, y + 4, r * 0.46), c.light.light)
    _digits(s, f"{p.number('weight_kg', 12):.0f}", 396, y - 36, c.deep)


def _digits(s: Scene, text: str, cx: float, y: float, c: Colour) -> None:
    shapes = {
        "0": "M0 20Q0 0 20 0T40 20V56Q40 76 20 76T0 56z",
        "1": "M8 16L26 2V76",
        "2": "M2 20Q6 0 24 0T42 26L0 76H46",
    }
    for i, digit in enumerate(text):
        with s.at(cx + (i - len(text) / 2) * 58 + 8, y):
            s.line(shapes[digit], c, 12)


@draws("resistance bands")
def bands(s: Scene, p: Product) -> None:
    s.view(400, 520, 1.08)
    with s.hung(16):
        for i, colour in enumerate((BRIGHT[1], BRIGHT[3], BRIGHT[2], BRIGHT[0], BLACK)):
            x = 180 + i * 110
            d = rect(x - 44 - i * 2, 230 + i * 8, 88 + i * 4, 560 - i * 8, 44)
            s.line(d, colour.shade, 20 + i * 5)
            with s.at(-3, -3):
                s.line(d, colour, 14 + i * 4)


@draws("yoga mat")
def yoga_mat(s: Scene, p: Product) -> None:
    c, thick = p.colour, p.number("thickness_mm", 4)
    s.view(400, 640, 1.14)
    s.shadow(400, 270)
    s.solid(
        poly([(300, 800), (700, 800), (700, FLOOR), (260, FLOOR)], 4),
        c.shift(-0.03),
        "edge",
        (6, 12),
    )
    s.solid(rect(170, 600, 490, 240, 20), c, "soft", (10, 40))
    s.solid(ellipse(186, 726, 104, 122), c.light, "edge", (6, 6))
    s.line(spiral(186, 726, 88, 4 if thick > 4 else 3, 19 if thick > 4 else 24), c.deep, 8)
    for x in (330, 540):
        s.flat(rect(x, 596, 34, 250, 10), c.trim if thick > 4 else BLACK)
    if thick <= 4:
        s.tube("M348 600Q440 420 556 600", BLACK, 18)


@draws("running shoe")
def running_shoe(s: Scene, p: Product) -> None:
    c, trail = p.colour, p.text("surface") == "trail"
    s.view(420, 690, 1.2)
    s.shadow(420, 270)
    sole = WHITE if not trail else Colour(0.3, 0.01, 260)
    if trail:
        for x in range(176, 660, 44):
            s.solid(
                poly([(x, 826), (x + 32, 826), (x + 24, FLOOR + 2), (x + 8, FLOOR + 2)], 3),
                sole,
                "flat",
            )
    upper = (
        "M188 770Q170 690 206 622Q218 596 236 600Q262 640 330 630Q352 592 390 606Q470 690 580 "
        "712Q676 732 686 790z"
    )
    s.solid(
        "M206 640Q196 580 222 566Q250 560 262 600L330 630Q350 600 372 596L392 616L330 690L210 680z",
        c.deep,
        "flat",
    )
    s.solid(upper, c, "edge", (14, 14))
    with s.inside(upper):
        s.flat("M170 700Q250 700 270 800H170z", c.shade)
        s.flat("M590 700Q560 740 570 800H700V700z", c.shade)
        s.line(
            "M300 800Q360 680 440 672M350 800Q410 710 490 696",
            WHITE if not trail else BRIGHT[1],
            17,
        )
    for i in range(4):
        s.line(line((382 + i * 40, 636 + i * 22), (356 + i * 42, 664 + i * 19)), WHITE, 10)
    s.solid(
        "M168 768Q300 800 440 786T700 776Q712 812 680 838H210Q160 838 168 768z",
        sole,
        "edge",
        (8, 20),
    )
    s.line("M190 806Q330 830 470 812T690 806", c, 9)
