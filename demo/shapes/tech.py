"""Phones, laptops, monitors, keyboards and power."""

from .colour import BLACK, BRIGHT, CHARCOAL, STEEL, WHITE, Colour
from .paths import arc, ellipse, fmt, line, mirror, poly, rect, smooth
from .product import Product, draws
from .scene import FLOOR, Scene

GLASS = Colour(0.24, 0.02, 265)


def _wallpaper(s: Scene, p: Product, x: float, y: float, w: float, h: float, r: float) -> None:
    """What a screen shows: soft hills in the colour of the product, and a sun."""
    d = rect(x, y, w, h, r)
    hue = p.rng.choice((35.0, 150.0, 220.0, 265.0, 310.0))
    s.flat(d, Colour(0.86, 0.055, hue + 30))
    with s.inside(d):
        s.flat(
            ellipse(x + w * p.rng.uniform(0.3, 0.7), y + h * 0.42, min(w, h) * 0.16),
            Colour(0.93, 0.09, 85),
        )
        for i in range(3):
            base = y + h * (0.5 + i * 0.16)
            shift = p.rng.uniform(-0.2, 0.2) * w
            s.flat(
                smooth(
                    [
                        (x - w * 0.3, y + h * 1.3),
                        (x - w * 0.2 + shift, base + h * 0.1),
                        (x + w * 0.35 + shift, base - h * 0.06),
                        (x + w * 0.8 + shift, base + h * 0.08),
                        (x + w * 1.4, base),
                        (x + w * 1.3, y + h * 1.3),
                    ]
                ),
                Colour(0.72 - i * 0.13, 0.08, hue),
            )


@draws("phone")
def phone(s: Scene, p: Product) -> None:
    c, inch = p.colour, p.number("screen_in", 6)
    w, h = inch * 39, inch * 80
    s.view(400, 500, 1.14)
    with s.hung(24):
        with s.at(478, 480, turn=9):
            _phone_back(s, p, c, w, h)
        with s.at(318, 520, turn=-5):
            s.solid(rect(-w / 2, -h / 2, w, h, 36), c, "edge", (7, 7))
            s.flat(rect(-w / 2 + 9, -h / 2 + 9, w - 18, h - 18, 28), GLASS)
            _wallpaper(s, p, -w / 2 + 16, -h / 2 + 16, w - 32, h - 32, 22)
            s.flat(rect(-26, -h / 2 + 28, 52, 15, 7), GLASS)
            s.line(line((-40, -h / 2 + 112), (40, -h / 2 + 112)), WHITE, 15, 0.95)
            s.line(line((-22, -h / 2 + 142), (22, -h / 2 + 142)), WHITE, 8, 0.8)
            s.line(line((-34, h / 2 - 32), (34, h / 2 - 32)), WHITE, 6, 0.9)


def _phone_back(s: Scene, p: Product, c: Colour, w: float, h: float) -> None:
    s.solid(rect(-w / 2, -h / 2, w, h, 36), c, "edge", (12, 12))
    lenses = int(p.number("cameras", 2))
    top = -h / 2 + 26
    s.solid(
        rect(w / 2 - 100, top, 76, 26 + 62 * lenses, 26),
        c.light if c.is_dark else c.shade,
        "edge",
        (6, 6),
    )
    for i in range(lenses):
        s.solid(ellipse(w / 2 - 62, top + 44 + i * 62, 25), BLACK, "edge", (5, 5))
        s.flat(ellipse(w / 2 - 66, top + 40 + i * 62, 8), Colour(0.6, 0.08, 255))
    if "recycled" in p.text("material"):
        for x, y in (
            (-w / 2 + 22, -h / 2 + 30),
            (-w / 2 + 22, h / 2 - 22),
            (w / 2 - 22, h / 2 - 22),
        ):
            s.solid(ellipse(x, y, 8), STEEL, "edge", (2, 2))
        s.line(line((-w / 2 + 6, 60), (w / 2 - 6, 60)), c.shade, 4)


