"""Runs an answer: by the configured model, else by the second one, else by the built-in one, all
within the turn's time.
"""

import asyncio
import logging
import re

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override
from pydantic_ai import AgentRunResult, AgentRunResultEvent, RunCancelled, capture_run_messages
from pydantic_ai.exceptions import UnexpectedModelBehavior, UsageLimitExceeded
from pydantic_ai.messages import (
    FunctionToolResultEvent,
    ModelMessage,
    ModelResponse,
    PartDeltaEvent,
    PartStartEvent,
    TextPart,
    TextPartDelta,
    ThinkingPart,
    ThinkingPartDelta,
    ToolCallPart,
    ToolCallPartDelta,
    ToolReturnPart,
)
from pydantic_ai.models import Model
from pydantic_ai.usage import RunUsage

from chat.answering import tracing
from chat.answering.agent import agent, limits
from chat.answering.cleaning import CleanModel
from chat.answering.draft import Draft
from chat.answering.providers import Clock, Steady, choices, language_model
from chat.answering.spoken import SpokenModel
from chat.builtin import offline_model
from chat.claims import judged, preambles, settled
from chat.tools import Deps
from shop.records import search_in_chat
from shop.search import similar
from site_config.aio import in_database

log = logging.getLogger("aisle.chat")

# Of an answer's words, and of what is not shown (thoughts, arguments of tools), in characters: past
# it a model has lost its way.
LONGEST_ANSWER = 4_000
LONGEST_UNSEEN = 100_000


class TooLong(Exception):
    """The answer is longer than the limit; the words so far may stand."""


async def answer(draft: Draft, question: str, memory: list[ModelMessage]) -> None:
    """Writes the answer to `question`. Where no configured model succeeds, the built-in model
    answers with a note to the visitor.
    """
    if choices() and draft.message.payers is None:
        draft.start_over(
            _(
                "You have asked a lot in a short time, so this answer comes from the shop's "
                "search alone."
            )
        )
    elif choices():
        if await _by_language_model(draft, question, memory):
            return
        draft.start_over(
            _(
                "The assistant's own model is not available at the moment, so this answer comes "
                "from the shop's built-in assistant."
            )
        )
    await _Run(draft, question, memory).go(offline_model(), RunUsage())


async def _by_language_model(draft: Draft, question: str, memory: list[ModelMessage]) -> bool:
    """Returns whether a configured model wrote the answer. The second model continues with the tool
    results of the first.
    """
    clock, run = Clock(settings.CHAT_TIMEOUT_SECONDS), _Run(draft, question, memory)
    for choice in choices():
        if clock.is_over:
            break
        try:
            await run.go(
                Steady(language_model(choice), clock, draft.account.retried), draft.usage, clock
            )
            return True
        except Exception as error:  # the libraries of the providers raise whatever they like
            run.take_back(
                _(
                    "The assistant's usual model is not available at the moment, so another one "
                    "is answering."
                )
            )
            log.warning(
                "message %s: the model %s failed: %s",
                draft.message.pk,
                choice.name,
                draft.account.failed(choice.name, error),
            )
            if isinstance(error, UsageLimitExceeded):
                break
    return False


