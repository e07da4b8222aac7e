"""Shirts, knitwear, trousers and dresses, as if laid out on the wall."""

from collections.abc import Sequence

from .colour import WHITE, Colour
from .paths import Point, arc, ellipse, line, mirror, poly, rect, smooth
from .product import Product, draws
from .scene import Scene


def _flip(points: Sequence[Point]) -> list[Point]:
    return [(800 - x, y) for x, y in points]


def _pair(s: Scene, points: Sequence[Point], c: Colour, r: float = 20) -> None:
    s.solid(poly(points, r), c.shift(-0.012), "edge", (10, 8))
    s.solid(poly(_flip(points), r), c.shift(-0.035), "edge", (10, 8))


@draws("T-shirt", "long-sleeve shirt")
def tshirt(s: Scene, p: Product) -> None:
    c, long = p.colour, p.text("sleeve") == "long"
    striped = p.text("pattern") == "striped"
    cloth = WHITE if striped else c
    waist = 16 if p.attributes.get("for") == ["women"] else 0
    hem = 745 if waist else 780
    short = [(318, 246), (236, 274), (146, 396), (206, 462), (300, 392)]
    arm = [(318, 246), (244, 276), (204, 380), (160, 690), (226, 706), (300, 420)]
    body = mirror([(342, 236), (282, 256), (286, 420), (286 + waist, 540), (280, hem)])
    s.view(400, 240 + (hem - 200) / 2, 1.26)
    with s.hung(), s.at(0, 12):
        s.solid(ellipse(400, 240, 62, 24), cloth.deep, "flat")
        _pair(s, arm if long else short, cloth)
        s.solid(poly(body, 16), cloth, "edge", (18, 12))
        if striped:
            _stripes(s, c, poly(body, 16), hem)
        neck = 262 if long else 286 if waist else 278
        s.flat(f"M340 236Q400 {neck + 30} 460 236L462 228Q400 244 338 228z", cloth.deep)
        s.line(f"M336 238Q400 {neck + 44} 464 238", cloth.shade, 13)
        s.line(line((284, hem - 18), (516, hem - 18)), cloth.shade, 3)
        s.line(arc(300, 470, 330, 560, 10), cloth.shade, 5, 0.7)
        s.line(arc(492, 620, 440, 680, 12), cloth.shade, 5, 0.7)
        if not striped and p.rng.random() < 0.5:
            pocket = poly([(438, 352), (498, 352), (496, 412), (468, 426), (440, 412)], 6)
            s.solid(pocket, cloth.shift(-0.02), "edge", (4, 4))


def _stripes(s: Scene, c: Colour, body: str, hem: int) -> None:
    with s.inside(body):
        for y in range(330, hem, 46):
            s.flat(rect(270, y, 270, 20), c)
    for i in range(6):
        y = 400 + i * 48
        for side in (1, -1):
            x = 400 - side * (212 - i * -10)
            s.line(line((x, y), (x + side * (78 - i * 2), y + 12)), c, 18, 1, "", True)


def _knit(s: Scene, c: Colour, hem: float, cable: bool) -> None:
    if cable:
        for x in (326, 400, 474):
            for y in range(300, int(hem) - 60, 44):
                s.line(
                    f"M{x - 17} {y}C{x - 17} {y + 22} {x + 17} {y + 22} {x + 17} {y + 44}",
                    c.shade,
                    9,
                )
                s.line(
                    f"M{x + 17} {y}C{x + 17} {y + 22} {x - 17} {y + 22} {x - 17} {y + 44}",
                    c.light,
                    9,
                )
        return
    for x in range(292, 516, 18):
        s.line(line((x, 300), (x, hem - 58)), c.shade, 3, 0.42)


