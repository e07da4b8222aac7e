"""A model of whose words only those for the visitor are left, see `chat.answering.noise`. A call
that it wrote as text becomes a call.
"""

from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic_ai.messages import (
    ModelResponse,
    ModelResponsePart,
    ModelResponseStreamEvent,
    PartDeltaEvent,
    PartStartEvent,
    TextPart,
    TextPartDelta,
    ToolCallPart,
)
from pydantic_ai.models import Model, ModelRequestParameters, StreamedResponse
from pydantic_ai.models.wrapper import WrapperModel

from chat.answering.noise import Output, Thought, Withdrawn, WordFilter, Words
from chat.answering.relayed import RelayedStream
from chat.answering.written_calls import Call


class SpokenModel(WrapperModel):
    """The same model without noise. `report` is called at the end of each response with whether a
    call was written in it that cannot be read; `catalogue` is said where a tool is named.
    """

    def __init__(self, wrapped: Model, catalogue: str, report: Callable[[bool], None]) -> None:
        super().__init__(wrapped)
        self._catalogue = catalogue
        self._report = report

    async def request(
        self, messages: Any, model_settings: Any, model_request_parameters: ModelRequestParameters
    ) -> ModelResponse:
        response = await self.wrapped.request(messages, model_settings, model_request_parameters)
        noise = _Noise(self._catalogue, model_request_parameters)
        parts = list(_spoken_parts(response.parts, noise))
        self._report(noise.is_garbled)
        return replace(response, parts=parts)

    @asynccontextmanager
    async def request_stream(self, *args: Any, **kwargs: Any) -> AsyncIterator[StreamedResponse]:
        async with self.wrapped.request_stream(*args, **kwargs) as stream:
            noise = _Noise(self._catalogue, stream.model_request_parameters)
            yield _SpokenStream(stream.model_request_parameters, stream, noise, self._report)


class _Noise:
    """The filters of one response: a new one after each part that is no text."""

    def __init__(self, catalogue: str, parameters: ModelRequestParameters) -> None:
        self._catalogue = catalogue
        self._tools = {each.name: each.parameters_json_schema for each in parameters.function_tools}
        self._filter: WordFilter | None = None
        self.is_garbled = False

    def feed(self, text: str) -> Iterator[Output]:
        if self._filter is None:
            self._filter = WordFilter(self._tools, self._catalogue)
        yield from self._filter.feed(text)

    def end(self, *, is_before_call: bool = False) -> Iterator[Output]:
        if self._filter is not None:
            yield from self._filter.end(is_before_call=is_before_call)
            self.is_garbled |= self._filter.is_garbled
            self._filter = None

    def called(self, part: ToolCallPart) -> ToolCallPart:
        """The call by the tool's own name: some models write "functions.search_products"."""
        name = part.tool_name.partition("<|")[0].rpartition(".")[2].strip()
        is_other = part.tool_name not in self._tools and name in self._tools
        return replace(part, tool_name=name) if is_other else part


def _spoken_parts(parts: Iterable[ModelResponsePart], noise: _Noise) -> Iterator[ModelResponsePart]:
    for part in parts:
        if isinstance(part, TextPart):
            yield from _parts_of([*noise.feed(part.content), *noise.end()])
        else:
            yield noise.called(part) if isinstance(part, ToolCallPart) else part


def _parts_of(outputs: Iterable[Output]) -> Iterator[ModelResponsePart]:
    words, calls = "", list[ModelResponsePart]()
    for each in outputs:
        match each:
            case Words(text):
                words += text
            case Withdrawn():
                words = ""
            case Call(tool, arguments):
                calls.append(ToolCallPart(tool, arguments))
    if words.strip():
        yield TextPart(words)
    yield from calls


def _without_withdrawn(outputs: Iterable[Output]) -> list[Output]:
    """Without the words that the same chunk takes back: nobody has to see them."""
    found = list(outputs)
    last = max((at for at, each in enumerate(found) if isinstance(each, Withdrawn)), default=0)
    return [each for at, each in enumerate(found) if at >= last or not isinstance(each, Words)]


@dataclass
class _SpokenStream(RelayedStream):
    """Repeats the events of another stream, and makes those of its words anew."""

    noise: _Noise
    report: Callable[[bool], None]
    # Where a part of the other stream stands in this one.
    _places: dict[int, int] = field(default_factory=dict, init=False)
    # The parts that are signs of life alone.
    _hidden: set[int] = field(default_factory=set, init=False)
    _runs: int = field(default=0, init=False)
    _calls: int = field(default=0, init=False)

    def get(self) -> ModelResponse:
        parts = [
            part
            for at, part in enumerate(self._parts_manager.get_parts())
            if at not in self._hidden and not (isinstance(part, TextPart) and not part.content)
        ]
        return replace(self.stream.get(), parts=parts)

    async def _get_event_iterator(self) -> AsyncIterator[ModelResponseStreamEvent]:
        async for event in self.stream:
            match event:
                case PartStartEvent(part=TextPart(content=text)):
                    outputs = self.noise.feed(text)
                case PartDeltaEvent(delta=TextPartDelta(content_delta=text)):
                    outputs = self.noise.feed(text)
                case PartStartEvent():
                    is_call = isinstance(event.part, ToolCallPart)
                    outputs = self.noise.end(is_before_call=is_call)
                case _:
                    outputs = iter(())
            for each in self._events(_without_withdrawn(outputs)):
                yield each
            if own := self._repeated(event):
                yield own
        for each in self._events(self.noise.end()):
            yield each
        self.report(self.noise.is_garbled)

    def _events(self, outputs: Iterable[Output]) -> Iterator[ModelResponseStreamEvent]:
        for each in outputs:
            match each:
                case Words(text):
                    yield from self._parts_manager.handle_text_delta(
                        vendor_part_id=("words", self._runs), content=text
                    )
                case Thought(text):
                    yield from self._hide(text)
                case Withdrawn():
                    yield from self._withdraw()
                case Call(tool, arguments):
                    self._calls += 1
                    yield self._parts_manager.handle_tool_call_part(
                        vendor_part_id=("call", self._calls), tool_name=tool, args=arguments
                    )

    def _hide(self, text: str) -> Iterator[ModelResponseStreamEvent]:
        """A thought is an event, since a model that thinks is not silent, and is not kept."""
        for event in self._parts_manager.handle_thinking_delta(
            vendor_part_id=("thought", self._runs), content=text or " "
        ):
            if isinstance(event, PartStartEvent):
                self._hidden.add(event.index)
            yield event

    def _withdraw(self) -> Iterator[ModelResponseStreamEvent]:
        """Begins each text of this response anew, which takes its words back."""
        for run in range(self._runs + 1):
            if self._parts_manager.get_part_by_vendor_id(("words", run)) is not None:
                yield self._parts_manager.handle_part(
                    vendor_part_id=("words", run), part=TextPart("")
                )

    def _repeated(self, event: ModelResponseStreamEvent) -> ModelResponseStreamEvent | None:
        """The same event of a part that is no text, at its place in this stream."""
        match event:
            case PartStartEvent(part=TextPart()) | PartDeltaEvent(delta=TextPartDelta()):
                return None
            case PartStartEvent(index=index, part=part):
                self._runs += 1
                part = self.noise.called(part) if isinstance(part, ToolCallPart) else part
                self._parts_manager.handle_part(vendor_part_id=index, part=replace(part))
                self._places[index] = len(self._parts_manager.get_parts()) - 1
                return replace(event, index=self._places[index], part=part)
            case PartDeltaEvent(index=index):
                self._parts_manager.apply_event(event)
                return replace(event, index=self._places[index])
        return None
