"""Another site, on whose pages the shop stands."""

import http.server
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import FrameLocator, Page, expect

LINK = '<a id="ask" href="{shop}/chat/" data-aisle-chat>Ask us</a>'
FORM = (
    '<form action="{shop}/search/" data-aisle-search><input name="q" '
    'aria-label="Search"><button>Find</button></form>'
)
SCRIPT = '<script async src="{shop}/embed/aisle.js" data-site="garden"></script>'


@dataclass
class Host:
    """Another site: its pages, and the policy that it sends with them."""

    shop: str
    port: int = 0
    pages: dict[str, tuple[str, str]] = field(default_factory=dict)
    allows: str = "script-src {shop}; frame-src {shop}"

    @property
    def origin(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def policy(self) -> str:
        rest = (
            "default-src 'none'; style-src 'self'; base-uri 'none'; require-trusted-types-for "
            "'script'"
        )
        return f"{rest}; {self.allows.format(shop=self.shop)}"

    def page(self, body: str, *, kind: str = "text/html; charset=utf-8", path: str = "/") -> str:
        self.pages[path] = (body.replace("{shop}", self.shop), kind)
        return self.origin + path


@contextmanager
def serving(found: Host) -> Iterator[None]:
    """Its pages at a port of their own."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body, kind = found.pages.get(self.path.partition("?")[0], ("", "text/plain"))
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Security-Policy", found.policy)
            self.send_header("Referrer-Policy", "no-referrer")
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *args: object) -> None:
            """Quiet."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        found.port = server.server_port
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield
        server.shutdown()


def frame(page: Page, number: int = 0) -> FrameLocator:
    return page.frame_locator("iframe").nth(number)


def composer_is_active(inside: FrameLocator) -> bool:
    """Whether the field has the focus of its document. Which document of a page has the keyboard is
    the browser's to say, and Chromium without a window does not always say it.
    """
    field = inside.get_by_label("Your message")
    return bool(field.evaluate("field => field === field.ownerDocument.activeElement"))


def ask(inside: FrameLocator, words: str) -> None:
    before = inside.locator("#messages > li").count()
    inside.get_by_label("Your message").fill(words)
    inside.get_by_role("button", name="Send").click()
    messages = inside.locator("#messages > li")
    expect(messages).to_have_count(before + 2)
    expect(messages.last).to_have_attribute("data-status", re.compile("^(done|failed)$"))
    expect(inside.get_by_role("button", name="Stop")).to_have_count(0)
