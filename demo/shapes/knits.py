"""Hats, scarves and socks."""

from .colour import Colour
from .paths import arc, ellipse, line, mirror, poly, rect, smooth
from .product import Product, draws
from .scene import Scene


@draws("beanie", "bobble hat")
def beanie(s: Scene, p: Product) -> None:
    c, bobble = p.colour, p.type == "bobble hat"
    s.view(400, 540 if not bobble else 490, 1.18)
    s.shadow(400, 210, 806)
    if bobble:
        s.solid(ellipse(400, 248, 82), Colour(0.95, 0.012, 85), "edge", (14, 14))
        for _ in range(110):
            x, y = p.rng.gauss(400, 36), p.rng.gauss(248, 36)
            s.line(arc(x, y, x + 12, y + 8, 5), Colour(0.82, 0.02, 80), 4, 0.8)
    top = [(190, 700), (196, 520), (250, 372), (330, 308), (400, 296)]
    s.solid(smooth([*mirror(top), (400, 740)]), c, "edge", (22, 6))
    for i in range(-5, 6):
        s.line(arc(400 + i * 12, 306 + abs(i) * 5, 400 + i * 37, 660, -i * 9), c.shade, 5, 0.75)
    if bobble:
        for y in (470, 560):
            s.line(arc(216, y + 20, 584, y + 20, 24), Colour(0.95, 0.012, 85), 20)
    s.solid(rect(176, 640, 448, 160, 46), c.shift(0.015), "edge", (20, 16))
    for x in range(200, 616, 26):
        s.line(line((x, 660), (x + (x - 400) * 0.01, 780)), c.shade, 6, 0.8)
    if not bobble:
        s.solid(rect(480, 700, 64, 44, 6), c.trim, "edge", (4, 4))


@draws("scarf")
def scarf(s: Scene, p: Product) -> None:
    c = p.colour
    s.view(400, 560, 1.12)
    with s.hung():
        for x, bottom, tone in ((300, 820, c.shift(-0.03)), (424, 880, c)):
            for i in range(8):
                s.line(
                    line((x + 8 + i * 15, bottom - 6), (x + 6 + i * 15.4, bottom + 34)),
                    tone.shade,
                    6,
                )
            s.solid(
                poly([(x + 6, 380), (x + 106, 380), (x + 120, bottom), (x, bottom)], 8),
                tone,
                "edge",
                (14, 4),
            )
            for y in (bottom - 46, bottom - 84, bottom - 104):
                s.line(line((x + 4, y), (x + 116, y)), c.trim, 10)
        s.solid(
            smooth(
                [(256, 300), (330, 214), (470, 210), (548, 300), (520, 420), (400, 470), (280, 420)]
            ),
            c,
            "edge",
            (20, 14),
        )
        s.flat(smooth([(318, 290), (400, 256), (484, 290), (400, 344)]), c.deep)
        s.line("M262 330Q380 480 536 350", c.shade, 8)
        s.line("M290 280Q390 420 520 290", c.shade, 6)
        s.solid(
            poly([(372, 400), (470, 384), (486, 500), (392, 510)], 26), c.light, "edge", (12, 10)
        )


def _sock(s: Scene, c: Colour, tip: Colour) -> None:
    d = "M0 0H112V330Q112 372 150 396L246 452Q290 482 270 520Q252 552 206 546L60 486Q4 452 4 380z"
    s.solid(d, c, "edge", (14, 10))
    with s.inside(d):
        s.flat(ellipse(262, 512, 78), tip)
        s.flat(ellipse(8, 450, 66), tip)
        s.solid(rect(-4, -4, 124, 78), tip, "edge", (10, 0))
    for x in range(10, 112, 14):
        s.line(line((x, 8), (x, 66)), c.shade, 4, 0.7)
    for y in range(110, 330, 24):
        s.line(line((12, y), (102, y)), c.shade, 3, 0.35)


@draws("socks")
def socks(s: Scene, p: Product) -> None:
    c = p.colour
    pairs = 5 if "5 pairs" in p.name else 2
    with s.hung():
        if pairs > 2:
            for i in range(3):
                with s.at(150 + i * 120, 160 + i * 26):
                    _sock(s, c.shift(0.02 * i), c.light.shift(0.02 * i))
        else:
            with s.at(420, 190, turn=8):
                _sock(s, c.trim.shift(0.05), c)
            with s.at(190, 230, turn=-3):
                _sock(s, c, c.trim)
