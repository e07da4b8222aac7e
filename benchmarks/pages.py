"""What a page weighs and how soon it stands: `make bench-pages`.

Prints for a first visit of each page, in a headless Chromium that is throttled like a middling
phone on a slow network: bytes over the wire without pictures, pictures, requests, the largest
contentful paint and the layout shift. A real uvicorn process, the demo shop, empty caches. Then the
same for another site's page that embeds the shop: what it loads of the shop before the first click,
and with it; how soon that page stands; every shift in it, also those right after the click; and how
long after the click a question can be typed.
"""

import shutil
import statistics
import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from benchmarks import scratch
from tests.run import CHROMIUM

# As Lighthouse's "slow 4G": a round trip of 150 ms, 1.6 megabits a second down and 0.75 up; a
# processor at a quarter of this one's speed.
NETWORK = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1_600_000 / 8,
    "uploadThroughput": 750_000 / 8,
}
SLOWER = 4
PHONE = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
}
# After the last request of a page; a late shift or paint would come within it.
QUIET = 1500

HOST = """<!doctype html><html lang="en"><title>Another site</title>
<meta name="viewport" content="width=device-width"><h1>Another site</h1>
<p>Words of their own, which stand still when it opens.</p>
<a href="{shop}/chat/" data-aisle-chat>Ask us</a><script async src="{shop}/embed/aisle.js"
data-site="bench"></script></html>"""
WATCH = """
window.painted = 0; window.shifted = 0; window.moved = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.painted = entry.startTime;
})
  .observe({ type: "largest-contentful-paint", buffered: true });
new PerformanceObserver((list) => { for (const entry of list.getEntries()) {
    window.moved += entry.value;
    if (!entry.hadRecentInput) window.shifted += entry.value;
  } })
  .observe({ type: "layout-shift", buffered: true });
"""


@dataclass
class Visit:
    """What came over the wire, by the kind of resource, and what was seen of it."""

    sizes: dict[str, int] = field(default_factory=dict)
    requests: int = 0
    painted: float = 0
    shifted: float = 0
    usable: float = 0
    """Milliseconds from the click until a question can be typed."""

    @property
    def pictures(self) -> int:
        return self.sizes.get("Image", 0)

    @property
    def weight(self) -> int:
        return sum(self.sizes.values()) - self.pictures


def main() -> None:
    parser = ArgumentParser(prog="bench-pages", description=__doc__)
    parser.add_argument(
        "--visits",
        type=int,
        default=5,
        help="first visits of each page; the middle one is printed (5)",
    )
    args = parser.parse_args()
    with scratch.database("pages"):
        from django.core.management import call_command

        from benchmarks import report
        from benchmarks.chat_servers import Web
        from chat.models import Site
        from shop import demo
        from shop.models import Product

        demo.load_first()
        call_command("collectstatic", interactive=False, verbosity=0)
        report.machine()
        product = Product.objects.order_by("-popularity", "pk")[0].get_absolute_url()
        paths = {
            "home": "/",
            "search": "/search/?q=warm+jacket",
            "category": "/c/outdoor/",
            "product": product,
            "chat": "/chat/",
        }
        web = Web()
        web.wait()
        try:
            rows = [
                _row(name, _visits(web.address + path, args.visits)) for name, path in paths.items()
            ]
            report.table("A first visit on a slow phone", ("page", *COLUMNS), rows)
            with _host(HOST.format(shop=web.address)) as address:
                Site.objects.update_or_create(
                    key="bench", defaults={"name": "Bench", "origins": address.rstrip("/")}
                )
                before, after = _embeddings(address, web.address, args.visits)
            usable = f"{statistics.median(visit.usable for visit in after):.0f}"
            opened = _row("with it", after)
            report.table(
                "On another site's page, what comes from the shop",
                ("", *COLUMNS, "usable after ms"),
                [
                    [*_row("before the first click", before), "–"],
                    [*opened[:-2], "–", opened[-1], usable],
                ],
            )
        finally:
            web.stop()


COLUMNS = (
    "KiB",
    "document",
    "style",
    "script",
    "other",
    "pictures KiB",
    "requests",
    "largest paint ms",
    "shift",
)


def _row(name: str, visits: list[Visit]) -> list[str]:
    """The middle of each figure; sizes are the same at each visit but for a few bytes
    of headers.
    """
    one = visits[0]
    kinds = [one.sizes.get(kind, 0) for kind in ("Document", "Stylesheet", "Script")]
    sizes = [one.weight, *kinds, one.weight - sum(kinds), one.pictures]
    painted = statistics.median(visit.painted for visit in visits)
    shifted = max(visit.shifted for visit in visits)
    return [
        name,
        *(f"{size / 1024:.1f}" for size in sizes),
        str(one.requests),
        f"{painted:.0f}",
        f"{shifted:.3f}",
    ]


def _visits(address: str, count: int) -> list[Visit]:
    with _browser() as browser:
        return [_visit(browser, address) for _each in range(count)]


def _visit(browser: Any, address: str) -> Visit:
    context = browser.new_context(**PHONE)
    page = context.new_page()
    visit = watched(page)
    page.goto(address, wait_until="load")
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(QUIET)
    visit.painted, visit.shifted = page.evaluate("[window.painted, window.shifted]")
    context.close()
    return visit


def watched(page: Any, only: str = "") -> Visit:
    """What the page loads from now on, through a slow network; of addresses that begin
    with `only`.
    """
    visit = Visit()
    kinds: dict[str, str] = {}
    page.add_init_script(WATCH)
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.send("Network.setCacheDisabled", {"cacheDisabled": False})
    wire.send("Network.emulateNetworkConditions", NETWORK)
    wire.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})

    def finished(event: dict[str, Any]) -> None:
        if kind := kinds.get(event["requestId"]):
            visit.requests += 1
            visit.sizes[kind] = visit.sizes.get(kind, 0) + int(event["encodedDataLength"])

    def received(event: dict[str, Any]) -> None:
        if event["response"]["url"].startswith(only):
            kinds[event["requestId"]] = event["type"]

    wire.on("Network.responseReceived", received)
    wire.on("Network.loadingFinished", finished)
    return visit


def _embeddings(address: str, shop: str, count: int) -> tuple[list[Visit], list[Visit]]:
    with _browser() as browser:
        visits = [_embedded(browser, address, shop) for _each in range(count)]
    return [before for before, _after in visits], [after for _before, after in visits]


def _embedded(browser: Any, address: str, shop: str) -> tuple[Visit, Visit]:
    """What came from the shop until the first click, and with the conversation that it opens; paint
    and shift are the host page's.
    """
    context = browser.new_context(**PHONE)
    page = context.new_page()
    visit = watched(page, only=shop)
    page.goto(address, wait_until="networkidle")
    page.wait_for_timeout(QUIET)
    painted, shifted = page.evaluate("[window.painted, window.shifted]")
    before = replace(visit, sizes=dict(visit.sizes), painted=painted, shifted=shifted)
    begun = time.perf_counter()
    page.get_by_role("link", name="Ask us").click()
    page.frame_locator("iframe").locator("#composer-message:focus").wait_for()
    visit.usable = (time.perf_counter() - begun) * 1000
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(QUIET)
    visit.shifted = page.evaluate("window.moved")
    context.close()
    return before, visit


@contextmanager
def _host(html: str) -> Iterator[str]:
    """A page of another site."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(html.encode())

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@contextmanager
def _browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    program = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if program is None:
        sys.exit("bench-pages: no Chromium is installed. [tool_missing]")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--disable-gpu", "--disable-quic"]
        )
        yield browser
        browser.close()


if __name__ == "__main__":
    main()
