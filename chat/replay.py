"""Answers that are tried out: as a turn would write them, with nothing stored, counted or recorded."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import uuid4

from django.conf import settings
from django.test.utils import override_settings
from pydantic_ai.messages import ModelMessage

from chat.draft import Draft
from chat.models import Conversation, Message
from chat.run import answer
from site_config.aio import in_database


@dataclass(frozen=True)
class Rehearsal:
    """An answer in its last state, which is nowhere stored."""

    draft: Draft
    seconds: float

    @property
    def message(self) -> Message:
        return self.draft.message

    @property
    def cards(self) -> list[int]:
        return list(self.message.metadata.get("cards", []))

    @property
    def tokens(self) -> int:
        return self.draft.usage.input_tokens + self.draft.usage.output_tokens


@contextmanager
def answered_by(model: str) -> Iterator[None]:
    """This whole process answers with `model` (CHAT_MODEL's words; empty is the built-in one), and records no search."""
    with override_settings(CHAT_MODEL=model, SEARCH_RECORDS_DAYS=0):
        yield


async def rehearse(question: str, memory: list[ModelMessage], topic: int | None = None) -> Rehearsal:
    """Answer `question` by the road that a turn takes. `topic` is the id of the selected product."""
    conversation = Conversation(pk=uuid4(), visitor=uuid4(), topic_id=topic)
    # Nobody pays, so no allowance is looked at and none is charged.
    draft = Draft(Message(pk=uuid4(), conversation=conversation, role=Message.Role.ASSISTANT, status=Message.Status.RUNNING, payers=[]))
    begun = time.perf_counter()
    try:
        async with asyncio.timeout(settings.CHAT_TIMEOUT_SECONDS):
            await answer(draft, question, memory)
    except TimeoutError:
        draft.fail(Message.Error.TIMEOUT)
    await in_database(draft.arrange)()
    draft.finish()
    return Rehearsal(draft, time.perf_counter() - begun)