class _Run:
    """Runs of the agent into one draft. Another model continues where the last one stopped."""

    def __init__(self, draft: Draft, question: str, memory: list[ModelMessage]) -> None:
        self._draft = draft
        self._question = question
        self._memory = memory
        # What is worth going on from: the question, and what tools returned to it.
        self._kept: list[ModelMessage] = []
        # Where the words of the current response begin. A response without a call ends the answer,
        # so one that follows it replaces it.
        self._mark = 0
        self._has_called = False
        # The index of the newest part of the response.
        self._newest = 0
        self._unseen = 0
        topic = draft.message.conversation.topic_id
        self._deps = Deps(
            search=search_in_chat,
            similar=similar,
            topic=topic,
            page=draft.page,
            language=draft.language,
            retract=self._retract,
        )

    async def go(self, model: Model, usage: RunUsage, clock: Clock | None = None) -> None:
        """Runs a model once. With a clock, raises TimeoutError where nothing arrives in time."""
        self._draft.message.model = model.model_name
        with capture_run_messages() as messages:
            try:
                await self._drive(model, usage, clock)
            except asyncio.CancelledError as error:
                if cancelled := RunCancelled.from_cancellation(error):
                    await self._stop(cancelled.all_messages())
                raise
            except Exception as error:
                is_out_of_time = (
                    isinstance(error, TimeoutError) and clock is not None and clock.is_over
                )
                if (is_out_of_time or isinstance(error, TooLong)) and await self._cut_short(
                    messages
                ):
                    return
                self._kept = _worth_keeping(messages[len(self._memory) :])
                raise

    async def _drive(self, model: Model, usage: RunUsage, clock: Clock | None) -> None:
        deps = self._deps
        async with (
            asyncio.timeout_at(clock.next() if clock else None) as alarm,
            agent.run_stream_events(
                None if self._kept else self._question,
                message_history=[*self._memory, *self._kept],
                deps=deps,
                model=self._spoken(model) if clock else CleanModel(model),
                model_settings=clock.model_settings() if clock else None,
                usage=usage,
                usage_limits=limits(is_paid=clock is not None),
                capabilities=tracing.capabilities(),
            ) as events,
        ):
            async for event in events:
                if isinstance(event, AgentRunResultEvent):
                    await self._end(event.result)
                else:
                    self._take(event)
                if clock:
                    alarm.reschedule(clock.next())

    def _spoken(self, model: Model) -> Model:
        with override(self._draft.language or "en"):
            catalogue = _("the catalogue")
        return SpokenModel(CleanModel(model), catalogue, self._report)

    def _report(self, is_garbled: bool) -> None:
        self._deps.is_garbled = is_garbled

    def take_back(self, note: str) -> None:
        """Drops unfinished words before another model takes over; tool results stay."""
        if not self._kept:
            self._draft.start_over(note)
        self._draft.message.content = self._draft.message.content[: self._mark]
        self._draft.note(note)
        self._mark, self._has_called, self._unseen = len(self._draft.message.content), True, 0

    def _take(self, event: object) -> None:
        if isinstance(event, PartStartEvent):
            # A part that begins again takes its words back (chat.answering.spoken).
            if event.index <= self._newest:
                self._begin_response()
            self._newest = event.index
        match event:
            case PartStartEvent(part=TextPart(content=text)) if text:
                self._say(f"\n\n{text}" if self._draft.message.content else text)
            case PartDeltaEvent(delta=TextPartDelta(content_delta=text)):
                self._say(text)
            case PartStartEvent(
                part=ToolCallPart(args=str() as unseen) | ThinkingPart(content=unseen)
            ):
                self._overhear(unseen)
            case PartDeltaEvent(
                delta=ToolCallPartDelta(args_delta=str() as unseen)
                | ThinkingPartDelta(content_delta=str() as unseen)
            ):
                self._overhear(unseen)
            case FunctionToolResultEvent(part=ToolReturnPart() as part):
                self._has_called = True
                self._draft.add_tool_result(part)

    def _begin_response(self) -> None:
        if self._has_called:
            self._mark = len(self._draft.message.content)
        else:
            self._draft.message.content = self._draft.message.content[: self._mark]
        self._has_called = False

    def _say(self, text: str) -> None:
        self._draft.say(text)
        if len(self._draft.message.content) > LONGEST_ANSWER:
            raise TooLong

    def _overhear(self, unseen: str) -> None:
        self._unseen += len(unseen)
        if self._unseen > LONGEST_UNSEEN:
            raise UnexpectedModelBehavior("Arguments and thoughts without an end")

    async def _end(self, result: AgentRunResult[str]) -> None:
        """Ends the run. Raises where the answer is empty or was cut off."""
        if result.response.finish_reason == "length":
            raise TooLong
        if not self._draft.message.content.strip():
            raise UnexpectedModelBehavior("An empty answer")
        messages = result.all_messages()
        await self._settle(messages, messages[len(self._memory) :], str(result.output))

    async def _settle(
        self, messages: list[ModelMessage], new: list[ModelMessage], answer: str
    ) -> None:
        before = await in_database(preambles)(new, messages)
        self._draft.settle("\n\n".join([*before, answer]), settled(new, answer), self._deps)

    async def _stop(self, messages: list[ModelMessage]) -> None:
        """Ends an answer that nobody continues. The backed part of its words stays, on the page and
        in the history.
        """
        said, new = self._draft.message.content, messages[len(self._memory) :]
        self._draft.remember(new)  # at once: the check can be interrupted as well
        before, last = [
            (await in_database(judged)(part.strip(), messages, self._deps)).text
            for part in (said[: self._mark], said[self._mark :])
        ]
        if new and isinstance(new[-1], ModelResponse) and not new[-1].tool_calls:
            self._draft.remember(settled(new, last) if last else new[:-1])
        self._draft.message.content = "\n\n".join(part for part in (before, last) if part)

    async def _cut_short(self, messages: list[ModelMessage]) -> bool:
        """Keeps the backed whole sentences as the answer. Returns whether there are any."""
        said = whole_sentences(self._draft.message.content[self._mark : LONGEST_ANSWER]).strip()
        text = (await in_database(judged)(said, messages, self._deps)).text
        if text:
            new = messages[len(self._memory) :]
            if isinstance(new[-1], ModelResponse):
                new.pop()
            new.append(ModelResponse(parts=[TextPart(text)]))
            await self._settle(messages, new, text)
            self._draft.note(_("This answer was cut short."))
        return bool(text)

    def _retract(self) -> None:
        self._draft.retract()
        self._mark = 0


def whole_sentences(text: str) -> str:
    ends = [found.end() for found in re.finditer(r"[.!?…:](?=\s)|[.!?…]$|(?<=\S)(?=\n)", text)]
    return text[: ends[-1]] if ends else ""


def _worth_keeping(messages: list[ModelMessage]) -> list[ModelMessage]:
    """Returns the messages up to the last tool result; an empty list without one."""
    for at in range(len(messages), 0, -1):
        parts = messages[at - 1].parts
        if any(isinstance(part, ToolReturnPart) and part.outcome == "success" for part in parts):
            return messages[:at]
    return []