@draws("laptop")
def laptop(s: Scene, p: Product) -> None:
    c, inch = p.colour, p.number("screen_in", 14)
    half = 78 + inch * 12.6
    h = half * 1.24
    flip = p.flag("touchscreen")
    s.view(400, 610, 1.12)
    s.shadow(400, half + 40, 800)
    top = 776 - h
    s.solid(rect(400 - half, top, 2 * half, h, 20), c.shift(-0.04), "edge", (8, 4))
    s.flat(rect(400 - half + 10, top + 10, 2 * half - 20, h - 18, 12), GLASS)
    _wallpaper(s, p, 400 - half + 22, top + 24, 2 * half - 44, h - 52, 6)
    if flip:
        with s.at(400 + half * 0.4, top + h * 0.44, turn=34):
            s.solid(rect(-9, -120, 18, 220, 9), WHITE, "round")
            s.flat(poly([(-9, 96), (9, 96), (0, 124)]), CHARCOAL)
    else:
        s.solid(
            rect(400 - half * 0.55, top + h * 0.24, half * 0.8, h * 0.44, 10), WHITE, "edge", (6, 6)
        )
        for i in range(4):
            y, end = top + h * (0.33 + i * 0.085), 400 - half * (0.1 - 0.2 * (i % 2))
            s.line(line((400 - half * 0.47, y), (end, y)), Colour(0.7, 0.03, 260), 8)
    deck = half + 46
    s.flat(
        poly([(400 - half, 770), (400 + half, 770), (400 + deck, 800), (400 - deck, 800)], 4),
        c.light,
    )
    keys = BLACK if c.lightness > 0.5 else c.deep
    for i in range(3):
        reach = half - 16 + i * 11
        s.line(line((400 - reach, 775 + i * 6), (400 + reach, 775 + i * 6)), keys, 4, 0.8)
    s.solid(rect(400 - deck, 796, 2 * deck, 20, 9), c, "edge", (10, 8))
    s.flat(rect(356, 796, 88, 8, 4), c.deep)


def _panel(left: float, top: float, right: float, bottom: float, sag: float) -> str:
    return f"M{fmt(left, top)}Q{fmt(400, top + 2 * sag, right, top)}V{bottom:.0f}Q{
        fmt(400, bottom - 2 * sag, left, bottom)
    }z"


@draws("monitor")
def monitor(s: Scene, p: Product) -> None:
    c, inch = p.colour, p.number("screen_in", 27)
    half = 130 + inch * 6.2
    h = half * (0.86 if p.flag("curved") else 1.14)
    top = 700 - h
    s.view(400, (top + FLOOR) / 2, 1.02)
    s.shadow(400, 160)
    stand = STEEL if p.flag("height_adjustable") else c
    s.solid(rect(374, 600, 52, 240, 8), stand, "round")
    s.solid(poly([(270, 826), (530, 826), (560, FLOOR), (240, FLOOR)], 8), stand, "edge", (10, 10))
    left, right = 400 - half, 400 + half
    sag = 20 if p.flag("curved") else 0
    s.solid(_panel(left, top, right, top + h, sag), c, "edge", (8, 8))
    inner = _panel(left + 12, top + 14, right - 12, top + h - 26, sag)
    s.flat(inner, GLASS)
    with s.inside(inner):
        _wallpaper(s, p, left + 12, top + 8, 2 * half - 24, h - 16, 2)
        if p.flag("curved"):
            for i, x in enumerate((left + 60, 400 + 40)):
                s.solid(
                    rect(x, top + 90, half * 0.72, h * 0.52, 8),
                    WHITE.shift(-0.03 * i),
                    "edge",
                    (6, 6),
                )
                s.flat(rect(x, top + 90, half * 0.72, 26, 8), CHARCOAL.light)


def _keys(
    s: Scene, p: Product, c: Colour, x: float, y: float, columns: int, size: float, accent: Colour
) -> None:
    gap = size + 5
    for row in range(5):
        column = 0.0
        while column < columns - 0.2:
            span = _key_span(row, column, columns)
            is_first, is_last = column == 0, column + span >= columns - 0.2
            if (row == 0 and is_first) or (row == 2 and is_last):
                tone = accent
            else:
                tone = c.shift(-0.07) if is_first or is_last else c
            s.solid(
                rect(x + column * gap, y + row * gap, span * gap - 5, size, 6), tone, "edge", (3, 6)
            )
            column += span


def _key_span(row: int, column: float, columns: int) -> float:
    """Returns how many columns the key that begins here is wide."""
    if row == 4 and column == 3:
        return 5.0
    if column == 0 and row in (2, 3):
        return 1.5
    if column + 2 > columns and column + 1 < columns:
        return columns - column
    return 1.0


@draws("mechanical keyboard", "slim keyboard")
def keyboard(s: Scene, p: Product) -> None:
    c, full, slim = p.colour, p.text("layout") == "full", p.type == "slim keyboard"
    s.view(400, 500, 1.0)
    with s.hung(24), s.at(400, 500, turn=-14):
        half = 345 if full else 318
        size = 31.0 if full else 36.0
        h = 5 * (size + 5) + (22 if slim else 34)
        rim, thick = (4, 6) if slim else (14, 14)
        body = c.shift(-0.09) if slim else c.deep
        s.solid(rect(-half, -h / 2, 2 * half, h + rim, 18), body, "edge", (10, thick))
        accent = WHITE if slim else Colour(0.68, 0.15, 45)
        keys = WHITE if slim else c.light
        _keys(s, p, keys, -half + 16, -h / 2 + 15, 14 if full else 15, size, accent)
        if full:
            _number_pad(s, keys.shift(-0.05), half - 160, -h / 2 + 15)


