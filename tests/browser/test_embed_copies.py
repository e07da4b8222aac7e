"""What docs/embedding.md says to copy, as somebody copies it."""

import os
import re
import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from tests.browser.embedding import LINK, SCRIPT, Host, ask, composer_is_active, frame
from tests.servers import until

pytestmark = pytest.mark.browser

DOCUMENT = (settings.BASE_DIR / "docs" / "embedding.md").read_text()
SNIPPETS = [
    text.replace("https://shop.example", "{shop}")
    for text in re.findall(r"```html\n(.*?)```", DOCUMENT, re.DOTALL)
]
REACT = {"react": "19.3.1", "react-dom": "19.3.1", "scheduler": "0.28.0"}


@pytest.mark.parametrize("snippet", SNIPPETS)
def test_what_the_document_says_to_copy(
    page: Page, host: Host, problems: list[str], snippet: str
) -> None:
    page.goto(host.page(snippet))
    page.wait_for_load_state("networkidle")
    opener = page.get_by_role("link", name="Ask us").or_(page.get_by_role("button", name="Ask us"))
    opener.first.click()
    until(lambda: composer_is_active(frame(page)))
    # Pressed in the field itself: the keyboard may still be on its way between the two documents.
    frame(page).get_by_label("Your message").press("Escape")
    expect(page.locator("iframe")).to_be_hidden()
    if "q" in snippet and "search" in snippet:
        page.get_by_role("searchbox").fill("lamp")
        page.get_by_role("searchbox").press("Enter")
        expect(
            page.frame_locator("aisle-search iframe").get_by_role("listitem").first
        ).to_contain_text(re.compile("lamp", re.I))
    assert problems == []


def test_the_policy_of_the_document_suffices(page: Page, host: Host, problems: list[str]) -> None:
    line = next(line for line in DOCUMENT.splitlines() if line.startswith("script-src https"))
    host.allows = line.replace("https://shop.example", "{shop}")
    page.goto(host.page(LINK + SCRIPT))
    page.wait_for_load_state("networkidle")
    page.get_by_role("link", name="Ask us").click()
    until(lambda: composer_is_active(frame(page)))
    assert problems == []


@pytest.fixture(scope="session")
def react() -> str:
    """React as a site would serve it, out of the registry that npm is set up for; kept beside the
    test database.
    """
    packages = _react_packages()
    files = {
        "react": ("react", "react"),
        "react-dom": ("react-dom", "react-dom"),
        "react-dom/client": ("react-dom", "react-dom-client"),
        "scheduler": ("scheduler", "scheduler"),
    }
    bodies = {
        name: _in_package(packages[package], f"package/cjs/{file}.production.js")
        for name, (package, file) in files.items()
    }
    modules = "".join(
        f"sources['{name}'] = (exports, require, module) => {{ {body} }};\n"
        for name, body in bodies.items()
    )
    return f"const sources = {{}}, made = {{}}, process = {{ env: {{}} }};\n{modules}{REQUIRE}"


def _react_packages() -> dict[str, Path]:
    """Returns the packed file of each package, fetched where it is not there yet. Fails in CI, and
    skips elsewhere, where npm or its registry is missing.
    """
    folder = Path(settings.DATA_DIR) / "npm"
    folder.mkdir(parents=True, exist_ok=True)
    wanted = {name: folder / f"{name}-{version}.tgz" for name, version in REACT.items()}
    missing = [name for name, path in wanted.items() if not path.exists()]
    if missing and not _fetch(folder, [f"{name}@{REACT[name]}" for name in missing]):
        in_ci = os.environ.get("CI", "").lower() in ("1", "true")
        give_up = pytest.fail if in_ci else pytest.skip
        give_up("React cannot be had: npm is missing, or its registry is. [react_missing]")
    return wanted


def _fetch(folder: Path, packages: list[str]) -> bool:
    npm = shutil.which("npm")
    if not npm:
        return False
    command = [npm, "pack", "--silent", *packages]
    ran = subprocess.run(command, cwd=folder, capture_output=True, timeout=120, check=False)
    return not ran.returncode


def _in_package(archive: Path, name: str) -> str:
    with tarfile.open(archive) as opened:
        file = opened.extractfile(name)
        assert file
        return file.read().decode()


REQUIRE = """
function require(name) {
  if (!made[name]) {
    const module = made[name] = { exports: {} };
    sources[name](module.exports, require, module);
  }
  return made[name].exports;
}
"""
APPLICATION = """
const { StrictMode, useState } = require("react");
function App() {
  const [isThere, setThere] = useState(true);
  const [theme, setTheme] = useState("light");
  const [count, setCount] = useState(0);
  const add = require("react").useCallback(() => setCount((before) => before + 1), []);
  const button = (name, onClick) => createElement("button", { onClick }, name);
  return createElement("main", null,
    isThere && createElement(AisleChat, {
      label: "Ask us", position: "inline", theme, accent: "#2f6f4f", onMessage: add,
    }),
    isThere && createElement("a", { href: "{shop}/chat/", "data-aisle-chat": "" }, "Or here"),
    createElement("output", null, `${count} messages`),
    button("Dark", () => setTheme("dark")), button("Toggle", () => setThere((before) => !before)));
}
require("react-dom/client").createRoot(document.getElementById("root"))
  .render(createElement(StrictMode, null, createElement(App)));
"""


def test_inside_a_react_page(page: Page, host: Host, problems: list[str], react: str) -> None:
    component = next(
        text for text in re.findall(r"```js\n(.*?)```", DOCUMENT, re.DOTALL) if "useRef" in text
    )
    component = (
        component.replace("export ", "")
        .replace("import {", "const {")
        .replace('} from "react"', '} = require("react")')
    )
    host.allows = "script-src 'self' {shop}; frame-src {shop}"
    host.page(
        f"{react}{component}{APPLICATION}", kind="text/javascript; charset=utf-8", path="/app.js"
    )
    page.goto(host.page('<div id="root"></div><script defer src="/app.js"></script>' + SCRIPT))
    page.get_by_role("button", name="Ask us").click()
    inside = page.frame_locator("aisle-chat iframe")
    ask(inside, "a warm jacket under 150")
    expect(page.get_by_text("2 messages")).to_be_visible()
    page.get_by_role("button", name="Dark").click()
    expect(inside.locator("html")).to_have_css("color-scheme", "dark")
    expect(inside.locator("#messages > li")).to_have_count(2)

    # Taken off and put back it begins anew, and the conversation is there.
    page.get_by_role("button", name="Toggle").click()
    expect(page.locator("iframe")).to_have_count(0)
    page.get_by_role("button", name="Toggle").click()
    page.get_by_role("link", name="Or here").click()
    expect(
        page.locator("body > aisle-chat").frame_locator("iframe").locator("#messages > li")
    ).to_have_count(2)
    assert problems == []
