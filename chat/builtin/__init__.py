"""The model that needs no key: it reads the same messages and calls the same tools as any other, by
rules instead of weights.
"""

import asyncio
import logging
import os
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Any

from django.utils.translation import override
from pydantic_ai.messages import ModelMessage, ModelResponse, TextPart, ToolCallPart
from pydantic_ai.models import StreamedResponse
from pydantic_ai.models.function import AgentInfo, DeltaToolCall, DeltaToolCalls, FunctionModel
from pydantic_core import to_json

from chat.builtin import replies
from chat.builtin.intents import judging, prepare
from chat.builtin.languages import speaking
from chat.builtin.look import Step
from chat.builtin.offers import noting
from chat.builtin.plan import next_step
from chat.builtin.product_matcher import namer
from chat.builtin.talk import language_of, read_talk
from chat.builtin.visitor_page import page_call, with_pages
from shop.search.vocabulary import vocabulary
from site_config.aio import in_database
from site_config.deadline import OutOfTime, within

__all__ = ["offline_model"]

# A step, and where the talk stands after it, where words end it.
Decided = tuple[Step, dict[str, Any] | None]

log = logging.getLogger("aisle.chat")

# Seconds of processor time that one step may use; a usual one uses a tenth of one.
MOST_WORK = 3.0
# Seconds after which a step is left behind, whatever keeps it: its wait for a thread, the database.
PATIENCE = 40.0
# Threads of its own: a step that was given up keeps one until it asks for the time, and none that
# sockets and pages wait for.
_threads = ThreadPoolExecutor((os.process_cpu_count() or 1) + 1, thread_name_prefix="built-in")


class _OfflineModel(FunctionModel):
    """Stores where the talk stands with each response, streamed or whole."""

    details: dict[str, Any] | None = None

    @asynccontextmanager
    async def request_stream(self, *args: Any, **kwargs: Any) -> AsyncGenerator[StreamedResponse]:
        async with super().request_stream(*args, **kwargs) as stream:
            # The first piece is known by now, and with it all of the response.
            stream.provider_details = self.details
            yield stream


def offline_model(work: float = MOST_WORK, patience: float = PATIENCE) -> FunctionModel:
    async def respond(messages: list[ModelMessage], info: AgentInfo) -> ModelResponse:
        step, details = await _decide_in_time(messages, info.instructions, work, patience)
        if isinstance(step, str):
            return ModelResponse(parts=[TextPart(step)], provider_details=details)
        return ModelResponse(
            parts=[ToolCallPart(call.name, to_json(call.args).decode()) for call in step]
        )

    async def stream(
        messages: list[ModelMessage], info: AgentInfo
    ) -> AsyncIterator[str | DeltaToolCalls]:
        step, model.details = await _decide_in_time(messages, info.instructions, work, patience)
        if isinstance(step, str):
            # whole, as it is known: each piece would pass through every layer of the agent
            yield step
        else:
            yield {
                at: DeltaToolCall(name=call.name, json_args=to_json(call.args).decode())
                for at, call in enumerate(step)
            }

    model = _OfflineModel(respond, stream_function=stream, model_name="offline")
    return model


async def _decide_in_time(
    messages: Sequence[ModelMessage], instructions: str | None, work: float, patience: float
) -> Decided:
    """On a thread, so that the loop goes on for everybody else."""
    try:
        async with asyncio.timeout(patience):
            return await in_database(_decide, _threads)(messages, instructions, work)
    except (TimeoutError, OutOfTime):
        log.warning("a message was too much to read")
        with override(language_of(instructions)):
            return replies.too_much(), None


def _decide(messages: Sequence[ModelMessage], instructions: str | None, work: float) -> Decided:
    shop = vocabulary()
    prepare()  # which takes a second, once, and is nobody's message's fault
    with within(work):
        talk = read_talk(messages, instructions)
        if call := page_call(messages, instructions, talk):
            return [call], None
        talk = with_pages(talk)
        with speaking(talk.now.language, talk.typed()), judging(), noting() as made:
            step = next_step(talk, shop, namer(shop))
            if not isinstance(step, str):
                return step, None
            reply = f"{replies.of_both_ends()} {step}" if talk.now.is_cut else step
            return reply, talk.state_after(reply, made.in_reply(reply)).details()
