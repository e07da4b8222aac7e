"""The stage: a tinted wall, one light from the upper left, and solids in two tones with a soft
shadow.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from .colour import CREAM, Colour
from .paths import ellipse, fmt

WIDTH, HEIGHT, FLOOR = 800, 1000, 850

Form = Literal["edge", "round", "flat", "soft"]


class Scene:
    """Collects SVG; drawn in the order of the calls."""

    def __init__(self, tint: Colour) -> None:
        self.tint = tint
        self._defs: list[str] = []
        self._body: list[str] = []
        self._view = ""

    def view(self, cx: float, cy: float, scale: float) -> None:
        """Brings this point of the drawing to the middle of the picture, so that small things are
        seen well.
        """
        self._view = f"translate(400 515) scale({scale:.3f}) translate({fmt(-cx, -cy)})"

    def _define(self, template: str) -> str:
        name = f"d{len(self._defs)}"
        self._defs.append(template.replace("ID", name, 1))
        return name

    def _gradient(self, stops: list[tuple[float, Colour]], vertical: bool = False) -> str:
        body = "".join(f'<stop offset="{fmt(at * 100)}%" stop-color="{c.hex}"/>' for at, c in stops)
        end = 'x2="0" y2="1"' if vertical else 'x2="1" y2="0"'
        return f"url(#{self._define(f'<linearGradient id="ID" {end}>{body}</linearGradient>')})"

    def solid(
        self,
        d: str,
        colour: Colour,
        form: Form = "edge",
        edge: tuple[float, float] = (16, 10),
        opacity: float = 1,
    ) -> None:
        """One body in two tones.

        edge: a darker rim on the right and below; round: light, body and shade as on a cylinder;
        soft: light above, shade below, as on cloth; flat: one tone.
        """
        if form == "flat":
            self._path(d, colour.hex, opacity)
        elif form == "round":
            stops = [
                (0.0, colour),
                (0.16, colour.light),
                (0.3, colour),
                (0.66, colour),
                (0.7, colour.shade),
            ]
            self._path(d, self._gradient([*stops, (1.0, colour.shade)]), opacity)
        else:
            clip = self._define(f'<clipPath id="ID"><path clip-rule="evenodd" d="{d}"/></clipPath>')
            top = colour.light if form == "soft" else colour.shift(0.02)
            fill = self._gradient([(0.0, top), (1.0, colour)], vertical=form == "soft")
            self._path(d, colour.shade.hex, opacity)
            moved = f'transform="translate({fmt(-edge[0], -edge[1])})"'
            self._body.append(
                f'<g clip-path="url(#{clip})"><path fill-rule="evenodd" d="{d}" fill="{fill}" '
                f'{moved} opacity="{fmt(opacity)}"/></g>'
            )

    def flat(self, d: str, colour: Colour, opacity: float = 1) -> None:
        self._path(d, colour.hex, opacity)

    def _path(self, d: str, fill: str, opacity: float) -> None:
        self._body.append(
            f'<path fill-rule="evenodd" d="{d}" fill="{fill}" fill-opacity="{opacity:.2f}"/>'
        )

    def line(
        self,
        d: str,
        colour: Colour,
        width: float,
        opacity: float = 1,
        dash: str = "",
        butt: bool = False,
    ) -> None:
        dashes = f' stroke-dasharray="{dash}"' if dash else ""
        cap = "butt" if butt else "round"
        self._body.append(
            f'<path d="{d}" fill="none" stroke="{colour.hex}" stroke-width="{fmt(width)}" '
            f'stroke-linecap="{cap}"'
            f' stroke-linejoin="round" stroke-opacity="{opacity:.2f}"{dashes}/>'
        )

    def tube(self, d: str, colour: Colour, width: float) -> None:
        """A bent rod: the shade as a wide stroke, the body as a narrower one moved towards the
        light.
        """
        self.line(d, colour.shade, width)
        with self.at(-width * 0.13, -width * 0.13):
            self.line(d, colour.shift(0.015), width * 0.7)

    def shadow(self, cx: float, half: float, y: float = FLOOR, strength: float = 1) -> None:
        """Two ellipses on the floor: a wide faint one and a narrow one where the object stands."""
        dark = Colour(max(0.2, self.tint.lightness - 0.45), self.tint.chroma * 1.2, self.tint.hue)
        for rx, ry, blur, opacity in ((half * 1.08 + 14, 24, 16, 0.26), (half * 0.97, 9, 6, 0.34)):
            soft = self._blur(blur)
            self._body.append(
                f'<path d="{ellipse(cx + half * 0.04, y, rx, ry)}" fill="{dark.hex}"'
                f' fill-opacity="{opacity * strength:.2f}" filter="url(#{soft})"/>'
            )

    def _blur(self, amount: float) -> str:
        return self._define(
            f'<filter id="ID" x="-50%" y="-150%" width="200%" height="400%"><feGaussianBlur '
            f'stdDeviation="{fmt(amount)}"/></filter>'
        )

    def glow(
        self, cx: float, cy: float, radius: float, opacity: float = 0.6, colour: Colour = CREAM
    ) -> None:
        stops = ((0, opacity), (35, opacity * 0.55), (70, opacity * 0.14), (100, 0))
        body = "".join(
            f'<stop offset="{at}%" stop-color="{colour.hex}" stop-opacity="{alpha:.3f}"/>'
            for at, alpha in stops
        )
        name = self._define(f'<radialGradient id="ID">{body}</radialGradient>')
        self._body.append(
            f'<circle cx="{fmt(cx)}" cy="{fmt(cy)}" r="{fmt(radius)}" fill="url(#{name})"/>'
        )

    @contextmanager
    def at(self, x: float = 0, y: float = 0, scale: float = 1, turn: float = 0) -> Iterator[None]:
        """Draw around a point of one's own: moved, then turned, then scaled."""
        parts = [f"translate({fmt(x, y)})"] if x or y else []
        parts += [f"rotate({fmt(turn)})"] if turn else []
        parts += [f"scale({scale:.3f})"] if scale != 1 else []
        self._body.append(f'<g transform="{" ".join(parts)}">')
        yield
        self._body.append("</g>")

    @contextmanager
    def hung(self, depth: float = 18) -> Iterator[None]:
        """Things on the wall or laid flat: the shadow is their own outline, moved and blurred."""
        dark = Colour(max(0.2, self.tint.lightness - 0.5), self.tint.chroma, self.tint.hue)
        name = self._define(
            '<filter id="ID" x="-20%" y="-20%" width="140%" height="150%">'
            f'<feDropShadow dx="{fmt(depth * 0.45)}" dy="{fmt(depth)}" '
            f'stdDeviation="{fmt(depth * 0.85)}"'
            f' flood-color="{dark.hex}" flood-opacity="0.34"/></filter>'
        )
        self._body.append(f'<g filter="url(#{name})">')
        yield
        self._body.append("</g>")

    @contextmanager
    def inside(self, d: str) -> Iterator[None]:
        """Whatever is drawn shows only within the path."""
        name = self._define(f'<clipPath id="ID"><path clip-rule="evenodd" d="{d}"/></clipPath>')
        self._body.append(f'<g clip-path="url(#{name})">')
        yield
        self._body.append("</g>")

    def svg(self) -> str:
        wall = self._gradient(
            [(0.0, self.tint.shift(0.02)), (0.62, self.tint), (1.0, self.tint.shift(-0.035))], True
        )
        light = self._define(
            '<radialGradient id="ID" cx="36%" cy="34%" r="62%"><stop offset="0%" '
            'stop-color="#fff8ea"'
            ' stop-opacity="0.42"/><stop offset="100%" stop-color="#fff8ea" '
            'stop-opacity="0"/></radialGradient>'
        )
        box = f'width="{WIDTH}" height="{HEIGHT}"'
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" {box} viewBox="0 0 {WIDTH} {HEIGHT}">'
            f'<defs>{"".join(self._defs)}</defs><rect {box} fill="{wall}"/><rect {box} '
            f'fill="url(#{light})"/>'
            f'<g transform="{self._view}">{"".join(self._body)}</g></svg>'
        )
