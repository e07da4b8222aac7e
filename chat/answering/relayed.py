"""A stream of a model's response that is passed on, and says of itself what the original says."""

from dataclasses import dataclass
from datetime import datetime

from pydantic_ai.models import StreamedResponse
from pydantic_ai.usage import RequestUsage


@dataclass
class RelayedStream(StreamedResponse):
    """The base of streams that change the events of another one on their way."""

    stream: StreamedResponse

    async def close_stream(self) -> None:
        await self.stream.cancel()

    def get_stream_cancel_errors(self) -> tuple[type[BaseException], ...]:
        return self.stream.get_stream_cancel_errors()

    @property
    def usage(self) -> RequestUsage:
        return self.stream.usage

    @property
    def model_name(self) -> str:
        return self.stream.model_name

    @property
    def provider_name(self) -> str | None:
        return self.stream.provider_name

    @property
    def provider_url(self) -> str | None:
        return self.stream.provider_url

    @property
    def timestamp(self) -> datetime:
        return self.stream.timestamp
