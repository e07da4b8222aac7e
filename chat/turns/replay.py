"""Trial answers, written as a turn would write them; nothing is stored, counted or recorded."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.test.utils import override_settings
from pydantic_ai.exceptions import UserError
from pydantic_ai.messages import ModelMessage
from pydantic_ai.providers import infer_provider_class

from chat.answering.draft import Draft
from chat.answering.providers import choices, language_model
from chat.answering.run import answer
from chat.models import Conversation, Message
from chat.tools import Page
from chat.turns.service import recalled
from site_config.aio import in_database

log = logging.getLogger("aisle.chat")


class NoModel(Exception):
    """The model's name or provider is unknown, or its key is missing."""


@dataclass(frozen=True)
class Rehearsal:
    """An answer in its last state, which is not stored."""

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
        return self.message.input_tokens + self.message.output_tokens


@asynccontextmanager
async def answered_by(name: str) -> AsyncIterator[None]:
    """Makes the whole process answer with this model alone, named as in CHAT_MODEL, and record no
    search. An empty name is the built-in model.

    Raises NoModel where there is none.
    """
    url = (
        settings.CHAT_MODEL_URL if name == settings.CHAT_MODEL or not _names_provider(name) else ""
    )
    with override_settings(
        CHAT_MODEL=name, CHAT_MODEL_URL=url, CHAT_FALLBACK_MODEL="", SEARCH_RECORDS_DAYS=0
    ):
        try:
            used = [language_model(choice) for choice in choices()]
        except (UserError, ImproperlyConfigured, ValueError, ImportError) as error:
            raise NoModel(f"The model {name} cannot be used: {error}") from error
        async with AsyncExitStack() as stack:
            for each in used:  # their connections are of this loop, and end with it
                await stack.enter_async_context(each)
            yield


def _names_provider(name: str) -> bool:
    """Whether a name such as `openai:gpt` holds a provider. Others such as `llama3:8b` are
    requested from CHAT_MODEL_URL, as is `openai-chat`, the protocol of that server.
    """
    maker, colon, _model = name.partition(":")
    if not colon or maker == "openai-chat":
        return False
    try:
        infer_provider_class(maker)
    except ValueError:
        return False
    except ImportError:
        return True
    return True


async def rehearse(
    question: str,
    memory: list[ModelMessage],
    topic: int | None = None,
    language: str = "",
    page: Page | None = None,
) -> Rehearsal:
    """Answers `question` as a turn does. `topic` is the id of the selected product, `page` the page
    of the shop that the visitor looks at.
    """
    conversation = Conversation(pk=uuid4(), visitor=uuid4(), topic_id=topic)
    # Trial answers are free, so no budget is checked or charged.
    draft = Draft(
        Message(
            pk=uuid4(),
            conversation=conversation,
            role=Message.Role.ASSISTANT,
            status=Message.Status.RUNNING,
            payers=[],
        )
    )
    draft.language, draft.page = language, page
    begun = time.perf_counter()
    try:
        async with asyncio.timeout(settings.CHAT_TIMEOUT_SECONDS):
            await answer(draft, question, memory)
    except TimeoutError:
        draft.fail(Message.Error.TIMEOUT)
    except Exception:
        log.exception("a rehearsed answer failed")
        draft.fail(Message.Error.SYSTEM_ERROR)
    await in_database(draft.arrange)()
    draft.finish()
    used = draft.usage
    draft.message.input_tokens, draft.message.output_tokens, draft.message.cost = (
        used.input_tokens,
        used.output_tokens,
        used.cost,
    )
    return Rehearsal(draft, time.perf_counter() - begun)


def answers(conversation: Conversation) -> list[tuple[Message, Message]]:
    """Returns each question with its ended answer in order, as they stand."""
    messages = {
        message.position: message
        for message in conversation.messages.current().order_by("position")
    }
    return [
        (messages[at - 1], answer)
        for at, answer in messages.items()
        if answer.role == Message.Role.ASSISTANT
        and answer.status not in Message.OPEN
        and at - 1 in messages
    ]


async def again(question: Message, answer: Message) -> Rehearsal:
    """Returns another answer in the place of a stored one, with the same earlier messages and the
    product that was selected then.
    """
    words, memory, language, page = await in_database(recalled)(answer)
    return await rehearse(words, memory, question.metadata.get("selected"), language, page)
