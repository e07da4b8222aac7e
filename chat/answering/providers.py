"""The language models that the shop configured, in the order in which they are asked, and how long
each may take.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from typing import Any

from django.conf import settings
from pydantic_ai.exceptions import (
    ModelAPIError,
    ModelConnectionError,
    ModelRateLimitError,
    ModelServerError,
    ModelUnavailableError,
)
from pydantic_ai.models import Model, StreamedResponse, infer_model
from pydantic_ai.models.openai import OpenAIChatModel
from pydantic_ai.models.wrapper import WrapperModel
from pydantic_ai.profiles.openai import OpenAIModelProfile
from pydantic_ai.providers.openai import OpenAIProvider
from pydantic_ai.settings import ModelSettings

# What may be over in a moment. A quota that is used up, a wrong key or an unknown model is not.
PASSING = (ModelRateLimitError, ModelUnavailableError, ModelServerError, ModelConnectionError)
ATTEMPTS = 3
# Kept for the built-in model, which needs a small part of it, in seconds.
MOST_RESERVED = 5.0


@dataclass(frozen=True)
class Choice:
    """A model by setting. With `url`, its bare name at a server that speaks OpenAI's chat protocol;
    without, provider:model.
    """

    name: str
    url: str = ""
    key: str = field(default="", repr=False)


def choices() -> list[Choice]:
    """The configured models, the preferred one first; none where the built-in model
    answers alone.
    """
    named = [
        Choice(settings.CHAT_MODEL, settings.CHAT_MODEL_URL, settings.CHAT_MODEL_KEY),
        Choice(
            settings.CHAT_FALLBACK_MODEL, settings.CHAT_FALLBACK_URL, settings.CHAT_FALLBACK_KEY
        ),
    ]
    return [choice for choice in named if choice.name] if settings.CHAT_MODEL else []


@cache
def language_model(choice: Choice) -> Model:
    """Raises UserError where its provider is not known, or has no key. One for all answers: it
    keeps its connections.
    """
    if choice.url:
        provider = OpenAIProvider(base_url=choice.url, api_key=choice.key or "none")
        # A proxy that loses the provider ends the stream politely, and half an answer would pass
        # for a whole one.
        profile = OpenAIModelProfile(openai_chat_streaming_requires_finish_reason=True)
        made: Model = OpenAIChatModel(
            choice.name.removeprefix("openai-chat:"), provider=provider, profile=profile
        )
    else:
        made = infer_model(choice.name)
    # The libraries of the providers try again by clocks of their own, which know nothing of the
    # turn's; Steady does it instead.
    client: Any = getattr(made, "client", None)
    if hasattr(client, "max_retries"):
        client.max_retries = 0
    return made


class Clock:
    """The time of one turn: how long a model may be silent, and when the language models have to be
    done.

    With two models, each may be silent for a third, and the last third is for whoever is left.
    """

    def __init__(self, seconds: float) -> None:
        self._now = asyncio.get_running_loop().time
        self.silence = seconds / 3
        self.end = self._now() + seconds - min(seconds / 4, MOST_RESERVED)
        self.pause = seconds / 120

    def next(self) -> float:
        """When it is too late for the next sign of life."""
        return min(self._now() + self.silence, self.end)

    @property
    def is_over(self) -> bool:
        return self._now() >= self.end

    def model_settings(self) -> ModelSettings:
        # Of each wait for the network; that for a connection is 5 seconds at most.
        return ModelSettings(timeout=self.silence, max_tokens=settings.CHAT_OUTPUT_TOKENS)


class Steady(WrapperModel):
    """Asks again where a provider refuses for the moment, while it has said nothing and there is
    time; `retried` hears of each.
    """

    def __init__(self, wrapped: Model, clock: Clock, retried: Callable[[], None]) -> None:
        super().__init__(wrapped)
        self._clock = clock
        self._retried = retried

    @asynccontextmanager
    async def request_stream(self, *args: Any, **kwargs: Any) -> AsyncIterator[StreamedResponse]:
        latest = self._clock.next()
        async with AsyncExitStack() as stack:
            for attempt in count(1):
                try:
                    stream = await stack.enter_async_context(
                        self.wrapped.request_stream(*args, **kwargs)
                    )
                    break
                except PASSING as error:
                    await self._wait(error, attempt, latest)
                    self._retried()
            yield stream

    async def _wait(self, error: ModelAPIError, attempt: int, latest: float) -> None:
        """As long as the provider wishes. What would take too long is raised, and the next model is
        asked.
        """
        pause = (
            self._clock.pause * 2 ** (attempt - 1)
            if error.retry_after is None
            else error.retry_after
        )
        if attempt == ATTEMPTS or asyncio.get_running_loop().time() + pause >= latest:
            raise error
        await asyncio.sleep(pause)
