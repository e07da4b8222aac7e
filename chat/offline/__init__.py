"""The model that needs no key: it reads the same messages and calls the same tools as any other, by rules instead of weights."""

from collections.abc import AsyncIterator

from pydantic_ai.messages import ModelMessage, ModelResponse, TextPart, ToolCallPart
from pydantic_ai.models.function import AgentInfo, DeltaToolCall, DeltaToolCalls, FunctionModel
from pydantic_core import to_json

from chat.offline.foreign import speaking
from chat.offline.intents import judging
from chat.offline.look import Step
from chat.offline.names import namer
from chat.offline.plan import next_step
from chat.offline.talk import read_talk
from shop.search.vocabulary import vocabulary
from site_config.aio import in_database

__all__ = ["offline_model"]


def offline_model() -> FunctionModel:
    return FunctionModel(_respond, stream_function=_stream, model_name="offline")


@in_database  # which is a thread: the loop goes on for everybody else
def _decide(messages: list[ModelMessage], info: AgentInfo) -> Step:
    shop, talk = vocabulary(), read_talk(messages, info.instructions)
    with speaking(talk.now.language, talk.typed()), judging():
        return next_step(talk, shop, namer(shop))


async def _respond(messages: list[ModelMessage], info: AgentInfo) -> ModelResponse:
    step = await _decide(messages, info)
    if isinstance(step, str):
        return ModelResponse(parts=[TextPart(step)])
    return ModelResponse(parts=[ToolCallPart(call.name, to_json(call.args).decode()) for call in step])


async def _stream(messages: list[ModelMessage], info: AgentInfo) -> AsyncIterator[str | DeltaToolCalls]:
    step = await _decide(messages, info)
    if isinstance(step, str):
        yield step  # whole, as it is known: each piece would pass through every layer of the agent
    else:
        yield {at: DeltaToolCall(name=call.name, json_args=to_json(call.args).decode()) for at, call in enumerate(step)}
