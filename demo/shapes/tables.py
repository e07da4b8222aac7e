"""Tables, shelves and cabinets."""

from .colour import BLACK, BRASS, BRIGHT, STEEL, WOOD, Colour
from .paths import arc, ellipse, line, poly, rect
from .product import Product, draws
from .scene import FLOOR, Scene


def _grain(s: Scene, p: Product, x: float, y: float, w: float, h: float, c: Colour) -> None:
    for i in range(int(h / 11)):
        a = x + p.rng.uniform(6, w * 0.4)
        s.line(
            arc(a, y + 8 + i * 11, a + p.rng.uniform(w * 0.2, w * 0.5), y + 8 + i * 11, 2),
            c.shade,
            2.5,
            0.7,
        )


@draws("dining table", "coffee table")
def table(s: Scene, p: Product) -> None:
    c = p.colour
    is_dining = p.type == "dining table"
    half = 130 + p.number("width_cm", 120) * 0.98 if is_dining else 250
    top = FLOOR - (290 if is_dining else 200)
    s.view(400, (top + FLOOR) / 2, 1.0 if half > 300 else 1.16)
    s.shadow(400, half)
    legs = WOOD if c.lightness > 0.9 else c
    for side in (-1, 1):
        x = 400 + side * (half - 70)
        s.solid(rect(x - 11, top + 40, 22, FLOOR - top - 66, 4), legs.deep, "flat")
    if p.type == "coffee table":
        _shelf(s, c, half, top)
    else:
        s.solid(rect(400 - half + 40, top + 20, 2 * half - 80, 44, 4), legs.shade, "flat")
    s.solid(rect(400 - half, top, 2 * half, 34, 8), c, "edge", (8, 14))
    _grain(s, p, 400 - half, top - 4, 2 * half, 26, c if c.lightness < 0.9 else c.light)
    _front_legs(s, legs, half, top)
    if p.flag("extendable"):
        s.line(line((400, top + 2), (400, top + 32)), c.shade, 4)
    if p.number("seats", 0) >= 4:
        _vase(s, p, 400 + p.rng.uniform(-90, 90), top)


def _shelf(s: Scene, c: Colour, half: float, top: float) -> None:
    """The lower shelf of a coffee table, with two books, and its rim."""
    s.solid(rect(400 - half + 40, top + 110, 2 * half - 80, 20, 6), c.shade, "edge", (0, 8))
    s.solid(rect(420, top + 84, 120, 12, 4), BRIGHT[2], "edge", (4, 4))
    s.solid(rect(410, top + 96, 136, 14, 4), BRIGHT[0], "edge", (4, 4))
    left, right = 400 - half, 400 + half
    rim = [(left, top - 22), (right, top - 22), (right - 6, top + 20), (left + 6, top + 20)]
    s.solid(poly(rim, 8), c.shift(-0.02), "edge", (6, 10))


def _front_legs(s: Scene, colour: Colour, half: float, top: float) -> None:
    for side in (-1, 1):
        x = 400 + side * (half - 30)
        low = x + side * 4
        leg = [(x - 20, top + 32), (x + 20, top + 32), (low + 12, FLOOR), (low - 12, FLOOR)]
        s.solid(poly(leg, 4), colour, "edge", (10, 0))


def _vase(s: Scene, p: Product, x: float, y: float) -> None:
    for i in range(5):
        lean = -34 + i * 17 + p.rng.uniform(-5, 5)
        s.line(
            arc(x, y - 60, x + lean, y - 150 - (i % 2) * 24, lean * 0.2), Colour(0.55, 0.09, 140), 5
        )
        s.flat(ellipse(x + lean, y - 154 - (i % 2) * 24, 15), BRIGHT[(i + 1) % 3 * 2], 0.95)
    s.solid(
        poly(
            [
                (x - 18, y - 76),
                (x + 18, y - 76),
                (x + 32, y - 20),
                (x + 22, y),
                (x - 22, y),
                (x - 32, y - 20),
            ],
            10,
        ),
        Colour(0.9, 0.02, 80),
        "round",
    )


@draws("bistro table")
def bistro_table(s: Scene, p: Product) -> None:
    c = p.colour
    s.view(400, 640, 1.14)
    s.shadow(400, 130)
    s.tube(line((400, 520), (400, 800)), c, 28)
    for x in (268, 532):
        s.tube(f"M400 786Q{(x + 400) / 2} 800 {x} {FLOOR - 10}", c, 24)
    s.solid(ellipse(400, 500, 250, 40), c.shade, "flat")
    s.solid(ellipse(400, 490, 250, 40), c.light, "edge", (4, 6))
    s.solid(ellipse(330, 486, 54, 12), Colour(0.93, 0.02, 85), "edge", (4, 4))
    s.solid(
        poly([(296, 440), (364, 440), (354, 484), (306, 484)], 14), Colour(0.93, 0.02, 85), "round"
    )


