"""Tents, sleeping bags, boots, flasks and bottles."""

from .colour import BLACK, STEEL, WHITE, Colour
from .paths import arc, ellipse, fmt, line, mirror, poly, rect, smooth
from .product import Product, draws
from .scene import FLOOR, Scene


@draws("tent")
def tent(s: Scene, p: Product) -> None:
    people, c = int(p.number("persons", 2)), p.colour
    half = 170.0 + 42 * people
    top = FLOOR - (190.0 + people * 62 + (60 if p.number("rooms", 1) > 1 else 0))
    s.view(400, (top + FLOOR) / 2 + 10, 1.32 - 0.07 * people)
    s.shadow(400, half + 30)
    if p.number("rooms", 1) > 1:
        _family_tent(s, c, half, top)
    else:
        _dome(s, c, half, top)
    for x, out in ((400 - half, -46), (400 + half, 46)):
        s.line(line((x - out * 0.6, FLOOR - 110), (x + out, FLOOR + 6)), WHITE, 3, 0.8)
        s.line(line((x + out, FLOOR + 10), (x + out - 5, FLOOR - 12)), BLACK, 5)


def _dome(s: Scene, c: Colour, half: float, top: float) -> None:
    left, right, peak = 400 - half, 400 + half, 400 - half * 0.12
    far_side = f"{fmt(peak, top)}Q{fmt(peak + half * 0.75, top + 10, right, FLOOR)}"
    arch = f"M{fmt(left, FLOOR)}Q{fmt(peak - half * 0.55, top + 20)} {far_side}"
    pole = f"Q{fmt(peak + half * 0.3, top + 90)} "
    s.solid(arch + "z", c)
    s.flat(f"M{fmt(peak + half * 0.28, FLOOR)}{pole}{far_side}z", c.shade)
    door = (
        f"M{fmt(left + half * 0.3, FLOOR)}Q{fmt(peak - half * 0.2, top + 120, peak - 4, top + 46)}"
    )
    s.flat(f"{door}Q{fmt(peak + half * 0.16, top + 150, peak + half * 0.22, FLOOR)}z", c.deep.deep)
    s.solid(
        f"{door}Q{fmt(peak - half * 0.2, FLOOR - 170, peak - half * 0.3, FLOOR)}z",
        c.light,
        "edge",
        (6, 0),
    )
    s.line(arch, c.trim, 7)
    s.line(f"M{fmt(peak, top)}{pole}{fmt(peak + half * 0.28, FLOOR)}", c.trim, 6)
    if half > 230:
        s.solid(
            poly(
                [
                    (peak + half * 0.32, top + 70),
                    (peak + half * 0.52, top + 100),
                    (peak + half * 0.42, top + 118),
                ],
                8,
            ),
            c.deep,
            "flat",
        )


def _family_tent(s: Scene, c: Colour, half: float, top: float) -> None:
    left, right = 400 - half, 400 + half
    roof = top + 120
    s.solid(poly([(left, FLOOR), (left + 46, roof), (right - 46, roof), (right, FLOOR)], 10), c)
    s.solid(
        poly(
            [
                (left + 22, roof + 26),
                (400 - half * 0.5, top),
                (400 + half * 0.5, top),
                (right - 22, roof + 26),
            ],
            18,
        ),
        Colour(0.52, 0.09, 200),
        "edge",
        (14, 12),
    )
    s.flat(
        poly(
            [(400 + 30, FLOOR), (400 + 30, roof + 34), (400 + 150, roof + 34), (400 + 160, FLOOR)],
            12,
        ),
        c.deep.deep,
    )
    s.solid(
        poly(
            [(400 + 30, FLOOR), (400 + 30, roof + 34), (400 + 84, roof + 34), (400 + 46, FLOOR)], 6
        ),
        c.light,
    )
    for x in (left + 80, left + 184):
        s.solid(rect(x, roof + 70, 82, 84, 10), Colour(0.86, 0.03, 220), "edge", (6, 6))
        s.line(line((x + 41, roof + 70), (x + 41, roof + 154)), c.shade, 5)
    s.line(line((400, roof + 30), (396, FLOOR - 2)), c.shade, 5)


@draws("sleeping bag")
def sleeping_bag(s: Scene, p: Product) -> None:
    c, warm = p.colour, p.text("warmth") != "light"
    lining = c.trim.shift(0.1) if c.is_dark else c.deep
    s.view(400, 500, 1.06)
    with s.hung(22), s.at(400, 500, turn=-14), s.at(-400, -500):
        if warm:
            outline = mirror(
                [(400, 112), (326, 136), (284, 215), (262, 330), (282, 600), (316, 840), (400, 872)]
            )
            s.solid(smooth(outline), c, "edge", (20, 12))
        else:
            s.solid(poly(mirror([(268, 130), (276, 860)]), 40), c, "edge", (20, 12))
        for i in range(9 if warm else 12):
            y = 320 + i * (500 / (8 if warm else 11))
            pull = max(0.0, (y - 500) * (0.16 if warm else 0.02)) + 10
            s.line(arc(266 + pull, y, 534 - pull, y, 12), c.shade, 5)
            s.line(arc(270 + pull, y + 7, 530 - pull, y + 7, 12), c.light, 4, 0.5)
        if warm:
            s.solid(ellipse(400, 222, 84, 92), lining, "soft", (10, -12))
            s.solid(
                smooth(mirror([(322, 262), (356, 300), (400, 312)]), True), c.shift(0.02), "soft"
            )
        else:
            s.solid(poly([(290, 150), (510, 150), (510, 240), (290, 300)], 24), lining, "soft")
        s.line(f"M470 {300}C500 420 500 560 470 700", c.trim, 7)
        s.flat(rect(462, 392, 14, 36, 6), c.trim.shift(0.1))


