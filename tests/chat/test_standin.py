"""The stand-in says what its script says, to the client that the shop itself uses."""

import pytest
from pydantic_ai import Agent, models
from pydantic_ai.exceptions import ModelHTTPError
from pydantic_ai.models.openai import OpenAIChatModel
from pydantic_ai.providers.openai import OpenAIProvider

from tests.standin import Asked, Call, Fail, Reply, Say, StandIn, standin


async def ask(model: StandIn, question: str) -> str:
    agent = Agent(OpenAIChatModel("m", provider=OpenAIProvider(base_url=model.url, api_key="k")))

    @agent.tool_plain
    def search_products(words: str) -> str:
        return f'{{"name": "A {words}"}}'

    async with agent, agent.run_stream_events(question) as events:
        return [event async for event in events][-1].result.output  # type: ignore[union-attr]


@pytest.fixture(autouse=True)
def _may_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "ALLOW_MODEL_REQUESTS", True)  # of this machine


def echo(asked: Asked) -> Say:
    return Say(f"You said {asked.question}, they said {asked.results}.")


@pytest.mark.parametrize(
    ("script", "answer"),
    [
        ([], "The **A tent** fits best."),
        ([Say("It costs €1.")], "It costs €1."),
        (
            [Call("search_products", {"words": "lamp"}), echo],
            """You said tent, they said ['{"name": "A lamp"}'].""",
        ),
        (
            [
                (Call("search_products", {"words": "a"}), Call("search_products", {"words": "b"})),
                Say("Both."),
            ],
            "Both.",
        ),
    ],
)
async def test_a_script_is_played(script: list[Reply], answer: str) -> None:
    with standin(*script) as model:
        assert await ask(model, "tent") == answer


async def test_the_last_reply_is_repeated_and_another_script_begun() -> None:
    with standin(Say("One."), Say("Two.")) as model:
        assert [await ask(model, "?") for _time in range(3)] == ["One.", "Two.", "Two."]
        model.play(Say("Three."))
        assert await ask(model, "and?") == "Three."
    assert [asked.question for asked in model.requests] == ["?", "?", "?", "and?"]


async def test_a_fault_is_a_step() -> None:
    with (
        standin(Fail(401, message="No such key.")) as model,
        pytest.raises(ModelHTTPError, match="No such key"),
    ):
        await ask(model, "tent")
