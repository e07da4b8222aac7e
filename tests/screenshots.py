"""Draw every page and state of the demo shop, at two widths and in both themes: `make
screenshots`.
"""

import io
import os
import shutil
import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from PIL import Image
from playwright.sync_api import Browser, expect, sync_playwright

from benchmarks import scratch
from benchmarks.chat_servers import Web
from tests.run import CHROMIUM

if TYPE_CHECKING:
    from tests.browser.scenes import Scene

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "screenshots"
SIZES = ((390, 844), (1280, 900))
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


def main() -> None:
    parser = ArgumentParser(prog="screenshots", description=__doc__)
    parser.add_argument("--only", nargs="+", metavar="NAME", help="these scenes alone")
    parser.add_argument("--to", type=Path, default=FOLDER, help="the folder (docs/screenshots)")
    args = parser.parse_args()
    program = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if program is None:
        sys.exit("screenshots: no Chromium is installed. [tool_missing]")
    args.to.mkdir(parents=True, exist_ok=True)
    with scratch.database("pages"):
        from django.core.management import call_command

        from shop import demo
        from tests.browser.moving_in import move_out
        from tests.browser.scenes import SCENES

        scenes = [scene for scene in SCENES if scene.name in (args.only or [scene.name])]
        if unknown := {*(args.only or ())} - {scene.name for scene in scenes}:
            sys.exit(
                f"screenshots: there is no scene {', '.join(sorted(unknown))}. [scene_unknown]"
            )
        demo.load_first()
        move_out()
        call_command("collectstatic", interactive=False, verbosity=0)
        # Scenes set up some of what they show, and Playwright keeps an event loop in this thread.
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
        web = Web(
            GALLERY="true", CHAT_FLOOD_PER_MINUTE="1000", CHAT_CONVERSATIONS_PER_MINUTE="1000"
        )
        web.wait()
        # A picture may take long, on a machine that does other things too.
        expect.set_options(timeout=60_000)
        try:
            with sync_playwright() as playwright:
                _draw(
                    playwright.chromium.launch(executable_path=program, args=["--no-sandbox"]),
                    web.address,
                    scenes,
                    args.to,
                )
        finally:
            web.stop()


def _draw(browser: Browser, base: str, scenes: "Sequence[Scene]", folder: Path) -> None:
    for scene in scenes:
        for theme in THEMES:
            for width, height in SIZES:
                context = browser.new_context(
                    viewport={"width": width, "height": height},
                    color_scheme=theme,
                    reduced_motion="reduce",
                )
                context.set_default_timeout(120_000)
                page = context.new_page()
                scene.play(page, base)
                page.wait_for_load_state("networkidle")
                picture = Image.open(io.BytesIO(page.screenshot()))
                picture.save(folder / f"{scene.name}-{width}-{theme}.webp", quality=78, method=6)
                context.close()
        print(f"  {scene.name}", flush=True)


if __name__ == "__main__":
    main()