@draws("hiking boot", "hiking shoe")
def boot(s: Scene, p: Product) -> None:
    c = p.colour
    rise = {"high": 500.0, "mid": 580.0}.get(p.text("cut"), 680.0)
    s.view(420, (rise + FLOOR) / 2 - 10, 1.3)
    s.shadow(410, 250)
    with s.at(0, 12):
        _boot_upper(s, c, rise)
        sole = BLACK if not c.is_dark else Colour(0.5, 0.05, 60)
        s.solid(
            poly([(196, 772), (640, 772), (660, 800), (640, 838), (196, 838)], 22),
            sole.light,
            "edge",
            (0, 22),
        )
        for x in range(206, 622, 46):
            s.flat(rect(x, 826, 30, 14, 3), sole.deep)
        s.solid(
            poly([(196, 738), (430, 750), (560, 742), (648, 768), (650, 790), (194, 786)], 14),
            c.deep,
            "edge",
            (4, 8),
        )


def _boot_upper(s: Scene, c: Colour, rise: float) -> None:
    s.solid(
        f"M214 {rise - 16}Q286 {rise + 16} 362 {rise - 22}L366 {rise + 46}L240 {rise + 40}z",
        c.deep,
        "flat",
    )
    s.solid(
        f"M206 {rise}Q290 {rise + 30} 372 {rise - 6}Q382 640 430 670Q540 690 600 718Q646 742 648 "
        f"782L198 782"
        f"Q186 {(rise + 782) / 2} 206 {rise}z",
        c,
        "edge",
        (14, 14),
    )
    s.solid("M560 704Q640 728 650 784L520 784Q520 730 560 704z", c.shade, "edge", (8, 8))
    s.solid(
        f"M199 {max(rise + 60, 690)}Q260 {max(rise + 70, 700)} 268 784L198 784z",
        c.shade,
        "edge",
        (6, 6),
    )
    s.solid(
        f"M344 {rise - 4}L372 {rise - 6}Q382 640 430 670L520 688L500 712L396 690Q352 660 344 "
        f"{rise - 4}z",
        c.light,
        "flat",
    )
    lace = WHITE if c.lightness < 0.65 else Colour(0.5, 0.13, 35)
    for i in range(4):
        s.line(line((400 + i * 32, 676 + i * 7), (384 + i * 34, 712 + i * 4)), lace, 8)
    for i in range(int((660 - rise) / 34)):
        y = rise + 24 + i * 34
        s.line(line((350 + i * 2, y + 12), (384 + i * 3, y)), lace, 8)
    s.solid(f"M214 {rise - 30}q-14 20 2 52l18 2q-10 -26 0 -50z", c.trim, "flat")


@draws("insulated flask")
def flask(s: Scene, p: Product) -> None:
    c, litres = p.colour, p.number("capacity_l", 0.5)
    height, half = 360 + 200 * litres, 78 + 24 * litres
    top = FLOOR - height
    s.view(400, (top + FLOOR) / 2, 1.28)
    s.shadow(400, half)
    s.solid(rect(400 - half, top + 120, 2 * half, height - 120, 28), c, "round")
    s.solid(rect(400 - half, FLOOR - 34, 2 * half, 34, 14), STEEL, "round")
    s.solid(rect(400 - half * 0.86, top + 96, half * 1.72, 34, 6), STEEL, "round")
    s.solid(rect(400 - half * 0.9, top, half * 1.8, 104, 24), c.shade, "round")
    s.line(line((400 - half * 0.9 + 6, top + 84), (400 + half * 0.9 - 6, top + 84)), c.deep, 4)
    if litres >= 1:
        s.tube(f"M{400 + half} {top + 190}h34q26 0 26 30v170q0 30 -26 30h-34", c.deep, 24)
    s.flat(poly([(400, top + 260), (426, top + 306), (374, top + 306)], 4), c.light, 0.9)


@draws("drinking bottle", "cycling bottle")
def bottle(s: Scene, p: Product) -> None:
    c, sport = p.colour, p.type == "cycling bottle"
    half, top = (96, 360) if sport else (88, 250)
    s.view(400, (top + FLOOR) / 2, 1.22)
    s.shadow(400, half)
    body = [(400 - half * 0.58, top + 96), (400 - half, top + 168), (400 - half, FLOOR)]
    s.solid(poly(mirror(body), 34), c, "round")
    if sport:
        s.flat(rect(400 - half, top + 240, 2 * half, 30), c.shade)
        s.solid(rect(400 - half * 0.72, top + 56, half * 1.44, 60, 14), BLACK, "round")
        s.solid(poly(mirror([(376, top), (370, top + 66)]), 10), BLACK.light, "round")
        s.line(line((400 - half + 30, top + 330), (400 + half - 40, top + 330)), WHITE, 10, 0.9)
    else:
        s.solid(rect(400 - half * 0.62, top + 40, half * 1.24, 66, 12), BLACK, "round")
        s.tube(f"M{400 - 36} {top + 44}q0 -66 36 -66q36 0 36 66", BLACK, 18)
        s.line(
            line((400 - 40, top + 300), (400 - 10, top + 262), (420, top + 290), (444, top + 252)),
            WHITE,
            8,
            0.9,
        )
