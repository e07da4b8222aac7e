"""The configured language models in the order in which they are asked, and the time
limits of each.
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
from pydantic_ai.profiles import ModelProfile, merge_profile
from pydantic_ai.profiles.openai import OpenAIModelProfile
from pydantic_ai.providers.openai import OpenAIProvider
from pydantic_ai.settings import ModelSettings

# Errors that may pass soon. A used-up quota, a wrong key or an unknown model does not.
PASSING = (ModelRateLimitError, ModelUnavailableError, ModelServerError, ModelConnectionError)
ATTEMPTS = 3
# Pydantic AI begins a thought where a chunk is "<think>" and nothing else, so its result depends on
# where chunks are cut. It looks for these tags instead, which no model writes; the filter of
# chat.answering.noise reads all others.
NO_TAGS = ("<think >", "</think >")
# Reserved for the built-in model, in seconds; it needs a small part of it.
MOST_RESERVED = 5.0


@dataclass(frozen=True)
class Choice:
    """A configured model. With `url`, the bare name at a server that speaks OpenAI's chat protocol;
    without, provider:model.
    """

    name: str
    url: str = ""
    key: str = field(default="", repr=False)


def choices() -> list[Choice]:
    """Returns the configured models, the preferred one first; an empty list where the built-in
    model answers alone.
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
    """Returns the model, one for all answers, so that it keeps its connections. Raises UserError
    where its provider is unknown or has no key.
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
    made.profile = merge_profile(made.profile, ModelProfile(thinking_tags=NO_TAGS))
    if hasattr(client, "max_retries"):
        client.max_retries = 0
    return made


class Clock:
    """The time limits of one turn: how long a model may be silent, and when the language models
    must be done.

    With two models, each may be silent for a third of the time; the last third is for the remaining
    one.
    """

    def __init__(self, seconds: float) -> None:
        self._now = asyncio.get_running_loop().time
        self.silence = seconds / 3
        self.end = self._now() + seconds - min(seconds / 4, MOST_RESERVED)
        self.pause = seconds / 120

    def next(self) -> float:
        """Returns the latest time for the next sign of life, in seconds of the event
        loop's clock.
        """
        return min(self._now() + self.silence, self.end)

    @property
    def is_over(self) -> bool:
        return self._now() >= self.end

    def model_settings(self) -> ModelSettings:
        # Of each wait for the network; that for a connection is 5 seconds at most.
        return ModelSettings(timeout=self.silence, max_tokens=settings.CHAT_OUTPUT_TOKENS)


class Steady(WrapperModel):
    """Retries where a provider refuses for the moment, as long as no word was received and time is
    left. Calls `retried` for each retry.
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
        """Waits as long as the provider requests. Raises the error where that takes too long; the
        next model is asked then.
        """
        pause = (
            self._clock.pause * 2 ** (attempt - 1)
            if error.retry_after is None
            else error.retry_after
        )
        if attempt == ATTEMPTS or asyncio.get_running_loop().time() + pause >= latest:
            raise error
        await asyncio.sleep(pause)