@draws("sweater", "roll-neck sweater", "cardigan")
def sweater(s: Scene, p: Product) -> None:
    c, hem = p.colour, 748.0 if p.type != "cardigan" else 800.0
    arm = [
        (322, 244),
        (246, 268),
        (196, 380),
        (148, 668),
        (150, 722),
        (226, 736),
        (238, 676),
        (304, 440),
    ]
    s.view(400, 500, 1.18)
    with s.hung(), s.at(0, 14):
        s.solid(ellipse(400, 236, 62, 26), c.deep, "flat")
        _pair(s, arm, c, 24)
        for x in (188, 612):
            s.line(line((x - 40, 676 - (x > 400) * -10), (x + 40, 684 + (x < 400) * 6)), c.shade, 5)
        s.solid(
            poly(mirror([(340, 232), (284, 252), (280, 420), (276, hem)]), 24), c, "edge", (18, 12)
        )
        _knit(s, c, hem, p.text("pattern") == "cable")
        s.solid(rect(274, hem - 52, 252, 56, 14), c.shift(-0.02), "edge", (10, 8))
        for x in range(290, 520, 15):
            s.line(line((x, hem - 44), (x, hem - 6)), c.shade, 4, 0.8)
        _neck(s, p, c, hem)


def _neck(s: Scene, p: Product, c: Colour, hem: float) -> None:
    if p.type == "roll-neck sweater":
        s.solid(poly(mirror([(342, 150), (338, 256), (400, 286)]), 18), c, "soft", (10, 10))
        s.line(arc(344, 206, 456, 206, 14), c.shade, 5)
        for x in range(352, 456, 13):
            s.line(line((x, 162), (x, 196)), c.shade, 3, 0.6)
    elif p.type == "cardigan":
        s.flat(poly([(338, 228), (462, 228), (404, 470), (396, 470)], 6), s.tint.deep)
        s.flat(poly([(346, 226), (454, 226), (436, 250), (364, 250)], 6), c.deep)
        s.line(line((338, 232), (398, 474), (398, hem - 4)), c.shift(0.03), 20)
        s.line(line((462, 232), (402, 474), (402, hem - 4)), c.shift(-0.03), 18)
        for i in range(5):
            s.solid(ellipse(400, 492 + i * 66, 9), Colour(0.42, 0.06, 55), "edge", (2, 2))
        for x in (298, 432):
            s.solid(rect(x, 640, 72, 76, 8), c.shift(-0.025), "edge", (5, 5))
    else:
        s.flat("M342 230Q400 300 458 230Q400 246 342 230z", c.deep)
        s.line("M340 232Q400 306 460 232", c.shift(-0.045), 20)
        s.line("M344 244Q400 300 456 244", c.shade, 3)


@draws("jeans", "chinos", "drawstring trousers")
def trousers(s: Scene, p: Product) -> None:
    c, fit = p.colour, p.text("fit")
    ankle = {"slim": 92, "straight": 112, "wide": 168}.get(fit, 138)
    outer = {"slim": 296, "straight": 282, "wide": 226}.get(fit, 254)
    bottom = 870 if fit != "loose" else 850
    left = [
        (304, 150),
        (400, 150),
        (402, 380),
        (outer + ankle, bottom),
        (outer, bottom),
        (280, 360),
    ]
    s.view(400, 508, 1.08)
    with s.hung():
        s.solid(poly(left, 10), c, "edge", (16, 6))
        s.solid(poly(_flip(left), 10), c.shift(-0.025), "edge", (16, 6))
        s.solid(
            poly([(304, 140), (496, 140), (500, 186), (300, 186)], 8),
            c.shift(-0.02),
            "edge",
            (6, 8),
        )
        thread = Colour(0.72, 0.11, 65) if p.type == "jeans" else c.shade
        s.line(line((400, 188), (401, 370)), c.deep, 4)
        s.line("M414 190V300Q414 330 402 340", thread, 3)
        for flip in (1, -1):
            s.line(
                f"M{400 - flip * 52} 190Q{400 - flip * 60} 246 {400 - flip * 114} 254", thread, 4
            )
            s.line(
                line(
                    (400 - flip * (400 - outer - 6), bottom - 22),
                    (400 - flip * (400 - outer - ankle + 4), bottom - 22),
                ),
                thread,
                3,
            )
            s.line(line((400 - flip * 66, 142), (400 - flip * 66, 190)), c.shade, 9)
            s.line(arc(400 - flip * 18, 400, 400 - flip * 66, 430, flip * 8), c.shade, 5, 0.8)
        if p.type == "drawstring trousers":
            s.line("M396 172Q370 230 382 286M404 172Q424 240 412 300", WHITE, 6)
            for x in range(310, 496, 14):
                s.line(line((x, 148), (x, 178)), c.shade, 3, 0.7)
        else:
            s.solid(ellipse(400, 164, 9), thread.shift(0.05), "edge", (2, 2))


