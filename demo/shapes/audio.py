"""Headphones, speakers, turntables and radios."""

from .colour import BLACK, CHARCOAL, STEEL, WHITE, WOOD, Colour
from .paths import ellipse, line, poly, rect
from .product import Product, draws
from .scene import FLOOR, Scene

LEATHER = Colour(0.36, 0.04, 50)


@draws("over-ear headphones")
def headphones(s: Scene, p: Product) -> None:
    c, wired = p.colour, not p.flag("wireless")
    walnut = "walnut" in p.text("material")
    band = CHARCOAL if wired else c
    wide = 206 + p.rng.uniform(-6, 8)
    left, right = 400 - wide, 400 + wide
    s.view(400, 520, 1.1)
    with s.hung(24):
        if wired:
            s.line(f"M{left + 6} 760C{left + 20} 880 380 900 400 820S520 800 560 880", BLACK, 9)
        s.tube(
            f"M{left + 10} 560C{left - 20} 100 {right + 20} 100 {right - 10} 560",
            band,
            40 if not wired else 26,
        )
        s.tube(
            f"M{left + 50} 330C{left + 100} 180 {right - 100} 180 {right - 50} 330",
            LEATHER if walnut else band.trim if band.is_dark else band.deep,
            30,
        )
        for x, side in ((left, -1), (right, 1)):
            s.solid(rect(x - 14 - side * 2, 470, 28, 90, 10), STEEL if wired else c.deep, "round")
            s.solid(
                rect(x - side * 62 - 46, 520, 92, 250, 46),
                BLACK if not c.is_dark or walnut else c.deep,
                "edge",
                (10, 10),
            )
            s.solid(rect(x - side * 2 - 54, 506, 108, 278, 50), c, "edge", (14, 12))
            _cup_detail(s, p, c, x + side * 4)


def _cup_detail(s: Scene, p: Product, c: Colour, x: float) -> None:
    if "walnut" in p.text("material"):
        for i in range(7):
            s.line(line((x - 26, 560 + i * 28), (x + 22, 560 + i * 28)), c.deep, 7)
    elif p.flag("noise_cancelling"):
        s.solid(rect(x - 28, 548, 52, 194, 26), c.light, "edge", (6, 6))
        s.flat(ellipse(x - 2, 720, 5), c.deep)
    elif p.flag("wireless"):
        s.solid(ellipse(x - 2, 645, 32, 62), c.light, "edge", (6, 6))
        s.flat(ellipse(x - 2, 645, 9), c.trim)
    else:
        s.line(line((x - 2, 560), (x - 2, 730)), STEEL, 8)


@draws("earbuds")
def earbuds(s: Scene, p: Product) -> None:
    c, sport, round_case = (
        p.colour,
        p.flag("waterproof"),
        "round" in p.name or p.text("colour") == "Mint",
    )
    s.view(400, 600, 1.18)
    s.shadow(400, 190)
    case = rect(210, 610, 380, 240, 120 if round_case else 76)
    s.solid(rect(226, 470, 348, 200, 100 if round_case else 66), c.shade, "edge", (14, 10))
    s.solid(rect(246, 492, 308, 150, 70), c.deep, "flat")
    for x, side in ((306, -1), (494, 1)):
        if sport:
            s.tube(
                f"M{x} 560Q{x + side * 20} 440 {x + side * 76} 470Q{x + side * 104} 500 "
                f"{x + side * 74} 560",
                BLACK,
                15,
            )
        s.solid(rect(x - 22, 500, 44, 150, 22), c.light, "round")
        s.solid(ellipse(x + side * 8, 516, 50, 44), c.light, "edge", (9, 9))
        s.solid(
            ellipse(x - side * 44, 506, 26, 30),
            BLACK if c.lightness > 0.5 else STEEL,
            "edge",
            (5, 5),
        )
        if p.flag("noise_cancelling"):
            s.flat(rect(x + side * 16 - 5, 504, 10, 26, 5), c.deep)
    s.solid(case, c, "edge", (26, 20))
    s.line(line((236, 640), (564, 640)), c.shade, 4, 0.7)
    s.flat(ellipse(400, 720, 8), Colour(0.72, 0.15, 145))


