"""Whatever a provider does, an answer ends in time, well or with an apology, and is
never doubled.
"""

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.test import Client
from pydantic_ai import models

from chat.models import Message
from tests.clients import Program
from tests.servers import free_ports
from tests.standin import FAULTS, Asked, Call, Cut, Fail, Reply, Say, StandIn, Wait, honest, standin

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("demo", "turns_end")]
# Faults that are found by waiting are waited for; the others end long before an answer's time.
SECONDS, WAITING_SECONDS = 60, 16
WAITING = {
    "silence",
    "silence after the tools",
    "silence in mid-stream",
    "keep-alives alone",
    "endless slow text",
}
SEARCH = Call("search_products", {"words": "tent"})
# What the provider can answer for all that; whatever else fails, the built-in model answers.
GOOD = {"none", "429 once", "429, come back at once", "503 twice"}
CUT_SHORT = {"endless text", "cut by its own limit"}


@pytest.fixture(autouse=True)
def _in_time(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "ALLOW_MODEL_REQUESTS", True)  # of this machine
    settings.CHAT_TIMEOUT_SECONDS = SECONDS


@pytest.fixture
def first(settings: Any) -> Iterator[StandIn]:
    with standin() as model:
        settings.CHAT_MODEL, settings.CHAT_MODEL_URL, settings.CHAT_MODEL_KEY = (
            "first",
            model.url,
            "sk-of-the-shop",
        )
        yield model


@pytest.fixture
def second(settings: Any) -> Iterator[StandIn]:
    with standin(Say("The second one answers.")) as model:
        settings.CHAT_FALLBACK_MODEL, settings.CHAT_FALLBACK_URL = "second", model.url
        yield model


async def asked(words: str = "a tent for two") -> Message:
    async with Program() as program:
        answer = await program.say(words)
    return await Message.objects.aget(pk=answer["id"])


@pytest.mark.parametrize("fault", FAULTS)
async def test_every_fault_ends_in_an_answer(first: StandIn, fault: str, settings: Any) -> None:
    settings.CHAT_TIMEOUT_SECONDS = WAITING_SECONDS if fault in WAITING else SECONDS
    first.play(*FAULTS[fault])
    answer = await asked()
    # One that were late would have ended as `timeout`: the turn's own clock sees to it.
    assert (answer.status, answer.error) == ("done", "")
    assert answer.content.strip()
    assert answer.model == ("first" if fault in GOOD | CUT_SHORT else "offline")
    assert ("cut short" in answer.metadata.get("note", "")) == (fault in CUT_SHORT)
    assert ("built-in" in answer.metadata.get("note", "")) == (answer.model == "offline")


async def test_a_refused_connection_hands_over(settings: Any) -> None:
    settings.CHAT_MODEL, settings.CHAT_MODEL_URL = (
        "first",
        f"http://127.0.0.1:{free_ports(1)[0]}/v1",
    )
    assert (await asked()).model == "offline"


@pytest.mark.parametrize(
    "script",
    [
        (Fail(500),),
        (Wait(),),
        ((Say("Half of an"), Cut()),),
        ((Say("Half of an"), Cut(politely=True)),),
        (Call("drop_tables"),),
        (Say(""),),
    ],
    ids=["500", "silence", "cut", "polite cut", "unknown tool", "empty"],
)
async def test_a_second_model_replaces_what_the_first_began(
    first: StandIn, second: StandIn, script: tuple[Reply, ...], settings: Any
) -> None:
    settings.CHAT_TIMEOUT_SECONDS = WAITING_SECONDS if isinstance(script[0], Wait) else SECONDS
    first.play(*script)
    answer = await asked()
    assert (answer.model, answer.content) == ("second", "The second one answers.")
    assert "another one" in answer.metadata["note"]


async def test_a_second_model_goes_on_with_what_the_tools_found(
    first: StandIn, second: StandIn
) -> None:
    first.play((Say("Let me look."), SEARCH), (Say("The best of them is"), Cut()))
    second.play(honest)
    answer = await asked()
    assert answer.content.startswith("Let me look.\n\nThe **")
    assert "best of them" not in answer.content
    assert len(second.requests) == 1
    assert len(answer.metadata["tool_results"]) == 1
    assert answer.metadata["cards"]
    roles = [message["role"] for message in second.requests[0].messages]
    assert roles == ["system", "user", "assistant", "tool"]


async def test_the_next_question_knows_what_both_models_did(
    first: StandIn, second: StandIn
) -> None:
    first.play(SEARCH, Cut())
    async with Program() as program:
        await program.say("a tent")
        first.play(Say("You are welcome."))
        await program.say("thanks")
    said = [(message["role"], message.get("content")) for message in first.requests[-1].messages]
    assert [role for role, _words in said] == [
        "system",
        "user",
        "assistant",
        "tool",
        "assistant",
        "user",
    ]
    assert said[4][1] == "The second one answers."


