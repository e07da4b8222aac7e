"""One run of the agent into a draft, with the offline model as the way out when a provider fails."""

import asyncio
import logging

from django.conf import settings
from django.utils.translation import gettext as _
from pydantic_ai import AgentRunResultEvent, FunctionToolResultEvent, PartDeltaEvent, PartStartEvent, RunCancelled
from pydantic_ai.exceptions import AgentRunError, UserError
from pydantic_ai.messages import ModelMessage, TextPart, TextPartDelta, ToolReturnPart
from pydantic_ai.models import Model
from pydantic_ai.usage import RunUsage

from chat.agent import agent, limits, model
from chat.draft import Draft
from chat.offline import offline_model
from chat.tools import Deps
from shop.records import search_in_chat
from shop.search import similar

log = logging.getLogger("aisle.chat")


async def answer(draft: Draft, question: str, memory: list[ModelMessage]) -> None:
    """Write the answer to `question`. What the configured model cannot do, the offline model does, and the visitor is told so."""
    if settings.CHAT_MODEL and draft.message.payers is None:
        draft.start_over(_("You have asked a lot for now, so this answer comes from the shop's search alone."))
    elif settings.CHAT_MODEL:
        try:
            # A provider that is silent for a third of the time is given up, while there is time for another answer.
            await _run(draft, question, memory, model(), patience=settings.CHAT_TIMEOUT_SECONDS / 3)
            return
        except (AgentRunError, UserError, ExceptionGroup, OSError, TimeoutError) as error:
            log.error("the model %s failed: %s", settings.CHAT_MODEL, error or type(error).__name__)
            draft.start_over(_("The assistant's own model is away just now, so this answer comes from the shop's built-in one."))
    await _run(draft, question, memory, offline_model())


def _take(draft: Draft, event: object) -> None:
    match event:
        case PartStartEvent(part=TextPart(content=text)) if text:
            draft.say(f"\n\n{text}" if draft.message.content else text)
        case PartDeltaEvent(delta=TextPartDelta(content_delta=text)):
            draft.say(text)
        case FunctionToolResultEvent(part=ToolReturnPart() as part):
            draft.took(part)
        case AgentRunResultEvent(result=result):
            draft.remember(result.new_messages())


async def _run(draft: Draft, question: str, memory: list[ModelMessage], model: Model, patience: float | None = None) -> None:
    """One run; TimeoutError where nothing has come after `patience` seconds."""
    draft.message.model = model.model_name
    # Counted while it runs: a run that fails or is stopped has cost something as well. The built-in model's own count is of nothing paid.
    usage = RunUsage()
    if patience is not None:
        draft.usage = usage
    deps = Deps(search=search_in_chat, similar=similar, topic=draft.message.conversation.topic_id, language=draft.language)
    try:
        async with (
            asyncio.timeout(patience) as clock,
            agent.run_stream_events(question, deps=deps, message_history=memory, model=model, usage=usage, usage_limits=limits()) as events,
        ):
            async for event in events:
                clock.reschedule(None)
                _take(draft, event)
    except asyncio.CancelledError as error:
        if cancelled := RunCancelled.from_cancellation(error):
            draft.remember(cancelled.all_messages()[len(memory) :])
        raise