def _number_pad(s: Scene, c: Colour, x: float, y: float) -> None:
    for row in range(5):
        for column in range(4):
            s.solid(rect(x + column * 36, y + row * 36, 31, 31, 6), c, "edge", (3, 6))


@draws("mouse")
def mouse(s: Scene, p: Product) -> None:
    c = p.colour
    s.view(400, 500, 1.14)
    with s.hung(26), s.at(400, 500, turn=12):
        s.solid(rect(-130, -220, 260, 440, 128), c, "edge", (30, 24))
        s.line(line((0, -216), (0, -40)), c.shade, 5)
        s.line(arc(-126, -40, 126, -40, 20), c.shade, 5)
        s.solid(rect(-17, -166, 34, 84, 17), BLACK, "edge", (6, 6))
        for i in range(3):
            s.line(line((-9, -144 + i * 20), (7, -144 + i * 20)), CHARCOAL.light, 5)


@draws("upright mouse")
def upright_mouse(s: Scene, p: Product) -> None:
    c = p.colour
    s.view(400, 650, 1.18)
    s.shadow(400, 200)
    s.solid(
        "M210 850Q190 800 240 740Q280 480 420 440Q520 430 560 520Q610 640 620 790Q616 850 570 850z",
        c,
        "edge",
        (30, 20),
    )
    s.solid("M236 780Q280 500 420 452Q396 560 400 700Q330 780 236 780z", c.light, "edge", (-8, 8))
    s.line("M420 446Q396 580 404 710Q420 800 520 846", c.deep, 6)
    s.line("M470 640Q540 620 602 640", c.deep, 6)
    s.solid(rect(412, 540, 36, 84, 18), BRIGHT[4], "edge", (8, 8))
    s.solid(rect(272, 640, 74, 24, 12), c.deep, "edge", (5, 5))


@draws("power bank")
def power_bank(s: Scene, p: Product) -> None:
    c, mah, ports = p.colour, p.number("capacity_mah", 10000), int(p.number("ports_count", 1))
    w, h = 190 + mah / 130, 380 + mah / 90
    top = FLOOR - h
    s.view(400, FLOOR - h / 2, 1.0 + 0.24 * (1 - mah / 20000))
    s.shadow(400, w / 2)
    if "rubber" in p.text("material"):
        s.solid(rect(400 - w / 2 - 12, top - 10, w + 24, h + 10, 50), BLACK, "edge", (14, 12))
        a, b = w / 2 - 6, w / 2 - 66
        left = [
            (400 - b, top + 8),
            (400 - a, top + 60),
            (400 - a, FLOOR - 66),
            (400 - b, FLOOR - 14),
        ]
        s.solid(poly(mirror(left), 12), c, "edge", (12, 10))
        s.line(ellipse(400, top + h * 0.44, 72), c.shade, 8)
        s.line(ellipse(400, top + h * 0.44, 44), c.shade, 6)
    else:
        s.solid(rect(400 - w / 2, top, w, h, 44), c, "round")
        bolt = [(408, 0.48), (372, 0.64), (398, 0.64), (388, 0.76), (430, 0.59), (402, 0.59)]
        s.flat(poly([(x, top + h * y) for x, y in bolt], 3), c.trim, 0.8)
    for i in range(ports):
        s.flat(rect(400 + (2 * i + 1 - ports) * 34 - 23, top + 26, 46, 18, 9), GLASS)
    if 6000 < mah < 15000:
        s.flat(rect(346, top + 100, 108, 64, 14), GLASS)
        s.line(line((370, top + 132), (430, top + 132)), Colour(0.85, 0.1, 170), 11)
    else:
        for i in range(4):
            s.flat(ellipse(361 + i * 26, FLOOR - 60, 6), WHITE if i < 3 else c.shade)


@draws("wall charger")
def charger(s: Scene, p: Product) -> None:
    c = p.colour
    s.view(400, 560, 1.2)
    with s.hung(26):
        for x in (346, 454):
            s.solid(rect(x - 15, 740, 30, 96, 14), STEEL, "round")
            s.solid(rect(x - 17, 726, 34, 40, 8), BLACK, "round")
        s.solid(rect(258, 330, 284, 410, 56), c, "edge", (30, 20))
        s.solid(rect(290, 362, 206, 244, 30), c.shift(-0.05), "flat")
        for y in (404, 470):
            s.flat(rect(340, y, 106, 30, 15), GLASS)
        s.flat(rect(340, 536, 106, 42, 6), GLASS)
        s.flat(rect(350, 556, 86, 14, 3), WHITE, 0.85)
        s.flat(ellipse(393, 662, 7), Colour(0.72, 0.15, 145))