async def test_both_models_failing_leaves_the_built_in_one(
    first: StandIn, second: StandIn, settings: Any
) -> None:
    settings.CHAT_TIMEOUT_SECONDS = 2 * WAITING_SECONDS
    first.play(Wait())
    second.play(Wait())
    answer = await asked()
    assert (answer.model, answer.status) == ("offline", "done")
    assert answer.metadata["note"].count(".") == 1


async def test_a_long_wished_pause_asks_the_next_model_at_once(
    first: StandIn, second: StandIn
) -> None:
    first.play(Fail(429, {"Retry-After": "30"}))
    assert (await asked()).model == "second"
    assert len(first.requests) == 1


async def test_a_quota_that_is_used_up_is_not_asked_again(first: StandIn, second: StandIn) -> None:
    first.play(Fail(401))
    assert (await asked()).model == "second"
    assert len(first.requests) == 1


async def test_a_refused_answer_is_replaced_and_not_doubled(first: StandIn) -> None:
    first.play(Say(""), Say("Here it is."))
    assert (await asked()).content == "Here it is."


async def test_an_endless_answer_ends_with_a_whole_sentence(first: StandIn) -> None:
    first.play(Say("A sentence of five words. ", times=10_000))
    answer = await asked()
    assert len(answer.content) <= 4_000
    assert answer.content.endswith(" words.")
    assert answer.history[-1]["parts"][0]["content"] == answer.content


async def test_a_slow_answer_is_cut_before_its_time_is_over(first: StandIn, settings: Any) -> None:
    settings.CHAT_TIMEOUT_SECONDS = WAITING_SECONDS
    first.play(Say("One. Two. ", times=10_000, pause=0.05))
    answer = await asked()
    assert (answer.status, answer.model) == ("done", "first")
    assert answer.content.endswith(".")


async def test_what_failed_models_used_is_counted(
    first: StandIn, second: StandIn, settings: Any
) -> None:
    first.play(SEARCH, Cut())
    second.play(honest)
    settings.CHAT_FALLBACK_MODEL = "gpt-4o"  # whose price is known
    answer = await asked()
    spent = [len(str(request.body)) // 5 for request in (first.requests[0], second.requests[0])]
    assert answer.input_tokens > sum(spent)
    assert answer.cost


async def test_staff_see_what_a_conversation_has_cost(
    first: StandIn, settings: Any, admin_client: Client
) -> None:
    settings.CHAT_MODEL = "gpt-4o"
    async with Program() as program:
        await program.say("a tent")
        conversation = (await program.say("a lamp"))["conversation"]
    answers = [message async for message in Message.objects.filter(role="assistant")]
    total = f"{sum(answer.cost or 0 for answer in answers):.4f}"
    listed = await sync_to_async(admin_client.get)("/admin/chat/conversation/")
    shown = await sync_to_async(admin_client.get)(
        f"/admin/chat/conversation/{conversation}/change/"
    )
    assert float(total) > 0
    assert f'<td class="field-cost">{total}</td>' in listed.content.decode()
    assert total in shown.content.decode()


async def test_tokens_of_an_answer_are_bounded(first: StandIn, settings: Any) -> None:
    settings.CHAT_ANSWER_TOKENS = 3_000
    first.play(SEARCH)
    answer = await asked()
    assert answer.model == "offline"
    assert len(first.requests) < 4
    assert first.requests[0].body["max_completion_tokens"] == settings.CHAT_OUTPUT_TOKENS


async def test_the_built_in_model_s_tokens_are_not_bounded(settings: Any) -> None:
    settings.CHAT_ANSWER_TOKENS = settings.CHAT_OUTPUT_TOKENS = 1
    assert (await asked()).status == "done"


async def test_one_line_tells_of_a_turn_and_holds_no_words_and_no_keys(
    first: StandIn, second: StandIn, caplog: pytest.LogCaptureFixture
) -> None:
    def leak(asked: Asked) -> Fail:
        return Fail(
            401, message=f"Incorrect API key provided: sk-of-the-shop. You asked: {asked.question}"
        )

    caplog.set_level(logging.INFO)
    first.play(SEARCH, leak)
    answer = await asked("a secret wish")
    lines = [
        record.getMessage() for record in caplog.records if record.getMessage().startswith("turn ")
    ]
    logged = dict(part.split("=", 1) for part in lines[0].split()[1:])
    assert len(lines) == 1
    assert logged | {
        "message": str(answer.pk), "conversation": str(answer.conversation_id), "outcome": "done",
        "model": "second",
        "tools": "search_products:1", "failed": "first:ModelAuthenticationError(401)",
        "requests": "2", "retries": "0",
    } == logged  # fmt: skip
    assert int(logged["ms_first"]) <= int(logged["ms"])
    assert int(logged["tokens_in"]) == answer.input_tokens
    for secret in ("sk-of-the-shop", "secret wish", "The second one answers"):
        assert secret not in caplog.text
