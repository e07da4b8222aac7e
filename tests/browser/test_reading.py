"""Where the reader is led while an answer grows: question and answer stay in view together."""

from collections.abc import AsyncIterator, Iterator
from queue import SimpleQueue

import pytest
from asgiref.sync import sync_to_async
from playwright.sync_api import Page, expect
from pydantic_ai.messages import ModelMessage
from pydantic_ai.models.function import AgentInfo, FunctionModel

from chat.answering import run
from tests.browser.test_conversation import bubbles, say

pytestmark = pytest.mark.browser
# How far the question's upper edge lies below the window's, and the answer's.
PLACES = """() => {
  const top = document.getElementById("chat-scroll").getBoundingClientRect().top;
  const [question, answer] = [...document.querySelectorAll("#messages > li")].slice(-2);
  return [question, answer].map((item) => item.getBoundingClientRect().top - top);
}"""
# How far the words of each element end before its right edge.
GAPS_AT_RIGHT = """items => items.map(item => {
  const words = document.createRange();
  words.selectNodeContents(item);
  return item.getBoundingClientRect().right - words.getBoundingClientRect().right;
})"""
IN_VIEW = f"const [question] = ({PLACES})(); return least <= question && question < most;"


@pytest.fixture
def parts(monkeypatch: pytest.MonkeyPatch) -> Iterator[SimpleQueue[str]]:
    """What a model says, part by part; an empty part ends its answer."""
    said: SimpleQueue[str] = SimpleQueue()

    async def stream(_messages: list[ModelMessage], _info: AgentInfo) -> AsyncIterator[str]:
        while part := await sync_to_async(said.get, thread_sensitive=False)(timeout=60):
            yield part

    monkeypatch.setattr(
        run, "offline_model", lambda: FunctionModel(stream_function=stream, model_name="slow")
    )
    yield said
    said.put("")


def paragraphs(count: int) -> str:
    return "\n\nWell then." * count


@pytest.mark.parametrize(("width", "height"), [(1280, 900), (390, 844)])
def test_question_and_answer_stay_in_view_together(
    page: Page, server: str, parts: SimpleQueue[str], width: int, height: int
) -> None:
    page.set_viewport_size({"width": width, "height": height})
    page.goto(f"{server}/chat/")
    for part in ("Well.", ""):
        parts.put(part)
    say(page, "a warm jacket")
    expect(bubbles(page).last).to_contain_text("Well.")
    expect(page.get_by_role("button", name="Stop")).to_have_count(0)
    say(page, "and a longer answer?")
    for step in range(1, 11):
        parts.put(paragraphs(5))
        expect(bubbles(page).last.locator(".prose p")).to_have_count(5 * step)
    parts.put("")
    expect(page.get_by_role("button", name="Stop")).to_have_count(0)
    # The place is reached with a frame of the browser after the text, so it is waited for.
    page.wait_for_function(f"([least, most]) => {{ {IN_VIEW} }}", arg=[0, 40])
    question, answer = page.evaluate(PLACES)
    assert question < answer < height / 2
    expect(page.locator("#chat-scroll")).to_have_attribute("data-more", "")
    page.get_by_role("button", name="To the latest message").click()
    expect(page.locator("#chat-scroll")).not_to_have_attribute("data-more", "")


def test_an_opinion_leaves_the_reader_where_they_are(
    page: Page, server: str, parts: SimpleQueue[str]
) -> None:
    page.goto(f"{server}/chat/")
    for part in (paragraphs(50), ""):
        parts.put(part)
    say(page, "a warm jacket")
    expect(page.get_by_role("button", name="Good answer")).to_be_attached()
    expect(page.get_by_role("button", name="Stop")).to_have_count(0)
    before = page.evaluate(PLACES)
    page.get_by_role("button", name="Good answer").dispatch_event("click")
    expect(page.get_by_role("button", name="Good answer")).to_have_attribute("aria-pressed", "true")
    assert page.evaluate(PLACES) == pytest.approx(before, abs=2)


def test_a_list_from_right_to_left_stays_beside_its_marks(
    page: Page, server: str, parts: SimpleQueue[str]
) -> None:
    """Also an item that begins with a foreign name."""
    page.goto(f"{server}/chat/")
    say(page, "סיר")
    parts.put("יש שני סירים:\n\n- **Brass pot** כבד\n- הקטן קל יותר")
    parts.put("")
    items = bubbles(page).last.locator(".prose li")
    expect(items).to_have_count(2)
    gaps = items.evaluate_all(GAPS_AT_RIGHT)
    assert max(gaps) < 2
