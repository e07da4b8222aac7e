"""Games, puzzles, kits and toys for outside."""

from .colour import BLACK, BRIGHT, STEEL, WHITE, WOOD, Colour
from .paths import arc, ellipse, line, poly, rect, star
from .product import Product, draws
from .scene import FLOOR, Scene

PAPER = Colour(0.94, 0.03, 85)


@draws("play till")
def till(s: Scene, p: Product) -> None:
    c = p.colour
    s.view(400, 620, 1.12)
    s.shadow(400, 250)
    s.solid(rect(280, 380, 240, 110, 14), WOOD, "edge", (12, 10))
    s.solid(rect(304, 402, 190, 64, 8), Colour(0.32, 0.03, 200), "flat")
    s.line(
        "M340 454V414M372 414H396V432H372V454H396M430 414H456V454H430V434H456",
        Colour(0.85, 0.12, 150),
        6,
    )
    s.solid(poly([(210, 500), (590, 500), (640, 720), (160, 720)], 20), c, "edge", (20, 10))
    for row in range(3):
        for column in range(4):
            x = 252 + column * 56 - row * 7
            s.solid(rect(x, 530 + row * 58, 44, 40, 10), BRIGHT[(row + column) % 6], "edge", (6, 6))
    s.solid(rect(490, 530, 82, 150, 14), WOOD.light, "edge", (8, 8))
    s.solid(rect(150, 726, 500, 124, 14), WOOD, "edge", (16, 12))
    s.solid(rect(174, 750, 452, 76, 8), c.shade, "edge", (8, 8))
    s.solid(ellipse(400, 788, 20), BRIGHT[0], "edge", (5, 5))


def _track(s: Scene, x1: float, y1: float, x2: float, y2: float, c: Colour) -> None:
    s.line(line((x1, y1), (x2, y2)), c.shade, 34)
    s.line(line((x1, y1 - 6), (x2, y2 - 6)), c, 24)


