"""manage.py replay CONVERSATION: what the assistant would say today, beside what it said."""

import asyncio
import re
from collections.abc import Iterable
from difflib import unified_diff
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from chat.models import Conversation, Message
from chat.turns.replay import NoModel, Rehearsal, again, answered_by, answers
from shop.models import Product
from site_config.aio import in_database
from site_config.text import visible

BUILT_IN = "offline"
# Its number, the question and its stored answer.
Turn = tuple[int, Message, Message]


class Command(BaseCommand):
    help = (
        "Answer a stored conversation again, each question after what was said before it, and "
        "show what differs. Nothing is stored, "
        "counted or shown to the visitor; a provider is asked for real, and paid."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("conversation", help="Its id, as the admin shows it.")
        parser.add_argument(
            "--model",
            help=f"In CHAT_MODEL's words; {BUILT_IN} is the built-in one (CHAT_MODEL where it is "
            f"left out).",
        )
        parser.add_argument("--turn", type=int, metavar="N", help="The Nth question alone, from 1.")

    def handle(self, *args: Any, **options: Any) -> None:
        turns = self._chosen(options["conversation"], options["turn"])
        name = options["model"] or settings.CHAT_MODEL or BUILT_IN
        try:
            asyncio.run(self._replay(turns, "" if name == BUILT_IN else name))
        except NoModel as error:
            raise CommandError(f"{error} [no_model]") from None
        except KeyboardInterrupt:
            raise CommandError("\nInterrupted. [interrupted]", returncode=130) from None

    async def _replay(self, turns: list[Turn], model: str) -> None:
        async with answered_by(model):
            for number, question, answer in turns:
                take = await again(question, answer)
                await in_database(self._show)(number, question, answer, take)

    def _chosen(self, wanted: str, turn: int | None) -> list[Turn]:
        try:
            conversation = Conversation.objects.get(pk=UUID(wanted))
        except (ValueError, Conversation.DoesNotExist):
            raise CommandError(
                f"There is no conversation {wanted}. [unknown_conversation]"
            ) from None
        turns = [(number, *pair) for number, pair in enumerate(answers(conversation), start=1)]
        if not turns:
            raise CommandError("Nothing has been answered in this conversation. [no_messages]")
        if turn is None:
            return turns
        if not 1 <= turn <= len(turns):
            raise CommandError(
                f"There is no turn {turn}; this conversation has {len(turns)}. [unknown_turn]"
            )
        return [turns[turn - 1]]

    def _show(self, number: int, question: Message, answer: Message, take: Rehearsal) -> None:
        lines = [f"\n{number}. {question.content}", *_words(answer.content, take.message.content)]
        if note := take.message.metadata.get("note"):
            lines.append(f"note: {note}")
        if take.message.error:
            lines.append(f"error: {take.message.error}")
        # Calls that are made at once end in any order.
        before, after = _tools(answer), ", ".join(sorted(take.draft.tools)) or "none"
        lines.append(_cards(answer.metadata.get("cards", []), take.cards))
        lines.append(f"tools: {before}" if before == after else f"tools: {before} -> {after}")
        waited = (answer.saved_at - answer.created_at).total_seconds()
        lines.append(f"by:    {_effort(answer, waited)} -> {_effort(take.message, take.seconds)}")
        # What visitors and models wrote may hold escape sequences.
        self.stdout.write(visible("\n".join(lines), keep="\n"))
        self.stdout.flush()


def _words(before: str, after: str) -> list[str]:
    """A unified diff of sentences."""
    one, other = (re.split(r"\n+|(?<=[.?!:]) (?=\S)", text.strip()) for text in (before, after))
    return list(unified_diff(one, other, "said", "replayed", lineterm="", n=1)) or [
        "words: the same"
    ]


def _cards(before: list[int], after: list[int]) -> str:
    names = dict(Product.objects.filter(pk__in={*before, *after}).values_list("pk", "name"))

    def named(ids: Iterable[int], sign: str) -> list[str]:
        return [f"{sign} {names.get(pk, f'product {pk}, which is gone')}" for pk in ids]

    changes = named((pk for pk in before if pk not in after), "-") + named(
        (pk for pk in after if pk not in before), "+"
    )
    if changes:
        return f"cards: {'; '.join(changes)}"
    return f"cards: the same{'' if before == after else ', in another order'} ({len(before)})"


def _tools(answer: Message) -> str:
    return (
        ", ".join(sorted(each["tool"] for each in answer.metadata.get("tool_results", [])))
        or "none"
    )


def _effort(message: Message, seconds: float) -> str:
    cost = "" if message.cost is None else f", ${message.cost:.6f}"
    return (
        f"{message.model or 'nobody'}, {seconds:.2f} s, "
        f"{message.input_tokens + message.output_tokens} tokens{cost}"
    )