@draws("wired in-ears")
def wired(s: Scene, p: Product) -> None:
    c = p.colour
    s.view(400, 500, 1.1)
    with s.hung(14):
        s.line(
            "M250 330C250 560 400 520 400 640C400 760 250 720 262 820C276 900 420 880 470 820",
            c,
            11,
        )
        s.line("M550 330C550 560 400 520 400 640", c, 11)
        s.solid(rect(462, 770, 40, 90, 12), c, "edge", (6, 6))
        s.solid(rect(470, 730, 24, 44, 8), STEEL, "round")
        s.solid(rect(384, 600, 32, 76, 14), STEEL, "round")
        s.solid(rect(532, 420, 34, 92, 16), c, "edge", (6, 6))
        for x, side in ((250, -1), (550, 1)):
            s.solid(
                poly([(x - 26, 240), (x + 26, 240), (x + 14, 400), (x - 14, 400)], 12),
                c.light,
                "round",
            )
            s.solid(ellipse(x - side * 4, 232, 62, 58), STEEL.shade, "edge", (12, 12))
            s.solid(ellipse(x - side * 58, 216, 38, 44), c, "edge", (8, 8))


def _grille(s: Scene, x: float, y: float, w: float, h: float, c: Colour) -> None:
    dots = "".join(
        ellipse(x + i, y + j, 4) for j in range(0, int(h), 19) for i in range(0, int(w), 19)
    )
    s.flat(dots, c, 0.75)


@draws("portable speaker")
def portable(s: Scene, p: Product) -> None:
    c, watts = p.colour, p.number("power_w", 10)
    s.view(400, 620, 1.14)
    if watts < 10:
        s.view(400, 620, 1.0)
        s.shadow(400, 150)
        s.tube("M480 470Q540 330 590 420Q610 480 540 530", c.deep, 20)
        s.solid(ellipse(400, 660, 192), c, "edge", (34, 28))
        with s.inside(ellipse(392, 650, 150)):
            _grille(s, 246, 504, 300, 300, c.deep)
        s.line(ellipse(396, 655, 158), c.shade, 8)
    elif watts < 25:
        s.shadow(400, 260)
        s.solid(rect(140, 560, 520, 280, 60), c.deep)
        s.solid(rect(168, 584, 464, 232, 46), c, "edge", (14, 12))
        with s.inside(rect(172, 588, 440, 214, 44)):
            _grille(s, 186, 600, 430, 200, c.deep)
        for x in (154, 606):
            s.solid(rect(x, 550, 40, 300, 18), BLACK, "edge", (8, 8))
    else:
        s.shadow(400, 160)
        s.tube("M280 440Q280 320 400 320Q520 320 520 440", LEATHER, 30)
        s.solid(rect(236, 420, 328, 430, 90), c, "round")
        _grille(s, 276, 520, 250, 250, c.deep)
        s.solid(ellipse(400, 458, 120, 26), c.deep, "flat")
        for x in (350, 400, 450):
            s.flat(ellipse(x, 458, 8, 5), c.light)


@draws("home speaker")
def home_speaker(s: Scene, p: Product) -> None:
    c = p.colour
    s.view(400, 640, 1.1)
    s.shadow(400, 300)
    s.solid(rect(110, 540, 580, 290, 30), c)
    for y in (556, 566, 816):
        s.line(line((140, y), (660, y)), c.shade, 3, 0.5)
    s.solid(rect(136, 574, 420, 230, 16), Colour(0.72, 0.02, 75), "edge", (10, 8))
    _grille(s, 156, 594, 390, 200, Colour(0.5, 0.02, 75))
    for y in (620, 740):
        s.solid(ellipse(616, y, 34), STEEL, "edge", (8, 8))
        s.line(line((616, y - 8), (616, y - 26)), BLACK, 5)
    for x in (170, 590):
        s.solid(rect(x, 828, 50, 22, 4), BLACK, "edge", (6, 0))


@draws("bookshelf speakers")
def bookshelf(s: Scene, p: Product) -> None:
    c = p.colour
    s.view(400, 580, 1.14)
    for x in (120, 430):
        s.shadow(x + 125, 124)
        s.solid(rect(x, 350, 250, 500, 16), c, "edge", (24, 4))
        s.solid(ellipse(x + 114, 470, 52), CHARCOAL, "edge", (10, 10))
        s.solid(ellipse(x + 114, 470, 20), STEEL, "edge", (6, 6))
        s.solid(ellipse(x + 114, 676, 98), CHARCOAL, "edge", (16, 16))
        s.solid(ellipse(x + 114, 676, 76), Colour(0.34, 0.01, 260), "edge", (-14, -14))
        s.solid(ellipse(x + 114, 676, 30), Colour(0.42, 0.01, 260), "edge", (8, 8))