@draws("dress")
def dress(s: Scene, p: Product) -> None:
    c, hem = p.colour, 780.0 if p.text("length") == "knee" else 880.0
    fitted, slim = p.text("fit") == "fitted", p.text("fit") == "slim"
    flare = 172.0 if fitted else 112.0 if slim else 146.0
    s.view(400, 180 + (hem - 220) / 2, 1.22 if hem < 800 else 1.1)
    with s.hung(), s.at(0, -20):
        if p.text("sleeve") == "long":
            arm = [(326, 206), (268, 226), (228, 320), (196, 560), (252, 574), (314, 380)]
            _pair(s, arm, c)
        s.solid(ellipse(400, 196, 50, 20), c.deep, "flat")
        top = (
            [(352, 190), (312, 200), (318, 300), (334, 440)]
            if fitted
            else [(348, 190), (300, 208), (312, 320), (326, 450)]
        )
        s.solid(poly(mirror(top), 14), c, "edge", (14, 6))
        skirt = mirror(
            [
                (330, 430),
                (400 - flare * 0.72, 600),
                (400 - flare, hem),
                (400 - flare * 0.4, hem + 16),
            ]
        )
        s.solid(
            smooth(skirt, tension=9) if fitted else poly(skirt, 18),
            c.shift(-0.008),
            "edge",
            (18, 12),
        )
        for i in range(-2, 3):
            x = i * flare * 0.34
            s.line(arc(400 + i * 24, 462, 400 + x, hem - 20, -i * 6), c.shade, 6, 0.6)
        _dress_details(s, p, c, hem)


def _dress_details(s: Scene, p: Product, c: Colour, hem: float) -> None:
    s.flat("M354 188Q400 262 446 188Q400 204 354 188z", c.deep)
    if p.text("fit") == "loose":
        s.solid(poly([(352, 182), (400, 232), (372, 268), (338, 206)], 6), c.light, "edge", (4, 4))
        s.solid(poly([(448, 182), (400, 232), (428, 268), (462, 206)], 6), c.light, "edge", (4, 4))
        s.line(line((400, 240), (400, hem)), c.shade, 4)
        for y in range(270, int(hem) - 30, 56):
            s.flat(ellipse(400, y, 7), WHITE)
        s.solid(rect(324, 430, 152, 28, 8), c.deep, "edge", (4, 4))
    elif p.text("fit") == "slim":
        for x in range(322, 484, 15):
            s.line(line((x, 250), (400 + (x - 400) * 1.2, hem - 10)), c.shade, 3, 0.55)
        s.line("M352 190Q400 252 448 190", c.shift(-0.04), 14)
    else:
        s.solid(rect(332, 424, 136, 22, 6), c.deep, "edge", (4, 4))
        for _ in range(60):
            across, down = p.rng.uniform(-1, 1), p.rng.uniform(0.08, 0.95)
            s.flat(
                ellipse(400 + across * (62 + down * 92), 450 + down * (hem - 460), 6), WHITE, 0.85
            )
