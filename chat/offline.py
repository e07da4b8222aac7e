"""The model that needs no key."""

from collections.abc import AsyncIterator

from pydantic_ai.messages import ModelMessage
from pydantic_ai.models.function import AgentInfo, FunctionModel


async def _stream(messages: list[ModelMessage], info: AgentInfo) -> AsyncIterator[str]:
    yield "Hello."


def offline_model() -> FunctionModel:
    return FunctionModel(stream_function=_stream, model_name="offline")