@draws("turntable")
def turntable(s: Scene, p: Product) -> None:
    c, suitcase = p.colour, p.flag("portable")
    s.view(400, 500 if suitcase else 520, 1.1)
    if suitcase:
        _lid(s, c)
    with s.hung(20):
        if suitcase:
            s.solid(rect(110, 430, 580, 440, 20), c, "edge", (20, 20))
            s.solid(rect(134, 452, 516, 386, 12), Colour(0.9, 0.02, 85), "edge", (10, 10))
        else:
            s.solid(rect(110, 340, 580, 440, 28), c, "edge", (20, 20))
        y = 646 if suitcase else 552
        label = Colour(0.8, 0.12, 90) if suitcase else Colour(0.62, 0.15, 35)
        _record(s, y, 176 if suitcase else 190, label)
        s.solid(ellipse(606, y - 130, 40), CHARCOAL, "edge", (8, 8))
        s.tube(f"M606 {y - 130}L590 {y + 60}L500 {y + 112}", STEEL, 15)
        s.solid(poly([(520, y + 84), (536, y + 110), (470, y + 146), (456, y + 124)], 6), BLACK)
        knob = y + 130 if suitcase else y + 170
        s.solid(ellipse(612, knob, 22), STEEL, "edge", (6, 6))


def _record(s: Scene, y: int, radius: int, label: Colour) -> None:
    s.solid(ellipse(350, y, radius), BLACK, "edge", (10, 10))
    for r in (168, 146, 124, 100):
        s.line(ellipse(347, y - 3, r), CHARCOAL, 2)
    s.solid(ellipse(346, y - 4, 66), label, "edge", (5, 5))
    s.flat(ellipse(346, y - 4, 7), WHITE)


def _lid(s: Scene, c: Colour) -> None:
    with s.hung(14):
        s.solid(rect(110, 170, 580, 264, 20), c, "edge", (18, 14))
        s.solid(rect(138, 196, 512, 220, 12), c.deep, "edge", (-8, -8))
        s.tube("M330 172Q330 118 400 118Q470 118 470 172", LEATHER, 20)
        for x in (190, 560):
            s.solid(rect(x, 410, 50, 40, 6), STEEL, "edge", (5, 5))


@draws("radio")
def radio(s: Scene, p: Product) -> None:
    c = p.colour
    s.view(400, 620, 1.14)
    s.shadow(400, 280)
    s.tube("M200 520Q200 430 290 430H510Q600 430 600 520", WOOD, 24)
    s.line(line((600, 510), (690, 330)), STEEL, 8)
    s.solid(rect(120, 500, 560, 340, 60), c, "edge", (24, 16))
    s.solid(rect(160, 544, 270, 250, 34), Colour(0.9, 0.02, 85), "edge", (8, 8))
    _grille(s, 186, 570, 230, 212, Colour(0.7, 0.03, 80))
    s.solid(rect(462, 548, 180, 92, 14), Colour(0.88, 0.05, 90), "flat")
    for i in range(9):
        s.line(line((480 + i * 18, 566), (480 + i * 18, 590 if i % 2 else 602)), BLACK, 3)
    s.line(line((556, 560), (556, 628)), Colour(0.6, 0.19, 27), 5)
    for x in (500, 604):
        s.solid(ellipse(x, 726, 42), WHITE, "edge", (9, 9))
        s.line(line((x, 716), (x, 694)), BLACK, 5)
    for x in (180, 580):
        s.solid(rect(x, 836, 46, 16, 4), WOOD.shade, "flat")


@draws("clock radio")
def clock_radio(s: Scene, p: Product) -> None:
    c = p.colour
    s.view(400, 690, 1.14)
    s.shadow(400, 250)
    s.solid(rect(142, 580, 516, 262, 52), c, "edge", (24, 16))
    s.solid(rect(176, 614, 430, 150, 26), Colour(0.25, 0.02, 265), "flat")
    amber = Colour(0.82, 0.13, 65)
    for x, parts in ((230, "abcdef"), (300, "abc"), (430, "abged"), (500, "abcdef")):
        _digit(s, x, 640, parts, amber)
    for y in (672, 708):
        s.flat(ellipse(388, y, 6), amber)
    s.solid(rect(330, 562, 140, 26, 12), c.shade, "round")
    for x in (250, 350, 450, 550):
        s.solid(ellipse(x, 802, 12), c.shade, "edge", (3, 3))
    s.line(line((190, FLOOR - 4), (610, FLOOR - 4)), c.deep, 8)


def _digit(s: Scene, x: float, y: float, parts: str, c: Colour) -> None:
    segments = {
        "a": line((x, y), (x + 40, y)),
        "b": line((x + 44, y + 6), (x + 44, y + 46)),
        "c": line((x + 44, y + 58), (x + 44, y + 96)),
        "d": line((x, y + 102), (x + 40, y + 102)),
        "e": line((x - 4, y + 58), (x - 4, y + 96)),
        "f": line((x - 4, y + 6), (x - 4, y + 46)),
        "g": line((x, y + 52), (x + 40, y + 52)),
    }
    for part in parts:
        s.line(segments[part], c, 9)
