"""The model that needs no key: it reads the same messages and calls the same tools as any other, by
rules instead of weights.
"""

import asyncio
import logging
import os
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import ThreadPoolExecutor

from django.utils.translation import override
from pydantic_ai.messages import ModelMessage, ModelResponse, TextPart, ToolCallPart
from pydantic_ai.models.function import AgentInfo, DeltaToolCall, DeltaToolCalls, FunctionModel
from pydantic_core import to_json

from chat.builtin import replies
from chat.builtin.foreign import speaking
from chat.builtin.intents import judging, prepare
from chat.builtin.look import Step
from chat.builtin.plan import next_step
from chat.builtin.product_matcher import namer
from chat.builtin.talk import language_of, read_talk
from chat.builtin.visitor_page import page_call, with_pages
from shop.search.vocabulary import vocabulary
from site_config.aio import in_database
from site_config.deadline import OutOfTime, within

__all__ = ["offline_model"]

log = logging.getLogger("aisle.chat")

# Seconds of processor time that one step may use; a usual one uses a tenth of one.
MOST_WORK = 3.0
# Seconds after which a step is left behind, whatever keeps it: its wait for a thread, the database.
PATIENCE = 40.0
# Threads of its own: a step that was given up keeps one until it asks for the time, and none that
# sockets and pages wait for.
_threads = ThreadPoolExecutor((os.process_cpu_count() or 1) + 1, thread_name_prefix="built-in")


def offline_model(work: float = MOST_WORK, patience: float = PATIENCE) -> FunctionModel:
    async def respond(messages: list[ModelMessage], info: AgentInfo) -> ModelResponse:
        step = await _decide_in_time(messages, info.instructions, work, patience)
        if isinstance(step, str):
            return ModelResponse(parts=[TextPart(step)])
        return ModelResponse(
            parts=[ToolCallPart(call.name, to_json(call.args).decode()) for call in step]
        )

    async def stream(
        messages: list[ModelMessage], info: AgentInfo
    ) -> AsyncIterator[str | DeltaToolCalls]:
        step = await _decide_in_time(messages, info.instructions, work, patience)
        if isinstance(step, str):
            # whole, as it is known: each piece would pass through every layer of the agent
            yield step
        else:
            yield {
                at: DeltaToolCall(name=call.name, json_args=to_json(call.args).decode())
                for at, call in enumerate(step)
            }

    return FunctionModel(respond, stream_function=stream, model_name="offline")


async def _decide_in_time(
    messages: Sequence[ModelMessage], instructions: str | None, work: float, patience: float
) -> Step:
    """On a thread, so that the loop goes on for everybody else."""
    try:
        async with asyncio.timeout(patience):
            return await in_database(_decide, _threads)(messages, instructions, work)
    except (TimeoutError, OutOfTime):
        log.warning("a message was too much to read")
        with override(language_of(instructions)):
            return replies.too_much()


def _decide(messages: Sequence[ModelMessage], instructions: str | None, work: float) -> Step:
    shop = vocabulary()
    prepare()  # which takes a second, once, and is nobody's message's fault
    with within(work):
        talk = read_talk(messages, instructions)
        if call := page_call(messages, instructions, talk):
            return [call]
        talk = with_pages(talk)
        with speaking(talk.now.language, talk.typed()), judging():
            step = next_step(talk, shop, namer(shop))
            is_cut = talk.now.is_cut and isinstance(step, str)
            return f"{replies.of_both_ends()} {step}" if is_cut else step