def _books(s: Scene, p: Product, x: float, floor: float, w: float, h: float) -> None:
    end = x + w
    while x < end - 30:
        kind = p.rng.random()
        if kind < 0.16:
            s.solid(
                poly(
                    [
                        (x + 6, floor - h * 0.34),
                        (x + 46, floor - h * 0.34),
                        (x + 40, floor),
                        (x + 12, floor),
                    ],
                    6,
                ),
                Colour(0.63, 0.1, 42),
                "round",
            )
            for lean in (-20, -8, 6, 18):
                s.line(
                    arc(x + 26, floor - h * 0.32, x + 26 + lean, floor - h * 0.7, lean * 0.3),
                    Colour(0.55, 0.1, 142),
                    6,
                )
            x += 58
        elif kind < 0.3:
            x += p.rng.uniform(20, 50)
        else:
            width, height = p.rng.uniform(13, 24), h * p.rng.uniform(0.5, 0.8)
            tone = p.rng.choice(BRIGHT)
            s.solid(
                rect(x, floor - height, width, height, 3),
                Colour(tone.lightness, tone.chroma * 0.55, tone.hue),
                "edge",
                (4, 0),
            )
            x += width + 1.5


@draws("bookcase", "cube shelf")
def shelves(s: Scene, p: Product) -> None:
    c, cube = p.colour, p.type == "cube shelf"
    rows, columns = (3, 3) if cube else (5, 1)
    half = 270.0 if cube else 165.0
    height = 540.0 if cube else 700.0
    top = FLOOR - height
    s.view(400, (top + FLOOR) / 2, 1.1 if not cube else 1.08)
    s.shadow(400, half)
    s.solid(rect(400 - half, top, 2 * half, height, 6), c, "edge", (14, 0))
    cw, ch = (2 * half - 18) / columns, (height - 22) / rows
    for row in range(rows):
        for column in range(columns):
            x, y = 400 - half + 16 + column * cw, top + 16 + row * ch
            w, h = cw - 16, ch - 14
            s.flat(rect(x, y, w, h, 2), c.shade.shift(-0.02))
            s.flat(rect(x, y, 12, h, 2), c.deep, 0.6)
            if cube and p.rng.random() < 0.34:
                box = p.rng.choice((BRIGHT[1], BRIGHT[5], WOOD))
                s.solid(
                    rect(x + 12, y + h * 0.25, w - 24, h * 0.75, 6),
                    Colour(box.lightness, box.chroma * 0.6, box.hue),
                    "edge",
                    (8, 6),
                )
                s.flat(rect(x + w / 2 - 18, y + h * 0.45, 36, 12, 6), s.tint.deep)
            else:
                _books(s, p, x + 16, y + h, w - 24, h)


@draws("sideboard")
def sideboard(s: Scene, p: Product) -> None:
    c = p.colour
    s.view(400, 640, 1.0)
    s.shadow(400, 310)
    for x in (150, 640):
        s.solid(
            poly([(x - 14, 780), (x + 14, 780), (x + 7, FLOOR), (x - 7, FLOOR)]),
            c.shade,
            "edge",
            (6, 0),
        )
    s.solid(rect(90, 540, 620, 250, 14), c, "edge", (16, 12))
    for x in (112, 400):
        s.solid(rect(x, 566, 276, 196, 6), c.shift(-0.03), "flat")
        for i in range(18):
            s.line(line((x + 8 + i * 15.2, 572), (x + 8 + i * 15.2, 756)), c.deep, 4, 0.8)
    for x in (372, 416):
        s.solid(rect(x, 640, 12, 60, 6), BRASS, "edge", (3, 3))
    s.solid(
        poly([(190, 470), (250, 470), (262, 520), (240, 540), (200, 540), (178, 520)], 14),
        Colour(0.9, 0.02, 80),
        "round",
    )
    for lean in (-46, -16, 20, 50):
        s.line(arc(220, 476, 220 + lean, 360 + abs(lean), lean * 0.2), Colour(0.5, 0.08, 145), 7)
        s.flat(ellipse(220 + lean, 360 + abs(lean), 14, 26), Colour(0.55, 0.09, 145))
    s.solid(rect(470, 512, 130, 14, 3), BRIGHT[0], "edge", (4, 4))
    s.solid(rect(480, 526, 120, 14, 3), BRIGHT[2], "edge", (4, 4))


@draws("cabinet")
def cabinet(s: Scene, p: Product) -> None:
    c = p.colour
    s.view(400, 580, 1.12)
    s.shadow(400, 200)
    for x in (216, 560):
        s.solid(rect(x, 810, 24, 40, 4), STEEL.shade, "edge", (6, 0))
    s.solid(rect(196, 300, 408, 520, 14), c, "edge", (18, 8))
    for x in (212, 398):
        s.solid(rect(x, 322, 180, 478, 8), c.light, "edge", (6, 6))
        for i in range(4):
            s.line(line((x + 48, 370 + i * 22), (x + 132, 370 + i * 22)), c.deep, 7)
    for x in (372, 410):
        s.solid(rect(x, 540, 12, 66, 6), BLACK.light, "edge", (4, 3))
