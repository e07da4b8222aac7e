"""What an answer says is checked against what the tools returned, before it is final:
docs/assistant.md has the rules.
"""

import logging
from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import override
from pydantic_ai import ModelRetry, RunContext
from pydantic_ai.messages import (
    ModelMessage,
    ModelRequest,
    ModelResponse,
    RetryFeedbackPart,
    TextPart,
)

from chat.claims.backing import Backing
from chat.claims.check import Checked, check
from chat.tools import Deps
from site_config.aio import in_database

__all__ = ["Backing", "Checked", "backed", "check", "judged", "preambles", "settled"]

log = logging.getLogger("aisle.chat")

MOST_WRONG = 8


async def backed(ctx: RunContext[Deps], answer: str) -> str:
    """The answer, if all of it is backed. Else the model may write it once more; what is still
    wrong then is taken out.

    The built-in model would write the same again, so its answers are only taken out of: that is a
    fault, and logged.
    """
    found = await in_database(judged)(answer, ctx.messages, ctx.deps)
    if not found.wrong:
        return answer
    if is_offline := ctx.model.model_name == "offline":
        log.warning(
            "the built-in model said what is not backed: %s", " ".join(found.wrong[:MOST_WRONG])
        )
    if ctx.retry == 0 and not is_offline:
        ctx.deps.retract()
        raise ModelRetry(
            f"The visitor has not seen this answer, for the tools returned no ground for all of "
            f"it. {' '.join(found.wrong[:MOST_WRONG])} "
            "Write the whole answer anew with only what the tools returned, or look it up first. "
            "Do not speak of this correction."
        )
    with override(ctx.deps.language or "en"):
        return found.text or _(
            "I cannot confirm the answer from what the shop knows. Please ask me in other words, "
            "or look at the products."
        )


def judged(answer: str, messages: Sequence[ModelMessage], deps: Deps) -> Checked:
    """The check, with its figures noted."""
    found = _check(answer, messages)
    deps.claims, deps.used, deps.unbacked = found.claims, found.used, len(found.wrong)
    return found


def _check(answer: str, messages: Sequence[ModelMessage]) -> Checked:
    return check(answer, Backing(messages))


def preambles(messages: Sequence[ModelMessage], backing: Sequence[ModelMessage]) -> list[str]:
    """What a model said before it called a tool, as far as it is backed; it stays in front of the
    answer.
    """
    said = [
        part.content.strip()
        for message in messages
        if isinstance(message, ModelResponse) and message.tool_calls
        for part in message.parts
        if isinstance(part, TextPart) and part.content.strip()
    ]
    return [text for text in (_check(each, backing).text for each in said) if text]


def settled(messages: Sequence[ModelMessage], answer: str) -> list[ModelMessage]:
    """The messages of a run as they are remembered: without what was sent back, and with the answer
    as the visitor saw it.
    """
    kept: list[ModelMessage] = []
    for message in messages:
        if not _is_correction(message):
            kept.append(message)
        elif kept and isinstance(kept[-1], ModelResponse):
            kept.pop()
    if kept and isinstance(last := kept[-1], ModelResponse) and not last.tool_calls:
        others = [part for part in last.parts if not isinstance(part, TextPart)]
        kept[-1] = replace(last, parts=[*others, TextPart(answer)])
    return kept


def _is_correction(message: ModelMessage) -> bool:
    """Returns whether the message only sends an answer back to the model."""
    return (
        isinstance(message, ModelRequest)
        and bool(message.parts)
        and all(isinstance(part, RetryFeedbackPart) for part in message.parts)
    )
