"""No text that a stranger can send costs much more than its length."""

import threading
from collections.abc import Callable

import pytest
from pydantic_ai.messages import ModelMessage, ModelRequest, ModelResponse, TextPart, UserPromptPart

from chat import builtin
from chat.answering.agent import agent
from chat.answering.run import LONGEST_ANSWER
from chat.builtin import offline_model
from chat.builtin.bounds import LONGEST, LONGEST_WORD, MOST_WORDS, bounded, is_bounded
from chat.builtin.intents import judging, prepare
from chat.builtin.plan import next_step
from chat.builtin.product_matcher import namer
from chat.builtin.talk import read_talk
from chat.claims import check
from chat.tools import Deps
from chat.transport.render import words_to_html
from chat.wire import LONGEST_MESSAGE
from shop.models.suspicion import suspicion
from shop.records import search_in_chat
from shop.search import SearchQuery, similar
from shop.search.query import LONGEST_WORDS, read, understood
from shop.search.suggest import LONGEST as LONGEST_BEGUN
from shop.search.suggest import suggest
from shop.search.vocabulary import vocabulary
from site_config.deadline import OutOfTime, check_time, within
from tests import shapes
from tests.chat.test_claims import EVERYTHING, backing
from tests.cost import cost
from tests.depth import depth

pytestmark = [
    pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("demo"), pytest.mark.thorough,
]  # fmt: skip

# Seconds of this thread's own processor time, so that other processes do not count.
MOST = 0.3
LONGEST_DESCRIPTION = 100_000


def _cost(work: Callable[[str], object], text: str) -> float:
    once = cost(lambda: work(text), runs=1)
    return once if once < MOST else cost(lambda: work(text), runs=1)


def slow(work: Callable[[str], object], length: int) -> dict[str, float]:
    """Returns the shapes that cost too much at this length."""
    work("warm")
    names = depth((*shapes.NAMES[::4], shapes.MIXED), shapes.NAMES)
    taken = {name: _cost(work, shapes.shape(name, length)) for name in names}
    return {name: seconds for name, seconds in taken.items() if seconds >= MOST}


def decide(text: str) -> object:
    """One step of the built-in assistant, after a turn that was about a jacket."""
    messages: list[ModelMessage] = [
        ModelRequest(parts=[UserPromptPart("a warm jacket under 150")]),
        ModelResponse(parts=[TextPart("The **Cairn fleece jacket** is warm.")]),
        ModelRequest(parts=[UserPromptPart(text)]),
    ]
    shop = vocabulary()
    with judging():
        return next_step(read_talk(messages, None), shop, namer(shop))


def test_the_built_in_assistant_reads_any_message_in_a_moment() -> None:
    prepare()
    assert slow(decide, LONGEST_MESSAGE) == {}


def test_search_reads_any_words_in_a_moment() -> None:
    shop = vocabulary()
    assert slow(lambda text: understood(SearchQuery(words=text), shop), LONGEST_WORDS) == {}


def test_suggestions_are_made_in_a_moment() -> None:
    assert slow(suggest, LONGEST_BEGUN) == {}


def test_an_import_looks_through_any_description_in_a_moment() -> None:
    assert slow(suspicion, LONGEST_DESCRIPTION) == {}


def test_what_is_read_of_a_message_is_bounded() -> None:
    for name in shapes.NAMES:
        read = bounded(shapes.shape(name, LONGEST_MESSAGE))
        assert is_bounded(read), name
        assert max(map(len, read.split()), default=0) <= LONGEST_WORD, name


def test_a_message_that_people_write_is_read_as_it_is() -> None:
    said = "I look for a lamp.\n\nIt is for my grandmother,  who reads a lot; under 50 euros."
    assert bounded(said) == said


def test_of_a_long_message_the_beginning_and_the_end_are_read() -> None:
    read = bounded(f"a tent {'please ' * 600}under 200 euros")
    assert read.startswith("a tent ")
    assert read.endswith(" under 200 euros")
    assert len(read) <= LONGEST
    assert len(read.split()) <= MOST_WORDS


def test_the_check_of_claims_reads_any_answer_in_a_moment() -> None:
    assert slow(lambda text: check(text, backing(*EVERYTHING)), LONGEST_ANSWER) == {}


def test_any_answer_becomes_a_page_in_a_moment() -> None:
    assert slow(lambda text: words_to_html(text, "assistant"), LONGEST_ANSWER) == {}
    assert slow(lambda text: words_to_html(text, "user"), LONGEST_MESSAGE) == {}


async def test_a_message_that_takes_too_long_is_given_up_and_says_so() -> None:
    deps = Deps(search=search_in_chat, similar=similar)
    said = await agent.run("a warm jacket", deps=deps, model=offline_model(work=0))
    assert (
        said.output
        == "That was too much for me to read at once: please ask again in a few short sentences."
    )
    assert "Cairn" in (await agent.run("a fleece jacket", deps=deps, model=offline_model())).output


async def test_who_is_stuck_on_a_thread_is_left_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    """A step that never asks for the time keeps its thread, and the answer ends all the same."""
    go_on = threading.Event()
    monkeypatch.setattr(builtin, "read_talk", lambda *_args: go_on.wait(60))
    try:
        model, deps = offline_model(patience=0.05), Deps(search=search_in_chat, similar=similar)
        said = await agent.run("a tent", deps=deps, model=model)
    finally:
        go_on.set()
    assert said.output.startswith("That was too much for me to read")


def test_work_that_has_a_time_ends_by_it() -> None:
    check_time()
    with within(0), pytest.raises(OutOfTime):
        check_time()
    with within(0), pytest.raises(OutOfTime):
        read("a red tent under 99", vocabulary())
    check_time()


async def test_of_a_cut_message_the_answer_says_what_was_read() -> None:
    deps = Deps(search=search_in_chat, similar=similar)
    text = f"I look for a tent. {'It rains a lot here. ' * 150}It may cost 300 euros at most."
    said = await agent.run(text, deps=deps, model=offline_model())
    assert said.output.startswith("Your message is long, so I read its beginning and its end. ")
