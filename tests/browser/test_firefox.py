"""What a stranger does first, in the Firefox of the system: search, ask in the dock and on a page,
and ask on another site.

Playwright drives a Firefox of its own alone; Marionette is Firefox's own way in, and needs no
program beside it.
"""

import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.embedding import LINK, SCRIPT, Host
from tests.run import FIREFOX

if TYPE_CHECKING:
    from marionette_driver.marionette import Marionette

pytestmark = [pytest.mark.firefox, pytest.mark.in_full, pytest.mark.xdist_group("firefox")]
PATIENCE = 60
# What scripts, styles and policies of our pages went wrong with, as the browser's own console has
# it; 1 is the flag of a warning.
PROBLEMS = """return Services.console.getMessageArray()
  .filter((each) => each instanceof Ci.nsIScriptError && !(each.flags & 1) &&
  /^http:..(127|localhost)/.test(each.sourceName))
  .map((each) => `${each.sourceName}: ${each.errorMessage}`)"""
FRAME = """const parts = [...document.querySelectorAll("*")]
  .map((each) => each.shadowRoot?.querySelector("iframe"));
return parts.find(Boolean) ?? null"""


@pytest.fixture(scope="module")
def browser_in_use(tmp_path_factory: pytest.TempPathFactory) -> Iterator["Marionette"]:
    from marionette_driver.marionette import Marionette

    profile = tmp_path_factory.mktemp("firefox")
    (profile / "user.js").write_text('user_pref("marionette.port", 0);\n', encoding="utf-8")
    # The browser's own console is read, which only a program that says so may.
    options = [
        "--headless",
        "--no-remote",
        "--marionette",
        "--remote-allow-system-access",
        "--profile",
        str(profile),
    ]
    program = next(filter(None, map(shutil.which, FIREFOX)))
    with (
        (profile / "log").open("wb") as log,
        subprocess.Popen([program, *options], stdout=log, stderr=log) as process,
    ):
        found = Marionette(host="127.0.0.1", port=_port(profile / "MarionetteActivePort"))
        found.start_session()
        yield found
        found.delete_session()
        process.terminate()


def _port(file: Path) -> int:
    """The port that Firefox has chosen, which it writes down once it listens there."""
    ready, end = Event(), time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if file.exists() and (text := file.read_text(encoding="utf-8").strip()):
            return int(text)
        ready.wait(0.05)
    raise TimeoutError("Firefox does not begin")


@pytest.fixture
def firefox(browser_in_use: "Marionette", server: str) -> Iterator["Marionette"]:
    browser_in_use.set_window_rect(width=1280, height=1000)
    with browser_in_use.using_context("chrome"):
        browser_in_use.execute_script("Services.console.reset()")
    yield browser_in_use
    browser_in_use.delete_all_cookies()
    browser_in_use.navigate("about:blank")  # a page that outlives its server tries to reach it


def one(firefox: "Marionette", selector: str) -> Any:
    """The element, once it is there and seen."""
    from marionette_driver import By, Wait

    def seen(_firefox: "Marionette") -> Any:
        return next(
            (
                each
                for each in firefox.find_elements(By.CSS_SELECTOR, selector)
                if each.is_displayed()
            ),
            None,
        )

    return Wait(firefox, timeout=PATIENCE).until(seen, message=f"no {selector}")


def until(firefox: "Marionette", condition: str) -> None:
    """Waits for what a script finds true."""
    from marionette_driver import Wait

    Wait(firefox, timeout=PATIENCE).until(
        lambda found: found.execute_script(f"return Boolean({condition})"), message=condition
    )


def ask(firefox: "Marionette", words: str) -> None:
    """By keyboard, and wait for the whole answer."""
    from marionette_driver.keys import Keys

    field = one(firefox, "#composer-message")  # once it is there, so are the messages
    before = firefox.execute_script(
        "return String(document.querySelectorAll('#messages > li').length)"
    )
    field.send_keys(words + Keys.ENTER)
    until(
        firefox,
        f"document.querySelectorAll('#messages > [data-status=done]').length === {int(before) + 2}",
    )


def problems(firefox: "Marionette") -> list[str]:
    with firefox.using_context("chrome"):
        found: list[str] = firefox.execute_script(PROBLEMS)
    return found


def test_results_follow_the_typing(firefox: "Marionette", server: str) -> None:
    firefox.navigate(f"{server}/search/")
    one(firefox, "#search-form [role=combobox]").send_keys("warm jacket under 150")
    until(firefox, "location.search.includes('q=warm')")
    until(firefox, "/jacket/i.test(document.querySelector('#results article')?.textContent)")
    assert firefox.execute_script("return document.activeElement.name") == "q"
    assert problems(firefox) == []


def test_a_conversation_in_the_dock_and_on_its_page(firefox: "Marionette", server: str) -> None:
    firefox.navigate(f"{server}/search/?q=tent")
    one(firefox, "#dock-open").click()
    until(firefox, "document.activeElement.id === 'composer-message'")
    ask(firefox, "a tent for two")
    one(firefox, "#messages .shelf article")
    edges = (
        "return [document.querySelector('#results'), "
        "document.getElementById('dock')].map((each) => each.getBoundingClientRect())"
    )
    results, dock = firefox.execute_script(edges)
    assert results["right"] <= dock["left"]
    firefox.navigate(f"{server}/chat/")
    ask(firefox, "something cheaper")
    assert firefox.execute_script("return document.getElementById('chat-away').textContent") == ""
    assert problems(firefox) == []


def test_a_conversation_on_another_site(firefox: "Marionette", host: Host) -> None:
    firefox.navigate(host.page(LINK + SCRIPT))
    until(firefox, "customElements.get('aisle-chat')")
    one(firefox, "#ask").click()
    until(firefox, f"(() => {{ {FRAME} }})()")
    firefox.switch_to_frame(firefox.execute_script(FRAME))
    ask(firefox, "a warm jacket")
    one(firefox, "#messages .shelf article")
    firefox.switch_to_frame()
    assert problems(firefox) == []
