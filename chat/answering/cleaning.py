"""Whatever a model says is made storable at the edge, before anything else reads it.

A provider may cut an emoji between two chunks, or send a NUL: PostgreSQL, Redis and sockets refuse
such text, each in its own way.
"""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, fields, replace
from typing import Any

from pydantic_ai.messages import (
    ModelResponse,
    ModelResponsePart,
    ModelResponseStreamEvent,
    PartDeltaEvent,
    PartStartEvent,
    TextPart,
    TextPartDelta,
    ThinkingPart,
    ThinkingPartDelta,
    ToolCallPart,
    ToolCallPartDelta,
)
from pydantic_ai.models import StreamedResponse
from pydantic_ai.models.wrapper import WrapperModel

from chat.answering.relayed import RelayedStream
from site_config.text import Cleaner, deeply_cleaned

# The field of each kind of part, and of its deltas, that comes in pieces.
GROWING = {
    TextPart: "content",
    TextPartDelta: "content_delta",
    ThinkingPart: "content",
    ThinkingPartDelta: "content_delta",
    ToolCallPart: "args",
    ToolCallPartDelta: "args_delta",
}


class CleanModel(WrapperModel):
    """The same model, all of whose texts can be stored and sent: words, thoughts, names and
    arguments of tools.
    """

    async def request(self, *args: Any, **kwargs: Any) -> ModelResponse:
        response = await self.wrapped.request(*args, **kwargs)
        return replace(response, parts=[_clean_part(part) for part in response.parts])

    @asynccontextmanager
    async def request_stream(self, *args: Any, **kwargs: Any) -> AsyncIterator[StreamedResponse]:
        async with self.wrapped.request_stream(*args, **kwargs) as stream:
            yield _CleanStream(stream.model_request_parameters, stream)


@dataclass
class _CleanStream(RelayedStream):
    """Repeats the events of another stream with clean texts, and gathers the parts anew."""

    _cleaners: dict[int, tuple[Cleaner, Any]] = field(default_factory=dict, init=False)

    def get(self) -> ModelResponse:
        # The arguments are whole by now: characters may also be escaped in their JSON.
        return replace(
            self.stream.get(), parts=[_clean_part(part) for part in self._parts_manager.get_parts()]
        )

    async def _get_event_iterator(self) -> AsyncIterator[ModelResponseStreamEvent]:
        async for event in self.stream:
            # The others are made anew of these two.
            if isinstance(event, PartStartEvent | PartDeltaEvent):
                yield self._repeated(event)
        for index, (cleaner, delta) in self._cleaners.items():
            if delta is not None and (rest := cleaner.end()):
                yield self._kept(
                    PartDeltaEvent(
                        index=index, delta=replace(delta, **{GROWING[type(delta)]: rest})
                    )
                )

    def _repeated(self, event: PartStartEvent | PartDeltaEvent) -> PartStartEvent | PartDeltaEvent:
        if isinstance(event, PartStartEvent):
            self._cleaners[event.index] = Cleaner(), _delta_of(event.part)
            return self._kept(replace(event, part=self._cleaned(event.index, event.part)))
        return self._kept(replace(event, delta=self._cleaned(event.index, event.delta)))

    def _kept(self, event: PartStartEvent | PartDeltaEvent) -> PartStartEvent | PartDeltaEvent:
        self._parts_manager.apply_event(event)
        return event

    def _cleaned(self, index: int, part: Any) -> Any:
        name = GROWING.get(type(part), "")
        piece = getattr(part, name, None)
        if not isinstance(piece, str):
            return _clean_fields(part)
        rest = _clean_fields(part, but=name)
        cleaner, _delta = self._cleaners[index]
        return replace(rest, **{name: cleaner.feed(piece)})


def _delta_of(
    part: ModelResponsePart,
) -> TextPartDelta | ThinkingPartDelta | ToolCallPartDelta | None:
    """An empty addition to this part."""
    match part:
        case TextPart():
            return TextPartDelta("")
        case ThinkingPart():
            return ThinkingPartDelta()
        case ToolCallPart():
            return ToolCallPartDelta()
    return None


def _clean_part(part: ModelResponsePart) -> ModelResponsePart:
    part = _clean_fields(part)
    if isinstance(part, ToolCallPart) and isinstance(part.args, str) and "\\u" in part.args:
        return replace(part, args=_clean_json(part.args))
    return part


def _clean_json(text: str) -> str:
    """Returns the same JSON without escapes of what cannot be stored; a text that is no JSON as it
    is.
    """
    try:
        return json.dumps(deeply_cleaned(json.loads(text)), ensure_ascii=False)
    except (ValueError, RecursionError):
        return text


def _clean_fields[T: Any](part: T, but: str = "") -> T:
    """Returns the part with every text cleaned, but that of one field; itself where that changes
    nothing.
    """
    before = {
        each.name: getattr(part, each.name)
        for each in fields(part)
        if each.init and each.name != but
    }
    after = {name: deeply_cleaned(value) for name, value in before.items()}
    return part if after == before else replace(part, **after)
