"""A shop's own theme: a small stylesheet from the settings, served only where one of
them is set.
"""

import mimetypes
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

# Fonts that come with operating systems, so that nothing is downloaded.
FONTS: dict[str, str] = {
    "serif": 'ui-serif, "Iowan Old Style", Charter, Georgia, "Noto Serif", serif',
    "sans": 'ui-sans-serif, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", '
    "system-ui, sans-serif",
    "humanist": 'Seravek, "Gill Sans Nova", Ubuntu, Calibri, "DejaVu Sans", sans-serif',
    "geometric": 'Avenir, Montserrat, Corbel, "URW Gothic", "Century Gothic", sans-serif',
    "rounded": 'ui-rounded, "Hiragino Maru Gothic ProN", Quicksand, "Arial Rounded MT Bold", '
    "Nunito, sans-serif",
    "slab": 'Rockwell, "Rockwell Nova", "Roboto Slab", "DejaVu Serif", "Sitka Small", serif',
    "mono": 'ui-monospace, "Cascadia Code", Menlo, "DejaVu Sans Mono", monospace',
}
MODES: tuple[str, ...] = ("auto", "light", "dark")
# Our own paper, which the accent stands on, and what may stand on the accent: with an ink any
# lighter, some tones would fit neither.
PAPER, INK, WHITE = "#fbfaf7", "#050505", "#ffffff"


@dataclass(frozen=True)
class Theme:
    """The theme settings; empty ones or None keep the default."""

    accent: str = ""
    font: str = ""
    text_font: str = ""
    radius: int | None = None
    mode: str = "auto"
    logo: str = ""

    @property
    def css(self) -> str:
        rules = self._colours() if self.accent else {}
        if self.font:
            rules["--font-display"] = FONTS[self.font]
        if self.text_font:
            rules["--font-sans"] = FONTS[self.text_font]
        if self.radius is not None:
            rules |= {
                "--radius-card": f"{self.radius}px",
                "--radius-control": f"{round(self.radius * 0.625)}px",
            }
        return (
            ":root {" + "".join(f"{name}: {value};" for name, value in rules.items()) + "}\n"
            if rules
            else ""
        )

    @property
    def version(self) -> str:
        """Returns a part of the stylesheet's address, so that browsers keep the file until it
        changes.
        """
        return sha256(self.css.encode()).hexdigest()[:12]

    @property
    def on_accent(self) -> str:
        """Returns white or ink, whichever has more contrast on the accent; one of them always has
        4.5 to 1.
        """
        return max((WHITE, INK), key=lambda text: contrast(text, self.accent))

    def _colours(self) -> dict[str, str]:
        """Returns the colours. The dark theme lightens the accent enough for dark text on it."""
        by_day, by_night = self.accent, f"oklch(from {self.accent} max(l, 0.74) c h)"
        step = "- 0.06" if self.on_accent == WHITE else "+ 0.05"
        return {
            "--color-accent": f"light-dark({by_day}, {by_night})",
            "--color-accent-deep": f"light-dark(oklch(from {by_day} calc(l {step}) c h), "
            f"oklch(from {by_day} max(l + 0.06, 0.8) c h))",
            "--color-accent-ink": f"light-dark({self.on_accent}, {INK})",
            "--color-accent-soft": f"light-dark(oklch(from {by_day} l c h / 0.09), oklch(from "
            f"{by_day} max(l, 0.74) c h / 0.13))",
        }


@cache
def theme() -> Theme:
    """Returns the theme of the settings, which do not change while a process runs."""
    return Theme(
        settings.THEME_ACCENT,
        settings.THEME_FONT,
        settings.THEME_TEXT_FONT,
        settings.THEME_RADIUS,
        settings.THEME_MODE,
        settings.SHOP_LOGO,
    )


def contrast(one: str, other: str) -> float:
    """Returns the contrast of two colours (#rrggbb), from 1 to 21, as WCAG 2 defines it."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@require_safe
def stylesheet(request: HttpRequest, version: str) -> HttpResponse:
    """Returns the stylesheet, cacheable for ever under its own version. Another version, requested
    during a deployment, gets this one without caching.
    """
    response = HttpResponse(theme().css, content_type="text/css; charset=utf-8")
    is_own = version == theme().version
    response["Cache-Control"] = "public, max-age=31536000, immutable" if is_own else "no-store"
    return response


@require_safe
@cache_control(public=True, max_age=60 * 60)
def logo(request: HttpRequest) -> HttpResponse:
    path = Path(theme().logo or "-")
    if not path.is_file():
        raise Http404("no logo")
    return HttpResponse(
        path.read_bytes(),
        content_type=mimetypes.guess_type(path.name)[0] or "application/octet-stream",
    )
