"""manage.py replay CONVERSATION: what the assistant would say today, beside what it said."""

import asyncio
import re
from collections.abc import Iterable
from difflib import unified_diff
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError, CommandParser
from pydantic_ai.exceptions import UserError

from chat import agent
from chat.models import Conversation, Message
from chat.replay import Rehearsal, again, answered, answered_by
from shop.models import Product

BUILT_IN = "offline"


class Command(BaseCommand):
    help = (
        "Answer a stored conversation again, each question after what was said before it, and show what differs. Nothing is stored, "
        "counted or shown to the visitor; a provider is asked for real, and paid."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("conversation", help="Its id, as the admin shows it.")
        parser.add_argument("--model", help=f"In CHAT_MODEL's words; {BUILT_IN} is the built-in one (CHAT_MODEL where it is left out).")
        parser.add_argument("--turn", type=int, metavar="N", help="The Nth question alone, from 1.")

    def handle(self, *args: Any, **options: Any) -> None:
        turns = self._chosen(options["conversation"], options["turn"])
        name = options["model"] or settings.CHAT_MODEL or BUILT_IN
        with answered_by("" if name == BUILT_IN else name):
            _check(name)
            try:
                for number, question, answer in turns:
                    self._show(number, question, answer, asyncio.run(again(question, answer)))
            except KeyboardInterrupt:
                raise CommandError("\nInterrupted. [interrupted]", returncode=130) from None

    def _chosen(self, wanted: str, turn: int | None) -> list[tuple[int, Message, Message]]:
        try:
            conversation = Conversation.objects.get(pk=UUID(wanted))
        except (ValueError, Conversation.DoesNotExist):
            raise CommandError(f"There is no conversation {wanted}. [unknown_conversation]") from None
        turns = [(number, *pair) for number, pair in enumerate(answered(conversation), start=1)]
        if not turns:
            raise CommandError("Nothing has been answered in this conversation. [no_messages]")
        if turn is None:
            return turns
        if not 1 <= turn <= len(turns):
            raise CommandError(f"There is no turn {turn}; this conversation has {len(turns)}. [unknown_turn]")
        return [turns[turn - 1]]

    def _show(self, number: int, question: Message, answer: Message, take: Rehearsal) -> None:
        lines = [f"\n{number}. {question.content}", *_words(answer.content, take.message.content)]
        if note := take.message.metadata.get("note"):
            lines.append(f"note: {note}")
        if take.message.error:
            lines.append(f"error: {take.message.error}")
        before, after = _tools(answer), ", ".join(take.draft.tools) or "none"
        lines.append(_cards(answer.metadata.get("cards", []), take.cards))
        lines.append(f"tools: {before}" if before == after else f"tools: {before} -> {after}")
        waited = (answer.saved_at - answer.created_at).total_seconds()
        lines.append(f"by:    {_effort(answer, waited)} -> {_effort(take.message, take.seconds)}")
        self.stdout.write("\n".join(lines))
        self.stdout.flush()


def _check(name: str) -> None:
    try:
        agent.model()
    except (UserError, ImproperlyConfigured, ValueError, ImportError) as error:
        raise CommandError(f"The model {name} cannot be used: {error} [no_model]") from None


def _words(before: str, after: str) -> list[str]:
    """A unified diff of sentences."""
    one, other = (re.split(r"\n+|(?<=[.?!:]) (?=\S)", text.strip()) for text in (before, after))
    return list(unified_diff(one, other, "said", "replayed", lineterm="", n=1)) or ["words: the same"]


def _cards(before: list[int], after: list[int]) -> str:
    names = dict(Product.objects.filter(pk__in={*before, *after}).values_list("pk", "name"))

    def named(ids: Iterable[int], sign: str) -> list[str]:
        return [f"{sign} {names.get(pk, f'product {pk}, which is gone')}" for pk in ids]

    changes = named((pk for pk in before if pk not in after), "-") + named((pk for pk in after if pk not in before), "+")
    if changes:
        return f"cards: {'; '.join(changes)}"
    return f"cards: the same{'' if before == after else ', in another order'} ({len(before)})"


def _tools(answer: Message) -> str:
    return ", ".join(each["tool"] for each in answer.metadata.get("tool_results", [])) or "none"


def _effort(message: Message, seconds: float) -> str:
    cost = "" if message.cost is None else f", ${message.cost:.6f}"
    return f"{message.model or 'nobody'}, {seconds:.2f} s, {message.input_tokens + message.output_tokens} tokens{cost}"