@draws("marble run")
def marble_run(s: Scene, p: Product) -> None:
    s.view(400, 550, 1.06)
    s.shadow(400, 260)
    for x, top in ((190, 300), (410, 420), (610, 250)):
        for i in range(int((FLOOR - top) / 70)):
            s.solid(rect(x - 22, top + i * 70, 44, 66, 8), BRIGHT[(i + x // 100) % 6], "round")
        s.solid(rect(x - 70, FLOOR - 26, 140, 26, 12), BRIGHT[2], "edge", (10, 8))
    for a, c in (
        ((600, 340, 200, 420), BRIGHT[1]),
        ((190, 520, 420, 570), BRIGHT[0]),
        ((420, 650, 610, 690), BRIGHT[3]),
        ((600, 770, 240, 810), BRIGHT[4]),
    ):
        _track(s, *a, c)
    s.solid(poly([(530, 200), (690, 200), (640, 280), (580, 280)], 14), BRIGHT[5], "edge", (14, 8))
    s.line(ellipse(300, 690, 62), BRIGHT[6].shade, 24)
    s.line(ellipse(297, 687, 62), BRIGHT[6], 16)
    for x, y, i in ((480, 340, 2), (300, 516, 3), (520, 644, 0), (420, 762, 5), (604, 186, 4)):
        s.solid(ellipse(x, y, 19), BRIGHT[i].light, "edge", (5, 5))
        s.flat(ellipse(x - 6, y - 7, 5), WHITE, 0.8)


@draws("brick set")
def rocket(s: Scene, p: Product) -> None:
    s.view(400, 530, 1.06)
    s.shadow(400, 230)
    for i in range(12):
        s.solid(
            rect(570, 806 - i * 44, 54, 42, 4),
            BRIGHT[0] if i % 2 else BRIGHT[0].shade,
            "edge",
            (8, 6),
        )
    for y in (420, 600):
        s.solid(rect(460, y, 130, 26, 4), Colour(0.65, 0.01, 250), "edge", (0, 8))
    s.solid(rect(150, 824, 500, 26, 4), Colour(0.65, 0.01, 250), "edge", (0, 10))
    for i, half in enumerate((96, 96, 96, 96, 96, 96, 76, 52, 26)):
        y = 716 - i * 60
        band = BRIGHT[0] if i in (1, 7, 8) else p.colour
        for k in range(max(1, int(half / 26))):
            s.solid(
                rect(
                    400 - half + 10 + k * (2 * half - 20) / max(1, int(half / 26)),
                    y - 10,
                    24,
                    14,
                    3,
                ),
                band.shade,
                "edge",
                (6, 0),
            )
        s.solid(rect(400 - half, y, 2 * half, 59, 4), band, "edge", (22, 6))
    s.solid(ellipse(392, 446, 44), Colour(0.62, 0.01, 250), "edge", (6, 6))
    s.solid(ellipse(392, 446, 30), Colour(0.72, 0.09, 230), "edge", (-6, -6))
    for side in (-1, 1):
        s.solid(
            poly(
                [
                    (400 + side * 96, 620),
                    (400 + side * 170, 720),
                    (400 + side * 170, 800),
                    (400 + side * 96, 776),
                ],
                6,
            ),
            BRIGHT[2],
            "edge",
            (12, 8),
        )
    for x in (350, 410):
        s.solid(
            poly([(x, 776), (x + 40, 776), (x + 54, 824), (x - 14, 824)], 4),
            BLACK.light,
            "edge",
            (8, 0),
        )


@draws("microscope")
def microscope(s: Scene, p: Product) -> None:
    c = p.colour
    s.view(410, 570, 1.14)
    s.shadow(400, 190)
    s.tube("M470 440Q610 520 580 680Q560 780 460 800", c, 50)
    s.solid(rect(220, 796, 370, 54, 26), c.shade, "edge", (14, 12))
    s.solid(rect(236, 676, 300, 34, 10), BLACK, "edge", (8, 10))
    s.solid(rect(270, 664, 110, 14, 4), Colour(0.88, 0.03, 220), "flat", opacity=0.9)
    s.glow(330, 740, 90, 0.8)
    s.solid(ellipse(330, 758, 46, 22), STEEL, "edge", (8, 6))
    with s.at(404, 470, turn=-24):
        s.solid(rect(-46, -130, 92, 220, 20), WHITE, "round")
        s.solid(rect(-34, -220, 68, 96, 14), BLACK, "round")
        s.solid(rect(-42, -240, 84, 34, 12), BLACK.light, "round")
        s.solid(poly([(-38, 90), (38, 90), (22, 170), (-22, 170)], 8), STEEL, "round")
        s.solid(rect(-46, 20, 92, 26), c, "round")
    s.solid(ellipse(566, 640, 34), BLACK, "edge", (8, 8))


@draws("telescope")
def telescope(s: Scene, p: Product) -> None:
    c = p.colour
    s.view(410, 540, 1.06)
    s.shadow(400, 230)
    for foot in (400, 220, 580):
        s.tube(
            line((400, 560), (foot, FLOOR - (14 if foot == 400 else 0))),
            WOOD if foot != 400 else WOOD.shade,
            22,
        )
    s.solid(rect(366, 520, 68, 70, 16), BLACK, "edge", (10, 10))
    with s.at(400, 480, turn=-32):
        s.solid(rect(-200, -50, 400, 100, 18), c, "edge", (0, 28))
        s.solid(rect(190, -64, 110, 128, 14), c.shift(0.06), "edge", (0, 34))
        s.solid(rect(-290, -30, 100, 60, 10), BLACK, "edge", (0, 16))
        s.solid(rect(-320, -40, 44, 80, 12), BLACK.light, "edge", (0, 20))
        s.solid(rect(-120, -88, 150, 30, 12), BLACK, "edge", (0, 10))
        for x in (-150, 120):
            s.solid(rect(x, -52, 22, 104), STEEL, "edge", (0, 28))
    for x, y, r in ((150, 180, 16), (640, 160, 10), (250, 120, 8), (680, 420, 9)):
        s.flat(star(x, y, r, r * 0.42, 4), WHITE, 0.9)


@draws("robot kit")
def robot(s: Scene, p: Product) -> None:
    c = p.colour
    s.view(400, 570, 1.12)
    s.shadow(400, 210)
    for x in (262, 538):
        s.solid(rect(x - 62, 730, 124, 120, 58), BLACK, "edge", (12, 10))
        for k in (-1, 1):
            s.solid(ellipse(x + k * 30, 790, 26), STEEL, "edge", (6, 6))
    for x, side in ((226, -1), (574, 1)):
        s.tube(f"M{x} 590Q{x + side * 60} 600 {x + side * 54} 680", STEEL, 26)
        s.solid(ellipse(x + side * 54, 700, 30), c, "edge", (7, 7))
    s.solid(rect(236, 530, 328, 230, 34), c, "edge", (24, 16))
    s.solid(rect(284, 570, 200, 120, 16), c.shade, "edge", (-8, -8))
    for x, i in ((320, 0), (372, 3), (424, 2)):
        s.solid(ellipse(x + 10, 630, 18), BRIGHT[i], "edge", (5, 5))
    s.line(line((400, 300), (400, 250)), STEEL.shade, 10)
    s.solid(ellipse(400, 238, 22), BRIGHT[0], "edge", (6, 6))
    s.solid(rect(360, 500, 80, 40, 6), STEEL, "round")
    s.solid(rect(256, 300, 288, 206, 50), WHITE, "edge", (22, 16))
    s.solid(rect(288, 344, 214, 106, 48), Colour(0.28, 0.03, 260), "flat")
    for x in (345, 445):
        s.flat(ellipse(x, 396, 24), Colour(0.82, 0.11, 200))
        s.flat(ellipse(x - 7, 388, 7), WHITE)
    s.line(arc(372, 470, 420, 470, 10), c.deep, 6)


def _jigsaw(x: float, y: float, size: float) -> str:
    k = size * 0.2
    return (
        f"M{x} {y}h{size * 0.38}q{-k * 0.5} {-k * 1.4} {size * 0.12} {-k * 1.4}t{size * 0.12} "
        f"{k * 1.4}h{size * 0.38}"
        f"v{size * 0.38}q{k * 1.4} {-k * 0.5} {k * 1.4} {size * 0.12}t{-k * 1.4} "
        f"{size * 0.12}v{size * 0.38}h{-size}z"
    )


@draws("puzzle")
def puzzle(s: Scene, p: Product) -> None:
    c, forest = p.colour, p.number("pieces", 100) < 500
    s.view(400, 520, 1.06)
    with s.hung(18):
        s.solid(rect(170, 190, 460, 460, 16), c, "edge", (18, 16))
        art = rect(196, 216, 400, 330, 8)
        s.flat(art, Colour(0.82, 0.07, 65) if not forest else Colour(0.86, 0.05, 200))
        with s.inside(art):
            (_forest if forest else _harbour)(s, p)
            for i in range(1, 5):
                s.line(line((196 + i * 80, 216), (196 + i * 80, 546)), WHITE, 2, 0.4)
                s.line(line((196, 216 + i * 66), (596, 216 + i * 66)), WHITE, 2, 0.4)
        s.solid(rect(230, 574, 120, 46, 10), PAPER, "flat")
        s.line(line((250, 597), (330, 597)), c.deep, 9)
    for x, y, turn, i in (
        (250, 720, -16, 3 if forest else 4),
        (430, 760, 12, 2),
        (560, 700, 30, 1),
    ):
        with s.hung(8), s.at(x, y, turn=turn):
            s.solid(_jigsaw(-46, -46, 92), BRIGHT[i], "edge", (8, 8))


def _forest(s: Scene, p: Product) -> None:
    for i in range(11):
        x, y = 200 + i * 40, p.rng.uniform(420, 500)
        tone = Colour(p.rng.uniform(0.45, 0.65), 0.09, 150)
        s.flat(poly([(x, y - 180), (x + 60, y + 60), (x - 60, y + 60)], 8), tone)
    s.flat(rect(190, 490, 420, 70), Colour(0.48, 0.08, 140))
    s.flat(ellipse(360, 500, 30, 22), Colour(0.62, 0.13, 45))
    s.flat(poly([(330, 490), (320, 456), (350, 478)]), Colour(0.62, 0.13, 45))


def _harbour(s: Scene, p: Product) -> None:
    s.flat(ellipse(300, 420, 60), Colour(0.88, 0.11, 85))
    for i in range(6):
        x, h = 380 + i * 40, p.rng.uniform(70, 150)
        s.flat(rect(x, 430 - h, 38, h), Colour(0.42, 0.07, 270 + i * 12))
        s.flat(rect(x + 12, 440 - h + 10, 12, 14), Colour(0.9, 0.1, 85))
    s.flat(rect(190, 428, 420, 130), Colour(0.45, 0.08, 250))
    s.flat(poly([(220, 470), (340, 470), (316, 506), (240, 506)], 6), Colour(0.55, 0.16, 27))
    s.flat(poly([(284, 462), (284, 340), (344, 462)]), PAPER)


@draws("board game")
def board_game(s: Scene, p: Product) -> None:
    c, snails = p.colour, p.text("theme") == "family"
    s.view(400, 530, 1.06)
    with s.hung(20):
        s.solid(rect(150, 200, 500, 500, 14), c, "edge", (20, 20))
        s.solid(rect(178, 228, 430, 430, 8), c.shift(0.07), "flat")
        if snails:
            s.flat("M178 560Q300 500 420 560T608 540V658H178z", Colour(0.66, 0.11, 140))
            _snail(s, 380, 520)
        else:
            for i in range(4):
                x = 200 + i * 100
                h = 210 + (i % 2) * 60
                s.solid(
                    rect(x, 640 - h, 88, h, 4),
                    Colour(0.4 + i * 0.05, 0.07, 280 + i * 30),
                    "edge",
                    (14, 0),
                )
                for k in range(3):
                    s.flat(
                        rect(x + 16 + (k % 2) * 32, 660 - h + k * 56, 22, 30, 3),
                        Colour(0.9, 0.11, 85),
                    )
        s.solid(rect(240, 250, 300, 70, 14), PAPER, "flat")
        s.line(line((276, 285), (506, 285)), c, 18)
    for x, i in ((200, 0), (300, 1), (600, 2)):
        s.shadow(x, 30, 806)
        s.solid(
            poly([(x - 34, 806), (x - 14, 740), (x + 14, 740), (x + 34, 806)], 10),
            BRIGHT[i],
            "edge",
            (8, 4),
        )
        s.solid(ellipse(x, 726, 26), BRIGHT[i], "edge", (7, 6))
    with s.hung(6), s.at(470, 774, turn=14):
        s.solid(rect(-36, -36, 72, 72, 14), WHITE, "edge", (8, 8))
        for x, y in ((-16, -16), (2, 2), (-16, 16), (16, -16), (16, 16)):
            s.flat(ellipse(x - 2, y - 2, 6), BLACK)


def _snail(s: Scene, x: float, y: float) -> None:
    body = Colour(0.85, 0.08, 80)
    s.solid(
        f"M{x - 120} {y + 60}Q{x - 110} {y + 20} {x - 60} {y + 26}H{x + 80}Q{x + 96} {y - 60} "
        f"{x + 130} {y - 60}"
        f"Q{x + 170} {y - 50} {x + 150} {y + 10}Q{x + 140} {y + 64} {x + 80} {y + 64}z",
        body,
        "edge",
        (6, 8),
    )
    s.solid(ellipse(x, y - 16, 84), BRIGHT[4], "edge", (14, 12))
    s.line(
        f"M{x} {y - 16}q30 -6 26 22q-8 34 -46 26q-40 -14 -30 -60q18 -44 62 -34", BRIGHT[4].deep, 9
    )
    for dx in (112, 142):
        s.line(line((x + dx, y - 54), (x + dx + 10, y - 100)), body, 9)
        s.flat(ellipse(x + dx + 10, y - 102, 8), BLACK)


@draws("kite")
def kite(s: Scene, p: Product) -> None:
    c = p.colour
    s.view(410, 500, 1.04)
    with s.hung(30), s.at(420, 380, turn=24):
        top, right, bottom, left = (0.0, -250.0), (190.0, -50.0), (0.0, 280.0), (-190.0, -50.0)
        middle = (0.0, -50.0)
        for pts, tone in (
            ((top, right, middle), c),
            ((right, bottom, middle), BRIGHT[1]),
            ((bottom, left, middle), c.shift(0.03)),
            ((left, top, middle), BRIGHT[1].light),
        ):
            s.flat(poly(pts), tone)
        s.flat(poly([(0, -250), (190, -50), (0, 280)]), BLACK, 0.08)
        s.line(line(top, bottom), WOOD.shade, 6)
        s.line(line(left, right), WOOD.shade, 6)
    with s.hung(14):
        s.line("M306 636Q240 700 300 760T220 880T270 960", c.deep, 6)
        for x, y, turn in ((276, 690, 30), (284, 764, -30), (238, 836, 20), (240, 910, -24)):
            with s.at(x, y, turn=turn):
                s.solid(poly([(0, 0), (-34, -18), (-34, 18)], 4), BRIGHT[2], "edge", (3, 4))
                s.solid(poly([(0, 0), (34, -18), (34, 18)], 4), BRIGHT[2], "edge", (5, 4))


@draws("scooter")
def scooter(s: Scene, p: Product) -> None:
    c = p.colour
    s.view(400, 530, 1.02)
    s.shadow(420, 290)
    s.tube("M270 800L230 260", STEEL, 24)
    s.solid(rect(226, 420, 40, 110, 10), c, "edge", (8, 6))
    s.tube(line((120, 266), (330, 246)), BLACK, 26)
    s.tube(line((190, 260), (268, 252)), STEEL, 18)
    s.solid("M262 730Q300 776 380 776H640L650 806H360Q280 806 240 760z", c, "edge", (4, 12))
    s.flat(rect(390, 770, 220, 10, 5), BLACK)
    s.solid("M600 772Q640 700 716 730L700 756Q660 744 640 790z", c.shade, "edge", (6, 6))
    for x in (262, 672):
        s.solid(ellipse(x, 796, 54), BLACK, "edge", (10, 10))
        s.solid(ellipse(x, 796, 32), c.light, "edge", (7, 7))
        s.flat(ellipse(x, 796, 10), STEEL)
    for x, i in ((108, 0), (342, 0)):
        s.line(arc(x, 262, x + (30 if x > 200 else -30), 320, 8), BRIGHT[i + 1], 7)
