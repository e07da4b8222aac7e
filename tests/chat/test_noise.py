"""A visitor sees none of a model's noise: thoughts in tags, control tokens, calls that are written
as text, names of tools. Where a provider cuts its chunks makes no difference.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_ai import models

from chat.answering.noise import Withdrawn, WordFilter, Words
from chat.answering.written_calls import Call
from chat.models import Message
from tests.clients import Program
from tests.cost import cost
from tests.standin import Asked, Say, StandIn, standin
from tests.standin import Call as NativeCall

TOOLS: dict[str, dict[str, Any]] = {
    "search_products": {"properties": {"words": {}, "price_max": {}}},
    "get_product": {"properties": {"product_id": {}}, "required": ["product_id"]},
    "list_categories": {"properties": {"under": {}}},
    "page": {"properties": {}},
}
Read = tuple[str, list[tuple[str, str]], bool]


def read(pieces: Sequence[str]) -> Read:
    """(words, calls, garbled) of a response in these chunks."""
    noise, words, calls = WordFilter(TOOLS, "the catalogue"), "", list[tuple[str, str]]()
    for outputs in (*map(noise.feed, pieces), noise.end()):
        for each in outputs:
            match each:
                case Words(text):
                    words += text
                case Withdrawn():
                    words = ""
                case Call(tool, arguments):
                    calls.append((tool, arguments))
    return words, calls, noise.is_garbled


THOUGHTS = [
    "<think>secret</think>\n\nHello.",
    "<think>\nsecret\n</think>Hello.",
    "<Thinking>secret</Thinking> Hello.",
    "<thought>secret</thought>\nHello.",
    '<reasoning effort="low">secret</reasoning>Hello.',
    "secret</think>\n\nHello.",
    "Okay, the user wants secret. Let me see.\n</think>\n\nHello.",
    "Hel<think>secret</think>lo.",
    "<think>secret</think>Hello.</think>",
    "<|channel|>analysis<|message|>secret<|end|><|start|>assistant<|channel|>final<|message|>Hello."
    "<|return|>",
    "<|channel|>analysis secret<|end|>Hello.",
    "<|channel>thought\nsecret<channel|>Hello.",
    "analysisThe user said secret.assistantfinalHello.",
    "[THINK]secret[/THINK]Hello.",
    "◁think▷secret◁/think▷Hello.",
    "<|START_THINKING|>secret<|END_THINKING|>Hello.",
]
TOKENS = [
    "\n\n \nHello.",
    "<s>Hello.</s>",
    "Hello.<|im_end|>",
    "<|im_start|>assistant\nHello.<|im_end|><|im_start|>user\nsecret<|im_end|>",
    "<|start_header_id|>assistant<|end_header_id|>\n\nHello.<|eot_id|>",
    "<start_of_turn>model\nHello.<end_of_turn>",
    "<｜begin▁of▁sentence｜>Hello.<｜end▁of▁sentence｜>",
    "[INST]Hello.[/INST]",
    '<tool_response>{"secret": 1}</tool_response>Hello.',
]
CALLED = '{"words": "kid\'s tent"}'
CALLS = [
    f'<tool_call>\n{{"name": "search_products", "arguments": {CALLED}}}\n</tool_call>',
    f'<tool_call>{{"name": "search_products", "arguments": {CALLED}}}',
    "<tool_call>search_products\n<arg_key>words</arg_key>\n<arg_value>kid's tent</arg_value>\n"
    "</tool_call>",
    "<function=search_products><parameter=words>kid's tent</parameter></function>",
    '<function_calls><invoke name="search_products"><parameter name="words">kid\'s tent'
    "</parameter></invoke></function_calls>",
    f'[TOOL_CALLS] [{{"name": "search_products", "arguments": {CALLED}}}]',
    f"[TOOL_CALLS]search_products[ARGS]{CALLED}",
    f'<|python_tag|>{{"name": "search_products", "parameters": {CALLED}}}<|eom_id|>',
    f'{{"type": "function", "function": {{"name": "search_products", "arguments": {CALLED}}}}}',
    f'```json\n{{"name": "search_products", "arguments": {CALLED}}}\n```',
    f"functions.search_products({CALLED})",
    'search_products(words="kid\'s tent")',
    '`search_products(words="kid\'s tent")`',
    '[search_products(words="kid\'s tent")]',
    'print(default_api.search_products(words="kid\'s tent"))',
    f"Thought: I must search.\nAction: search_products\nAction Input: {CALLED}",
    "<|channel|>commentary to=functions.search_products <|constrain|>json<|message|>"
    f"{CALLED}<|call|>",
    "<|tool_calls_section_begin|><|tool_call_begin|>functions.search_products:0"
    f"<|tool_call_argument_begin|>{CALLED}<|tool_call_end|><|tool_calls_section_end|>",
]
GARBLED = [
    "<tool_call>{broken</tool_call>Hello.",
    '{"words": "tent"}\nHello.',
    '<tool_call>{"name": "drop_tables", "arguments": {}}</tool_call>Hello.',
    '<tool_call>{"name": "get_product", "arguments": {"id": 1}}</tool_call>Hello.',
]
PLAIN = [
    "Hello.",
    "The user-friendly tent, 3 < 4 and 5 > 2, costs **$149**.",
    "- one\n- two\n\n[XL] fits, [Fell 2](/p/1) too; `code`, {braces} and “quotes”.",
    "Okay, here are two.",
    "First, the smaller one.",
    "Hello <b>you</b>, page (2) is the bundle.",
    "analysis of the two",
]


@pytest.mark.parametrize("text", [*THOUGHTS, *TOKENS])
def test_only_the_answer_is_left(text: str) -> None:
    words, calls, is_garbled = read([text])
    assert (words.strip(), calls, is_garbled) == ("Hello.", [], False)
    assert words == words.lstrip()


@pytest.mark.parametrize("text", ["<think>secret", "<think>secret</thi", "<|channel|>analysis a"])
def test_a_thought_without_an_end_is_no_answer(text: str) -> None:
    assert read([text]) == ("", [], False)


@pytest.mark.parametrize("text", CALLS)
def test_a_call_that_is_written_is_a_call(text: str) -> None:
    assert read([text]) == ("", [("search_products", CALLED)], False)


def test_words_before_a_call_stay_and_thoughts_do_not() -> None:
    call = CALLS[0]
    assert read([f"One moment.\n{call}"])[0].strip() == "One moment."
    assert read([f"Okay, the user wants a tent.\n{call}"])[0] == ""


@pytest.mark.parametrize("text", GARBLED)
def test_a_call_that_cannot_be_read_is_left_out_and_noted(text: str) -> None:
    words, calls, is_garbled = read([text])
    assert (words.strip(), calls, is_garbled) == ("Hello.", [], True)


@pytest.mark.parametrize("text", PLAIN)
def test_plain_words_stay(text: str) -> None:
    assert read([text]) == (text, [], False)


def test_a_tool_is_named_as_the_catalogue() -> None:
    text = "I used `search_products` and get_product(product_id=7), not my_search_products."
    assert read([text])[0] == "I used the catalogue and the catalogue, not my_search_products."


NOISE = st.sampled_from([*THOUGHTS, *TOKENS, *CALLS, *GARBLED, *PLAIN])
BITS = st.sampled_from([
    *"<think> </think> <|channel|> analysis final <|message|> <|end|> <|im_start|> user".split(),
    *"<tool_call> </tool_call> { } [ ] ( ) \" ' ` ``` json search_products get_product".split(),
    *"page assistant okay the user so hmm Action: [TOOL_CALLS] </s> < > | / : . , a".split(),
    *["assistantfinal", " ", "\n", "\\"],
])  # fmt: skip
TEXTS = st.lists(NOISE | BITS, max_size=8).map("".join)


@given(TEXTS, st.data())
def test_where_a_text_is_cut_makes_no_difference(text: str, data: st.DataObject) -> None:
    places = st.lists(st.integers(0, len(text)), max_size=8)
    cuts = [0, *sorted(data.draw(places)), len(text)]
    pieces = [text[begin:end] for begin, end in pairwise(cuts)]
    assert read(pieces) == read([text]) == read(list(text))


@pytest.mark.parametrize(
    "bit", ["<", "<think>", "{", "{}", '{"', "search_product", "`", " ", "a\n", "hmm ", "[", "<|"]
)
def test_the_time_grows_with_the_length(bit: str) -> None:
    def seconds(size: int) -> float:
        return cost(lambda: read(list((bit * size)[:size])))

    assert seconds(16_000) < 12 * max(seconds(4_000), 0.02)


@pytest.fixture
def model(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[StandIn]:
    monkeypatch.setattr(models, "ALLOW_MODEL_REQUESTS", True)  # of this machine
    with standin() as running:
        settings.CHAT_MODEL, settings.CHAT_MODEL_URL = "noisy", running.url
        yield running


async def snapshots() -> tuple[Message, list[str]]:
    """The stored answer, and its words in every snapshot that was sent."""
    async with Program() as program:
        await program.send(type="message", message="a tent for two", client_id=str(uuid4()))
        states = await program.states()
    return await Message.objects.aget(pk=states[-1]["id"]), [each["message"] for each in states]


through_http = pytest.mark.usefixtures("demo", "turns_end")


@pytest.mark.parametrize(
    "pieces",
    [
        ["<think>", "secret", "</think>", "Good day."],
        ["<th", "ink>sec", "ret</thi", "nk>Good day."],
        ["<think>", "secret</think>Good", " day."],
        ["Okay, the user says", " secret.", "</think>", "\n\nGood day."],
        ["secret</think>Good day."],
        ["<|channel|>", "analysis", "<|message|>secret<|end|><|start|>assistant<|channel|>final"
         "<|message|>", "Good day."],
        ["\n\n", "Good day.<|im_", "end|>"],
    ],
)  # fmt: skip
@pytest.mark.django_db(transaction=True)
@through_http
async def test_thoughts_reach_nobody(model: StandIn, pieces: list[str]) -> None:
    model.play([Say(piece) for piece in pieces])
    stored, seen = await snapshots()
    assert (stored.content, stored.model) == ("Good day.", "noisy")
    assert not any(noise in each for each in seen for noise in ("secret", "think", "<|", "user"))
    assert "secret" not in str(stored.history)


@pytest.mark.parametrize("text", [CALLS[0], CALLS[11], "One moment. \n" + CALLS[6]])
@pytest.mark.django_db(transaction=True)
@through_http
async def test_a_written_call_is_made(model: StandIn, text: str) -> None:
    def reply(asked: Asked) -> Say:
        return Say("Here they are." if asked.results else text)

    model.play(reply)
    stored, seen = await snapshots()
    assert stored.content.endswith("Here they are.")
    assert stored.metadata["tool_results"][0]["tool"] == "search_products"
    assert not any("search_products" in each or "words" in each for each in seen)


@pytest.mark.django_db(transaction=True)
@through_http
async def test_a_call_that_cannot_be_read_is_asked_for_again_once(model: StandIn) -> None:
    model.play(Say(GARBLED[0]), Say("Good day."))
    stored, _seen = await snapshots()
    assert (stored.content, len(model.requests)) == ("Good day.", 2)
    model.play(Say(GARBLED[0]))
    stored, _seen = await snapshots()
    assert (stored.content, len(model.requests)) == ("Hello.", 4)


@pytest.mark.django_db(transaction=True)
@through_http
async def test_a_call_by_a_longer_name_is_of_the_tool(model: StandIn) -> None:
    model.play(NativeCall("functions.search_products", {"words": "tent"}), Say("Good day."))
    stored, _seen = await snapshots()
    assert stored.metadata["tool_results"][0]["tool"] == "search_products"
